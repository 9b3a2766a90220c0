"""Spans of time to look at, cut into buckets; and how late the newest data is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from edgewise.account.analytics.model import DAY, FIVE_MINUTES, HOUR, MINUTE, QUARTER, Step

LATE = timedelta(minutes=5)
"""Data of the last minutes is still on its way. What is younger than this is not taken for a fall."""

FEWEST, MOST = 6, 800
"""Buckets that a chart is worth drawing with, and that it can still be told from."""


@dataclass(frozen=True)
class Range:
    """A span back from now, with the step that suits it."""

    id: str
    title: str
    length: timedelta
    step: Step


RANGES = (
    Range("1h", "1 hour", timedelta(hours=1), MINUTE),
    Range("6h", "6 hours", timedelta(hours=6), FIVE_MINUTES),
    Range("24h", "24 hours", timedelta(hours=24), QUARTER),
    Range("7d", "7 days", timedelta(days=7), HOUR),
    Range("30d", "30 days", timedelta(days=30), DAY),
)


@dataclass(frozen=True)
class Window:
    """Consecutive buckets, the last of which may still be filling.

    Attributes:
        start: the beginning of the first bucket, aware.
        step: their length.
        count: how many.
        asked: the moment up to which data is asked for; within the last bucket.
    """

    start: datetime
    step: Step
    count: int
    asked: datetime

    @property
    def end(self) -> datetime:
        """The end of the last bucket; later than ``asked`` as a rule."""
        return self.start + timedelta(seconds=self.step.seconds * self.count)

    def at(self, index: int) -> datetime:
        """When a bucket begins."""
        return self.start + timedelta(seconds=self.step.seconds * index)

    def index(self, moment: datetime) -> int | None:
        """The bucket that a moment falls in; ``None`` outside."""
        found = int((moment - self.start).total_seconds() // self.step.seconds)
        return found if 0 <= found < self.count else None

    @property
    def settled(self) -> int:
        """How many buckets, from the first, are over for long enough that their data is in."""
        whole = int((self.asked - LATE - self.start).total_seconds() // self.step.seconds)
        return max(0, min(self.count, whole))


def window(length: timedelta, step: Step, now: datetime) -> Window:
    """The buckets of ``length`` back from now: as many as fit it, the last one being the one of now."""
    count = max(1, int(length.total_seconds() // step.seconds))
    last = floor(now, step)
    return Window(last - timedelta(seconds=step.seconds * (count - 1)), step, count, now)


def whole(length: timedelta, step: Step, now: datetime) -> Window:
    """The last ``length`` in buckets that are all over: for a picture too small to mark the edge in."""
    end = floor(now - LATE, step)
    count = max(1, int(length.total_seconds() // step.seconds))
    return Window(end - timedelta(seconds=step.seconds * count), step, count, end)


def floor(moment: datetime, step: Step) -> datetime:
    """The beginning of the bucket that ``moment`` falls in."""
    seconds = moment.timestamp()
    return datetime.fromtimestamp(seconds - seconds % step.seconds, UTC)


def fitting(length: timedelta, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in which a span can be looked at; the coarsest when none gives a good number of buckets."""
    found = tuple(each for each in steps if FEWEST <= length.total_seconds() // each.seconds <= MOST)
    return found or tuple(steps[-1:])


def day_so_far(now: datetime) -> tuple[datetime, datetime]:
    """From midnight UTC, when daily limits begin anew, until now."""
    return floor(now, DAY), now


def month_so_far(now: datetime) -> tuple[datetime, datetime]:
    """From the first of the month, UTC, until now."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0), now


__all__ = [
    "DAY", "HOUR", "LATE", "QUARTER", "RANGES", "Range", "Window",
    "day_so_far", "fitting", "floor", "month_so_far", "whole", "window",
]  # fmt: skip
