"""The demo account's analytics: minutes add up, filters hold, the story is told, and errors come as Cloudflare's do."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.analytics.datasets import DATASETS
from edgewise.account.analytics.model import Dataset
from edgewise.account.analytics.query import Question, query
from edgewise.account.demo import story
from edgewise.account.demo.analytics.tables import TABLES
from edgewise.account.demo.buckets import Buckets
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.times import age

NOW = datetime(2026, 3, 13, 9, 26, 53, tzinfo=UTC)
HEADERS = {"authorization": "Bearer any", "content-type": "application/json"}


@pytest.fixture
def company() -> Company:
    return Company(lambda: NOW)


def ask(company: Company, text: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The whole answer to a query."""
    body = json.dumps({"query": text, "variables": variables or {}}).encode()
    reply = handle(company, Request("POST", "/client/v4/graphql", HEADERS, body))
    assert reply.status == 200
    found: dict[str, Any] = json.loads(reply.body)
    return found


def node(company: Company, text: str) -> list[dict[str, Any]]:
    """The groups of the one node in ``text``."""
    tag = company.account["id"]
    answer = ask(company, f'{{ viewer {{ accounts(filter: {{accountTag: "{tag}"}}) {{ it: {text} }} }} }}')
    assert answer["errors"] is None, answer["errors"]
    groups: list[dict[str, Any]] = answer["data"]["viewer"]["accounts"][0]["it"]
    return groups


def refused(company: Company, text: str) -> str:
    """The message with which the node in ``text`` is refused."""
    tag = company.account["id"]
    answer = ask(company, f'{{ viewer {{ accounts(filter: {{accountTag: "{tag}"}}) {{ {text} }} }} }}')
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert set(error) == {"message", "path", "extensions"}
    return str(error["message"])


STEPS = ("datetimeMinute", "datetimeFiveMinutes", "datetimeFifteenMinutes", "datetimeHour", "date")
DAY = 'datetime_geq: "2026-03-12T06:30:00Z", datetime_leq: "2026-03-13T09:26:53Z"'


@pytest.mark.parametrize("step", STEPS)
def test_every_step_adds_up_to_the_same(company: Company, step: str) -> None:
    asked = (
        f"workersInvocationsAdaptive(limit: 10000, filter: {{{DAY}%s}}) {{ sum {{ requests }} dimensions {{ %s }} }}"
    )
    found = node(company, asked % (', scriptName_in: ["pricing", "nightly-stock"]', f"scriptName {step}"))
    whole = node(company, asked % ("", "scriptName"))
    sums: dict[str, int] = defaultdict(int)
    for group in found:
        sums[group["dimensions"]["scriptName"]] += group["sum"]["requests"]
    expected = {each["dimensions"]["scriptName"]: each["sum"]["requests"] for each in whole}
    assert sums["pricing"] == expected["pricing"] > 10_000
    assert sums["nightly-stock"] == expected["nightly-stock"] == 2, "at 02:15 and, on a Friday, at 06:00"


WEEK = 'datetime_geq: "2026-03-06T00:00:00Z", datetime_lt: "2026-03-13T00:00:00Z"'


def test_a_worker_that_the_clock_calls_runs_when_its_crons_say() -> None:
    company = Company(lambda: NOW)
    text = f'workersInvocationsAdaptive(limit: 99, filter: {{{WEEK}, scriptName: "nightly-stock"}}) '
    found = node(company, text + "{ sum { requests } dimensions { datetimeMinute } }")
    nights = {f"2026-03-{day:02}T02:15:00Z" for day in range(6, 13)}
    mornings = {f"2026-03-{day:02}T06:00:00Z" for day in range(6, 13) if day not in (7, 8)}
    assert {each["dimensions"]["datetimeMinute"]: each["sum"]["requests"] for each in found} == dict.fromkeys(
        nights | mornings, 1
    )


