"""The modules that reach the Worker: those with handlers, and whatever they import."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from edgewise.errors import EdgewiseError
from edgewise.migration.usage.imports import Import, imports_of
from edgewise.migration.usage.resolving import Found, Lead, Resolver
from edgewise.project.exports import LANGUAGES, syntax_tree
from edgewise.project.folder import read_text
from edgewise.project.model import PagesProject, Place

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_MODULES = 2000
"""Modules followed at most; more than any site has."""
MAX_CHARACTERS = 600_000
"""Modules beyond this are bundles; their imports and uses are those of packages."""
GRAMMARS = {".mts": ".ts", ".cts": ".ts", ".cjs": ".js"}


@dataclass(frozen=True)
class Module:
    """One module of the project or its workspace.

    Attributes:
        name: relative to the project root.
        leads: where each import leads.
    """

    name: str
    source: str
    tree: SgNode
    leads: tuple[tuple[Import, Found], ...]

    def place(self, node: SgNode) -> Place:
        """Where a node of this module stands."""
        return Place(self.name, node.range().start.line + 1)


@dataclass(frozen=True)
class ModuleGraph:
    """All modules, in the order in which they are met."""

    modules: dict[str, Module] = field(default_factory=dict)

    def closure(self, name: str) -> Iterator[Module]:
        """A module and all that it leads to."""
        waiting, seen = [name], {name}
        while waiting:
            module = self.modules.get(waiting.pop(0))
            if module is None:
                continue
            yield module
            for target in _targets(found for _, found in module.leads):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)


def read_modules(project: PagesProject, entries: Iterable[str]) -> ModuleGraph:
    """Follow the imports of ``entries``, paths relative to the project root."""
    workspace = project.workspace or project.root
    resolver = Resolver(project.root, workspace)
    waiting = list(dict.fromkeys(entries))
    seen = set(waiting)
    modules: dict[str, Module] = {}
    while waiting and len(modules) < MAX_MODULES:
        module = _read(project.root, workspace, waiting.pop(0), resolver)
        if module is None:
            continue
        modules[module.name] = module
        for target in _targets(found for _, found in module.leads):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return ModuleGraph(modules)


def module_graph(project: PagesProject, entries: Iterable[str]) -> ModuleGraph:
    """:func:`read_modules`, done once for a project: a value of it stands for the moment in which it was read."""
    known = _GRAPHS.get(id(project))
    if known is not None and known[0]() is project:
        return known[1]
    graph = read_modules(project, entries)
    key = id(project)
    _GRAPHS[key] = (weakref.ref(project, lambda _: _GRAPHS.pop(key, None)), graph)
    return graph


_GRAPHS: dict[int, tuple[weakref.ref[PagesProject], ModuleGraph]] = {}


def _targets(leads: Iterable[Found]) -> Iterator[str]:
    for found in leads:
        if found.lead is Lead.MODULE:
            yield found.name
        elif found.module is not None:
            yield found.module


def _read(root: Path, workspace: Path, name: str, resolver: Resolver) -> Module | None:
    relative = os.path.relpath(os.path.normpath(root / name), workspace).replace(os.sep, "/")
    try:
        source = read_text(workspace, relative)
    except EdgewiseError:
        return None
    if source is None or len(source) > MAX_CHARACTERS:
        return None
    suffix = PurePosixPath(name).suffix
    suffix = GRAMMARS.get(suffix, suffix)
    if suffix not in LANGUAGES:
        return None
    tree = syntax_tree(source, suffix)
    imports = imports_of(tree, typescript=suffix in (".ts", ".tsx"))
    return Module(name, source, tree, tuple((each, resolver.resolve(name, each.target)) for each in imports))
