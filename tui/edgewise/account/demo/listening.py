"""A tail without a network: the messages that the server would send, as the clock brings them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from edgewise.account import failures
from edgewise.account.demo.company import Company
from edgewise.account.demo.routes.tails import PATH
from edgewise.account.demo.tails import GONE, Dropped, Tails, watching
from edgewise.account.sockets import Socket, SocketClosed

FRAME = 0.1
"""Seconds between two looks at the clock."""


async def listen(
    company: Company, address: str, where: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Socket:
    """Listen to the tail at an address.

    Raises:
        NetworkError: not-the-api when there is none.
    """
    unique = urlsplit(address).path.removeprefix(PATH)
    tails = watching(company, unique)
    if tails.find(unique) is None:
        raise failures.not_the_api(where, "no WebSocket (HTTP 404)")
    return _Listening(tails, unique, sleep)


class _Listening:
    def __init__(self, tails: Tails, unique: str, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._tails, self._unique, self._sleep = tails, unique, sleep
        self._waiting: deque[str | bytes] = deque()
        self._closed = False

    async def receive(self) -> str | bytes:
        while not self._waiting:
            self._look()
            if not self._waiting:
                await self._sleep(FRAME)
        return self._waiting.popleft()

    def _look(self) -> None:
        tails = self._tails
        tail = tails.find(self._unique)
        if tail is None or self._closed:
            raise SocketClosed(GONE, f"closed with {GONE}")
        try:
            self._waiting.extend(tails.due(tail))
        except Dropped:
            self._closed = True
            raise SocketClosed(None, "the connection broke") from None

    async def say(self, text: str) -> None:
        """The server has no use for what a listener says."""

    async def probe(self) -> None:
        if self._closed or self._tails.find(self._unique) is None:
            raise SocketClosed(GONE, f"closed with {GONE}")

    async def close(self) -> None:
        self._closed = True
