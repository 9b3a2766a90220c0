"""The overview as a widget: lines that lead somewhere, with one cursor through all of them."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edgewise.account.overview import Line, Overview
from edgewise.commands import Command, Commanding
from edgewise.screens.account.overview_layout import Layout, Piece, lay_out


class OverviewView(Commanding, ScrollView, can_focus=True):
    """The account on one screen. Up and down move through its lines, tab goes to the next heading."""

    DEFAULT_CSS = """
    OverviewView { height: 1fr; width: 1fr; overflow-x: hidden; background: $background; }
    OverviewView > .overview--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    OverviewView > .overview--resting {
        background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"overview--cursor", "overview--resting"}
    VERBS = (
        Command("overview.open", "enter", "Go there", "Go to what the line is about.", "choose", display="⏎"),
        Command("overview.block", "tab", "Next part", "Go to the next heading.", "block(1)"),
        Command("overview.block-back", "shift+tab", "Part before", "Go to the heading before.", "block(-1)", False),
    )
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("up,k", "move(-1)", "Up", show=False, id="overview.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="overview.down"),
        Binding("pageup,ctrl+b", "move(-10)", "Page up", show=False, id="overview.page-up"),
        Binding("pagedown,ctrl+f", "move(10)", "Page down", show=False, id="overview.page-down"),
        Binding("home,g", "move(-9999)", "First", show=False, id="overview.first"),
        Binding("end,G", "move(9999)", "Last", show=False, id="overview.last"),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

        def __init__(self, line: Line | None) -> None:
            super().__init__()
            self.line = line

    class Chosen(Message):
        """The user wants to go where a line leads."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._overview = Overview()
        self._layout = Layout((), (), ())
        self._at = 0

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        lines = self._overview.lines
        return lines[self._at][1] if self._at < len(lines) else None

    @property
    def shown(self) -> Overview:
        """What is shown."""
        return self._overview

    def show(self, overview: Overview) -> None:
        """Show it. The cursor stays on the line of the same block that leads to the same place."""
        if overview == self._overview:
            return
        before = self._overview.lines[self._at] if self._at < len(self._overview.lines) else None
        self._overview = overview
        places = [(block, line.kind, line.key) for block, line in overview.lines]
        if before is not None and self._at:
            wanted = (before[0], before[1].kind, before[1].key)
            self._at = places.index(wanted) if wanted in places else min(self._at, max(0, len(places) - 1))
        self._lay_out()
        self.post_message(self.Moved(self.line))

    def _lay_out(self) -> None:
        self._layout = lay_out(self._overview, max(20, self.size.width - 1))
        self.virtual_size = Size(self.size.width, len(self._layout.rows))
        self._reveal()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Lay it out for the new width."""
        self._lay_out()

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._go(self._at + by)

    def action_block(self, by: int) -> None:
        """Go to the first line of the next block, around the end."""
        blocks = [block for block, _ in self._overview.lines]
        if not blocks:
            return
        order = list(dict.fromkeys(blocks))
        self._go(blocks.index(order[(order.index(blocks[self._at]) + by) % len(order)]))

    def action_choose(self) -> None:
        """Go where the line leads."""
        if self.line is not None:
            self.post_message(self.Chosen(self.line))

    def _go(self, to: int) -> None:
        to = max(0, min(to, len(self._overview.lines) - 1))
        if to != self._at and self._overview.lines:
            self._at = to
            self._reveal()
            self.refresh()
            self.post_message(self.Moved(self.line))

    def _reveal(self) -> None:
        """Scroll so that the line is seen, with its heading when it is the first below one."""
        if self._at >= len(self._layout.places):
            return
        place, head, height = self._layout.places[self._at], self._layout.heads[self._at], max(1, self.size.height)
        top = min(self.scroll_offset.y, place, head if place - head < height else place)
        if self._at == 0:
            top = 0
        if place >= top + height:
            top = place - height + 1
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Move to the line that was clicked; a click on the cursor's own line goes there."""
        y = event.y + self.scroll_offset.y
        row = self._layout.rows[y] if 0 <= y < len(self._layout.rows) else ()
        found = next((piece for piece in row if piece.left <= event.x < piece.left + piece.width), None)
        if found is None or found.line is None:
            return
        if found.line == self._at:
            self.action_choose()
        else:
            self._go(found.line)

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen, of one column or two."""
        width, at = self.size.width, y + self.scroll_offset.y
        base = self.visual_style
        if at >= len(self._layout.rows):
            return Strip.blank(width, base.rich_style)
        segments: list[Segment] = []
        column = 0
        for piece in self._layout.rows[at]:
            if piece.left > column:
                segments.append(Segment(" " * (piece.left - column), base.rich_style))
            segments += self._segments(piece)
            column = piece.left + piece.width
        return Strip(segments).adjust_cell_length(width, base.rich_style)

    def _segments(self, piece: Piece) -> list[Segment]:
        if piece.line is not None and piece.line == self._at:
            # The cursor's own colours would swallow those of the text.
            name = "overview--cursor" if self.has_focus else "overview--resting"
            style = self.get_component_rich_style(name)
            return list(Strip([Segment(piece.text.plain, style)]).adjust_cell_length(piece.width, style))
        base = self.visual_style
        drawn = piece.text.render(base, end="", parse_style=self.app.stylesheet.parse_style)
        found = [Segment(words, style.rich_style) for words, style in drawn]
        return list(Strip(found).adjust_cell_length(piece.width, base.rich_style))
