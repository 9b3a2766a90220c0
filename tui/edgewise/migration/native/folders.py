"""Folders of files that Functions import as handlers: ``assets:`` imports, which only Pages' compiler knows.

An entry of one's own does the same in the open: the build copies the folder among the assets, a module serves it from
there, and an alias in the configuration makes the import mean that module.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass

from edgewise.migration.usage import asset_imports
from edgewise.project.folder import inside
from edgewise.project.model import PagesProject

AMONG_THE_ASSETS = "cdn-cgi/pages-plugins"
"""Where Pages' compiler copies such folders to, below the output directory."""
_PLAIN = re.compile(r"[\w./ -]+")
"""Names that need no care in a shell or in JavaScript."""


@dataclass(frozen=True)
class AssetFolder:
    """One imported folder.

    Attributes:
        path: relative to the project root.
        name: what it is called among the assets, and in the name of its module.
        imports: how it is imported, such as ``assets:../static``.
    """

    path: str
    name: str
    imports: tuple[str, ...]

    @property
    def module(self) -> str:
        """The file name of its module, without extension."""
        return f"folder-{self.name}"


def asset_folders(project: PagesProject) -> tuple[AssetFolder, ...]:
    """The folders that are imported, by their paths. Those of :func:`unclear_imports` are left out."""
    unclear = set(unclear_imports(project))
    by_path: dict[str, list[str]] = {}
    for folder, target in _imports(project):
        if target not in unclear:
            by_path.setdefault(folder, []).append(target)
    found: list[AssetFolder] = []
    for path, targets in sorted(by_path.items()):
        plain = re.sub(r"[^a-z0-9]+", "-", posixpath.basename(path).lower()).strip("-") or "files"
        taken = {each.name for each in found}
        name = next(each for each in (plain, *(f"{plain}-{n}" for n in range(2, 99))) if each not in taken)
        found.append(AssetFolder(path, name, tuple(dict.fromkeys(targets))))
    return tuple(found)


def unclear_imports(project: PagesProject) -> tuple[str, ...]:
    """Imports that an alias cannot stand for: of one text for two folders, or of a folder that is not there."""
    meanings: dict[str, set[str]] = {}
    for folder, target in _imports(project):
        meanings.setdefault(target, set()).add(folder)
    return tuple(
        target
        for target, folders in meanings.items()
        if len(folders) > 1 or not all(_is_usable(project, folder) for folder in folders)
    )


def _is_usable(project: PagesProject, folder: str) -> bool:
    path = inside(project.root, folder)
    # Not Path.is_dir, which raises where a name is too long for any file.
    return path is not None and os.path.isdir(path) and _PLAIN.fullmatch(folder) is not None  # noqa: PTH112


def _imports(project: PagesProject) -> list[tuple[str, str]]:
    """Each import as (folder relative to the root, text of the import)."""
    return [
        (os.path.normpath(posixpath.join(posixpath.dirname(module), target.removeprefix("assets:"))), target)
        for module, target in asset_imports(project)
    ]
