"""Setting an option in a configuration that is code, such as ``nuxt.config.ts``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgewise.project.code import Module, Patch, indent_at, newline_of, patched, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_WRAPPERS = ("as_expression", "satisfies_expression", "parenthesized_expression")
_DEEPEST = 8
"""Variables and calls that are looked through on the way to the object."""


def exported_object(module: Module) -> SgNode | None:
    """The object that a configuration exports; ``None`` when it is made in a way that cannot be followed.

    Looked through are variables, calls such as ``defineConfig({…})`` (their first argument), functions that only
    return an object, ``satisfies`` and ``module.exports``.
    """
    tree = module.tree
    for node in tree.children():
        words = [child.kind() for child in node.children()]
        if node.kind() == "export_statement" and "default" in words:
            value = node.field("value") or node.children()[-1]
            return _object(tree, value, 0)
        if node.kind() == "expression_statement" and node.text().startswith(("module.exports", "exports.default")):
            assignment = node.child(0)
            right = assignment.field("right") if assignment is not None else None
            return None if right is None else _object(tree, right, 0)
    return None


def _object(tree: SgNode, node: SgNode, depth: int) -> SgNode | None:
    if depth > _DEEPEST:
        return None
    kind = node.kind()
    if kind == "object":
        return node
    following: SgNode | None = None
    if kind in _WRAPPERS or kind in ("return_statement", "await_expression"):
        following = next((child for child in node.children() if child.is_named()), None)
    elif kind == "identifier":
        following = _declared(tree, node.text())
    elif kind == "call_expression":
        following = _first_argument(node)
    elif kind in ("arrow_function", "function_expression", "function_declaration"):
        body = node.field("body")
        if body is not None and body.kind() == "statement_block":
            returned = list(body.find_all(kind="return_statement"))
            body = returned[0] if len(returned) == 1 else None
        following = body
    return None if following is None else _object(tree, following, depth + 1)


def _declared(tree: SgNode, name: str) -> SgNode | None:
    for node in tree.children():
        holder = node.field("declaration") if node.kind() == "export_statement" else node
        if holder is None or holder.kind() not in ("lexical_declaration", "variable_declaration"):
            continue
        for each in holder.children():
            target = each.field("name") if each.kind() == "variable_declarator" else None
            if target is not None and target.text() == name:
                return each.field("value")
    return None


def _first_argument(call: SgNode) -> SgNode | None:
    arguments = call.field("arguments")
    if arguments is None:
        return None
    return next((each for each in arguments.children() if each.is_named() and each.kind() != "comment"), None)


def option(module: Module, path: Sequence[str], start: SgNode | None = None) -> SgNode | None:
    """The value at ``path`` below the exported object (or below ``start``), or ``None``."""
    node = start or exported_object(module)
    for key in path:
        node = None if node is None else _object(module.tree, node, 0)
        pair = None if node is None else _pair(node, key)
        node = None if pair is None else pair.field("value")
    return node


def set_option(module: Module, path: Sequence[str], value: str, start: SgNode | None = None) -> str | None:
    """The text of ``module`` with ``value``, a piece of code, at ``path`` below the exported object.

    Objects on the way that are not there are made. Nothing else changes, and what has the value already stays as it
    is.

    Args:
        start: an object to start from instead of the exported one.

    Returns:
        ``None`` when there is no place for it: the object cannot be found, or something on the way is no object that
        is written out.
    """
    node = start or exported_object(module)
    if node is None or module.broken:
        return None
    for depth, key in enumerate(path):
        pair = _pair(node, key)
        if pair is None:
            if any(each.kind() == "shorthand_property_identifier" and each.text() == key for each in node.children()):
                return None
            if depth < len(path) - 1 and any(each.kind() == "spread_element" for each in node.children()):
                return None  # what is spread in may hold the object already
            return patched(module.text, _insertion(module.text, node, path[depth:], value))
        held = pair.field("value")
        if held is None:
            return None
        if depth == len(path) - 1:
            start_at, end_at = span(held)
            return patched(module.text, [Patch(start_at, end_at, value)])
        found = _object(module.tree, held, 0)
        if found is None:
            return None
        node = found
    return None


def _pair(node: SgNode, key: str) -> SgNode | None:
    """The last member of an object called ``key``: later ones win."""
    found = None
    for each in node.children():
        if each.kind() == "pair":
            name = each.field("key")
            if name is not None and name.text().strip("\"'") == key:
                found = each
    return found


def _insertion(text: str, node: SgNode, path: Sequence[str], value: str) -> list[Patch]:
    """Patches that add a last member to an object, so that it wins over what is spread into it."""
    start, end = span(node)
    members = [each for each in node.children() if each.is_named() and each.kind() != "comment"]
    newline, outer = newline_of(text), indent_at(text, start)
    if not members:
        return [
            Patch(start + 1, start + 1, f" {_member(path, value)}{'' if text[start + 1 : end - 1].strip() else ' '}")
        ]
    last = span(members[-1])[1]
    comma = next((span(each)[1] for each in node.children() if each.text() == "," and span(each)[0] >= last), None)
    if newline not in text[start:end]:
        row = f" {_member(path, value)}"
        return [Patch(comma, comma, f"{row},")] if comma is not None else [Patch(last, last, f",{row}")]
    inner = indent_at(text, span(members[-1])[0])
    if len(inner) <= len(outer):
        inner = outer + "  "
    row = _rows(path, value, inner, inner[len(outer) :] or "  ", newline)
    place = _past_comment(text, comma or last)
    patches = [] if comma is not None else [Patch(last, last, ",")]
    return [*patches, Patch(place, place, f"{newline}{row}{',' if comma is not None else ''}")]


def _past_comment(text: str, offset: int) -> int:
    """The end of a comment that follows on the same line, else ``offset`` itself."""
    match = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/(?=[ \t]*\r?\n))").match(text, offset)
    return match.end() if match else offset


def _member(path: Sequence[str], value: str) -> str:
    for key in reversed(path[1:]):
        value = f"{{ {key}: {value} }}"
    return f"{path[0]}: {value}"


def _rows(path: Sequence[str], value: str, indent: str, unit: str, newline: str) -> str:
    """The member over several lines, one level an object."""
    heads = [f"{indent}{unit * depth}{key}: " for depth, key in enumerate(path)]
    opened = "".join(f"{head}{{{newline}" for head in heads[:-1])
    closed = "".join(f",{newline}{indent}{unit * depth}}}" for depth in reversed(range(len(path) - 1)))
    return f"{opened}{heads[-1]}{value}{closed}"
