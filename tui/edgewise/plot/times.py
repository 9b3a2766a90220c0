"""Labels for an axis of time, in UTC: round hours, days, and the date where a day begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SPACING = 12
"""Cells that a label takes with room around it."""

_STEPS = (300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 604800)
"""Seconds between labels, to choose from."""


def ticks(start: datetime, seconds: int, count: int, width: int = 100) -> tuple[tuple[int, str], ...]:
    """Places and texts for ``count`` buckets of ``seconds`` each from ``start``, for an axis of ``width`` cells."""
    wanted = max(2, min(8, width // SPACING))
    total = seconds * count
    step = next((each for each in _STEPS if each >= seconds and total / each <= wanted), _STEPS[-1])
    found = []
    for place in range(count):
        moment = start + timedelta(seconds=seconds * place)
        if int(moment.timestamp()) % step < seconds:
            found.append((place, _label(moment, step)))
    return tuple(found)


def _label(moment: datetime, step: int) -> str:
    moment = moment.astimezone(UTC)
    if step >= 86400 or (moment.hour, moment.minute) == (0, 0):
        return f"{moment:%a} {moment.day} {moment:%b}"
    return f"{moment:%H:%M}"


def bucket(start: datetime, seconds: int, count: int) -> str:
    """The time of a bucket in words, as short as ``count`` of them in a row allow."""
    moment = start.astimezone(UTC)
    if seconds * count <= 86400 and seconds < 86400:
        return f"{moment:%H:%M}"
    if seconds >= 86400:
        return f"{moment:%a} {moment.day} {moment:%b}"
    return f"{moment:%a %H:%M}"
