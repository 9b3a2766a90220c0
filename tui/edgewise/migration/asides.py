"""Copies of files that are kept below ``.edgewise/``, so that nothing is lost when a file must be decided about."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from edgewise.migration.journal import FOLDER, SCRATCH
from edgewise.store import anchored

ORIGINALS = "originals"
"""Files as they were before the migration, where the undo could not put them back as they were."""
CONFLICTS = "conflicts"
"""Files with the places marked in which the migration and the user changed the same lines."""
YOURS = "yours"
"""Files as the user had left them, where the undo merged."""
BACKUP = "backup"
"""Files as they were before the migration, where git does not have them."""
EARLIER = "earlier"
"""The copies of migrations and undos before the last one."""
UNDOING = (ORIGINALS, CONFLICTS, YOURS)
"""What an undo keeps."""
ALL = (*UNDOING, BACKUP)


def aside(kind: str, path: str) -> str:
    """Where the copy of the file ``path`` lies, relative to the project. Leading ``..`` become ``__``."""
    parts = path.split("/")
    return "/".join([FOLDER, kind, *("__" if part == ".." else part for part in parts)])


def keep(root: Path, kind: str, path: str, data: bytes, mode: int | None) -> str:
    """Write a copy and return where, relative to the project.

    Raises:
        OSError: as the file system says it.
    """
    place = aside(kind, path)
    anchored.replace(root, place, data, mode=mode, scratch=f"{FOLDER}/{SCRATCH}")
    return place


def drop(root: Path, kind: str) -> None:
    """Remove all copies of one kind. Links are removed, never followed.

    Raises:
        OSError: as the file system says it.
    """
    top = root / FOLDER / kind
    if top.is_symlink():
        anchored.remove(root, f"{FOLDER}/{kind}")
        return
    for folder, names, files in os.walk(top, topdown=False):
        below = Path(folder).relative_to(root).as_posix()
        for name in files:
            anchored.remove(root, f"{below}/{name}")
        for name in names:
            if (Path(folder) / name).is_symlink():
                anchored.remove(root, f"{below}/{name}")
            else:
                anchored.remove_folder(root, f"{below}/{name}")
    anchored.remove_folder(root, f"{FOLDER}/{kind}")


def put_by(root: Path, kinds: Sequence[str] = ALL) -> None:
    """Move the copies of earlier work to ``.edgewise/earlier/N/``, so that new ones do not replace them.

    Raises:
        OSError: as the file system says it.
    """
    found = [kind for kind in any_kept(root) if kind in kinds]
    if not found:
        return
    taken = {each.name for each in (root / FOLDER / EARLIER).glob("*")}
    name = next(str(number) for number in count(1) if str(number) not in taken)
    with (
        anchored.folder(root, FOLDER) as folder,
        anchored.folder(root, f"{FOLDER}/{EARLIER}/{name}", make=True) as earlier,
    ):
        for kind in found:
            os.rename(kind, kind, src_dir_fd=folder, dst_dir_fd=earlier)
        os.fsync(earlier)
        os.fsync(folder)


def any_kept(root: Path) -> list[str]:
    """The kinds of which there are copies."""
    return [kind for kind in ALL if (root / FOLDER / kind).is_dir()]
