"""How the account screen leads through many kinds: what it reads and when, and what it offers."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo, resources
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.failures import Permission, PermissionGap
from edgewise.account.resources import KINDS, ROOTS, kind
from edgewise.account.resources.formats import Cell
from edgewise.account.resources.model import Follow, Item, Row, Scope, Section
from edgewise.app import EdgewiseApp
from edgewise.errors import NetworkError
from edgewise.screens.account import board, reading
from edgewise.screens.account.board import EAGER
from edgewise.screens.account.facts import detail_lines
from edgewise.screens.account.kinds import Kinds
from edgewise.screens.account.offers import all_views, view_here
from edgewise.screens.account.verbs import VERBS
from edgewise.screens.account.views import VIEWS
from edgewise.screens.account.windows import window
from edgewise.services import Services
from edgewise.widgets.grid import Grid
from tests.account.support import NOW, envelope, refusal
from tests.tui.looks import until
from tests.tui.test_account import Account, account, own

Patch = pytest.MonkeyPatch
SCRIPTS = Permission("Workers Scripts Read", "Account · Workers Scripts · Read")


# ---------------------------------------------------------------------- headless


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), st.data(), st.integers(1, 120))
def test_a_window_holds_the_current_one_and_whole_neighbours(widths: list[int], data: st.DataObject, room: int) -> None:
    at = data.draw(st.integers(0, len(widths) - 1))
    shown = window(widths, at, room, gap=3, before=2, after=2)
    assert at in shown and shown.stop <= len(widths)

    def taken(start: int, stop: int) -> int:
        signs = (2 if start else 0) + (2 if stop < len(widths) else 0)
        return sum(widths[start:stop]) + 3 * (stop - start - 1) + signs

    if len(shown) > 1:
        assert taken(shown.start, shown.stop) <= room
    if shown.stop < len(widths):
        assert taken(shown.start, shown.stop + 1) > room, "there was room for one more"
    if shown.start > 0:
        assert taken(shown.start - 1, shown.stop) > room


def test_every_declared_view_has_a_screen_and_a_command() -> None:
    declared = {view.id for each in KINDS for view in each.views}
    assert declared and declared <= VIEWS.keys()
    assert {f"account.view-{name}" for name in declared} <= {command.id for command in VERBS}


def test_one_key_leads_to_one_thing_from_any_row() -> None:
    """Several views may share a key, as long as no kind has two of them."""
    for each in KINDS:
        keys = Counter(view.key for view in each.views)
        assert not [key for key, count in keys.items() if count > 1], each.id
    ids = Counter(command.id for command in VERBS)
    assert not [name for name, count in ids.items() if count > 1]


def test_a_view_is_offered_where_its_kind_and_row_have_it() -> None:
    worker = Row("w", {"id": "w"})
    assert view_here("tail", kind("workers"), worker, Scope(NOW)) is not None
    assert view_here("tail", kind("queues"), Row("q", {}), Scope(NOW)) is None
    assert view_here("tail", kind("workers"), None, Scope(NOW)) is None
    assert view_here("permissions", kind("queues"), None, Scope(NOW)) is not None, "a view of the whole account"
    assert view_here("no-such-view", kind("queues"), None, Scope(NOW)) is None
    assert {"tail", "permissions"} <= {view.id for view in all_views()}


DETAILED = dataclasses.replace(
    kind("workers"),
    sections=(
        Section("Settings", (Item("limit", "CPU limit", "extra.settings.limits.cpu_ms"),)),
        Section("Names", lines=lambda row, _: [(each, Cell("secret")) for each in row.extra["names"]], needs="names"),
    ),
    details=(
        Follow("settings", "/s", {}, SCRIPTS),
        Follow("names", "/n", {}, SCRIPTS),
        Follow("unnamed", "/u", {}, SCRIPTS),
    ),
    follows=(),
    insights=(),
)  # fmt: skip


def told(extra: dict[str, Any], *, awaited: bool = True) -> str:
    lines = detail_lines(DETAILED, Row("w", {"id": "w"}, extra), Scope(NOW), 60, awaited=awaited)
    return " ".join(" ".join(line.plain for line in lines).split())


def test_a_section_says_what_became_of_its_answer() -> None:
    assert told({}).count("▶ reading …") == 3 and "CPU limit" not in told({})
    assert "○ not read yet" in told({}, awaited=False)
    gone = NetworkError("It [/x] broke.\x1b[31m", code="timeout", where="/n")
    whole = told({"settings": {"limits": {"cpu_ms": 30}}, "names": ["KEY"], "unnamed": gone})
    assert "CPU limit 30" in whole and "KEY secret" in whole and "▲ unnamed: It [/x] broke." in whole
    gap = PermissionGap("No.", where="/n", fix="Edit.", permission=SCRIPTS)
    closed = told({"settings": {}, "names": gap, "unnamed": 1})
    assert "Names ○ closed to this credential" in closed and SCRIPTS.dashboard in closed
    assert '"Workers Scripts Read"' in closed and "reading" not in closed


# ---------------------------------------------------------------------- on the screen


def counted(answer: Any = None) -> tuple[Any, Counter[str]]:
    """A client that notes the last two parts of the addresses that are asked for."""
    asked: Counter[str] = Counter()

    def note(request: httpx.Request) -> httpx.Response | None:
        asked["/".join(request.url.path.split("/")[-2:])] += 1
        return answer(request) if answer else None

    return own(note), asked


async def test_opening_reads_what_everybody_looks_at_and_no_more(monkeypatch: Patch) -> None:
    make, asked = counted()
    monkeypatch.setattr(board, "_client", make)
    found = board.Board(lambda place: None)
    await found.open({}, demo=False)
    await found.read_first()
    assert {place[0] for place in found.listings} == {*EAGER} < {each.id for each in ROOTS}
    assert not [path for path in asked if path.startswith(("kv/", "d1/", "r2/"))]
    await found.close()


async def test_who_leaves_a_kind_asks_no_longer_for_it(monkeypatch: Patch, tmp_path: Path) -> None:
    gate, ended = asyncio.Event(), Counter[str]()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/hyperdrive/configs"):
                try:
                    await gate.wait()
                except asyncio.CancelledError:
                    ended["cancelled"] += 1
                    raise
            return await demo.transport(lambda: NOW).handle_async_request(request)

    credential = Credential("demo", "demo", source="edgewise")
    made = Client(credential, base_url=demo.BASE_URL, transport=Slow(), demo=True, now=lambda: NOW)
    monkeypatch.setattr(board, "_client", lambda *_: made)
    number = str([each.id for each in ROOTS].index("hyperdrive_configs") + 1)
    app = EdgewiseApp(Services.load(project=tmp_path), door="account")
    async with app.run_test(size=(80, 24)) as pilot:
        seen = Account(app, pilot)
        await until(pilot, "What could move")
        await pilot.press(number)
        await until(pilot, "Reading Hyperdrive")
        await pilot.press("left")
        await pilot.pause()
        assert ("hyperdrive_configs", ()) not in seen.screen.board.loading
        gate.set()
        await pilot.press("right")
        await seen.settle()
        assert ended["cancelled"] >= 1 and seen.keys, "and it is read when somebody comes back"


async def test_details_are_asked_for_once_the_cursor_rests(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(403) if request.url.path.endswith("/schedules") else None

    make, asked = counted(answer)
    async with account(monkeypatch, tmp_path, (160, 50), make=make, table=False) as seen:
        before = asked.total()
        await seen.pilot.pause(0.4)
        await seen.settle()
        assert asked.total() == before, "the overview shows no details"
        await seen.press("2")
        monkeypatch.setattr(reading, "REST", 0.5)
        grid = seen.screen.query_one("#rows", Grid)
        seen.screen.leave()
        asked.clear()
        for _ in range(3):
            grid.action_move(1)
            await seen.pilot.pause()
        await until(seen.pilot, "closed to this credential")
        await seen.settle()
        key = seen.cursor
        assert [path for path in asked if path.endswith("/schedules")] == [f"{key}/schedules"], "passing asks nothing"
        grid.action_move(-1)
        grid.action_move(1)
        await seen.pilot.pause(0.8)
        await seen.settle()
        assert asked[f"{key}/schedules"] == 1, "and what is known is not asked for again"
        await seen.press("r")
        await seen.pilot.pause(0.8)
        await seen.settle()
        assert asked[f"{key}/schedules"] == 2, "until the table is read anew"


async def test_details_that_nobody_sees_are_not_asked_for(monkeypatch: Patch, tmp_path: Path) -> None:
    make, asked = counted()
    async with account(monkeypatch, tmp_path, (80, 24), make=make) as seen:
        await seen.press("2")
        await seen.pilot.pause(0.4)
        assert not [path for path in asked if path.endswith("/schedules")]
        await seen.press("i")
        await seen.pilot.pause(0.4)
        await seen.settle()
        assert [path for path in asked if path.endswith("/schedules")]


async def test_the_kinds_are_led_through_without_clipping(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (80, 24)) as seen:
        line = seen.screen.query_one(Kinds).region.y
        for _ in ROOTS:
            await seen.pilot.press("right")
            await seen.settle()
            shown = seen.text.splitlines()[line]
            title = seen.screen.trail.root.kind.title
            assert title in shown and "…" not in shown.replace(" …", ""), shown
            words = " ".join(shown.split())
            whole = [each for each in ROOTS if each.title in words]
            assert len(whole) >= 2


async def test_several_thousand_rows_are_made_in_slices(monkeypatch: Patch, tmp_path: Path) -> None:
    rows = [{"id": f"w{number:04}", "modified_on": "2026-03-01T00:00:00Z"} for number in range(3000)]

    def answer(request: httpx.Request) -> httpx.Response | None:
        return envelope(rows, {"total_count": 3000}) if request.url.path.endswith("/workers/scripts") else None

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        await seen.press("2")
        assert len(seen.keys) == 3000
        await seen.pilot.press(*["down"] * 5)
        before, made = seen.cursor, seen.screen.query_one("#rows")
        rows[7]["modified_on"] = "2020-01-01T00:00:00Z"
        rows.insert(0, {"id": "w-new", "modified_on": "2026-03-01T00:00:00Z"})
        await seen.press("r")
        assert len(seen.keys) == 3001 and seen.keys[0] == "w-new"
        assert seen.cursor == before == "w0005", "the cursor stays on its row"
        assert made is seen.screen.query_one("#rows") and "6 years ago" in seen.text


def test_the_table_of_kinds_has_headings() -> None:
    assert all(each.group for each in ROOTS)
    order = list(dict.fromkeys(each.group for each in ROOTS))
    assert [each.group for each in ROOTS] == sorted((each.group for each in ROOTS), key=order.index), "each stands once"
    assert resources.ROOTS is ROOTS


async def test_what_arrives_while_the_cursor_moves_does_not_take_it_back(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("2")
        grid = seen.screen.query_one("#rows", Grid)
        before = grid.cursor
        grid.action_move(3)
        seen.screen.show()  # before the grid's own word of it has arrived
        assert grid.cursor != before and grid.cursor == seen.keys[3]
        await seen.settle()
        assert grid.cursor == seen.keys[3] == seen.screen.trail.here.cursor
        seen.screen.trail.here.cursor = seen.keys[1]
        seen.screen.show()
        assert grid.cursor == seen.keys[1], "and somebody else may set it"
