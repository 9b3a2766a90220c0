"""Times in the demo account's files are distances from now: ``now-3h20m``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_AGE = re.compile(r"(?:\d+[dhms])+")
_PART = re.compile(r"(\d+)([dhms])")


def age(text: str) -> timedelta:
    """``3h20m`` as a length of time.

    Raises:
        ValueError: when it is written otherwise.
    """
    if not _AGE.fullmatch(text):
        raise ValueError(f"not an age: {text!r}")
    return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(text)))


def stamp(moment: datetime) -> str:
    """A time as the API writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def resolve(document: Any, anchor: datetime) -> Any:
    """``document`` with every ``now-…`` in it as a time before ``anchor``."""
    if isinstance(document, str) and document.startswith("now-"):
        return stamp(anchor - age(document[4:]))
    if isinstance(document, list):
        return [resolve(each, anchor) for each in document]
    if isinstance(document, dict):
        return {key: resolve(value, anchor) for key, value in document.items()}
    return document
