"""``python -m tests.bench.slow_account SECONDS``: a big demo account over loopback HTTP, each answer so much later.

Prints its base URL. Answers are worked out once, so that a second reading costs the server next to nothing.
"""

from __future__ import annotations

import asyncio
import sys

from edgewise.account.demo.exchange import Request
from tests.account.big import BigCompany, Recorded


async def serve(latency: float) -> None:
    """Answer GET requests until killed."""
    answers = Recorded(BigCompany())

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                begin = asyncio.get_running_loop().time()
                reply = answers(Request("GET", head.split(" ", 2)[1], {"authorization": "Bearer bench"}))
                fields = f"HTTP/1.1 {reply.status} OK\r\ncontent-type: application/json\r\n"
                # What the answer itself took is part of the latency, as long as it is less.
                await asyncio.sleep(max(0.0, latency - (asyncio.get_running_loop().time() - begin)))
                writer.write(f"{fields}content-length: {len(reply.body)}\r\n\r\n".encode() + reply.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/client/v4", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
