"""A grid of styled cells to draw on, and the few strokes that the figures share."""

from __future__ import annotations

import textwrap
from itertools import groupby

from edgewise.course.model import Line, Span


class Canvas:
    """A grid that grows downwards. Writing past the right edge is a mistake of the drawing, and raises."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: list[list[tuple[str, str]]] = []

    @property
    def height(self) -> int:
        """How many rows have been touched."""
        return len(self._rows)

    def put(self, x: int, y: int, text: str, style: str = "") -> int:
        """Write ``text`` from column ``x`` of row ``y``; the column after it.

        Raises:
            ValueError: the text does not fit between the edges.
        """
        if x < 0 or x + len(text) > self.width:
            raise ValueError(f"{text!r} at column {x} does not fit in {self.width}")
        while len(self._rows) <= y:
            self._rows.append([(" ", "")] * self.width)
        for offset, character in enumerate(text):
            self._rows[y][x + offset] = (character, style)
        return x + len(text)

    def spans(self, x: int, y: int, *spans: tuple[str, str]) -> int:
        """Write several ``(text, style)`` pieces one after the other; the column after the last."""
        for text, style in spans:
            x = self.put(x, y, text, style)
        return x

    def near(self, x: int, y: int, text: str, style: str = "", left: int = 0) -> None:
        """Write ``text`` from ``x``, or as far right as it fits when ``x`` is too far right."""
        self.put(max(left, min(x, self.width - len(text))), y, text, style)

    def paragraph(self, x: int, y: int, text: str, style: str = "") -> int:
        """Write ``text`` wrapped between ``x`` and the right edge; the row after it."""
        for line in textwrap.wrap(text, self.width - x):
            self.put(x, y, line, style)
            y += 1
        return y

    def reach(self, x: int, y: int, low: int, high: int) -> int:
        """A dotted lead from ``x``, then a point ``low`` cells on, or two with a line to ``high``.

        The mark for a logarithmic scale, which has no zero for a bar to stand on. Returns the
        column after it.
        """
        self.put(x, y, "·" * low, "muted")
        end = self.put(x + low, y, "●" + "━" * (high - low - 1), "accent")
        return self.put(end, y, "●", "accent") if high > low else end

    def lines(self) -> list[Line]:
        """The picture so far, with trailing blanks cut and equal styles joined."""
        return [_line(row) for row in self._rows]


def _line(row: list[tuple[str, str]]) -> Line:
    """One row of cells as spans."""
    end = len(row)
    while end and row[end - 1][0] == " ":
        end -= 1
    groups = groupby(row[:end], key=lambda cell: cell[1])
    return tuple(Span("".join(cell[0] for cell in cells), style) for style, cells in groups)
