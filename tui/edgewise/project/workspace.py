"""The workspace around a project: the repository or monorepo that it is a package of."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from edgewise.project.boundary import boundary
from edgewise.project.folder import read_text
from edgewise.project.yaml_tree import parse_yaml

MAX_PACKAGES = 2000
_DEEPEST = 4
_SKIPPED = frozenset({"node_modules", "dist", "build", "vendor", "target", "bower_components"})


@dataclass(frozen=True)
class Workspace:
    """Where the project stands.

    Attributes:
        root: the folder that holds everything: of the git repository, else of the monorepo, else the project.
        project: the project's folder relative to it, ``.`` when it is the same.
    """

    root: Path
    project: str

    @cached_property
    def packages(self) -> Mapping[str, str]:
        """The monorepo's packages: name to folder, relative to :attr:`root`."""
        found: dict[str, str] = {}
        for folder in package_folders(self.root):
            name = _document(self.root, f"{folder}/package.json").get("name")
            if isinstance(name, str) and name:
                found.setdefault(name, folder)
        return found

    def from_project(self, path: str) -> str:
        """A path relative to :attr:`root` as one relative to the project."""
        return os.path.relpath(path, self.project).replace(os.sep, "/")

    def from_root(self, path: str) -> str:
        """A path relative to the project as one relative to :attr:`root`."""
        return os.path.normpath(PurePosixPath(self.project, path)).replace(os.sep, "/")


def find_workspace(root: Path) -> Workspace:
    """The workspace of the project in ``root``, an absolute path without symbolic links."""
    top = boundary(root)
    return Workspace(top, root.relative_to(top).as_posix())


def package_folders(root: Path) -> tuple[str, ...]:
    """Folders of the packages that the monorepo in ``root`` declares, relative to it, sorted."""
    patterns = _patterns(root)
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    refused = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    found: set[str] = set()
    for pattern in wanted:
        for folder in _matching(root, pattern):
            if len(found) < MAX_PACKAGES and not any(PurePosixPath(folder).match(each) for each in refused):
                found.add(folder)
    return tuple(sorted(found))


def _patterns(root: Path) -> list[str]:
    """The patterns that name packages: of pnpm, npm, yarn, bun and lerna."""
    found: list[str] = []
    if text := read_text(root, "pnpm-workspace.yaml"):
        listed = parse_yaml(text).get("packages")
        found += [item.text for item in (listed.items if listed else None) or () if item.text]
    for name, key in (("package.json", "workspaces"), ("lerna.json", "packages")):
        value = _document(root, name).get(key)
        if isinstance(value, dict):
            value = value.get("packages")
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, str)]
    return [pattern.removeprefix("./").rstrip("/") for pattern in found]


def _document(root: Path, name: str) -> dict[str, Any]:
    """A JSON object, ``{}`` when there is none that can be read."""
    try:
        found = json.loads((root / name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _matching(root: Path, pattern: str) -> Iterator[str]:
    """Folders with a ``package.json`` that a workspace pattern names."""
    parts = PurePosixPath(pattern).parts
    if not parts or pattern.startswith("/") or ".." in parts:
        return
    waiting: list[tuple[str, tuple[str, ...]]] = [("", parts)]
    while waiting:
        prefix, rest = waiting.pop()
        if not rest:
            if prefix and (root / prefix / "package.json").is_file():
                yield prefix.rstrip("/")
            continue
        head, tail = rest[0], rest[1:]
        if head == "**":
            waiting.append((prefix, tail))
            if prefix.count("/") < _DEEPEST:
                waiting += [(f"{prefix}{name}/", rest) for name in folders_in(root, prefix)]
        elif any(mark in head for mark in "*?["):
            fitting = (name for name in folders_in(root, prefix) if PurePosixPath(name).match(head))
            waiting += [(f"{prefix}{name}/", tail) for name in fitting]
        elif (root / prefix / head).is_dir():
            waiting.append((f"{prefix}{head}/", tail))


def folders_in(root: Path, prefix: str) -> list[str]:
    """Names of the folders in ``root/prefix`` that people work in: no hidden ones, products or packages."""
    try:
        entries = sorted(os.scandir(root / prefix), key=lambda entry: entry.name)
    except OSError:
        return []
    return [
        entry.name
        for entry in entries
        if entry.is_dir(follow_symlinks=False) and entry.name not in _SKIPPED and not entry.name.startswith(".")
    ]
