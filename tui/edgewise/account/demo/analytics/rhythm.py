"""How a coffee shop's day goes, in numbers that follow from a name and the time alone.

Everything is counted by the hour and spread over its minutes, so that minutes add up to their hour.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from functools import lru_cache

from edgewise.account.demo import story


def chance(*parts: object) -> float:
    """A number from 0 to 1, below 1, that is the same for the same parts."""
    return zlib.crc32("/".join(map(str, parts)).encode()) / 2**32


def noise(*parts: object, reach: float = 0.12) -> float:
    """A factor around one."""
    return 1 + reach * (2 * chance(*parts) - 1)


def whole(value: float, *parts: object) -> int:
    """``value`` as an integer, up or down by chance, so that small rates are not lost."""
    return int(value + chance("whole", *parts))


def hour_of(moment: datetime) -> int:
    """The hour that a moment falls in, counted from 1970."""
    return int(moment.timestamp() // 3600)


def moment_of(hour: int, minute: int = 0) -> datetime:
    """When that hour's minute begins."""
    return datetime.fromtimestamp(hour * 3600 + minute * 60, UTC)


def busy(hour: int, weekend: float) -> float:
    """How busy an hour is, compared with the average one. ``weekend`` is how much of it happens on free days."""
    middle = moment_of(hour, 30)
    return story.activity(middle) * (weekend if middle.weekday() >= 5 else 1.0)


def count(name: str, hourly: float, weekend: float, hour: int) -> int:
    """How often something happens in an hour that happens ``hourly`` times in an average one."""
    return whole(hourly * busy(hour, weekend) * noise(name, hour), name, hour)


@lru_cache(maxsize=4096)
def reached(name: str, hour: int) -> tuple[float, ...]:
    """What share of an hour's events has happened by the end of each of its minutes."""
    weights = [noise(name, hour, minute, reach=0.45) for minute in range(60)]
    total, so_far, shares = sum(weights), 0.0, []
    for weight in weights:
        so_far += weight
        shares.append(so_far / total)
    shares[-1] = 1.0
    return tuple(shares)


def by(total: int, share: float) -> int:
    """How many of ``total`` events have happened when ``share`` of them has. Never falls as ``share`` grows."""
    return int(total * share + 0.5)
