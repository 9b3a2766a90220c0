"""The WebSocket side of the demo server: a connection that asked for an upgrade becomes a tail.

The handshake and the frames are written out here because wrangler 4.156 sends its first message unmasked. The
standard forbids that (RFC 6455, 5.1) and Cloudflare takes it, so a server library would hang up on real wrangler.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import struct
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import h11

from edgewise.account.demo.company import Company
from edgewise.account.demo.listening import FRAME
from edgewise.account.demo.routes.tails import PATH
from edgewise.account.demo.tails import GONE, Dropped, Tail, watching
from edgewise.account.tail.session import SUBPROTOCOL

LARGEST_FRAME = 1 << 20
"""Bytes of a frame that a listener may send; all they have to say is a few words."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 0x1, 0x2, 0x8, 0x9, 0xA

Send = Callable[[h11.Event], Awaitable[None]]


def wants_upgrade(headers: Mapping[str, str]) -> bool:
    """Whether a request asks for a WebSocket."""
    return headers.get("upgrade", "").lower() == "websocket" and "upgrade" in headers.get("connection", "").lower()


def tail_for(company: Company, target: str, headers: Mapping[str, str]) -> Tail | None:
    """The tail that a request for a WebSocket may listen to; ``None`` refuses it."""
    path = urlsplit(target).path
    offered = [each.strip() for each in headers.get("sec-websocket-protocol", "").split(",")]
    asked = headers.get("sec-websocket-version") == "13" and "sec-websocket-key" in headers
    if not path.startswith(PATH) or SUBPROTOCOL not in offered or not asked:
        return None
    unique = path.removeprefix(PATH)
    return watching(company, unique).find(unique)


def switch(headers: Mapping[str, str]) -> h11.InformationalResponse:
    """The answer that turns a connection into a WebSocket."""
    digest = hashlib.sha1(headers["sec-websocket-key"].encode("latin-1") + _GUID, usedforsecurity=False).digest()
    return h11.InformationalResponse(
        status_code=101,
        headers=[
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-accept", base64.b64encode(digest).decode()),
            ("sec-websocket-protocol", SUBPROTOCOL),
        ],
    )


async def serve_tail(
    company: Company, tail: Tail, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, early: bytes
) -> None:
    """Send a tail's messages until either side has enough. ``early`` was read behind the request."""
    tails = watching(company, tail.identity)
    answering = asyncio.create_task(_answer(reader, writer, early))
    try:
        while not answering.done():
            if tails.find(tail.identity) is None:
                writer.write(frame(_CLOSE, struct.pack("!H", GONE)))
                await writer.drain()
                return
            try:
                messages = tails.due(tail)
            except Dropped:
                writer.transport.abort()
                return
            for message in messages:
                data = message.encode() if isinstance(message, str) else message
                writer.write(frame(_TEXT if isinstance(message, str) else _BINARY, data))
                await writer.drain()
            await asyncio.wait([answering], timeout=FRAME)
    finally:
        answering.cancel()
        with contextlib.suppress(asyncio.CancelledError, OSError, EOFError, ValueError):
            await answering


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, early: bytes) -> None:
    """Read what the listener says until it says goodbye: pings are answered, anything else is taken in."""
    source = _Source(reader, early)
    while True:
        opcode, data = await read_frame(source.exactly)
        if opcode == _CLOSE:
            writer.write(frame(_CLOSE, data[:2]))
            await writer.drain()
            return
        if opcode == _PING:
            writer.write(frame(_PONG, data))
            await writer.drain()


class _Source:
    """Bytes that were read too early, then the reader's own."""

    def __init__(self, reader: asyncio.StreamReader, early: bytes) -> None:
        self._reader, self._early = reader, early

    async def exactly(self, count: int) -> bytes:
        taken, self._early = self._early[:count], self._early[count:]
        return taken + (await self._reader.readexactly(count - len(taken)) if len(taken) < count else b"")


def frame(opcode: int, data: bytes) -> bytes:
    """A whole frame, unmasked, as a server sends it."""
    head = bytes([0x80 | opcode])
    if len(data) < 126:
        return head + bytes([len(data)]) + data
    if len(data) < 1 << 16:
        return head + struct.pack("!BH", 126, len(data)) + data
    return head + struct.pack("!BQ", 127, len(data)) + data


async def read_frame(exactly: Callable[[int], Awaitable[bytes]]) -> tuple[int, bytes]:
    """One frame from a listener, masked or not: its opcode and its data.

    Raises:
        ValueError: when it is larger than a listener has reason to send.
        EOFError: when the connection ends within it.
    """
    first, second = await exactly(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", await exactly(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", await exactly(8))
    if length > LARGEST_FRAME:
        raise ValueError("a frame that is too large")
    mask = await exactly(4) if second & 0x80 else b""
    data = await exactly(length)
    if mask:
        data = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return first & 0x0F, data
