"""Round numbers for an axis, and which places of it a column of cells stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from edgewise.plot.model import STEPS


def ceiling(value: float, steps: Sequence[float] = STEPS, base: float = 10.0) -> float:
    """The least round number that is not below ``value``: one of ``steps`` times a power of ``base``; 1 for nothing."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = base ** math.floor(math.log(value, base) + 1e-12)
    for step in (*steps, base):
        # A hair of slack, so that 0.3 does not become 0.5 for the sake of a last digit.
        if step * power >= value * (1 - 1e-9):
            return step * power
    return base * power


def places(column: int, columns: int, count: int) -> range:
    """The places of the axis that a column shows: one or several, or the one that it is a part of."""
    first = column * count // columns
    last = (column + 1) * count // columns
    return range(first, max(last, first + 1))


def column_of(place: float, columns: int, count: int) -> int:
    """The first of the columns that show a place."""
    if not count:
        return 0
    if columns < count:
        column = math.ceil((int(place) + 1) * columns / count - 1e-9) - 1
    else:
        column = math.ceil(place * columns / count - 1e-9)
    return max(0, min(columns - 1, column))


def highest(values: Sequence[float | None], among: range) -> float | None:
    """The greatest of some values: a spike is not smoothed away. ``None`` when none is known."""
    return max((each for place in among if place < len(values) and (each := values[place]) is not None), default=None)
