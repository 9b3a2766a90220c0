"""Assess: the findings, worst first, and what one of them means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from edgewise.commands import Command, Commanding
from edgewise.migration.model import Finding, Severity
from edgewise.screens.migrate.lists import RowList
from edgewise.text import clean, clean_lines

SIGNS = {
    Severity.BLOCKER: ("✗", "$error", "In the way", "Nothing can be applied until these are settled."),
    Severity.DECISION: ("▲", "$warning", "To decide", "The plan has an answer. See whether it is yours."),
    Severity.MANUAL: ("▲", "$warning", "For you to do", "edgewise says how; it cannot do these itself."),
    Severity.AUTOMATIC: ("✓", "$success", "Done by the plan", "Nothing to do for you."),
    Severity.NOTE: ("○", "$text-muted", "Good to know", "What will be different, so that nobody is surprised."),
}


class FindingList(Commanding, RowList):
    """The findings under a heading for each severity."""

    VERBS = (
        Command(
            "migrate.explain",
            "question_mark,enter",
            "Explain",
            "Say why this finding matters and what to do.",
            "explain",
            display="?",
        ),
        Command("migrate.lesson", "l", "Lesson", "Open the lesson that explains this finding.", "lesson"),
        Command("migrate.down", "j", "Down", "Go to the next finding.", "cursor_down", footer=False),
        Command("migrate.up", "k", "Up", "Go to the finding before.", "cursor_up", footer=False),
    )

    class Explain(Message):
        """The user wants to know more about a finding."""

        def __init__(self, finding: Finding, *, lesson: bool = False) -> None:
            super().__init__()
            self.finding = finding
            self.lesson = lesson

    def __init__(self) -> None:
        super().__init__(id="finding-list")
        self._places: list[Finding | None] = []

    def show(self, findings: Sequence[Finding]) -> None:
        """Fill the list; the cursor stands on the first finding."""
        rows: list[tuple[Content, bool]] = []
        self._places = []
        for severity in Severity:
            group = [finding for finding in findings if finding.severity is severity]
            if not group:
                continue
            head = [Content(" ")] if rows else []
            head.append(_heading(severity, len(group)))
            rows.extend((line, False) for line in head)
            rows.extend((_row(finding), True) for finding in group)
            self._places.extend([*(None for _ in head), *group])
        self.fill(rows)
        self.highlighted = next((index for index, finding in enumerate(self._places) if finding), None)

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor."""
        return self._places[self.highlighted] if self.highlighted is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A lesson only where there is one."""
        if action == "lesson":
            return True if self.finding is not None and self.finding.lesson else None
        return True

    def action_explain(self) -> None:
        """Open the explanation."""
        if self.finding is not None:
            self.post_message(self.Explain(self.finding))

    def action_lesson(self) -> None:
        """Open the lesson."""
        if self.finding is not None:
            self.post_message(self.Explain(self.finding, lesson=True))


class AssessPane(Container):
    """The list, and beside or below it what the finding under the cursor means."""

    def __init__(self) -> None:
        super().__init__(id="assess")
        self._root = Path()

    def compose(self) -> ComposeResult:
        """List and detail."""
        yield FindingList()
        with VerticalScroll(id="finding-detail", can_focus=False):
            yield Static(id="finding-text")

    def show(self, findings: Sequence[Finding], root: Path) -> None:
        """Show ``findings`` of the project at ``root``."""
        self._root = root
        self.query_one(FindingList).show(findings)

    @on(OptionList.OptionHighlighted)
    def _detail(self) -> None:
        finding = self.query_one(FindingList).finding
        if finding is not None:
            self.query_one("#finding-text", Static).update(explanation(finding, self._root))
            self.query_one("#finding-detail").scroll_home(animate=False)
        self.screen.refresh_bindings()


def _heading(severity: Severity, count: int) -> Content:
    sign, style, title, promise = SIGNS[severity]
    heading = Content.styled(f"{sign} {title}", f"bold {style}") + Content.styled(f"  {count}", style)
    return heading + Content.styled(f"   {promise}", "$text-muted")


def _row(finding: Finding) -> Content:
    row = Content(f"  {clean(finding.title, 160)}")
    return row + Content.styled(f"  {finding.where}", "$text-muted") if finding.where else row


def explanation(finding: Finding, root: Path | None = None) -> Content:
    """Why it matters, what happens, where it stands, and which lesson explains it."""
    sign, style, title, _ = SIGNS[finding.severity]
    text = Content.styled(clean(finding.title, 200), "bold") + Content("\n")
    text += Content.styled(f"{sign} {title}", style) + Content.styled(f"   {finding.id}", "$text-muted")
    if finding.where:
        text += Content.styled(f"   {finding.where}", "$text-muted")
    text += Content("\n")
    if root is not None and finding.where is not None and finding.where.line is not None:
        text += excerpt(root, finding.where.file, finding.where.line)
    text += Content("\n") + Content(clean_lines(finding.why)) + Content("\n\n")
    text += Content.styled("What happens  ", "bold") + Content(clean_lines(finding.remedy))
    if finding.lesson:
        text += Content.styled(f"\n\nLesson: {finding.lesson}   press l to open it", "$text-muted")
    return text


def excerpt(root: Path, file: str, line: int, around: int = 1) -> Content:
    """The lines around a place in one of the project's files; empty when it cannot be read."""
    path = root / file
    try:
        if not path.resolve().is_relative_to(root.resolve()) or path.stat().st_size > 1024 * 1024:
            return Content("")
        lines = clean_lines(path.read_text("utf-8", "replace")).split("\n")
    except OSError:
        return Content("")
    text = Content("")
    for number in range(max(1, line - around), min(len(lines), line + around) + 1):
        style = "" if number == line else "$text-muted"
        gutter = Content.styled(f"\n{number:>5} │ ", "$primary" if number == line else "$text-disabled")
        text += gutter + Content.styled(lines[number - 1][:160], style)
    return text + Content("\n") if text else text
