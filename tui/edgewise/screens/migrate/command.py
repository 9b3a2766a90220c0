"""The dialog with the command lines that do the same as what is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.equivalents import Line
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.words import prose
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap


class CommandDialog(ModalScreen[None]):
    """Shows the commands; a digit copies another one than the first."""

    BINDINGS: ClassVar = [Binding("escape,q,enter,c", "leave", "Close", show=False)]

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(classes="dialog-layer")
        self._lines = tuple(lines)
        self._copied = 0

    def compose(self) -> ComposeResult:
        """Title, commands and keys."""
        with Vertical(classes="dialog commands"):
            yield Static(Content("The same on the command line"), classes="dialog-title")
            yield Page()
            number = len(self._lines)
            more = ((f"1-{number}", "Copy"),) if number > 1 else ()
            yield Static(keys_line(*more, ("escape", "Close")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Write the commands."""
        page = self.query_one(Page)
        page.show(self._text)
        page.focus()

    def _text(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for number, (command, what) in enumerate(self._lines):
            copied = number == self._copied
            mark = Content.styled(
                "✓ " if copied else f"{number + 1} ", "bold $text-success" if copied else "$text-muted"
            )
            lines += [*wrap(Content.styled(clean(command), "bold $primary" if copied else ""), width, mark)]
            lines += [*wrap(Content.styled(what, "$text-muted"), width, Content("  ")), EMPTY]
        remark = "✓ was sent to your clipboard; some terminals do not allow that. --json gives a document for programs."
        return [*lines, *prose(remark, width, "$text-muted")]

    def on_key(self, event: object) -> None:
        """Copy the command with this number."""
        key = getattr(event, "key", "")
        if key.isdigit() and 1 <= int(key) <= len(self._lines):
            self._copied = int(key) - 1
            self.app.copy_to_clipboard(self._lines[self._copied][0])
            self.query_one(Page).show(self._text, again=True)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
