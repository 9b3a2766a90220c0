"""Blocks of a lesson as lines: the counterpart of ``course.plain`` for the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.course.model import Aside, Block, Code, Heading, Items, Line, Paragraph, Table
from edgewise.widgets.code import highlighted
from edgewise.widgets.flow import EMPTY, Flow, prefixed, wrap
from edgewise.widgets.spans import content_of, links_in
from edgewise.widgets.table import table_lines

PROSE = (Heading, Paragraph, Items, Code, Table, Aside)
"""The blocks that are text only."""

_ASIDES = {"note": ("•", "$primary"), "warning": ("▲", "$warning"), "misconception": ("✗", "$error")}
_BULLETS = ("•", "◦", "‣")


class Prose(Flow):
    """Consecutive blocks of text as one widget."""

    def __init__(self, blocks: Sequence[Block], *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.blocks = tuple(blocks)

    def lines(self, width: int) -> list[Content]:
        """The blocks with a blank line between them."""
        return block_lines(self.blocks, width)


def block_lines(blocks: Sequence[Block], width: int, depth: int = 0) -> list[Content]:
    """The lines of ``blocks``; ``depth`` counts the lists around them."""
    lines: list[Content] = []
    for block in blocks:
        if lines and not (depth and isinstance(block, Items)):
            lines.append(EMPTY)
        lines.extend(_lines(block, width, depth))
    return lines


def links_of(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """Text and target of every link, in order."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                found += links_in(block.text)
            case Items():
                found += [link for item in block.items for link in links_of(item)]
            case Aside():
                found += links_of(block.body)
            case Table():
                found += [link for row in (block.head, *block.rows) for cell in row for link in links_in(cell)]
            case _:
                pass
    return found


def _lines(block: Block, width: int, depth: int) -> list[Content]:
    match block:
        case Heading():
            return wrap(content_of(block.text).stylize("bold"), width)
        case Paragraph():
            return _paragraph(block.text, width)
        case Items():
            return _items(block, width, depth)
        case Code():
            return code_lines(block.code, block.language, width)
        case Table():
            return table_lines(
                [content_of(cell) for cell in block.head],
                [[content_of(cell) for cell in row] for row in block.rows],
                width,
            )
        case Aside():
            return _aside(block, width)
        case _:
            raise TypeError(f"{type(block).__name__} is not prose")


def _paragraph(text: Line, width: int) -> list[Content]:
    return wrap(content_of(text), width)


def _items(block: Items, width: int, depth: int) -> list[Content]:
    loose = any(len(item) > 1 and not isinstance(item[1], Items) for item in block.items)
    size = len(str(block.start + len(block.items) - 1)) + 2 if block.ordered else 2
    lines: list[Content] = []
    for number, item in enumerate(block.items, block.start):
        if lines and loose:
            lines.append(EMPTY)
        mark = f"{number}. " if block.ordered else f"{_BULLETS[min(depth, 2)]} "
        inner = block_lines(item, width - size, depth + 1) or [EMPTY]
        lines.append(Content.styled(mark.rjust(size), "$primary") + inner[0])
        lines.extend(prefixed(inner[1:], Content(" " * size)))
    return lines


def code_lines(code: str, language: str, width: int) -> list[Content]:
    """A block of code on a quiet ground, as wide as the text; lines too long for it are wrapped."""
    lines = []
    for line in highlighted(code, language):
        for part in line.fold(max(10, width - 4)) if line.cell_length > width - 4 else [line]:
            body = Content("  ") + part
            lines.append(body.pad_right(max(0, width - body.cell_length)).stylize_before("on $surface"))
    return lines


def _aside(block: Aside, width: int) -> list[Content]:
    symbol, style = _ASIDES.get(block.kind, _ASIDES["note"])
    bar = Content.styled("▎ ", style)
    title = Content.styled(f"{symbol} ", style) + Content.styled(block.title, f"bold {style}")
    inner = [*wrap(title, width - 2, rest=Content("  ")), *block_lines(block.body, width - 2)]
    return prefixed(inner, bar)
