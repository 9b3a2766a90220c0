"""The log widget: only what is seen is laid out, the end is followed, and nothing grows with what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from edgewise.account.tail.lines import Line
from edgewise.widgets.log import REMEMBERED, Log
from edgewise.widgets.log_rows import Places, height, rows
from tests.tui.looks import text_of


@dataclass(frozen=True)
class Some:
    """A block of so many lines of so many cells."""

    key: int
    count: int = 1
    cells: int = 8

    def lines(self, opened: bool) -> list[Line]:
        found = [Line(4, ((f"{self.key:<{self.cells}}"[: self.cells], "strong"),)) for _ in range(self.count)]
        return [*found, *(Line(4, ((f"  more of {self.key}", ""),)) for _ in range(5 if opened else 0))]

    def sizes(self) -> list[tuple[int, int]]:
        return [(4, self.cells)] * self.count


class Logging(App[None]):
    def compose(self) -> ComposeResult:
        yield Log()

    @property
    def log_(self) -> Log:
        return self.query_one(Log)


def numbers(pilot: Pilot[Any]) -> list[int]:
    """The keys of the blocks that are seen."""
    return [int(found[1]) for line in text_of(pilot.app).splitlines() if (found := re.match(r"[ ▎]*(\d+)", line))]


async def test_it_follows_the_end_until_one_looks_elsewhere() -> None:
    async with Logging().run_test(size=(60, 10)) as pilot:
        log = pilot.app.query_one(Log)
        log.extend([Some(key) for key in range(30)])
        await pilot.pause()
        assert numbers(pilot) == list(range(20, 30)) and log.following
        assert log.vertical_scrollbar.position == 20
        await pilot.press("up")
        assert not log.following and log.cursor == Some(28)
        log.extend([Some(key) for key in range(30, 90)], drop=10)
        await pilot.pause()
        assert numbers(pilot) == list(range(20, 30)) and log.cursor == Some(28), "what is looked at stays"
        await pilot.press("G")
        await pilot.pause()
        assert log.following and numbers(pilot)[-1] == 89
        log.extend([Some(90)])
        await pilot.pause()
        assert numbers(pilot)[-1] == 90 and log.cursor == Some(90)
        await pilot.press("g")
        await pilot.pause()
        assert numbers(pilot)[0] == 10 and not log.following
        await pilot.press("pagedown", "pagedown", "down")
        assert log.cursor == Some(29)


async def test_what_is_looked_at_moves_only_when_it_is_let_go() -> None:
    async with Logging().run_test(size=(60, 10)) as pilot:
        log = pilot.app.query_one(Log)
        log.extend([Some(key) for key in range(30)])
        await pilot.press("g")
        log.extend([Some(key) for key in range(30, 35)], drop=5)
        await pilot.pause()
        assert numbers(pilot)[0] == 5 and log.cursor == Some(5)


async def test_the_mouse_scrolls_away_from_the_end_and_back() -> None:
    async with Logging().run_test(size=(60, 10)) as pilot:
        log = pilot.app.query_one(Log)
        log.extend([Some(key) for key in range(30)])
        await pilot.pause()
        log.scroll_to(y=3, animate=False, immediate=True)
        await pilot.pause()
        assert not log.following and log.cursor == Some(12)
        log.scroll_to(y=20, animate=False, immediate=True)
        await pilot.pause()
        assert log.following
        await pilot.click(Log, offset=(5, 2))
        assert log.cursor == Some(22)
        await pilot.click(Log, offset=(5, 2))
        assert log.is_open(Some(22)) and "more of 22" in text_of(pilot.app)


async def test_opening_a_block_shows_more_and_closing_takes_it_back() -> None:
    async with Logging().run_test(size=(60, 10)) as pilot:
        log = pilot.app.query_one(Log)
        log.extend([Some(key) for key in range(6)])
        await pilot.press("up", "up")
        log.toggle()
        await pilot.pause()
        assert text_of(pilot.app).count("more of 3") == 5 and log.virtual_size.height == 11
        log.replace([Some(key) for key in range(4)])
        await pilot.pause()
        assert log.is_open(Some(3)) and log.virtual_size.height == 9
        log.toggle()
        await pilot.pause()
        assert "more of" not in text_of(pilot.app) and log.virtual_size.height == 4
        log.replace([])
        await pilot.pause()
        assert log.cursor is None and text_of(pilot.app).strip() == ""
        await pilot.press("up", "down", "pageup", "g", "G")
        log.toggle()


async def test_wrapping_and_a_new_width_keep_the_cursor() -> None:
    async with Logging().run_test(size=(60, 10)) as pilot:
        log = pilot.app.query_one(Log)
        log.extend([Some(key, cells=100) for key in range(20)])
        await pilot.press("up", "up", "up")
        log.show_wrapped(True)
        await pilot.pause()
        room = log.room
        assert log.virtual_size.height == 20 * height(4, 100, room) == 40 and log.cursor == Some(16, cells=100)
        await pilot.resize_terminal(120, 10)
        await pilot.pause()
        assert log.virtual_size.height == 20 and log.cursor == Some(16, cells=100)


async def test_only_what_is_seen_is_laid_out_however_much_there_is() -> None:
    asked: list[int] = []

    class Asked(Some):
        def lines(self, opened: bool) -> list[Line]:
            asked.append(self.key)
            return super().lines(opened)

    async with Logging().run_test(size=(60, 20)) as pilot:
        log = pilot.app.query_one(Log)
        for start in range(0, 30_000, 1000):
            drop = max(0, len(log.blocks) + 1000 - 10_000)
            log.extend([Asked(key) for key in range(start, start + 1000)], drop=drop)
            await pilot.pause()
        assert len(log.blocks) == 10_000 == log.virtual_size.height and numbers(pilot)[-1] == 29_999
        assert len(asked) < 30 * 25, "a screenful a paint"
        asked.clear()
        await pilot.press("up", "down", "pageup")
        assert len(asked) < 100
        assert len(log._laid) <= REMEMBERED


@given(
    st.lists(st.tuples(st.text(st.sampled_from("ab é漢\u0301🙂"), max_size=12), st.just("")), max_size=4),
    st.integers(0, 40),
    st.integers(4, 30),
)
def test_wrapped_rows_hold_all_of_a_line_and_fit(spans: list[tuple[str, str]], indent: int, width: int) -> None:
    line = Line(indent, tuple(spans))
    found = rows(line, width, wrap=True)
    texts = ["".join(text for text, _ in row) for row in found]
    hang = min(indent, width // 2)
    assert texts[0] + "".join(text[hang:] for text in texts[1:]) == line.text
    assert all(cell_len(text) <= width for text in texts)
    if line.text.isascii():
        assert len(found) == height(indent, len(line.text), width)
    (cut,) = rows(line, width, wrap=False)
    assert sum(cell_len(text) for text, _ in cut) <= width


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.data())
def test_places_are_those_that_counting_gives(heights: list[int], data: st.DataObject) -> None:
    places = Places()
    for each in heights:
        places.append(each)
    gone = data.draw(st.integers(0, len(heights) - 1))
    assert places.drop(gone) == sum(heights[:gone])
    left = heights[gone:]
    at = data.draw(st.integers(0, len(left) - 1))
    left[at] = data.draw(st.integers(1, 9))
    places.resize(at, left[at])
    assert places.total == sum(left)
    rows_ = [(index, part) for index, tall in enumerate(left) for part in range(tall)]
    assert [places.at(row) for row in range(places.total)] == rows_
    assert [places.start(index) for index in range(len(left))] == [sum(left[:index]) for index in range(len(left))]


@pytest.mark.parametrize("count", [0, 3])
def test_dropping_everything_leaves_an_empty_place(count: int) -> None:
    places = Places()
    for _ in range(count):
        places.append(2)
    places.drop(count)
    assert places.total == 0 and len(places) == 0
    places.append(3)
    assert places.at(2) == (0, 2)
