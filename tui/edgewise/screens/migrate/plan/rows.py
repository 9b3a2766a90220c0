"""The files of a plan, each with the step that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from edgewise.migration.model import FileEdit, Plan
from edgewise.screens.migrate.lists import Row
from edgewise.screens.migrate.words import ACTIONS, prose
from edgewise.text import clean, clean_lines


@dataclass(frozen=True)
class Change:
    """One file change.

    Attributes:
        number: of its step, from 1; 0 when the step is not known any more.
        of: how many steps there are.
    """

    edit: FileEdit
    number: int = 0
    of: int = 0
    title: str = ""
    why: str = ""
    settles: tuple[str, ...] = ()


def changes(plan: Plan | None, edits: Sequence[FileEdit]) -> tuple[Change, ...]:
    """The file changes in order. ``edits`` stand without their steps when the plan is not known."""
    if plan is None:
        return tuple(Change(edit) for edit in edits)
    total = len(plan.steps)
    return tuple(
        Change(edit, number, total, step.title, step.why, step.settles)
        for number, step in enumerate(plan.steps, 1)
        for edit in step.edits
    )


def rows(found: Sequence[Change]) -> list[Row]:
    """A row for each file, in the folders' order of the plan: sign, path, and the step's number."""
    return [Row(_row(change), change.edit.path) for change in found]


def _row(change: Change) -> Content:
    sign, style, word = ACTIONS[change.edit.action]
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(_short(change.edit.path))
    return row + Content.styled(f"  {word}", "$text-muted")


def _short(path: str, most: int = 40) -> str:
    """A path cut in the middle of its folders, so that the file's own name stays."""
    path = clean(path)
    if len(path) <= most:
        return path
    folder, _, name = path.rpartition("/")
    return f"{folder[: max(3, most - len(name) - 2)]}…/{name}"


def reason(change: Change, width: int, *, short: bool = False) -> list[Content]:
    """The step that makes this change, and why; only the step where there is little room."""
    if not change.title:
        return []
    head = Content.styled(f"Step {change.number} of {change.of}  ", "$text-muted")
    head += Content.styled(clean(change.title), "bold")
    if short:
        return [head.truncate(width, ellipsis=True)]
    return [head.truncate(width, ellipsis=True), *prose(clean_lines(change.why), width, "$text-muted")]
