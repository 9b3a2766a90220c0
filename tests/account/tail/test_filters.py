"""Filters say to Cloudflare what wrangler would say, and let through here what they promise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.tail.events import Entry, Gap, LogLine, Notice, TailEvent, Thrown, Unreadable
from edgewise.account.tail.filters import LEVELS, STATUSES, LocalFilter, ServerFilter, parse_server_filter
from edgewise.account.tail.ring import Ring
from edgewise.errors import InputError
from tests.account.support import NOW


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({}, []),
        ({"sampling": 0.25}, [{"sampling_rate": 0.25}]),
        ({"statuses": ("ok", "canceled")}, [{"outcome": ["ok", "canceled"]}]),
        ({"statuses": ("error",)}, [{"outcome": ["exception", "exceededCpu", "exceededMemory", "unknown"]}]),
        ({"methods": ("get", "POST")}, [{"method": ["GET", "POST"]}]),
        ({"header": "x-a"}, [{"header": {"key": "x-a"}}]),
        ({"header": "x-a: b:c "}, [{"header": {"key": "x-a", "query": "b:c"}}]),
        ({"addresses": ("self",)}, [{"client_ip": ["self"]}]),
        ({"search": "boom"}, [{"query": "boom"}]),
        ({"version": "v1"}, [{"scriptVersion": "v1"}]),
    ],
)
def test_what_cloudflare_is_told(given_: dict[str, Any], said: list[dict[str, Any]]) -> None:
    assert ServerFilter(**given_).body() == {"filters": said}


@pytest.mark.parametrize("wrong", [{"statuses": ("fine",)}, {"sampling": 0.0}, {"sampling": 1.0}, {"sampling": -2}])
def test_what_is_no_filter_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        ServerFilter(**wrong)
    assert caught.value.code == "tail-filter" and caught.value.fix


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", ServerFilter()),
        ("status:error status:canceled method:post", ServerFilter(("error", "canceled"), ("post",))),
        ("sampling:0.25 ip:self version:v1", ServerFilter(sampling=0.25, addresses=("self",), version="v1")),
        ("header:x-a=b:c", ServerFilter(header="x-a:b:c")),
        ('search:"no address" please', ServerFilter(search="no address please")),
    ],
)
def test_a_filter_as_one_types_it(line: str, wanted: ServerFilter) -> None:
    assert parse_server_filter(line) == wanted


@given(st.text(st.sampled_from("status:errorOK \"'0.1\\ma\x1b"), max_size=24))
def test_any_line_is_a_filter_or_is_refused_with_a_remedy(line: str) -> None:
    try:
        parse_server_filter(line).body()
    except InputError as error:
        assert error.fix and "\x1b" not in error.message


@pytest.mark.parametrize("line", ["colour:red", "status:", "status:fine", "sampling:lots", 'search:"open'])
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        parse_server_filter(line)


def run(outcome: str = "ok", **more: Any) -> TailEvent:
    return TailEvent(NOW, "fetch", more.pop("subject", "/orders"), outcome, **more)


@pytest.mark.parametrize(
    ("wanted", "event", "shown"),
    [
        (LocalFilter(status="ok"), run(status=500), True),
        (LocalFilter(status="5xx"), run(status=500), True),
        (LocalFilter(status="5xx"), run(status=404), False),
        (LocalFilter(status="4xx"), run(), False),
        (LocalFilter(status="error"), run("exceededCpu"), True),
        (LocalFilter(status="exceeded"), run("exceededMemory"), True),
        (LocalFilter(status="exceeded"), run("exception"), False),
        (LocalFilter(status="error"), run("eaten by mice"), True),
        (LocalFilter(status="error"), run("canceled"), False),
        (LocalFilter(method="POST"), run(method="POST"), True),
        (LocalFilter(method="POST"), run(method="GET"), False),
        (LocalFilter(level="warn"), run(logs=(LogLine("warn", "x"),)), True),
        (LocalFilter(level="warn"), run(logs=(LogLine("log", "x"),)), False),
        (LocalFilter(level="error"), run(thrown=(Thrown("Error", "x"),)), True),
        (LocalFilter(words=("PRICE", "jp")), run(subject="/price?c=JP"), True),
        (LocalFilter(words=("price", "de")), run(subject="/price?c=JP"), False),
        (LocalFilter(words=("at round",)), run(thrown=(Thrown("E", "m", "at round"),)), True),
        (LocalFilter(words=("hello",)), run(logs=(LogLine("log", "Hello"),)), True),
    ],
)
def test_what_is_shown(wanted: LocalFilter, event: TailEvent, shown: bool) -> None:
    assert bool(wanted) and wanted.lets(event) is shown


filters = st.builds(
    LocalFilter,
    st.sampled_from(("", *STATUSES)),
    st.sampled_from(("", "GET", "POST")),
    st.sampled_from(("", *LEVELS)),
    st.lists(st.text(min_size=1, max_size=3), max_size=2).map(tuple),
)
events = st.builds(
    run,
    st.sampled_from(["ok", "exception", "exceededCpu", "canceled", "odd"]),
    method=st.sampled_from(["GET", "POST", ""]),
    status=st.sampled_from([None, 200, 404, 503]),
    logs=st.lists(st.builds(LogLine, st.sampled_from(LEVELS), st.text(max_size=6)), max_size=2).map(tuple),
)


@given(filters, events)
def test_a_filter_is_the_meeting_of_its_parts(wanted: LocalFilter, event: TailEvent) -> None:
    parts = (
        LocalFilter(status=wanted.status),
        LocalFilter(method=wanted.method),
        LocalFilter(level=wanted.level),
        LocalFilter(words=wanted.words),
    )
    assert wanted.lets(event) == all(part.lets(event) for part in parts)


@given(filters)
def test_what_is_no_event_is_always_shown(wanted: LocalFilter) -> None:
    others: list[Entry] = [Gap(NOW, NOW, "x"), Notice(NOW, "overload", "x"), Unreadable(NOW, "x", "y", 1)]
    assert all(wanted.lets(each) for each in others)


# ---------------------------------------------------------------------- the ring


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 12))
def test_a_ring_holds_the_newest_and_counts_the_rest(batches: list[int], most: int) -> None:
    ring, all_ = Ring(most), list[Entry]()
    for batch in batches:
        new = [run(subject=str(len(all_) + step)) for step in range(batch)]
        all_ += new
        ring.extend(new)
        assert [entry for _, entry in ring.numbered()] == all_[-most:]
        assert len(ring) <= most and ring.dropped + len(ring) == len(all_) == ring.next
        assert list(ring.numbered(ring.next - 2)) == list(ring.numbered())[-2:]


def test_a_ring_is_bounded_by_size_too_and_keeps_the_newest_whatever_it_takes() -> None:
    ring = Ring(100, largest=10_000)
    ring.extend(run(subject="x" * 3_000) for _ in range(20))
    assert len(ring) == 2 and ring.dropped == 18
    ring.extend([run(subject="x" * 50_000)])
    assert len(ring) == 1
    ring.clear()
    assert len(ring) == 0 and ring.dropped == 20 and ring.next == 21 and list(ring.numbered()) == []
