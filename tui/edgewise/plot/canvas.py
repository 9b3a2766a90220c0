"""A grid of cells to draw bars and dotted lines on."""

from __future__ import annotations

from itertools import groupby

from edgewise.plot.model import Line

EIGHTHS = " ▁▂▃▄▅▆▇█"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a Braille character by row and column of its dots."""


class Canvas:
    """``width`` by ``height`` cells, row 0 on top. What is outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]
        self._dots = [[0] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str = "") -> None:
        """Write ``text`` from a cell to the right."""
        for offset, character in enumerate(text):
            if 0 <= x + offset < self.width and 0 <= y < self.height:
                self._cells[y][x + offset] = (character, style)

    def fill(self, x: int, y: int, character: str, style: str) -> None:
        """Write a character where nothing is drawn yet."""
        if 0 <= x < self.width and 0 <= y < self.height and self._cells[y][x][0] == " ":
            self._cells[y][x] = (character, style)

    def bar(self, x: int, eighths: int, style: str, full: str = "█") -> None:
        """A bar from the bottom. With another character for ``full`` it has no fine top."""
        for row in range(self.height):
            part = min(8, max(0, eighths - row * 8))
            if part:
                character = EIGHTHS[part] if full == "█" else full
                self.put(x, self.height - 1 - row, character, style)

    def dot(self, x: int, y: int, style: str) -> None:
        """One dot of ``2 * width`` by ``4 * height``, the first row on top."""
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height:
            self._dots[row][column] |= _DOTS[y % 4][x % 2]
            self._cells[row][column] = (chr(0x2800 | self._dots[row][column]), style)

    def stroke(self, x: int, y: int, x2: int, y2: int, style: str) -> None:
        """Dots in a straight line from one to another."""
        steps = max(abs(x2 - x), abs(y2 - y), 1)
        for step in range(steps + 1):
            self.dot(round(x + (x2 - x) * step / steps), round(y + (y2 - y) * step / steps), style)

    def row(self, y: int) -> Line:
        """A row with equal styles joined."""
        groups = groupby(self._cells[y], key=lambda cell: cell[1])
        return tuple(("".join(character for character, _ in cells), style) for style, cells in groups)
