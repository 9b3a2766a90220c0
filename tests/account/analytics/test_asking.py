"""Asking the analytics API: the query that is built, the answer that is read, the lines in the tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.analytics import datasets
from edgewise.account.analytics.answer import groups
from edgewise.account.analytics.ask import over_time, totals
from edgewise.account.analytics.blocks import UNKNOWN, ZERO, blocks
from edgewise.account.analytics.model import DAY, HOUR, LIMIT, MINUTE, QUARTER, STEPS, Step
from edgewise.account.analytics.query import Question, query
from edgewise.account.analytics.series import series_of
from edgewise.account.analytics.sparks import SPARKS, sparks
from edgewise.account.analytics.window import LATE, RANGES, fitting, whole, window
from edgewise.account.demo.analytics.reader import read
from edgewise.account.failures import PermissionGap, RateLimited
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.usage import percent, short
from edgewise.errors import EdgewiseError, NetworkError
from tests.account.support import ACCOUNT, NOW, Recorder, client

HOUR_BACK = Question(datasets.WORKERS, datasets.WORKERS.measures[:2], NOW - timedelta(hours=1), NOW, HOUR)


def data(*found: Any, node: str = "workersInvocationsAdaptive") -> dict[str, Any]:
    """The data of an answer with these groups."""
    return {"viewer": {"accounts": [{node: list(found)}]}}


def group(hour: str = "2026-03-14T09:00:00Z", name: Any = "a", **sums: Any) -> dict[str, Any]:
    """One group of Workers by the hour."""
    return {"sum": sums, "dimensions": {"datetimeHour": hour, "scriptName": name}}


# ---------------------------------------------------------------------- queries


@given(st.lists(st.text(max_size=20), max_size=3), st.text(max_size=20))
def test_names_of_any_kind_are_values_of_the_query_and_nothing_else(names: list[str], account: str) -> None:
    question = Question(datasets.QUEUE_BACKLOG, datasets.QUEUE_BACKLOG.measures, NOW, NOW, DAY, of=tuple(names))
    (viewer,) = read(query(question, account), {})
    assert viewer.fields is not None
    (accounts,) = viewer.fields
    assert accounts.fields is not None
    assert accounts.arguments == {"filter": {"accountTag": account}}
    (node,) = accounts.fields
    wanted = node.arguments["filter"]
    found = [wanted["queueId"]] if "queueId" in wanted else wanted.get("queueId_in", [])
    assert found == names


@pytest.mark.parametrize("dataset", datasets.DATASETS, ids=lambda each: each.node)
def test_a_window_is_given_in_the_dimension_that_the_dataset_has(dataset: Any) -> None:
    text = query(Question(dataset, dataset.measures, NOW - timedelta(days=2), NOW), ACCOUNT)
    assert f"{dataset.time}_geq: " in text and f"{dataset.time}_leq: " in text
    assert f"limit: {LIMIT}" in text
    assert text.count(dataset.node) == 1


# ---------------------------------------------------------------------- answers


def test_numbers_as_strings_are_numbers_and_nonsense_is_left_out_with_a_word() -> None:
    found = groups(
        data(
            group(requests="12", errors=None),
            group(requests=-1, errors="many"),
            group(hour="yesterday", requests=1),
            group(name=None, requests=1),
            "odd",
            {"sum": {"requests": 1}},
            group(name="b", requests=3.5, errors=True),
        ),
        HOUR_BACK,
    )
    assert [(each.of, dict(each.values)) for each in found.groups] == [
        ("a", {"requests": 12.0}),
        ("b", {"requests": 3.5}),
    ]
    assert found.problems == ("5 groups of workersInvocationsAdaptive could not be read and are left out.",)


def test_an_answer_at_the_limit_may_not_be_all() -> None:
    (problem,) = groups(data(*[group(requests=1)] * LIMIT), HOUR_BACK).problems
    assert "10,000" in problem


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"viewer": None},
        {"viewer": {"accounts": []}},
        {"viewer": {"accounts": [None]}},
        {"viewer": {"accounts": [{}]}},
    ],
)
def test_an_answer_without_the_node_is_no_answer(document: dict[str, Any]) -> None:
    with pytest.raises(NetworkError) as caught:
        groups(document, HOUR_BACK)
    assert caught.value.code == "bad-answer"


KEYS = st.sampled_from(["sum", "requests", "errors", "dimensions", "datetimeHour", "scriptName", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_no_answer_breaks_the_reading(found: list[Any]) -> None:
    read_groups = groups(data(*found), HOUR_BACK)
    assert len(read_groups.groups) <= len(found)
    assert bool(read_groups.problems) == (len(read_groups.groups) < len(found))
    for series in series_of(read_groups.groups, HOUR_BACK.measures, window(timedelta(hours=2), HOUR, NOW)).values():
        assert all(value is not None and value >= 0 for each in series.values() for value in each.values)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("not authorized for that account", PermissionGap),
        ("zone does not have access to the path", PermissionGap),
        ("cannot request data older than 4w3d", NetworkError),
        ("rate limiter budget depleted, try again after 5 minutes", RateLimited),
    ],
)
async def test_errors_under_http_200_are_errors(message: str, error: type[EdgewiseError]) -> None:
    answer = {"data": None, "errors": [{"message": message, "extensions": {"timestamp": "x"}}]}
    account = client(lambda request: httpx.Response(200, json=answer))
    with pytest.raises(error):
        await totals(account, datasets.WORKERS, datasets.WORKERS.measures, NOW, NOW)
    found = await sparks(account, "workers")
    assert isinstance(found.failure, error) and not found.series


# ---------------------------------------------------------------------- windows and series


@given(st.sampled_from(STEPS), st.integers(1, 40), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_a_window_ends_with_the_bucket_of_now(step: Step, count: int, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    found = window(timedelta(seconds=step.seconds * count), step, now)
    assert found.count == count and found.index(now) == count - 1
    assert found.at(0).timestamp() % step.seconds == 0
    assert found.settled == count or found.at(found.settled) + timedelta(seconds=step.seconds) > now - LATE
    over = whole(timedelta(seconds=step.seconds * count), step, now)
    assert over.end <= now - LATE < over.end + timedelta(seconds=step.seconds)


def test_every_range_can_be_drawn() -> None:
    for each in RANGES:
        assert each.step in fitting(each.length, STEPS)
        assert fitting(each.length, (DAY,)) == (DAY,)
    assert fitting(timedelta(hours=1), STEPS)[0] == MINUTE
    assert MINUTE not in fitting(timedelta(days=7), STEPS)


def test_where_nothing_came_a_count_is_zero_and_a_level_is_unknown() -> None:
    dataset = datasets.QUEUE_BACKLOG
    span = window(timedelta(hours=3), HOUR, NOW)
    question = Question(dataset, dataset.measures[:1], span.start, NOW, HOUR)
    level = {"avg": {"messages": 7}, "dimensions": {"datetimeHour": "2026-03-14T08:00:00Z", "queueId": "q"}}
    found = series_of(groups(data(level, node=dataset.node), question).groups, question.measures, span)
    assert found["q"]["messages"].values == (None, 7.0, None)
    assert found["q"]["messages"].latest == 7.0
    counted = series_of(groups(data(group(requests=2), group(requests=3)), HOUR_BACK).groups, HOUR_BACK.measures, span)
    assert counted["a"]["requests"].values == (0.0, 0.0, 5.0)


@given(st.lists(st.none() | st.floats(0, 1e12), max_size=40))
def test_blocks_tell_unknown_zero_and_more_apart(values: list[float | None]) -> None:
    drawn = blocks(values)
    assert len(drawn) == len(values)
    for value, sign in zip(values, drawn, strict=True):
        assert (sign == UNKNOWN) == (value is None)
        assert (sign == ZERO) == (value == 0)


# ---------------------------------------------------------------------- lines in the tables


def cells(kind_id: str, raw: dict[str, Any], scope: Scope) -> dict[str, str]:
    """The cells of a row that come from the analytics."""
    row = Row("1", raw)
    columns = [each for each in kind(kind_id).columns if each.id.endswith(("-line", "-share", "-total"))]
    return {each.id: each.cell(row, scope).text for each in columns}


async def test_one_request_for_all_rows_of_a_kind() -> None:
    found_group = group("2026-03-14T08:00:00Z", requests=5, errors=1)
    recorder = Recorder(lambda request: httpx.Response(200, json={"data": data(found_group)}))
    account = client(recorder)
    found = await sparks(account, "workers")
    assert recorder.paths == ["/graphql"]
    scope = Scope(NOW, series={"workers": found})
    assert cells("workers", {"id": "a"}, scope)["errors-share"] == "✗ 1 20 %"
    assert cells("workers", {"id": "a"}, scope)["requests-line"] == "▁▁▁▁▁▁▁▁▁▁▁█"
    assert cells("workers", {"id": "quiet"}, scope)["requests-line"] == "none"


def test_what_is_not_known_is_never_shown_as_none() -> None:
    row = {"id": "a"}
    assert set(cells("workers", row, Scope(NOW)).values()) == {"…"}
    gap = PermissionGap("no", where=None, fix="", permission=None)
    from edgewise.account.analytics.series import SeriesOf

    assert "no access" in cells("workers", row, Scope(NOW, series={"workers": SeriesOf(failure=gap)})).values()
    failed = SeriesOf(failure=NetworkError("x", code="timeout"))
    assert "unknown" in cells("workers", row, Scope(NOW, series={"workers": failed})).values()
    partly = SeriesOf(problems=("There may be more.",))
    assert cells("workers", row, Scope(NOW, series={"workers": partly}))["requests-line"] == "unknown"
    assert cells("workers", row, Scope(NOW, series={"workers": SeriesOf()}))["requests-line"] == "none"
    assert cells("queues", {"queue_id": "q"}, Scope(NOW, series={"queues": SeriesOf()}))["messages-line"] == "no data"


async def test_the_demo_account_has_a_line_for_every_kind() -> None:
    account = demo.client(lambda: NOW)
    for kind_id in SPARKS:
        found = await sparks(account, kind_id)
        assert found.failure is None and found.series
        for series in found.series.values():
            assert all(len(each.folded(12)) == 12 for each in series.values())


async def test_levels_and_counts_over_time_from_the_demo_account() -> None:
    account = demo.client(lambda: NOW)
    span = window(timedelta(hours=24), QUARTER, NOW)
    found = await over_time(account, datasets.WORKERS, datasets.WORKERS.measures, span, of=["pricing"])
    series = found.series["pricing"]
    assert list(found.series) == ["pricing"]
    assert span.count == 96 and span.settled == 95
    assert all(series["requests"].values[: span.settled])
    for low, high in (("cpu_p50", "cpu_p90"), ("cpu_p90", "cpu_p99"), ("wall_p50", "wall_p99")):
        pairs = zip(series[low].values, series[high].values, strict=True)
        assert all(a < b for a, b in pairs if a is not None and b is not None)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (940, "940"), (1000, "1.0k"), (12_345, "12.3k"), (99_960, "100k"), (999_960, "1.0M"), (4.1e9, "4.1G")],
)
def test_short_numbers(number: float, text: str) -> None:
    assert short(number) == text


@given(st.floats(0, 1))
def test_a_share_is_never_rounded_to_nothing(share: float) -> None:
    assert (percent(share) == "0.0 %") == (share == 0)


def test_json_is_what_graphql_writes() -> None:
    assert json.loads(query(HOUR_BACK, 'a"b').split("accountTag: ")[1].split("}")[0]) == 'a"b'


async def test_more_than_the_api_sends_at_once_is_asked_in_parts() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        (viewer,) = read(json.loads(request.content)["query"], {})
        wanted = viewer.fields[0].fields[0].arguments["filter"]  # type: ignore[index]
        start, end = (datetime.fromisoformat(wanted[f"datetime_{each}"]) for each in ("geq", "leq"))
        hours = [start + timedelta(hours=at) for at in range(24) if start + timedelta(hours=at) <= end]
        rows = [group(f"{hour:%Y-%m-%dT%H:%M:%SZ}", f"w{at}", requests=1) for hour in hours for at in range(1000)]
        return httpx.Response(200, json={"data": data(*rows[:LIMIT])})

    recorder = Recorder(answer)
    found = await sparks(client(recorder), "workers")
    assert not found.problems and len(recorder.requests) == 7
    assert len(found.series) == 1000
    assert {each["requests"].values for each in found.series.values()} == {(1.0,) * 24}


async def test_what_is_cut_off_all_the_same_is_unknown_where_nothing_came() -> None:
    rows = [group("2026-03-14T08:00:00Z", f"w{at}", requests=1) for at in range(LIMIT)]
    recorder = Recorder(lambda request: httpx.Response(200, json={"data": data(*rows)}))
    found = await sparks(client(recorder), "workers")
    assert found.problems and len(recorder.requests) <= 15
    assert cells("workers", {"id": "other"}, Scope(NOW, series={"workers": found}))["requests-line"] == "unknown"
