"""Where SQL is written: enter runs it, the arrows at its edges bring back what was asked before."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from edgewise.commands import Command, Commanding


class SqlEditor(Commanding, TextArea):
    """A few lines of SQL."""

    DEFAULT_CSS = """
    SqlEditor { height: auto; min-height: 2; max-height: 8; border: none; padding: 0 1; background: $surface; }
    SqlEditor:focus { border: none; border-left: outer $primary; }
    """
    VERBS = (
        Command("sql.run", "enter", "Ask", "Ask the database.", "run", display="⏎"),
        Command("sql.line", "ctrl+j", "New line", "Go on in another line.", "newline", footer=False),
        Command("sql.rows", "tab", "To the rows", "Go to the rows of the answer.", "rows"),
    )

    class Asked(Message):
        """The statement is to be asked."""

    class Older(Message):
        """An earlier statement is wanted, or with ``newer`` a later one."""

        def __init__(self, *, newer: bool) -> None:
            super().__init__()
            self.newer = newer

    class Left(Message):
        """The rows are wanted."""

    def __init__(self, text: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(text, id=id, show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
        # Whoever writes goes on from what is there, or selects it with a key; the beginning is no place to write.
        self.move_cursor(self.document.end)

    def on_key(self, event: events.Key) -> None:
        """Enter asks; a text area would break the line."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_run()

    def action_run(self) -> None:
        """Ask."""
        self.post_message(self.Asked())

    def action_newline(self) -> None:
        """Break the line."""
        self.insert("\n")

    def action_rows(self) -> None:
        """Leave for the rows."""
        self.post_message(self.Left())

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up; from the first line to what was asked before."""
        if self.cursor_location[0] == 0 and not select:
            self.post_message(self.Older(newer=False))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down; from the last line to what was asked after."""
        if self.cursor_location[0] == self.document.line_count - 1 and not select:
            self.post_message(self.Older(newer=True))
        else:
            super().action_cursor_down(select)

    def put(self, text: str) -> None:
        """Write another statement in its place, the cursor at its end."""
        self.text = text
        self.move_cursor(self.document.end)
