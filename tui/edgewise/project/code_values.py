"""Literal values in configuration modules: ``export default defineConfig({ build: { outDir: "www" } })``.

Read from the syntax tree. What is worked out when the module runs is not known; a few ways of writing a path
(``path.resolve(__dirname, "www")``, ``new URL("./www", import.meta.url)``) are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from edgewise.project.exports import LANGUAGES, syntax_tree

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_EXTENSIONS = {".cjs": ".js", ".mts": ".ts", ".cts": ".ts"}
_MOST = 40
"""Steps from the export to the object, at most: variables, calls and functions on the way."""


@dataclass(frozen=True)
class CodeObject:
    """An object literal, and the module that it stands in."""

    node: SgNode
    module: SgNode

    def path(self, dotted: str) -> str | None:
        """The string at ``a.b.c``, ``None`` when there is none or it is worked out at run time."""
        found = self._at(dotted)
        return None if found is None else literal(found, self.module)

    def line(self, dotted: str) -> int | None:
        """The line of the value at ``a.b.c``."""
        found = self._at(dotted)
        return None if found is None else found.range().start.line + 1

    def called(self, dotted: str) -> bool:
        """Whether a call stands at ``a.b.c``: of a function that makes a whole path, relative to the module."""
        found = self._at(dotted)
        return found is not None and found.kind() == "call_expression"

    def call(self, dotted: str) -> CodeObject | None:
        """The first argument of the call at ``a.b.c``, when that is an object."""
        found = self._at(dotted)
        if found is None or found.kind() != "call_expression":
            return None
        argument = next(iter(_arguments(found)), None)
        target = _object(argument, self.module, 0) if argument is not None else None
        return None if target is None else CodeObject(target, self.module)

    def _at(self, dotted: str) -> SgNode | None:
        node: SgNode | None = self.node
        for key in dotted.split("."):
            holder = _object(node, self.module, 0) if node is not None else None
            node = _member(holder, key) if holder is not None else None
        return node


@dataclass(frozen=True)
class Module:
    """A module's tree."""

    tree: SgNode

    def argument(self, method: str) -> tuple[str, int] | None:
        """The first argument of the first call of ``anything.method("text")``, with its line."""
        for call in self.tree.find_all(kind="call_expression"):
            called = call.field("function")
            if called is None or called.text().rpartition(".")[2] != method:
                continue
            for argument in _arguments(call)[:1]:
                if (text := literal(argument, self.tree)) is not None:
                    return text, argument.range().start.line + 1
        return None


def default_export(source: str, name: str) -> Module:
    """The module in the file called ``name``."""
    suffix = PurePosixPath(name).suffix
    suffix = _EXTENSIONS.get(suffix, suffix)
    return Module(syntax_tree(source, suffix if suffix in LANGUAGES else ".js"))


def config_object(source: str, name: str) -> CodeObject | None:
    """The object that a configuration module exports, through calls, functions and variables."""
    tree = default_export(source, name).tree
    for node in tree.children():
        value: SgNode | None = None
        if node.kind() == "export_statement" and any(child.kind() == "default" for child in node.children()):
            value = node.field("value") or node.field("declaration")
        elif node.kind() == "expression_statement":
            value = _module_exports(node)
        found = _object(value, tree, 0) if value is not None else None
        if found is not None:
            return CodeObject(found, tree)
    return None


def _module_exports(statement: SgNode) -> SgNode | None:
    for child in statement.children():
        if child.kind() == "assignment_expression":
            left = child.field("left")
            if left is not None and left.text() in ("module.exports", "exports.default"):
                return child.field("right")
    return None


