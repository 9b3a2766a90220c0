"""A company far bigger than the demo's, and a network that takes its time: for counting and timing requests."""

from __future__ import annotations

import asyncio
import copy
import selectors
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, TypeVar

import httpx

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.handler import handle
from tests.account.support import NOW

PROJECTS, WORKERS, LATENCY = 100, 200, 0.05
"""Seconds of latency for each request."""

JURISDICTION = "cf-r2-jurisdiction"
"""R2 has a list of buckets for each jurisdiction, at one address."""

T = TypeVar("T")


class BigCompany(Company):
    """The demo company with many more Pages projects and Workers, all of them copies."""

    def __init__(self, projects: int = PROJECTS, workers: int = WORKERS, at: datetime = NOW) -> None:
        self.projects, self.workers = projects, workers
        super().__init__(lambda: at)

    def read(self, name: str) -> Any:
        found = super().read(name)
        if name == "pages-projects":
            return _many(found, "name", self.projects)
        if name == "workers":
            return _many(found, "id", self.workers)
        if name == "pages-deployments":
            originals = list(found)
            return {
                each["name"]: found[originals[number % len(originals)]]
                for number, each in enumerate(_many([{"name": name} for name in originals], "name", self.projects))
            }
        return found


def _many(rows: list[dict[str, Any]], key: str, count: int) -> list[dict[str, Any]]:
    found = []
    for number in range(count):
        row = copy.deepcopy(rows[number % len(rows)])
        if number >= len(rows):
            row[key] = f"{row[key]}-{number}"
        found.append(row)
    return found


class Recorded:
    """A company's answers, worked out once for each address, so that only the asking costs time."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._replies: dict[tuple[str, str, str, bytes], Reply] = {}

    def __call__(self, request: Request) -> Reply:
        key = (request.method, request.target, request.headers.get(JURISDICTION, ""), request.body)
        if key not in self._replies:
            self._replies[key] = handle(self.company, request)
        return self._replies[key]


class Slow(httpx.AsyncBaseTransport):
    """A network on which every answer takes a while. Counts requests, and how many are on their way at once.

    Attributes:
        begun: when each request was sent, by the loop's clock.
        path: the longest chain of requests of which each was sent when the one before had come.
    """

    def __init__(self, answers: Recorded, latency: float = LATENCY) -> None:
        self.answers, self.latency = answers, latency
        self.begun: list[tuple[float, str]] = []
        self.flying = self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        asked = f"{target} {request.headers.get(JURISDICTION, '')} {(await request.aread()).decode()}"
        self.begun.append((asyncio.get_running_loop().time(), asked))
        self.flying += 1
        self.most = max(self.most, self.flying)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.flying -= 1
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = self.answers(Request(request.method, target, headers, await request.aread()))
        return httpx.Response(reply.status, headers={**reply.headers, "ratelimit": ""}, content=reply.body)


class _Jump(selectors.SelectSelector):
    """Does not wait: time jumps to where the loop would have woken up."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        if not found and timeout:
            self.time += timeout
        return found


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.time


def in_virtual_time(work: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """The result of ``work``, and the seconds that it would have taken if only waiting took time."""
    loop = _VirtualLoop()
    try:
        return loop.run_until_complete(work), loop.time()
    finally:
        loop.close()
