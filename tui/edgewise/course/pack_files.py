"""The files of a course pack: which may be in it, and copying them without following a link."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edgewise.course.check import Problem
from edgewise.errors import InputError
from edgewise.store import anchored
from edgewise.text import clean, clean_lines

MOST_BYTES = 50_000_000
MOST_FILES = 5_000
DEEPEST = 12
"""Folders within each other."""
_TOOLS = frozenset({"node_modules", "__pycache__"})
_DOTTED = frozenset({".dev.vars", ".well-known", ".assetsignore"})
_PYTHON = (".py", ".pyc", ".pyd", ".pyi", ".pyw", ".so", ".pth")
_TEXTS = (".md", ".toml")


@dataclass(frozen=True)
class Survey:
    """Names of the files of a pack, relative to it, and what is wrong with them."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def survey(root: Path) -> Survey:
    """Look at every file below ``root``. No link is followed, and no more than the most files are looked at."""
    files: list[str] = []
    problems: list[Problem] = []
    total = 0
    waiting = [PurePosixPath()]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
            statuses = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            message = f"A folder cannot be read: {clean(error.strerror or str(error))}."
            problems.append(Problem("pack-unreadable", message, _where(root, folder)))
            continue
        for name, status in statuses:
            if left_out(name):
                continue
            path = folder / name
            wrong = _wrong(path, status)
            if wrong is not None:
                problems.append(Problem(wrong[0], wrong[1], _where(root, path), wrong[2]))
            elif stat.S_ISDIR(status.st_mode):
                waiting.append(path)
            else:
                files.append(path.as_posix())
                total += status.st_size
            if len(files) > MOST_FILES or total > MOST_BYTES or len(problems) > MOST_FILES:
                message = f"The pack is larger than {MOST_FILES:,} files or {MOST_BYTES // 1_000_000} MB."
                fix = "Take out what learners do not need."
                return Survey(tuple(files), (*problems[:20], Problem("pack-large", message, clean(str(root)), fix)))
    return Survey(tuple(sorted(files)), tuple(problems))


def left_out(name: str) -> bool:
    """Whether a file or folder of this name is never copied: what tools keep beside somebody's work.

    Some of it would change how a lab is run: wrangler reads ``.env`` into its own environment, and other
    configurations from ``.wrangler``.
    """
    return name in _TOOLS or (name.startswith(".") and name not in _DOTTED)


def text_problems(root: Path, files: tuple[str, ...]) -> Iterator[Problem]:
    """A problem for each text with control characters: whoever reads it would take them out and say nothing."""
    for name in files:
        if not name.endswith(_TEXTS):
            continue
        try:
            text = (root / name).read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # whoever reads it says so
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            if clean_lines(line) != line:
                message = "There is a control character in this line."
                yield Problem("pack-control", message, f"{_where(root, PurePosixPath(name))}:{number}", "Take it out.")
                break


def copy_files(root: Path, files: tuple[str, ...], target: Path) -> None:
    """Copy ``files`` of ``root`` to the new folder ``target``.

    Raises:
        InputError: code ``pack-changed``, when a file is no longer what :func:`survey` saw.
        OSError: as the file system says it.
    """
    total = 0
    for name in files:
        found = anchored.look(root, name)
        if found.data is None:
            raise InputError(
                f"{clean(name)} changed while it was copied.",
                code="pack-changed",
                where=_where(root, PurePosixPath(name)),
                fix="Try again when nobody works on the pack.",
            )
        total += len(found.data)
        if total > MOST_BYTES:
            raise InputError("The pack grew while it was copied.", code="pack-changed", where=clean(str(root)))
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found.data)


def _wrong(path: PurePosixPath, status: os.stat_result) -> tuple[str, str, str | None] | None:
    """Code, message and fix for what cannot be in a pack."""
    name = path.name
    if clean(name) != name or "\\" in name:
        return "pack-name", "A name holds characters that have no place in it.", "Rename it."
    if stat.S_ISLNK(status.st_mode):
        return "pack-link", "A course pack holds no links.", "Put a copy in the place of the link."
    if stat.S_ISDIR(status.st_mode):
        return (
            ("pack-deep", f"Folders are nested more than {DEEPEST} deep.", None) if len(path.parts) > DEEPEST else None
        )
    if not stat.S_ISREG(status.st_mode):
        return "pack-file", "This is no ordinary file.", "Take it out."
    if name.lower().endswith(_PYTHON):
        fix = "Take it out. Figures and simulators are those of edgewise."
        return "pack-python", "A course pack holds no Python.", fix
    return None


def _where(root: Path, path: PurePosixPath) -> str:
    return clean(str(root / path))
