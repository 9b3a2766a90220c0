"""Charts of resources: what is asked, what is drawn of it, and what is said where there is nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.analytics import datasets
from edgewise.account.analytics.deployments import deployments
from edgewise.account.analytics.drawn import MOST_CURVES, Event, drawn, instead, steps_of
from edgewise.account.analytics.model import DAY, HOUR
from edgewise.account.analytics.pictures import ACCOUNT, PICTURES, Picture
from edgewise.account.analytics.window import RANGES
from edgewise.account.listing import load
from edgewise.account.resources import kind
from edgewise.account.resources.called import NAMES
from edgewise.account.resources.model import Row
from tests.account.support import NOW, Recorder, client, envelope

WEEK, DAYLONG, HOURLONG = RANGES[3], RANGES[2], RANGES[0]


@pytest.mark.parametrize("kind_id", PICTURES)
async def test_every_kind_of_the_demo_account_has_something_to_draw(kind_id: str) -> None:
    api = demo.client(lambda: NOW)
    rows = (await load(api, kind(kind_id))).rows
    names = [name for row in rows if (name := NAMES[kind_id](row)) is not None]
    assert names
    told = []
    for name in names[:3]:
        found = await drawn(api, PICTURES[kind_id], WEEK, WEEK.step, of=name)
        assert not [each.failure for each in found if each.failure] and not [each.why for each in found if each.why]
        told += [each for each in found if not each.quiet]
    assert told


async def test_the_account_together_is_the_sum_of_its_parts() -> None:
    api = demo.client(lambda: NOW)
    whole = (await drawn(api, ACCOUNT[:1], DAYLONG, HOUR, of=None))[0].chart
    assert whole is not None
    total = 0.0
    for row in (await load(api, kind("workers"))).rows:
        chart = (await drawn(api, PICTURES["workers"][:1], DAYLONG, HOUR, of=row.key))[0].chart
        total += sum(chart.curves[0].known) if chart is not None else 0
    assert sum(whole.curves[0].known) == total > 100_000


async def test_a_worker_of_static_assets_says_that_its_visitors_are_not_counted() -> None:
    api = demo.client(lambda: NOW)
    charts = await drawn(api, PICTURES["workers"], DAYLONG, HOUR, of="brew-club", static=True)
    told = {instead(each, "24 hours") for each in charts}
    assert len(told) == 1 and all(each is not None and "only static assets answer" in each for each in told)
    busy = await drawn(api, PICTURES["workers"], DAYLONG, HOUR, of="pricing", static=True)
    assert all(instead(each, "24 hours") is None for each in busy), "code that ran before is shown"


async def test_counts_and_bytes_have_whole_labels() -> None:
    api = demo.client(lambda: NOW)
    shown = await drawn(api, PICTURES["workers"], DAYLONG, HOUR, of="pricing")
    shown += await drawn(api, PICTURES["r2_buckets"], WEEK, DAY, of="photographs")
    whole = {each.picture.title: each.chart.whole for each in shown if each.chart is not None}
    assert whole["Requests"] and whole["Stored"] and not whole["CPU time"]


async def test_one_request_for_each_dataset_and_way_to_split_it() -> None:
    recorder = Recorder(lambda request: httpx.Response(200, json={"data": {"viewer": {"accounts": [{}]}}}))
    found = await drawn(client(recorder), PICTURES["workers"], DAYLONG, HOUR, of="a")
    assert len(recorder.requests) == len({(each.dataset.node, each.split) for each in PICTURES["workers"]}) == 2
    assert all(each.failure is not None and (instead(each, "24 hours") or "").startswith("✗") for each in found)


def split_answer(names: list[str]) -> Any:
    rows = [
        {"sum": {"errors": 9 - at}, "dimensions": {"datetimeHour": "2026-03-14T08:00:00Z", "scriptVersion": name}}
        for at, name in enumerate(names)
    ]
    return {"data": {"viewer": {"accounts": [{"workersInvocationsAdaptive": rows}]}}}


async def test_of_many_values_the_greatest_are_drawn_and_the_others_counted() -> None:
    names = ["0b5f8e2c-1111-4222-8333-444455556666", "Two[/]\x1b[2J", "", "Four", "Five", "Six"]
    api = client(lambda request: httpx.Response(200, json=split_answer(names)))
    picture = Picture("Errors by version", datasets.WORKERS, {"errors": ""}, "lines", "scriptVersion")
    (found,) = await drawn(api, [picture], DAYLONG, HOUR, of="a")
    assert found.chart is not None
    assert [each.label for each in found.chart.curves] == ["0b5f8e2c", "Two[/]", "not named", "Four"]
    assert len(found.chart.curves) == MOST_CURVES and "2 lesser ones not drawn" in found.chart.remark


async def test_what_is_reported_once_a_day_needs_days() -> None:
    recorder = Recorder(lambda request: pytest.fail("nothing is asked"))
    pictures = [each for each in PICTURES["r2_buckets"] if each.dataset is datasets.R2_STORAGE]
    found = await drawn(client(recorder), pictures, HOURLONG, HOURLONG.step, of="a")
    assert {instead(each, "1 hour") for each in found} == {"○ It is reported in steps of 1 day: choose a longer range."}
    assert not recorder.requests


async def test_a_dataset_is_asked_in_a_step_that_it_has() -> None:
    recorder = Recorder(lambda request: httpx.Response(500))
    await drawn(client(recorder), PICTURES["workflows"], DAYLONG, DAYLONG.step, of="w")
    query = json.loads(recorder.requests[0].content)["query"]
    assert "datetimeHour_geq" in query and "dimensions { datetimeHour eventType }" in query
    assert DAY in steps_of(PICTURES["kv_namespaces"], WEEK)


async def test_events_are_marked_where_they_happened_and_others_are_not() -> None:
    api = demo.client(lambda: NOW)
    events = [Event(NOW - timedelta(hours=6), "within"), Event(NOW - timedelta(days=3), "before")]
    found = await drawn(api, PICTURES["workers"][:1], DAYLONG, HOUR, of="pricing", events=events)
    assert found[0].chart is not None
    (mark,) = found[0].chart.marks
    assert mark.text == "within" and mark.at == pytest.approx(23 - 6 + 26.9 / 60, abs=0.01)


async def test_deployments_of_a_worker_and_of_a_pages_project() -> None:
    api = demo.client(lambda: NOW)
    found, missing = await deployments(api, kind("workers"), Row("pricing", {"id": "pricing"}))
    assert missing is None and found[0].text == "Ten per cent try the new rounding"
    assert [each.when for each in found] == sorted((each.when for each in found), reverse=True)
    pages, _ = await deployments(api, kind("pages_projects"), Row("shop", {"name": "shop"}))
    listing = await load(api, kind("pages_deployments"), {"project": "shop"})
    production = [each for each in listing.rows if each.raw["environment"] == "production"]
    assert 0 < len(pages) <= len(production) < len(listing.rows)
    assert await deployments(api, kind("queues"), Row("q", {})) == ((), None)


async def test_deployments_that_are_odd_or_refused() -> None:
    odd = [{"created_on": 7e12}, {"created_on": "soon"}, {"created_on": "2026-03-14T01:00:00Z", "annotations": [1]}, 3]
    found, missing = await deployments(
        client(lambda request: envelope({"deployments": odd})), kind("workers"), Row("a", {"id": "a"})
    )
    assert missing is None
    assert {each.text for each in found} == {"deployment"} and all(each.when.tzinfo is UTC for each in found)
    assert datetime(2026, 3, 14, 1, tzinfo=UTC) in [each.when for each in found]
    none, missing = await deployments(
        client(lambda request: httpx.Response(404)), kind("workers"), Row("a", {"id": "a"})
    )
    assert none == () and missing is not None
