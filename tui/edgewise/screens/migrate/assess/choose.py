"""The dialog that asks a decision: every answer with its consequences."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.migration.choices import Choices, Decision
from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.assess.decisions import option_lines
from edgewise.screens.migrate.assess.rows import answer
from edgewise.widgets.flow import EMPTY, Flow


class Answers(Flow):
    """The answers below each other, with an arrow at one."""

    def __init__(self, decision: Decision, choices: Choices) -> None:
        super().__init__()
        self._decision = decision
        self._choices = choices
        self.cursor = list(decision.options).index(answer(decision, choices))

    def lines(self, width: int) -> list[Content]:
        """A head and its consequences for each answer."""
        lines: list[Content] = []
        for at, option in enumerate(self._decision.options):
            here = at == self.cursor
            mark = Content.styled(f"{'▶' if here else ' '} {at + 1} ", "bold $primary" if here else "$text-muted")
            inner = option_lines(self._decision, option, self._choices, width - mark.cell_length, here=here)
            lines += [EMPTY] if lines else []
            lines += [mark + inner[0], *(Content(" " * mark.cell_length) + line for line in inner[1:])]
        return lines


class ChooseDialog(ModalScreen[str | None]):
    """Dismisses with the chosen option, or ``None`` when nothing is to change."""

    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "Leave", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("down,j,tab", "move(1)", "Down", show=False),
        Binding("up,k,shift+tab", "move(-1)", "Up", show=False),
    ]

    def __init__(self, decision: Decision, choices: Choices) -> None:
        super().__init__(classes="dialog-layer")
        self._decision = decision
        self._options = list(decision.options)
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question, the answers, the keys."""
        with Vertical(classes="dialog choose"):
            yield Static(Content(self._decision.question), classes="dialog-title")
            with VerticalScroll(classes="dialog-body", can_focus=False):
                yield Answers(self._decision, self._choices)
            keys = (("↑↓", "Move"), ("enter", "Choose"), (f"1-{len(self._options)}", "Choose"), ("escape", "Leave it"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_key(self, event: events.Key) -> None:
        """A digit chooses the answer with that number."""
        if event.key.isdigit() and 1 <= int(event.key) <= len(self._options):
            event.stop()
            self.dismiss(self._options[int(event.key) - 1])

    def action_move(self, direction: int) -> None:
        """Move the arrow."""
        answers = self.query_one(Answers)
        answers.cursor = (answers.cursor + direction) % len(self._options)
        answers.changed()

    def action_choose(self) -> None:
        """Choose the answer at the arrow."""
        self.dismiss(self._options[self.query_one(Answers).cursor])

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
