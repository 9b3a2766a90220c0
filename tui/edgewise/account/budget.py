"""The request budget: how many calls the API still takes before it stops answering for minutes.

Cloudflare counts 1,200 requests in five minutes for a user, across all tokens and tools (API rate
limits, 2026), and refuses everything for the next five minutes after that. So edgewise keeps
count itself, and believes the server where its ``Ratelimit`` header says that less is left.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable

LIMIT = 1200
WINDOW = 300.0
LONGEST_WAIT = 60.0
"""Seconds that anything in this package may wait on a server's word."""

_HEADER = re.compile(r"\br=(\d{1,9})\b.*?\bt=(\d{1,9})\b")


class Budget:
    """A sliding window over the requests that were sent.

    Args:
        limit: requests in ``window`` seconds.
        clock: seconds that only grow.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        limit: int = LIMIT,
        window: float = WINDOW,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.limit = limit
        self.window = window
        self._clock = clock
        self._sleep = sleep
        self._sent: deque[float] = deque()
        self._told: tuple[int, float] | None = None  # requests left, and until when that holds

    @property
    def used(self) -> int:
        """Requests sent within the window."""
        self._forget()
        return len(self._sent)

    @property
    def left(self) -> int:
        """Requests that may be sent now."""
        own = self.limit - self.used
        return own if self._told is None else max(0, min(own, self._told[0]))

    @property
    def wait(self) -> float:
        """Seconds until one more request may be sent; 0 when it may be now."""
        if self.left > 0:
            return 0.0
        now = self._clock()
        own = self._sent[0] + self.window - now if len(self._sent) >= self.limit else 0.0
        told = self._told[1] - now if self._told is not None and self._told[0] <= 0 else 0.0
        return max(own, told, 0.0)

    async def take(self) -> float:
        """Count one request, after waiting for room if there is none.

        Returns:
            0 when it is counted, else the seconds that a caller would have to wait: more than
            ``LONGEST_WAIT``, so it was not counted.
        """
        while (wait := self.wait) > 0:
            if wait > LONGEST_WAIT:
                return wait
            await self._sleep(wait)
        self._sent.append(self._clock())
        if self._told is not None:
            self._told = (self._told[0] - 1, self._told[1])
        return 0.0

    def observe(self, header: str | None) -> None:
        """Take in a ``Ratelimit`` header, such as ``"default";r=1180;t=240``. Anything else is ignored."""
        found = _HEADER.search(header or "")
        if found:
            self._told = (int(found[1]), self._clock() + min(int(found[2]), self.window))

    def _forget(self) -> None:
        now = self._clock()
        while self._sent and self._sent[0] <= now - self.window:
            self._sent.popleft()
        if self._told is not None and self._told[1] <= now:
            self._told = None
