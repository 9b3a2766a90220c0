"""Reading JSON of any shape without ever failing: what is not there, or not as it should be, is ``None``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from edgewise.text import clean, clean_lines


def at(document: Any, path: str) -> Any:
    """What stands at a dotted ``path``, such as ``latest_stage.status`` or ``stages.0.name``."""
    for part in path.split("."):
        if isinstance(document, Mapping):
            document = document.get(part)
        elif isinstance(document, list) and part.isdigit():
            document = document[int(part)] if int(part) < len(document) else None
        else:
            return None
    return document


def text(value: Any) -> str | None:
    """A scalar as clean one-line text; ``None`` for nothing, empty text, and things that are no scalar."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return clean(value) or None
    return None


def number(value: Any) -> int | float | None:
    """A finite number, also when it came as a string."""
    if isinstance(value, str) and len(value) < 40:
        try:
            value = float(value) if not value.strip().lstrip("+-").isdigit() else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # The comparison also turns away infinity, "not a number", and integers beyond any float.
    return value if abs(value) < 1e18 else None


def moment(value: Any) -> datetime | None:
    """An ISO time, or Unix milliseconds, as an aware datetime."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
    milliseconds = number(value)
    if milliseconds is None or not 0 < milliseconds < 32_503_680_000_000:  # the year 3000
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects in a list; nothing when it is no list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def keys(value: Any) -> list[str]:
    """The keys of an object, cleaned."""
    return [clean(str(key)) for key in value] if isinstance(value, Mapping) else []


def texts(value: Any) -> list[str]:
    """The scalars of a list as clean text."""
    return [found for each in value if (found := text(each))] if isinstance(value, list) else []


def plain(value: Any) -> Any:
    """Any JSON value with all its text cleaned and what JSON cannot carry taken out."""
    if isinstance(value, str):
        return clean_lines(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {clean_lines(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value
