"""Requests that were really answered for the company's hosts, counted minute by minute for its analytics.

Whoever runs the Workers tells of each answer. What nobody measures here, such as CPU time, is not told of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from edgewise.account.demo.company import Company

KEPT = timedelta(days=1)
"""How long minutes are kept."""

MOST_WALLS = 1_000
"""Durations that are kept of one minute; the first ones."""


@dataclass
class Minute:
    """Answers of one version that ended in one way, within a minute.

    Attributes:
        status: ``success`` or ``scriptThrewException``.
        walls: how long they took, in microseconds; the first ``MOST_WALLS``.
        wall: all durations added up, in microseconds.
        size: bytes of their bodies.
    """

    when: datetime
    script: str
    version: str
    status: str
    requests: int = 0
    wall: float = 0.0
    size: int = 0
    walls: list[float] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether these are errors."""
        return self.status != "success"

    def quantile(self, share: float) -> float:
        """Microseconds that a share of the answers stayed under, such as 0.99."""
        ordered = sorted(self.walls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Served:
    """All answers of a day."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._minutes: dict[tuple[datetime, str, str, str], Minute] = {}

    def count(self, script: str, version: str, status: int, seconds: float, size: int) -> None:
        """Count an answer that a version of a Worker has given now.

        An answer with a status of 500 or above counts as an error: from outside, an exception of the code cannot be
        told from an answer that it gave itself. So does a request that a static file answered count as a request.

        Args:
            status: of HTTP.
            seconds: from the request to the whole answer.
            size: bytes of its body.
        """
        now = self._company.clock().replace(second=0, microsecond=0)
        outcome = "scriptThrewException" if status >= 500 else "success"
        key = (now, script, version, outcome)
        if key not in self._minutes:
            self._minutes = {each: kept for each, kept in self._minutes.items() if each[0] > now - KEPT}
            self._minutes[key] = Minute(now, script, version, outcome)
        found, wall = self._minutes[key], seconds * 1e6
        found.requests += 1
        found.wall += wall
        found.size += size
        if len(found.walls) < MOST_WALLS:
            found.walls.append(wall)

    def minutes(self, start: datetime, end: datetime) -> Iterator[Minute]:
        """The minutes that begin from ``start`` to before ``end``, the oldest first."""
        return (each for each in self._minutes.values() if start <= each.when < end)
