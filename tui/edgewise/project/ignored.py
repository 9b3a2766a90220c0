"""Whether git ignores a path, told from ``.gitignore`` files alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def git_ignored(root: Path, relative: str) -> bool:
    """Whether ``relative`` (a folder below ``root``, or beside it) is ignored by the ``.gitignore`` files above it.

    Looks upwards from ``root`` to the folder that holds ``.git``; without a repository, at ``root`` alone.
    """
    path = Path(os.path.normpath(root / relative))
    start = root if path.is_relative_to(root) else path.parent
    for folder in _up_to_repository(start) or [start]:
        verdict = _verdict(folder, path)
        if verdict is not None:
            return verdict
    return False


def in_repository(root: Path) -> bool:
    """Whether ``root`` lies in a git repository, or looks as if it were meant to."""
    return (root / ".gitignore").is_file() or bool(_up_to_repository(root))


def ignore_spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """The patterns of an ignore file. Lines that git would skip as no patterns are skipped."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _up_to_repository(root: Path) -> list[Path]:
    """``root`` and the folders above it up to the one that holds ``.git``; empty without a repository."""
    above = [root, *root.parents]
    for count, folder in enumerate(above, 1):
        if (folder / ".git").exists():
            return above[:count]
    return []


def _verdict(folder: Path, path: Path) -> bool | None:
    try:
        lines = (folder / ".gitignore").read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    spec = ignore_spec(lines)
    return spec.check_file(path.relative_to(folder).as_posix() + "/").include
