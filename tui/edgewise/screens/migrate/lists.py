"""An option list whose rows keep their colours, except where the cursor's own colour would swallow them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.containers import Container
from textual.content import Content
from textual.geometry import Region, Spacing
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edgewise.commands import Command, Commanding
from edgewise.screens.migrate.page import Page


@dataclass(frozen=True)
class Row:
    """One line of a list.

    Attributes:
        key: what it stands for. A list that is filled again keeps its cursor on the same key; ``None`` is a heading,
            where the cursor never stops.
    """

    text: Content
    key: Hashable = None


class RowList(Commanding, OptionList):
    """Rows of one line each. The row under the cursor is drawn without colours of its own."""

    VERBS: ClassVar[tuple[Command, ...]] = (
        Command("migrate.down", "j", "Down", "Go to the next row.", "cursor_down", footer=False),
        Command("migrate.up", "k", "Up", "Go to the row before.", "cursor_up", footer=False),
    )

    class About(Message):
        """Something about a list."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            """The list."""
            return self.rows

    class Moved(About):
        """The cursor stands on another row, or the row is another one now."""

    class Picked(About):
        """Enter was pressed, or a row was clicked."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._plain: int | None = None

    @property
    def key(self) -> Hashable:
        """What the row under the cursor stands for; ``None`` in an empty list."""
        if self.highlighted is None or self.highlighted >= len(self._rows):
            return None
        return self._rows[self.highlighted].key

    @property
    def keys(self) -> list[Hashable]:
        """What the rows stand for, without headings."""
        return [row.key for row in self._rows if row.key is not None]

    def fill(self, rows: Sequence[Row]) -> None:
        """Replace all rows. The cursor stays on its key, else near its place, else on the first row."""
        before, place = self.key, self.highlighted
        self._plain = None
        self._rows = tuple(rows)
        self.clear_options()
        self.add_options(Option(row.text, disabled=row.key is None) for row in rows)
        self.highlighted = self._place_of(before, place)

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on a key, if there is one."""
        for index, row in enumerate(self._rows):
            if row.key == key:
                self.highlighted = index

    def _place_of(self, key: Hashable, near: int | None) -> int | None:
        places = [index for index, row in enumerate(self._rows) if row.key is not None]
        for index in places:
            if key is not None and self._rows[index].key == key:
                return index
        if near is not None:
            return next((index for index in places if index >= near), places[-1] if places else None)
        return places[0] if places else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Draw the row under the cursor plainly, and the one before in colour again."""
        if self._plain is not None and self._plain < len(self._rows):
            self.replace_option_prompt_at_index(self._plain, self._rows[self._plain].text)
        self._plain = None
        if highlighted is not None and highlighted < len(self._rows):
            self.replace_option_prompt_at_index(highlighted, Content(self._rows[highlighted].text.plain))
            self._plain = highlighted
        super().watch_highlighted(highlighted)
        if self.key is not None:
            self.post_message(self.Moved(self))

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the row under the cursor, and show the heading right above it too."""
        super().scroll_to_highlight(top)
        place = self.highlighted or 0
        first = place
        while first > 0 and self._rows[first - 1].key is None:
            first -= 1
        if first < place:
            region = Region(0, first, self.scrollable_content_region.width, place - first + 1)
            self.scroll_to_region(region, spacing=Spacing(), animate=False, force=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click: say so in our own words."""
        event.stop()
        if self.key is not None:
            self.post_message(self.Picked(self))


class ListPane(Commanding, Container):
    """A list, and a text about the row under the cursor. Space turns the pages of the text."""

    VERBS: ClassVar[tuple[Command, ...]] = (
        Command("migrate.page", "space", "More", "Read on in the text beside the list.", "turn(1)", footer=False),
        Command(
            "migrate.page-back", "b", "Back up", "Read back in the text beside the list.", "turn(-1)", footer=False
        ),
    )

    @property
    def target(self) -> RowList | Page:
        """Where the keys go: a list that holds something, else the text."""
        full = next((rows for rows in self.query(RowList) if rows.keys and rows.display), None)
        return full or self.query(Page).first()

    def action_turn(self, direction: int) -> None:
        """Scroll the text by a page."""
        for page in self.query(Page):
            page.turn(direction)
