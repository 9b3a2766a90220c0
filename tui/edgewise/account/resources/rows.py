"""A resource as the API tells of it, and what its values may look at besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from edgewise.account.resources.values import at

if TYPE_CHECKING:
    from edgewise.account.analytics.series import SeriesOf

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One resource.

    Attributes:
        key: unique within its listing and stable between refreshes.
        raw: the document as the API sent it, whatever JSON that is. Not cleaned.
        extra: answers of follow-up requests, by the follow-up's name. A detail that could not be had
            is the :class:`EdgewiseError` that says why.
        parameters: what the listing was asked with, such as the project of a deployment.
        first: whether the API lists it first, which among deployments is the one in force.
    """

    key: str
    raw: Any
    extra: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    first: bool = False

    def value(self, name: str) -> str | None:
        """A scalar of the document or a parameter, not cleaned: for addresses and commands."""
        found = self.parameters.get(name)
        if found is None and isinstance(self.raw, Mapping):
            found = self.raw.get(name)
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None


@dataclass(frozen=True)
class Scope:
    """What a value may look at besides its own row.

    Attributes:
        now: for relative times.
        rows: the rows of other kinds as far as they are loaded, by kind id.
        series: usage over the last day as far as it is loaded, by kind id.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    series: Mapping[str, SeriesOf] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` makes of these rows, made at the first use: so that no value walks all rows for each row."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    def later(self, now: datetime) -> Scope:
        """The same at another moment; what was made of the rows need not be made again."""
        found = replace(self, now=now)
        found._made.update(self._made)
        return found


Value = str | Callable[[Row, Scope], Any]
"""A dotted path into the document, or a function of the row."""


def evaluate(value: Value, row: Row, scope: Scope) -> Any:
    """The value for a row. ``extra.`` at the start of a path looks into the follow-ups."""
    if not isinstance(value, str):
        return value(row, scope)
    if value.startswith("extra."):
        return at(row.extra, value[6:])
    return at(row.raw, value)
