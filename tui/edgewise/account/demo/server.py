"""The demo account over loopback HTTP/1.1, so that real wrangler can be pointed at it.

Listens on 127.0.0.1 only, and answers only requests that name this machine in ``Host`` and, where a
browser sends one, in ``Origin``: a web page that somebody visits cannot reach in.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import h11

from edgewise.account.demo.company import Company
from edgewise.account.demo.control import control
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.handler import PREFIX, handle
from edgewise.account.demo.upgrade import serve_tail, switch, tail_for, wants_upgrade
from edgewise.errors import InputError

IDLE = 75.0
"""Seconds that a connection may stay silent."""

LARGEST_REQUEST = 64 * 1024 * 1024
"""Bytes of a request's body."""

Answer = Callable[[Request], Awaitable[Reply]]

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class DemoServer:
    """A running server. Use it as an async context manager, or call :meth:`stop`.

    Args:
        answer: answers instead of the API, for requests to any host: it knows which hosts are the account's.
    """

    def __init__(self, company: Company, answer: Answer | None = None) -> None:
        self.company = company
        self._answer = answer
        self.port = 0
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The API's base URL."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    async def __aenter__(self) -> DemoServer:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    async def start(self, port: int) -> None:
        """Listen on ``port``, or on a free one for 0.

        Raises:
            InputError: when the port is taken, or there is no such port.
        """
        try:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise InputError(
                f"Port {port} on 127.0.0.1 cannot be used: {reason}.",
                code="port",
                where=f"127.0.0.1:{port}",
                fix="Choose another with --port, or --port 0 for a free one.",
            ) from None
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await _Connection(self.company, reader, writer, self._answer).run()
        except (OSError, asyncio.CancelledError):
            # The other side went away, or the server ends: either way this connection is over.
            pass
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


class _Connection:
    """One connection, for as many requests as the client sends over it."""

    def __init__(
        self,
        company: Company,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Answer | None,
    ) -> None:
        self.company, self.reader, self.writer, self.answer = company, reader, writer, answer
        self.http = h11.Connection(h11.SERVER)

    async def run(self) -> None:
        try:
            while True:
                event = await self._next()
                if not isinstance(event, h11.Request):
                    return
                await self._answer(event)
                if self.http.our_state in (h11.MUST_CLOSE, h11.ERROR, h11.SWITCHED_PROTOCOL):
                    return
                self.http.start_next_cycle()
        except TimeoutError:
            return
        except h11.RemoteProtocolError as error:
            if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                await self._send(Reply(error.error_status_hint, b"", {"connection": "close"}), None)

    async def _next(self) -> object:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                await self._write(h11.InformationalResponse(status_code=100, headers=[]))
            data = await asyncio.wait_for(self.reader.read(65536), IDLE)
            self.http.receive_data(data)

    async def _answer(self, request: h11.Request) -> None:
        body = bytearray()
        while not isinstance(event := await self._next(), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                body += event.data
            if len(body) > LARGEST_REQUEST or not isinstance(event, h11.Data):
                await self._send(Reply(413, b"", {"connection": "close"}), request)
                return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        if self.answer is not None:
            told = Request(request.method.decode("latin-1"), request.target.decode("latin-1"), headers, bytes(body))
            await self._send(await self.answer(told), request)
            return
        if not _from_here(headers):
            await self._send(Reply(421, b"", {"connection": "close"}), request)
            return
        target = request.target.decode("latin-1")
        if wants_upgrade(headers):
            await self._listen(target, headers, request)
            return
        asked = Request(request.method.decode("latin-1"), target, headers, bytes(body))
        await self._send(control(self.company, asked) or handle(self.company, asked), request)

    async def _listen(self, target: str, headers: dict[str, str], request: h11.Request) -> None:
        """Turn the connection into a WebSocket that brings a tail."""
        tail = tail_for(self.company, target, headers)
        if tail is None:
            await self._send(Reply(404, b"", {"connection": "close"}), request)
            return
        await self._write(switch(headers))
        await serve_tail(self.company, tail, self.reader, self.writer, self.http.trailing_data[0])

    async def _send(self, reply: Reply, request: h11.Request | None) -> None:
        """Send an answer: by chunks, as Cloudflare does, where the client understands them."""
        chunked = request is not None and request.http_version == b"1.1"
        length = {} if chunked or reply.status == 204 else {"content-length": str(len(reply.body))}
        headers = [(name.encode(), value.encode()) for name, value in {**reply.headers, **length}.items()]
        if reply.delay:
            await asyncio.sleep(reply.delay)
        await self._write(h11.Response(status_code=reply.status, headers=headers))
        if reply.body and reply.status != 204 and not (request is not None and request.method == b"HEAD"):
            await self._write(h11.Data(data=reply.body[: reply.cut]))
            if reply.cut is not None:
                raise ConnectionAbortedError("the body breaks off here, as the faults say")
        await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Event) -> None:
        self.writer.write(self.http.send(event) or b"")
        await self.writer.drain()


def _from_here(headers: dict[str, str]) -> bool:
    """Whether ``Host``, and ``Origin`` when there is one, name this machine."""
    host = _hostname(f"//{headers.get('host', '')}")
    origin = headers.get("origin")
    return host in _HERE and (origin is None or _hostname(origin) in _HERE)


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
