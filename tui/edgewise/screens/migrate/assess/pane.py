"""Assess: the choices and the findings, worst first, and what the one under the cursor means."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command
from edgewise.migration.choices import Decision
from edgewise.migration.model import Finding
from edgewise.screens.migrate.assess.decisions import arising, decision_lines, decision_of
from edgewise.screens.migrate.assess.explanation import explanation
from edgewise.screens.migrate.assess.rows import rows
from edgewise.screens.migrate.lists import ListPane, RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.words import prose


class FindingList(RowList):
    """A choice or a finding a row."""

    VERBS = (
        Command(
            "migrate.open-row", "enter", "Open", "Change the choice, or explain the finding.", "select", display="enter"
        ),
        Command(
            "migrate.explain",
            "question_mark",
            "Explain",
            "Say why this finding matters and what to do.",
            "explain",
            display="?",
        ),
        Command("migrate.lesson", "l", "Lesson", "Open the lesson that explains this finding.", "lesson"),
    )

    class Lesson(RowList.About):
        """The user wants the lesson of the finding under the cursor."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A lesson only where there is one; an explanation only of findings."""
        if action == "lesson":
            return isinstance(self.key, Finding) and self.key.lesson is not None
        if action == "explain":
            return isinstance(self.key, Finding)
        return True

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self.key if isinstance(self.key, Finding) else None

    @property
    def decision(self) -> Decision | None:
        """The decision under the cursor."""
        return decision_of(self.key)

    def action_explain(self) -> None:
        """Open the explanation."""
        self.action_select()

    def action_lesson(self) -> None:
        """Open the lesson."""
        self.post_message(self.Lesson(self))


class AssessPane(ListPane):
    """The list, and beside or below it what the row under the cursor means."""

    class Decide(Message):
        """The user wants another answer to a decision."""

        def __init__(self, decision: Decision) -> None:
            super().__init__()
            self.decision = decision

    class Explain(Message):
        """The user wants to know more about a finding."""

        def __init__(self, finding: Finding, *, lesson: bool = False) -> None:
            super().__init__()
            self.finding = finding
            self.lesson = lesson

    def __init__(self) -> None:
        super().__init__(id="assess")
        self._look: Look | None = None

    def compose(self) -> ComposeResult:
        """List and detail."""
        with Container(classes="beside"):
            yield FindingList(id="finding-list")
            yield Page(id="finding-detail")

    def show(self, look: Look) -> None:
        """Show what was found."""
        self._look = look
        found = rows(look.findings, arising(look.project), look.asked.choices)
        self.query_one(FindingList).fill(found)
        self.query_one(FindingList).display = bool(found)
        if not found:
            self.query_one(Page).show(lambda width: nothing(look, width))

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self.query_one(FindingList).finding

    @on(RowList.Moved)
    def _detail(self) -> None:
        look, found = self._look, self.query_one(FindingList)
        finding, decision = found.finding, found.decision
        page = self.query_one(Page)
        if look is not None and finding is not None:
            page.show(lambda width: explanation(finding, look.root, width))
        elif look is not None and decision is not None:
            page.show(lambda width: decision_lines(decision, look.asked.choices, width))
        self.screen.refresh_bindings()

    @on(RowList.Picked)
    def _open(self) -> None:
        found = self.query_one(FindingList)
        if found.finding is not None:
            self.post_message(self.Explain(found.finding))
        elif found.decision is not None:
            self.post_message(self.Decide(found.decision))

    @on(FindingList.Lesson)
    def _lesson(self) -> None:
        finding = self.query_one(FindingList).finding
        if finding is not None:
            self.post_message(self.Explain(finding, lesson=True))


def nothing(look: Look, width: int) -> list[Content]:
    """There are no findings."""
    if look.migrated:
        text = "This project is migrated: its findings were answered then. History (h) says how it was moved."
        return prose(text, width)
    return prose("Nothing was found that matters for the move.", width)
