"""The request budget and the two forms of Retry-After."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.budget import Budget
from edgewise.account.retry import pause, retry_after
from tests.account.support import NOW, Clock


async def test_the_window_slides() -> None:
    clock = Clock()
    budget = Budget(3, 100, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        assert await budget.take() == 0
        clock.seconds += 10
    assert (budget.used, budget.left) == (3, 0)
    clock.seconds = 100.5
    assert (budget.used, budget.left) == (2, 1)


async def test_a_short_wait_is_waited() -> None:
    clock = Clock()
    budget = Budget(1, 50, clock=clock, sleep=clock.sleep)
    await budget.take()
    assert await budget.take() == 0
    assert clock.slept == [50]


async def test_a_long_wait_is_told_and_not_waited() -> None:
    clock = Clock()
    budget = Budget(1, 300, clock=clock, sleep=clock.sleep)
    await budget.take()
    assert await budget.take() == 300
    assert clock.slept == []
    assert budget.used == 1


async def test_the_server_knows_what_others_have_spent() -> None:
    clock = Clock()
    budget = Budget(clock=clock, sleep=clock.sleep)
    budget.observe('"default";r=2;t=40')
    assert budget.left == 2
    await budget.take()
    await budget.take()
    assert budget.left == 0
    assert await budget.take() == 0
    assert clock.slept == [40]
    assert budget.left == 1197


@pytest.mark.parametrize("header", [None, "", "nonsense", '"default";r=-1;t=4', "r=99999999999999;t=1"])
def test_a_header_that_says_nothing_changes_nothing(header: str | None) -> None:
    budget = Budget()
    budget.observe(header)
    assert budget.left == 1200


def test_retry_after_in_seconds_and_as_a_date() -> None:
    assert retry_after("7", NOW) == 7
    assert retry_after(" 0.5 ", NOW) == 0.5
    assert retry_after(format_datetime(NOW + timedelta(seconds=90), usegmt=True), NOW) == 90
    assert retry_after(format_datetime(NOW - timedelta(hours=1), usegmt=True), NOW) == 0
    for nonsense in (None, "", "soon", "-3", "nan", "inf", "Sat, 99 Foo 2026 00:00:00 GMT"):
        assert retry_after(nonsense, NOW) is None


@given(st.text())
def test_any_retry_after_is_a_number_or_nothing(header: str) -> None:
    found = retry_after(header, NOW)
    assert found is None or found >= 0


def test_the_pause_grows() -> None:
    assert [pause(1, 0), pause(2, 0)] == [0.5, 1.0]
    assert pause(1, 1.0) == 1.5
