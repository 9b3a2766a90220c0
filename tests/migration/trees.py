"""Comparing whole folders: bytes, permissions, links and empty folders."""

from __future__ import annotations

import os
import stat
from pathlib import Path

Tree = dict[str, tuple[int, bytes | str | None]]


def tree(root: Path) -> Tree:
    """Everything below ``root``: path to permission bits and content; see :func:`_content`."""
    found: Tree = {}
    for folder, names, files in os.walk(root):
        for name in [*names, *files]:
            path = Path(folder) / name
            mode = stat.S_IMODE(path.lstat().st_mode)
            found[path.relative_to(root).as_posix()] = (mode, _content(path))
    return found


def _content(path: Path) -> bytes | str | None:
    """A file's bytes, a link's target as text, ``None`` for a folder."""
    if path.is_symlink():
        return str(path.readlink())
    return None if path.is_dir() else path.read_bytes()
