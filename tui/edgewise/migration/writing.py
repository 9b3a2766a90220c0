"""Changing files of a project: whole or not at all, with their permissions, and never outside the project."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePosixPath

from edgewise.errors import Refused
from edgewise.migration.journal import FOLDER, SCRATCH, Entry
from edgewise.migration.model import FileEdit
from edgewise.project.folder import inside
from edgewise.store.files import sync_folder, write_atomic
from edgewise.text import clean


def resolve(root: Path, edit: FileEdit, step: str) -> Entry:
    """The journal's entry for an edit, after making sure that it may be made.

    Raises:
        Refused: ``outside-project`` when the path leads out of the project, ``file-changed`` when the file is not
            what it was when the plan was made.
    """
    path = inside(root, edit.path)
    parts = PurePosixPath(edit.path).parts
    if path is None or not parts or ".." in parts or parts[0] == FOLDER:
        raise Refused(
            f"{clean(edit.path)} leads out of the project, so it is not written.",
            code="outside-project",
            where=clean(edit.path),
            fix="Replace the symbolic link by a folder or a file.",
        )
    real = Path(os.path.realpath(path))
    if current(real) != edit.before or (edit.before is None and os.path.lexists(path)):
        raise Refused(
            f"{clean(edit.path)} has changed since the plan was made.",
            code="file-changed",
            where=clean(edit.path),
            fix="Make the plan again.",
        )
    relative = real.relative_to(os.path.realpath(root))
    mode = real.stat().st_mode & 0o7777 if edit.before is not None else None
    missing = [parent.as_posix() for parent in relative.parents if not (root / parent).is_dir()]
    return Entry(step, edit.path, relative.as_posix(), edit.before, edit.after, mode, tuple(reversed(missing)))


def current(path: Path) -> bytes | None:
    """The bytes of the file as it stands, ``None`` when there is no regular file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def put(root: Path, real: str, data: bytes | None, mode: int | None) -> None:
    """Make the file ``real`` hold ``data``, or remove it when that is ``None``. On disk before this returns.

    Raises:
        OSError: as the file system says it; the file is as it was then.
    """
    path = root / real
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = root / FOLDER / SCRATCH
        _write(scratch, data, mode)
        try:
            os.replace(scratch, path)  # noqa: PTH105
        except OSError as error:
            scratch.unlink(missing_ok=True)
            if error.errno != errno.EXDEV:
                raise
            write_atomic(path, data, mode=mode)  # a mount inside the project: another file system
    sync_folder(path.parent)


def _write(path: Path, data: bytes, mode: int | None) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
