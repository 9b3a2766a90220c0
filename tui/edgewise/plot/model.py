"""What a chart is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Span = tuple[str, str]
"""Text and the name of a style: ``""``, ``muted``, ``first``, ``second``, ``third``, ``bad``, ``title``,
``cursor``, ``mark``."""

Line = tuple[Span, ...]

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""What the top of an axis may be, times a power of ten."""

BINARY_STEPS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
"""The same for bytes, times a power of 1024."""


@dataclass(frozen=True)
class Curve:
    """One row of numbers along the axis.

    Attributes:
        values: one for each place on the axis; ``None`` where nothing is known.
        style: how it is drawn. Curves of one chart are told apart by their labels, too.
    """

    label: str
    values: tuple[float | None, ...]
    style: str = "first"

    @property
    def known(self) -> tuple[float, ...]:
        """The values that there are."""
        return tuple(each for each in self.values if each is not None)


@dataclass(frozen=True)
class Mark:
    """Something that happened: a place on the axis, which may lie between two values, and words for it."""

    at: float
    text: str = ""


def plain(value: float) -> str:
    """A number as it is, without a unit."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        form: ``bars`` for what is counted, ``lines`` for levels and quantiles.
        ticks: labels below the axis: place and text.
        settled: how many places, from the first, are final. What comes after may still grow.
        written: a value with its unit, short.
        named: a place on the axis in words.
        remark: what stands behind the title.
        top: the greatest value the axis reaches at least; 0 lets the values decide.
        steps: round numbers for the top of the axis, each times a power of ``base``.
        whole: whether halves make no sense, as of counts and bytes: only whole numbers are labels of the axis.
    """

    title: str
    curves: tuple[Curve, ...]
    form: Literal["bars", "lines"] = "bars"
    ticks: tuple[tuple[int, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    settled: int | None = None
    written: Callable[[float], str] = plain
    named: Callable[[int], str] = str
    remark: str = ""
    top: float = 0.0
    steps: tuple[float, ...] = STEPS
    base: float = 10.0
    whole: bool = False

    @property
    def count(self) -> int:
        """Places on the axis."""
        return max((len(each.values) for each in self.curves), default=0)

    @property
    def final(self) -> int:
        """Places that are final."""
        return self.count if self.settled is None else max(0, min(self.settled, self.count))

    @property
    def highest(self) -> float:
        """The greatest value of all curves."""
        return max((max(each.known, default=0.0) for each in self.curves), default=0.0)
