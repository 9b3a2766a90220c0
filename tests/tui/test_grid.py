"""The table: what it draws, where its cursor stands, and that no text gets out of its cell."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from edgewise.widgets.columns import GridColumn, GridRow
from edgewise.widgets.grid import Grid
from tests.tui.looks import text_of

COLUMNS = [GridColumn("name", "Name"), GridColumn("count", "Count", right=True)]


def rows(*keys: str) -> list[GridRow]:
    return [GridRow(key, ((key, ""), (str(len(key)), "muted"))) for key in keys]


class Alone(App[None]):
    """A grid by itself, that remembers what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield Grid()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        self.said.append(event.key)

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        self.said.append(f"chosen {event.key}")


async def test_rows_are_drawn_under_a_heading() -> None:
    app = Alone()
    async with app.run_test(size=(40, 6)) as pilot:
        app.query_one(Grid).show(COLUMNS, rows("alpha", "be"), sort=("name", True))
        await pilot.pause()
        lines = text_of(app).splitlines()
    assert lines[0].split() == ["Name", "↓", "Count"]
    assert lines[1].split() == ["alpha", "5"] and lines[2].split() == ["be", "2"]
    assert lines[1].index("5") == lines[2].index("2")


async def test_the_cursor_moves_and_says_so() -> None:
    app = Alone()
    async with app.run_test(size=(40, 6)) as pilot:
        grid = app.query_one(Grid)
        grid.focus()
        grid.show(COLUMNS, rows(*"abcdefghij"))
        for key, stands in [
            ("down", "b"),
            ("j", "c"),
            ("k", "b"),
            ("end", "j"),
            ("down", "j"),
            ("pageup", "f"),
            ("g", "a"),
            ("up", "a"),
        ]:
            await pilot.press(key)
            assert grid.cursor == stands, key
            assert f"  {stands} " in text_of(app) + " ", key
    assert app.said == ["a", "b", "c", "b", "j", "f", "a"]


async def test_new_rows_leave_the_cursor_on_its_row() -> None:
    app = Alone()
    async with app.run_test(size=(40, 6)) as pilot:
        grid = app.query_one(Grid)
        grid.show(COLUMNS, rows("a", "b", "c"), cursor="b")
        grid.show(COLUMNS, rows("new", "c", "a", "b"))
        assert grid.cursor == "b"
        grid.show(COLUMNS, rows("new", "c", "a"))
        assert grid.cursor == "a", "its row is gone: the one that is now in its place or the last"
        grid.show(COLUMNS, [])
        assert grid.cursor is None
        await pilot.pause()
    assert app.said == ["b", "a", None]


async def test_new_rows_leave_the_cursor_where_it_is_on_the_screen() -> None:
    app = Alone()
    async with app.run_test(size=(40, 6)) as pilot:
        grid = app.query_one(Grid)
        grid.focus()
        grid.show(COLUMNS, rows(*"abcdefghij"))
        await pilot.pause()
        await pilot.press("end", "up", "up")

        def seen() -> list[str]:
            return [line.split()[0] for line in text_of(app).splitlines()[1:]]

        before = seen()
        assert grid.cursor == "h" and before == ["f", "g", "h", "i", "j"]
        grid.show(COLUMNS, rows("x", "y", *"abcdefghij"))
        await pilot.pause()
        assert seen() == before
        grid.show(COLUMNS, rows(*"cdefghij"))
        await pilot.pause()
        assert seen() == before
        await pilot.press("home")
        grid.show(COLUMNS, rows("first", *"cdefghij"))
        await pilot.pause()
        assert seen()[0] == "first", "at the beginning what is new is seen"


async def test_a_click_moves_and_a_second_one_chooses() -> None:
    app = Alone()
    async with app.run_test(size=(40, 8)) as pilot:
        app.query_one(Grid).show(COLUMNS, rows("a", "b", "c"))
        await pilot.click(Grid, offset=(3, 2))
        await pilot.click(Grid, offset=(3, 2))
        await pilot.click(Grid, offset=(3, 7))
        await pilot.pause()
    assert app.said == ["a", "b", "chosen b"]


@pytest.mark.parametrize(
    "text",
    [
        "[/red]",
        "[@click=app.quit]x[/]",
        "日本語のキュー" * 9,
        "e\u0301" * 30,
        "x" * 10_000,
        "\\[b]",
        "👩‍👩‍👧‍👦" * 20,
        "",
    ],
)
async def test_any_text_stays_in_its_cell(text: str) -> None:
    app = Alone()
    async with app.run_test(size=(40, 4)) as pilot:
        grid = app.query_one(Grid)
        grid.show(COLUMNS, [GridRow("k", ((text, "bad"), (text, "")), (text[:1], "warning"))], find=["x", "["])
        await pilot.pause()
        for y in range(4):
            strip = grid.render_line(y)
            assert strip.cell_length == 40 == cell_len(strip.text)


async def test_words_are_marked_only_where_they_are_looked_for() -> None:
    app = Alone()
    columns = [GridColumn("name", "Name"), GridColumn("age", "Age", find=False)]
    async with app.run_test(size=(40, 4)) as pilot:
        grid = app.query_one(Grid)
        grid.show(columns, [GridRow("k", (("first stop", ""), ("just now", "")))], find=["st"])
        await pilot.pause()
        marked = [segment.text for segment in grid.render_line(1) if segment.style and segment.style.underline]
    assert marked == ["st", "st"]


async def test_ten_thousand_rows_draw_only_what_is_seen() -> None:
    app = Alone()
    async with app.run_test(size=(40, 10)) as pilot:
        grid = app.query_one(Grid)
        grid.focus()
        grid.show(COLUMNS, rows(*(f"row-{at}" for at in range(10_000))))
        await pilot.press("end")
        assert "row-9999" in text_of(app)
        await pilot.press("pageup")
        assert grid.cursor == "row-9991"
