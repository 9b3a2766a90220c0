"""Columns of the tables that come from the analytics: a line over a day, and its total."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.account.analytics.model import ANALYTICS_READ
from edgewise.account.analytics.series import LINE, Series, SeriesOf
from edgewise.account.analytics.sparks import SPARKS
from edgewise.account.failures import PermissionGap
from edgewise.account.resources.called import NAMES
from edgewise.account.resources.formats import Cell
from edgewise.account.resources.model import Column, Row, Scope, View
from edgewise.account.resources.values import at


def _measured(row: Row, scope: Scope) -> bool:
    """Whether there is something to measure: static files of a Pages project are not counted."""
    return not isinstance(row.raw, Mapping) or row.raw.get("uses_functions") is not False


def only_assets(row: Row) -> bool:
    """Whether a Worker is static assets without code: requests run nothing, and the analytics do not count them."""
    return at(row.raw, "handlers") == [] and at(row.raw, "has_assets") is True


USAGE = View(
    "usage",
    "Usage",
    "u",
    "How much it is used over time, from Cloudflare's analytics.",
    when=_measured,
    permission=ANALYTICS_READ,
)
"""The view with the charts, for every kind that has a name in the analytics."""

NOTHING = Cell("none", "muted", (0, 0.0, ""))
"""What is said of a count when the answer holds no group at all."""

MUCH = 0.01
"""Share of requests that fail from which a number is drawn as bad."""


def line(
    kind_id: str, measure: str, title: str, *, priority: int = 1, silence: str = "none", absent: str = "—"
) -> Column:
    """A column with the last 24 hours of a measure as a line, scaled for each row.

    Args:
        silence: the word for a row of which nothing was reported.
        absent: the word for a row that is not measured, and for a Worker without code of which nothing was reported.
    """

    def value(row: Row, scope: Scope) -> Cell:
        called = NAMES[kind_id](row)
        if called is None:
            return Cell(absent, "muted")
        found = _series(scope.series.get(kind_id), kind_id, measure, called)
        if _uncounted(kind_id, row, found):
            return Cell(absent, "muted")
        if isinstance(found, Cell):
            return found
        if not found.known or (not found.measure.gauge and not found.total):
            return Cell(silence, "muted", (0, 0.0, ""))
        return Cell(found.line, "", (0, _weight(found), ""))

    return Column(f"{measure}-line", title, value, priority=priority, width=LINE)


def share(kind_id: str, measure: str, of: str, title: str, *, priority: int = 1) -> Column:
    """A column with the total of one measure in 24 hours and its share of another, such as errors of requests."""

    def value(row: Row, scope: Scope) -> Cell:
        answer, called = scope.series.get(kind_id), NAMES[kind_id](row)
        part, whole = _series(answer, kind_id, measure, called), _series(answer, kind_id, of, called)
        if _uncounted(kind_id, row, whole):
            return Cell("—", "muted")
        if isinstance(part, Cell) or isinstance(whole, Cell):
            return part if isinstance(part, Cell) else Cell("—", "muted")
        if not whole.total:
            return Cell("—", "muted")
        found = part.total / whole.total
        sort = (0, found, "")
        if not part.total:
            return Cell("0", "muted", sort)
        shown = f"{short(part.total)} {percent(found)}"
        return Cell(f"✗ {shown}" if found >= MUCH else shown, "bad" if found >= MUCH else "", sort)

    return Column(f"{measure}-share", title, value, priority=priority, width=14, right=True)


def total(kind_id: str, measure: str, title: str, *, priority: int = 1) -> Column:
    """A column with the total of a measure in 24 hours."""

    def value(row: Row, scope: Scope) -> Cell:
        found = _series(scope.series.get(kind_id), kind_id, measure, NAMES[kind_id](row))
        if _uncounted(kind_id, row, found):
            return Cell("—", "muted")
        if isinstance(found, Cell):
            return found
        return Cell(short(found.total), "" if found.total else "muted", (0, found.total, ""))

    return Column(f"{measure}-total", title, value, priority=priority, width=9, right=True)


def _series(answer: SeriesOf | None, kind_id: str, measure: str, called: str | None) -> Series | Cell:
    """The series of a row, or what to say in its place. That nothing is known is never shown as nothing."""
    if called is None:
        return Cell("—", "muted")
    if answer is None:
        return Cell("…", "muted")
    if answer.failure is not None:
        return Cell("no access" if isinstance(answer.failure, PermissionGap) else "unknown", "muted")
    found = answer.series.get(called)
    if found is not None:
        return found[measure]
    if answer.problems:
        return Cell("unknown", "muted")
    quiet = answer.quiet.get(measure)
    return quiet if quiet is not None else _nothing(SPARKS[kind_id].dataset.measure(measure).gauge)


def _uncounted(kind_id: str, row: Row, found: Series | Cell) -> bool:
    """Whether nothing was counted of a Worker without code: that says nothing about its visitors."""
    return (
        kind_id == "workers"
        and only_assets(row)
        and (found == NOTHING or (isinstance(found, Series) and not found.total))
    )


def _nothing(gauge: bool) -> Cell:
    return Cell("no data", "muted", (0, 0.0, "")) if gauge else NOTHING


def _weight(series: Series) -> float:
    return (series.latest or 0.0) if series.measure.gauge else series.total


def short(number: float) -> str:
    """A number in at most five characters: ``940``, ``12.3k``, ``4.1M``."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size * 0.99995:
            scaled = number / size
            return f"{scaled:.1f}{unit}" if scaled < 99.95 else f"{scaled:.0f}{unit}"
    return f"{number:.0f}"


def percent(share: float) -> str:
    """A share as a percentage, never rounded to nothing."""
    found = share * 100
    if 0 < found < 0.1:
        return "<0.1 %"
    return f"{found:.1f} %" if found < 9.95 else f"{found:.0f} %"
