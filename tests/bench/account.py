"""The account's tables with ten thousand rows, against the same with a hundred."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import httpx
from textual.pilot import Pilot
from textual.screen import Screen

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.app import EdgewiseApp
from edgewise.screens.account import AccountScreen, board
from edgewise.screens.account.arrange import arrange
from edgewise.services import Services
from edgewise.widgets.grid import Grid
from tests.bench.measure import Comparison, interleave

FEW, MANY = 100, 10_000
PRESSES = 40
"""Keys in one sample, of which the 95th percentile is taken."""

DOWN_AND_UP = ("down",) * (PRESSES // 2) + ("up",) * (PRESSES // 2)

STRIDE = 997
"""Every so many Workers one changes from one reading to the next."""

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
ACCOUNT = {"id": "a" * 32, "name": "Bench"}


class Measured(EdgewiseApp):
    """The app, which remembers when it last painted."""

    painted = 0.0

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        self.painted = time.perf_counter()


class Bench:
    """The account screen over an account with so many Workers."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.round = 0
        self._scripts = [json.dumps(self._script(number)) for number in range(rows)]
        self.runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._folder = TemporaryDirectory(prefix="edgewise-bench-")

    def open(self) -> None:
        """Start the app and go to the Workers."""
        self.runner.run(self._open())

    def close(self) -> None:
        """End the app."""
        self.runner.run(self._stack.aclose())
        self.runner.close()
        self._folder.cleanup()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One account, its Workers, and nothing else. A few Workers change from one reading to the next."""
        path, result = request.url.path, list[str]()
        if path.endswith("/accounts"):
            result = [json.dumps(ACCOUNT)]
        elif path.endswith("/workers/scripts"):
            self.round += 1
            for number in range(0, self.rows, STRIDE):
                self._scripts[number] = json.dumps(self._script(number))
            result = self._scripts
        info = json.dumps({"page": 1, "total_count": len(result), "total_pages": 1})
        document = f'{{"success": true, "result": [{",".join(result)}], "result_info": {info}}}'
        return httpx.Response(200, content=document.encode())

    def _script(self, number: int) -> dict[str, Any]:
        modified = NOW - timedelta(minutes=number if number % STRIDE else self.round)
        return {
            "id": f"worker-{number:05}",
            "modified_on": modified.isoformat(),
            "created_on": "2025-01-01T00:00:00Z",
            "handlers": ["fetch", "queue"] if number % 5 == 0 else ["fetch"],
            "has_assets": number % 3 == 0,
            "usage_model": "standard",
            "compatibility_date": f"2025-{number % 12 + 1:02}-01",
        }

    def _client(self, *_: Any) -> Client:
        transport = httpx.MockTransport(self.answer)
        credential = Credential("token", "none", source="bench")
        return Client(credential, base_url="https://api.example/client/v4", transport=transport, now=lambda: NOW)

    async def _open(self) -> None:
        self._stack.enter_context(mock.patch.object(board, "_client", self._client))
        self.app = Measured(Services.load(project=Path(self._folder.name)), door="account")
        self.pilot: Pilot[int | None] = await self._stack.enter_async_context(self.app.run_test(size=(120, 40)))
        await self._settle()
        # Where the next rows scroll the table.
        await self.pilot.press("2", *["down"] * 30)
        await self._settle()
        grid = self.app.screen.query_one(Grid)
        # What is on top of the screen stands still for both: the bench is about the table.
        self.screen.auto = False
        assert len(grid._rows) == self.rows, f"{len(grid._rows)} rows instead of {self.rows}"

    @property
    def screen(self) -> AccountScreen:
        found = self.app.screen
        assert isinstance(found, AccountScreen)
        return found

    async def _settle(self) -> None:
        """Wait until nothing is read any more and everything is painted."""
        await self.pilot.pause()
        async with asyncio.timeout(60):
            while any(not each.is_finished for each in self.app.workers):
                await self.pilot.pause()
        await self.pilot.pause()

    # ------------------------------------------------------------------ samples

    def keys(self, keys: Sequence[str]) -> float:
        """Milliseconds from a key to the paint that shows what it did: of twenty keys the second slowest."""
        return self.runner.run(self._keys(keys))

    async def _keys(self, keys: Sequence[str]) -> float:
        grid, taken = self.app.screen.query_one(Grid), []
        for number in range(PRESSES):
            before, begin = grid.cursor, time.perf_counter()
            await self.pilot.press(keys[number % len(keys)])
            async with asyncio.timeout(10):
                while grid.cursor == before or self.app.painted < begin:
                    await self.pilot.pause()
            taken.append((self.app.painted - begin) * 1000)
        return quantiles(taken, n=20)[-1]

    def longest_wait(self) -> float:
        """Milliseconds that the event loop answers nothing at most, while everything is read again."""
        return self.runner.run(self._longest(self._refresh))

    def at_once(self) -> float:
        """Milliseconds that making the lines of all rows takes."""
        listing = self.screen.board.listings["workers", ()]
        begin = time.perf_counter()
        arrange(listing.kind, listing.rows, self.screen.board.scope())
        return (time.perf_counter() - begin) * 1000

    async def _refresh(self) -> None:
        self.screen.action_refresh()
        await self._settle()

    async def _longest(self, work: Callable[[], Awaitable[None]]) -> float:
        longest, last, ended = 0.0, time.perf_counter(), False

        async def watch() -> None:
            nonlocal longest, last
            while not ended:
                await asyncio.sleep(0)
                now = time.perf_counter()
                longest, last = max(longest, now - last), now

        watching = asyncio.create_task(watch())
        await work()
        ended = True
        await watching
        return longest * 1000


def tables(rounds: int) -> list[Comparison]:
    """Keys in a table of ten thousand rows, and how long reading it again keeps keys waiting."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    many, few = Bench(MANY), Bench(FEW)
    few.open()
    many.open()
    try:
        names = (f"{MANY:,} rows", f"{FEW} rows")
        found = []
        for title, keys in (("moving", DOWN_AND_UP), ("paging", ("pagedown", "pageup"))):
            samples = interleave(lambda keys=keys: many.keys(keys), lambda keys=keys: few.keys(keys), rounds)
            found.append(Comparison(f"{title} in a table, p95 of key to paint", *samples, "ms", 1.3, names))
        waits = interleave(many.longest_wait, many.at_once, min(rounds, 7))
        note = "The longest time in which no key is answered, from asking the API to the last paint."
        title = f"reading {MANY:,} rows again, longest wait"
        found.append(Comparison(title, *waits, "ms", 0.5, ("in slices", "all lines at once"), note))
    finally:
        many.close()
        few.close()
    return found
