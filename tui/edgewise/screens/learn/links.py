"""The links of a step, to be followed by keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edgewise.screens.dialogs import keys_line


class LinksDialog(ModalScreen[str | None]):
    """A list of links. Dismisses with the target that was chosen."""

    BINDINGS: ClassVar = [Binding("escape,q", "cancel", "Cancel", show=False)]

    def __init__(self, links: list[tuple[str, str]]) -> None:
        super().__init__(classes="dialog-layer")
        self._links = links

    def compose(self) -> ComposeResult:
        """Title, links, keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("Links of this step"), classes="dialog-title")
            yield OptionList(*(Option(self._row(*link)) for link in self._links), markup=False)
            yield Static(keys_line(("enter", "Follow"), ("escape", "Cancel")), classes="dialog-keys")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the target."""
        self.dismiss(self._links[event.option_index][1])

    def action_cancel(self) -> None:
        """Close without one."""
        self.dismiss(None)

    @staticmethod
    def _row(text: str, target: str) -> Content:
        where = target.removeprefix("lesson:")
        return Content(text) + Content.styled(f"\n  {where}", "$text-muted")
