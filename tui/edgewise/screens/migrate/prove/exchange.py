"""One exchange on a page of its own: both answers, line by line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.commands import Command, Commanding
from edgewise.migration.parity.model import Exchange
from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.prove.answers import answer_lines
from edgewise.screens.migrate.prove.side_by_side import heading_lines


class ExchangePage(Commanding, ModalScreen[None]):
    """Scrolls."""

    VERBS = (Command("exchange.close", "escape,q,enter", "Close", "Go back to the differences.", "leave"),)

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(classes="dialog-layer")
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        """The page and its keys."""
        with Vertical(classes="dialog whole"):
            yield Page()
            yield Static(keys_line(("↑↓", "Scroll"), ("escape", "Close")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Write the page."""
        page = self.query_one(Page)
        page.show(self._lines)
        page.focus()

    def _lines(self, width: int) -> list[Content]:
        return [*heading_lines(self._exchange, width), *answer_lines(self._exchange, width)]

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
