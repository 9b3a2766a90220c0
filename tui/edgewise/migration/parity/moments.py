"""Values that are a moment of this very proof: two of them need not agree."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WINDOW = 900.0
"""Seconds from now in which a moment counts as one of this proof."""

_NUMBER = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


def both_now(one: object, other: object) -> bool:
    """Whether both values are moments of this proof, written in the same way."""
    first, second = _moment(one), _moment(other)
    if first is None or second is None or first[0] != second[0]:
        return False
    now = time.time()
    return all(abs(moment - now) < WINDOW for _, moment in (first, second))


def _moment(value: object) -> tuple[str, float] | None:
    """How a value is written and the moment in seconds that it names, or ``None``."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if _NUMBER.fullmatch(text):
        digits = text.partition(".")[0]
        return (f"number of {len(digits)} digits", float(text) / (1000 if len(digits) == 13 else 1))
    try:
        if _ISO.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return ("iso", (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
        return ("http", parsedate_to_datetime(text).timestamp()) if text.endswith("GMT") else None
    except (ValueError, OverflowError, OSError):
        return None
