"""Requests that fail: a Worker or a project whose errors have jumped, or fail all the time, by the day's series."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.account.analytics.series import Series
from edgewise.account.resources.called import NAMES
from edgewise.account.resources.model import Row, Scope

RECENT = 3
"""Hours that are compared with those before."""

MUCH = 0.01
"""Share of requests that fail from which it is worth saying, as in the tables."""

JUMP = 3.0
"""How many times its earlier share a jump is at least."""

FEW = 20
"""Errors below which a share says nothing: one failure of ten requests is no spike."""

ERRING = ("workers", "pages_projects")
"""Kinds whose requests are counted."""


@dataclass(frozen=True)
class Erring:
    """How a row's requests fail.

    Attributes:
        share: of all requests of the last day.
        recent, before: of the last ``RECENT`` hours, and of those before them.
        errors: number in the last day.
        recent_errors: number in the last hours.
    """

    share: float
    recent: float
    before: float
    errors: float
    recent_errors: float

    @property
    def jumped(self) -> bool:
        """Whether the last hours are another thing than the day before."""
        return self.recent_errors >= FEW and self.recent >= MUCH and self.recent >= JUMP * self.before

    @property
    def words(self) -> str:
        """What to say about it; empty when it is nothing."""
        if self.jumped:
            return f"errors jumped to {_percent(self.recent)} of requests in {RECENT} h, from {_percent(self.before)}"
        if self.share >= MUCH and self.errors >= FEW:
            return f"{_percent(self.share)} of requests failed in 24 h"
        return ""


def erring(kind_id: str, row: Row, scope: Scope) -> Erring | None:
    """How a row's requests fail; ``None`` when nobody knows, or when there were none."""
    answer = scope.series.get(kind_id)
    name = NAMES[kind_id](row)
    held = answer.series.get(name) if answer is not None and name is not None else None
    if held is None or "errors" not in held or "requests" not in held:
        return None
    errors, requests = held["errors"], held["requests"]
    if not requests.total:
        return None
    recent, earlier = _share(errors, requests, -RECENT, None), _share(errors, requests, 0, -RECENT)
    late = sum(each or 0.0 for each in errors.values[-RECENT:])
    return Erring(errors.total / requests.total, recent, earlier, errors.total, late)


def errors_known(kind_id: str, scope: Scope) -> bool:
    """Whether the day's errors of a kind could be read."""
    answer = scope.series.get(kind_id)
    return answer is not None and answer.failure is None and not answer.problems


def _share(errors: Series, requests: Series, start: int, end: int | None) -> float:
    whole = sum(each or 0.0 for each in requests.values[start:end])
    return sum(each or 0.0 for each in errors.values[start:end]) / whole if whole else 0.0


def _percent(share: float) -> str:
    found = share * 100
    if found == 0:
        return "none"
    return "under 0.1 %" if found < 0.1 else f"{found:.1f} %" if found < 9.95 else f"{found:.0f} %"
