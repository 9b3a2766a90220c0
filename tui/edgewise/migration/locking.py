"""One edgewise at a time on a project, and no trace of it where nothing was changed."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edgewise.errors import InputError, Refused
from edgewise.migration.journal import FOLDER, NAME, SCRATCH, read_journal
from edgewise.store import anchored
from edgewise.text import clean

LOCK = "lock"
IGNORE = ".gitignore"
ACCOUNT_LOCK = "account.lock"
_OURS = frozenset({NAME, SCRATCH, IGNORE, LOCK})
"""What every run makes."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the lock of the project's files, and leave no empty ``.edgewise/`` behind.

    The lock belongs to the open file, so the system frees it when the process dies, however it dies.

    Raises:
        Refused: ``busy``, when another process holds it; ``outside-project``, when ``.edgewise`` is a link.
        InputError: ``folder-unwritable``.
    """
    handle = _take(root, LOCK)
    try:
        yield
    finally:
        tidy(root)
        os.close(handle)


@contextmanager
def account_locked(root: Path, journal: str) -> Iterator[None]:
    """Hold the lock of what is done in the account. The files may be read and changed meanwhile.

    Args:
        journal: the name of the account's journal; while there is none, the lock leaves no trace.

    Raises: as :func:`locked` does.
    """
    handle = _take(root, ACCOUNT_LOCK)
    try:
        yield
    finally:
        if not (root / FOLDER / journal).exists():
            with suppress(OSError):
                anchored.remove(root, f"{FOLDER}/{ACCOUNT_LOCK}")
            with suppress(Refused, InputError), locked(root):
                pass  # whoever leaves it tidies up
        os.close(handle)


@contextmanager
def unchanging(root: Path) -> Iterator[None]:
    """Keep others from changing the project's files meanwhile, for as long as they are read. Writes nothing.

    Without an ``.edgewise/`` folder nobody has begun, and nothing is held.

    Raises:
        Refused: ``busy``, when a migration or an undo is at work.
    """
    try:
        handle = os.open(root / FOLDER / LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        _lock(handle, fcntl.LOCK_SH, root)
        yield
    finally:
        os.close(handle)


def tidy(root: Path) -> None:
    """Remove ``.edgewise/`` when it holds nothing but what every run makes. Called with the lock held."""
    try:
        names = {each.name for each in (root / FOLDER).iterdir()}
        anchored.remove(root, f"{FOLDER}/{SCRATCH}")
    except OSError:
        return
    if names - _OURS or (NAME in names and _begun(root)):
        return
    for name in (NAME, IGNORE, LOCK):
        with suppress(OSError):
            anchored.remove(root, f"{FOLDER}/{name}")
    anchored.remove_folder(root, FOLDER)


def _begun(root: Path) -> bool:
    """Whether the journal holds a whole first record; a damaged journal counts, so that it is kept."""
    try:
        return read_journal(root) is not None
    except InputError:
        return True


def _take(root: Path, name: str) -> int:
    if (root / FOLDER).is_symlink():
        raise Refused(f"{FOLDER} is a symbolic link.", code="outside-project", where=FOLDER, fix="Remove the link.")
    while True:
        handle = _open(root, name)
        try:
            _lock(handle, fcntl.LOCK_EX, root)
            if _same(handle, root / FOLDER / name):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the holder before us removed the folder: what we locked is gone, so begin anew


def _open(root: Path, name: str) -> int:
    try:
        with anchored.folder(root, FOLDER, make=True) as folder:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(name, flags, 0o600, dir_fd=folder)
            anchored.adopt(handle, os.fstat(folder))
            _hide(folder)
            return handle
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP) and not (root / FOLDER).is_dir():
            message, fix = f"{FOLDER} is not a folder, and edgewise keeps its journal in one.", "Rename or remove it."
        else:
            message, fix = f"The project folder cannot be written to: {error.strerror}.", "Make it writable."
        raise InputError(message, code="folder-unwritable", where=clean(str(root)), fix=fix) from None


def _hide(folder: int) -> None:
    """Make the folder invisible to git."""
    with suppress(FileExistsError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(IGNORE, flags, 0o644, dir_fd=folder), "wb") as file:
            file.write(b"*\n")
            anchored.adopt(file.fileno(), os.fstat(folder))


def _lock(handle: int, kind: int, root: Path) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN):
            raise InputError(
                f"The project folder cannot be locked: {error.strerror}.",
                code="folder-unlockable",
                where=clean(str(root)),
                fix="Copy the project to a disk of this computer; some network drives know no locks.",
            ) from None
        raise Refused(
            "Another edgewise is at work on this project.",
            code="busy",
            where=clean(str(root)),
            fix="Wait for it to finish.",
        ) from None


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
