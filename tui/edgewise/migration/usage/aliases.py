"""Names that stand for paths: ``paths`` and ``baseUrl`` of tsconfig.json, and ``imports`` of package.json."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from edgewise.errors import EdgewiseError
from edgewise.migration.usage.packages import targets
from edgewise.project import jsonc
from edgewise.project.folder import read_text
from edgewise.project.jsonc_parse import JsoncError

CONFIGS = ("tsconfig.json", "jsconfig.json")
_DEEPEST = 8
"""Configurations that extend one another at most."""


@dataclass(frozen=True)
class _Paths:
    """``paths`` of one configuration. Folders are relative to the project root."""

    base: str | None = None
    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folder: str = ""


@dataclass
class Aliases:
    """Reads the configurations around modules; each of them once."""

    root: Path
    workspace: Path
    _read: dict[str, _Paths | None] = field(default_factory=dict)

    def candidates(self, folder: PurePosixPath, target: str) -> Iterator[str]:
        """Paths, relative to the root, that ``target`` may mean in a module of ``folder``; the likeliest first."""
        if target.startswith("#"):
            yield from self._subpath(folder, target)
            return
        paths = next((found for above in self._above(folder) if (found := self._config(above)) is not None), None)
        if paths is None:
            return
        for pattern, values in sorted(paths.patterns, key=lambda pair: _specificity(pair[0])):
            before, star, after = pattern.partition("*")
            if target == pattern:
                yield from (_join(paths.folder, value) for value in values)
            elif star and target.startswith(before) and target.endswith(after):
                middle = target[len(before) : len(target) - len(after)]
                yield from (_join(paths.folder, value.replace("*", middle)) for value in values)
        if paths.base is not None:
            yield _join(paths.base, target)

    def _above(self, folder: PurePosixPath) -> Iterator[str]:
        """``folder`` and those above it, up to the workspace."""
        place = Path(os.path.normpath(self.root / folder))
        for each in (place, *place.parents):
            yield os.path.relpath(each, self.root).replace(os.sep, "/")
            if each == self.workspace:
                return

    def _config(self, folder: str) -> _Paths | None:
        if folder not in self._read:
            names = (_join(folder, name) for name in CONFIGS)
            found = (each for name in names if (each := self._load(name, _DEEPEST)) is not None)
            self._read[folder] = next(found, None)
        return self._read[folder]

    def _load(self, name: str, deepest: int) -> _Paths | None:
        document = self._json(name)
        if document is None:
            return None
        folder = str(PurePosixPath(name).parent)
        inherited = _Paths()
        extended = document.get("extends")
        for each in extended if isinstance(extended, list) else [extended]:
            if isinstance(each, str) and each.startswith(".") and deepest:
                parent = _join(folder, each)
                suffixed = parent if parent.endswith(".json") else f"{parent}.json"
                inherited = self._load(suffixed, deepest - 1) or inherited
        options = document.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        base = _join(folder, options["baseUrl"]) if isinstance(options.get("baseUrl"), str) else inherited.base
        if not isinstance(options.get("paths"), dict):
            return _Paths(base, inherited.patterns, inherited.folder)
        patterns = tuple(
            (str(pattern), tuple(value for value in values if isinstance(value, str)))
            for pattern, values in options["paths"].items()
            if isinstance(values, list)
        )
        return _Paths(base, patterns, base if base is not None else folder)

    def _subpath(self, folder: PurePosixPath, target: str) -> Iterator[str]:
        for above in self._above(folder):
            document = self._json(_join(above, "package.json"))
            if document is None:
                continue
            imports = document.get("imports")
            for pattern, value in imports.items() if isinstance(imports, dict) else ():
                before, star, after = pattern.partition("*")
                if target == pattern:
                    yield from (_join(above, each) for each in targets(value))
                elif star and target.startswith(before) and target.endswith(after):
                    middle = target[len(before) : len(target) - len(after)]
                    yield from (_join(above, each.replace("*", middle)) for each in targets(value))
            return

    def _json(self, name: str) -> dict[str, Any] | None:
        absolute = os.path.normpath(self.root / name)
        relative = os.path.relpath(absolute, self.workspace)
        return None if relative.startswith("..") else _document(self.workspace, relative.replace(os.sep, "/"))


def _document(workspace: Path, relative: str) -> dict[str, Any] | None:
    try:
        text = read_text(workspace, relative)
        document = None if text is None else jsonc.loads(text.removeprefix("\ufeff"))
    except (EdgewiseError, JsoncError):
        return None
    return document if isinstance(document, dict) else None


def _specificity(pattern: str) -> tuple[bool, int]:
    """Exact names come first, then the longest beginnings."""
    before, star, _ = pattern.partition("*")
    return bool(star), -len(before)


def _join(folder: str, path: str) -> str:
    return os.path.normpath(PurePosixPath(folder) / path).replace(os.sep, "/")
