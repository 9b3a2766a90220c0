"""A log: blocks of lines of which only those that are seen are drawn, with a cursor that follows the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edgewise.widgets.log_rows import Block, Places, Row, height, rows

MARK = 2
"""Cells at the left for the mark of the block under the cursor."""

REMEMBERED = 400
"""Blocks whose rows are kept laid out."""


class Log(ScrollView, can_focus=True):
    """The lines of a log. New blocks come at the end; while the end is in sight, it stays in sight."""

    TONES: ClassVar[tuple[str, ...]] = ("good", "warning", "bad", "busy", "muted", "strong")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--row", "log--cursor", "log--mark", "log--found",
        *(f"log--{tone}" for tone in ("good", "warning", "bad", "busy", "muted", "strong")),
    }  # fmt: skip
    DEFAULT_CSS = """
    Log { height: 1fr; width: 1fr; overflow-x: hidden; background: $background; scrollbar-gutter: stable; }
    Log > .log--row { color: $foreground; }
    Log > .log--cursor { background: $surface; }
    Log > .log--mark { color: $primary; }
    Log > .log--found { background: $primary 40%; text-style: bold; }
    Log > .log--good { color: $success; }
    Log > .log--warning { color: $warning; }
    Log > .log--bad { color: $error; }
    Log > .log--busy { color: $primary; }
    Log > .log--muted { color: $text-muted; }
    Log > .log--strong { text-style: bold; }
    """
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("up,k", "move(-1)", "Up", show=False, id="log.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="log.down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="log.page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="log.page-down"),
        Binding("home,g", "first", "First", show=False, id="log.first"),
        Binding("end,G", "last", "Last, and follow", show=False, id="log.last"),
    ]

    class Changed(Message):
        """The cursor stands elsewhere, or the end is followed or not any more."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.blocks: list[Block] = []
        self.following = True
        self.wrap = False
        self._opened: set[int] = set()
        self._places = Places()
        self._at = 0
        self._find: re.Pattern[str] | None = None
        self._laid: LRUCache[tuple[int, bool], list[Row]] = LRUCache(REMEMBERED)
        self._moving = False

    # ------------------------------------------------------------------ content

    @property
    def cursor(self) -> Block | None:
        """The block under the cursor; ``None`` when there is none at all."""
        return self.blocks[self._at] if self.blocks else None

    @property
    def room(self) -> int:
        """Cells that a row may take."""
        return max(20, self.scrollable_content_region.width - MARK)

    def extend(self, blocks: Sequence[Block], drop: int = 0) -> None:
        """Take in newer blocks, after letting go of the ``drop`` oldest. What is looked at stays where it is."""
        gone = 0
        if drop:
            self._opened -= {block.key for block in self.blocks[:drop]} if self._opened else set()
            del self.blocks[:drop]
            gone = self._places.drop(drop)
            self._at = max(0, self._at - drop)
        for block in blocks:
            self._places.append(self._height(block))
        self.blocks += blocks
        self._resized(self.scroll_offset.y - gone)

    def replace(self, blocks: Sequence[Block]) -> None:
        """Other blocks. The cursor stays on its block, or goes to the one that comes next."""
        key = self.cursor.key if self.cursor is not None else 0
        above = self._places.start(self._at) - self.scroll_offset.y if self.blocks else 0
        self.blocks = list(blocks)
        self._opened &= {block.key for block in blocks} if self._opened else set()
        self._at = next((at for at, block in enumerate(self.blocks) if block.key >= key), max(0, len(self.blocks) - 1))
        self._measure()
        self._resized(self._places.start(self._at) - above if self.blocks else 0)

    def show_wrapped(self, wrap: bool) -> None:
        """Wrap long lines, or cut them."""
        self.wrap = wrap
        self._lay_out_again()

    def find(self, words: Sequence[str]) -> None:
        """Mark these words wherever they stand."""
        self._find = re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None
        self.refresh()

    def toggle(self) -> None:
        """Open the block under the cursor, or close it."""
        block = self.cursor
        if block is None:
            return
        self._opened ^= {block.key}
        self._places.resize(self._at, self._height(block))
        self.following = False
        self._resized(self.scroll_offset.y)
        self._reveal()
        self.post_message(self.Changed())

    def is_open(self, block: Block) -> bool:
        """Whether everything about a block is shown."""
        return block.key in self._opened

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new width."""
        self._laid.clear()
        if self.wrap:
            self._lay_out_again()
        else:
            self._resized(self.scroll_offset.y)

    def _lay_out_again(self) -> None:
        above = self._places.start(self._at) - self.scroll_offset.y if self.blocks else 0
        self._laid.clear()
        self._measure()
        self._resized(self._places.start(self._at) - above if self.blocks else 0)

    def _measure(self) -> None:
        self._places.clear()
        for block in self.blocks:
            self._places.append(self._height(block))

    def _height(self, block: Block) -> int:
        if block.key in self._opened:
            return len(self._rows(block))
        sizes = block.sizes()
        if not self.wrap:
            return len(sizes)
        room = self.room
        if any(cells < 0 for _, cells in sizes):
            return len(self._rows(block))
        return sum(height(indent, cells, room) for indent, cells in sizes)

    def _rows(self, block: Block) -> list[Row]:
        key = (block.key, block.key in self._opened)
        if key not in self._laid:
            room = self.room
            self._laid[key] = [
                row for line in block.lines(key[1]) for row in rows(line, room, wrap=self.wrap or key[1])
            ]
        return self._laid[key]

    def _resized(self, top: float) -> None:
        """There are more or fewer rows now: begin at row ``top``, or show the end while it is followed."""
        self.virtual_size = Size(self.scrollable_content_region.width, self._places.total)
        if self.following:
            self._at = max(0, len(self.blocks) - 1)
            top = self._places.total
        self._scroll(top)
        self.refresh()

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Go to the block before or after; within one that is larger than the screen, by rows."""
        if not self.blocks:
            return
        start, end = self._places.start(self._at), self._places.start(self._at) + self._places.height(self._at)
        top, shown = self.scroll_offset.y, max(1, self.size.height)
        if by > 0 and end > top + shown and start < top + shown:
            self._scroll(top + 1)
        elif by < 0 and start < top < end:
            self._scroll(top - 1)
        else:
            self._go(self._at + by)
            return
        self._follow_if_at_end()

    def action_page(self, by: int) -> None:
        """Go a screenful."""
        if not self.blocks:
            return
        step = max(1, self.size.height - 1)
        row = max(0, min(self._places.start(self._at) + by * step, self._places.total - 1))
        self._scroll(self.scroll_offset.y + by * step)
        self._go(self._places.at(row)[0], reveal=False)

    def action_first(self) -> None:
        """Go to the oldest."""
        self._scroll(0)
        self._go(0)

    def action_last(self) -> None:
        """Go to the newest, and follow."""
        self.following = True
        self._resized(0)
        self.post_message(self.Changed())

    def go_to(self, key: int) -> None:
        """Put the cursor on a block."""
        at = next((at for at, block in enumerate(self.blocks) if block.key == key), None)
        if at is not None:
            self._go(at)

    def _go(self, to: int, *, reveal: bool = True) -> None:
        self._at = max(0, min(to, len(self.blocks) - 1))
        if reveal:
            self._reveal()
        self._follow_if_at_end()

    def _follow_if_at_end(self) -> None:
        """The end is followed once the cursor is on the newest block and its end is in sight."""
        last = self._at == len(self.blocks) - 1
        self.following = last and self.scroll_offset.y + self.size.height >= self._places.total
        self.refresh()
        self.post_message(self.Changed())

    def _reveal(self) -> None:
        """Scroll so that the block under the cursor is seen, its first row above all."""
        if not self.blocks:
            return
        start, tall = self._places.start(self._at), self._places.height(self._at)
        top, shown = self.scroll_offset.y, max(1, self.size.height)
        if start < top:
            self._scroll(start)
        elif start + tall > top + shown:
            self._scroll(min(start, start + tall - shown))

    def _scroll(self, top: float) -> None:
        self._moving = True
        top = max(0, min(top, self._places.total - self.size.height))
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        self._moving = False

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """The bar comes after the scrolling that made it necessary, and must not begin at the top."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The mouse scrolls, too: away from the end stops following."""
        super().watch_scroll_y(old_value, new_value)
        if self._moving or not self.blocks:
            return
        self.following = new_value + self.size.height >= self._places.total
        if not self.following:
            top = int(new_value)
            first, last = (
                self._places.at(top)[0],
                self._places.at(max(top, min(top + self.size.height, self._places.total) - 1))[0],
            )
            self._at = max(first, min(self._at, last))
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Go to the block that was clicked; a click on the block under the cursor opens it."""
        row = event.y + self.scroll_offset.y
        if row >= self._places.total:
            return
        at = self._places.at(row)[0]
        if at == self._at:
            self.toggle()
        else:
            self._go(at)

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, row = self.size.width, y + self.scroll_offset.y
        base = self.get_component_rich_style("log--row")
        if row >= self._places.total:
            return Strip.blank(width, base)
        at, part = self._places.at(row)
        block = self.blocks[at]
        laid = self._rows(block)
        spans = laid[part] if part < len(laid) else ()
        here = at == self._at
        # A block may begin with an empty row, to stand apart from the one before.
        main = 0 if not laid or any(text for text, _ in laid[0]) else 1
        if here and part == main and self.has_focus:
            base += Style(bgcolor=self.get_component_rich_style("log--cursor").bgcolor)
        mark = Segment("▎ " if here else "  ", base + self._tone("mark"))
        return Strip([mark, *self._segments(spans, base)]).adjust_cell_length(width, base)

    def _segments(self, spans: Row, base: Style) -> list[Segment]:
        found: list[Segment] = []
        for text, tone in spans:
            style = base + self._tone(tone) if tone in self.TONES else base
            if self._find is None:
                found.append(Segment(text, style))
                continue
            end = 0
            mark = self.get_component_rich_style("log--found")
            for match in self._find.finditer(text):
                found += [
                    Segment(text[end : match.start()], style),
                    Segment(match[0], style + Style(bgcolor=mark.bgcolor, bold=True)),
                ]
                end = match.end()
            found.append(Segment(text[end:], style))
        return found

    def _tone(self, tone: str) -> Style:
        found = self.get_component_rich_style(f"log--{tone}")
        return Style(bold=True) if tone == "strong" else Style(color=found.color)
