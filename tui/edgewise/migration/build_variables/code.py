"""``process.env.CF_PAGES_…`` in code that runs in a build, changed by syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgewise.migration.build_variables.names import NAMES, counterpart
from edgewise.migration.code_edits import apply_edits, tree_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def rewrite_code(text: str, extension: str) -> str:
    """``text`` reading the new variables first: ``(process.env.WORKERS_CI_BRANCH ?? process.env.CF_PAGES_BRANCH)``.

    Only reads of ``process.env`` change. A variable whose counterpart the file names already is left alone.

    Args:
        extension: of the file; one of another language comes back as it is.
    """
    tree = tree_of(text, extension) if "CF_PAGES" in text else None
    if tree is None:
        return text
    edits: list[tuple[int, int, str]] = []
    for node, name, written in _reads(tree):
        new = counterpart(name, text)
        if new is None or not _is_read(node):
            continue
        parent = node.parent()
        both = f"{written.replace(name, new)} ?? {written}"
        bare = parent is not None and parent.kind() == "parenthesized_expression"
        span = node.range()
        edits.append((span.start.index, span.end.index, both if bare else f"({both})"))
    return apply_edits(text, edits)


def _reads(tree: SgNode) -> Iterator[tuple[SgNode, str, str]]:
    """Each access to a variable of Pages: the node, the variable, and the node's text."""
    for node in tree.find_all(any=[{"kind": "member_expression"}, {"kind": "subscript_expression"}]):
        owner, name = node.field("object"), node.field("property") or node.field("index")
        if owner is None or name is None or owner.text().replace("?.", ".") != "process.env":
            continue
        plain = name.text().strip("\"'`")
        if plain in NAMES:
            yield node, plain, node.text()


def _is_read(node: SgNode) -> bool:
    """Whether the value is read: not assigned, not deleted, and not taken apart."""
    parent = node.parent()
    if parent is None:
        return True
    if parent.kind() in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
        left = parent.field("left") or parent.field("argument")
        return left is None or left.range().start.index != node.range().start.index
    return not (parent.kind() == "unary_expression" and parent.text().startswith("delete"))
