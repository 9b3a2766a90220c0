"""Which names a JavaScript or TypeScript module exports, read from its syntax tree.

Pages asks esbuild for the exports of each file by itself, without following imports; so do we: ``export * from``
adds nothing, and types are not exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from edgewise.project.syntax import syntax_root

if TYPE_CHECKING:
    from ast_grep_py import SgNode

LANGUAGES = {".js": "javascript", ".mjs": "javascript", ".jsx": "javascript", ".ts": "typescript", ".tsx": "tsx"}
"""Extensions that Pages looks at, and the grammar for each."""

_NAMED = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "enum_declaration",
        "internal_module",
    }
)


@lru_cache(maxsize=512)  # one assessment asks for the same module three times
def syntax_tree(source: str, extension: str) -> SgNode:
    """The root of the module's syntax tree. Broken code gives a tree with error nodes, never an exception.

    Raises:
        KeyError: when the extension is not in :data:`LANGUAGES`.
    """
    return syntax_root(source, LANGUAGES[extension])


def exported_names(source: str, extension: str) -> list[tuple[str, int]]:
    """Each exported name and the line it is exported on, sorted by name as esbuild lists them."""
    found: dict[str, int] = {}
    for node in syntax_tree(source, extension).children():
        if node.kind() == "export_statement":
            line = node.range().start.line + 1
            for name in _names(node):
                found.setdefault(name, line)
    return sorted(found.items())


def _names(statement: SgNode) -> Iterator[str]:
    words = {child.kind() for child in statement.children()}
    if "type" in words or "*" in words:
        return
    if "default" in words:
        yield "default"
        return
    for child in statement.children():
        kind = child.kind()
        if kind in _NAMED:
            yield from _field(child, "name")
        elif kind in ("lexical_declaration", "variable_declaration"):
            for declarator in child.children():
                if declarator.kind() == "variable_declarator" and (target := declarator.field("name")):
                    yield from _bound(target)
        elif kind == "export_clause":
            yield from _clause(child)
        elif kind == "namespace_export":
            yield from (each.text() for each in child.children() if each.kind() in ("identifier", "string"))


def _field(node: SgNode, name: str) -> Iterator[str]:
    found = node.field(name)
    if found is not None:
        yield found.text()


def _clause(clause: SgNode) -> Iterator[str]:
    for specifier in clause.children():
        if specifier.kind() != "export_specifier":
            continue
        if specifier.children() and specifier.children()[0].kind() == "type":
            continue
        name = specifier.field("alias") or specifier.field("name")
        if name is not None:
            yield name.text().strip("\"'")


def _bound(target: SgNode) -> Iterator[str]:
    """The names that a binding target defines: an identifier, or a pattern of them."""
    kind = target.kind()
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield target.text()
    elif kind == "pair_pattern":
        value = target.field("value")
        if value is not None:
            yield from _bound(value)
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        left = target.field("left")
        if left is not None:
            yield from _bound(left)
    elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
        for child in target.children():
            yield from _bound(child)
