"""Which names a JavaScript or TypeScript module exports, read from its syntax tree.

Pages asks esbuild for the exports of each file by itself, without following imports; so do we: ``export * from``
adds nothing, and types are not exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

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
    }
)
_TYPES = frozenset(
    {"interface_declaration", "type_alias_declaration", "ambient_declaration", "function_signature", "comment"}
)
_TYPED = (".ts", ".tsx")


@cache
def _parser() -> type:
    from ast_grep_py import SgRoot

    return SgRoot


@lru_cache(maxsize=512)  # one assessment asks for the same module three times
def syntax_tree(source: str, extension: str) -> SgNode:
    """The root of the module's syntax tree. Broken code gives a tree with error nodes, never an exception.

    Raises:
        KeyError: when the extension is not in :data:`LANGUAGES`.
    """
    root: SgNode = _parser()(source, LANGUAGES[extension]).root()
    return root


def exported_names(source: str, extension: str) -> list[tuple[str, int]]:
    """Each exported name and the line it is exported on, sorted by name as esbuild lists them."""
    found: dict[str, int] = {}
    tree = syntax_tree(source, extension)
    for node in tree.children():
        if node.kind() == "export_statement" or (node.kind() == "ERROR" and _is_export(node)):
            line = node.range().start.line + 1
            for name in _names(node, tree if extension in _TYPED else None):
                found.setdefault(_plain(name), line)
    return sorted(found.items())


def _is_export(broken: SgNode) -> bool:
    """Whether what the grammar does not take is an export: it stumbles over ``with { type: "json" }`` behind one."""
    first = next(iter(broken.children()), None)
    return first is not None and first.kind() == "export"


def _names(statement: SgNode, typed: SgNode | None) -> Iterator[str]:
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
        elif kind in ("internal_module", "module"):
            if _has_values(child):
                yield from _first_identifier(child)
        elif kind == "import_alias":
            yield from _first_identifier(child)
        elif kind in ("lexical_declaration", "variable_declaration"):
            for declarator in child.children():
                if declarator.kind() == "variable_declarator" and (target := declarator.field("name")):
                    yield from _bound(target)
        elif kind == "export_clause":
            yield from _clause(child, None if "from" in words or typed is None else _values(typed))
        elif kind == "namespace_export":
            yield from (each.text() for each in child.children() if each.kind() in ("identifier", "string"))


def _plain(name: str) -> str:
    """A name without quotes and with its escapes (``\\u006f``) resolved."""
    name = name.strip("\"'")
    if "\\" not in name:
        return name
    return re.sub(r"\\u\{?([0-9a-fA-F]{1,6})\}?", lambda match: chr(min(int(match.group(1), 16), 0x10FFFF)), name)


def _first_identifier(node: SgNode) -> Iterator[str]:
    for child in node.children():
        if child.kind() in ("identifier", "nested_identifier"):
            yield child.text().partition(".")[0]
            return


def _has_values(namespace: SgNode) -> bool:
    """Whether a namespace holds anything but types; one that does not is no value itself."""
    for block in (child for child in namespace.children() if child.kind() == "statement_block"):
        inner = [child.children()[-1] if child.kind() == "export_statement" else child for child in block.children()]
        if any(child.is_named() and child.kind() not in _TYPES for child in inner):
            return True
    return False


def _values(tree: SgNode) -> frozenset[str]:
    """Every name that a TypeScript module declares or imports as a value: esbuild drops exports of anything else."""
    found: set[str] = set()
    for kind in (*_NAMED, "internal_module", "module", "import_alias", "import_require_clause"):
        for node in tree.find_all(kind=kind):
            if not _is_ambient(node):
                found.update(_field(node, "name") if kind in _NAMED else _first_identifier(node))
    for node in tree.find_all(kind="variable_declarator"):
        if (target := node.field("name")) and not _is_ambient(node):
            found.update(_bound(target))
    for statement in tree.find_all(kind="import_statement"):
        if not any(child.kind() == "type" for child in statement.children()):
            found.update(_imported(statement))
    return frozenset(found)


def _is_ambient(node: SgNode) -> bool:
    return any(each.kind() == "ambient_declaration" for each in node.ancestors())


def _imported(statement: SgNode) -> Iterator[str]:
    for clause in (child for child in statement.children() if child.kind() == "import_clause"):
        for part in clause.children():
            if part.kind() == "identifier":
                yield part.text()
            elif part.kind() == "namespace_import":
                yield from _first_identifier(part)
            elif part.kind() == "named_imports":
                for specifier in part.children():
                    if specifier.kind() == "import_specifier" and specifier.children()[0].kind() != "type":
                        name = specifier.field("alias") or specifier.field("name")
                        yield name.text() if name is not None else ""


def _field(node: SgNode, name: str) -> Iterator[str]:
    found = node.field(name)
    if found is not None:
        yield found.text()


def _clause(clause: SgNode, values: frozenset[str] | None) -> Iterator[str]:
    for specifier in clause.children():
        if specifier.kind() != "export_specifier":
            continue
        if specifier.children() and specifier.children()[0].kind() == "type":
            continue
        local = specifier.field("name")
        name = specifier.field("alias") or local
        known = values is None or (local is not None and _plain(local.text()) in values)
        if name is not None and known:
            yield name.text()


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
