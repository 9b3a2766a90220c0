"""The record of a migration, written before each change, from which everything can be finished or taken back.

It lies in ``.edgewise/`` below the project, a folder that hides itself from git, as lines of JSON that are only ever
appended and are on disk before anything else happens (:mod:`edgewise.migration.records`):

``begin``    all edits with the bytes before and after, modes, and folders to be made
``intent``   edit N is about to be made
``done``     edit N is made
``end``      everything is made
``undo``     taking back has begun
``merge``    edit N is about to be taken back out of a file that was edited since; with the sum of what is written
``undone``   edit N is taken back

A last line that was cut off counts as not written. Files with secrets are never edited, so none are in here.

What is added to the project after its migration has journals of its own, ``addition-0001.jsonl`` and so on, in the
same form. They lie on top of the migration's like a pile: the last is taken back first.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.migration import records
from edgewise.migration.appending import append
from edgewise.migration.choices import Choices, choices_from
from edgewise.migration.records import DamagedError
from edgewise.store import anchored

FOLDER = ".edgewise"
NAME = "journal.jsonl"
SCHEMA = "edgewise/journal/2"
SCRATCH = "incoming"
"""Where new content is written before it replaces a file. Left over only by a crash."""
_KINDS = frozenset({"intent", "done", "end", "undo", "merge", "undone"})
_NUMBERED = frozenset({"intent", "done", "merge", "undone"})
_ADDITION = re.compile(r"addition-\d{4}\.jsonl")


@dataclass(frozen=True)
class Entry:
    """One edit as it was recorded.

    Attributes:
        path: as the plan has it, relative to the project root.
        real: the file itself, relative to the root, symbolic links resolved.
        mode: permission bits before; ``None`` when there was no file.
        folders: folders that did not exist, outermost first, relative to the root.
    """

    step: str
    path: str
    real: str
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    folders: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """This entry as JSON."""
        return {
            "step": self.step,
            "path": self.path,
            "real": self.real,
            "before": _encode(self.before),
            "after": _encode(self.after),
            "mode": self.mode,
            "folders": list(self.folders),
        }


@dataclass(frozen=True)
class Recorded:
    """What a journal says.

    Attributes:
        entries: the edits, in the order in which they are made.
        about: the other fields of ``begin``: steps, choices, overrides, dashboard, config, next,
            findings.
        done: numbers of the edits that are surely made.
        ended: whether all were made.
        undoing: whether taking back has begun.
        merges: the sum (SHA-256) of what an undo wrote into a file that was edited since, by the edit's number.
        undone: numbers of the edits that are surely taken back.
    """

    entries: tuple[Entry, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    done: frozenset[int] = frozenset()
    ended: bool = False
    undoing: bool = False
    merges: Mapping[int, str] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()


def journal_path(root: Path, name: str = NAME) -> Path:
    """Where the journal of a project's migration lies, or the one called ``name``."""
    return root / FOLDER / name


def addition_names(root: Path) -> list[str]:
    """The names of the journals on top of the migration's, oldest first, those included that nothing was begun in."""
    try:
        names = os.listdir(root / FOLDER)  # noqa: PTH208 (names, not paths)
    except OSError:
        return []
    return sorted(name for name in names if _ADDITION.fullmatch(name))


class Journal:
    """An open journal, to be appended to with the project's lock held."""

    def __init__(self, root: Path, name: str = NAME) -> None:
        self.root, self.name = root, name
        self.path = journal_path(root, name)

    def begin(self, entries: tuple[Entry, ...], about: Mapping[str, Any]) -> None:
        """Record everything that is going to happen. Replaces a journal that never got beyond its first line.

        Raises:
            EdgewiseError: ``journal-unwritable``.
        """
        with suppress(OSError):
            anchored.remove(self.root, f"{FOLDER}/{self.name}")
        document = {"schema": SCHEMA, **about, "edits": [entry.document() for entry in entries]}
        self.append("begin", **document)

    def append(self, record: str, **fields: Any) -> None:
        """Write one record and wait until it is on disk.

        Raises:
            EdgewiseError: ``journal-unwritable``; what was written of the record does not count then.
        """
        fix = "See that the disk has room and the folder can be written to, then run `edgewise undo`."
        append(self.root, FOLDER, self.name, {"record": record, **fields}, fix)


