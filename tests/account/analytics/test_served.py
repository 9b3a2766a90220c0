"""What the demo account really answers is in its analytics at once, and what nobody measures stays unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.analytics import datasets
from edgewise.account.analytics.answer import Group
from edgewise.account.analytics.ask import totals
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo import BASE_URL
from edgewise.account.demo.company import Company
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.demo.served import KEPT, MOST_WALLS, Served

BEGAN = datetime(2026, 3, 13, 9, 26, 53, tzinfo=UTC)
MEASURES = [
    datasets.WORKERS.measure(each) for each in ("requests", "errors", "cpu", "cpu_p99", "wall", "wall_p50", "wall_p99")
]


class Clock:
    """Says what time it is in the demo account."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


async def asked(company: Company, clock: Clock, start: datetime, end: datetime) -> dict[str, Group]:
    """What the watch of a cutover would be told, by script."""
    api = Client(
        Credential("demo", "demo", source="test"),
        base_url=BASE_URL,
        transport=DemoTransport(company),
        account_id=company.account["id"],
        demo=True,
        now=clock,
    )
    async with api:
        found = await totals(api, datasets.WORKERS, MEASURES, start, end, together=False)
    return {each.of: each for each in found.groups}


async def test_what_was_answered_is_counted_at_once() -> None:
    clock = Clock()
    company = Company(clock)
    served = company.part(Served)
    for number in range(100):
        served.count("lamps", "version-1", 200, (number + 1) / 1000, 50)
    clock.now += timedelta(seconds=20)
    for status in (500, 404, 503):
        served.count("lamps", "version-2", status, 0.2, 10)
    found = await asked(company, clock, BEGAN - timedelta(seconds=60), clock.now)
    values = found["lamps"].values
    assert (values["requests"], values["errors"]) == (103, 2)
    assert values["wall"] == 5_050_000 + 600_000
    assert "cpu" not in values and "cpu_p99" not in values, "nobody measures it"
    assert values["wall_p50"] < values["wall_p99"] <= 200_000


async def test_only_of_the_time_that_is_asked_for() -> None:
    clock = Clock()
    company = Company(clock)
    company.part(Served).count("lamps", "version-1", 500, 0.1, 1)
    clock.now += timedelta(minutes=5)
    company.part(Served).count("lamps", "version-1", 200, 0.1, 1)
    found = await asked(company, clock, clock.now - timedelta(seconds=60), clock.now)
    assert (found["lamps"].values["requests"], found["lamps"].values["errors"]) == (1, 0)
    assert "lamps" not in await asked(company, clock, BEGAN - timedelta(hours=1), BEGAN - timedelta(minutes=2))


async def test_what_comes_on_top_of_the_story_makes_its_sum_unknown() -> None:
    clock = Clock()
    company = Company(clock)
    end = clock.now
    before = await asked(company, clock, end - timedelta(hours=3), end)
    name, story = max(before.items(), key=lambda each: each[1].values["requests"])
    company.part(Served).count(name, "version-1", 200, 0.1, 1)
    after = (await asked(company, clock, end - timedelta(hours=3), end))[name]
    assert after.values["requests"] == story.values["requests"] + 1
    assert "cpu" in story.values and "cpu" not in after.values
    assert after.values["cpu_p99"] == pytest.approx(story.values["cpu_p99"])


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from([200, 404, 500, 599])), max_size=60))
def test_minutes_add_up_and_old_ones_go(answers: list[tuple[int, int]]) -> None:
    clock = Clock()
    served = Served(Company(clock))
    times = []
    for minutes, status in sorted(answers):
        clock.now = BEGAN + timedelta(minutes=minutes)
        times.append((clock.now.replace(second=0), status))
        served.count("lamps", "version-1", status, 0.001, 2)
    oldest = clock.now.replace(second=0) - KEPT + timedelta(minutes=1)
    kept = [each for each in times if each[0] >= oldest]
    found = list(served.minutes(oldest, clock.now + timedelta(minutes=1)))
    assert sum(each.requests for each in found) == sum(each.size for each in found) / 2
    assert sum(each.requests for each in found if each.failed) == sum(status >= 500 for _, status in kept)
    assert sum(each.requests for each in found) == len(kept)


def test_durations_are_kept_within_bounds() -> None:
    served = Served(Company(lambda: BEGAN))
    for _ in range(MOST_WALLS + 50):
        served.count("lamps", "version-1", 200, 0.5, 1)
    (minute,) = served.minutes(BEGAN - timedelta(minutes=1), BEGAN)
    assert (minute.requests, len(minute.walls), minute.quantile(0.99)) == (MOST_WALLS + 50, MOST_WALLS, 500_000)
