"""The questions before files are written."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.migration.care import Precautions, warnings
from edgewise.migration.model import FileEdit, Plan
from edgewise.migration.operations.journal import Run, visiting
from edgewise.screens.migrate.history.record import Record
from edgewise.screens.migrate.history.words import preview, undo_remark
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.words import ACTIONS, signed, summary
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY

_SHOWN = 10
_VISITORS = "In the account visitors are with the Worker, and stay there. Take that back first: press 8, then u."
_WIDTH = 64
"""Cells of a dialog's text."""


def apply_question(plan: Plan, care: Precautions | None) -> Content:
    """Which files are written, and what git could not give back."""
    lines = [summary(plan.edits, done=False), EMPTY, *_files(plan.edits), EMPTY]
    for warning in warnings(care) if care is not None else ():
        lines += signed("▲", "$text-warning", warning, _WIDTH)
    return _joined([*lines, Content.styled("Undo (u) gives back every byte.", "$text-muted")])


def resume_question(look: Look) -> Content:
    """What finishing an interrupted migration means."""
    text = (
        "The files that were not changed yet are changed now, as the plan said when it was begun. "
        "A file that you changed meanwhile stops it."
    )
    return _joined([Content(text), EMPTY, *_files(look.edits)])


def undo_question(record: Record | None, runs: Sequence[Run] = ()) -> Content:
    """What becomes of each file, and whether the account should go back first.

    Args:
        runs: what was done in the account.
    """
    warned = signed("▲", "$text-warning", _VISITORS, _WIDTH) if visiting(runs) else []
    if record is None:
        text = "The journal knows which files were changed. All of them go back to what they were."
        return _joined([*warned, Content(text)])
    lines = [*warned, Content("These files go back to what they were before the migration:"), EMPTY]
    lines += [*preview(record.files, _SHOWN), EMPTY, *undo_remark(record, _WIDTH)]
    return _joined(lines)


def keep_question(record: Record) -> Content:
    """Which files stay as they are."""
    head = Content("These files stay as they are now, and the undo is finished:")
    lines = [head, EMPTY, *preview(record.conflicts, _SHOWN)]
    return _joined([*lines, EMPTY, Content.styled("The originals stay in .edgewise/originals.", "$text-muted")])


def _files(edits: Sequence[FileEdit]) -> list[Content]:
    lines = []
    for edit in edits[:_SHOWN]:
        sign, style, _ = ACTIONS[edit.action]
        lines.append(Content.styled(f"{sign} ", f"bold {style}") + Content(clean(edit.path, 60)))
    if len(edits) > _SHOWN:
        lines.append(Content.styled(f"  and {len(edits) - _SHOWN:,} more", "$text-muted"))
    return lines


def _joined(lines: Sequence[Content]) -> Content:
    return Content("\n").join(lines)
