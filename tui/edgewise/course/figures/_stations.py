"""A drawing of stations one below the other: where you are, what is behind you, and what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line


@dataclass(frozen=True)
class Station:
    """One station: its name, a cell for each column, and a sentence or two."""

    name: str
    cells: tuple[str, ...]
    what: str


def stations(
    figure_id: str, title: str, heads: Sequence[str], line: Sequence[Station], sources: tuple[str, ...]
) -> Drawing:
    """A drawing with a state for each station of ``line``; ``heads`` name the columns of their cells."""
    names = max(len(station.name) for station in line) + 4
    widths = [max(len(text) for text in (head, *(station.cells[at] for station in line))) + 2
              for at, head in enumerate(heads)]  # fmt: skip
    left = [names + sum(widths[:at]) for at in range(len(heads))]

    def draw(width: int, state: int) -> list[Line]:
        canvas = Canvas(width)
        for at, head in enumerate(heads):
            canvas.put(left[at], 0, head, "muted")
        for row, station in enumerate(line, start=1):
            here, past = row - 1 == state, row - 1 < state
            style = "accent" if here else "" if past else "muted"
            canvas.put(0, row, "▶" if here else "✓" if past else "·", style)
            canvas.put(2, row, station.name, "strong" if here else style)
            for at, cell in enumerate(station.cells):
                canvas.put(left[at], row, cell, style)
        canvas.paragraph(0, len(line) + 2, line[state].what, "strong")
        return canvas.lines()

    def describe() -> str:
        return "\n".join(
            f"{number}. {station.name} ("
            + ", ".join(f"{head}: {cell.lstrip('░█ ')}" for head, cell in zip(heads, station.cells, strict=True))
            + f"): {station.what}"
            for number, station in enumerate(line, start=1)
        )

    return Drawing(figure_id, title, tuple(station.name for station in line), draw, describe, sources)
