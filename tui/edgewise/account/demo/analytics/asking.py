"""The arguments of a node, checked: its window of time, its filters, its order, its limit."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from edgewise.account.demo.analytics.reader import Field, Name, QueryError
from edgewise.account.demo.analytics.tables import LARGEST, TIMES, Table

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "in": lambda found, values: found in values,
    "notin": lambda found, values: found not in values,
    "geq": operator.ge,
    "leq": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
_ORDER = re.compile(r"(?:(count|sum|avg|max|quantiles)_)?(\w+)_(ASC|DESC)")


@dataclass(frozen=True)
class Condition:
    """``dimension operator value``, of a dimension that is not time."""

    dimension: str
    operator: str
    value: Any

    def holds(self, found: str) -> bool:
        """Whether a dimension's value passes."""
        return bool(_COMPARE[self.operator](found, self.value))


@dataclass(frozen=True)
class Asking:
    """What a node is asked.

    Attributes:
        start, end: the window; the end is not in it.
        order: ``(block, name, downwards)``; the block is ``""`` for a dimension.
    """

    start: datetime
    end: datetime
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, str, bool], ...]
    limit: int


def asking(node: Field, table: Table, now: datetime) -> Asking:
    """The checked arguments.

    Raises:
        QueryError: in the API's words where they are known.
    """
    unknown = set(node.arguments) - {"filter", "limit", "orderBy"}
    if unknown:
        raise QueryError(f'error parsing args for "{node.name}": unknown arg "{min(unknown)}"')
    limit = node.arguments.get("limit", 10)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= LARGEST:
        raise QueryError(f"limit must be positive number and not greater than {LARGEST}")
    bounds: dict[str, datetime] = {}
    conditions: list[Condition] = []
    _filter(node, table, node.arguments.get("filter"), bounds, conditions)
    start, end = bounds.get("start"), bounds.get("end", now)
    if start is None:
        raise QueryError(f'error parsing args for "{node.name}": filter by time is required')
    if now - start > table.retention + timedelta(minutes=1):
        raise QueryError(f"cannot request data older than {_weeks(table.retention)}")
    if end - start > table.widest:
        raise QueryError(f"query time range is too large: cannot request more than {_weeks(table.widest)}")
    return Asking(start, end, tuple(conditions), _order(node, table), limit)


def _filter(node: Field, table: Table, given: Any, bounds: dict[str, datetime], conditions: list[Condition]) -> None:
    if not isinstance(given, Mapping):
        raise QueryError(f'error parsing args for "{node.name}": filter is required')
    for key, value in given.items():
        if key == "AND" and isinstance(value, list):
            for each in value:
                _filter(node, table, each, bounds, conditions)
            continue
        name, compared = _parted(key)
        if name in TIMES and (name == "datetime" or name in table.times):
            _bound(node, name, compared, value, bounds)
        elif name in table.dimensions:
            conditions.append(Condition(name, compared, _comparable(node, key, compared, value)))
        else:
            raise QueryError(f'error parsing args for "{node.name}": unknown filter "{key}"')


def _parted(key: str) -> tuple[str, str]:
    name, _, compared = key.rpartition("_")
    return (name, compared) if name and compared in _COMPARE and compared != "eq" else (key, "eq")


def _bound(node: Field, name: str, compared: str, value: Any, bounds: dict[str, datetime]) -> None:
    moment = _moment(node, name, value)
    # A bucket that is named as the last one belongs to the window with all its time.
    step = timedelta(seconds=TIMES[name]) if name != "datetime" else timedelta(seconds=1)
    if compared in ("geq", "gt", "eq"):
        low = moment + step if compared == "gt" else moment
        bounds["start"] = max(bounds.get("start", low), low)
    if compared in ("leq", "lt", "eq"):
        high = moment if compared == "lt" else moment + step
        bounds["end"] = min(bounds.get("end", high), high)
    if compared in ("neq", "in", "notin"):
        raise QueryError(f'error parsing args for "{node.name}": unknown filter "{name}_{compared}"')


def _moment(node: Field, name: str, value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        # Room for a step at both ends of what a datetime can hold.
        return max(_FIRST, min(found, _LAST))
    except (ValueError, OverflowError):
        raise QueryError(f'error parsing args for "{node.name}": {name} is not a time') from None


def _comparable(node: Field, key: str, compared: str, value: Any) -> Any:
    if compared in ("in", "notin"):
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
    elif isinstance(value, str):
        return value
    raise QueryError(f'error parsing args for "{node.name}": wrong value for "{key}"')


def _order(node: Field, table: Table) -> tuple[tuple[str, str, bool], ...]:
    given = node.arguments.get("orderBy", [])
    order = []
    for each in given if isinstance(given, list) else [given]:
        found = _ORDER.fullmatch(each.text) if isinstance(each, Name) else None
        if found is None or not _known(found[1] or "", found[2], table):
            raise QueryError(f'error parsing args for "{node.name}": unknown order')
        order.append((found[1] or "", found[2], found[3] == "DESC"))
    return tuple(order)


def _known(block: str, name: str, table: Table) -> bool:
    if block:
        return name in table.blocks.get(block, ())
    return name in table.dimensions or name in table.times or (name == "count" and table.counted)


def _weeks(length: timedelta) -> str:
    weeks, days = divmod(length.days, 7)
    return f"{weeks}w{days}d" if weeks else f"{days}d"
