"""The lab as it stands in a lesson: what is to do, and one key to begin."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course.labs.model import Spec
from edgewise.course.labs.spec import load_spec
from edgewise.course.model import Lab
from edgewise.errors import InputError
from edgewise.widgets.flow import EMPTY, Barred, wrap


class LabCard(Commanding, Barred):
    """Title, checks and the way in."""

    class Opened(Message):
        """The reader wants to work in the lab."""

        def __init__(self, lab: Lab) -> None:
            super().__init__()
            self.lab = lab

    VERBS = (Command("lab.open", "enter", "Open the lab", "Open the lab.", "open", display="enter"),)

    def __init__(self, lab: Lab, *, passed: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lab = lab
        self.passed = passed
        self._spec: Spec | None = None
        self._problem = ""
        try:
            self._spec = load_spec(lab)
        except InputError as error:
            self._problem = f"{error.message} ({error.where})"

    def on_click(self) -> None:
        """A click opens the lab too."""
        self.action_open()

    def action_open(self) -> None:
        """Open the lab."""
        if self._spec is not None:
            self.post_message(self.Opened(self.lab))

    def inner(self, width: int) -> list[Content]:
        """Title, checks, the way in; or why the lab cannot be read."""
        if self._spec is None:
            return wrap(Content(self._problem), width, Content.styled("✗ ", "$error"))
        title = Content.styled("Lab  ", "$text-muted") + Content.styled(self._spec.title, "bold $primary")
        if self.passed:
            title += Content.styled("  ✓ passed", "$success")
        lines = [title, EMPTY, Content.styled("It is done when", "$text-muted")]
        symbol, style = ("✓", "$success") if self.passed else ("○", "$text-muted")
        for check in self._spec.checks:
            lines += wrap(Content(check.title), width, Content.styled(f"{symbol} ", style))
        enter = Content.styled("enter", "bold $primary") + Content(" opens the lab")
        return [*lines, EMPTY, enter]
