"""The smallest groups that the demo account's analytics are made of, and the spans of time they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from edgewise.account.demo.analytics.rhythm import by, count, hour_of, moment_of, reached
from edgewise.account.demo.company import Company

ARRIVES = timedelta(minutes=2)
"""How late data is, as with the real analytics: of the last minutes there is nothing yet."""


@dataclass(frozen=True)
class Atom:
    """Something that happened in one bucket.

    Attributes:
        dimensions: besides those of time.
        sums: added up over a group, by the name of the field.
        levels: averaged for ``avg`` and ``quantiles``, the greatest for ``max``.
        weight: how much it counts in an average.
        count: what it adds to a group's ``count``.
        unknown: sums and levels that nobody knows. A sum with a part of which nothing is known is unknown, too.
    """

    when: datetime
    dimensions: Mapping[str, str]
    sums: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    weight: float = 1.0
    count: int = 1
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Piece:
    """A part of an hour: minutes from ``first`` to before ``last``."""

    hour: int
    first: int
    last: int

    @property
    def when(self) -> datetime:
        """When it begins."""
        return moment_of(self.hour, self.first)


@dataclass(frozen=True)
class Span:
    """A window of time as pieces.

    Attributes:
        fine: whether every minute is a piece, because somebody groups by less than an hour.
        only: the resources that are asked for; ``None`` for all. The others may be left out.
        wanted: where the window that was asked for ends; ``end`` leaves out the last minutes, of which most sources
            know nothing yet.
    """

    start: datetime
    end: datetime
    fine: bool
    only: frozenset[str] | None = None
    wanted: datetime | None = None

    def wants(self, name: object) -> bool:
        """Whether a resource is asked for."""
        return self.only is None or name in self.only

    def pieces(self) -> Iterator[Piece]:
        """Whole hours where that is enough, minutes elsewhere and at the edges."""
        if self.end <= self.start:
            return
        for hour in range(hour_of(self.start), hour_of(self.end) + 1):
            first = max(0, -int((moment_of(hour) - self.start).total_seconds() // 60))
            last = min(60, int((self.end - moment_of(hour)).total_seconds() // 60))
            if (first, last) == (0, 60) and not self.fine:
                yield Piece(hour, 0, 60)
            else:
                yield from (Piece(hour, minute, minute + 1) for minute in range(first, last))


def cut(piece: Piece, moments: Iterable[datetime]) -> list[Piece]:
    """A piece, cut before the first whole minute after each moment that falls into it."""
    minutes = (-int((piece.when - each).total_seconds() // 60) + piece.first for each in moments)
    cuts = sorted({each for each in minutes if piece.first < each < piece.last})
    return [Piece(piece.hour, first, last) for first, last in pairwise([piece.first, *cuts, piece.last])]


Source = Callable[[Company, Span], Iterator[Atom]]
"""The atoms of a table in a span."""


def happened(name: str, hourly: float, weekend: float, piece: Piece) -> int:
    """How often something happened in a piece of an hour."""
    return split(count(name, hourly, weekend, piece.hour), name, piece)


def split(total: int, name: str, piece: Piece) -> int:
    """The part of an hour's ``total`` that falls into a piece of it."""
    if (piece.first, piece.last) == (0, 60):
        return total
    shares = reached(name, piece.hour)
    before = by(total, shares[piece.first - 1]) if piece.first else 0
    return (by(total, shares[piece.last - 1]) if piece.last else 0) - before


def spreading(count: int) -> Callable[[float], float]:
    """How far from the average a quantile of ``count`` events is, of one that is ``factor`` averages of many.

    A single event is its own median and its own maximum; the more there are, the wider they spread.
    """
    return lambda factor: 1 + (factor - 1) * (1 - 1 / count)
