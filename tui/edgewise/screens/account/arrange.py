"""From rows to lines of a table: values, filter, order, signs. No widgets in here.

Lines are kept while their rows stay as they are: after a refresh only what changed is made again, and
a filter or another order makes none at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from edgewise.account.resources.model import Insight, Kind, Row, Scope
from edgewise.store.favourites import LONGEST_KEY, favourite
from edgewise.widgets.columns import GridColumn, GridRow, grid_row

UNFOUND = frozenset({"age", "seconds", "bytes"})
"""Formats whose words nobody looks for: every second row is from some minutes "ago"."""

AGES = frozenset({"age", "moment"})
"""Formats whose order is by the distance from now."""

SIGNS = {"warning": "▲", "bad": "✗"}

STEP = 50
"""Rows between two moments at which making lines may be interrupted."""

NO_VALUE = 9
"""The first part of the sort key of a cell without a value."""

SortKey = tuple[int, float, str]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Arranged:
    """What a table shows.

    Attributes:
        total: rows before the filter.
        flagged: rows, before the filter, that have something to explain.
        words: what the filter looks for.
    """

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    total: int
    flagged: int
    words: tuple[str, ...] = ()


class _Noted(dict[str, tuple[Row, ...]]):
    """The rows of other kinds, which notes the kinds that were looked at: lines depend on no others."""

    def __init__(self, rows: Mapping[str, tuple[Row, ...]]) -> None:
        super().__init__(rows)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> tuple[Row, ...]:
        self.seen.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.seen.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The rows of a kind, noted."""
        self.seen.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.seen.update(super().keys())
        return super().__iter__()


class Line(NamedTuple):
    """A row as the table shows it, with what finding and sorting need."""

    grid: GridRow
    sort: tuple[SortKey, ...]
    words: str
    flagged: bool


class Table:
    """The lines of one listing."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.columns = columns_of(kind)
        self._made: dict[str, tuple[Row, Line]] = {}
        self._lines: tuple[Line, ...] = ()
        self._rows: Rows | None = None
        self._context: dict[str, Rows | None] = {}
        self._now: datetime | None = None
        self._order: tuple[tuple[str, bool] | None, tuple[Line, ...]] = (None, ())
        self._series: Mapping[str, Any] = {}
        self._arranged: dict[tuple[str, tuple[str, bool] | None, frozenset[str]], Arranged] = {}

    @property
    def made(self) -> bool:
        """Whether there are lines at all."""
        return self._rows is not None

    def fresh(self, rows: Rows, scope: Scope, *, seconds: float = 0.0) -> bool:
        """Whether the lines are those of ``rows``, and their ages not older than ``seconds``."""
        if rows is not self._rows or self._now is None:
            return False
        same = all(scope.rows.get(name) is before for name, before in self._context.items())
        return same and self._young(scope, seconds) and identical(scope.series, self._series)

    def renew(self, rows: Rows, scope: Scope, *, seconds: float = 0.0) -> Iterator[None]:
        """Make the lines of ``rows``, keeping those of rows that are as they were.

        Stops now and then, so that something else can be done in between. Nothing is changed before
        the end: whoever does not go on leaves the lines as they were.

        Args:
            seconds: how old the ages in a line may be.
        """
        noted = _Noted(scope.rows)
        looking = replace(scope, rows=noted)
        keep = self._young(scope, seconds) and identical(scope.series, self._series)
        keep = keep and all(scope.rows.get(name) == old for name, old in self._context.items())
        made: dict[str, tuple[Row, Line]] = {}
        lines: list[Line] = []
        for number, row in enumerate(rows, 1):
            old = self._made.get(row.key) if keep else None
            line = old[1] if old is not None and _same(old[0], row) else self._line(row, looking)
            made[row.key] = (row, line)
            lines.append(line)
            if number % STEP == 0:
                yield
        seen = {*noted.seen, *self._context} if keep else noted.seen
        self._made, self._rows, self._context = made, rows, {name: scope.rows.get(name) for name in seen}
        self._now, self._series = self._now if keep else scope.now, dict(scope.series)
        new = tuple(lines)
        if len(new) != len(self._lines) or any(one is not other for one, other in zip(new, self._lines, strict=True)):
            self._lines = new
            self._order = (None, new)
            self._arranged.clear()

    def arranged(
        self, *, wanted: str = "", sort: tuple[str, bool] | None = None, kept: frozenset[str] = frozenset()
    ) -> Arranged:
        """The lines as they are now: those that hold the words, in this order. The same object while nothing changes.

        Args:
            wanted: words that a row must all hold, in any column but ages and sizes, whatever the case.
            sort: column id and whether downwards. Rows without a value come last either way.
            kept: keys of favourites, as :func:`edgewise.store.favourites.favourite` has them; marked with a star.
        """
        found = self._arranged.get((wanted, sort, kept))
        if found is None:
            words = tuple(wanted.casefold().split())
            lines = self._in_order(sort)
            rows = tuple(line.grid for line in lines if all(word in line.words for word in words))
            if kept:
                rows = tuple(_starred(row) if _key(row.key) in kept else row for row in rows)
            flagged = sum(line.flagged for line in lines)
            found = Arranged(self.columns, rows, len(lines), flagged, words)
            # Only a few: each keystroke of a filter makes one.
            if len(self._arranged) >= 4:
                del self._arranged[next(iter(self._arranged))]
            self._arranged[wanted, sort, kept] = found
        return found

    def _young(self, scope: Scope, seconds: float) -> bool:
        return self._now is not None and abs((scope.now - self._now).total_seconds()) <= seconds

    def _in_order(self, sort: tuple[str, bool] | None) -> tuple[Line, ...]:
        if sort is None:
            return self._lines
        if self._order[0] != sort:
            at = [column.id for column in self.kind.columns].index(sort[0])
            known = [line for line in self._lines if line.sort[at][0] < NO_VALUE]
            known.sort(key=lambda line: line.sort[at])
            if sort[1]:
                known.reverse()
            self._order = (sort, (*known, *(line for line in self._lines if line.sort[at][0] >= NO_VALUE)))
        return self._order[1]

    def _line(self, row: Row, scope: Scope) -> Line:
        insight = self.kind.insight(row, scope)
        cells = [column.cell(row, scope) for column in self.kind.columns]
        words = " ".join(
            cell.text for column, cell in zip(self.kind.columns, cells, strict=True) if column.format not in UNFOUND
        )
        sort = tuple(
            # Distances from different moments compare once they are counted from one.
            (cell.sort[0], cell.sort[1] - scope.now.timestamp(), cell.sort[2]) if column.format in AGES else cell.sort
            for column, cell in zip(self.kind.columns, cells, strict=True)
        )
        grid = grid_row(row.key, tuple((cell.text, cell.tone) for cell in cells), sign_of(insight))
        return Line(grid, sort, words.casefold(), speaks(insight))


def columns_of(kind: Kind) -> tuple[GridColumn, ...]:
    """The kind's columns as the table takes them."""
    return tuple(
        GridColumn(each.id, each.title, each.priority, each.width, each.right, each.format not in UNFOUND)
        for each in kind.columns
    )


