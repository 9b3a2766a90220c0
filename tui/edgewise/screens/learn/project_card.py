"""A project of the course as it stands in a lesson: the learner's own copy, and the way into Migrate."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course.model import Project
from edgewise.course.practice import Practice
from edgewise.errors import EdgewiseError
from edgewise.store import Folders
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, Barred, wrap


class ProjectCard(Commanding, Barred):
    """Where the copy is and how it stands."""

    class Opened(Message):
        """The reader wants to move the copy."""

        def __init__(self, root: Path) -> None:
            super().__init__()
            self.root = root

    VERBS = (
        Command("project.open", "enter", "Open in Migrate", "Open your copy in Migrate.", "open", display="enter"),
        Command("project.again", "r", "Begin again", "Begin with a new copy. Yours is kept beside it.", "again"),
    )

    def __init__(self, project: Project, folders: Folders, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.practice = Practice(project, folders)
        self._said = ""

    def on_click(self) -> None:
        """A click opens it too."""
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Beginning again where something was begun."""
        return self.practice.begun if action == "again" else True

    def action_open(self) -> None:
        """Make the copy if there is none, and go to Migrate."""
        try:
            root = self.practice.begin()
        except EdgewiseError as error:
            self._say(f"{error.message} {error.fix or ''}")
            return
        self._said = ""
        self.changed()
        self.post_message(self.Opened(root))

    def action_again(self) -> None:
        """A new copy."""
        try:
            kept = self.practice.again()
        except EdgewiseError as error:
            self._say(f"{error.message} {error.fix or ''}")
            return
        self._say(f"A new copy. The one before is kept as {kept.name}." if kept else "A new copy.")

    def _say(self, text: str) -> None:
        self._said = text
        self.changed()
        self.refresh_bindings()

    def inner(self, width: int) -> list[Content]:
        """Name, folder, state, keys."""
        title = Content.styled("Project  ", "$text-muted") + Content.styled(self.practice.project.name, "bold $primary")
        lines = [title, EMPTY]
        if self.practice.project.caption:
            lines += [*wrap(Content(self.practice.project.caption), width), EMPTY]
        symbol, style, words = self._state()
        lines += wrap(Content(words), width, Content.styled(f"{symbol} ", style))
        lines += wrap(Content.styled(clean(str(self.practice.root)), "$text-muted"), width, Content("  "))
        if self._said:
            lines += [EMPTY, *wrap(Content(clean(self._said)), width)]
        keys = Content.styled("enter", "bold $primary") + Content(" opens it in Migrate")
        if self.practice.begun:
            keys += Content.styled("   r", "bold $primary") + Content(" begins again")
        return [*lines, EMPTY, keys]

    def _state(self) -> tuple[str, str, str]:
        """A mark, its style, and how the copy stands."""
        if not self.practice.begun:
            return "○", "$text-muted", "No copy yet. It will be made here:"
        from edgewise.migration import status

        try:
            state = status(self.practice.root)
        except (EdgewiseError, OSError) as error:
            return "▲", "$warning", f"Your copy cannot be read: {clean(str(error), 80)}"
        if state == "applied":
            return "✓", "$success", "Your copy is a Worker now. Prove it in Migrate, or take it back."
        if state == "interrupted":
            return "▲", "$warning", "A migration of your copy was cut off. Go on or undo it, in Migrate."
        return "▶", "$primary", "Your copy is a Pages project."