def read_journal(root: Path, name: str = NAME) -> Recorded | None:
    """What the journal of ``root`` says, or the one called ``name``; ``None`` when nothing was ever begun.

    Raises:
        InputError: ``journal-broken``, when the file is not a journal, or not as it was written.
    """
    try:
        data = journal_path(root, name).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _broken(root, name, error.strerror or "it cannot be read") from None
    try:
        lines = list(records.decode(data))
        return _recorded(lines[0], lines[1:]) if lines else None
    except DamagedError as error:
        raise _broken(root, name, str(error)) from None


def _recorded(begin: Mapping[str, Any], rest: list[dict[str, Any]]) -> Recorded:
    if begin["record"] != "begin" or begin.get("schema") != SCHEMA:
        raise DamagedError("it was written by another version")
    try:
        entries = tuple(_entry(each) for each in begin["edits"])
    except (KeyError, TypeError, ValueError):
        raise DamagedError("its first line does not describe edits") from None
    about = {key: value for key, value in begin.items() if key not in ("record", "schema", "edits")}
    if not _strings(about.get("steps")) or not _strings(about.get("next")) or not isinstance(about.get("config"), str):
        raise DamagedError("its first line lacks what the plan said")
    for record in rest:
        number = record.get("edit")
        numbered = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(entries)
        if record["record"] not in _KINDS or (record["record"] in _NUMBERED and not numbered):
            raise DamagedError("it holds a record that is not known")
    kinds = {record["record"] for record in rest}
    merges = {record["edit"]: str(record.get("sha256")) for record in rest if record["record"] == "merge"}
    done, undone = (frozenset(each["edit"] for each in rest if each["record"] == kind) for kind in ("done", "undone"))
    return Recorded(entries, about, done, "end" in kinds, "undo" in kinds, merges, undone)


def status(root: Path) -> str | None:
    """``applied``, ``interrupted`` (an apply or an undo did not finish), or ``None``: never migrated.

    Raises:
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    if recorded is None:
        return None
    return "applied" if recorded.ended and not recorded.undoing else "interrupted"


def originals(root: Path) -> dict[str, bytes | None]:
    """The files that a migration and additions changed, as they were before all of it.

    Returns:
        Path to bytes, ``None`` where there was no file. Empty when the project was never migrated.

    Raises:
        InputError: when a journal is damaged.
    """
    found: dict[str, bytes | None] = {}
    for name in (NAME, *addition_names(root)):
        recorded = read_journal(root, name)
        for entry in recorded.entries if recorded is not None else ():
            found.setdefault(entry.path, entry.before)
    return found


def recorded_choices(root: Path) -> Choices:
    """How the project was moved; the defaults when it never was.

    Raises:
        InputError: when the journal is damaged, or a choice in it is not known.
    """
    recorded = read_journal(root)
    found = recorded.about.get("choices") if recorded is not None else None
    return choices_from(found if isinstance(found, Mapping) else {})


def asked_account(root: Path) -> bool:
    """Whether the project was moved with settings that the account gave.

    Raises:
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    return recorded is not None and recorded.about.get("dashboard") is True


def recorded_overrides(root: Path) -> dict[str, str]:
    """What ``--set`` said when the project was moved; empty when it never was.

    Raises:
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    found = recorded.about.get("overrides") if recorded is not None else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, Mapping) else {}


def _entry(document: Mapping[str, Any]) -> Entry:
    entry = Entry(
        step=document["step"],
        path=document["path"],
        real=document["real"],
        before=_decode(document["before"]),
        after=_decode(document["after"]),
        mode=document["mode"],
        folders=tuple(document["folders"]),
    )
    names = (entry.step, entry.path, entry.real, *entry.folders)
    if not all(isinstance(name, str) and name and "\0" not in name for name in names):
        raise TypeError("a name is no text")
    for name in names:
        os.fsencode(name)
    if entry.mode is not None and (type(entry.mode) is not int or not 0 <= entry.mode <= 0o7777):
        raise TypeError("a mode is no mode")
    if not all(entry.real.startswith(f"{folder}/") for folder in entry.folders):
        raise ValueError("a folder does not hold the file")
    return entry


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _encode(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decode(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _broken(root: Path, name: str, reason: str) -> InputError:
    return InputError(
        f"The journal of the migration is damaged: {reason}.",
        code="journal-broken",
        where=str(journal_path(root, name)),
        fix=f"Restore the files from git or a backup, then delete {FOLDER}/.",
    )
