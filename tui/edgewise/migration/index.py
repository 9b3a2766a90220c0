"""The migrations that were made on this computer, so that the way back is found again.

Only paths and times are kept. A journal stays with its project; this index points to it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.migration.journal import Entry, Recorded, addition_names, journal_path, read_journal
from edgewise.migration.model import Action, FileEdit
from edgewise.store.files import read_json, write_json
from edgewise.store.folders import Folders
from edgewise.text import clean

SCHEMA = "edgewise/migrations/2"
KEPT = 500
"""Migrations that are remembered, the latest ones."""


class State(StrEnum):
    """How a migration stands."""

    APPLIED = "applied"
    INTERRUPTED = "interrupted"
    """Not all of it is made."""
    UNDO_UNFINISHED = "undo-unfinished"
    """Taking back has begun, and was cut off or met conflicts."""
    UNDONE = "undone"
    DAMAGED = "damaged"
    """The journal cannot be read."""
    GONE = "gone"
    """The folder or its journal is not there any more."""


@dataclass(frozen=True)
class Known:
    """A folder with a migration, and when that was made (UTC)."""

    root: Path
    when: datetime


@dataclass(frozen=True)
class AddedRecord:
    """One addition on top of a migration.

    Attributes:
        what: such as ``consumer report-jobs``; empty when its journal is damaged.
        when: when it was added, as the journal has it.
        files: the files that it changed.
    """

    what: str
    state: State
    when: str = ""
    files: tuple[tuple[str, Action], ...] = ()

    def document(self) -> dict[str, Any]:
        """This as JSON."""
        return {
            "what": clean(self.what),
            "state": str(self.state),
            "when": clean(self.when),
            "files": _files(self.files),
        }


@dataclass(frozen=True)
class Record:
    """One migration.

    Attributes:
        migrated: when it was made (UTC).
        undone: when it was taken back.
        steps: ids of its steps; empty when the journal is not there any more, as are the next two.
        choices: how the project was moved.
        files: the files that it changed.
        additions: what was added to the project since, oldest first.
    """

    root: Path
    state: State
    migrated: datetime
    undone: datetime | None = None
    steps: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, Action], ...] = ()
    additions: tuple[AddedRecord, ...] = ()

    def document(self) -> dict[str, Any]:
        """This as JSON."""
        return {
            "root": clean(str(self.root)),
            "state": str(self.state),
            "migrated": self.migrated.isoformat(timespec="seconds"),
            "undone": None if self.undone is None else self.undone.isoformat(timespec="seconds"),
            "steps": [clean(step) for step in self.steps],
            "choices": {clean(key): clean(value) for key, value in self.choices},
            "files": _files(self.files),
            "additions": [each.document() for each in self.additions],
        }


def _files(files: tuple[tuple[str, Action], ...]) -> list[dict[str, str]]:
    return [{"path": clean(path), "action": str(action)} for path, action in files]


@dataclass(frozen=True)
class _Line:
    """One entry of the index file."""

    root: str
    migrated: datetime
    undone: datetime | None = None


def path(folders: Folders) -> Path:
    """The index file."""
    return folders.state / "migrations.json"


def known(folders: Folders) -> list[Known]:
    """The folders whose journal is still there, latest first. A broken index counts as an empty one."""
    lines = [line for line in _read(folders) if line.undone is None and journal_path(Path(line.root)).is_file()]
    return sorted((Known(Path(line.root), line.migrated) for line in lines), key=lambda each: each.when, reverse=True)


def history(folders: Folders) -> list[Record]:
    """Every migration that is remembered, latest first, with how it stands now."""
    return sorted(map(_record, _read(folders)), key=lambda each: each.migrated, reverse=True)


def update(folders: Folders, root: Path) -> None:
    """Take note of how the folder stands after a migration or an undo. Never fails: nothing depends on it."""
    here = str(root.resolve())
    with suppress(OSError), _alone(folders):
        lines = _read(folders)
        opened = next((line for line in reversed(lines) if line.root == here and line.undone is None), None)
        if journal_path(root).is_file():
            if opened is not None:
                return
            lines.append(_Line(here, datetime.now(UTC)))
        elif opened is not None:
            lines[lines.index(opened)] = replace(opened, undone=datetime.now(UTC))
        else:
            return
        document = [
            {
                "root": line.root,
                "migrated": line.migrated.isoformat(timespec="seconds"),
                "undone": None if line.undone is None else line.undone.isoformat(timespec="seconds"),
            }
            for line in lines[-KEPT:]
        ]
        write_json(path(folders), {"schema": SCHEMA, "migrations": document}, mode=0o600)


def _record(line: _Line) -> Record:
    root = Path(line.root)
    if line.undone is not None:
        return Record(root, State.UNDONE, line.migrated, line.undone)
    try:
        recorded = read_journal(root)
    except InputError:
        return Record(root, State.DAMAGED, line.migrated)
    if recorded is None:
        return Record(root, State.GONE, line.migrated)
    choices = recorded.about.get("choices")
    return Record(
        root,
        _state(recorded),
        line.migrated,
        steps=tuple(recorded.about["steps"]),
        choices=tuple((str(key), str(value)) for key, value in choices.items()) if isinstance(choices, dict) else (),
        files=_changed(recorded),
        additions=tuple(_added(root)),
    )


def _added(root: Path) -> Iterator[AddedRecord]:
    from edgewise.migration.additions.situation import wanted_of

    for name in addition_names(root):
        try:
            recorded = read_journal(root, name)
            if recorded is not None:
                when = str(recorded.about.get("when", ""))
                yield AddedRecord(wanted_of(recorded).title, _state(recorded), when, _changed(recorded))
        except InputError:
            yield AddedRecord("", State.DAMAGED)


def _changed(recorded: Recorded) -> tuple[tuple[str, Action], ...]:
    return tuple((entry.path, _action(entry)) for entry in recorded.entries)


def _state(recorded: Recorded) -> State:
    if recorded.undoing:
        return State.UNDO_UNFINISHED
    return State.APPLIED if recorded.ended else State.INTERRUPTED


def _action(entry: Entry) -> Action:
    return FileEdit(entry.path, entry.before, entry.after).action


@contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    """Keep other processes from writing the index meanwhile."""
    folders.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folders.state / "migrations.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(folders: Folders) -> list[_Line]:
    try:
        document = read_json(path(folders))
        if "projects" in document:  # the form of version 1
            return [_Line(str(root), _time(when)) for root, when in document["projects"].items()]
        lines = document["migrations"]
        return [
            _Line(str(each["root"]), _time(each["migrated"]), _time(each["undone"]) if each["undone"] else None)
            for each in lines
        ]
    except (OSError, InputError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
