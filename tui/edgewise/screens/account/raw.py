"""The document behind a row, as the API sent it: indented, coloured, line by line."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from edgewise.screens.dialogs import keys_line
from edgewise.text import clean_lines

LARGEST_COLOURED = 400_000
"""Characters up to which a document is coloured; a larger one is shown plain."""

LONGEST_LINE = 2_000


def document_text(document: Any) -> str:
    """A document as indented JSON that is safe to show."""
    return clean_lines(json.dumps(document, indent=2, ensure_ascii=False))


class LinesView(ScrollView, can_focus=True):
    """Lines of content, of which only those that are seen are drawn."""

    DEFAULT_CSS = "LinesView { height: 1fr; background: $surface; }"
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("k", "scroll_up", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Content, ...] = ()

    def show(self, lines: tuple[Content, ...]) -> None:
        """Show these lines."""
        self._lines = lines
        width = max((cell_len(line.plain[:LONGEST_LINE]) for line in lines), default=0)
        self.virtual_size = Size(width, len(lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the text."""
        left, top = self.scroll_offset
        width, at = self.size.width, y + top
        base = self.visual_style
        if at >= len(self._lines):
            return Strip.blank(width, base.rich_style)
        styled = self._lines[at][:LONGEST_LINE].render(base, end="", parse_style=self.app.stylesheet.parse_style)
        strip = Strip([Segment(text, style.rich_style) for text, style in styled])
        return strip.crop_extend(left, left + width, base.rich_style)


class RawScreen(ModalScreen[None]):
    """A document to read, scroll and copy."""

    CSS = """
    RawScreen .dialog { width: 1fr; max-width: 140; height: 1fr; max-height: 100%; margin: 1 2; }
    """
    BINDINGS: ClassVar = [
        Binding("escape,q,y", "close", "Close", show=False),
        Binding("c", "copy", "Copy", show=False),
    ]

    def __init__(self, title: str, document: Any) -> None:
        super().__init__(classes="dialog-layer")
        self._title = title
        self._text = document_text(document)

    def compose(self) -> ComposeResult:
        """Title, the document and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield LinesView()
            keys = (("↑↓←→", "Scroll"), ("c", "Copy all"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Show it plain at once, and coloured as soon as that is done."""
        self.query_one(LinesView).show(tuple(Content(line) for line in self._text.split("\n")))
        if len(self._text) <= LARGEST_COLOURED:
            self._colour()

    @work(thread=True, exit_on_error=False)
    def _colour(self) -> None:
        from edgewise.widgets.code import highlighted

        lines = highlighted(self._text, "json")
        self.app.call_from_thread(self.query_one(LinesView).show, lines)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def action_copy(self) -> None:
        """Copy the whole document."""
        self.app.copy_to_clipboard(self._text)
        self.notify("The whole document is in the clipboard.", markup=False)
