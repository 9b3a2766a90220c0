"""The solution of a lab: what differs from the learner's files, or the files as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.course.labs.compare import Comparison, Row, compare
from edgewise.course.labs.workspace import Workspace
from edgewise.screens.dialogs import keys_line
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.prose import code_lines

_STYLES = {"-": "$text-error on $error 15%", "+": "$text-success on $success 15%", " ": "$text-muted"}
_NUMBER = 4
"""Cells of a line's number."""


class SolutionText(Flow):
    """Every editable file, solved."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(id="solution-whole")
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


class DifferenceText(Flow):
    """Every editable file: what is only in the learner's, what only in the solution's."""

    def __init__(self, workspace: Workspace, mine: Mapping[str, str]) -> None:
        super().__init__(id="solution-difference")
        self.files = [compare(name, mine.get(name, ""), workspace.solution(name)) for name in workspace.spec.editable]

    def lines(self, width: int) -> list[Content]:
        """File after file, with a word on the signs before them."""
        signs = (("-", " only in yours"), ("+", " only in the solution"))
        lines = [Content("    ").join(Content.styled(sign, f"bold {_STYLES[sign]}") + text for sign, text in signs)]
        for file in self.files:
            lines += [EMPTY, Content.styled(file.name, "bold"), EMPTY, *_file(file, width)]
        return lines


def _file(file: Comparison, width: int) -> list[Content]:
    if file.too_long:
        return wrap(Content.styled("Too long to compare. Press d to see the solution.", "$text-muted"), width)
    if file.same:
        return wrap(Content.styled("✓ the same as yours", "$text-muted"), width)
    return [line for row in file.rows for line in _row(row, width)]


def _row(row: Row, width: int) -> list[Content]:
    if row.sign == "…":
        count = f"{row.text} line{'' if row.text == '1' else 's'} the same"
        return [Content.styled(f"{'⋯':>{_NUMBER}}   {count}", "$text-disabled").truncate(width)]
    style = _STYLES[row.sign]
    head = Content.styled(f"{row.number:>{_NUMBER}} ", "$text-disabled") + Content.styled(f"{row.sign} ", style)
    room = max(8, width - head.cell_length)
    parts = Content.styled(row.text, style).fold(room) or [EMPTY]
    lines = []
    for number, part in enumerate(parts):
        # Every line of a change carries its sign, also where a long one is broken.
        first = head if number == 0 else Content(" " * (_NUMBER + 1)) + Content.styled(f"{row.sign} ", style)
        lines.append(first + part + Content.styled(" " * max(0, room - part.cell_length), style))
    return lines


class SolutionDialog(ModalScreen[None]):
    """A sheet with the solution: first what differs, then, by a key, the whole."""

    BINDINGS: ClassVar = [
        Binding("escape,q,v,enter", "close", "Close", show=False),
        Binding("d", "turn", "Difference or whole", show=False),
    ]
    CSS = """
    SolutionDialog .dialog { width: 112; height: 90%; }
    SolutionDialog .dialog-body { height: 1fr; }
    SolutionDialog #solution-whole { display: none; }
    SolutionDialog.-whole #solution-whole { display: block; }
    SolutionDialog.-whole #solution-difference { display: none; }
    """

    def __init__(self, workspace: Workspace, mine: Mapping[str, str]) -> None:
        """``mine`` has the learner's text of each editable file, as it is now."""
        super().__init__(classes="dialog-layer")
        self._workspace = workspace
        self._mine = mine

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="dialog"):
            yield Static(Content("One solution. Yours may differ, and be as good."), classes="dialog-title")
            with VerticalScroll(classes="dialog-body"):
                yield DifferenceText(self._workspace, self._mine)
                yield SolutionText(self._workspace)
            keys = keys_line(("d", "Difference or whole"), ("↑↓", "Scroll"), ("escape", "Close"))
            yield Static(keys, classes="dialog-keys")

    def on_mount(self) -> None:
        """Who has the solution already sees it whole."""
        self.set_class(all(file.same for file in self.query_one(DifferenceText).files), "-whole")

    def action_turn(self) -> None:
        """Show the other view, from its beginning."""
        self.toggle_class("-whole")
        self.query_one(".dialog-body", VerticalScroll).scroll_home(animate=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss()
