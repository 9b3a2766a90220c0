"""A migration in words: its steps and files, and what an undo would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from edgewise.migration.choices import DECISIONS
from edgewise.screens.migrate.history.record import EDITED, Fate, Kept, Record
from edgewise.screens.migrate.words import plural, signed
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap

FATES = {
    Fate.AS_BEFORE: ("↶", "$primary"),
    Fate.GOES: ("−", "$text-error"),
    Fate.COMES_BACK: ("+", "$text-success"),
    Fate.UNTOUCHED: ("○", "$text-muted"),
    Fate.MERGED: ("▲", "$text-warning"),
    Fate.CONFLICT: ("✗", "$text-error"),
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
    facts = [when_words(when), *(f"{key} {value}" for key, value in _told(record))]
    if record.branch:
        facts.append(f"branch {record.branch}")
    if record.program:
        facts.append(f"edgewise {record.program}")
    lines += wrap(Content.styled("   ".join(clean(fact, 60) for fact in facts if fact), "$text-muted"), width)
    for step in dict.fromkeys(kept.step for kept in record.files):
        lines += [EMPTY, Content.styled(step_name(step), "bold")]
        for kept in record.files:
            lines += wrap(fate_row(kept), width, Content("  "), Content("    ")) if kept.step == step else []
    return [*lines, EMPTY, *undo_remark(record, width)]


def _told(record: Record) -> Iterator[tuple[str, str]]:
    """The choices worth telling: the first always, others where they are not the default."""
    defaults = {each.key: next(iter(each.options)) for each in DECISIONS}
    for number, (key, value) in enumerate(record.choices.items()):
        if number == 0 or value != defaults.get(key):
            yield key, value


def _state(record: Record, width: int) -> list[Content]:
    if record.undoing:
        return signed(
            "▲", "$text-warning", Content.styled("An undo has begun and did not finish.", "bold $text-warning"), width
        )
    if not record.finished:
        return signed(
            "▲", "$text-warning", Content.styled("It was cut off before its end.", "bold $text-warning"), width
        )
    steps, files = plural(len(record.steps), "step"), plural(len(record.files), "file")
    return signed("✓", "$text-success", Content.styled(f"Applied: {steps}, {files}.", "bold"), width)


def undo_remark(record: Record, width: int) -> list[Content]:
    """Whether each file goes back to what it was."""
    edited = record.edited
    if not edited:
        return signed("✓", "$text-success", "Nothing was edited since: undo gives back every byte.", width)
    verb = "was" if len(edited) == 1 else "were"
    text = f"{plural(len(edited), 'file')} {verb} edited since. Undo takes the migration out and leaves your edits."
    conflicts = len(record.conflicts)
    lines = signed("▲", "$text-warning", text, width)
    if conflicts:
        alone = f"{plural(conflicts, 'file has', 'files have')} both in the same places: you decide about those."
        lines += signed("✗", "$text-error", alone, width)
    return lines


def preview(files: Sequence[Kept], most: int) -> list[Content]:
    """What an undo does to the first files, the edited ones before all."""
    ordered = sorted(files, key=lambda kept: kept.fate not in EDITED)
    lines = [fate_row(kept) for kept in ordered[:most]]
    if len(ordered) > most:
        lines.append(Content.styled(f"  and {len(ordered) - most:,} more", "$text-muted"))
    return lines
