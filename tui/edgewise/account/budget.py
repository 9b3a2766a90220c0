"""The request budget: how many calls the API still takes before it stops answering for minutes.

Cloudflare counts 1,200 requests in five minutes for a user, across all tokens and tools, and far
fewer questions to the analytics API (API rate limits, 2026). It refuses everything for the next
five minutes after that. So edgewise keeps count itself, for all clients of a credential together,
and believes the server where its ``Ratelimit`` header says that less is left.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from edgewise.account.envelope import Shape

LIMIT = 1200
ANALYTICS_LIMIT = 300
"""Questions to the analytics API. It counts by cost: 300 by default, and 320 for the cheapest ones."""

WINDOW = 300.0
LONGEST_WAIT = 60.0
"""Seconds that anything in this package may wait on a server's word."""

_LEFT = re.compile(r"\br=(\d{1,9})\b[^,]*?\bt=(\d{1,9})\b")
_POLICY = re.compile(r"\bq=(\d{1,9})\b[^,]*?\bw=(\d{1,5})\b")


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
    def held(self) -> bool:
        """Whether it is the server's word, not our count, that leaves nothing."""
        return self._told is not None and self._told[0] <= 0 and self.limit > self.used

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
        self.spend()
        return 0.0

    def spend(self) -> None:
        """Count one request."""
        self._sent.append(self._clock())
        if self._told is not None:
            self._told = (self._told[0] - 1, self._told[1])

    def observe(self, left: str | None, policy: str | None = None, *, flying: int = 0) -> None:
        """Take in what an answer's headers say. Anything else than the two forms is ignored.

        Args:
            left: ``Ratelimit``, such as ``"default";r=1180;t=240``; of several the scarcest counts.
            policy: ``Ratelimit-Policy``, such as ``"default";q=1200;w=300``; of several the longest counts.
            flying: requests that are on their way, which the server may not have counted yet.
        """
        quotas = [(int(width), int(quota)) for quota, width in _POLICY.findall(policy or "")]
        if quotas and min(max(quotas)) > 0:
            self.window, self.limit = float(max(quotas)[0]), max(quotas)[1]
        counts = [(int(count), int(seconds)) for count, seconds in _LEFT.findall(left or "")]
        if counts:
            count, seconds = min(counts)
            self._told = (max(0, count - flying), self._clock() + min(seconds, self.window))

    def hold(self, seconds: float) -> None:
        """The server wants to be left alone so long, by all of us."""
        self._told = (0, self._clock() + min(seconds, self.window))

    def _forget(self) -> None:
        now = self._clock()
        while self._sent and self._sent[0] <= now - self.window:
            self._sent.popleft()
        if self._told is not None and self._told[1] <= now:
            self._told = None


@dataclass(frozen=True)
class Budgets:
    """The budgets of one credential: for everything, and for the analytics API within that."""

    requests: Budget
    analytics: Budget

    @classmethod
    def fresh(
        cls, requests: Budget | None = None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> Budgets:
        """New ones."""
        return cls(requests or Budget(sleep=sleep), Budget(ANALYTICS_LIMIT, sleep=sleep))

    def of(self, shape: Shape) -> Budget:
        """The one that an answer of this shape tells about."""
        return self.analytics if shape == "graphql" else self.requests

    async def take(self, shape: Shape) -> float:
        """Count one request where it counts. Returns as :meth:`Budget.take` does."""
        seconds = await self.of(shape).take()
        if shape == "graphql" and not seconds:
            self.requests.spend()
        return seconds


_SHARED: dict[tuple[str, bytes], Budgets] = {}


def shared(base_url: str, mark: bytes) -> Budgets:
    """The budgets of everybody in this process who uses the credential with this mark at this API."""
    return _SHARED.setdefault((base_url, mark), Budgets.fresh())
