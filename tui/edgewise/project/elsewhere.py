"""Sub-folders that look like Pages projects, for when edgewise is started at the top of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from edgewise.errors import InputError
from edgewise.project.commands import pages_calls
from edgewise.project.config import find_configs, load_config, string
from edgewise.project.folder import read_text
from edgewise.project.package_json import load_package
from edgewise.project.workspace import folders_in, package_folders

MOST = 400
"""Folders that are looked into, at most."""
_HANDLER = re.compile(r"\bonRequest(?:Get|Post|Put|Patch|Delete|Options|Head)?\b")


def pages_folders(root: Path) -> tuple[str, ...]:
    """Folders below ``root``, relative to it, that hold a Pages project by their configuration, scripts or code."""
    return tuple(folder for folder in _candidates(root) if _looks_like(root / folder))


def _candidates(root: Path) -> Iterator[str]:
    """The packages of a monorepo, then two levels of folders."""
    seen = dict.fromkeys(package_folders(root))
    for first in folders_in(root, ""):
        seen.setdefault(first)
        for second in folders_in(root, f"{first}/"):
            seen.setdefault(f"{first}/{second}")
    yield from list(seen)[:MOST]


def _looks_like(folder: Path) -> bool:
    try:
        configs = [load_config(folder, name) for name in find_configs(folder)]
        package = load_package(folder)
    except InputError:
        return False
    if any(string(config.document, "pages_build_output_dir") for config in configs):
        return True
    if any(pages_calls(script) for script in package.scripts.values()):
        return True
    return _has_functions(folder)


def _has_functions(folder: Path) -> bool:
    sources = (*(folder / "functions").glob("*.[jt]s*"), *(folder / "functions").glob("*/*.[jt]s*"))
    texts = (read_text(folder, each.relative_to(folder).as_posix()) or "" for each in sources[:20])
    return any(_HANDLER.search(text) for text in texts)
