"""The solution of a lab, for those who passed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.course.labs.workspace import Workspace
from edgewise.screens.dialogs import keys_line
from edgewise.widgets.flow import EMPTY, Flow
from edgewise.widgets.prose import code_lines


class SolutionText(Flow):
    """Every editable file, solved."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._files = [(name, workspace.solution(name)) for name in workspace.spec.editable]

    def lines(self, width: int) -> list[Content]:
        """File after file."""
        lines: list[Content] = []
        for name, text in self._files:
            if lines:
                lines.append(EMPTY)
            lines += [Content.styled(name, "bold"), EMPTY]
            lines += code_lines(text.rstrip("\n"), name.rpartition(".")[2], width)
        return lines


class SolutionDialog(ModalScreen[None]):
    """A sheet with the solution."""

    BINDINGS: ClassVar = [Binding("escape,q,v,enter", "close", "Close", show=False)]
    CSS = "SolutionDialog .dialog { width: 112; height: 90%; } SolutionDialog .dialog-body { height: 1fr; }"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(classes="dialog-layer")
        self._workspace = workspace

    def compose(self) -> ComposeResult:
        """Title, code, keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("One solution. Yours may differ, and be as good."), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield SolutionText(self._workspace)
            yield Static(keys_line(("↑↓", "Scroll"), ("escape", "Close")), classes="dialog-keys")

    def action_close(self) -> None:
        """Close."""
        self.dismiss()
