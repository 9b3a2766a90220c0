"""What the account said about a project, kept so that a proof after the move needs no second question.

One small file a project, in edgewise's own state folder and readable by the user only. No secret values.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from edgewise.project.dashboard import Dashboard
from edgewise.store.files import write_atomic
from edgewise.store.folders import Folders

SCHEMA = "edgewise/dashboard/1"


def _path(folders: Folders, root: Path) -> Path:
    name = hashlib.sha256(str(root).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return folders.state / "dashboard" / f"{name}.json"


def keep(folders: Folders, root: Path, dashboard: Dashboard) -> None:
    """Remember ``dashboard`` for the project in ``root``. A state folder that cannot be written to is no error."""
    path = _path(folders, root)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        document = {"schema": SCHEMA, "root": str(root), **asdict(dashboard)}
        write_atomic(path, json.dumps(document, ensure_ascii=True), mode=0o600)
    except OSError:
        return


def kept(folders: Folders, root: Path) -> Dashboard | None:
    """What was remembered; ``None`` without anything that can be read."""
    try:
        document: Any = json.loads(_path(folders, root).read_bytes())
        if document["schema"] != SCHEMA or document["root"] != str(root):
            return None
        values = {each.name: document[each.name] for each in fields(Dashboard)}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Dashboard(**{**values, **lists})


def forget(folders: Folders, root: Path) -> None:
    """Remember nothing any more."""
    _path(folders, root).unlink(missing_ok=True)
