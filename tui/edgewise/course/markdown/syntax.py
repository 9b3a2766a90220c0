"""The Markdown dialect of lessons: CommonMark, tables, and ``:::`` directives; as a tree of nodes.

Switched off: indented code (an indented line is running text) and underlined headings, because
both turn a slip of the space bar or a stray ``---`` into something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from edgewise.errors import InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

CODE = "lesson-syntax"
_FENCES = ("```", "~~~")


@dataclass(frozen=True)
class Origin:
    """Where a stretch of Markdown stands: its file, and the number of its first line."""

    path: Path
    first_line: int = 1

    def where(self, line: int) -> str:
        """``file:line`` for a line counted from the start of the stretch, at 0."""
        return f"{clean(str(self.path))}:{self.first_line + line}"

    def fail(self, line: int, message: str, fix: str | None = None) -> NoReturn:
        """Raise an :class:`InputError` that points at ``line``."""
        raise InputError(message, code=CODE, where=self.where(line), fix=fix)


@dataclass
class Node:
    """A block: its opening token and what it holds. ``line`` counts from 0 in its stretch."""

    kind: str
    token: Token
    line: int
    children: list[Node] = field(default_factory=list)


def parse(text: str, origin: Origin) -> list[Node]:
    """The blocks of ``text``.

    Raises:
        InputError: for a directive that is never closed.
    """
    root: list[Node] = []
    stack: list[Node] = []
    for token in _parser().parse(text):
        here = stack[-1].children if stack else root
        line = token.map[0] if token.map else (stack[-1].line if stack else 0)
        if token.nesting < 0:
            stack.pop()
            continue
        node = Node(token.type.removesuffix("_open"), token, line)
        if node.kind == "directive" and not token.meta["closed"]:
            origin.fail(line, f":::{token.info} is never closed.", "Put ::: on a line of its own after it.")
        here.append(node)
        if token.nesting > 0:
            stack.append(node)
    return root


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node, parents first."""
    for node in nodes:
        yield node
        yield from walk(node.children)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable("table").disable(["code", "lheading"])
    markdown.block.ruler.before(
        "fence", "directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return markdown


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule: ``:::name rest`` up to the ``:::`` that closes it."""
    opening = _line(state, start)
    if not opening.startswith(":::") or not opening.lstrip(":").strip():
        return False
    if silent:
        return True
    close = _closing(state, start, end)
    token = state.push("directive_open", "", 1)
    token.block = True
    token.info = opening.lstrip(":").strip()
    token.map = [start, close if close is not None else end]
    token.meta = {"closed": close is not None}
    parent, limit = state.parentType, state.lineMax
    state.lineMax = close if close is not None else end
    state.md.block.tokenize(state, start + 1, state.lineMax)
    state.parentType, state.lineMax = parent, limit
    state.push("directive_close", "", -1)
    state.line = close + 1 if close is not None else end
    return True


def _closing(state: StateBlock, start: int, end: int) -> int | None:
    """The line that closes the directive at ``start``; fences are skipped, directives nest."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        line = _line(state, number)
        if fence:
            if line.startswith(fence) and not line.strip(fence[0]).strip():
                fence = ""
        elif line.startswith(_FENCES):
            fence = line[: len(line) - len(line.lstrip(line[0]))]
        elif line.startswith(":::"):
            depth += 1 if line.lstrip(":").strip() else -1
            if depth == 0:
                return number
    return None


def _line(state: StateBlock, number: int) -> str:
    return str(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])
