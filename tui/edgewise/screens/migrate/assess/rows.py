"""The list of Assess: what is to be chosen and what was found, under a heading for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.migration.choices import Choices, Decision
from edgewise.migration.model import Finding, Severity
from edgewise.screens.migrate.lists import Row
from edgewise.text import clean

SIGNS = {
    Severity.BLOCKER: ("✗", "$text-error", "In the way", "Nothing can be applied until these are settled."),
    Severity.DECISION: ("▲", "$text-warning", "To decide", "The plan has an answer. See whether it is yours."),
    Severity.MANUAL: ("▲", "$text-warning", "For you to do", "edgewise says how; it cannot do these itself."),
    Severity.AUTOMATIC: ("✓", "$text-success", "Done by the plan", "Nothing to do for you."),
    Severity.NOTE: ("○", "$text-muted", "Good to know", "What will be different, so that nobody is surprised."),
}
"""Sign, colour, words and promise of each severity."""

CHOICE = ("▶", "$primary", "How to move", "Each has an answer. Press enter on one to change it.")

Key = Decision | Finding


def rows(findings: Sequence[Finding], decisions: Sequence[Decision], choices: Choices) -> list[Row]:
    """What is in the way first, then the choices, then the rest by how much it asks of the user."""
    found: list[Row] = []
    _add(found, Severity.BLOCKER, findings)
    if decisions:
        _heading(found, CHOICE, len(decisions))
        found += [Row(choice_row(each, choices), each.key) for each in decisions]
    for severity in list(Severity)[1:]:
        _add(found, severity, findings)
    return found


def _add(found: list[Row], severity: Severity, findings: Sequence[Finding]) -> None:
    group = [each for each in findings if each.severity is severity]
    if group:
        _heading(found, SIGNS[severity], len(group))
        found += [Row(finding_row(each), each) for each in group]


def _heading(found: list[Row], words: tuple[str, str, str, str], count: int) -> None:
    if found:
        found.append(Row(Content(" ")))
    sign, style, name, promise = words
    text = Content.styled(f"{sign} {name}", f"bold {style}") + Content.styled(f"  {count}", style)
    found.append(Row(text + Content.styled(f"   {promise}", "$text-muted")))


def finding_row(finding: Finding) -> Content:
    """A finding and its place."""
    row = Content(f"  {clean(finding.title, 200)}")
    return row + Content.styled(f"  {clean(str(finding.where), 80)}", "$text-muted") if finding.where else row


def choice_row(decision: Decision, choices: Choices) -> Content:
    """A question and the answer that stands."""
    row = Content(f"  {decision.question}  ")
    return row + Content.styled(answer(decision, choices), "bold")


def answer(decision: Decision, choices: Choices) -> str:
    """The answer that stands."""
    return str(getattr(choices, decision.key))
