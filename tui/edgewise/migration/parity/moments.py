"""Values that are a moment of this very proof: two of them need not agree."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

WINDOW = 900.0
"""Seconds from now in which a moment counts as one of this proof."""

_MOMENTS = re.compile(
    rb"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)"
    rb"|(?P<http>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)"
    rb"|(?P<js>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})"
    rb"|(?P<number>(?<![\w.-])\d{10}(?:\d{3})?(?![\w.-]))"
)
_JS = "%a %b %d %Y %H:%M:%S GMT%z"
_NUMBER = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


def both_now(one: object, other: object) -> bool:
    """Whether both values are moments of this proof, written in the same way."""
    first, second = _moment(one), _moment(other)
    if first is None or second is None or first[0] != second[0]:
        return False
    now = time.time()
    return all(abs(moment - now) < WINDOW for _, moment in (first, second))


def neutral(text: bytes) -> bytes:
    """``text`` with each moment of this proof replaced by the way in which it is written."""
    now = time.time()

    def replaced(found: re.Match[bytes]) -> bytes:
        moment = _moment(found[0].decode("ascii"))
        if moment is None or abs(moment[1] - now) >= WINDOW:
            return found[0]
        return f"<now as {moment[0]}>".encode()

    return _MOMENTS.sub(replaced, text)


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
        if text.endswith("GMT"):
            return ("http", parsedate_to_datetime(text).timestamp())
        return ("js", datetime.strptime(text, _JS).timestamp()) if " GMT" in text else None
    except (ValueError, OverflowError, OSError):
        return None
