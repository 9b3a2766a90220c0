"""A finding on a page of its own: what was found here, and what the catalogue says about its kind."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from edgewise.commands import Command, Commanding
from edgewise.migration.model import Finding
from edgewise.screens.dialogs import keys_line
from edgewise.screens.migrate.assess.explanation import explanation
from edgewise.screens.migrate.assess.manual import manual_lines
from edgewise.screens.migrate.page import Page


class FindingPage(Commanding, ModalScreen[str | None]):
    """Scrolls. Dismisses with the id of the lesson to open, or ``None``."""

    VERBS = (
        Command("finding.close", "escape,q,enter,question_mark", "Close", "Go back to the findings.", "leave"),
        Command("finding.lesson", "l", "Lesson", "Open the lesson that explains this finding.", "lesson"),
    )

    def __init__(self, finding: Finding, root: Path) -> None:
        super().__init__(classes="dialog-layer")
        self._finding = finding
        self._root = root

    def compose(self) -> ComposeResult:
        """The page and its keys."""
        with Vertical(classes="dialog whole reading"):
            yield Page()
            lesson = (("l", "Lesson"),) if self._finding.lesson else ()
            yield Static(keys_line(("↑↓", "Scroll"), *lesson, ("escape", "Close")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Write the page."""
        page = self.query_one(Page)
        page.show(self._lines)
        page.focus()

    def _lines(self, width: int) -> list[Content]:
        found = explanation(self._finding, self._root, width, around=3)
        return [*found, *manual_lines(self._finding.id, width)]

    def action_follow(self, target: str) -> None:
        """Follow a link of the page: to a lesson, or outside."""
        kind, _, rest = target.partition(":")
        if kind == "lesson":
            self.dismiss(rest.partition("#")[0])
        else:
            self.app.open_url(target)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_lesson(self) -> None:
        """Close, and go to the lesson."""
        if self._finding.lesson:
            self.dismiss(self._finding.lesson)
