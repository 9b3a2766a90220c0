"""The list of what was changed in this session, to read, copy and keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.screens.account.changing.blocks import Blocks
from edgewise.screens.account.changing.wording import listed
from edgewise.screens.account.views import Looking
from edgewise.screens.dialogs import keys_line

if TYPE_CHECKING:
    from edgewise.app import EdgewiseApp


class ChangesScreen(ModalScreen[None]):
    """What was asked to be changed, newest first."""

    CSS = """
    ChangesScreen .dialog { width: 110; height: 88%; }
    ChangesScreen .dialog-body { height: 1fr; }
    """
    BINDINGS: ClassVar = [
        Binding("escape,q,X", "close", "Close", show=False),
        Binding("c", "copy", "Copy as text", show=False),
        Binding("e", "export", "Copy as JSON", show=False),
    ]

    if TYPE_CHECKING:

        @property
        def app(self) -> EdgewiseApp: ...  # type: ignore[override]

    def __init__(self, looking: Looking) -> None:
        super().__init__(classes="dialog-layer")
        self._changes = looking.board.changes

    def compose(self) -> ComposeResult:
        """Title, the list and the keys."""
        with Vertical(classes="dialog"):
            count = len(self._changes)
            yield Static(Content(f"Changes of this session{f' · {count}' if count else ''}"), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Blocks(listed(self._changes))
            keys = (("↑↓", "Scroll"), ("c", "Copy"), ("e", "Copy as JSON"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to copy while nothing was changed."""
        return len(self._changes) > 0 if action in ("copy", "export") else True

    def action_copy(self) -> None:
        """Copy the list as text."""
        self.app.copy_to_clipboard(self._changes.text())
        self.app.say("The list is in the clipboard.")

    def action_export(self) -> None:
        """Copy the list as a JSON document."""
        document = {"schema": "edgewise/changes/1", **self._changes.document()}
        self.app.copy_to_clipboard(json.dumps(document, indent=2, ensure_ascii=False))
        self.app.say("The list is in the clipboard as JSON. It holds no credential.")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
