"""What the code of ``functions/`` uses, read from its syntax trees and from those of the modules it imports."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from edgewise.project.exports import LANGUAGES, syntax_tree
from edgewise.project.folder import inside, read_text
from edgewise.project.model import PagesProject, Place

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_MODULES = 2000
"""Modules followed at most; more than any site has."""

_GUARD = re.compile(r"\b(?:401|403|authorization|www-authenticate|cookie|jwt|session|verify)\b", re.IGNORECASE)
_BUILT_IN = frozenset({"ASSETS", "CF_PAGES", "CF_PAGES_BRANCH", "CF_PAGES_COMMIT_SHA", "CF_PAGES_URL"})


@dataclass(frozen=True)
class Usage:
    """What the Functions use, each with the first place it is used at.

    Attributes:
        bindings: names read from ``env``, without those that Pages itself sets.
        assets_imports: imports through ``assets:``.
        after_answer: calls of ``waitUntil``.
        guards: middleware that looks as if it keeps people out.
    """

    bindings: dict[str, Place] = field(default_factory=dict)
    assets_imports: tuple[Place, ...] = ()
    after_answer: tuple[Place, ...] = ()
    guards: tuple[Place, ...] = ()


def read_usage(project: PagesProject) -> Usage:
    """Read every module of ``functions/`` and what they import by relative paths inside the project."""
    bindings: dict[str, Place] = {}
    imports: list[Place] = []
    after: list[Place] = []
    guards: list[Place] = []
    middlewares = {name.partition(":")[0] for route in project.functions for name in route.middlewares}
    for name, source in _modules(project):
        tree = syntax_tree(source, PurePosixPath(name).suffix)
        for node in tree.find_all(kind="import_statement"):
            if (target := node.field("source")) and target.text()[1:].startswith("assets:"):
                imports.append(_place(name, node))
        for binding, node in _env_names(tree):
            bindings.setdefault(binding, _place(name, node))
        for node in tree.find_all(kind="call_expression"):
            called = node.field("function")
            if called is not None and re.search(r"(^|\.)waitUntil$", called.text()):
                after.append(_place(name, node))
        if project.functions_dir and name.removeprefix(f"{project.functions_dir}/") in middlewares:
            guards += [_place(name, node) for node in list(_strings_and_numbers(tree))[:1]]
    for builtin in _BUILT_IN:
        bindings.pop(builtin, None)
    return Usage(bindings, tuple(imports), tuple(after), tuple(guards))


def _modules(project: PagesProject) -> Iterator[tuple[str, str]]:
    """Each module once, with its source: those of ``functions/`` first, then what they lead to."""
    folder = project.functions_dir or ""
    waiting = [f"{folder}/{name}" for name in project.function_files]
    seen = set(waiting)
    while waiting and len(seen) < MAX_MODULES:
        name = waiting.pop(0)
        source = read_text(project.root, name)
        if source is None:
            continue
        yield name, source
        for target in _imports(source, name):
            found = _resolve(project.root, PurePosixPath(name).parent, target)
            if found and found not in seen:
                seen.add(found)
                waiting.append(found)


def _imports(source: str, name: str) -> Iterator[str]:
    tree = syntax_tree(source, PurePosixPath(name).suffix)
    for node in tree.children():
        if node.kind() in ("import_statement", "export_statement") and (target := node.field("source")):
            text = target.text()[1:-1]
            if text.startswith("."):
                yield text


def _resolve(root: Path, folder: PurePosixPath, target: str) -> str | None:
    """The project-relative path of the module that a relative import means, or ``None``."""
    base = os.path.normpath((folder / target).as_posix()).replace(os.sep, "/")
    stem = base.removesuffix(".js")
    candidates = [base, *(stem + each for each in LANGUAGES), *(f"{base}/index{each}" for each in LANGUAGES)]
    for candidate in candidates:
        if candidate.startswith("..") or PurePosixPath(candidate).suffix not in LANGUAGES:
            continue
        path = inside(root, candidate)
        if path is not None and path.is_file():
            return candidate
    return None


def _env_names(tree: SgNode) -> Iterator[tuple[str, SgNode]]:
    """Names read from ``env``: ``env.NAME``, ``context.env.NAME`` and ``const { NAME } = env``."""
    for node in tree.find_all(kind="member_expression"):
        owner, name = node.field("object"), node.field("property")
        if owner is not None and name is not None and _is_env(owner.text()):
            yield name.text(), node
    for node in tree.find_all(kind="variable_declarator"):
        pattern, value = node.field("name"), node.field("value")
        if pattern is not None and value is not None and pattern.kind() == "object_pattern" and _is_env(value.text()):
            for part in pattern.children():
                key = part.field("key") if part.kind() == "pair_pattern" else part
                if key is not None and re.fullmatch(r"\w+", key.text()):
                    yield key.text(), part


def _is_env(text: str) -> bool:
    return text == "env" or (text.endswith(".env") and text not in ("process.env", "import.meta.env"))


def _strings_and_numbers(tree: SgNode) -> Iterator[SgNode]:
    for kind in ("string_fragment", "number"):
        yield from (node for node in tree.find_all(kind=kind) if _GUARD.search(node.text()))


def _place(name: str, node: SgNode) -> Place:
    return Place(name, node.range().start.line + 1)
