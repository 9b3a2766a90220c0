"""Course packs on disk: which were added, where from, and where their files lie.

A pack lies in the data folder, under ``packs/``: its files in a folder, and ``<id>.json``, which says which folder that
is and where it came from. Writing that file is what adds or changes a pack, so there is always the old one or the new
one. What is in a pack is for :mod:`edgewise.course.packs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from edgewise.errors import InputError
from edgewise.store.files import read_json, write_json
from edgewise.store.folders import Folders
from edgewise.text import clean

SCHEMA = "edgewise/pack/1"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FOLDER = re.compile(r"[a-z0-9-]+\.[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Kept:
    """A pack in the data folder.

    Attributes:
        source: the folder or the git URL that it came from.
        ref: branch or tag that was asked for; empty for the default one, and for a folder.
        commit: of a git repository; empty for a folder.
        added: when it was added or last updated, ISO 8601 in UTC.
        root: its files.
    """

    id: str
    source: str
    ref: str
    commit: str
    added: str
    root: Path


@dataclass(frozen=True)
class Unread:
    """A pack that cannot be read now, and why."""

    id: str
    problem: str


def home(folders: Folders) -> Path:
    """Where packs are kept."""
    return folders.data / "packs"


def record(folders: Folders, pack_id: str) -> Path:
    """The file that says where the pack ``pack_id`` is from."""
    return home(folders) / f"{pack_id}.json"


def kept(folders: Folders) -> list[Kept | Unread]:
    """Every pack that was added, in the order of ids."""
    try:
        names = sorted(path for path in home(folders).glob("*.json") if _ID.fullmatch(path.stem))
    except OSError:
        return []
    return [_read(path) for path in names]


def save(folders: Folders, pack: Kept) -> None:
    """Make ``pack`` the one that counts.

    Raises:
        OSError: as the file system says it; what was there before still counts then.
    """
    document = {
        "schema": SCHEMA,
        "source": pack.source,
        "ref": pack.ref,
        "commit": pack.commit,
        "added": pack.added,
        "folder": pack.root.name,
    }
    write_json(record(folders, pack.id), document, mode=0o600)


def _read(path: Path) -> Kept | Unread:
    try:
        document = read_json(path)
        texts = {key: document.get(key, "") for key in ("source", "ref", "commit", "added")}
        folder = document["folder"]
        if document.get("schema") != SCHEMA or not all(isinstance(text, str) for text in (*texts.values(), folder)):
            raise ValueError
    except (OSError, InputError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unread(path.stem, f"{clean(str(path))} cannot be understood.")
    if not _FOLDER.fullmatch(folder):
        return Unread(path.stem, f"{clean(str(path))} names no folder of a pack.")
    plain = {key: clean(text, 2000) for key, text in texts.items()}
    return Kept(path.stem, plain["source"], plain["ref"], plain["commit"], plain["added"], path.parent / folder)
