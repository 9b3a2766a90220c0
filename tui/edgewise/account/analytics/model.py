"""What the analytics API can be asked about, as values: a dataset, its measures, and the steps of its time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from edgewise.account.failures import Permission

ANALYTICS_READ = Permission("Account Analytics Read", "Account · Account Analytics · Read")

LIMIT = 10_000
"""Groups that the API sends for one node at most."""


@dataclass(frozen=True)
class Step:
    """A length of the buckets that time is cut into.

    Attributes:
        dimension: the dimension that groups by it.
        seconds: how long one bucket is. Buckets begin at multiples of it since 1970, in UTC.
    """

    id: str
    title: str
    dimension: str
    seconds: int


MINUTE = Step("1min", "1 minute", "datetimeMinute", 60)
FIVE_MINUTES = Step("5min", "5 minutes", "datetimeFiveMinutes", 300)
QUARTER = Step("15min", "15 minutes", "datetimeFifteenMinutes", 900)
HOUR = Step("1h", "1 hour", "datetimeHour", 3600)
DAY = Step("1d", "1 day", "date", 86400)

STEPS = (MINUTE, FIVE_MINUTES, QUARTER, HOUR, DAY)


@dataclass(frozen=True)
class Measure:
    """A number that a dataset has for each group.

    Attributes:
        path: where it stands in a group, such as ``sum.requests``.
        unit: ``count``, ``us`` (microseconds), ``ms``, ``bytes``, ``gbs`` (gigabyte-seconds).
        gauge: whether it is a level rather than a count: where no group came, a count is zero and a
            level is unknown.
    """

    id: str
    path: str
    title: str
    unit: str = "count"
    gauge: bool = False

    @property
    def block(self) -> str:
        """The object of a group that holds it: ``sum``, ``max``, ``avg``, ``quantiles``; ``""`` for ``count``."""
        return self.path.rpartition(".")[0]

    @property
    def field(self) -> str:
        """Its name within that object."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Dataset:
    """A node of the analytics API below an account.

    Attributes:
        node: its name in a query.
        by: the dimension that says which resource a group belongs to.
        splits: other dimensions that it may be grouped by.
        time: the dimension that a window of time is given in: ``datetime``, ``datetimeHour`` or ``date``.
        steps: the buckets it can be grouped in, shortest first.
        retention: how far back it reaches.
        sampled: whether its numbers are estimates from a sample, as all "adaptive" datasets are.
        source: where its names and limits are from.
    """

    node: str
    title: str
    by: str
    measures: tuple[Measure, ...]
    splits: tuple[str, ...] = ()
    time: str = "datetime"
    steps: tuple[Step, ...] = STEPS
    retention: timedelta = timedelta(days=31)
    sampled: bool = True
    permission: Permission = ANALYTICS_READ
    source: str = ""

    def measure(self, measure_id: str) -> Measure:
        """The measure with that id.

        Raises:
            KeyError: when there is none.
        """
        for each in self.measures:
            if each.id == measure_id:
                return each
        raise KeyError(measure_id)
