"""Laying out what stands in a log: blocks of lines, cut or wrapped to a width, and where each block begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from rich.cells import cell_len, get_character_cell_size, set_cell_size

Span = tuple[str, str]
"""Text and its tone."""

Row = tuple[Span, ...]
"""One row of the screen."""


class LogLine(Protocol):
    """One line of a log. Where it is wrapped, what follows stands ``indent`` cells in."""

    @property
    def indent(self) -> int: ...

    @property
    def spans(self) -> tuple[Span, ...]: ...


class Block(Protocol):
    """Lines that belong together, such as an event with what it logged. ``key`` grows from block to block."""

    @property
    def key(self) -> int: ...

    def lines(self, opened: bool) -> Sequence[LogLine]:
        """The lines, with everything there is to know when it is opened. At least one."""

    def sizes(self) -> Sequence[tuple[int, int]]:
        """Of each line while it is not opened: its indent and how many cells it takes, quickly."""


def rows(line: LogLine, width: int, *, wrap: bool) -> list[Row]:
    """A line in rows of at most ``width`` cells: cut with an ellipsis, or wrapped wherever a row is full."""
    if not wrap:
        return [_cut(line.spans, width)]
    found: list[Row] = []
    part: list[Span] = []
    room = width
    for text, tone in line.spans:
        while text:
            head, text = _split(text, room, force=not part)
            if head:
                part.append((head, tone))
                room -= cell_len(head)
            if text:
                found.append(tuple(part))
                indent = hanging(line.indent, width)
                part, room = [(" " * indent, "")], width - indent
    return [*found, tuple(part)] if part or not found else found


def hanging(indent: int, width: int) -> int:
    """How far in what follows stands: as the line says, but never past half of the width."""
    return min(indent, width // 2)


def height(indent: int, cells: int, width: int) -> int:
    """How many rows a wrapped line takes, where every character takes one cell."""
    if cells <= width:
        return 1
    return 1 - (-(cells - width) // (width - hanging(indent, width)))


def _split(text: str, room: int, *, force: bool) -> tuple[str, str]:
    """The part that has room, and the rest. With ``force`` at least one character is taken."""
    if text.isascii():
        taken = max(room, 1) if force else max(room, 0)
        return text[:taken], text[taken:]
    used = 0
    for at, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > room and (at or not force):
            return text[:at], text[at:]
    return text, ""


def _cut(spans: Sequence[Span], width: int) -> Row:
    lengths = [_cells(text, width) for text, _ in spans]
    if sum(lengths) <= width:
        return tuple(spans)
    part: list[Span] = []
    room = width - 1
    for (text, tone), length in zip(spans, lengths, strict=True):
        if length > room:
            cut = text[:room] if text.isascii() else set_cell_size(text[: 4 * width], room)
            return (*part, (cut + "…", tone))
        part.append((text, tone))
        room -= length
    return tuple(part)


def _cells(text: str, width: int) -> int:
    """Cells of a text; of one that is much too long, more than there are."""
    return len(text) if text.isascii() else cell_len(text[: 4 * width + 4])


class Places:
    """Where each block begins, counted in rows from the first that is held; quick for ten thousand of them."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._base = self._end = 0

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def total(self) -> int:
        """Rows of all blocks."""
        return self._end - self._base

    def append(self, height: int) -> None:
        """Another block at the end."""
        self._starts.append(self._end)
        self._end += height

    def drop(self, count: int) -> int:
        """Take blocks away at the beginning; how many rows they took."""
        before = self._base
        self._base = self._starts[count] if count < len(self._starts) else self._end
        del self._starts[:count]
        return self._base - before

    def clear(self) -> None:
        """Forget all blocks."""
        self._starts.clear()
        self._base = self._end

    def start(self, index: int) -> int:
        """The row at which a block begins."""
        return self._starts[index] - self._base

    def height(self, index: int) -> int:
        """How many rows a block takes."""
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self._end
        return end - self._starts[index]

    def at(self, row: int) -> tuple[int, int]:
        """The block that a row belongs to, and which of the block's rows it is."""
        index = bisect_right(self._starts, row + self._base) - 1
        return index, row + self._base - self._starts[index]

    def resize(self, index: int, height: int) -> None:
        """Another height for a block: those after it move."""
        by = height - self.height(index)
        for each in range(index + 1, len(self._starts)):
            self._starts[each] += by
        self._end += by
