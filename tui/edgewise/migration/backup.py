"""Copies of files that git could not give back, made before they are changed.

The journal has the same bytes; these copies are for people who want to put a file back with their own hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.errors import EdgewiseError
from edgewise.migration.asides import BACKUP, keep
from edgewise.migration.journal import FOLDER, Entry
from edgewise.project.secret_names import looks_secret
from edgewise.text import clean


@dataclass(frozen=True)
class Backup:
    """Where the copies lie.

    Attributes:
        folder: relative to the project, with forward slashes.
        files: the paths of the files, relative to the project.
        restore: shell commands that put all of them back, to be run in the project folder.
    """

    folder: str
    files: tuple[str, ...]
    restore: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """This as JSON."""
        return {
            "folder": self.folder,
            "files": [clean(path) for path in self.files],
            "restore": list(self.restore),
        }


def back_up(root: Path, entries: Sequence[Entry], unsaved: Sequence[str]) -> Backup | None:
    """Copy the files among ``unsaved`` that ``entries`` change. ``None`` when there is nothing to copy.

    Raises:
        EdgewiseError: ``backup-failed``. Nothing has been changed then.
    """
    chosen = [entry for entry in entries if entry.path in unsaved and not looks_secret(entry.path)]
    files: list[str] = []
    for entry in chosen:
        if entry.before is None:
            continue
        try:
            keep(root, BACKUP, _place(entry.path), entry.before, entry.mode)
        except OSError as error:
            raise EdgewiseError(
                f"A copy of {clean(entry.path)} cannot be made: {error.strerror}. Nothing has been changed.",
                code="backup-failed",
                where=clean(entry.path),
                fix="See that the disk has room and the project folder can be written to.",
            ) from None
        files.append(entry.path)
    return Backup(f"{FOLDER}/{BACKUP}", tuple(files), _commands(files)) if files else None


def recorded_backup(document: object) -> Backup | None:
    """A backup as a journal has it; ``None`` when it has none."""
    if not isinstance(document, dict):
        return None
    files, commands = document.get("files"), document.get("restore")
    if not isinstance(files, list) or not isinstance(commands, list):
        return None
    return Backup(str(document.get("folder")), tuple(map(str, files)), tuple(map(str, commands)))


def _commands(files: Sequence[str]) -> tuple[str, ...]:
    """One ``cp`` for the project, and one for each height above it from which files were copied."""
    ups = sorted({path.split("/").count("..") for path in files})
    return tuple(f"cp -Rp {FOLDER}/{BACKUP}/{_height(count)}/. {'/'.join(['..'] * count) or '.'}" for count in ups)


def _place(path: str) -> str:
    """Where the copy of ``path`` lies in the backup: each height above the project has a folder of its own."""
    parts = path.split("/")
    ups = parts.count("..")
    return "/".join([_height(ups), *parts[ups:]])


def _height(ups: int) -> str:
    return f"up-{ups}" if ups else "here"
