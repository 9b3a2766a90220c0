"""Text of three sorts, laid out for the width there is: prose, small labels, and code that is folded, not wrapped."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from textual.content import Content

from edgewise.widgets.flow import Flow, wrap

INDENT = 2
"""Cells before a line of code."""


@dataclass(frozen=True)
class Block:
    """A paragraph. ``code`` keeps its lines, and breaks those that are too long after a slash or anywhere."""

    text: Content
    code: bool = False


def prose(text: Content) -> Block:
    """A paragraph that is wrapped between words."""
    return Block(text)


def label(text: str) -> Block:
    """A line that says what comes next, or something beside the point."""
    return Block(Content.styled(text, "$text-muted"))


def code(text: str) -> Block:
    """Something to be read letter by letter: a request, a command."""
    return Block(Content(text), code=True)


class Blocks(Flow):
    """Blocks below each other."""

    def __init__(self, blocks: tuple[Block, ...] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks = blocks

    def show(self, blocks: tuple[Block, ...]) -> None:
        """Show other blocks."""
        if blocks != self._blocks:
            self._blocks = blocks
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """All lines."""
        return [line for block in self._blocks for line in _lines(block, width)]


def _lines(block: Block, width: int) -> list[Content]:
    if not block.code:
        return wrap(block.text, width)
    room = max(8, width - 2 * INDENT)
    return [
        Content(" " * (INDENT if number == 0 else 2 * INDENT) + part)
        for line in block.text.plain.split("\n")
        for number, part in enumerate(folded(line, room))
    ]


def folded(line: str, room: int) -> list[str]:
    """``line`` in parts of at most ``room`` cells, broken after a slash or a blank where there is one late enough."""
    found = []
    while cell_len(line) > room:
        head = chop_cells(line, room)[0]
        at = max(head.rfind("/"), head.rfind(" ")) + 1
        cut = at if at > len(head) // 2 else len(head)
        found.append(line[:cut].rstrip(" "))
        line = line[cut:]
    return [*found, line]