def arrange(
    kind: Kind,
    rows: Rows,
    scope: Scope,
    *,
    wanted: str = "",
    sort: tuple[str, bool] | None = None,
    kept: frozenset[str] = frozenset(),
) -> Arranged:
    """The lines of a table, made at once. See :meth:`Table.arranged`."""
    table = Table(kind)
    for _ in table.renew(rows, scope):
        pass
    return table.arranged(wanted=wanted, sort=sort, kept=kept)


def speaks(insight: Insight | None) -> bool:
    """Whether an insight leads on: to a lesson, or to a move. What failed says so in its own column."""
    return insight is not None and bool(insight.lesson or insight.migrate)


def sign_of(insight: Insight | None) -> tuple[str, str]:
    """The sign before a row, and its tone."""
    return (SIGNS.get(insight.tone, "▲"), insight.tone) if insight and speaks(insight) else ("", "")


def next_sort(shown: Sequence[str], current: tuple[str, bool] | None) -> tuple[str, bool] | None:
    """The next order in the cycle: the API's own, then by each column that is shown."""
    if current is None:
        return (shown[0], False) if shown else None
    at = shown.index(current[0]) + 1 if current[0] in shown else 0
    return (shown[at], False) if at < len(shown) else None


def identical(some: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether two mappings hold the same objects, told without looking into them."""
    return some.keys() == others.keys() and all(each is others[name] for name, each in some.items())


def _key(key: str) -> str:
    """A row's key as a favourite has it. Most are it already, and there may be ten thousand."""
    return key if len(key) <= LONGEST_KEY and key.isprintable() else favourite("", key, "").key


def _starred(row: GridRow) -> GridRow:
    (text, tone), *others = row.cells
    return grid_row(row.key, ((f"★ {text}", tone), *others), row.mark)


def _same(old: Row, new: Row) -> bool:
    return old is new or old == new
