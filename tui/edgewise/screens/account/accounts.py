"""Choosing between the accounts that a credential sees."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edgewise.account.identity import Account
from edgewise.screens.dialogs import keys_line


class AccountsDialog(ModalScreen[Account | None]):
    """A list of accounts. Dismisses with the one that was chosen, or ``None``."""

    CSS = "AccountsDialog OptionList { height: auto; max-height: 16; background: $surface; }"
    BINDINGS: ClassVar = [Binding("escape,q", "cancel", "Cancel", show=False)]

    def __init__(self, accounts: tuple[Account, ...]) -> None:
        super().__init__(classes="dialog-layer")
        self._accounts = accounts

    def compose(self) -> ComposeResult:
        """Title, the accounts and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("Which account?"), classes="dialog-title")
            yield OptionList(*(Option(self._line(each)) for each in self._accounts), markup=False)
            yield Static(keys_line(("↑↓", "Move"), ("enter", "Choose"), ("escape", "Cancel")), classes="dialog-keys")

    def _line(self, account: Account) -> Content:
        return Content(account.label) + Content.styled(f"  {account.id[:8]}", "$text-muted")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen account."""
        self.dismiss(self._accounts[event.option_index])

    def action_cancel(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
