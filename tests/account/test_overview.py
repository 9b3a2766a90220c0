"""The overview's values: what fails, what is not known, what it costs. Nothing unknown is called well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.analytics import datasets
from edgewise.account.analytics.model import HOUR
from edgewise.account.analytics.plan import Plan
from edgewise.account.analytics.report import Report, report
from edgewise.account.analytics.series import Series, SeriesOf
from edgewise.account.analytics.sparks import sparks
from edgewise.account.analytics.window import whole
from edgewise.account.failures import Permission, PermissionGap
from edgewise.account.listing import follow_up, load
from edgewise.account.overview import Block, Overview, Seen, costs_block, glimpse_of, make_overview
from edgewise.account.overview.erring import erring
from edgewise.account.resources import ROOTS, kind
from edgewise.account.resources.model import Row, Scope
from edgewise.errors import NetworkError
from edgewise.screens.account.overview_layout import lay_out
from edgewise.screens.home_facts import glimpse_facts
from tests.account.support import NOW

WINDOW = whole(timedelta(hours=24), HOUR, NOW)
REFUSED = NetworkError("No answer in time.", code="timeout")


def block(found: Overview, identity: str) -> Block | None:
    return next((each for each in found.blocks if each.id == identity), None)


def named(found: Overview, identity: str) -> dict[str, str]:
    of = block(found, identity)
    return {line.name: line.text for line in of.lines} if of else {}


async def demo_seen() -> tuple[tuple[Seen, ...], Scope, Report]:
    api = demo.client(lambda: NOW)
    listings = [await follow_up(api, await load(api, each)) for each in ROOTS]
    rows = {each.kind.id: each.rows for each in listings}
    series = {each: await sparks(api, each) for each in ("workers", "pages_projects", "queues")}
    return tuple(Seen(each.kind, each.rows, True) for each in listings), Scope(NOW, rows, series), await report(api)


async def test_the_demo_account_on_one_screen() -> None:
    seen, scope, money = await demo_seen()
    found = make_overview(seen, scope, costs=costs_block(money))
    fails = named(found, "fails")
    assert "failed at “build”" in fails["stock-board"] and "errors jumped" in fails["pricing"]
    assert "dead letters of orders" in fails["orders-dead"] and "shop" not in fails
    assert list(named(found, "lonely")) == ["report-jobs"] and list(named(found, "moves")) == [
        "report-desk",
        "12 others",
    ]
    assert "feeds a queue that nobody reads; " in named(found, "moves")["report-desk"]
    assert named(found, "moves")["12 others"].startswith("nothing asks for it; ")
    assert [line.kind for line in (block(found, "runs") or Block("", "")).lines] == [each.id for each in ROOTS]
    assert block(found, "unread") is None
    costs = block(found, "costs")
    assert costs is not None and costs.lines[0].figure.startswith("$") and "not the bill" in costs.remark


async def test_nothing_is_well_as_long_as_something_is_not_known() -> None:
    whole_of_it, scope, _ = await demo_seen()
    for at, each in enumerate(whole_of_it):
        if each.kind.id not in ("pages_projects", "queues", "workflows"):
            continue
        for unknown in (Seen(each.kind), replace(each, whole=False, rows=()), Seen(each.kind, failure=REFUSED)):
            seen = [*whole_of_it[:at], unknown, *whole_of_it[at + 1 :]]
            fails = block(make_overview(seen, scope), "fails")
            assert fails is not None and each.kind.title in fails.remark and fails.sign == "○"
    empty = [Seen(each, (), True) for each in ROOTS]
    fails = block(make_overview(empty, Scope(NOW)), "fails")
    assert fails is not None and fails.sign == "✓" and not fails.lines
    assert block(make_overview(empty, Scope(NOW)), "empty") is not None
    stale = [replace(each, failure=REFUSED) if each.kind.id == "queues" else each for each in empty]
    fails = block(make_overview(stale, Scope(NOW)), "fails")
    assert fails is not None and fails.sign == "○" and "Queues" in fails.remark, "rows from before say nothing of now"
    assert block(make_overview(stale, Scope(NOW)), "empty") is None
    rows = [Seen(each, (Row("a", {}),) if each.id == "workers" else (), True) for each in ROOTS]
    for series in ({}, {"workers": SeriesOf(failure=REFUSED)}, {"workers": SeriesOf(problems=("odd",))}):
        fails = block(make_overview(rows, Scope(NOW, series=series)), "fails")
        assert fails is not None and "errors of Workers" in fails.remark and fails.sign == "○"


def test_what_could_not_be_read_has_its_reason() -> None:
    seen = [Seen(each, failure=REFUSED if each.id == "queues" else None, loading=True) for each in ROOTS]
    found = make_overview(seen, Scope(NOW))
    assert named(found, "unread") == {"Queues": "No answer in time."}
    assert named(found, "runs")["Queues"] == "could not be read"
    down = make_overview([Seen(each, failure=REFUSED) for each in ROOTS], Scope(NOW))
    ((name, words),) = named(down, "unread").items()
    assert name == f"{len(ROOTS)} kinds" and all(each.title in words for each in ROOTS)
    assert block(found, "lonely") is None, "nothing is said of queues that nobody has seen"


def test_a_queue_that_does_not_say_who_consumes_is_not_called_lonely_or_served() -> None:
    silent, lonely = Row("a", {"queue_name": "a", "producers": [{}]}), Row("b", {"consumers": [], "producers": [{}]})
    seen = [Seen(kind("queues"), (silent, lonely), True)]
    found = block(make_overview(seen, Scope(NOW)), "lonely")
    assert found is not None and [line.key for line in found.lines] == ["b"] and "do not say" in found.remark
    assert "backlog unknown" in found.lines[0].text


def test_projects_whose_settings_are_not_there_are_not_called_ready() -> None:
    seen = [Seen(kind("pages_projects"), (Row("a", {"name": "a"}), Row("b", None)), True)]
    found = block(make_overview(seen, Scope(NOW, {"queues": ()})), "moves")
    assert found is not None and found.lines[0].name == "2 projects"
    assert found.lines[0].text == "nothing asks for it; 2 not known"
    found = block(make_overview(seen, Scope(NOW)), "moves")
    assert found is not None and found.lines[0].text.startswith("not known without the queues")


# ---------------------------------------------------------------------- errors


def erring_of(errors: list[float], requests: list[float]) -> Any:
    measures = {each: datasets.WORKERS.measure(each) for each in ("errors", "requests")}
    held = {
        "errors": Series(measures["errors"], WINDOW, tuple(errors)),
        "requests": Series(measures["requests"], WINDOW, tuple(requests)),
    }
    return erring("workers", Row("a", {"id": "a"}), Scope(NOW, series={"workers": SeriesOf({"a": held})}))


def test_a_jump_is_told_from_what_is_always_so_and_from_chance() -> None:
    busy = [1000.0] * 24
    assert "jumped to 5.0 % of requests in 3 h, from 0.1 %" in erring_of([1.0] * 21 + [50.0] * 3, busy).words
    always = erring_of([30.0] * 24, busy)
    assert not always.jumped and always.words == "3.0 % of requests failed in 24 h"
    assert erring_of([0.0] * 23 + [2.0], [0.0] * 23 + [4.0]).words == "", "two of four are chance"
    assert erring_of([5.0] * 24, busy).words == ""
    assert erring_of([0.0] * 24, [0.0] * 24) is None


@given(st.lists(st.floats(0, 1e6), min_size=24, max_size=24), st.lists(st.floats(0, 1e6), min_size=24, max_size=24))
def test_no_series_breaks_it(errors: list[float], requests: list[float]) -> None:
    found = erring_of(errors, requests)
    assert found is None or isinstance(found.words, str)


async def test_errors_that_cannot_be_read_are_not_on_their_way() -> None:
    seen, scope, _ = await demo_seen()
    waiting = block(make_overview(seen, Scope(NOW, scope.rows, {})), "fails")
    assert waiting is not None and waiting.remark.endswith(": not known yet")
    refused = {each: SeriesOf(failure=REFUSED) for each in ("workers", "pages_projects")}
    ended = block(make_overview(seen, Scope(NOW, scope.rows, refused)), "fails")
    assert ended is not None and ended.remark.startswith("Not known: errors of ")


def test_the_reason_that_kinds_share_ends_before_they_are_named() -> None:
    gap = PermissionGap("No.", where="", fix="", permission=Permission("Workers Scripts Read", "Account · Workers"))
    shared = block(
        make_overview([Seen(kind(each), failure=gap) for each in ("workers", "workflows")], Scope(NOW)), "unread"
    )
    assert shared is not None and shared.lines[0].text.endswith("Read”. It concerns Workers and Workflows.")


# ---------------------------------------------------------------------- costs


async def test_without_a_plan_there_are_no_limits_and_no_dollars() -> None:
    _, _, money = await demo_seen()
    found = costs_block(Report(money.month, Plan(None, "unknown", "May not look.")))
    assert "plan is not known" in found.remark and "May not look." in found.remark
    assert found.lines and all(line.share is None and "$" not in line.figure + line.text for line in found.lines)


async def test_usage_that_cannot_be_read_is_no_zero() -> None:
    _, _, money = await demo_seen()
    used = tuple(replace(each, days=(), failure=REFUSED) for each in money.month.used)
    found = costs_block(Report(replace(money.month, used=used), money.plan))
    assert found.lines == () and "could not be read: No answer in time." in found.remark and found.sign == "▲"
    some = tuple(replace(each, days=(), failure=REFUSED) if at else each for at, each in enumerate(money.month.used))
    assert "could not be measured" in costs_block(Report(replace(money.month, used=some), money.plan)).remark
    assert costs_block(None).lines == ()


async def test_the_free_plan_says_what_is_refused() -> None:
    _, _, money = await demo_seen()
    found = costs_block(money.reckoned("free"))
    over = next(line for line in found.lines if line.name == "Workers requests")
    assert over.share is not None and over.share > 1 and "today" in over.text and over.sign == "▲"
    assert "refused" in found.remark


async def test_what_is_stored_says_what_it_is_measured_in() -> None:
    _, _, money = await demo_seen()
    stored = next(line for line in costs_block(money).lines if line.name == "R2 storage")
    assert stored.text.endswith("of 10 GB")


# ---------------------------------------------------------------------- hostile accounts, any width

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(allow_nan=True)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
)


@given(JSON, st.sampled_from([20, 44, 76, 103, 104, 150, 220]))
def test_no_document_breaks_it_and_lines_fit(document: Any, width: int) -> None:
    fields = {"name": "\x1b[31m" + "界" * 500, "consumers": [], "producers": [document], "queue_name": document}
    rows = (Row("a", document), Row("b", {**fields, "latest_deployment": document, "instances": document}))
    seen = [Seen(each, rows, True) for each in ROOTS]
    found = make_overview(seen, Scope(NOW, {each.id: rows for each in ROOTS}))
    layout = lay_out(found, width)
    assert len(layout.places) == len(found.lines)
    for row in layout.rows:
        for piece in row:
            assert piece.text.cell_length <= max(piece.width, 20), piece.text.plain
            assert "\x1b" not in piece.text.plain


# ---------------------------------------------------------------------- what Home says


async def test_home_is_told_what_was_seen_and_what_is_not_known() -> None:
    seen, scope, _ = await demo_seen()
    found = glimpse_of(make_overview(seen, scope), "Northgate", demo=True, when=NOW)
    assert found.counts == (("Pages projects", "13"), ("Workers", "9"), ("Queues", "6"))
    assert found.failing >= 5 and found.lonely == 1 and found.certain
    first, second = glimpse_facts(found).lines
    assert first[2] == "Demo account, Northgate: 13 Pages projects, 9 Workers, 6 Queues"
    assert "failed" in second[2] and "1 queue had no consumer" in second[2]

    single = [replace(each, rows=each.rows[:1]) for each in seen]
    lonely = glimpse_of(make_overview(single, scope), "One", demo=False, when=NOW)
    assert glimpse_facts(lonely).lines[0][2] == "One: 1 Pages project, 1 Worker, 1 Queue"

    unknown = [Seen(each, loading=True) for each in ROOTS]
    found = glimpse_of(make_overview(unknown, Scope(NOW)), "Mine", demo=False, when=NOW, others=2)
    assert found.counts == () and not found.certain
    lines = glimpse_facts(found).lines
    assert lines[0][2] == "Mine and 2 more: nothing read yet" and lines[1][0] == "○"
    empty = glimpse_of(make_overview([Seen(each, (), True) for each in ROOTS], Scope(NOW)), "M", demo=False, when=NOW)
    assert glimpse_facts(empty).lines[1][0] == "✓"
    refused = replace(empty, failure="Refused.")
    assert glimpse_facts(refused).lines == (("✗", "$error", "Refused."),)
