"""Changing files of a project: whole or not at all, with their permissions, and never outside its boundary."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from edgewise.errors import InputError, Refused
from edgewise.migration.journal import FOLDER, SCRATCH, Entry
from edgewise.migration.model import FileEdit
from edgewise.project.boundary import leaves, reachable, written_within
from edgewise.project.secret_names import looks_secret
from edgewise.store import anchored
from edgewise.store.anchored import Found, Kind
from edgewise.text import clean

_OFF_LIMITS = (".git", FOLDER)
"""Folders that no edit touches: a file in ``.git`` can be a program that git runs."""
_LINK = "Replace the symbolic link by a folder or a file."


def resolve(root: Path, edit: FileEdit, step: str) -> Entry:
    """The journal's entry for an edit, after making sure that it may be made.

    Args:
        root: the project folder, without symbolic links.

    Raises:
        Refused: ``outside-project`` when the path leads out of the project, ``secret-file`` when its name says that it
            holds secrets, ``file-changed`` when the file is not what it was when the plan was made, ``file-read-only``
            or ``file-of-another-user``.
        InputError: ``file-unreadable`` or ``folder-unwritable``.
    """
    real = _real(root, edit.path)
    if looks_secret(edit.path) or looks_secret(real):
        raise _refused(edit.path, "may hold secrets, so it is not touched", "secret-file", "Make this change by hand.")
    found = look(root, real)
    expected = Kind.NOTHING if edit.before is None else Kind.FILE
    link_to_nothing = edit.before is None and os.path.lexists(root / edit.path)
    if found.kind is not expected or found.data != edit.before or link_to_nothing:
        raise _refused(edit.path, "has changed since the plan was made", "file-changed", "Make the plan again.")
    _check_owner(edit.path, found)
    missing = _missing_folders(root, real)
    _check_folder(root, real, missing)
    return Entry(step, edit.path, real, edit.before, edit.after, found.mode, missing)


def without_clashes(root: Path, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, each file once: two paths can lead to one file by a link, and the same change is made once.

    Raises:
        Refused: ``edits-clash``, when one file is to be changed in two ways, or when names differ only in case and
            this disk takes them for one.
    """
    files: dict[str, Entry] = {}
    spelled: dict[str, str] = {}
    for entry in entries:
        known = files.setdefault(entry.real, entry)
        if (known.before, known.after) != (entry.before, entry.after):
            raise _refused(entry.path, "would be changed twice, in different ways", "edits-clash", _LINK)
        other = spelled.setdefault(entry.real.casefold(), entry.real)
        if other != entry.real and takes_case_for_one(root):
            what = f"and {clean(other)} are one file on this disk"
            raise _refused(entry.path, what, "edits-clash", "Rename one of the two.")
    return tuple(files.values())


def look(root: Path, real: str) -> Found:
    """What stands at the path ``real`` of an entry.

    Raises:
        InputError: ``file-unreadable``.
    """
    try:
        return anchored.look(root, real)
    except OSError as error:
        raise InputError(
            f"{clean(real)} cannot be read: {error.strerror}.",
            code="file-unreadable",
            where=clean(real),
            fix="Make the file readable.",
        ) from None


def put(root: Path, real: str, data: bytes | None, mode: int | None) -> None:
    """Make the file ``real`` hold ``data``, or remove it when that is ``None``. On disk before this returns.

    Raises:
        OSError: as the file system says it; the file is as it was then.
    """
    if data is None:
        anchored.remove(root, real)
    else:
        anchored.replace(root, real, data, mode=mode, scratch=f"{FOLDER}/{SCRATCH}")


def check_reach(root: Path, entries: tuple[Entry, ...]) -> None:
    """Make sure that a journal, which may come from elsewhere, names no file beyond the boundary of ``root``.

    Symbolic links are not looked at: nothing is ever written through one.

    Raises:
        Refused: ``outside-project`` or ``secret-file``.
    """
    for entry in entries:
        for path in (entry.path, entry.real, *entry.folders):
            if _off_limits(path) or not written_within(root, path):
                raise _outside(entry.path)
        if looks_secret(entry.real):
            fix = f"Restore the files from git, and delete {FOLDER}/."
            raise _refused(entry.real, "is named by the journal and may hold secrets", "secret-file", fix)


def _real(root: Path, path: str) -> str:
    """Where the file really lies, relative to the root, symbolic links resolved."""
    if _off_limits(path) or reachable(root, path) is None:
        raise _outside(path)
    real = os.path.relpath(os.path.realpath(root / path), root).replace(os.sep, "/")
    if _off_limits(real) or reachable(root, real) is None or (leaves(real) and not leaves(path)):
        raise _outside(path)
    return real


def _off_limits(path: str) -> bool:
    """Whether ``path`` is not in its plain form, or goes into a folder that no edit touches."""
    parts = PurePosixPath(path).parts
    plain = parts and "\0" not in path and path == os.path.normpath(path) and parts[-1] != ".."
    return not plain or any(part.casefold() in _OFF_LIMITS for part in parts)


def _outside(path: str) -> Refused:
    return _refused(path, "leads out of the project, so it is not written", "outside-project", _LINK)


def takes_case_for_one(root: Path) -> bool:
    """Whether the disk does not tell ``A`` from ``a``. Asked with the lock held, when our folder is there."""
    return (root / FOLDER.upper()).exists()


def _refused(path: str, what: str, code: str, fix: str) -> Refused:
    return Refused(f"{clean(path)} {what}.", code=code, where=clean(path), fix=fix)


def _check_owner(path: str, found: Found) -> None:
    if found.status is None:
        return
    if not found.status.st_mode & stat.S_IWUSR:
        raise _refused(path, "is read-only", "file-read-only", "Make it writable (chmod u+w) if it may be changed.")
    if os.geteuid() not in (0, found.status.st_uid):
        fix = "Run edgewise as that user, or copy the file to make it yours."
        raise _refused(path, "belongs to another user, and would be yours afterwards", "file-of-another-user", fix)


def _missing_folders(root: Path, real: str) -> tuple[str, ...]:
    """The folders above ``real`` that do not exist, outermost first."""
    parents = PurePosixPath(real).parents
    missing = [parent.as_posix() for parent in parents if not (root / parent.as_posix()).is_dir()]
    return tuple(reversed(missing))


def _check_folder(root: Path, real: str, missing: tuple[str, ...]) -> None:
    """Make sure that the lowest folder that is there takes new files."""
    parent = PurePosixPath(missing[0] if missing else real).parent.as_posix()
    folder = root / parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return
    raise InputError(
        f"Files cannot be written in {'the project folder' if parent == '.' else clean(parent)}.",
        code="folder-unwritable",
        where=clean(str(folder)),
        fix="Make the folder writable.",
    )
