"""A migration in words: its steps and files, and what an undo would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from edgewise.screens.migrate.history.record import EDITED, Fate, Kept, Record
from edgewise.screens.migrate.words import plural, signed
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY

FATES = {
    Fate.AS_BEFORE: ("↶", "$primary"),
    Fate.GOES: ("−", "$error"),
    Fate.COMES_BACK: ("+", "$success"),
    Fate.UNTOUCHED: ("○", "$text-muted"),
    Fate.MERGED: ("▲", "$warning"),
    Fate.CONFLICT: ("✗", "$error"),
}
"""Sign and colour of what an undo does to a file."""


def step_name(step: str) -> str:
    """The id of a step as words."""
    return clean(step).replace("-", " ").capitalize()


def when_words(when: datetime | None) -> str:
    """A time of day in UTC, as the index keeps it."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when is not None else ""


def fate_row(kept: Kept) -> Content:
    """A file and what an undo does to it."""
    sign, style = FATES[kept.fate]
    row = Content.styled(f"{sign} ", f"bold {style}") + Content(clean(kept.edit.path, 100))
    return row + Content.styled(f"  {kept.fate}", style if kept.fate in EDITED else "$text-muted")


def record_lines(record: Record, when: datetime | None, width: int) -> list[Content]:
    """The steps of a migration with their files, and whether an undo would meet anything in its way."""
    lines = _state(record, width)
    facts = [when_words(when), *(f"{key} {value}" for key, value in record.choices.items())]
    if record.branch:
        facts.append(f"branch {record.branch}")
    if record.program:
        facts.append(f"edgewise {record.program}")
    lines.append(Content.styled("   ".join(clean(fact, 60) for fact in facts if fact), "$text-muted"))
    for step in dict.fromkeys(kept.step for kept in record.files):
        lines += [EMPTY, Content.styled(step_name(step), "bold")]
        lines += [Content("  ") + fate_row(kept) for kept in record.files if kept.step == step]
    return [*lines, EMPTY, *undo_remark(record, width)]


def _state(record: Record, width: int) -> list[Content]:
    if record.undoing:
        return signed("▲", "$warning", Content.styled("An undo has begun and did not finish.", "bold $warning"), width)
    if not record.finished:
        return signed("▲", "$warning", Content.styled("It was cut off before its end.", "bold $warning"), width)
    steps, files = plural(len(record.steps), "step"), plural(len(record.files), "file")
    return signed("✓", "$success", Content.styled(f"Applied: {steps}, {files}.", "bold"), width)


def undo_remark(record: Record, width: int) -> list[Content]:
    """Whether each file goes back to what it was."""
    edited = record.edited
    if not edited:
        return signed("✓", "$success", "Nothing was edited since: undo gives back every byte.", width)
    verb = "was" if len(edited) == 1 else "were"
    text = f"{plural(len(edited), 'file')} {verb} edited since. Undo takes the migration out and leaves your edits."
    conflicts = sum(kept.fate is Fate.CONFLICT for kept in edited)
    lines = signed("▲", "$warning", text, width)
    if conflicts:
        alone = f"{plural(conflicts, 'file has', 'files have')} both in the same places: you decide about those."
        lines += signed("✗", "$error", alone, width)
    return lines


def preview(files: Sequence[Kept], most: int) -> list[Content]:
    """What an undo does to the first files, the edited ones before all."""
    ordered = sorted(files, key=lambda kept: kept.fate not in EDITED)
    lines = [fate_row(kept) for kept in ordered[:most]]
    if len(ordered) > most:
        lines.append(Content.styled(f"  and {len(ordered) - most:,} more", "$text-muted"))
    return lines
