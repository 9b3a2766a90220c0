"""What a module imports, as far as a bundler keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import Rule, SgNode


@dataclass(frozen=True)
class Import:
    """One import of a module.

    Attributes:
        target: as it is written.
        line: counted from 1.
    """

    target: str
    line: int


def imports_of(tree: SgNode, *, typescript: bool) -> Iterator[Import]:
    """Every static import, re-export, ``require`` and dynamic import of a plain string.

    Types are no imports. In TypeScript, an import whose names are all used as types goes away too.
    """
    values: frozenset[str] | None = None
    for node in tree.find_all(any=_CARRIERS):
        target = _call_target(node) if node.kind() == "call_expression" else node.field("source")
        if target is None or target.kind() != "string" or _type_only(node):
            continue
        if typescript and node.kind() == "import_statement":
            names = _names(node)
            if names and values is None:
                values = frozenset(_values(tree))
            if names and values is not None and values.isdisjoint(names):
                continue
        yield Import(target.text()[1:-1], node.range().start.line + 1)


_CARRIERS: list[Rule] = [
    {"kind": "import_statement"},
    {"kind": "export_statement", "has": {"field": "source", "kind": "string"}},
    {"kind": "call_expression", "has": {"field": "function", "regex": "^(require|import)$"}},
]


def _call_target(node: SgNode) -> SgNode | None:
    called, arguments = node.field("function"), node.field("arguments")
    if called is None or arguments is None or called.text() not in ("require", "import"):
        return None
    given = [child for child in arguments.children() if child.kind() not in ("(", ")", ",", "comment")]
    return given[0] if given else None


def _type_only(node: SgNode) -> bool:
    if any(child.kind() == "type" for child in node.children()):
        return True
    specifiers = list(node.find_all(any=[{"kind": "import_specifier"}, {"kind": "export_specifier"}]))
    whole = any(child.kind() in ("identifier", "namespace_import") for child in _clause(node))
    return bool(specifiers) and not whole and all(_is_type(each) for each in specifiers)


def _is_type(specifier: SgNode) -> bool:
    return any(child.kind() == "type" for child in specifier.children())


def _clause(node: SgNode) -> list[SgNode]:
    return [part for child in node.children() if child.kind() == "import_clause" for part in child.children()]


def _names(node: SgNode) -> set[str]:
    """The names that an import statement binds."""
    found: set[str] = set()
    for part in _clause(node):
        if part.kind() == "identifier":
            found.add(part.text())
        elif part.kind() == "namespace_import":
            found.update(child.text() for child in part.children() if child.kind() == "identifier")
        else:
            for specifier in part.find_all(kind="import_specifier"):
                name = specifier.field("alias") or specifier.field("name")
                if name is not None and not _is_type(specifier):
                    found.add(name.text())
    return found


def _values(tree: SgNode) -> Iterator[str]:
    """Names that are used as values: types have a kind of node of their own."""
    for node in tree.find_all(any=[{"kind": "identifier"}, {"kind": "shorthand_property_identifier"}]):
        if not any(above.kind() == "import_statement" for above in node.ancestors()):
            yield node.text()
