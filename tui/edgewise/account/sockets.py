"""A WebSocket that listens: opened only where it is safe, over the proxy that the environment names.

The address comes from the API and holds its own secret, so it is never shown.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from edgewise.account import failures, silence
from edgewise.errors import EdgewiseError, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

LARGEST_MESSAGE = 16 * 1024 * 1024
OPEN_SECONDS = 15.0
CLOSE_SECONDS = 0.4
"""How long a goodbye may take. The other side need not answer it: the connection is cut then."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SocketClosed(Exception):
    """The connection is over.

    Attributes:
        code: the WebSocket close code, ``None`` when it broke without one.
        reason: why, as a clause, cleaned.
    """

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Socket(Protocol):
    """An open connection."""

    async def receive(self) -> str | bytes:
        """The next message. Can be cancelled without losing one.

        Raises:
            SocketClosed: when there will be none.
        """

    async def say(self, text: str) -> None:
        """Send a message.

        Raises:
            SocketClosed: when nobody is there.
        """

    async def probe(self) -> None:
        """Come back as soon as the other side has shown that it is there.

        Raises:
            SocketClosed: when it cannot any more.
        """

    async def close(self) -> None:
        """End it. Never fails, and takes a few seconds at most."""


async def dial(address: str, subprotocol: str, where: str) -> Socket:
    """Open a connection.

    Args:
        where: what to name in errors instead of the address.

    Raises:
        NetworkError: not-the-api for an address that is none, or not encrypted; timeout, unreachable.
        InputError: when the environment names a proxy that cannot be used.
    """
    host = _host(address, where)
    # Slow to load, and only needed once a log is watched.
    import httpx
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidProxy, InvalidStatus, ProxyError, WebSocketException
    from websockets.typing import Subprotocol

    from edgewise import __version__

    options: dict[str, Any] = {"ssl": httpx.create_ssl_context()} if address.startswith("wss:") else {}
    try:
        connection = await connect(
            address,
            subprotocols=[Subprotocol(subprotocol)],
            user_agent_header=f"edgewise/{__version__}",
            # A proxy is for the internet; the demo account on this machine is not reached through one.
            proxy=None if host in LOOPBACK else True,
            # Whoever listens probes when it has been quiet; see `probe`.
            ping_interval=None,
            open_timeout=OPEN_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=LARGEST_MESSAGE,
            **options,
        )
    except TimeoutError:
        raise silence.timed_out(where) from None
    except InvalidStatus as error:
        raise failures.not_the_api(where, f"no WebSocket (HTTP {error.response.status_code})") from None
    except (InvalidProxy, ProxyError, ImportError):
        raise _bad_proxy() from None
    except (WebSocketException, OSError) as error:
        raise _unreachable(where, error) from None
    if connection.subprotocol != subprotocol:
        await connection.close()
        raise failures.not_the_api(where, f"a WebSocket that does not speak {subprotocol}")
    return _Dialled(connection)


class _Dialled:
    """A connection of the websockets library."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes:
        from websockets.exceptions import ConnectionClosed

        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def say(self, text: str) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def probe(self) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            await (await self._connection.ping())
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def close(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._connection.close(), CLOSE_SECONDS + 1)


def _closed(error: Any) -> SocketClosed:
    close = error.rcvd or error.sent
    if close is None:
        return SocketClosed(None, "the connection broke")
    words = clean(close.reason, 120)
    return SocketClosed(close.code, f"closed with {close.code}{f': {words}' if words else ''}")


def _host(address: str, where: str) -> str:
    """The host of an address that may be connected to."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in ("wss", "ws"):
        raise failures.not_the_api(where, "it named no WebSocket to listen to")
    if parts.scheme == "ws" and host not in LOOPBACK:
        raise failures.not_the_api(where, "it named a WebSocket that is not encrypted")
    return host


def _bad_proxy() -> InputError:
    return InputError(
        "The proxy that the environment names cannot carry a WebSocket.",
        code="proxy",
        where="WSS_PROXY, HTTPS_PROXY, ALL_PROXY",
        fix="Name an HTTP proxy that allows CONNECT, or except the host with NO_PROXY.",
    )


def _unreachable(where: str, error: Exception) -> EdgewiseError:
    """The library's words, but only those that cannot hold the address."""
    reason = error.strerror if isinstance(error, OSError) else None
    return silence.unreachable(where, reason or f"the WebSocket did not open ({type(error).__name__})")
