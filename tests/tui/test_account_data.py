"""Looking into what is stored: values, parts of long lists, SQL, the steps of a Workflow."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.failures import NotFound
from edgewise.screens.account.data.editor import SqlEditor
from edgewise.screens.account.data.timeline import AGAIN, TimelineScreen
from edgewise.screens.account.data.value import ValueScreen
from edgewise.widgets.grid import Grid
from tests.account.support import Clock, envelope
from tests.tui.looks import assert_looks, press
from tests.tui.test_account import Account, Patch, account, own


async def keys_of(seen: Account, namespace: str = "0c3d5b7a9e8f4126b4d2a6c8e0f13579") -> None:
    await seen.app.open_account("kv_namespaces")
    await seen.settle()
    await seen.go_to(namespace)
    await seen.press("enter")


async def beginning_with(seen: Account, prefix: str) -> None:
    await seen.pilot.press("P")
    await seen.pilot.pause()
    await press(seen.pilot, *prefix, "enter", but=("ask",))
    await seen.settle()


async def test_a_long_list_says_that_it_goes_on_and_does(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        assert len(seen.keys) == 1000 and "The first 1,000 are shown. M lists more" in seen.text
        await seen.press("slash", *"shipping", "enter")
        assert "None of the first 1,000 holds “shipping”" in seen.text and "not been looked at" in seen.text
        await seen.press("M")
        assert "None of the first 2,000" in seen.text
        await beginning_with(seen, "")
        assert "No key begins with “shipping”" in seen.text, "the words that were looked for are the beginning"
        await seen.press("escape")
        assert len(seen.keys) == 2000


async def test_names_are_found_by_their_beginning(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        await beginning_with(seen, "config/")
        assert seen.keys == ["config/shipping.json"] and "config/…" in seen.text
        await seen.press("escape")
        assert len(seen.keys) == 1000


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("config/", ["JSON, an object", "never expires", '"currency": "EUR"', "prices of 2026"]),
        ("banner/", ["PNG picture", "89 50 4e 47"]),
        ("greeting/", ["ノースゲート"]),
        ("notice/", ["Filter: 60 g/l, 94 °C"]),
        ("tomb", ["The value is empty"]),
        ("export/", ["probably CSV", "Only the first 512.0 KiB are shown", "NG-0,1000"]),
    ],
)
async def test_values_are_shown_by_what_they_are(
    monkeypatch: Patch, tmp_path: Path, key: str, words: list[str]
) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await keys_of(seen)
        await beginning_with(seen, key)
        await seen.press("enter")
        assert isinstance(seen.app.screen, ValueScreen)
        assert all(word in seen.text for word in words), seen.text
        assert "demo account" in seen.text and "read-only" in seen.text
        await seen.press("escape")
        assert "Keys" in seen.crumbs


async def test_a_value_is_copied_as_it_was_stored_and_saved_byte_for_byte(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen)
        await beginning_with(seen, "config/")
        await seen.press("enter", "c")
        assert seen.app.clipboard.startswith('{\n  "currency": "EUR",\n  "free_from": 39')
        await seen.press("b")
        assert "7b 0a 20 20" in seen.text
        await seen.press("escape", "escape")
        await beginning_with(seen, "banner/")
        await seen.press("enter")
        await seen.pilot.press("s")
        await seen.pilot.pause()
        await seen.press("enter")
        await seen.app.workers.wait_for_complete()
        assert (tmp_path / "banner-summer.png").read_bytes().startswith(b"\x89PNG")


async def test_a_value_that_is_gone_says_so(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await keys_of(seen, "7e1f9d3c5a2b48609c7e5a3f1d8b2640")
        client = seen.screen.board.client
        assert client is not None
        client.lock.turn_off()
        path = "/accounts/{account_id}/storage/kv/namespaces/{n}/values/{key}"
        await client.send("DELETE", path, {"n": "7e1f9d3c5a2b48609c7e5a3f1d8b2640", "key": seen.cursor or ""})
        await seen.press("enter")
        assert "It is gone" in seen.text and "r try again" in seen.text


# ---------------------------------------------------------------------- SQL


async def database(seen: Account, name: str = "stock-preview") -> None:
    await seen.app.open_account("d1_databases")
    await seen.settle()
    keys = {
        "stock-preview": "e2c87b40-1f95-4d6a-b3e8-70a4c6195d2b",
        "catalogue": "b81d6c02-45ef-4a97-8c10-9f3e7a52d468",
    }
    await seen.go_to(keys[name])


async def type_sql(seen: Account, sql: str) -> None:
    seen.app.screen.query_one(SqlEditor).put(sql)
    await seen.press("enter")


async def test_a_database_is_asked_in_sql(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await database(seen)
        await seen.press("q")
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
        await database(seen)
        await seen.press("q")
        for sql in ("DELETE FROM movements", "SELECT 1; DROP TABLE beans", "SELECT $a('x) ; DELETE FROM beans; --'"):
            await type_sql(seen, sql)
            assert "Only reads are sent from here" in seen.text and "This was not sent" in seen.text
        await type_sql(seen, "SELECT COUNT(*) AS movements FROM movements")
        assert "40" in seen.text.split("movements")[-1]


async def test_a_write_is_asked_for_like_any_change(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await database(seen)
        seen.screen.board.lock.turn_off()
        await seen.press("q")
        seen.app.screen.query_one(SqlEditor).put("DELETE FROM movements WHERE bean = 1")
        await seen.pilot.press("enter")
        await seen.pilot.pause()
        await seen.settle()
        assert (
            "Run SQL that may write · stock-preview" in seen.text
            and "DELETE FROM movements WHERE bean = 1" in seen.text
        )
        await press(seen.pilot, *"stock-preview", "enter", but=("ask",))
        await seen.settle()
        assert "Done: the API accepted it" in seen.text
        await seen.press("enter")
        assert "▲ 7 rows written" in seen.text
        await type_sql(seen, "SELECT COUNT(*) AS n FROM movements")
        assert "33" in seen.text
        assert len(seen.screen.board.changes) == 1, "it stands in the list of changes"


async def test_a_table_opens_with_its_first_rows(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    async with account(monkeypatch, tmp_path, (160, 50)) as seen:
        await database(seen, "catalogue")
        await seen.press("enter")
        await seen.go_to("reviews")
        await seen.press("enter")
        assert "100 rows" in seen.text and 'SELECT * FROM "reviews" LIMIT 100' in seen.text
        assert "x'89504e470d0a1a0a' 8 bytes" in seen.text
        await seen.pilot.press("e")
        await seen.pilot.pause()
        await seen.press("enter")
        await seen.app.workers.wait_for_complete()
        lines = (tmp_path / "catalogue-rows.csv").read_text().splitlines()
        assert lines[0] == "id,article,stars,text,thumb" and len(lines) == 101


async def test_columns_that_have_no_room_are_one_key_away(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await database(seen)
        await seen.press("q")
        await type_sql(seen, "SELECT " + ", ".join(f"'{'x' * 20}' AS col{at}" for at in range(12)))
        assert "columns 1–5 of 12, ← → for the others" in seen.text
        assert seen.app.screen.query_one("#answer", Grid).shown[0] == "0"
        await seen.press("tab", *["right"] * 11)
        assert seen.app.screen.query_one("#answer", Grid).shown == ("11",)


# ---------------------------------------------------------------------- Workflows


async def instance(seen: Account, name: str, workflow: str = "order-fulfilment") -> None:
    await seen.app.open_account("workflows")
    await seen.settle()
    await seen.go_to(workflow)
    await seen.press("enter")
    await seen.go_to(name)


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_a_timeline_looks(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], theme: str, update_snapshots: bool
) -> None:
    async with account(monkeypatch, tmp_path, size, theme=theme) as seen:
        await instance(seen, "order-ng-20417")
        await seen.press("t", "end")
        assert_looks(f"account-timeline-{size[0]}.txt", seen.text, update=update_snapshots)


async def test_a_timeline_is_read_again_while_its_instance_goes_on(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await instance(seen, "order-ng-20418")
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
        await seen.press("z")
        await seen.press("c")
        assert seen.app.clipboard.startswith("order-ng-20418: complete")
        await seen.press("escape")
        assert seen.crumbs[-1] == "Instances"


async def test_a_timeline_that_cannot_be_read_says_why(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await instance(seen, "order-ng-20411")
        client = seen.screen.board.client
        assert client is not None

        async def gone(*arguments: object, **named: object) -> object:
            raise NotFound("The API knows nothing here.", code="not-found", where="x", fix="Refresh the list.")

        monkeypatch.setattr(client, "get", gone)
        await seen.press("t")
        assert "It is gone" in seen.text and "Refresh the list." in seen.text


# ---------------------------------------------------------------------- hostile text

WICKED = "[/red][@click=app.quit]x[/] \x1b]52;c;aGk=\x07\x1b[31m\u202egnp\x00" + "y" * 3000


def wicked(request: httpx.Request) -> httpx.Response:
    """An account whose every text is out to break the terminal."""
    path = request.url.path
    if "/values/" in path:
        return httpx.Response(200, content=WICKED.encode() * 3)
    if path.endswith("/keys"):
        return envelope([{"name": WICKED, "expiration": "soon", "metadata": {WICKED: WICKED}}], {"cursor": ""})
    if path.endswith("/kv/namespaces"):
        return envelope([{"id": "n", "title": WICKED}], {"page": 1, "total_count": 1, "total_pages": 1})
    if path.endswith("/d1/database"):
        return envelope([{"uuid": "d", "name": WICKED}], {"page": 1, "total_count": 1, "total_pages": 1})
    if path.endswith("/raw"):
        columns = ["addr", "opcode", "p1", "p2"] if b"EXPLAIN" in request.content else [WICKED, "b"]
        rows = [[0, "Init", 0, 0]] if b"EXPLAIN" in request.content else [[WICKED, {"a": WICKED}], [None], ["x", 1, 2]]
        return envelope([{"results": {"columns": columns, "rows": rows}, "meta": {"duration": WICKED}}])
    if path.endswith("/workflows"):
        return envelope([{"name": "w", "instances": WICKED}], {"page": 1, "total_count": 1, "total_pages": 1})
    if path.endswith("/instances"):
        return envelope([{"id": WICKED, "status": WICKED}], {"page": 1, "total_count": 1, "total_pages": 1})
    if "/instances/" in path:
        steps = [{"type": WICKED, "name": WICKED, "start": "2026-03-14T09:00:00Z", "output": WICKED}] * 3
        return envelope(
            {"status": WICKED, "error": {"name": WICKED, "message": WICKED}, "steps": steps, "params": WICKED}
        )
    return envelope([])


async def test_wicked_texts_are_texts(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, make=own(wicked)) as seen:
        for kind_id, keys in (
            ("kv_namespaces", ["enter", "enter"]),
            ("d1_databases", ["q"]),
            ("workflows", ["enter", "t"]),
        ):
            await seen.app.open_account(kind_id)
            await seen.settle()
            await seen.press(*keys)
            if kind_id == "d1_databases":
                await type_sql(seen, "SELECT 1")
                assert "time unknown" in seen.text and "rows read: unknown" in seen.text
            assert "\x1b" not in seen.text and "\u202e" not in seen.text and "[@click" in seen.text, kind_id
            while len(seen.app.screen_stack) > 1:
                await seen.press("escape")
