"""Numbers over time, one a bucket, and what may be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from edgewise.account.analytics.blocks import blocks
from edgewise.account.analytics.model import Measure
from edgewise.account.analytics.window import Window
from edgewise.errors import EdgewiseError

if TYPE_CHECKING:
    from edgewise.account.analytics.answer import Group


LINE = 12
"""Characters of a line in a table: of a day by the hour, two hours each."""


@dataclass(frozen=True)
class Series:
    """A measure of one resource over a window.

    Attributes:
        values: one a bucket; ``None`` where nothing was reported of a level.
    """

    measure: Measure
    window: Window
    values: tuple[float | None, ...]

    @cached_property
    def known(self) -> tuple[float, ...]:
        """The values that there are."""
        return tuple(each for each in self.values if each is not None)

    @cached_property
    def total(self) -> float:
        """The sum of a count."""
        return sum(self.known)

    @cached_property
    def line(self) -> str:
        """The values as one line of characters, for a table."""
        return blocks(self.folded(LINE))

    @property
    def latest(self) -> float | None:
        """The newest value that there is: where a level stands now."""
        return next((each for each in reversed(self.values) if each is not None), None)

    def folded(self, parts: int) -> tuple[float | None, ...]:
        """In at most ``parts`` values: counts added up, levels averaged."""
        size = max(1, -(-len(self.values) // parts))
        return tuple(self._fold(self.values[at : at + size]) for at in range(0, len(self.values), size))

    def _fold(self, values: tuple[float | None, ...]) -> float | None:
        known = [each for each in values if each is not None]
        if not known:
            return None
        return sum(known) / len(known) if self.measure.gauge else sum(known)


@dataclass(frozen=True)
class SeriesOf:
    """The series of all rows of a kind.

    Attributes:
        series: by the resource's name in the analytics, then by measure id.
        failure: why there are none.
        fetched: when they were asked for.
    """

    series: Mapping[str, Mapping[str, Series]] = field(default_factory=dict)
    failure: EdgewiseError | None = None
    fetched: datetime | None = None
    problems: tuple[str, ...] = ()

    @cached_property
    def window(self) -> Window | None:
        """The buckets of the series; ``None`` when there are none."""
        return next((each.window for held in self.series.values() for each in held.values()), None)

    @cached_property
    def quiet(self) -> Mapping[str, Series]:
        """What a resource has that the answer does not mention, by measure id; empty when there is no series."""
        measures = [each.measure for held in islice(self.series.values(), 1) for each in held.values()]
        return silent(measures, self.window) if self.window is not None else {}


def series_of(groups: Iterable[Group], measures: Iterable[Measure], window: Window) -> dict[str, dict[str, Series]]:
    """Groups by time as series, by resource and measure.

    Groups of the same bucket are added up, levels take the greatest. A bucket without a group is zero
    for a count, because what does not happen is not reported, and unknown for a level.
    """
    wanted = tuple(measures)
    slots: dict[str, dict[str, list[float | None]]] = {}
    for group in groups:
        index = window.index(group.when) if group.when is not None else None
        if index is None:
            continue
        held = slots.setdefault(group.of, {each.id: _empty(each, window.count) for each in wanted})
        for each in wanted:
            value = group.values.get(each.id)
            if value is None:
                continue
            before = held[each.id][index]
            held[each.id][index] = value if before is None else max(before, value) if each.gauge else before + value
    return {of: {each.id: Series(each, window, tuple(held[each.id])) for each in wanted} for of, held in slots.items()}


def silent(measures: Iterable[Measure], window: Window) -> dict[str, Series]:
    """The series of a resource that the answer does not mention."""
    return {each.id: Series(each, window, tuple(_empty(each, window.count))) for each in measures}


def _empty(measure: Measure, count: int) -> list[float | None]:
    return [None if measure.gauge else 0.0] * count
