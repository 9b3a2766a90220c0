"""Reading YAML, every value with its place in the text. Broken files give what can be read of them.

The syntax tree is tree-sitter's, so this is for reading what people wrote (workflows, workspaces, site
configurations), not for judging whether it is right: nothing here raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from edgewise.project.syntax import syntax_root

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_DEPTH = 100
"""Deeper nesting than any such file has."""
MAX_NODES = 20_000
"""Values that are looked at in one file; aliases of aliases would multiply without end."""


@dataclass(frozen=True)
class YamlNode:
    """A value.

    Attributes:
        start, end: the half-open range of offsets, in characters, that the value takes up as it is written.
        line: where its content begins, counted from 1: for ``|`` and ``>`` the line after the mark.
        text: a scalar's text; ``None`` for collections and empty values.
        pairs: of a mapping, in order; ``None`` for anything else.
        items: of a sequence; ``None`` for anything else.
    """

    start: int
    end: int
    line: int
    text: str | None = None
    pairs: tuple[tuple[str, YamlNode], ...] | None = None
    items: tuple[YamlNode, ...] | None = None

    def get(self, *path: str) -> YamlNode | None:
        """The value at the end of a path of keys; of duplicate keys the last. Merge keys (``<<``) are followed."""
        node: YamlNode | None = self
        for key in path:
            node = node._own(key) if node is not None else None
        return node

    def _own(self, key: str) -> YamlNode | None:
        own = [value for name, value in self.pairs or () if name == key]
        if own:
            return own[-1]
        for name, value in self.pairs or ():
            if name == "<<":
                for source in value.items or (value,):
                    if source is not self and (found := source._own(key)) is not None:
                        return found
        return None

    def string(self, *path: str) -> str | None:
        """The text at the end of a path of keys, ``None`` when there is none or it is empty."""
        node = self.get(*path)
        return (node.text or None) if node is not None else None

    def walk(self) -> Iterator[tuple[tuple[str, ...], YamlNode]]:
        """Every value below this one with its path; items of sequences have the path of their sequence."""
        waiting: list[tuple[tuple[str, ...], YamlNode]] = [((), self)]
        for _ in range(MAX_NODES):
            if not waiting:
                return
            path, node = waiting.pop()
            yield path, node
            waiting += [((*path, name), value) for name, value in reversed(node.pairs or ())]
            waiting += [(path, value) for value in reversed(node.items or ())]


EMPTY = YamlNode(0, 0, 1)
"""An empty document."""


def parse_yaml(text: str) -> YamlNode:
    """The first document of ``text``; :data:`EMPTY` when there is none."""
    documents = parse_documents(text)
    return documents[0] if documents else EMPTY


def parse_documents(text: str) -> list[YamlNode]:
    """All documents of ``text``."""
    plain = text.removeprefix("\ufeff")
    root = syntax_root(plain, "yaml")
    reader = _Reader(len(text) - len(plain))
    return [reader.value(node, 0) for node in root.children() if node.kind() == "document"]


class _Reader:
    """One file's anchors, and the descent into its tree."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.anchors: dict[str, YamlNode] = {}

    def _at(self, node: SgNode, **rest: Any) -> YamlNode:
        span = node.range()
        return YamlNode(span.start.index + self.shift, span.end.index + self.shift, span.start.line + 1, **rest)

    def value(self, node: SgNode, depth: int) -> YamlNode:
        """What a document, a ``block_node``, a ``flow_node`` or the like stands for."""
        if depth > MAX_DEPTH:
            return self._at(node)
        anchor: str | None = None
        found = self._at(node)
        for child in node.children():
            kind = child.kind()
            if kind == "anchor":
                anchor = child.text()[1:]
            elif kind == "alias":
                found = self.anchors.get(child.text()[1:], found)
            elif kind in ("block_node", "flow_node"):
                found = self.value(child, depth + 1)
            elif kind in ("block_mapping", "flow_mapping"):
                found = self._mapping(child, depth)
            elif kind in ("block_sequence", "flow_sequence"):
                found = self._sequence(child, depth)
            elif kind.endswith("_scalar"):
                found = self._at(child, text=_text(kind, child.text()))
                if kind == "block_scalar":
                    found = replace(found, line=found.line + 1)
        if anchor is not None:
            self.anchors[anchor] = found
        return found

    def _mapping(self, node: SgNode, depth: int) -> YamlNode:
        pairs: list[tuple[str, YamlNode]] = []
        for child in node.children():
            if child.kind() not in ("block_mapping_pair", "flow_pair"):
                continue
            key, value = child.field("key"), child.field("value")
            if key is not None:
                name = self.value(key, depth + 1).text
                held = self.value(value, depth + 1) if value is not None else self._at(child)
                pairs.append((name or "", held))
        return self._at(node, pairs=tuple(pairs))

    def _sequence(self, node: SgNode, depth: int) -> YamlNode:
        items: list[YamlNode] = []
        for child in node.children():
            if child.kind() in ("block_sequence_item", "flow_node", "flow_pair"):
                items.append(self.value(child, depth + 1))
        return self._at(node, items=tuple(items))


def _text(kind: str, text: str) -> str:
    """What a scalar says."""
    if kind == "block_scalar":
        return _block(text)
    if kind == "double_quote_scalar":
        return _double(text)
    if kind == "single_quote_scalar":
        return _fold(text[1:-1]).replace("''", "'")
    return _fold(text)


def _double(text: str) -> str:
    folded = _fold(re.sub(r"\\\r?\n[ \t]*", "", text[1:-1]))
    try:
        found = json.loads(f'"{folded}"', strict=False)
    except ValueError:
        return re.sub(r"\\(.)", r"\1", folded)
    return str(found)


def _fold(text: str) -> str:
    """A scalar on several lines as one: line ends become blanks, empty lines become line ends."""
    if "\n" not in text:
        return text
    lines = [line.strip(" \t\r") for line in text.split("\n")]
    result = lines[0]
    empty = 0
    for line in lines[1:]:
        if not line:
            empty += 1
            continue
        result += "\n" * empty if empty else " "
        result += line
        empty = 0
    return result


def _block(text: str) -> str:
    """The content of ``|`` or ``>``: its indentation taken away, and folded for ``>``."""
    head, _, body = text.partition("\n")
    lines = [line.rstrip("\r") for line in body.split("\n")]
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    cut = min(indents, default=0)
    plain = [line[cut:] for line in lines]
    while plain and not plain[-1].strip():
        plain.pop()
    if not head.startswith(">"):
        return "\n".join(plain)
    return _fold_block(plain)


def _fold_block(lines: list[str]) -> str:
    """Lines of ``>``: joined by blanks, but for empty and further indented ones."""
    result = ""
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else ""
        if not index:
            result = line
        elif not line.strip() or not before.strip() or line.startswith(" ") or before.startswith(" "):
            result += "\n" + line
        else:
            result += " " + line
    return result
