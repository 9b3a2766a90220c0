"""The resource table: what it shows of the demo account, and that no document breaks it."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edgewise.account.client import Client
from edgewise.account.commands import command_for, dashboard_for
from edgewise.account.demo import transport
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.listing import follow_up, load, load_with_relatives
from edgewise.account.resources import KINDS, ROOTS, kind
from edgewise.account.resources.formats import FORMATS, Cell, ago
from edgewise.account.resources.model import PLACE, Kind, Row, Scope, fill_command
from edgewise.account.resources.values import at, moment, number, plain
from edgewise.account.survey import summary, survey
from edgewise.errors import EdgewiseError
from tests.account.support import ACCOUNT, NOW, client, envelope, refusal

Json = Any


def demo_client() -> Client:
    from edgewise.account.demo import client as make

    return make(lambda: NOW)


async def scope() -> Scope:
    api = demo_client()
    return Scope(NOW, {each.id: (await follow_up(api, await load(api, each))).rows for each in ROOTS})


def column(row: Row, of: Kind, name: str, within: Scope) -> Cell:
    return next(each for each in of.columns if each.id == name).cell(row, within)


# ---------------------------------------------------------------------- the table itself


def test_the_table_is_consistent() -> None:
    assert len({each.id for each in KINDS}) == len(KINDS)
    for each in KINDS:
        assert each.permission.name and each.permission.dashboard.startswith(("Account · ", "Zone · ")), each.id
        assert each.about and each.columns and each.sections, each.id
        assert each.dashboard.startswith("https://dash.cloudflare.com/{account_id}/"), each.id
        assert each.columns[0].priority == 1
        for shown in (*each.columns, *(item for section in each.sections for item in section.items), *each.summary):
            assert shown.format in FORMATS, (each.id, shown)
        assert len({column.id for column in each.columns}) == len(each.columns)
        for drill in each.drills:
            child = kind(drill.kind)
            assert child.parent == each.id
            assert set(drill.parameters) >= set(PLACE.findall(child.path)) - {"account_id"}, child.id
        if not each.parent:
            assert each.summary, each.id
    assert {each.id for each in ROOTS} >= {"pages_projects", "workers", "queues"}


async def test_every_lesson_an_insight_names_is_announced() -> None:
    import tomllib

    from edgewise.store import content

    course = tomllib.loads(content("lessons", "course.toml").read_text())
    ids = {lesson["id"] for chapter in course["chapters"] for lesson in chapter["lessons"]}
    for each in KINDS:
        for insight in each.insights:
            assert insight.lesson == "" or insight.lesson in ids, insight.id


# ---------------------------------------------------------------------- what it says of the demo account


async def test_the_queue_without_a_consumer_stands_out() -> None:
    within = await scope()
    queues = {row.raw["queue_name"]: row for row in within.rows["queues"]}
    lonely = queues["report-jobs"]
    consumers = column(lonely, kind("queues"), "consumers", within)
    assert (consumers.text, consumers.tone) == ("▲ no consumer", "warning")
    assert column(lonely, kind("queues"), "producers", within).text == "report-desk (Pages)"
    assert column(lonely, kind("queues"), "backlog", within) == Cell("418", "warning", (0, -418.0, ""))
    insight = kind("queues").insight(lonely, within)
    assert insight is not None and insight.lesson == "a-queue-with-a-consumer" and insight.migrate
    why = insight.why(lonely, within)
    assert "report-desk (Pages)" in why and "418" in why and "4 d" in why and "Pages project can only send" in why


async def test_other_queues_do_not() -> None:
    within = await scope()
    queues = {row.raw["queue_name"]: row for row in within.rows["queues"]}
    shown = {name: column(row, kind("queues"), "consumers", within).text for name, row in queues.items()}
    assert shown == {
        "report-jobs": "▲ no consumer",
        "orders": "✓ order-worker",
        "orders-dead": "○ dead letters",
        "outgoing-mail": "✓ mailer",
        "photo-uploads": "✓ photo-resizer",
        "erp-sync": "✓ HTTP pull",
    }
    found = {name: kind("queues").insight(row, within) for name, row in queues.items()}
    assert {name: insight.id for name, insight in found.items() if insight} == {
        "report-jobs": "queue-without-consumer",
        "photo-uploads": "queue-paused",
        "orders-dead": "dead-letters-wait",
    }
    assert [name for name, insight in found.items() if insight and insight.lesson] == ["report-jobs"]


async def test_the_project_that_feeds_it_says_so() -> None:
    within = await scope()
    projects = {row.key: kind("pages_projects").insight(row, within) for row in within.rows["pages_projects"]}
    assert {name: found.id for name, found in projects.items() if found} == {
        "report-desk": "pages-feeds-dead-end",
        "stock-board": "last-deployment-failed",
    }
    found = projects["report-desk"]
    assert found is not None and found.lesson == "the-request-that-would-not-finish"


async def test_drilling_down_fills_the_childs_path() -> None:
    api = demo_client()
    rows = (await load(api, kind("pages_projects"))).rows
    desk = next(row for row in rows if row.key == "report-desk")
    drill = kind("pages_projects").drills[0]
    values = {name: desk.value(source) or "" for name, source in drill.parameters.items()}
    listing = await load(api, kind(drill.kind), values)
    assert (len(listing.rows), listing.total, listing.more) == (100, 137, True)
    first = listing.rows[0]
    assert column(first, listing.kind, "state", Scope(NOW)).text == "✓ success"
    assert column(first, listing.kind, "message", Scope(NOW)).text == "Ask for the stock report as well"
    assert first.value("project") == "report-desk"
    stages = next(section for section in listing.kind.sections if section.title == "Stages").lines
    assert stages is not None
    assert [title for title, _ in stages(first, Scope(NOW))] == [
        "queued",
        "initialize",
        "clone_repo",
        "build",
        "deploy",
    ]


async def test_a_worker_on_trial_shows_how_traffic_is_divided() -> None:
    listing = await load(demo_client(), kind("worker_deployments"), {"script": "pricing"})
    assert column(listing.rows[0], listing.kind, "split", Scope(NOW)).text.startswith("10 % ")


def test_commands_quote_what_an_api_made_up() -> None:
    row = Row("x", {"queue_name": "a; rm -rf ~ \x1b[31m'$(id)"})
    assert fill_command("wrangler queues info {queue_name}", row.value) == (
        "wrangler queues info 'a; rm -rf ~ '\"'\"'$(id)'"
    )


# ---------------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3600, "in 60 min"), (-60, "just now"), (10, "just now"), (60, "60 s ago"), (600, "10 min ago"),
        (3 * 3600, "3 h ago"), (49 * 3600, "2 d ago"), (100 * 86400, "3 months ago"), (800 * 86400, "2 years ago"),
    ],
)  # fmt: skip
def test_ages_read_well(seconds: int, text: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == text


def test_numbers_come_in_many_shapes() -> None:
    assert [number(each) for each in (3, "3", "3.5", True, None, "x", float("nan"), 10**400, "1e999", [])] == [
        3, 3, 3.5, None, None, None, None, None, None, None,
    ]  # fmt: skip


def test_times_come_in_many_shapes() -> None:
    assert moment("2026-03-14T09:26:53.123456789Z") is not None
    assert moment(1_700_000_000_000) is not None
    for nonsense in (
        "",
        "yesterday",
        0,
        -1,
        10**30,
        None,
        [],
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ):
        assert moment(nonsense) is None


HOSTILE = [
    "[/red]", "[@click=app.q]x[/]", "\x1b]52;c;aGk=\x07x", "\u202egnp.exe", "a\x00b\r\nc", "\ud800", "x" * 10_000, "",
]  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(HOSTILE),
    st.just(10**400),
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def safe(cell: Cell) -> None:
    assert isinstance(cell.text, str) and "\x1b" not in cell.text and "\n" not in cell.text
    assert not any(ord(letter) < 32 or letter in "\u202e\u2066\u200f" for letter in cell.text)
    assert cell.tone in ("", "good", "warning", "bad", "busy", "muted")
    cell.text.encode()


@given(documents)
def test_every_format_shows_anything(value: Json) -> None:
    cells = [form(value, NOW) for form in FORMATS.values()]
    for cell in cells:
        safe(cell)
    assert sorted(cell.sort for cell in cells)
    json.dumps(plain(value), allow_nan=False)


def render(of: Kind, row: Row, within: Scope) -> None:
    """Everything that is ever shown of a row."""
    for shown in (*of.columns, *(item for section in of.sections for item in section.items)):
        safe(shown.cell(row, within))
    for section in of.sections:
        for title, cell in section.lines(row, within) if section.lines else ():
            safe(Cell(title))
            safe(cell)
    for insight in of.insights:
        if insight.when(row, within):
            safe(Cell(insight.why(row, within)))
    safe(Cell(of.row_name(row)))
    safe(Cell(fill_command(of.row_command, row.value)))
    json.dumps(summary(of, row, within), allow_nan=False).encode()


@given(st.sampled_from(KINDS), documents, documents)
@example(
    kind("queues"),
    {"queue_name": "q", "producers": [{}], "consumers": [], "settings": {"message_retention_period": 1e300}},
    {},
)
def test_every_kind_shows_anything(of: Kind, document: Json, extra: Json) -> None:
    row = Row("k", document, {"metrics": extra})
    render(of, row, Scope(NOW, {each.id: (row,) for each in ROOTS}))


# ---------------------------------------------------------------------- mutated answers of a real-looking account


COMPANY = transport(lambda: NOW).company


@cache
def body(target: str) -> bytes:
    """What the demo account answers."""
    return handle(COMPANY, Request("GET", target, {"authorization": "Bearer x"})).body


def original(request: httpx.Request) -> Json:
    target = f"{request.url.path}?{request.url.query.decode()}"
    return json.loads(body(target.replace(ACCOUNT, COMPANY.account["id"])))


def places(document: Json, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [prefix, *(place for key, value in inner for place in places(value, (*prefix, key)))]


def mutate(document: Json, place: tuple[Any, ...], how: str, value: Json) -> Json:
    """A copy with one place removed, replaced or doubled."""
    document = copy.deepcopy(document)
    if not place:
        return value if how == "replace" else document
    node = document
    for key in place[:-1]:
        node = node[key]
    if how == "remove":
        del node[place[-1]]
    elif how == "double" and isinstance(node, list):
        node.insert(place[-1], copy.deepcopy(node[place[-1]]))
    else:
        node[place[-1]] = value
    return document


@st.composite
def mutations(draw: st.DrawFn) -> tuple[int, list[tuple[int, str, Json]]]:
    """Which answer to damage, and how."""
    steps = draw(
        st.lists(
            st.tuples(st.integers(0, 10**6), st.sampled_from(["remove", "replace", "double"]), documents), max_size=4
        )
    )
    return draw(st.integers(0, 12)), steps


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
async def test_mutated_answers_never_break_and_never_lose_a_row_in_silence(
    damage: tuple[int, list[tuple[int, str, Json]]],
) -> None:
    victim, steps = damage
    served: dict[str, list[Json]] = {}
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        document = original(request)
        if str(request.url) not in seen:
            seen.append(str(request.url))
        if seen.index(str(request.url)) == victim:
            for pick, how, value in steps:
                found = places(document)
                document = mutate(document, found[pick % len(found)], how, value)
        served.setdefault(urlsplit(str(request.url)).path, []).append(document)
        return httpx.Response(200, content=json.dumps(document))

    api = client(answer)
    loaded = {}
    for each in (*ROOTS, kind("pages_deployments"), kind("worker_versions")):
        parameters = {"project": "report-desk", "script": "pricing"} if each.parent else {}
        try:
            listing = await load(api, each, parameters)
            loaded[each.id] = await follow_up(api, listing)
        except EdgewiseError as error:
            assert error.message and error.code
    within = Scope(NOW, {identity: listing.rows for identity, listing in loaded.items()})
    for listing in loaded.values():
        for row in listing.rows:
            render(listing.kind, row, within)
        path = "/client/v4" + listing.kind.path.format(account_id=ACCOUNT, project="report-desk", script="pricing")
        sent = [row for document in served[path] for row in rows_of(listing.kind, document)]
        distinct = {json.dumps(row, sort_keys=True) for row in sent}
        kept = {json.dumps(row.raw, sort_keys=True) for row in listing.rows}
        assert kept == distinct or listing.problems, listing.kind.id


def rows_of(of: Kind, document: Json) -> list[Json]:
    found = at(document, "result")
    found = at(found, of.plan.items) if of.plan.items else found
    return found if isinstance(found, list) else []


# ---------------------------------------------------------------------- listings


async def test_rows_without_a_key_are_kept_and_mentioned() -> None:
    rows = [{"queue_name": "a"}, 7, None, {"queue_id": "x"}, {"queue_id": "x", "other": 1}, {"queue_id": "x"}]
    listing = await load(client(lambda request: envelope(rows)), kind("queues"))
    assert [row.raw for row in listing.rows] == rows[:5]
    assert len({row.key for row in listing.rows}) == 5
    assert "3 Queues came without" in listing.problems[0].message


async def test_what_cannot_be_followed_up_is_one_problem() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/metrics"):
            return refusal(403)
        return envelope([{"queue_id": "a", "queue_name": "a"}, {"queue_id": "b", "queue_name": "b"}])

    api = client(answer)
    listing = await follow_up(api, await load(api, kind("queues")))
    assert [column(row, kind("queues"), "backlog", Scope(NOW)).text for row in listing.rows] == ["unknown", "unknown"]
    assert [problem.code for problem in listing.problems] == ["permission-missing"]
    assert "Queues Read" in listing.problems[0].message


async def test_half_an_account_is_half_a_snapshot() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "/queues" in request.url.path:
            return refusal(403)
        return httpx.Response(200, json=original(request))

    document = await survey(client(answer))
    assert document["resources"]["queues"] is None
    assert len(document["resources"]["pages_projects"]) == 13
    assert [(problem["kind"], problem["code"]) for problem in document["problems"]] == [
        ("queues", "permission-missing")
    ]


async def test_the_snapshot_has_its_spine() -> None:
    document = await survey(demo_client())
    assert document["account"] == {"id": COMPANY.account["id"], "name": "Northgate Coffee (demo)"}
    assert document["demo"] is True and document["problems"] == []
    assert set(document["resources"]) == {each.id for each in ROOTS}
    lonely = next(each for each in document["resources"]["queues"] if each["name"] == "report-jobs")
    assert lonely["producers"] == ["report-desk (Pages)"] and lonely["consumers"] == [] and lonely["backlog"] == 418
    assert lonely["findings"] == ["queue-without-consumer"]
    json.dumps(document, allow_nan=False)


async def test_a_kind_with_its_relatives_knows_who_is_who() -> None:
    listing, within = await load_with_relatives(demo_client(), kind("queues"))
    lonely = next(row for row in listing.rows if row.raw["queue_name"] == "report-jobs")
    assert column(lonely, kind("queues"), "producers", within).text == "report-desk (Pages)"
    assert column(lonely, kind("queues"), "backlog", within).text == "418"


async def test_a_relative_that_cannot_be_read_costs_only_its_names() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return refusal(403) if "/pages/" in request.url.path else httpx.Response(200, json=original(request))

    listing, within = await load_with_relatives(client(answer), kind("queues"))
    lonely = next(row for row in listing.rows if row.raw["queue_name"] == "report-jobs")
    assert column(lonely, kind("queues"), "producers", within).text == "pages-worker--5814027-production"
    assert column(lonely, kind("queues"), "consumers", within).text == "▲ no consumer"


# ---------------------------------------------------------------------- commands and addresses


def test_every_kind_has_a_command_and_an_address() -> None:
    row = Row(
        "k",
        {"id": "an id", "name": "a/b", "queue_name": "q", "queue_id": "x"},
        parameters={"project": "p", "script": "s"},
    )
    for each in KINDS:
        for chosen in (None, row):
            command = command_for(each, chosen, row.parameters, ACCOUNT, "https://api.example/v4")
            assert command.startswith(("wrangler ", "curl ")) and "{" not in command
            address = dashboard_for(each, chosen, row.parameters, ACCOUNT)
            assert address.startswith(f"https://dash.cloudflare.com/{ACCOUNT}/") and " " not in address
    assert command_for(kind("workers"), None, {}, ACCOUNT, "https://api.example/v4") == (
        f'curl -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" https://api.example/v4/accounts/{ACCOUNT}/workers/scripts'
    )
    assert dashboard_for(kind("pages_projects"), row, {}, ACCOUNT).endswith("/pages/view/a%2Fb")
