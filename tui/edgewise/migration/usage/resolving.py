"""Where an import leads, as the bundler of wrangler finds it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from edgewise.migration.usage.aliases import Aliases
from edgewise.migration.usage.packages import BUILTINS, package_entry, package_name
from edgewise.project.exports import LANGUAGES
from edgewise.project.folder import inside

_OTHER_CODE = (".mts", ".cts", ".cjs")
_TYPESCRIPT = {".js": (".ts", ".tsx"), ".jsx": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",)}
_ORDER = (".tsx", ".ts", ".jsx", ".js", ".mjs", ".json")


class Lead(StrEnum):
    """What an import leads to."""

    MODULE = "module"
    FILE = "file"
    PACKAGE = "package"
    MISSING_PACKAGE = "missing package"
    MISSING_FILE = "missing file"
    BUILTIN = "builtin"
    ASSETS = "assets"
    OUTSIDE = "outside"
    RUNTIME = "runtime"


@dataclass(frozen=True)
class Found:
    """Where an import leads.

    Attributes:
        name: the path relative to the project root for modules and files, which may lead up to the workspace; else
            the name of the package or module.
        module: for a package of the same workspace, its entry.
    """

    lead: Lead
    name: str
    module: str | None = None


class Resolver:
    """Finds what imports of one project mean. Looks at files, reads few, and never leaves the workspace."""

    def __init__(self, root: Path, workspace: Path) -> None:
        self.root, self.workspace = root, workspace
        self._aliases = Aliases(root, workspace)

    def resolve(self, importer: str, target: str) -> Found:
        """Where ``target`` leads from the module ``importer``, which is relative to the root."""
        folder = PurePosixPath(importer).parent
        plain = target.partition("?")[0]
        if target.startswith("assets:"):
            return Found(Lead.ASSETS, target)
        if target.startswith(("cloudflare:", "data:", "http:", "https:")):
            return Found(Lead.RUNTIME, target)
        if target.startswith("node:"):
            return Found(Lead.BUILTIN, target)
        if plain.startswith((".", "/")):
            found = self._file((folder / plain).as_posix())
            return found or Found(Lead.MISSING_FILE, target)
        for candidate in self._aliases.candidates(folder, plain):
            if found := self._file(candidate):
                return found
        return self._package(folder, plain)

    def _file(self, path: str) -> Found | None:
        """The module or file that a path means, with or without its extension."""
        base = os.path.normpath(path).replace(os.sep, "/")
        suffix = PurePosixPath(base).suffix
        candidates = [base]
        candidates += [base.removesuffix(suffix) + each for each in _TYPESCRIPT.get(suffix, ())]
        candidates += [base + each for each in _ORDER]
        candidates += [f"{base}/index{each}" for each in _ORDER]
        for candidate in candidates:
            absolute = Path(os.path.normpath(self.root / candidate))
            if not absolute.is_file():
                continue
            if inside(self.workspace, os.path.relpath(absolute, self.workspace)) is None:
                return Found(Lead.OUTSIDE, candidate)
            return Found(self._kind(candidate), candidate)
        return None

    def _kind(self, name: str) -> Lead:
        return Lead.MODULE if PurePosixPath(name).suffix in (*LANGUAGES, *_OTHER_CODE) else Lead.FILE

    def _package(self, folder: PurePosixPath, target: str) -> Found:
        name = package_name(target)
        installed = self._installed(folder, name)
        if installed is None:
            return Found(Lead.BUILTIN if name in BUILTINS else Lead.MISSING_PACKAGE, name)
        real = Path(os.path.realpath(installed))
        if "node_modules" in real.parts or not real.is_relative_to(self.workspace):
            return Found(Lead.PACKAGE, name)
        entry = package_entry(real, target.removeprefix(name).lstrip("/"))
        found = self._file(os.path.relpath(real / entry, self.root).replace(os.sep, "/")) if entry else None
        module = found.name if found and found.lead is Lead.MODULE else None
        return Found(Lead.PACKAGE, name, module)

    def _installed(self, folder: PurePosixPath, name: str) -> Path | None:
        """The folder of a package, looked for as Node does; above the workspace too, where nothing is read."""
        if self.plug_and_play:
            return self.workspace / "node_modules" / name
        start = Path(os.path.normpath(self.root / folder))
        for above in (start, *start.parents):
            candidate = above / "node_modules" / name
            if candidate.is_dir():
                return candidate
        return None

    @cached_property
    def plug_and_play(self) -> bool:
        """Whether yarn resolves packages from archives, so that no folder says what is installed."""
        return any((folder / ".pnp.cjs").is_file() for folder in (self.root, self.workspace))


def string_map(value: Any) -> dict[str, str]:
    """The entries of a JSON object whose values are strings."""
    return {str(key): each for key, each in value.items() if isinstance(each, str)} if isinstance(value, dict) else {}
