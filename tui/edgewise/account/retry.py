"""When to ask again: the ``Retry-After`` header in both its forms, and a growing pause without one."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 3
"""How often a GET is sent at most."""

RETRIED = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530})
"""Status codes that may be better next time. 52x and 530 are Cloudflare's own, for a server it cannot reach."""


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait by a ``Retry-After`` header: a count of seconds, or an HTTP date.

    ``None`` when there is no header or it is neither. A date that has passed is 0.
    """
    if header is None:
        return None
    text = header.strip()
    try:
        seconds = float(text)
    except ValueError:
        pass
    else:
        return seconds if math.isfinite(seconds) and seconds >= 0 else None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def pause(attempt: int, chance: float) -> float:
    """Seconds to wait after the ``attempt``-th try (1 is the first) when the server names none.

    ``chance`` between 0 and 1 spreads callers out.
    """
    return float(2 ** (attempt - 1)) * 0.5 + float(chance)
