"""Which folders on this computer hold a migration, so that the way back is found again.

Only paths and times are kept. A journal stays with its project; this index points to it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edgewise.errors import InputError
from edgewise.migration.journal import journal_path
from edgewise.store.files import read_json, write_json
from edgewise.store.folders import Folders

SCHEMA = "edgewise/migrations/1"


@dataclass(frozen=True)
class Known:
    """A folder with a migration, and when that was made (UTC)."""

    root: Path
    when: datetime


def path(folders: Folders) -> Path:
    """The index file."""
    return folders.state / "migrations.json"


def known(folders: Folders) -> list[Known]:
    """The folders whose journal is still there, latest first. A broken index counts as an empty one."""
    found = [Known(Path(root), when) for root, when in _read(folders).items() if journal_path(Path(root)).is_file()]
    return sorted(found, key=lambda each: each.when, reverse=True)


def update(folders: Folders, root: Path) -> None:
    """Take the folder in when it holds a journal, out when it does not. Never fails: nothing depends on it."""
    entries = _read(folders)
    here = str(root.resolve())
    if journal_path(root).is_file():
        entries[here] = datetime.now(UTC)
    elif here not in entries:
        return
    else:
        del entries[here]
    document = {root: when.isoformat(timespec="seconds") for root, when in entries.items()}
    with suppress(OSError):
        write_json(path(folders), {"schema": SCHEMA, "projects": document}, mode=0o600)


def _read(folders: Folders) -> dict[str, datetime]:
    try:
        document = read_json(path(folders))
        return {str(root): datetime.fromisoformat(when) for root, when in document["projects"].items()}
    except (OSError, InputError, ValueError, TypeError, KeyError, AttributeError):
        return {}
