"""A whole proof of some 500 requests, against the two runtimes alone."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from edgewise.migration.choices import Choices
from edgewise.migration.parity import verify
from edgewise.migration.parity.derivation import derivation
from edgewise.migration.parity.model import OWN_ETAG, Request
from edgewise.migration.parity.prove import SAFE
from edgewise.migration.parity.staging.plan import plan_of
from edgewise.migration.parity.staging.sides import NewSide, OldSide, Stager
from edgewise.migration.parity.wire import CONCURRENCY
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import Toolchain, ensure
from tests.bench.measure import Comparison, interleave
from tests.conftest import SAMPLES

PROJECT = "functions-blog"
_HOST = "www.example.com"


def proof(rounds: int) -> Comparison:
    """``edgewise verify`` from its first to its last moment, against starting both servers and asking them the same.

    The reference knows the working copies already, sends the same bytes over as many connections, reads the answers
    and throws them away.
    """
    toolchain = asyncio.run(ensure())
    root = SAMPLES / PROJECT
    asked: list[Request] = []

    def ours() -> float:
        begin = time.perf_counter()
        report = asyncio.run(verify(root, toolchain=toolchain))
        seconds = time.perf_counter() - begin
        assert len(report.exchanges) >= 500, len(report.exchanges)
        return seconds

    with tempfile.TemporaryDirectory(prefix="edgewise-bench-") as name:
        old, new = asyncio.run(_stage(root, Path(name), toolchain))
        asked.extend(derivation(old.project).requests)
        theirs = 0

        def alone() -> float:
            nonlocal theirs
            theirs += 1
            state = Path(name) / f"state-{theirs}"
            begin = time.perf_counter()
            asyncio.run(_alone(toolchain, old, new, asked, state))
            return time.perf_counter() - begin

        samples = interleave(ours, alone, max(3, rounds // 4))
    return Comparison(
        f"a proof of {len(asked)} requests", *samples, "s", 1.3, ("edgewise verify", "two runtimes alone")
    )


async def _stage(root: Path, folder: Path, toolchain: Toolchain) -> tuple[OldSide, NewSide]:
    stager = Stager(root, folder, toolchain)
    planned = await plan_of(stager, choices=Choices())
    return await stager.old_side(planned.project), await stager.new_side(planned.prepare)


async def _alone(toolchain: Toolchain, old: OldSide, new: NewSide, requests: Sequence[Request], state: Path) -> None:
    def elsewhere(arguments: Sequence[str], side: str) -> list[str]:
        at = list(arguments).index("--persist-to")
        return [*arguments[: at + 1], str(state / side), *arguments[at + 2 :]]

    servers = [
        DevServer(toolchain, "pages", old.root, elsewhere(old.arguments, "old"), timeout=120),
        DevServer(toolchain, "worker", new.root, elsewhere(new.arguments, "new"), timeout=120),
    ]
    try:
        await asyncio.gather(*(server.start() for server in servers))
        reading = [each for each in requests if each.method in SAFE]
        writing = [each for each in requests if each.method not in SAFE]
        await asyncio.gather(*(_ask(server.port, reading, CONCURRENCY) for server in servers))
        await asyncio.gather(*(_ask(server.port, writing, 1) for server in servers))
    finally:
        await asyncio.gather(*(server.stop() for server in servers))


async def _ask(port: int, requests: Sequence[Request], connections: int) -> None:
    waiting = list(requests)
    await asyncio.gather(*(_connection(port, waiting) for _ in range(connections)))


async def _connection(port: int, waiting: list[Request]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while waiting:
        request = waiting.pop()
        writer.write(_bytes(request))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await _body(reader, head, request)
        if b"\r\nconnection: close" in head:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def _bytes(request: Request) -> bytes:
    headers = {"host": _HOST, "accept": "*/*", **dict(request.headers)}
    if OWN_ETAG in headers.get("if-none-match", ""):
        headers["if-none-match"] = '"edgewise"'
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        headers["content-length"] = str(len(request.body))
    lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{key}: {value}" for key, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


async def _body(reader: asyncio.StreamReader, head: bytes, request: Request) -> None:
    status = int(head.split(b" ", 2)[1])
    if request.method == "HEAD" or status in (204, 304):
        return
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
    elif fields.get(b"transfer-encoding") == b"chunked":
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
