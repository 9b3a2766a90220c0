"""Values as short text with a tone: what a table cell or a detail line shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.resources.values import keys, moment, number, text, texts

NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """Text to show, free of control characters.

    Attributes:
        tone: ``""``, ``good``, ``warning``, ``bad``, ``busy`` or ``muted``. Never the only sign: the
            text says the same.
        sort: compares with the ``sort`` of any other cell of the column; nothing sorts last.
    """

    text: str
    tone: str = ""
    sort: tuple[int, float, str] = (9, 0.0, "")


Format = Callable[[Any, datetime], Cell]

EMPTY = Cell(NOTHING, "muted")


def as_text(value: Any, now: datetime) -> Cell:
    """A scalar; lists joined; anything else by what it is, never hidden."""
    if isinstance(value, Cell):
        return value
    found = text(value)
    if found is not None:
        return Cell(found, sort=(1, 0.0, found.casefold()))
    if isinstance(value, list):
        return as_list(value, now)
    if isinstance(value, Mapping) and value:
        return as_list(keys(value), now)
    return EMPTY


def as_list(value: Any, now: datetime) -> Cell:
    """Scalars with commas between; other entries counted."""
    found = texts(value)
    hidden = len(value) - len(found) if isinstance(value, list) else 0
    shown = ", ".join(found + ([f"{hidden} more"] if hidden and found else [f"{hidden}"] if hidden else []))
    return Cell(shown, sort=(1, float(len(found)), shown.casefold())) if shown else EMPTY


def as_count(value: Any, now: datetime) -> Cell:
    """A number with thousands separators; a list or object by its length."""
    if isinstance(value, list | Mapping):
        value = len(value)
    found = number(value)
    if found is None:
        return as_text(value, now)
    return Cell(f"{found:,.0f}", "muted" if found == 0 else "", (0, float(found), ""))


def as_bytes(value: Any, now: datetime) -> Cell:
    """A size in binary units."""
    found = number(value)
    if found is None:
        return as_text(value, now)
    size, unit = float(found), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(size) < 1024 or unit == "TiB":
            break
        size /= 1024
    return Cell(f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}", sort=(0, float(found), ""))


def as_seconds(value: Any, now: datetime) -> Cell:
    """A duration given in seconds."""
    found = number(value)
    if found is None:
        return as_text(value, now)
    return Cell(span(timedelta(seconds=min(max(float(found), 0.0), 1e9))), sort=(0, float(found), ""))


def as_age(value: Any, now: datetime) -> Cell:
    """A time as the distance from now, newest first when sorted."""
    found = moment(value)
    if found is None:
        return as_text(value, now)
    distance = (now - found).total_seconds()
    return Cell(ago(found, now), sort=(0, distance, ""))


def as_moment(value: Any, now: datetime) -> Cell:
    """A time in full, and how long ago that is."""
    found = moment(value)
    if found is None:
        return as_text(value, now)
    distance = now - found
    # The hour of something that happened months ago is of no use to anybody.
    date = f"{found:%Y-%m-%d}" if abs(distance) > timedelta(days=60) else f"{found:%Y-%m-%d %H:%M}Z"
    return Cell(f"{ago(found, now)} · {date}", sort=(0, distance.total_seconds(), ""))


def as_yes(value: Any, now: datetime) -> Cell:
    """Yes, or a dash."""
    if isinstance(value, bool):
        return Cell("yes", sort=(0, 0.0, "")) if value else Cell("no", "muted", (0, 1.0, ""))
    return as_text(value, now)


_STATES: dict[str, tuple[str, str, int]] = {
    "success": ("✓", "good", 5),
    "active": ("▶", "busy", 1),
    "failure": ("✗", "bad", 0),
    "failed": ("✗", "bad", 0),
    "error": ("✗", "bad", 0),
    "canceled": ("○", "muted", 3),
    "cancelled": ("○", "muted", 3),
    "skipped": ("○", "muted", 4),
    "idle": ("○", "muted", 2),
}


def as_state(value: Any, now: datetime) -> Cell:
    """A deployment's or stage's status word with its sign; worst first when sorted."""
    found = text(value)
    if found is None:
        return EMPTY
    sign, tone, rank = _STATES.get(found.casefold(), ("○", "", 2))
    word = {"active": "running", "failure": "failed"}.get(found.casefold(), found)
    return Cell(f"{sign} {word}", tone, (0, float(rank), word))


def ago(then: datetime, now: datetime) -> str:
    """A distance in time, such as ``3 h ago``. A clock that is a little ahead is ``just now``."""
    seconds = (now - then).total_seconds()
    if seconds < -90:
        return f"in {span(timedelta(seconds=-seconds))}"
    return "just now" if seconds < 45 else f"{span(timedelta(seconds=seconds))} ago"


def span(length: timedelta) -> str:
    """A duration in its largest sensible unit: ``42 s``, ``3 min``, ``5 h``, ``12 d``, ``4 months``, ``2 years``."""
    seconds = length.total_seconds()
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 36 * 3600:
        return f"{seconds / 3600:.0f} h"
    days = seconds / 86400
    if days < 60:
        return f"{days:.0f} d"
    if days < 700:
        return f"{days / 30.44:.0f} months"
    return f"{days / 365.25:.0f} years"


FORMATS: Mapping[str, Format] = {
    "text": as_text,
    "list": as_list,
    "count": as_count,
    "bytes": as_bytes,
    "seconds": as_seconds,
    "age": as_age,
    "moment": as_moment,
    "yes": as_yes,
    "state": as_state,
}
