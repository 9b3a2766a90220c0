"""A table of rows with a cursor, drawn line by line: ten thousand rows cost what thirty do.

Rows are known by their keys, so that new content leaves the cursor on the row where it was. All
text is drawn as it is, never as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edgewise.widgets.columns import GAP, LONGEST, GridColumn, GridRow, fit

MARK = 2
"""Cells at the left of each row for its sign."""


class Grid(ScrollView, can_focus=True):
    """The table. ``show`` fills it, ``cursor`` says where the user is."""

    TONES: ClassVar[tuple[str, ...]] = ("good", "warning", "bad", "busy", "muted")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head", "grid--row", "grid--cursor", "grid--resting", "grid--found", "grid--hover",
        *(f"grid--{tone}" for tone in ("good", "warning", "bad", "busy", "muted")),
    }  # fmt: skip
    DEFAULT_CSS = """
    Grid { height: 1fr; width: 1fr; overflow-x: hidden; background: $background; }
    Grid > .grid--head { color: $text-muted; }
    Grid > .grid--row { color: $foreground; }
    Grid > .grid--good { color: $success; }
    Grid > .grid--warning { color: $warning; }
    Grid > .grid--bad { color: $error; }
    Grid > .grid--busy { color: $primary; }
    Grid > .grid--muted { color: $text-muted; }
    Grid > .grid--found { color: $primary; text-style: bold underline; }
    Grid > .grid--hover { background: $surface; }
    Grid > .grid--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    Grid > .grid--resting { background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; }
    """
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("up,k", "move(-1)", "Up", show=False, id="grid.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="grid.down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="grid.page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="grid.page-down"),
        Binding("home,g", "edge(False)", "First", show=False, id="grid.first"),
        Binding("end,G", "edge(True)", "Last", show=False, id="grid.last"),
    ]

    class Moved(Message):
        """The cursor stands on another row, or on none (``key`` is ``None``)."""

        def __init__(self, key: str | None) -> None:
            super().__init__()
            self.key = key

    class Chosen(Message):
        """A row was clicked while the cursor was on it."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns: tuple[GridColumn, ...] = ()
        self._rows: tuple[GridRow, ...] = ()
        self._places: dict[str, int] = {}
        self._widest: list[int] = []
        self._needs: list[int] = []
        self._widths: dict[int, int] = {}
        self._gap = GAP
        self._sort: tuple[str, bool] | None = None
        self._found: re.Pattern[str] | None = None
        self._at = 0
        self._hover = -1

    # ------------------------------------------------------------------ content

    @property
    def cursor(self) -> str | None:
        """The key of the row under the cursor; ``None`` when there are no rows."""
        return self._rows[self._at].key if self._rows else None

    def show(
        self,
        columns: Sequence[GridColumn],
        rows: Sequence[GridRow],
        *,
        cursor: str | None = None,
        fresh: bool = False,
        sort: tuple[str, bool] | None = None,
        find: Sequence[str] = (),
    ) -> None:
        """Show these rows.

        Args:
            columns, rows: tuples that were shown before are not measured again.
            cursor: the row to stand on; by default the one where the cursor is. When it is gone, the
                one that is now in its place.
            fresh: these are rows of another kind: without ``cursor`` begin at the first.
            sort: column id and whether it is sorted downwards, for the sign in the heading.
            find: words to mark in the text.
        """
        before, wanted = self.cursor, cursor if cursor is not None or fresh else self.cursor
        stood = self._at
        self._at = 0 if fresh else self._at
        same = rows is self._rows and columns is self._columns
        self._columns, self._rows, self._sort = tuple(columns), tuple(rows), sort
        self._found = re.compile("|".join(map(re.escape, find)), re.IGNORECASE) if find else None
        if not same:
            self._places = {row.key: at for at, row in enumerate(self._rows)}
            self._widest = _widest(self._rows, len(self._columns))
        self._at = self._places.get(wanted or "", min(self._at, max(0, len(self._rows) - 1)))
        titles = (cell_len(self._title(column)) for column in self._columns)
        self._needs = [max(pair) for pair in zip(titles, self._widest, strict=True)]
        self._lay_out()
        # Rows that come or go above the cursor move the table under it, not the cursor over the screen.
        self._reveal(self._at - stood if self.cursor == before and not fresh else 0)
        if self.cursor != before:
            self.post_message(self.Moved(self.cursor))

    def _lay_out(self) -> None:
        if self._columns:
            self._widths, self._gap = fit(self._columns, self._needs, max(8, self.size.width - MARK - 1))
        self.virtual_size = Size(self.size.width, len(self._rows) + 1)
        self.refresh()

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the columns that there is room for."""
        return tuple(self._columns[at].id for at in self._widths)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width."""
        self._lay_out()
        self._reveal()

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by a screenful."""
        self._go(self._at + by * max(1, self.size.height - 2))

    def action_edge(self, last: bool) -> None:
        """Go to the first or last row."""
        self._go(len(self._rows) - 1 if last else 0)

    def _go(self, to: int) -> None:
        to = max(0, min(to, len(self._rows) - 1))
        if not self._rows or to == self._at:
            return
        self._at = to
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.cursor))

    def _reveal(self, by: int = 0) -> None:
        """Scroll so that the cursor is seen. The heading stays, so one line less than the height scrolls.

        Args:
            by: rows to scroll first, unless the table stands at its beginning.
        """
        visible = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        top += by if top > 0 else 0
        if self._at < top:
            top = self._at
        elif self._at >= top + visible:
            top = self._at - visible + 1
        top = max(0, min(top, len(self._rows) - visible))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Move to the row that was clicked; a click on the cursor's row chooses it."""
        at = self._row_at(event.y)
        if at is None:
            return
        if at == self._at:
            self.post_message(self.Chosen(self._rows[at].key))
        else:
            self._go(at)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        at = self._row_at(event.y)
        if (at if at is not None else -1) != self._hover:
            self._hover = at if at is not None else -1
            self.refresh()

    def on_leave(self) -> None:
        """Nothing is pointed at any more."""
        self._hover = -1
        self.refresh()

    def _row_at(self, y: int) -> int | None:
        at = y - 1 + self.scroll_offset.y
        return at if y >= 1 and at < len(self._rows) else None

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """One line: the heading, or a row."""
        width = self.size.width
        if y == 0:
            return Strip(list(self._head())).adjust_cell_length(width, self._style("grid--row"))
        at = y - 1 + self.scroll_offset.y
        if at >= len(self._rows):
            return Strip.blank(width, self._style("grid--row"))
        base = self._style("grid--row")
        plain = at == self._at
        if plain:
            base = self._style("grid--cursor" if self.has_focus else "grid--resting")
        elif at == self._hover:
            base += Style(bgcolor=self._style("grid--hover").bgcolor)
        return Strip(list(self._row(self._rows[at], base, plain and self.has_focus))).adjust_cell_length(width, base)

    def _head(self) -> Iterator[Segment]:
        style = self._style("grid--head")
        yield Segment(" " * MARK, style)
        for at, width in self._widths.items():
            column = self._columns[at]
            yield Segment(_sized(self._title(column), width, right=column.right) + " " * self._gap, style)

    def _row(self, row: GridRow, base: Style, plain: bool) -> Iterator[Segment]:
        sign, tone = row.mark
        yield Segment(_sized(sign, MARK, right=False), base if plain else base + self._tone(tone))
        for at, width in self._widths.items():
            text, tone = row.cells[at]
            style = base if plain else base + self._tone(tone)
            sized = _sized(text[:LONGEST], width, right=self._columns[at].right)
            if self._found and self._columns[at].find:
                yield from self._marked(sized, style, base if plain else style + self._found_style())
            else:
                yield Segment(sized, style)
            yield Segment(" " * self._gap, base)

    def _title(self, column: GridColumn) -> str:
        if self._sort is None or self._sort[0] != column.id:
            return column.title
        return f"{column.title} {'↓' if self._sort[1] else '↑'}"

    def _marked(self, text: str, style: Style, found: Style) -> Iterator[Segment]:
        at = 0
        for match in self._found.finditer(text) if self._found else ():
            yield Segment(text[at : match.start()], style)
            yield Segment(match[0], found + Style(underline=True))
            at = match.end()
        yield Segment(text[at:], style)

    def _found_style(self) -> Style:
        return Style(color=self._style("grid--found").color, bold=True)

    def _tone(self, tone: str) -> Style:
        return Style(color=self._style(f"grid--{tone}").color) if tone in self.TONES else Style.null()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)


def _widest(rows: Sequence[GridRow], columns: int) -> list[int]:
    """Cells that the widest text of each column takes."""
    lengths = (row.lengths or tuple(cell_len(text[:LONGEST]) for text, _ in row.cells) for row in rows)
    return [max(column) for column in zip(*lengths, strict=True)] or [0] * columns


def _sized(text: str, width: int, *, right: bool) -> str:
    """``text`` in exactly ``width`` cells, cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(0, width - 1)) + "…" if width > 0 else ""
    return " " * (width - length) + text if right else text + " " * (width - length)
