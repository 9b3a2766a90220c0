"""How far a migration may reach: the project folder, or the repository around it.

A monorepo often builds into a folder beside the project (``../../dist/web``). Such a path is written with leading
``..`` on purpose, and is good as long as it stays in the repository. A symbolic link is never a way out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from edgewise.project.folder import inside, read_bytes

_MARKS = ("pnpm-workspace.yaml", "turbo.json", "nx.json", "lerna.json", "rush.json")
"""Files at the top of a workspace. ``package.json`` with ``workspaces`` counts too."""


def boundary(root: Path) -> Path:
    """The outermost folder that belongs to the project at ``root``.

    That is the folder that holds ``.git``; without a repository the top of the package workspace; else ``root`` itself.
    Never the home folder or the top of the file system.
    """
    root = Path(os.path.realpath(root))
    above = [each for each in (root, *root.parents) if each not in (Path.home().resolve(), Path(root.anchor))]
    for folder in above:
        if (folder / ".git").exists():
            return folder
    return next((folder for folder in above if _is_workspace(folder)), root)


def reachable(root: Path, relative: str) -> Path | None:
    """The absolute path of ``relative``, seen from ``root``, or ``None`` when it or a symbolic link leads too far.

    Args:
        relative: below the project; or with leading ``..``, below :func:`boundary`. The path need not exist.
    """
    if not leaves(relative):
        return inside(root, relative)
    top = boundary(root)
    plain = _plain(root, relative)
    return inside(top, os.path.relpath(plain, top)) if _below(top, plain) else None


def written_within(root: Path, relative: str) -> bool:
    """Whether ``relative`` stays within the boundary by what is written in it; links are not looked at."""
    top = boundary(root) if leaves(relative) else Path(os.path.realpath(root))
    return "\0" not in relative and _below(top, _plain(root, relative))


def _plain(root: Path, relative: str) -> str:
    return os.path.normpath(os.path.join(os.path.realpath(root), relative))  # noqa: PTH118


def _below(top: Path, plain: str) -> bool:
    return plain.startswith(str(top).rstrip(os.sep) + os.sep)


def read_reachable(root: Path, relative: str) -> bytes | None:
    """The content of a regular file within reach of ``root``; ``None`` when there is none or it lies beyond.

    Raises:
        InputError: when it cannot be read or is absurdly large.
    """
    path = reachable(root, relative)
    if path is None or not leaves(relative):
        return read_bytes(root, relative)
    return read_bytes(path.parent, path.name)


def leaves(relative: str) -> bool:
    """Whether the path begins with ``..``: it means a place beside or above the project."""
    return relative == ".." or relative.startswith("../")


def _is_workspace(folder: Path) -> bool:
    if any((folder / mark).is_file() for mark in _MARKS):
        return True
    try:
        document = json.loads((folder / "package.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "workspaces" in document
