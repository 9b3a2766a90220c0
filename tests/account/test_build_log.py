"""Build logs: stages and lines in order, whatever the answers hold; the demo's grow with the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.build_log import (
    BuildLine,
    BuildLog,
    Stage,
    builds_log,
    of_build,
    of_deployment,
    pages_log,
    tone_of,
)
from edgewise.account.demo.company import Company
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.demo.pages import Pages
from edgewise.text import clean_lines
from tests.account.support import NOW, Clock, client, envelope


def stage(name: str, start: int, status: str = "success", end: int | None = None) -> dict[str, Any]:
    at = [(NOW + timedelta(seconds=second)).isoformat() if second is not None else None for second in (start, end)]
    return {"name": name, "status": status, "started_on": at[0], "ended_on": at[1]}


def line(second: float, text: Any) -> dict[str, Any]:
    return {"ts": (NOW + timedelta(seconds=second)).isoformat(), "line": text}


def shown(log: BuildLog) -> list[str]:
    return [f"[{item.name}]" if isinstance(item, Stage) else item.text for item in log.items]


def test_lines_stand_below_the_stage_that_they_were_written_in() -> None:
    document = {
        "stages": [stage("queued", 0, end=1), stage("build", 2, "failure", 40), {"name": "deploy", "status": "idle"}],
        "latest_stage": {"name": "build", "status": "failure"},
    }
    log = pages_log(document, {"total": 3, "data": [line(2, "one"), line(30, "two\nthree"), line(31, "Error: four")]})
    assert shown(log) == ["[queued]", "[build]", "one", "two", "three", "Error: four"]
    assert (log.running, log.state, log.remarks) == (False, "failure", ())
    assert isinstance(log.items[1], Stage) and log.items[1].seconds(NOW) == 38 and log.items[1].tone == "bad"


def test_a_build_that_runs_says_so_far() -> None:
    document = {"stages": [stage("build", -10, "active")], "latest_stage": {"name": "build", "status": "active"}}
    log = pages_log(document, {"data": []})
    assert log.running and log.state == "running" and isinstance(log.items[0], Stage)
    assert log.items[0].seconds(NOW) == 10


def test_what_is_missing_is_said() -> None:
    log = pages_log({}, {"total": 9_000, "data": [line(0, "one"), {"ts": 5, "line": None}, "odd"]})
    assert shown(log)[0] == "one" and len(log.items) == 3
    assert log.remarks == ("2 rows were no line; shown as they came.", "3 of 9,000 lines are here.")
    assert pages_log({}, {"data": "no"}).remarks == ("The log did not come as a list.",)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("error TS2532: possibly undefined", "bad"),
        ("Failed: build command exited with code: 1", "bad"),
        ("✘ [ERROR] no such file", "bad"),
        ("    at build (/opt/x.js:12:4)", "bad"),
        ("found 0 errors", ""),
        ("Compiled without errors", ""),
        ("src/error-page.tsx 1.2 kB", ""),
        ("npm warn deprecated inflight@1.0.6", "warning"),
        ("Success: Your site was deployed!", "good"),
        ("plain", ""),
    ],
)
def test_lines_are_marked_by_their_words(text: str, tone: str) -> None:
    assert tone_of(text) == tone


def test_a_build_of_workers_builds() -> None:
    times = {"created_on": line(0, "")["ts"], "initializing_on": line(2, "")["ts"], "running_on": line(9, "")["ts"]}
    running = builds_log({**times, "status": "running"}, [[int(NOW.timestamp() * 1000) + 9500, "one"], ["x", "two"]])
    assert shown(running) == ["[queued]", "[initialize]", "[build]", "one", "two"] and running.running
    over = builds_log({**times, "status": "stopped", "build_outcome": "fail", "stopped_on": line(60, "")["ts"]}, [])
    assert [each.status for each in over.items if isinstance(each, Stage)] == ["success", "success", "failure"]
    assert not over.running and over.state == "fail"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
stamps = st.one_of(scalars, st.integers(-60, 60).map(lambda second: line(second, "")["ts"]))
rows = st.lists(
    st.one_of(documents, st.builds(lambda ts, said: {"ts": ts, "line": said}, stamps, documents)), max_size=6
)
stages = st.lists(
    st.one_of(documents, st.fixed_dictionaries({"name": scalars, "status": scalars, "started_on": stamps})), max_size=4
)


@given(stages, rows, documents)
def test_any_log_is_read_and_no_line_is_lost(parts: Any, data: Any, latest: Any) -> None:
    log = pages_log({"stages": parts, "latest_stage": latest}, {"data": data, "total": latest})
    lines = [item for item in log.items if isinstance(item, BuildLine)]
    assert len(lines) >= len(data)
    assert all(each.text == clean_lines(each.text) and "\n" not in each.text for each in lines)
    builds_log({"status": latest, "created_on": latest}, data)


# ---------------------------------------------------------------------- from the demo account


async def test_a_build_of_the_demo_grows_until_it_is_over() -> None:
    clock = Clock()
    async with demo.client(clock.now) as api:
        transport = api._wire._transport
        assert isinstance(transport, DemoTransport)
        project, row = _running(transport.company)
        seen: list[list[str]] = []
        for _ in range(40):
            log = await of_deployment(api, project, row["id"])
            texts = [item.text for item in log.items if isinstance(item, BuildLine)]
            assert not seen or texts[: len(seen[-1])] == seen[-1], "what was said is not taken back"
            seen.append(texts)
            if not log.running:
                break
            clock.seconds += 4
    assert len(seen) > 2 and len(seen[-1]) > len(seen[0]) and log.state == "success"
    times = [item.at for item in log.items if isinstance(item, BuildLine) and item.at]
    assert times == sorted(times)


def _running(company: Company) -> tuple[str, dict[str, Any]]:
    pages = company.part(Pages)
    return next(
        (project["name"], row)
        for project in pages.projects()
        for row in pages.deployments(project["name"])
        if row["latest_stage"]["status"] == "active"
    )


async def test_builds_are_read_along_their_cursor() -> None:
    async with demo.client(lambda: NOW) as api:
        scripts = (await api.get("/accounts/{account_id}/workers/scripts")).result
        tag = next(each["tag"] for each in scripts if each["id"] == "pricing")
        builds = (await api.get("/accounts/{account_id}/builds/workers/{tag}/builds", {"tag": tag})).result
        failed = next(each for each in builds if each["build_outcome"] == "fail")
        log = await of_build(api, failed["build_uuid"])
    assert log.state == "fail" and len(log.items) > 10 and any(item.tone == "bad" for item in log.items)


async def test_a_cursor_that_leads_nowhere_ends() -> None:
    asked: list[str] = []

    def answer(request: Any) -> Any:
        asked.append(request.url.path)
        if request.url.path.endswith("/logs"):
            return envelope({"lines": [[1, "x"]], "cursor": "same", "truncated": True})
        return envelope({"status": "stopped"})

    log = await of_build(client(answer), "b")
    assert sum(path.endswith("/logs") for path in asked) == 2 and "Cloudflare cut" in log.remarks[0]


def test_times_without_a_zone_are_utc() -> None:
    log = pages_log({}, {"data": [{"ts": "2026-03-14T09:26:53", "line": "x"}]})
    assert isinstance(log.items[0], BuildLine) and log.items[0].at == NOW and isinstance(NOW, datetime)
