"""From rows to lines of a table: values, filter, order, signs. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edgewise.account.resources.formats import Cell
from edgewise.account.resources.model import Insight, Kind, Row, Scope
from edgewise.store.favourites import favourite
from edgewise.widgets.columns import GridColumn, GridRow

UNFOUND = frozenset({"age", "seconds", "bytes"})
"""Formats whose words nobody looks for: every second row is from some minutes "ago"."""

SIGNS = {"warning": "▲", "bad": "✗"}


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


def columns_of(kind: Kind) -> tuple[GridColumn, ...]:
    """The kind's columns as the table takes them."""
    return tuple(
        GridColumn(each.id, each.title, each.priority, each.width, each.right, each.format not in UNFOUND)
        for each in kind.columns
    )


def arrange(
    kind: Kind,
    rows: Sequence[Row],
    scope: Scope,
    *,
    wanted: str = "",
    sort: tuple[str, bool] | None = None,
    kept: frozenset[str] = frozenset(),
) -> Arranged:
    """The lines of a table.

    Args:
        wanted: words that a row must all hold, in any column but ages and sizes, whatever the case.
        sort: column id and whether downwards. Rows without a value come last either way.
        kept: keys of favourites, as :func:`edgewise.store.favourites.favourite` has them; marked with a star.
    """
    words = tuple(wanted.casefold().split())
    lines: list[tuple[tuple[Cell, ...], GridRow]] = []
    flagged = 0
    for row in rows:
        insight = kind.insight(row, scope)
        flagged += speaks(insight)
        cells = tuple(column.cell(row, scope) for column in kind.columns)
        found = zip(kind.columns, cells, strict=True)
        text = " ".join(cell.text for column, cell in found if column.format not in UNFOUND).casefold()
        if all(word in text for word in words):
            texts = tuple((cell.text, cell.tone) for cell in cells)
            if kept and favourite(kind.id, row.key, "").key in kept:
                texts = ((f"★ {texts[0][0]}", texts[0][1]), *texts[1:])
            lines.append((cells, GridRow(row.key, texts, sign_of(insight))))
    if sort is not None:
        at = [column.id for column in kind.columns].index(sort[0])
        known = sorted((line for line in lines if line[0][at].sort[0] < 9), key=lambda line: line[0][at].sort)
        if sort[1]:
            known.reverse()
        lines = known + [line for line in lines if line[0][at].sort[0] >= 9]
    return Arranged(columns_of(kind), tuple(row for _, row in lines), len(rows), flagged, words)


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
