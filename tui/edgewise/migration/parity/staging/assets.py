"""What lies in the folder that the new side publishes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from edgewise.project.config import effective_document

_MOST = 20_000


def new_assets(root: Path) -> frozenset[str]:
    """Paths of all files below the Worker's assets folder, relative to it; empty when it has none.

    What an ``.assetsignore`` leaves out is listed too: whether it is really left out is for the
    server to show.
    """
    directory = assets_directory(root)
    return frozenset() if directory is None else frozenset(_files(root / directory))


def assets_directory(root: Path) -> str | None:
    """The folder that the Worker's configuration in ``root`` publishes, or ``None``."""
    assets = effective_document(root).get("assets")
    directory = assets.get("directory") if isinstance(assets, dict) else None
    return os.path.normpath(directory) if isinstance(directory, str) and directory else None


def _files(folder: Path) -> Iterator[str]:
    count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != "node_modules")
        for file in sorted(files):
            count += 1
            if count > _MOST:
                return
            yield (Path(place) / file).relative_to(folder).as_posix()
