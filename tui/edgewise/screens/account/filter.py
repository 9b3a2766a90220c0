"""The line where the words to find are typed."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from edgewise.commands import Command, Commanding


class FilterInput(Commanding, Input):
    """An input that gives the table its focus back: with the filter kept, or with it gone."""

    VERBS = (
        Command("account.keep", "enter,down,up", "To the rows", "Keep the words, go to the rows.", "done", display="⏎"),
        Command("account.clear", "escape", "Show all", "Forget the words and show all rows.", "clear"),
    )

    class Done(Message):
        """The user wants to go on in the table."""

    def action_done(self) -> None:
        """Keep the filter."""
        self.post_message(self.Done())

    def action_clear(self) -> None:
        """Show all rows again."""
        self.value = ""
        self.post_message(self.Done())
