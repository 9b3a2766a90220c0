"""Rows with the text that stands beside each, and panes made of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.migrate.lists import ListPane, Row, RowList
from edgewise.screens.migrate.page import Make, Page
from edgewise.text import clean


def _nothing(_width: int) -> list[Content]:
    return []


@dataclass(frozen=True)
class Entry:
    """A row and its text.

    Attributes:
        key: what it stands for; ``None`` is a heading.
        text: of the row.
        make: gives the text beside it.
    """

    key: Hashable
    text: Content
    make: Make = _nothing

    @property
    def row(self) -> Row:
        """The row alone."""
        return Row(self.text, self.key)


def heading(text: str) -> list[Entry]:
    """An empty line and a heading."""
    return [Entry(None, Content("")), Entry(None, Content.styled(clean(text, 200), "bold"))]


def marked(sign: str, style: str, text: str, note: str = "") -> Content:
    """A row with a sign, a text and a note behind it."""
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(clean(text, 200))
    return row + Content.styled(f"  {clean(note, 120)}", "$text-muted") if note else row


class EntryPane(ListPane):
    """A stage that speaks for itself: the head says how it stands; below it are the rows and the text about one."""

    class Changed(Message):
        """The frame should say something else now; ``done`` when something was done that a journal tells of."""

        def __init__(self, pane: EntryPane, *, done: bool = False) -> None:
            super().__init__()
            self.pane = pane
            self.done = done

        @property
        def control(self) -> EntryPane:
            """The stage that says so."""
            return self.pane

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._entries: tuple[Entry, ...] = ()

    def head_lines(self, width: int) -> list[Content]:
        """How it stands."""
        raise NotImplementedError

    def rows(self) -> Sequence[Entry]:
        """All rows."""
        raise NotImplementedError

    def next_step(self) -> str:
        """One sentence: what to do now."""
        raise NotImplementedError

    def opened(self) -> None:
        """The stage is on the screen now."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Head, rows and text."""
        yield Page(classes="entry-head")
        with Container(classes="beside"):
            yield RowList(id=f"{self.id}-rows")
            yield Page(classes="entry-detail")

    def draw(self, *, live: bool = False) -> None:
        """Bring everything up to date; with ``live`` the texts stay where they were scrolled to."""
        if not self.is_mounted:
            return
        self.draw_head(live=live)
        self._entries = tuple(self.rows())
        rows = self.query_one(RowList)
        rows.fill([each.row for each in self._entries])
        self.query_one(".beside").display = bool(rows.keys)
        if live:
            self.draw_detail()
        if self.query_one(".entry-head").has_focus:
            self.target.focus()

    def draw_head(self, *, live: bool = True) -> None:
        """Bring the head up to date."""
        self.query_one(".entry-head", Page).show(self.head_lines, again=live)

    def draw_detail(self, *, again: bool = True) -> None:
        """Bring the text beside the rows up to date."""
        entry = self.entry
        if entry is not None:
            self.query_one(".entry-detail", Page).show(entry.make, again=again)

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        key = self.query_one(RowList).key if self.is_mounted else None
        return next((each for each in self._entries if each.key == key), None) if key is not None else None

    @on(RowList.Moved)
    def _show_chosen(self) -> None:
        self.draw_detail(again=False)
        self.screen.refresh_bindings()

    def action_turn(self, direction: int) -> None:
        """Scroll the text about the row, or the only text there is."""
        page = ".entry-detail" if self.query_one(".beside").display else ".entry-head"
        self.query_one(page, Page).turn(direction)

    @property
    def frame(self) -> EdgewiseScreen:
        """The screen that this is a stage of."""
        screen = self.screen
        assert isinstance(screen, EdgewiseScreen)
        return screen
