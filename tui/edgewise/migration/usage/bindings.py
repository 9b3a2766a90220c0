"""Names read from ``env``, in every form in which code gets hold of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import Rule, SgNode

_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression"}
)
_FOREIGN = ("process", "import.meta", "Deno", "Bun")
"""Owners of an ``env`` that is not the Worker's, unless Node compatibility fills it."""


def env_names(tree: SgNode, source: str, *, process: bool) -> Iterator[tuple[str, SgNode]]:
    """Each name read from ``env`` in a module with this ``source``, with the node that reads it.

    Args:
        process: whether ``process.env`` holds the bindings too, as it does with Node compatibility.
    """
    if not re.search(r"\benv\b", source):
        return
    reader = _Reader(tree, process)
    words = _words(reader.aliases)
    candidates: list[Rule] = [
        {"kind": "member_expression", "has": {"field": "object", "regex": words}},
        {"kind": "subscript_expression", "has": {"field": "object", "regex": words}},
        {"kind": "variable_declarator", "has": {"field": "value", "regex": words}},
        {"kind": "assignment_expression", "has": {"field": "right", "regex": words}},
        {"kind": "pair_pattern", "has": {"field": "key", "regex": "^env$"}},
    ]
    for node in tree.find_all(any=candidates):
        yield from reader.names(node)


class _Reader:
    """Knows which expressions of one module mean ``env``."""

    def __init__(self, tree: SgNode, process: bool) -> None:
        self.process = process
        self.aliases = set() if _imported(tree, process) else {"env"}
        # An alias can be made of an alias: two rounds find every chain that people write.
        for _ in range(2):
            self.aliases.update(self._renamed(tree))

    def names(self, node: SgNode) -> Iterator[tuple[str, SgNode]]:
        kind = node.kind()
        if kind in ("member_expression", "subscript_expression"):
            owner = node.field("object")
            if owner is not None and self.is_env(owner):
                yield from _named(node.field("property") or node.field("index"), node)
        elif kind in ("variable_declarator", "assignment_expression"):
            pattern = node.field("name") or node.field("left")
            value = node.field("value") or node.field("right")
            if pattern is not None and value is not None and self.is_env(value):
                yield from _pattern(pattern)
        elif (key := node.field("key")) is not None and key.text() == "env":
            value = node.field("value")
            if value is not None:
                yield from _pattern(_without_default(value))

    def is_env(self, node: SgNode) -> bool:
        """Whether an expression is ``env`` itself."""
        while node.kind() in _WRAPPERS:
            inner = [child for child in node.children() if child.is_named() and child.kind() != "comment"]
            if not inner:
                return False
            # The grammar reads `a + env!` as `(a + env)!`.
            right = inner[0].field("right") if node.kind() == "non_null_expression" else None
            node = right or inner[0]
        if node.kind() == "identifier":
            return node.text() in self.aliases
        if node.kind() == "call_expression":  # env(c), an adapter of Hono
            called = node.field("function")
            return called is not None and called.text() == "env"
        if node.kind() != "member_expression":
            return False
        owner, name = node.field("object"), node.field("property")
        if owner is None or name is None or name.text() != "env":
            return False
        owned_by = owner.text().removeprefix("globalThis.")
        return owned_by not in _FOREIGN or (self.process and owned_by == "process")

    def _renamed(self, tree: SgNode) -> Iterator[str]:
        """Names that stand for ``env`` here: ``const e = context.env`` and ``({ env: e })``."""
        candidates: list[Rule] = [
            {"kind": "variable_declarator", "has": {"field": "value", "regex": _words(self.aliases)}},
            {"kind": "pair_pattern", "has": {"field": "key", "regex": "^env$"}},
        ]
        for node in tree.find_all(any=candidates):
            target = node.field("name") if node.kind() == "variable_declarator" else node.field("value")
            if target is None:
                continue
            target = _without_default(target)
            if target.kind() != "identifier":
                continue
            if node.kind() == "variable_declarator":
                value = node.field("value")
                if value is not None and value.kind() != "call_expression" and self.is_env(value):
                    yield target.text()
            elif (key := node.field("key")) is not None and key.text() == "env":
                yield target.text()


def _words(aliases: set[str]) -> str:
    """A plain regular expression: classes and borders of words take milliseconds to compile each time."""
    return "|".join(re.escape(each) for each in sorted({"env", *aliases}))


def _imported(tree: SgNode, process: bool) -> bool:
    """Whether ``env`` is something else in this module: a name imported from one that does not hand it on."""
    sources = {"cloudflare:workers", "node:process", "process"} if process else {"cloudflare:workers"}
    for node in tree.find_all(kind="import_statement", regex="env"):
        source = node.field("source")
        if source is None or source.text()[1:-1] in sources:
            continue
        for name in node.find_all(any=[{"kind": "import_specifier"}, {"kind": "import_clause"}]):
            bound = name.field("alias") or name.field("name") if name.kind() == "import_specifier" else name.child(0)
            if bound is not None and bound.text() == "env":
                return True
    return False


def _without_default(node: SgNode) -> SgNode:
    if node.kind() == "assignment_pattern":
        return node.field("left") or node
    return node


def _pattern(pattern: SgNode) -> Iterator[tuple[str, SgNode]]:
    """The keys of an object pattern."""
    if pattern.kind() != "object_pattern":
        return
    for part in pattern.children():
        kind = part.kind()
        if kind == "pair_pattern":
            yield from _named(part.field("key"), part)
        elif kind == "object_assignment_pattern":
            yield from _named(part.field("left"), part)
        elif kind == "shorthand_property_identifier_pattern":
            yield from _named(part, part)


def _named(key: SgNode | None, node: SgNode) -> Iterator[tuple[str, SgNode]]:
    """The name that a key or index stands for, when it is fixed."""
    if key is None:
        return
    text = key.text().strip("\"'`") if key.kind() == "string" else key.text()
    if key.kind() in ("identifier", "number", "computed_property_name"):
        return
    if _NAME.fullmatch(text):
        yield text, node
