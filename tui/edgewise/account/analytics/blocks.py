"""Numbers over time as one line of characters."""

from __future__ import annotations

from collections.abc import Sequence

LEVELS = "▂▃▄▅▆▇█"
ZERO = "▁"
UNKNOWN = "·"


def blocks(values: Sequence[float | None]) -> str:
    """One character a value, the greatest being full. Zero is the lowest line, a dot is not known.

    What is more than zero stands above the line for zero, however little it is.
    """
    most = max((each for each in values if each is not None), default=0.0)
    return "".join(_block(each, most) for each in values)


def _block(value: float | None, most: float) -> str:
    if value is None:
        return UNKNOWN
    if value <= 0 or most <= 0:
        return ZERO
    return LEVELS[min(len(LEVELS) - 1, int(value / most * len(LEVELS)))]
