"""A small HTTP/1.1 client: requests go out byte for byte, answers come back untouched.

Hundreds of short requests go to servers that share this computer, so what a request costs here matters.
The protocol itself is h11's work.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import h11

from edgewise.text import clean

Headers = Sequence[tuple[bytes, bytes]]

LARGEST = 64 * 1024 * 1024
"""The largest body in bytes that is read."""

_CHUNK = 65_536
_LONGEST_HEAD = 256 * 1024


class DroppedError(Exception):
    """The connection could not be made, or ended before a whole answer came."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        headers: as sent, names in lower case, repeated ones repeated.
        endless: whether the body was cut because it did not end in time.
    """

    status: int
    headers: Headers
    body: bytes
    endless: bool = False


HERE = "127.0.0.1"


class Client:
    """Connections to one server, kept open between requests.

    Args:
        url: scheme, host and port of the server.
        head_seconds: how long an answer may take to begin.
        body_seconds: how long its body may take from there.
    """

    def __init__(self, url: str, *, head_seconds: float, body_seconds: float) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._proxy = proxy_for(url)
        self._head_seconds = head_seconds
        self._body_seconds = body_seconds
        self._idle: list[_Connection] = []

    async def exchange(self, method: str, target: str, headers: Headers, body: bytes = b"") -> Answer:
        """Send one request and read its answer.

        Raises:
            TimeoutError: no answer began in time.
            DroppedError: see there.
        """
        connection = self._open_one() or await self._connect()
        reusable = False
        try:
            async with asyncio.timeout(self._head_seconds):
                await connection.send(method, self._wire_target(target), headers, body)
                head = await connection.head()
            content, endless = await self._body(connection)
            reusable = not endless and connection.again()
        except (OSError, h11.ProtocolError, EOFError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise DroppedError(clean(str(error) or type(error).__name__, 200)) from None
        finally:
            # An answer that was not read to its end would be taken for the next one.
            if reusable:
                self._idle.append(connection)
            else:
                connection.close()
        return Answer(head.status_code, list(head.headers), content, endless)

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()

    def _open_one(self) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
            connection.close()
        return None

    async def _body(self, connection: _Connection) -> tuple[bytes, bool]:
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                async for chunk in connection.body():
                    size += len(chunk)
                    if size > LARGEST:
                        raise DroppedError(f"its body is larger than {LARGEST // 1024 // 1024} MiB")
                    chunks.append(chunk)
        except TimeoutError:
            return b"".join(chunks), True
        return b"".join(chunks), False

    def _wire_target(self, target: str) -> str:
        if self._proxy is None or self._tls:
            return target
        return f"http://{self._host}:{self._port}{target}"

    async def _connect(self) -> _Connection:
        # Names below localhost are this machine (RFC 6761), whether or not the system's resolver knows that.
        own = HERE if is_here(self._host) else self._host
        host, port = (own, self._port) if self._proxy is None else (self._proxy.host, self._proxy.port)
        try:
            async with asyncio.timeout(self._head_seconds):
                direct = self._tls and self._proxy is None
                context = ssl.create_default_context() if self._tls else None
                reader, writer = await asyncio.open_connection(host, port, ssl=context if direct else None)
                if self._tls and self._proxy is not None:
                    await self._tunnel(reader, writer, self._proxy)
                    assert context is not None
                    await writer.start_tls(context, server_hostname=self._host)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise DroppedError(clean(error.strerror or str(error), 200)) from None
        return _Connection(reader, writer)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, proxy: Proxy) -> None:
        goal = f"{self._host}:{self._port}"
        lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}"]
        if proxy.credentials:
            lines.append(f"Proxy-Authorization: Basic {b64encode(proxy.credentials.encode()).decode()}")
        writer.write("\r\n".join([*lines, "", ""]).encode())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = b""
        status = head.split(b" ", 2)[1:2]
        if status != [b"200"]:
            writer.close()
            raise DroppedError("the proxy does not connect to it")


class _Connection:
    """One connection, used by one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)

    async def send(self, method: str, target: str, headers: Headers, body: bytes) -> None:
        out = self._protocol.send(h11.Request(method=method, target=target, headers=list(headers))) or b""
        if body:
            out += self._protocol.send(h11.Data(data=body)) or b""
        self._writer.write(out + (self._protocol.send(h11.EndOfMessage()) or b""))
        await self._writer.drain()

    async def head(self) -> h11.Response:
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                raise EOFError("the connection was closed")

    async def body(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._event()
            if isinstance(event, h11.EndOfMessage):
                return
            if not isinstance(event, h11.Data):
                break
            yield bytes(event.data)
        raise EOFError("the connection was closed in the middle of an answer")

    async def _event(self) -> Any:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(await self._reader.read(_CHUNK))
        return event

    def again(self) -> bool:
        """Make ready for another request; ``False`` when the connection ends here."""
        with suppress(h11.ProtocolError):
            self._protocol.start_next_cycle()
            return self.usable
        return False

    @property
    def usable(self) -> bool:
        """Whether the server has not closed it."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        self._writer.close()


def is_here(host: str) -> bool:
    """Whether a name is one below ``localhost``."""
    return host.lower().endswith(".localhost")


@dataclass(frozen=True)
class Proxy:
    """A proxy as the environment names it. ``credentials`` is ``user:password`` or empty."""

    host: str
    port: int
    credentials: str = ""


def proxy_for(url: str) -> Proxy | None:
    """The HTTP proxy that the environment names for ``url``; never one for this machine itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in (HERE, "localhost", "::1") or is_here(host) or proxy_bypass(host):
        return None
    named = getproxies().get(parts.scheme)
    if not named:
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if not proxy.hostname:
        return None
    credentials = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}" if proxy.username else ""
    return Proxy(proxy.hostname, proxy.port or 80, credentials)
