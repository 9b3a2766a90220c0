"""When a listing is read again by itself. Headless."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.budget import LIMIT, WINDOW
from edgewise.account.failures import Permission, PermissionGap, RateLimited
from edgewise.account.listing import Listing
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row
from edgewise.errors import NetworkError
from edgewise.screens.account.pulse import IDLE, LONGEST, RESERVE, SHARE, Moment, cost_of, decide, interval
from tests.account.support import NOW

DUE = Moment(age=60.0)
OFFLINE = NetworkError("No answer.", code="timeout", where="/x")
GAP = PermissionGap("No.", where="/x", fix="Edit.", permission=Permission("Queues Read", "Account · Queues · Read"))


def test_what_is_due_is_read() -> None:
    assert decide(DUE).read and decide(DUE).state == "on"
    assert not decide(replace(DUE, age=59.0)).read
    assert not decide(replace(DUE, age=None)).read, "what was never read is read by whoever goes there"


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"on": False}, "off"),
        ({"current": False}, "unseen"),
        ({"focused": False}, "unseen"),
        ({"idle": IDLE}, "idle"),
        ({"left": int(LIMIT * RESERVE) - 1}, "saving"),
        ({"error": GAP, "failed": 1}, "closed"),
        ({"extended": True}, "extended"),
    ],
)
def test_what_keeps_it_from_being_read(change: dict[str, Any], state: str) -> None:
    verdict = decide(replace(DUE, age=10_000.0, **change))
    assert not verdict.read and verdict.state == state and verdict.word and verdict.sentence.endswith(".")


def test_it_is_not_read_twice_at_once() -> None:
    assert not decide(replace(DUE, busy=True)).read


@given(
    st.builds(
        Moment,
        extended=st.booleans(),
        on=st.booleans(),
        current=st.booleans(),
        focused=st.booleans(),
        idle=st.floats(0, 2 * IDLE),
        busy=st.booleans(),
        age=st.none() | st.floats(0, 1e6),
        tried=st.none() | st.floats(0, 1e6),
        failed=st.integers(0, 50),
        error=st.sampled_from([None, GAP, OFFLINE]),
        every=st.integers(5, 600),
        cost=st.integers(1, 5000),
        left=st.integers(0, LIMIT),
    )
)
def test_nothing_is_read_that_nobody_wants_sees_or_can_afford(moment: Moment) -> None:
    if decide(moment).read:
        assert (
            moment.on
            and not moment.extended
            and moment.current
            and moment.focused
            and moment.idle < IDLE
            and not moment.busy
        )
        assert moment.left >= moment.limit * RESERVE and moment.error is not GAP


@given(st.integers(5, 600), st.integers(1, 5000))
def test_it_stays_within_its_share_of_the_budget(every: int, cost: int) -> None:
    wait = interval(every, cost)
    assert wait >= every
    assert cost * WINDOW / wait <= LIMIT * SHARE + 1e-6


def test_failures_make_it_slower_and_end_where_the_api_says() -> None:
    failing = replace(DUE, error=OFFLINE, age=10_000.0)
    waits = [next(s for s in range(0, 2000, 10) if decide(replace(failing, failed=n, tried=float(s))).read) for n in
             (1, 2, 3, 9)]  # fmt: skip
    assert waits == [120, 240, 480, LONGEST]
    told = replace(failing, failed=1, error=RateLimited("Slow down.", where="/x", seconds=1300.0))
    assert not decide(replace(told, tried=1299.0)).read and decide(replace(told, tried=1300.0)).read
    assert "again" in decide(replace(failing, failed=1, tried=0.0)).word


def test_what_a_reading_costs() -> None:
    queues = kind("queues")
    rows = tuple(Row(str(number), {}) for number in range(25))
    assert cost_of([Listing(queues, rows, NOW)]) >= 25 * len(queues.follows) + 1
    projects = kind("pages_projects")
    assert cost_of([Listing(projects, rows, NOW)]) == 3, "ten on a page"
    assert cost_of([]) == 1
