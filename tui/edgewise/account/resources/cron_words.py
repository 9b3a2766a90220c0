"""Cron expressions in words: when they run, and how long it is until the next time."""

from __future__ import annotations

import re
from datetime import datetime

from edgewise.account.cron import parse
from edgewise.account.resources.formats import Cell, span
from edgewise.text import clean

_DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_SHORT = {name[:3].upper(): number for number, name in enumerate(_DAY_NAMES, 1)}
_MOST = 4
"""Times of day that are listed; more are counted."""


def cron_cell(expression: str, now: datetime) -> Cell:
    """``every day at 02:15 UTC · next in 3 h``. What is not understood is said to be so."""
    found = parse(expression)
    if found is None:
        return Cell("not understood here; the next run is unknown", "muted")
    when = found.next(now)
    if when is None:
        return Cell("✗ never: there is no such day", "bad")
    return Cell(f"{describe(expression)} · next in {span(when - now)}, {when:%a %d %b %H:%M} UTC")


def describe(expression: str) -> str:
    """An expression that :func:`parse` understands, in words."""
    minutes, hours, day, month, weekday = expression.upper().split()
    days = _days(day, weekday)
    months = "" if month == "*" else f" in {clean(month.title())}"
    return f"{_times(minutes, hours)}{days}{months}" if days or months else _times(minutes, hours, always=True)


def _times(minutes: str, hours: str, *, always: bool = False) -> str:
    daily = "every day " if always else ""
    if (step := re.fullmatch(r"\*/(\d+)", minutes)) and hours == "*":
        return f"every {step[1]} minutes"
    if minutes == hours == "*":
        return "every minute"
    found = parse(f"{minutes} {hours} * * *")
    assert found is not None
    if hours == "*" and len(found.minutes) == 1:
        return f"every hour at minute {minutes}"
    times = [f"{hour:02}:{minute:02}" for hour in sorted(found.hours) for minute in sorted(found.minutes)]
    if len(times) <= _MOST:
        return f"{daily}at {' and '.join(times)} UTC"
    return f"{len(times)} times a day"


def _days(day: str, weekday: str) -> str:
    parts = []
    if day != "*":
        parts.append(_day(day))
    if weekday != "*":
        parts.append(_weekdays(weekday))
    return f" {' or '.join(parts)}" if parts else ""


def _day(field: str) -> str:
    if field == "L":
        return "on the last day of the month"
    if field == "LW":
        return "on the last working day of the month"
    if back := re.fullmatch(r"L-(\d+)(W?)", field):
        return f"{back[1]} days before the month's last day{', moved to a working day' if back[2] else ''}"
    if nearest := re.fullmatch(r"(\d+)W", field):
        return f"on the working day nearest to day {nearest[1]}"
    return f"on day {field} of the month"


def _weekdays(field: str) -> str:
    if special := re.fullmatch(r"(\w+?)(?:L|#(\d))", field):
        which = f"{('first', 'second', 'third', 'fourth', 'fifth')[int(special[2]) - 1]}" if special[2] else "last"
        return f"on the {which} {_name(special[1])} of the month"
    if "/" in field:
        return f"on weekdays {field}"
    words = [" to ".join(_name(each) for each in part.split("-")) for part in field.split(",")]
    return f"on {', '.join(words)}"


def _name(word: str) -> str:
    number = _SHORT.get(word) or int(word)
    return _DAY_NAMES[number - 1]
