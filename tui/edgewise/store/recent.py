"""The project folders that were looked at lately, so that they can be opened again. Only paths are kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from edgewise.errors import InputError
from edgewise.store.files import read_json, write_json
from edgewise.store.folders import Folders

SCHEMA = "edgewise/recent/1"
MOST = 12
"""Folders that are remembered."""


def path(folders: Folders) -> Path:
    """The file that holds them."""
    return folders.state / "recent.json"


def recent(folders: Folders) -> list[Path]:
    """The folders that are still there, latest first. A broken file counts as an empty one."""
    return [each for each in _read(folders) if each.is_dir()]


def remember(folders: Folders, root: Path) -> None:
    """Put a folder first. Never fails: nothing depends on it."""
    here = root.resolve()
    found = _read(folders)
    if found[:1] == [here]:
        return
    entries = [here, *(each for each in found if each != here)][:MOST]
    with suppress(OSError):
        document = {"schema": SCHEMA, "projects": [str(each) for each in entries]}
        write_json(path(folders), document, mode=0o600)


def _read(folders: Folders) -> list[Path]:
    try:
        document = read_json(path(folders))
        return [Path(each) for each in document["projects"] if isinstance(each, str)]
    except (OSError, InputError, ValueError, TypeError, KeyError):
        return []
