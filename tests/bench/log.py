"""A live log that is full: thrice the events take the same memory, and a key press paints in the same time."""

from __future__ import annotations

import asyncio
import gc
import json
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

from textual.app import App, ComposeResult

from edgewise.account.demo.company import Company
from edgewise.account.demo.traffic import Traffic
from edgewise.account.tail.events import Entry
from edgewise.account.tail.reading import read_message
from edgewise.screens.account.tail.feed import Feed
from edgewise.widgets.log import Log
from tests.bench.measure import Comparison

AT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
FULL = 10_000


def log(rounds: int) -> list[Comparison]:
    """Memory, painting, and the time that one event costs."""
    return [_memory(), _paint(rounds)]


def _messages(count: int) -> list[str]:
    traffic = Company(lambda: AT).part(Traffic)
    script, since, found = traffic.worker("pricing"), AT, list[str]()
    assert script is not None
    while len(found) < count:
        found += [json.dumps(run.document) for run in traffic.runs(script, since, since + timedelta(minutes=5))]
        since += timedelta(minutes=5)
    return found[:count]


def _entries(messages: list[str], count: int) -> list[Entry]:
    return [read_message(messages[number % len(messages)], AT)[0] for number in range(count)]


def _memory() -> Comparison:
    messages, feed = _messages(2_000), Feed()
    took: list[float] = []
    tracemalloc.start()
    for part in (FULL, 2 * FULL):
        for _ in range(part // 500):
            feed.take(_entries(messages, 500))
            feed.news()
        gc.collect()
        took.append(tracemalloc.get_traced_memory()[0] / 2**20)
    tracemalloc.stop()
    note = f"{len(feed.ring):,} held, {feed.ring.dropped:,} let go"
    names = (f"{3 * FULL:,} events", f"{FULL:,} events")
    return Comparison("memory of a full live log", (took[1],), (took[0],), "MiB", 1.05, names, note)


class _Logging(App[None]):
    def compose(self) -> ComposeResult:
        yield Log()


def _paint(rounds: int) -> Comparison:
    return asyncio.run(_painted(rounds))


async def _painted(rounds: int) -> Comparison:
    """A new event and a key press, until they are painted: with a full log, and with one of a hundred entries."""
    entries = _entries(_messages(2_000), FULL)
    samples: dict[int, list[float]] = {}
    for size in (FULL, 100, FULL, 100):
        app = _Logging()
        async with app.run_test(size=(120, 40)) as pilot:
            feed, view = Feed(), app.query_one(Log)
            feed.take(entries[:size])
            view.extend(feed.news())
            await pilot.pause()
            for number in range(rounds):
                start = time.perf_counter()
                feed.take([entries[number]])
                view.extend(feed.news(), drop=1)
                await pilot.press("up" if number % 2 else "G")
                await pilot.pause()
                samples.setdefault(size, []).append(1000 * (time.perf_counter() - start))
    names = (f"{FULL:,} entries", "100 entries")
    return Comparison("event and key press to paint", tuple(samples[FULL]), tuple(samples[100]), "ms", 1.3, names)
