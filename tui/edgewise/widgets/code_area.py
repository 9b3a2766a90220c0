"""A text area for code: coloured through Pygments, indenting as one expects, leaving with escape."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

from edgewise.widgets.code import Calm

Spans = tuple[tuple[int, int, str], ...]
"""Start, end and style of the coloured parts of a line."""


class CodeArea(TextArea):
    """The file that is edited. Posts :class:`Left` when the reader presses escape."""

    class Left(Message):
        """The reader is done editing for now."""

    BINDINGS: ClassVar = [
        Binding("shift+tab", "dedent", show=False),
    ]
    DEFAULT_CSS = """
    CodeArea {
        border: none; padding: 0; background: $background;
        & .text-area--cursor-line { background: $surface; }
        & .text-area--cursor-gutter { background: $surface; color: $primary; }
        &:focus { border: none; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", soft_wrap=False, show_line_numbers=True, theme="css", tab_behavior="indent", id=id)
        self.indent_width = 2
        self.file_name = ""
        self._tokens: tuple[str, list[Spans]] = ("", [])

    def show_file(self, name: str, text: str) -> None:
        """Edit another text. Nothing can be undone past this."""
        self.file_name = name
        self.load_text(text)

    def get_line(self, line_index: int) -> Text:
        """The line in its colours."""
        line = super().get_line(line_index)
        if self._tokens[0] != self.text:
            self._tokens = (self.text, spans_of(self.text, self.file_name))
        if line_index < len(self._tokens[1]):
            for start, end, style in self._tokens[1][line_index]:
                line.stylize(self._rich(style), start, end)
        return line

    async def _on_key(self, event: events.Key) -> None:
        """Escape leaves; enter keeps the indentation."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            start, end = self.selection
            before = self.document.get_line(start[0])[: start[1]]
            indent = before[: len(before) - len(before.lstrip())]
            deeper = "  " if before.rstrip().endswith(("{", "[", "(")) else ""
            self._replace_via_keyboard(f"\n{indent}{deeper}", start, end)
        else:
            await super()._on_key(event)

    def action_dedent(self) -> None:
        """Take up to two blanks away from the beginning of the line."""
        row = self.cursor_location[0]
        line = self.document.get_line(row)
        count = min(2, len(line) - len(line.lstrip(" ")))
        if count:
            self.delete((row, 0), (row, count))

    def _rich(self, style: str) -> Style:
        words = style.split()
        colour = next((self.app.theme_variables.get(word[1:]) for word in words if word.startswith("$")), None)
        if colour is not None and not colour.startswith("#"):
            colour = None
        return Style(color=colour[:7] if colour else None, bold="bold" in words, italic="italic" in words)


@lru_cache(maxsize=8)
def spans_of(text: str, name: str) -> list[Spans]:
    """The coloured parts of each line of ``text``, a file called ``name``."""
    try:
        lexer = get_lexer_for_filename(name.replace(".jsonc", ".json"), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return []
    rows: list[list[tuple[int, int, str]]] = [[]]
    column = 0
    for token, value in lexer.get_tokens(text):
        style = ""
        for kind in reversed(token.split()):
            style = style or Calm.STYLES.get(kind, "")
        for number, part in enumerate(value.split("\n")):
            if number:
                rows.append([])
                column = 0
            if part and style:
                rows[-1].append((column, column + len(part), style))
            column += len(part)
    return [tuple(row) for row in rows]
