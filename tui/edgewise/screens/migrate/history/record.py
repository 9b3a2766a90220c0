"""What the journal of a folder says, and what an undo would do to each file now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from edgewise.migration.journal import Entry, addition_names, read_journal
from edgewise.migration.merging import merge
from edgewise.migration.model import FileEdit
from edgewise.migration.undoing import LABELS


class Fate(StrEnum):
    """What an undo does to a file."""

    AS_BEFORE = "as before"
    GOES = "goes away"
    COMES_BACK = "comes back"
    UNTOUCHED = "is as before already"
    MERGED = "edited since: your edits stay"
    CONFLICT = "edited since in the same places: left alone"


EDITED = (Fate.MERGED, Fate.CONFLICT)
"""What becomes of files that were edited after the migration."""


@dataclass(frozen=True)
class Kept:
    """One file of a migration.

    Attributes:
        step: id of the step that changed it.
        edit: the file before and after the migration.
        fate: what an undo does to it now.
    """

    step: str
    edit: FileEdit
    fate: Fate


def fate_of(edit: FileEdit, now: bytes | None) -> Fate:
    """What an undo does to a file whose bytes are ``now``; ``None`` when there is no file."""
    if now == edit.before:
        return Fate.UNTOUCHED
    if now is None or now == edit.after:
        if edit.before is None:
            return Fate.GOES
        return Fate.COMES_BACK if now is None else Fate.AS_BEFORE
    if edit.before is None or edit.after is None:
        return Fate.CONFLICT
    merged = merge(edit.after, now, edit.before, LABELS, edit.path)
    return Fate.MERGED if merged is not None and merged.clean else Fate.CONFLICT


@dataclass(frozen=True)
class Record:
    """A migration as its journal has it.

    Attributes:
        steps: ids, in the order in which they were applied.
        choices: how the project was moved.
        program: the version of edgewise that did it.
        branch: the branch that was made for it.
        left: id and title of each finding that was left for a person.
    """

    steps: tuple[str, ...] = ()
    files: tuple[Kept, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    program: str = ""
    branch: str = ""
    left: tuple[tuple[str, str], ...] = ()
    finished: bool = True
    undoing: bool = False

    @property
    def edits(self) -> tuple[FileEdit, ...]:
        """What the migration changed."""
        return tuple(each.edit for each in self.files)

    @property
    def conflicts(self) -> tuple[Kept, ...]:
        """The files that an undo cannot settle."""
        return tuple(each for each in self.files if each.fate is Fate.CONFLICT)

    @property
    def edited(self) -> tuple[Kept, ...]:
        """The files that were edited after the migration."""
        return tuple(each for each in self.files if each.fate in EDITED)


def recorded_at(root: Path) -> Record | None:
    """The migration of the folder ``root``; ``None`` when there is none.

    Raises:
        InputError: when the journal is damaged.
    """
    found = read_journal(root)
    if found is None:
        return None
    choices = found.about.get("choices")
    return Record(
        tuple(str(step) for step in found.about.get("steps", ())),
        tuple(_kept(root, each) for each in _entries(root, found.entries)),
        {str(key): str(value) for key, value in choices.items()} if isinstance(choices, Mapping) else {},
        str(found.about.get("program", "")),
        str(found.about.get("branch") or ""),
        tuple(_left(found.about.get("findings"))),
        found.ended,
        found.undoing,
    )


def _entries(root: Path, entries: tuple[Entry, ...]) -> list[Entry]:
    """The files of the migration and of what was added since, each as it was before all of it and as it should be."""
    found = {entry.path: entry for entry in entries}
    for name in addition_names(root):
        added = read_journal(root, name)
        for entry in added.entries if added is not None else ():
            first = found.get(entry.path)
            found[entry.path] = entry if first is None else replace(first, after=entry.after)
    return list(found.values())


def _left(findings: object) -> Iterator[tuple[str, str]]:
    for each in findings if isinstance(findings, list) else ():
        if isinstance(each, Mapping):
            yield str(each.get("id")), str(each.get("title"))


def _kept(root: Path, entry: Entry) -> Kept:
    edit = FileEdit(entry.path, entry.before, entry.after)
    try:
        now: bytes | None = (root / entry.real).read_bytes()
    except FileNotFoundError:
        now = None
    except OSError:
        return Kept(entry.step, edit, Fate.CONFLICT)
    return Kept(entry.step, edit, fate_of(edit, now))
