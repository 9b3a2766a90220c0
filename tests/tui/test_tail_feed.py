"""What a live log holds and shows, without a screen: bounded, complete, quick, and flat in memory."""

from __future__ import annotations

import gc
import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo.company import Company
from edgewise.account.demo.traffic import Traffic
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row
from edgewise.account.tail.events import Entry, Gap, Notice, TailEvent
from edgewise.account.tail.filters import LocalFilter
from edgewise.account.tail.reading import read_message
from edgewise.account.tail.ring import Ring
from edgewise.errors import InputError
from edgewise.screens.account.tail.feed import EntryBlock, Feed
from edgewise.screens.account.tail.watching import target_of, ways
from edgewise.screens.account.views import Looking
from edgewise.widgets.log_rows import rows
from tests.account.support import NOW
from tests.account.tail.test_reading import mutated


def events(count: int) -> list[str]:
    """Messages of the demo's busiest script."""
    company = Company(lambda: NOW)
    traffic, found, since = company.part(Traffic), list[str](), NOW
    script = traffic.worker("pricing")
    assert script is not None
    while len(found) < count:
        found += [json.dumps(run.document) for run in traffic.runs(script, since, since + timedelta(minutes=5))]
        since += timedelta(minutes=5)
    return found[:count]


def run(number: int, method: str = "GET") -> TailEvent:
    return TailEvent(NOW, "fetch", f"/{number}", "ok", method)


@given(st.lists(st.sampled_from(["take", "pause", "resume", "clear", "news", "filter"]), max_size=30))
def test_what_is_shown_is_what_the_ring_holds_through_the_filter(steps: list[str]) -> None:
    feed, view, number = Feed(Ring(7)), dict[int, Entry](), 0
    frozen: dict[int, Entry] | None = None
    for step in steps:
        match step:
            case "take":
                feed.take([run(number), run(number + 1, "POST"), run(number + 2)])
                number += 3
            case "pause" if not feed.paused:
                view |= {block.key: block.entry for block in feed.news()}
                feed.pause()
            case "resume" if feed.paused:
                feed.resume()
                view = {block.key: block.entry for block in feed.shown()}
            case "clear":
                feed.clear()
                view = {block.key: block.entry for block in feed.shown()}
            case "filter" if not feed.paused:
                feed.wanted = LocalFilter(method="" if feed.wanted else "POST")
                view = {block.key: block.entry for block in feed.shown()}
        if feed.paused:
            frozen = frozen if frozen is not None and step != "clear" else dict(view)
            assert view == frozen and feed.waiting <= feed.ring.next
        else:
            frozen = None
            view |= {block.key: block.entry for block in feed.news()}
            view = {key: entry for key, entry in view.items() if key >= feed.ring.first}
            assert view == {key: each for key, each in feed.ring.numbered() if feed.wanted.lets(each)}


def test_a_sample_is_said_until_it_is_over() -> None:
    feed = Feed()
    feed.take([Notice(NOW, "overload", "sampled now")])
    assert feed.sampled == "sampled now"
    feed.take([run(1), Notice(NOW, "overload-stop", "all again")])
    assert feed.sampled == ""


@given(mutated)
def test_sizes_are_those_of_the_lines(document: dict[str, Any]) -> None:
    for entry in (*read_message(json.dumps(document), NOW), Gap(NOW, NOW, "x")):
        block = EntryBlock(0, entry)
        lines, sizes = block.lines(False), block.sizes()
        assert len(lines) == len(sizes)
        for line, (indent, cells) in zip(lines, sizes, strict=True):
            assert line.indent == indent
            if cells >= 0:
                assert (
                    len(line.text)
                    == cells
                    == sum(len(text) for row in rows(line, 10_000, wrap=True) for text, _ in row)
                )


def test_a_full_log_takes_what_it_takes_however_much_more_comes() -> None:
    """A small ring stands for the large one; ``python -m tests.bench log`` measures 10,000 and 30,000."""
    messages = events(200)
    feed = Feed(Ring(400))

    def fill(count: int) -> int:
        for start in range(0, count, 100):
            feed.take([read_message(messages[at % len(messages)], NOW)[0] for at in range(start, start + 100)])
            feed.news()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        first, second = fill(400), fill(800)
    finally:
        tracemalloc.stop()
    assert len(feed.ring) == 400 and feed.ring.dropped == 800
    assert second < 1.05 * first + 20_000, (first, second)


def looking(kind_id: str, raw: dict[str, Any], **parameters: str) -> Looking:
    wanted = kind(kind_id)
    row = Row(str(raw.get(wanted.key, "?")), raw)
    return Looking(None, None, wanted, row, parameters, ())  # type: ignore[arg-type]


async def test_what_is_watched_from_a_row() -> None:
    found = await target_of(looking("workers", {"id": "a b", "handlers": ["fetch"]}))
    assert found.parameters == {"script": "a b"}
    found = await target_of(looking("worker_versions", {"id": "v1"}, script="pricing"))
    assert found.parameters == {"script": "pricing"}
    row = {"id": "0123456789", "url": "https://x.pages.dev", "uses_functions": True}
    found = await target_of(looking("pages_deployments", row, project="shop"))
    assert found.parameters == {"project": "shop", "deployment": "0123456789"} and found.address == row["url"]


@pytest.mark.parametrize(
    ("kind_id", "raw", "parameters"),
    [
        ("pages_projects", {"name": "x", "uses_functions": False}, {}),
        ("pages_projects", {"name": "x", "latest_deployment": {"uses_functions": False}}, {}),
        ("pages_deployments", {"id": "x", "uses_functions": False}, {"project": "y"}),
        ("workers", {"id": "x", "handlers": [], "has_assets": True}, {}),
    ],
)
async def test_where_nothing_runs_nothing_is_watched(kind_id: str, raw: dict[str, Any], parameters: Any) -> None:
    with pytest.raises(InputError) as caught:
        await target_of(looking(kind_id, raw, **parameters))
    assert caught.value.code == "no-functions"


@pytest.mark.parametrize(
    ("handlers", "address", "words"),
    [
        (["fetch"], "https://a.example/", ["curl https://a.example/"]),
        (["fetch"], "", ["routes or domains"]),
        (["queue"], "https://a.example/", ["queue"]),
        (["scheduled", "email"], "", ["by the clock", "mail"]),
        ([], "", ["Something has to call it"]),
        ("strange", "https://a.example/", ["curl"]),
    ],
)
def test_ways_to_make_an_event(handlers: Any, address: str, words: list[str]) -> None:
    found = ways(looking("workers", {"id": "x", "handlers": handlers}), address)
    assert len(found) == len(words) and all(word in way for word, way in zip(words, found, strict=True))
