"""The question before the plan is applied: here, on a new branch, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edgewise.screens.dialogs import keys_line

BRANCH = "pages-to-workers"
"""The name that is suggested for a branch."""


@dataclass(frozen=True)
class Yes:
    """The plan is to be applied; on a new branch when one is named."""

    branch: str | None = None


class ApplyDialog(ModalScreen[Yes | None]):
    """Dismisses with :class:`Yes` only for an explicit yes.

    Args:
        branches: whether git could make a branch here.
    """

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("n", "leave", "No", show=False),
        Binding("y", "yes", "Yes", show=False),
        Binding("b", "branch", "Branch", show=False),
    ]

    def __init__(self, body: Content, *, branches: bool) -> None:
        super().__init__(classes="dialog-layer")
        self._body = body
        self._branches = branches

    def compose(self) -> ComposeResult:
        """What will happen, a line for the branch's name, and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("Change these files?"), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield Static(self._body)
            yield Input(BRANCH, id="branch", select_on_focus=False)
            yield Static(id="apply-keys", classes="dialog-keys")

    def on_mount(self) -> None:
        """The branch is asked for only when it is wanted."""
        self._naming(False)

    def _naming(self, wanted: bool) -> None:
        field = self.query_one(Input)
        field.display = wanted
        if wanted:
            field.focus()
            keys = (("enter", "Make this branch and apply"), ("escape", "Back"))
        else:
            self.set_focus(None)
            branch = (("b", "On a new branch"),) if self._branches else ()
            keys = (("y", "Yes, apply here" if self._branches else "Yes, apply"), *branch, ("escape", "Cancel"))
        self.query_one("#apply-keys", Static).update(keys_line(*keys))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No branch without git."""
        return self._branches if action == "branch" else True

    def action_yes(self) -> None:
        """Apply here."""
        self.dismiss(Yes())

    def action_branch(self) -> None:
        """Ask for the branch's name."""
        self._naming(True)

    def action_back(self) -> None:
        """Leave the branch's name, or the dialog."""
        if self.query_one(Input).display:
            self._naming(False)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Close without a yes."""
        self.dismiss(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A name is a yes; an empty one is none."""
        name = event.value.strip()
        if name:
            self.dismiss(Yes(name))