def _object(node: SgNode | None, module: SgNode, depth: int) -> SgNode | None:
    """The object literal that an expression comes to."""
    if node is None or depth > _MOST:
        return None
    kind = node.kind()
    if kind == "object":
        return node
    if kind in ("satisfies_expression", "as_expression", "parenthesized_expression", "await_expression"):
        return next((found for each in node.children() if (found := _object(each, module, depth + 1))), None)
    if kind == "call_expression":
        return next((found for each in _arguments(node) if (found := _object(each, module, depth + 1))), None)
    if kind in ("arrow_function", "function_expression", "function_declaration", "function"):
        return _returned(node.field("body"), module, depth + 1)
    if kind == "identifier":
        return _object(_definition(module, node.text()), module, depth + 1)
    return None


def _returned(body: SgNode | None, module: SgNode, depth: int) -> SgNode | None:
    if body is None or body.kind() != "statement_block":
        return _object(body, module, depth)
    for statement in reversed(body.children()):
        if statement.kind() == "return_statement":
            parts = (_object(each, module, depth + 1) for each in statement.children())
            return next((found for found in parts if found is not None), None)
    return None


def _definition(module: SgNode, name: str) -> SgNode | None:
    for declarator in module.find_all(kind="variable_declarator"):
        target = declarator.field("name")
        if target is not None and target.text() == name:
            return declarator.field("value")
    return None


def _member(holder: SgNode, key: str) -> SgNode | None:
    for pair in holder.children():
        if pair.kind() == "pair":
            name = pair.field("key")
            if name is not None and name.text().strip("\"'`") == key:
                return pair.field("value")
        elif pair.kind() == "shorthand_property_identifier" and pair.text() == key:
            return pair
    return None


def _arguments(call: SgNode) -> list[SgNode]:
    holder = call.field("arguments")
    return [each for each in (holder.children() if holder else []) if each.is_named() and each.kind() != "comment"]


def literal(node: SgNode, module: SgNode, depth: int = 0) -> str | None:
    """The text that an expression comes to, ``None`` when that is not known without running it."""
    if depth > _MOST:
        return None
    kind = node.kind()
    if kind == "string":
        return "".join(part.text() for part in node.children() if part.kind() == "string_fragment")
    if kind == "template_string":
        return None if any(part.kind() == "template_substitution" for part in node.children()) else node.text()[1:-1]
    if kind in ("satisfies_expression", "as_expression", "parenthesized_expression", "non_null_expression"):
        named = [each for each in node.children() if each.is_named()]
        return literal(named[0], module, depth + 1) if named else None
    if kind == "binary_expression":
        operator, right = node.field("operator"), node.field("right")
        known = operator is not None and operator.text() in ("||", "??")
        return literal(right, module, depth + 1) if known and right is not None else None
    if kind in ("identifier", "shorthand_property_identifier"):
        target = _definition(module, node.text())
        return None if target is None else literal(target, module, depth + 1)
    if kind in ("call_expression", "new_expression"):
        return _call(node, module, depth)
    return None


_HERE = frozenset({"__dirname", "import.meta.dirname", "process.cwd()", "import.meta.url"})


def _call(node: SgNode, module: SgNode, depth: int) -> str | None:
    """``path.resolve(__dirname, "www")``, ``fileURLToPath(new URL("./www", import.meta.url))``."""
    called = node.field("function") or node.field("constructor")
    name = called.text().rpartition(".")[2] if called is not None else ""
    arguments = _arguments(node)
    if name in ("resolve", "join", "normalize"):
        parts = ["." if each.text() in _HERE else literal(each, module, depth + 1) for each in arguments]
        plain = [part for part in parts if part is not None]
        return joined_path(*plain) if plain and len(plain) == len(parts) else None
    if name == "URL" and len(arguments) == 2 and arguments[1].text() in _HERE:
        return literal(arguments[0], module, depth + 1)
    if name == "fileURLToPath" and arguments:
        return literal(arguments[0], module, depth + 1)
    return None


def joined_path(*parts: str) -> str:
    """Parts of a path as one, relative to the same folder as the first."""
    return os.path.normpath(PurePosixPath(*parts)).replace(os.sep, "/")
