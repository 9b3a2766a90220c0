"""What can be done to a row: the list of its changes, from which one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edgewise.account.changes.request import Change, change_of
from edgewise.account.resources.model import Action
from edgewise.errors import EdgewiseError
from edgewise.screens.account.changing.confirm import ConfirmChange
from edgewise.screens.account.changing.history import ChangesScreen
from edgewise.screens.account.locking import question
from edgewise.screens.account.views import Looking
from edgewise.screens.dialogs import ConfirmDialog, keys_line
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.app import EdgewiseApp


class ChangeScreen(ModalScreen[None]):
    """The changes that a row allows. Choosing one asks for the lock first, then for the change itself."""

    CSS = "ChangeScreen OptionList { height: auto; max-height: 12; background: $surface; }"
    BINDINGS: ClassVar = [
        Binding("escape,q,x", "close", "Close", show=False),
        Binding("c", "copy", "Copy the command", show=False),
        Binding("X", "history", "Changes made", show=False),
    ]

    if TYPE_CHECKING:

        @property
        def app(self) -> EdgewiseApp: ...  # type: ignore[override]

    def __init__(self, looking: Looking) -> None:
        super().__init__(classes="dialog-layer")
        self._looking = looking
        self._scope = looking.board.scope()
        row = looking.row
        self._actions: tuple[Action, ...] = (
            tuple(each for each in looking.kind.actions if each.when(row, self._scope)) if row is not None else ()
        )

    def compose(self) -> ComposeResult:
        """Title, the changes, whether the lock is on, and the keys."""
        looking = self._looking
        name = looking.kind.row_name(looking.row) if looking.row is not None else looking.kind.title
        with Vertical(classes="dialog"):
            yield Static(Content(f"Change {clean(name, 60)} · {looking.kind.singular}"), classes="dialog-title")
            yield OptionList(*(Option(Content(each.title)) for each in self._actions), markup=False)
            yield Static(self._state(), classes="dialog-body")
            keys = (("enter", "Choose"), ("c", "Copy command"), ("X", "Made so far"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def _state(self) -> Content:
        if not self._actions:
            return Content("\nNothing can be changed here as it is now.")
        if self._looking.board.lock.on:
            words = "\nThe account is locked. Choosing asks to turn the lock off; nothing is sent before that."
            return Content.styled(words, "$text-muted")
        return Content.styled("\nThe lock is off. Each change shows its request and wants a typed word.", "$text-muted")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on with the chosen change."""
        event.stop()
        self._ask(self._actions[event.option_index])

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _ask(self, action: Action) -> None:
        change = self._change(action)
        if change is None:
            return
        dialog = self.query_one(".dialog")
        dialog.display = False
        asked = await self._asked(change)
        if asked:
            self.dismiss(None)
            return
        dialog.display = True
        self.query_one(OptionList).focus()
        self.query_one(".dialog-body", Static).update(self._state())

    async def _asked(self, change: Change) -> bool:
        """Whether the change was asked for, after the lock was turned off and the word was typed."""
        board = self._looking.board
        if board.lock.on:
            if not await self.app.push_screen_wait(ConfirmDialog("Allow changes?", question(board), yes="Unlock")):
                return False
            board.lock.turn_off()
            self._tell_title()
        board.lock.use()
        return await self.app.push_screen_wait(ConfirmChange(board, self._looking.client, change))

    def _tell_title(self) -> None:
        """The title behind this dialog says whether the account is locked."""
        from edgewise.screens.account.screen import AccountScreen

        for below in self.app.screen_stack:
            if isinstance(below, AccountScreen):
                below.frame()

    def _change(self, action: Action) -> Change | None:
        looking, account = self._looking, self._looking.board.account
        if looking.row is None or account is None:
            return None
        try:
            return change_of(
                action,
                looking.kind,
                looking.row,
                self._scope,
                account_id=account.id,
                base_url=looking.client.base_url,
            )
        except EdgewiseError as error:
            self.app.warn(f"{error.message} {error.fix or ''}".strip())
            return None

    def action_copy(self) -> None:
        """Copy the command that does the same as the change under the cursor."""
        at = self.query_one(OptionList).highlighted
        change = self._change(self._actions[at]) if at is not None else None
        if change is not None:
            self.app.copy_to_clipboard(change.command)
            self.app.say(f"Copied: {clean(change.command, 200)}")

    def action_history(self) -> None:
        """Show what was changed in this session."""
        self.app.push_screen(ChangesScreen(self._looking))

    def action_close(self) -> None:
        """Go back without a change."""
        self.dismiss(None)