@pytest.mark.parametrize(
    ("table", "row", "blocks"),
    [
        ("workersInvocationsAdaptive", 'scriptName_in: ["nightly-stock", "old-redirects"]', ("requests", "")),
        ("d1AnalyticsAdaptiveGroups", 'databaseRole: "primary"', ("readQueries writeQueries", "queryBatchTimeMs")),
    ],
)
def test_a_single_run_is_all_of_its_percentiles(
    company: Company, table: str, row: str, blocks: tuple[str, str]
) -> None:
    counted, timed = blocks
    names = ("cpuTimeP50", "cpuTimeP90", "cpuTimeP99") if not timed else (f"{timed}P50", f"{timed}P90")
    by = f"{TABLES[table].dimensions[0]} datetimeMinute"
    text = f"{table}(limit: 9999, filter: {{{DAY}, {row}}}) {{ sum {{ {counted} }} quantiles {{ {' '.join(names)} }}"
    found = node(company, text + f" dimensions {{ {by} }} }}")
    single = [each["quantiles"] for each in found if sum(each["sum"].values()) == 1]
    several = [each["quantiles"] for each in found if sum(each["sum"].values()) > 2]
    assert single and all(len(set(each.values())) == 1 for each in single)
    assert several and all(each[names[0]] < each[names[-1]] for each in several)


