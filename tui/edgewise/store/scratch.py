"""Folders for the time of one piece of work, and what a killed process left of them.

Each has a file that its process keeps locked. The system frees the lock however the process ends, so a folder whose
lock can be had belongs to nobody any more. Folders without such a file are left alone: they are somebody else's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = "edgewise-"
OWNER = ".owner"


class Scratch:
    """A private folder that exists until it is closed."""

    def __init__(self, purpose: str) -> None:
        """Make the folder ``edgewise-<purpose>-…`` where the system keeps temporary files.

        Raises:
            OSError: when it cannot be made.
        """
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-"))
        self._lock = _own(self.path)

    def close(self) -> None:
        """Remove the folder and all in it. Never fails."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep() -> list[Path]:
    """Remove the folders of processes that have ended without removing them, and name them.

    Only those of this user and with an owner file that nobody holds.
    """
    gone = []
    try:
        entries = list(os.scandir(tempfile.gettempdir()))
    except OSError:
        return []
    for entry in entries:
        if entry.name.startswith(PREFIX) and _abandoned(Path(entry.path)):
            shutil.rmtree(entry.path, ignore_errors=True)
            gone.append(Path(entry.path))
    return gone


def _own(folder: Path) -> int | None:
    """Put the locked owner file into ``folder``. It gets its name only once it is locked."""
    try:
        handle = os.open(folder / f"{OWNER}-new", os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(handle, f"{os.getpid()}\n".encode())
        (folder / f"{OWNER}-new").rename(folder / OWNER)
    except OSError:
        os.close(handle)
        return None
    return handle


def _abandoned(folder: Path) -> bool:
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        handle = os.open(folder / OWNER, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return stat.S_ISREG(os.fstat(handle).st_mode)
        return False
    finally:
        os.close(handle)
