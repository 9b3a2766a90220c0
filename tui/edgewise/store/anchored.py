"""Reading and changing files below a folder without ever following a symbolic link on the way.

Each folder is opened by its name in the one before it, and a link in that place is an error. So a link that somebody
puts there in the last moment cannot lead a write elsewhere.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Kind(StrEnum):
    """What stands at a path."""

    NOTHING = "nothing"
    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    """A symbolic link, at the path itself or in the place of a folder above it."""
    OTHER = "other"
    """A pipe, a device, a socket; or a file in the place of a folder above."""


@dataclass(frozen=True)
class Found:
    """What stands at a path; ``data`` and ``status`` for a regular file only."""

    kind: Kind
    data: bytes | None = None
    status: os.stat_result | None = None

    @property
    def mode(self) -> int | None:
        """Permission bits of a regular file."""
        return None if self.status is None else stat.S_IMODE(self.status.st_mode)


@contextmanager
def folder(top: Path, relative: str = ".", *, make: bool = False) -> Iterator[int]:
    """The descriptor of a folder below ``top``.

    Args:
        top: followed if it is a link; give a resolved path.
        relative: plain names with ``/`` between them; ``..`` only at the beginning.
        make: make the folders that are missing, each on disk before the next.

    Raises:
        OSError: as the file system says it; ``ENOTDIR`` or ``ELOOP`` for a link.
    """
    start, names = _start(top, relative)
    handle = os.open(start, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for name in names:
            below = _descend(handle, name, make)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


def look(top: Path, relative: str) -> Found:
    """What stands at ``relative`` below ``top``.

    Raises:
        OSError: when it is there and cannot be read.
    """
    path = PurePosixPath(relative)
    try:
        with folder(top, path.parent.as_posix()) as parent:
            return _look(parent, path.name)
    except FileNotFoundError:
        return Found(Kind.NOTHING)
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            return Found(_obstacle(top, path.parent))
        raise


def replace(top: Path, relative: str, data: bytes, *, mode: int | None, scratch: str) -> None:
    """Make the file at ``relative`` hold ``data``, whole or not at all, on disk before this returns.

    The file keeps its owner where that is possible. A link or a hard link in its place is replaced, never written
    through.

    Args:
        mode: permission bits; ``None`` for those that a new file gets.
        scratch: a path below ``top``, on the same file system if possible, where the content is written first.

    Raises:
        OSError: as the file system says it; the file is as it was then.
    """
    path, draft = PurePosixPath(relative), PurePosixPath(scratch)
    with folder(top, path.parent.as_posix(), make=True) as parent:
        with folder(top, draft.parent.as_posix(), make=True) as aside:
            _write(aside, draft.name, data, mode, _status(parent, path.name))
            try:
                os.rename(draft.name, path.name, src_dir_fd=aside, dst_dir_fd=parent)
                os.fsync(parent)
                return
            except OSError as error:
                with suppress(OSError):
                    os.unlink(draft.name, dir_fd=aside)
                if error.errno != errno.EXDEV:
                    raise
        beside = f".{path.name[:40]}.edgewise-tmp"  # a mount inside the project: another file system
        _write(parent, beside, data, mode, _status(parent, path.name))
        try:
            os.rename(beside, path.name, src_dir_fd=parent, dst_dir_fd=parent)
        except OSError:
            with suppress(OSError):
                os.unlink(beside, dir_fd=parent)
            raise
        os.fsync(parent)


def remove(top: Path, relative: str) -> None:
    """Take the file at ``relative`` away; it need not be there. On disk before this returns.

    Raises:
        OSError: as the file system says it.
    """
    path = PurePosixPath(relative)
    with suppress(FileNotFoundError), folder(top, path.parent.as_posix()) as parent:
        with suppress(FileNotFoundError):
            os.unlink(path.name, dir_fd=parent)
        os.fsync(parent)


def remove_folder(top: Path, relative: str) -> bool:
    """Take an empty folder away. ``False``: it holds something, or is none."""
    path = PurePosixPath(relative)
    try:
        with folder(top, path.parent.as_posix()) as parent:
            os.rmdir(path.name, dir_fd=parent)
            os.fsync(parent)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def adopt(handle: int, like: os.stat_result) -> None:
    """Give a new file or folder the owner of ``like``, and its group, as far as this user may.

    Who runs edgewise as root must be able to go on as the owner of the project.
    """
    mine = os.fstat(handle)
    if like.st_gid != mine.st_gid and (os.geteuid() == 0 or stat.S_ISREG(like.st_mode)):
        with suppress(OSError):
            os.fchown(handle, -1, like.st_gid)
    if like.st_uid != mine.st_uid:
        with suppress(OSError):
            os.fchown(handle, like.st_uid, -1)


def sync(handle: int) -> None:
    """Wait until a file is on the disk itself. macOS keeps it in the drive's cache unless asked in its own way."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        with suppress(OSError):
            fcntl.fcntl(handle, full)
            return
    os.fsync(handle)


def _start(top: Path, relative: str) -> tuple[str, tuple[str, ...]]:
    """The folder to begin with, and the names below it. Leading ``..`` go up from ``top``."""
    names = PurePosixPath(relative).parts
    ups = 0
    while ups < len(names) and names[ups] == "..":
        ups += 1
    if ".." in names[ups:] or PurePosixPath(relative).is_absolute():
        raise OSError(errno.EINVAL, "not a plain relative path", relative)
    start = os.path.normpath(os.path.join(top, *names[:ups]))  # noqa: PTH118
    return start, names[ups:]


def _descend(handle: int, name: str, make: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=handle)
    except FileNotFoundError:
        if not make:
            raise
    made = False
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=handle)
        made = True
    os.fsync(handle)
    below = os.open(name, _FOLDER, dir_fd=handle)
    if made:
        adopt(below, os.fstat(handle))
    return below


def _look(parent: int, name: str) -> Found:
    status = _status(parent, name)
    if status is None:
        return Found(Kind.NOTHING)
    if stat.S_ISLNK(status.st_mode):
        return Found(Kind.LINK)
    if stat.S_ISDIR(status.st_mode):
        return Found(Kind.FOLDER)
    if not stat.S_ISREG(status.st_mode):
        return Found(Kind.OTHER)
    with os.fdopen(os.open(name, _READ, dir_fd=parent), "rb") as file:
        return Found(Kind.FILE, file.read(), os.fstat(file.fileno()))


def _status(parent: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _obstacle(top: Path, path: PurePosixPath) -> Kind:
    """What stands in the place of a folder on the way to ``path``."""
    start, names = _start(top, path.as_posix())
    place = Path(start)
    for name in names:
        place = place / name
        if place.is_symlink():
            return Kind.LINK
    return Kind.OTHER


def _write(parent: int, name: str, data: bytes, mode: int | None, like: os.stat_result | None) -> None:
    """Write a new file and sync it; nothing is left of it when that fails."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags, 0o666 if mode is None else 0o600, dir_fd=parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            adopt(handle, like if like is not None and stat.S_ISREG(like.st_mode) else os.fstat(parent))
            if mode is not None:
                os.fchmod(handle, mode)  # after the owner: changing that clears the set-user-id bit
            sync(handle)
    except BaseException:
        with suppress(OSError):
            os.unlink(name, dir_fd=parent)
        raise
