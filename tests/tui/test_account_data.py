"""Looking into what is stored: values, parts of long lists, SQL, the steps of a Workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.failures import NotFound
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row
from edgewise.screens.account.data.editor import SqlEditor
from edgewise.screens.account.data.timeline import AGAIN, TimelineScreen
from edgewise.screens.account.data.value import ValueScreen
from edgewise.screens.account.views import Looking, view_screen
from edgewise.widgets.grid import Grid
from tests.account.support import Clock, envelope
from tests.tui.looks import assert_looks, press
from tests.tui.test_account import Account, Patch, account, own

CARTS = {"namespace_id": "0c3d5b7a9e8f4126b4d2a6c8e0f13579"}
PREVIEW = {"uuid": "e2c87b40-1f95-4d6a-b3e8-70a4c6195d2b", "name": "stock-preview"}


async def look(
    seen: Account, view: str, kind_id: str, raw: Any, parameters: dict[str, str] | None = None, *title: str
) -> None:
    """Open a view as the tables do, without the way through them."""
    board, given = seen.screen.board, parameters or {}
    assert board.client is not None
    row = Row(str(raw.get("id", "row")), raw, parameters=given)
    looking = Looking(board, board.client, kind(kind_id), row, given, title or (kind(kind_id).title,))
    seen.app.push_screen(view_screen(view, looking))
    await seen.settle()


async def keys_of(seen: Account) -> None:
    await seen.app.open_account("kv_namespaces")
    await seen.settle()
    await seen.go_to(CARTS["namespace_id"])
    await seen.press("enter")


async def beginning_with(seen: Account, prefix: str) -> None:
    await seen.pilot.press("P")
    await seen.pilot.pause()
    await press(seen.pilot, *prefix, "enter", but=("ask",))
    await seen.settle()


# ---------------------------------------------------------------------- parts of a list


async def test_a_long_list_says_that_it_goes_on_and_does(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        assert len(seen.keys) == 1000 and "The first 1,000 are shown. M lists more" in seen.text
        await seen.press("slash", *"ship", "enter")
        assert "None of the first 1,000 holds “ship”" in seen.text and "not been looked at" in seen.text
        await seen.press("M")
        assert "None of the first 2,000" in seen.text
        await beginning_with(seen, "")
        assert "No key begins with “ship”" in seen.text, "the words that were looked for are the beginning"
        await seen.press("escape")
        assert len(seen.keys) == 2000
        await beginning_with(seen, "con")
        assert seen.keys == ["config/shipping.json"] and "con…" in seen.text
        await seen.press("enter")
        assert isinstance(seen.app.screen, ValueScreen) and '"currency": "EUR"' in seen.text


# ---------------------------------------------------------------------- values


async def test_values_are_shown_by_what_they_are(monkeypatch: Patch, tmp_path: Path) -> None:
    values = {
        "config/shipping.json": ["JSON, an object", "never expires", '"currency": "EUR"', "prices of 2026"],
        "banner/summer.png": ["PNG picture", "89 50 4e 47"],
        "greeting/日本語": ["ノースゲート"],
        "notice/ürün & tarif? 100%": ["Filter: 60 g/l, 94 °C"],
        "tombstone": ["The value is empty"],
        "export/orders-2026-02.csv": ["probably CSV", "Only the first 512.0 KiB are shown", "NG-0,1000"],
        "gone": ["It is gone", "r try again"],
    }
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        for name, words in values.items():
            metadata = {"reason": "prices of 2026"} if name.startswith("config") else None
            await look(seen, "value", "kv_keys", {"name": name, "metadata": metadata}, CARTS)
            assert all(word in seen.text for word in words), seen.text
            assert "demo account" in seen.text and "read-only" in seen.text
            await seen.press("escape")
        assert seen.app.screen is seen.screen


async def test_a_value_is_copied_as_it_was_stored_and_saved_byte_for_byte(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await look(seen, "value", "kv_keys", {"name": "config/shipping.json"}, CARTS)
        await seen.press("c", "b")
        assert (
            seen.app.clipboard.startswith('{\n  "currency": "EUR",\n  "free_from": 39') and "7b 0a 20 20" in seen.text
        )
        await seen.press("escape")
        await look(seen, "value", "kv_keys", {"name": "banner/summer.png"}, CARTS)
        await seen.pilot.press("s")
        await seen.pilot.pause()
        await seen.press("enter")
        await seen.app.workers.wait_for_complete()
        assert (tmp_path / "banner-summer.png").read_bytes().startswith(b"\x89PNG")


# ---------------------------------------------------------------------- SQL


async def type_sql(seen: Account, sql: str) -> None:
    seen.app.screen.query_one(SqlEditor).put(sql)
    await seen.press("enter")


async def test_a_database_is_asked_in_sql(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.app.open_account("d1_databases")
        await seen.settle()
        await seen.go_to(PREVIEW["uuid"])
        await seen.press("Q")
        assert "Write a statement above" in seen.text and "demo account" in seen.text
        await type_sql(seen, "SELECT name, origin FROM beans ORDER BY name")
        assert "6 rows" in seen.text and "6 rows read" in seen.text and "ms" in seen.text and "NULL" in seen.text
        await seen.press("tab", "down", "enter")
        assert '"name": "Huila"' in seen.text and '"origin": "Colombia"' in seen.text
        await seen.press("escape", "c")
        assert seen.app.clipboard.startswith("wrangler d1 execute stock-preview --remote --command")
        await seen.press("tab")
        await type_sql(seen, "SELECT nope FROM nowhere")
        assert "no such table: nowhere" in seen.text and "Change the statement" in seen.text
        await seen.press("up", "up")
        assert seen.app.screen.query_one(SqlEditor).text == "SELECT name, origin FROM beans ORDER BY name"
        await seen.press("escape")
        assert seen.crumbs[-1] == "D1"


async def test_nothing_is_written_while_the_account_is_locked(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await look(seen, "sql", "d1_databases", PREVIEW)
        for sql in ("DELETE FROM movements", "SELECT 1; DROP TABLE beans", "SELECT $a('x) ; DELETE FROM beans; --'"):
            await type_sql(seen, sql)
            assert "Only reads are sent from here" in seen.text and "This was not sent" in seen.text
        await type_sql(seen, "SELECT COUNT(*) || ' of them' AS n FROM movements")
        assert "40 of them" in seen.text


async def test_a_write_is_asked_for_like_any_change(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await look(seen, "sql", "d1_databases", PREVIEW)
        seen.screen.board.lock.turn_off()
        await type_sql(seen, "DELETE FROM movements WHERE bean = 1")
        assert "Run SQL that may write · stock-preview" in seen.text
        await press(seen.pilot, *"stock-preview", "enter", but=("ask",))
        await seen.settle()
        assert "The API accepted it" in seen.text, seen.text
        await seen.press("enter")
        assert "▲ 7 rows written" in seen.text
        await type_sql(seen, "SELECT COUNT(*) || ' of them' AS n FROM movements")
        assert "33 of them" in seen.text
        assert len(seen.screen.board.changes) == 1, "it stands in the list of changes"


async def test_a_table_opens_with_its_first_rows(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path, (160, 50)) as seen:
        catalogue = {"database": "b81d6c02-45ef-4a97-8c10-9f3e7a52d468", "database_name": "catalogue"}
        await look(seen, "rows", "d1_tables", {"name": "reviews"}, catalogue)
        assert "100 rows" in seen.text and 'SELECT * FROM "reviews" LIMIT 100' in seen.text
        assert "x'89504e470d0a1a0a' 8 bytes" in seen.text
        editor = seen.app.screen.query_one(SqlEditor)
        assert editor.cursor_location == editor.document.end, "whoever types goes on from the statement"
        await seen.pilot.press("e")
        await seen.pilot.pause()
        await seen.press("enter")
        await seen.app.workers.wait_for_complete()
        lines = (tmp_path / "catalogue-rows.csv").read_text().splitlines()
        assert lines[0] == "id,article,stars,text,thumb" and len(lines) == 101


async def test_columns_that_have_no_room_are_one_key_away(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await look(seen, "sql", "d1_databases", PREVIEW)
        await type_sql(seen, "SELECT " + ", ".join(f"'{'x' * 20}' AS col{at}" for at in range(8)))
        assert "columns 1–5 of 8, ← → for the others" in seen.text
        await seen.press("tab", *["right"] * 7)
        assert seen.app.screen.query_one("#answer", Grid).shown == ("7",)


# ---------------------------------------------------------------------- Workflows

FULFILMENT = {"workflow": "order-fulfilment"}
WAY = ("Workflows", "order-fulfilment", "Instances")


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_a_timeline_looks(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], theme: str, update_snapshots: bool
) -> None:
    async with account(monkeypatch, tmp_path, size, theme=theme) as seen:
        await look(seen, "timeline", "workflow_instances", {"id": "order-ng-20417"}, FULFILMENT, *WAY)
        await seen.press("end")
        assert_looks(f"account-timeline-{size[0]}.txt", seen.text, update=update_snapshots)


async def test_a_timeline_is_read_again_while_its_instance_goes_on(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.app.open_account("workflows")
        await seen.settle()
        await seen.go_to("order-fulfilment")
        await seen.press("enter")
        await seen.go_to("order-ng-20418")
        await seen.press("t")
        screen = seen.app.screen
        assert isinstance(screen, TimelineScreen)
        assert "sleeping, 2 min 56 s" in seen.text and "It goes on" in seen.text
        clock.seconds = 190
        for _ in range(AGAIN):
            screen._tick()
        await seen.settle()
        assert "print the label" in seen.text and "slept 9 min" in seen.text
        clock.seconds = 5000
        screen.fetch()
        await seen.settle()
        assert "✓ complete" in seen.text and "tell the customer" in seen.text
        await seen.press("z", "c")
        assert seen.app.clipboard.startswith("order-ng-20418: complete")
        await seen.press("escape")
        assert seen.crumbs[-1] == "Instances"


async def test_a_timeline_that_cannot_be_read_says_why(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        client = seen.screen.board.client
        assert client is not None

        async def gone(*arguments: object, **named: object) -> object:
            raise NotFound("The API knows nothing here.", code="not-found", where="x", fix="Refresh the list.")

        monkeypatch.setattr(client, "get", gone)
        await look(seen, "timeline", "workflow_instances", {"id": "order-ng-20411"}, FULFILMENT)
        assert "It is gone" in seen.text and "Refresh the list." in seen.text


# ---------------------------------------------------------------------- hostile text

WICKED = "[/red][@click=app.quit]x[/] \x1b]52;c;aGk=\x07\x1b[31m\u202egnp\x00" + "y" * 3000


def wicked(request: httpx.Request) -> httpx.Response | None:
    """An account whose every text is out to break the terminal."""
    path = request.url.path
    if "/values/" in path:
        return httpx.Response(200, content=WICKED.encode() * 3)
    if path.endswith("/raw"):
        program = b"EXPLAIN" in request.content
        columns = ["addr", "opcode", "p1", "p2"] if program else [WICKED, "b"]
        rows = [[0, "Init", 0, 0]] if program else [[WICKED, {"a": WICKED}], [None], ["x", 1, 2]]
        return envelope([{"results": {"columns": columns, "rows": rows}, "meta": {"duration": WICKED}}])
    if "/instances/" in path:
        steps = [{"type": WICKED, "name": WICKED, "start": "2026-03-14T09:00:00Z", "output": WICKED}] * 3
        error = {"name": WICKED, "message": WICKED}
        return envelope({"status": WICKED, "error": error, "steps": steps, "params": WICKED})
    return None


async def test_wicked_texts_are_texts(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, make=own(wicked)) as seen:
        key = {"name": WICKED, "expiration": "soon", "metadata": {WICKED: WICKED}}
        for view, kind_id, raw, parameters in (
            ("value", "kv_keys", key, {"namespace_id": WICKED}),
            ("sql", "d1_databases", {"uuid": WICKED, "name": WICKED}, {}),
            ("timeline", "workflow_instances", {"id": WICKED}, {"workflow": WICKED}),
        ):
            await look(seen, view, kind_id, raw, parameters)
            if view == "sql":
                await type_sql(seen, "SELECT 1")
                assert "time unknown" in seen.text and "rows read: unknown" in seen.text
            assert "\x1b" not in seen.text and "\u202e" not in seen.text and "[@click" in seen.text, view
            await seen.press("escape")
