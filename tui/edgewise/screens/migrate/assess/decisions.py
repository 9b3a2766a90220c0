"""The decisions: which of them arise, what each answer means, and what changes with another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.content import Content

from edgewise.migration.choices import DECISIONS, Choices, Decision
from edgewise.migration.model import Severity
from edgewise.project.model import PagesProject
from edgewise.screens.migrate.assess.rows import answer
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.words import plural, title
from edgewise.widgets.flow import wrap


def arising(project: PagesProject | None) -> tuple[Decision, ...]:
    """The decisions that this project asks for."""
    return () if project is None else tuple(each for each in DECISIONS if each.arises(project))


def decision_of(key: object) -> Decision | None:
    """The decision with this key."""
    return next((each for each in DECISIONS if each.key == key), None)


def chosen(choices: Choices, key: str, option: str) -> Choices:
    """The choices with one answer changed."""
    return replace(choices, **{key: option})


def decision_lines(decision: Decision, choices: Choices, width: int) -> list[Content]:
    """The question and every answer with what follows from it; the one that stands is marked."""
    lines = [title(decision.question)]
    for option in decision.options:
        lines += option_lines(decision, option, choices, width)
    return lines


def option_lines(decision: Decision, option: str, choices: Choices, width: int, *, here: bool = False) -> list[Content]:
    """An answer, whether it stands, and what follows from it; ``here`` when the cursor is on it."""
    stands = answer(decision, choices) == option
    head = Content.styled("✓ " if stands else "○ ", "bold $text-success" if stands else "$text-muted")
    head += Content.styled(option, "bold $primary" if here else "bold" if stands else "")
    if stands:
        head += Content.styled("  chosen", "$text-success")
    if option == next(iter(decision.options)):
        head += Content.styled("  default", "$text-muted")
    indent = Content("  ")
    return [head, *wrap(Content.styled(decision.options[option], "" if here else "$text-muted"), width, indent)]


def effect(before: Look, after: Look) -> str:
    """What another answer changed, in one sentence."""
    parts = list(_differences(before, after))
    return f"{'; '.join(parts)}." if parts else "Nothing else changes."


def _differences(before: Look, after: Look) -> Iterator[str]:
    old, new = set(before.findings), set(after.findings)
    come, gone = len(new - old), len(old - new)
    if come or gone:
        yield f"{plural(come, 'finding')} more, {gone:,} fewer"
    blockers = after.count(Severity.BLOCKER)
    if blockers and blockers != before.count(Severity.BLOCKER):
        yield f"{plural(blockers, 'thing')} in the way now"
    if after.plan is not None and before.edits != after.edits:
        yield f"the plan makes {plural(len(after.edits), 'file change')} instead of {len(before.edits):,}"
