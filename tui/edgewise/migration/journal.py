"""The record of a migration, written before each change, from which everything can be finished or taken back.

It lies in ``.edgewise/`` below the project, a folder that hides itself from git, as lines of JSON that are only ever
appended and are on disk before anything else happens:

``begin``    all edits with the bytes before and after, modes, and folders to be made
``intent``   edit N is about to be made
``done``     edit N is made
``end``      everything is made
``undo``     taking back has begun
``undone``   edit N is taken back

A last line that was cut off counts as not written. Files with secrets are never edited, so none are in here.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import InputError, Refused
from edgewise.migration.choices import Choices, choices_from
from edgewise.store.files import sync_folder

FOLDER = ".edgewise"
NAME = "journal.jsonl"
SCHEMA = "edgewise/journal/1"
SCRATCH = "incoming"
"""Where new content is written before it replaces a file. Left over only by a crash."""
KEPT = "originals"
"""Where the undo leaves the original of a file that it must not touch."""
_OURS = (NAME, SCRATCH, ".gitignore", "lock")


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
        about: the other fields of ``begin``: steps, choices, config, next.
        done: numbers of the edits that are surely made.
        ended: whether all were made.
        undoing: whether taking back has begun.
    """

    entries: tuple[Entry, ...]
    about: Mapping[str, Any] = field(default_factory=dict)
    done: frozenset[int] = frozenset()
    ended: bool = False
    undoing: bool = False


def journal_path(root: Path) -> Path:
    """Where the journal of a project lies."""
    return root / FOLDER / NAME


class Journal:
    """An open journal, to be appended to."""

    def __init__(self, root: Path) -> None:
        self.path = journal_path(root)

    def begin(self, entries: tuple[Entry, ...], about: Mapping[str, Any]) -> None:
        """Record everything that is going to happen. Replaces a journal that never got beyond its first line."""
        with suppress(FileNotFoundError):
            self.path.unlink()
        document = {"schema": SCHEMA, **about, "edits": [entry.document() for entry in entries]}
        self.append("begin", **document)

    def append(self, record: str, **fields: Any) -> None:
        """Write one record and wait until it is on disk."""
        line = json.dumps({"record": record, **fields}, ensure_ascii=False).encode() + b"\n"
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            _cut_torn_line(handle)
            view = memoryview(line)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        if record == "begin":
            sync_folder(self.path.parent)


def _cut_torn_line(handle: int) -> None:
    """Drop what follows the last line end: the beginning of a record whose writer died."""
    size = os.fstat(handle).st_size
    if size == 0 or os.pread(handle, 1, size - 1) == b"\n":
        return
    data = os.pread(handle, size, 0)
    os.ftruncate(handle, data.rfind(b"\n") + 1)


def read_journal(root: Path) -> Recorded | None:
    """What the journal of ``root`` says, or ``None`` when nothing was ever begun.

    Raises:
        InputError: when the file is not a journal.
    """
    try:
        data = journal_path(root).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _broken(root, error.strerror or "it cannot be read") from None
    records: list[dict[str, Any]] = []
    for line in data.split(b"\n")[:-1]:
        try:
            record = json.loads(line)
            records.append({"record": record["record"], **record})
        except (ValueError, KeyError, TypeError):
            raise _broken(root, f"line {len(records) + 1} is no record") from None
    if not records:
        return None
    begin = records[0]
    if begin["record"] != "begin" or begin.get("schema") != SCHEMA:
        raise _broken(root, "it was written by another version")
    try:
        entries = tuple(_entry(each) for each in begin["edits"])
    except (KeyError, TypeError, ValueError):
        raise _broken(root, "its first line is damaged") from None
    kinds = {record["record"] for record in records}
    done = frozenset(int(record["edit"]) for record in records if record["record"] == "done")
    about = {key: value for key, value in begin.items() if key not in ("record", "schema", "edits")}
    return Recorded(entries, about, done, "end" in kinds, "undo" in kinds)


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
    """The files that a migration changed, as they were before: path to bytes, ``None`` where there was no file.

    Empty when the project was never migrated.

    Raises:
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    return {} if recorded is None else {entry.path: entry.before for entry in recorded.entries}


def recorded_choices(root: Path) -> Choices:
    """How the project was moved; the defaults when it never was.

    Raises:
        InputError: when the journal is damaged.
    """
    recorded = read_journal(root)
    found = recorded.about.get("choices") if recorded is not None else None
    return choices_from(found if isinstance(found, Mapping) else {})


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the project's lock, and leave no empty ``.edgewise/`` behind.

    The lock belongs to the open file, so the system frees it when the process dies, however it dies.

    Raises:
        Refused: ``busy``, when another process holds it.
        InputError: when the project folder cannot be written to.
    """
    folder = root / FOLDER
    handle = _lock_file(root, folder)
    try:
        yield
    finally:
        tidy(root)
        os.close(handle)


def _lock_file(root: Path, folder: Path) -> int:
    if folder.is_symlink():
        raise Refused(f"{FOLDER} is a symbolic link.", code="outside-project", where=FOLDER, fix="Remove the link.")
    while True:
        try:
            folder.mkdir(exist_ok=True)
            handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise InputError(
                f"The project folder cannot be written to: {error.strerror}.", code="folder-unwritable", where=str(root)
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise Refused(
                "Another edgewise is at work on this project.",
                code="busy",
                where=str(root),
                fix="Wait for it to finish.",
            ) from None
        try:
            if os.path.samestat(os.fstat(handle), (folder / "lock").stat()):
                break
        except OSError:
            pass
        os.close(handle)  # the holder before us removed the folder: what we locked is gone, so begin anew
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_bytes(b"*\n")
    return handle


def tidy(root: Path) -> None:
    """Remove ``.edgewise/`` when it holds nothing but what every run makes. Called with the lock held."""
    folder = root / FOLDER
    try:
        names = {each.name for each in folder.iterdir()}
    except OSError:
        return
    if NAME in names and read_begun(root):
        return
    with suppress(OSError):
        (folder / SCRATCH).unlink()
    if names - set(_OURS):
        return
    for name in (NAME, ".gitignore", "lock"):
        with suppress(OSError):
            (folder / name).unlink()
    with suppress(OSError):
        folder.rmdir()
    sync_folder(root)


def read_begun(root: Path) -> bool:
    """Whether the journal holds a whole first record; a damaged journal counts, so that it is kept."""
    try:
        return read_journal(root) is not None
    except InputError:
        return True


def forget(root: Path) -> None:
    """Remove the journal and what the undo left: nothing of the migration remains to be taken back."""
    folder = root / FOLDER
    shutil.rmtree(folder / KEPT, ignore_errors=True)
    with suppress(FileNotFoundError):
        (folder / NAME).unlink()
    sync_folder(folder)


def _entry(document: Mapping[str, Any]) -> Entry:
    return Entry(
        step=str(document["step"]),
        path=str(document["path"]),
        real=str(document["real"]),
        before=_decode(document["before"]),
        after=_decode(document["after"]),
        mode=document["mode"],
        folders=tuple(document["folders"]),
    )


def _encode(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decode(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _broken(root: Path, reason: str) -> InputError:
    return InputError(
        f"The journal of the migration is damaged: {reason}.",
        code="journal-broken",
        where=str(journal_path(root)),
        fix=f"Restore the files from git, then delete {FOLDER}/.",
    )
