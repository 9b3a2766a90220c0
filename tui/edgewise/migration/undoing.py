"""Taking a migration back: every byte and every permission, unless somebody has edited the file since."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.journal import FOLDER, KEPT, Entry, Journal, forget, locked, read_journal
from edgewise.migration.writing import check_reach, look, put
from edgewise.store.anchored import Kind
from edgewise.store.files import write_atomic
from edgewise.text import clean


@dataclass(frozen=True)
class Undone:
    """What an undo did.

    Attributes:
        restored: paths that are as they were before the migration.
        conflicts: paths that were edited after the migration and are left alone. The original of each lies under
            ``.edgewise/originals/``; the undo can be run again once they are settled.
    """

    restored: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def undo(root: Path) -> Undone:
    """Take back a migration, finished or not.

    Raises:
        Refused: ``nothing-to-undo``, or ``busy``.
        InputError: when the journal is damaged.
        EdgewiseError: ``undo-failed``, when the file system refuses; run it again.
    """
    root = root.resolve()
    if not (root / FOLDER).is_dir():
        raise Refused("There is no migration to undo here.", code="nothing-to-undo", where=str(root))
    with locked(root):
        recorded = read_journal(root)
        if recorded is None:
            return Undone()  # it died before its first change; leaving the lock removes what it made
        check_reach(root, recorded.entries)
        journal = Journal(root)
        journal.append("undo")
        result = Undone()
        for number in reversed(range(len(recorded.entries))):
            _take_back(root, journal, number, recorded.entries[number], result)
        if not result.conflicts:
            forget(root)
    return result


def _take_back(root: Path, journal: Journal, number: int, entry: Entry, result: Undone) -> None:
    path = root / entry.real
    there = look(root, entry.real)
    found = there.data
    if there.kind not in (Kind.FILE, Kind.NOTHING) or (found not in (entry.before, entry.after, None)):
        _keep_original(root, entry)
        result.conflicts.append(entry.path)
        return
    try:
        if found != entry.before:
            put(root, entry.real, entry.before, entry.mode)
        elif found is not None and entry.mode is not None:
            path.chmod(entry.mode)
    except OSError as error:
        raise EdgewiseError(
            f"{clean(entry.path)} cannot be restored: {error.strerror}.",
            code="undo-failed",
            where=clean(entry.path),
            fix="Make the file writable and run `edgewise undo` again.",
        ) from None
    for folder in reversed(entry.folders):
        with suppress(OSError):  # not empty: somebody keeps something there
            (root / folder).rmdir()
    journal.append("undone", edit=number)
    result.restored.append(entry.path)


def _keep_original(root: Path, entry: Entry) -> None:
    if entry.before is not None:
        write_atomic(root / FOLDER / KEPT / entry.path, entry.before, mode=entry.mode)
