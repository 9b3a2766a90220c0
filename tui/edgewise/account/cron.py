"""Cron expressions as Cloudflare reads them: five fields, UTC, weekdays 1 to 7 from Sunday to Saturday.

Beside ``* , - /`` and names in three letters there are ``L``, ``W`` and ``#``. Where both the day of the
month and the weekday are given, one of them is enough. Ranges may go round the end, such as ``22-2``.
Source: the parser that Cloudflare runs, github.com/cloudflare/saffron, and the documentation of Cron
Triggers (2026-09-04).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

LONGEST = 200
"""Characters of an expression that is read at all."""

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_HORIZON = timedelta(days=366 * 9)
"""Longer than any 29th of February is away."""

_PART = re.compile(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d{1,2}))?")

DayTest = Callable[[date], bool]


@dataclass(frozen=True)
class Cron:
    """An expression that has been read.

    Attributes:
        in_month, in_week: whether a day fits the field; ``None`` for a field that is ``*``.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    in_month: DayTest | None
    in_week: DayTest | None

    def on(self, day: date) -> bool:
        """Whether it runs on a day at all."""
        if day.month not in self.months:
            return False
        tests = [test for test in (self.in_month, self.in_week) if test is not None]
        return not tests or any(test(day) for test in tests)

    def next(self, after: datetime) -> datetime | None:
        """The first run after a moment; ``None`` for one that never comes, such as a 31st of November."""
        moment = after.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        day, earliest = moment.date(), moment.time()
        while day - moment.date() < _HORIZON:
            if self.on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        if time(hour, minute) >= earliest:
                            return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
            day, earliest = day + timedelta(days=1), time(0, 0)
        return None


def parse(expression: str) -> Cron | None:
    """The meaning of an expression; ``None`` when it is not one that is understood here."""
    fields = expression.upper().split()
    if len(expression) > LONGEST or len(fields) != 5:
        return None
    minutes, hours = _values(fields[0], 0, 59), _values(fields[1], 0, 23)
    months = _values(fields[3], 1, 12, _MONTHS)
    try:
        in_month, in_week = _day_of_month(fields[2]), _day_of_week(fields[4])
    except ValueError:
        return None
    return Cron(minutes, hours, months, in_month, in_week) if minutes and hours and months else None


def _values(field: str, lowest: int, highest: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    """The values that a field stands for; none when it is not understood."""
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            return frozenset()
        star, first, last, stepped = match.groups()
        step = int(stepped) if stepped else 1
        start = lowest if star else _number(first, lowest, highest, names)
        end = _number(last, lowest, highest, names) if last else highest if star or stepped else start
        if start is None or end is None or not 1 <= step <= highest - lowest:
            return frozenset()
        span = range(start, end + 1) if start <= end else [*range(start, highest + 1), *range(lowest, end + 1)]
        found.update(span[::step])
    return frozenset(found)


def _number(word: str, lowest: int, highest: int, names: tuple[str, ...]) -> int | None:
    if word in names:
        return lowest + names.index(word)
    return int(word) if re.fullmatch(r"[0-9]{1,2}", word) and lowest <= int(word) <= highest else None


# ---------------------------------------------------------------------- days


def _day_of_month(field: str) -> DayTest | None:
    """A test of a day; ``None`` for ``*``. Raises ValueError when the field is not understood."""
    if field == "*":
        return None
    last = re.fullmatch(r"L(?:-([0-9]{1,2}))?(W?)", field)
    if last and int(last[1] or 0) <= 30:
        back, working = int(last[1] or 0), bool(last[2])
        return lambda day: _is(day, _length(day) - back, working=working)
    nearest = re.fullmatch(r"([0-9]{1,2})W", field)
    if nearest and 1 <= int(nearest[1]) <= 31:
        wanted = int(nearest[1])
        return lambda day: _is(day, wanted, working=True)
    values = _known(_values(field, 1, 31))
    return lambda day: day.day in values


def _day_of_week(field: str) -> DayTest | None:
    """The same for a weekday."""
    if field == "*":
        return None
    special = re.fullmatch(r"([1-7]|[A-Z]{3})(?:(L)|#([1-5]))", field)
    if special:
        wanted = _number(special[1], 1, 7, _DAYS)
        if wanted is None:
            raise ValueError(field)
        if special[2]:
            return lambda day: _weekday(day) == wanted and day.day + 7 > _length(day)
        nth = int(special[3])
        return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == nth
    values = _known(_values(field, 1, 7, _DAYS))
    return lambda day: _weekday(day) in values


def _known(values: frozenset[int]) -> frozenset[int]:
    if not values:
        raise ValueError("not understood")
    return values


def _weekday(day: date) -> int:
    """1 for Sunday to 7 for Saturday."""
    return day.isoweekday() % 7 + 1


def _length(day: date) -> int:
    """Days in the month."""
    return monthrange(day.year, day.month)[1]


def _is(day: date, wanted: int, *, working: bool) -> bool:
    """Whether a day is the wanted one of its month; with ``working``, the nearest day from Monday to Friday."""
    if not 1 <= wanted <= _length(day):
        return False
    if not working:
        return day.day == wanted
    target = day.replace(day=wanted)
    if target.isoweekday() == 6:
        target += timedelta(days=-1 if wanted > 1 else 2)
    elif target.isoweekday() == 7:
        target += timedelta(days=1 if wanted < _length(day) else -2)
    return day == target
