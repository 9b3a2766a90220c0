"""Edits of JavaScript and TypeScript by syntax tree. What no edit names stays as it is, byte for byte.

Offsets are those of ast-grep: characters of the decoded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from edgewise.project.exports import syntax_tree
from edgewise.project.model import Place

if TYPE_CHECKING:
    from ast_grep_py import SgNode

EXTENSIONS = {
    ".js": ".tsx",
    ".jsx": ".tsx",
    ".mjs": ".tsx",
    ".cjs": ".tsx",
    ".tsx": ".tsx",
    ".ts": ".ts",
    ".mts": ".ts",
    ".cts": ".ts",
}
"""The grammar by which each kind of file is read. JavaScript is read as TypeScript with JSX, which it is a part of."""


@dataclass(frozen=True)
class Patch:
    """Characters ``start`` to ``end`` of a text give way to ``text``."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Module:
    """One source file.

    Attributes:
        name: relative to the project root.
        text: the whole file.
    """

    name: str
    text: str

    @property
    def tree(self) -> SgNode:
        """The root of its syntax tree.

        Raises:
            KeyError: when its extension is none of :data:`EXTENSIONS`.
        """
        return syntax_tree(self.text, EXTENSIONS[PurePosixPath(self.name).suffix])

    @property
    def broken(self) -> bool:
        """Whether the parser stumbles over it. Such a file is never edited."""
        tree = self.tree
        return tree.find(kind="ERROR") is not None

    def place(self, node: SgNode) -> Place:
        """Where ``node`` stands."""
        return Place(self.name, node.range().start.line + 1)


def readable(data: bytes | None) -> str | None:
    """The text of a source file; ``None`` when it is not UTF-8, and so must not be edited."""
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def patched(text: str, patches: Iterable[Patch]) -> str:
    """``text`` with all ``patches`` made.

    Raises:
        ValueError: when two of them overlap.
    """
    end = 0
    parts: list[str] = []
    for patch in sorted(patches, key=lambda each: (each.start, each.end)):
        if patch.start < end:
            raise ValueError("two patches overlap")
        parts += [text[end : patch.start], patch.text]
        end = patch.end
    return "".join([*parts, text[end:]])


def span(node: SgNode) -> tuple[int, int]:
    """Where ``node`` starts and ends."""
    found = node.range()
    return found.start.index, found.end.index


def removal(text: str, node: SgNode) -> Patch:
    """Takes a statement away: with its line when it has that to itself, and with one of two blank lines around it."""
    start, end = span(node)
    head = text.rfind("\n", 0, start) + 1
    if match := re.compile(r"[ \t]*;").match(text, end):
        end = match.end()
    tail = re.compile(r"[ \t]*(?:\r?\n|$)").match(text, end)
    if text[head:start].strip(" \t\ufeff") or tail is None:
        gap = re.compile(r"[ \t]*").match(text, end)
        return Patch(start, gap.end() if gap else end)
    if text[head:start].startswith("\ufeff"):
        head += 1
    blank = re.compile(r"[ \t]*\r?\n").match(text, tail.end())
    before = text[:head]
    alone = not before.strip("\ufeff") or re.search(r"\n[ \t]*\r?\n$", before) is not None
    return Patch(head, blank.end() if blank and alone else tail.end())


def newline_of(text: str) -> str:
    """The line end that a text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def indent_at(text: str, offset: int) -> str:
    """The blanks at the start of the line that ``offset`` lies in."""
    match = re.compile(r"\ufeff?([ \t]*)").match(text, text.rfind("\n", 0, offset) + 1)
    return match.group(1) if match else ""


def string_value(node: SgNode | None) -> str | None:
    """The value of a string literal or of a template without substitutions; ``None`` for anything else.

    ``as const`` and ``satisfies`` around it are looked through. Escapes are left as written.
    """
    while node is not None and node.kind() in ("as_expression", "satisfies_expression", "parenthesized_expression"):
        node = next((child for child in node.children() if child.is_named()), None)
    if node is None or node.kind() not in ("string", "template_string") or node.find(kind="template_substitution"):
        return None
    return node.text()[1:-1]


def quoted(module: Module, value: str) -> str:
    """``value`` as a string literal with the quotes that the file uses."""
    found = module.tree.find(kind="string")
    mark = found.text()[:1] if found is not None else '"'
    return f"{mark}{value}{mark}"


def imports(module: Module) -> Iterator[tuple[str, SgNode]]:
    """Each import statement with the name of the module it imports."""
    for node in module.tree.children():
        if node.kind() == "import_statement":
            source = string_value(node.field("source"))
            if source is not None:
                yield source, node


def specifiers(statement: SgNode) -> Iterator[tuple[str, str, SgNode]]:
    """``{ name as local }`` of an import statement: the name, the local name, and the node."""
    for node in statement.find_all(kind="import_specifier"):
        name, alias = node.field("name"), node.field("alias")
        if name is not None:
            yield name.text(), (alias or name).text(), node


def references(module: Module, name: str) -> list[SgNode]:
    """The identifiers called ``name`` that stand for a value, in order; properties and keys are not meant."""
    return [node for node in module.tree.find_all(kind="identifier") if node.text() == name]


def semicolons(module: Module) -> bool:
    """Whether the file's statements end with semicolons."""
    ends = [node.text().endswith(";") for node in module.tree.children() if node.kind().endswith(("statement", "tion"))]
    return not ends or any(ends)