class Moving:
    """A clock that is put forward."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def levels(company: Company, queue_id: str, step: str) -> dict[str, float]:
    """What waited in a queue in the last day, by time."""
    wanted = f'datetime_geq: "2026-03-12T10:00:00Z", queueId: "{queue_id}"'
    text = f"queueBacklogAdaptiveGroups(limit: 9999, filter: {{{wanted}}}) "
    found = node(company, text + f"{{ avg {{ messages }} dimensions {{ {step} }} }}")
    return {each["dimensions"][step]: each["avg"]["messages"] for each in found}


@pytest.mark.parametrize("name", ["orders-dead", "report-jobs"])
def test_a_purge_leaves_what_was_and_lowers_what_comes(name: str) -> None:
    clock = Moving()
    company = Company(clock)
    (queue_id,) = (each["queue_id"] for each in company.part(Queues).queues() if each["queue_name"] == name)
    before = {step: levels(company, queue_id, step) for step in ("datetimeMinute", "datetimeHour")}
    assert before["datetimeHour"]["2026-03-13T08:00:00Z"] > 0
    assert company.part(Queues).purge(queue_id)
    clock.now += timedelta(hours=2)
    for step, was in before.items():
        now = levels(company, queue_id, step)
        old = {each: value for each, value in was.items() if each < "2026-03-13T09:00:00Z"}
        assert {each: now[each] for each in old} == old, "the past stays"
    minutes = levels(company, queue_id, "datetimeMinute")
    assert minutes["2026-03-13T09:26:00Z"] >= 7 and minutes["2026-03-13T09:27:00Z"] <= 1
    hours = levels(company, queue_id, "datetimeHour")
    assert hours["2026-03-13T08:00:00Z"] > hours["2026-03-13T09:00:00Z"] > hours["2026-03-13T10:00:00Z"]
    waits = company.part(Queues).backlog(queue_id)
    assert waits is not None and max(list(minutes.values())[-5:]) <= waits["backlog_count"]


def test_r2_holds_what_it_lists(company: Company) -> None:
    text = f"r2StorageAdaptiveGroups(limit: 99, filter: {{{DAY}}}) "
    found = node(company, text + "{ max { objectCount payloadSize } dimensions { bucketName } }")
    stored = {each["dimensions"]["bucketName"]: each["max"] for each in found}
    assert set(stored) == {"photographs", "roast-logs"}
    for name, held in stored.items():
        objects = company.part(Buckets).objects(name)
        assert held == {"objectCount": len(objects), "payloadSize": sum(each["size"] for each in objects)}


def test_errors_spike_with_the_new_version_and_only_there(company: Company) -> None:
    wanted = f'{DAY}, scriptName: "pricing"'
    text = f"workersInvocationsAdaptive(limit: 1000, filter: {{{wanted}}}, orderBy: [datetimeFifteenMinutes_ASC])"
    found = node(company, text + " { sum { requests errors } dimensions { datetimeFifteenMinutes scriptVersion } }")
    began = NOW - age(story.SPIKE.since)
    newest = max(found, key=lambda each: each["sum"]["errors"])["dimensions"]["scriptVersion"]
    after = [each for each in found if each["dimensions"]["scriptVersion"] == newest]
    before = [each for each in found if each not in after]
    first = min(each["dimensions"]["datetimeFifteenMinutes"] for each in after)
    assert first == f"{began.replace(minute=0):%Y-%m-%dT%H:%M:00Z}"
    rate = sum(each["sum"]["errors"] for each in after) / sum(each["sum"]["requests"] for each in after)
    usual = sum(each["sum"]["errors"] for each in before) / sum(each["sum"]["requests"] for each in before)
    assert rate == pytest.approx(story.SPIKE.failing, abs=0.08)
    assert usual < 0.01


def test_the_backlog_ends_at_what_the_queue_says_and_grew_towards_it(company: Company) -> None:
    (queue,) = (each for each in company.part(Queues).queues() if each["queue_name"] == "report-jobs")
    wanted = f'{DAY}, queueId: "{queue["queue_id"]}"'
    text = f"queueBacklogAdaptiveGroups(limit: 9999, filter: {{{wanted}}}, orderBy: [datetimeHour_ASC])"
    found = node(company, text + " { avg { messages } dimensions { datetimeHour } }")
    levels = [each["avg"]["messages"] for each in found]
    now = company.part(Queues).backlog(queue["queue_id"])
    assert now is not None
    assert levels == sorted(levels) and levels[0] < levels[-1] <= now["backlog_count"]
    assert levels[-1] > 0.9 * now["backlog_count"]


def test_the_newest_minutes_have_not_arrived(company: Company) -> None:
    since = 'datetime_geq: "2026-03-13T09:00:00Z"'
    text = f"workersInvocationsAdaptive(limit: 99, filter: {{{since}}}, orderBy: [datetimeMinute_DESC])"
    found = node(company, text + " { sum { requests } dimensions { datetimeMinute } }")
    newest = found[0]["dimensions"]["datetimeMinute"]
    assert datetime.fromisoformat(newest) <= NOW - timedelta(minutes=2)


def test_the_same_question_has_the_same_answer(company: Company) -> None:
    text = KV.replace("limit: 1", "limit: 50").replace("})", "}, orderBy: [sum_requests_DESC])")
    text += " { count sum { requests } dimensions { actionType } }"
    first = node(company, text)
    assert first == node(Company(lambda: NOW), text)
    assert first[0]["dimensions"]["actionType"] == "read"
    assert len(node(company, text.replace("limit: 50", "limit: 2"))) == 2


KV = f"kvOperationsAdaptiveGroups(limit: 1, filter: {{{DAY}}})"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothingAdaptiveGroups(limit: 1) { count }", 'unknown field "nothingAdaptiveGroups"'),
        (KV + " { sum { wishes } }", 'unknown field "wishes"'),
        (KV + " { sum }", "must have selections"),
        (KV + " { count { x } }", "count"),
        (
            KV.replace("kvOperationsAdaptiveGroups", "workersInvocationsAdaptive") + " { count }",
            'unknown field "count"',
        ),
        (KV.replace("limit: 1", "limit: 10001") + " { count }", "not greater than 10000"),
        (KV.replace(DAY, "") + " { count }", "time is required"),
        (KV.replace(DAY, 'datetime_geq: "2020-01-01T00:00:00Z"') + " { count }", "older than 4w3d"),
        (KV.replace(DAY, 'date_geq: "2026-02-11", date_leq: "2026-03-20"') + " { count }", "too large"),
        (KV.replace(DAY, 'datetime_geq: "soon"') + " { count }", "not a time"),
        (KV.replace(DAY, f'{DAY}, colour: "red"') + " { count }", 'unknown filter "colour"'),
        (KV.replace("})", "}, orderBy: [mood_ASC])") + " { count }", "unknown order"),
        (KV.replace("limit: 1", "limit: 1, sort: 1") + " { count }", "unknown arg"),
    ],
)
def test_what_the_schema_lacks_is_refused_under_http_200(company: Company, text: str, words: str) -> None:
    assert words in refused(company, text)


def test_another_account_and_no_query_are_refused(company: Company) -> None:
    answer = ask(company, '{ viewer { accounts(filter: {accountTag: "other"}) { x { count } } } }')
    assert answer["errors"][0]["message"] == "not authorized for that account"
    assert ask(company, "{ nothing }")["errors"]
    reply = handle(company, Request("POST", "/client/v4/graphql", HEADERS, b"[]"))
    assert json.loads(reply.body)["data"] is None


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda each: each.node)
def test_it_answers_all_that_edgewise_asks_for(company: Company, dataset: Dataset) -> None:
    table = TABLES[dataset.node]
    for step in (None, *dataset.steps):
        question = Question(dataset, dataset.measures, NOW - timedelta(hours=3), NOW, step, split=dataset.splits)
        answer = ask(company, query(question, company.account["id"]))
        assert answer["errors"] is None, answer["errors"]
    assert table.retention >= dataset.retention


def test_what_the_traffic_tells_of_exists() -> None:
    company = Company(lambda: NOW)
    traffic = company.read("usage")
    known = {
        "scripts": {each["id"] for each in company.read("workers")},
        "pages": {each["name"] for each in company.read("pages-projects")},
        "queues": {each["queue_name"] for each in company.read("queues")},
    }
    for part, names in known.items():
        assert set(traffic[part]) <= names
    assert set(traffic["scripts"]) <= set(story.RATES)


WORDS = st.sampled_from(
    ["query", "viewer", "accounts", "filter", "accountTag", "limit", "orderBy", "count", "sum", "dimensions", "date",
     "kvOperationsAdaptiveGroups", "datetime_geq", "datetimeHour_leq", "actionType_in", "AND", "date_ASC", "requests"]
)  # fmt: skip
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(['"x"', '"9999-12-31T23:59:59Z"', '"0001-01-01"', "1e999"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return value if isinstance(value, str) else json.dumps(value)


@given(VALUE, VALUE, VALUE, st.lists(WORDS, min_size=1, max_size=4))
def test_no_arguments_break_it(given_filter: Any, limit: Any, order: Any, fields: list[str]) -> None:
    company = Company(lambda: NOW)
    inner = " ".join(f"{each} {{ {each} requests }}" if each in ("sum", "dimensions") else each for each in fields)
    text = (
        f'{{ viewer {{ accounts(filter: {{accountTag: "{company.account["id"]}"}}) {{ kvOperationsAdaptiveGroups('
        f"limit: {written(limit)}, filter: {written(given_filter)}, orderBy: {written(order)}) {{ {inner} }} }} }} }}"
    )
    answer = ask(company, text)
    assert (answer["data"] is None) == bool(answer["errors"])


ODD = st.none() | st.text(max_size=40) | st.integers() | st.lists(st.integers())
BODIES = st.dictionaries(st.sampled_from(["query", "variables"]), ODD).map(lambda value: json.dumps(value).encode())


@given(st.binary(max_size=80) | BODIES)
def test_no_body_breaks_it(body: bytes) -> None:
    reply = handle(Company(lambda: NOW), Request("POST", "/client/v4/graphql", HEADERS, body))
    assert reply.status == 200 and json.loads(reply.body)["errors"]
