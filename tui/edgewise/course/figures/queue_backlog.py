"""``queue-backlog``: what a queue holds, day by day, when nobody takes anything out."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

PER_DAY = 100
"""Reports asked for each day: the story's example."""

DAYS = 10
TOP = PER_DAY * DAYS
"""Messages that the chart has room for: all that were ever sent."""

_HEIGHT = DAYS
_LABEL = 7


@dataclass(frozen=True)
class Retention:
    """How long a queue keeps a message that nobody takes, in days [QLIM]."""

    label: str
    days: int
    words: str


RETENTIONS = (
    Retention("Paid plan, default", 4, "4 days"),
    Retention("Paid plan, raised to the most", 14, "14 days"),
    Retention("Free plan, fixed", 1, "24 hours"),
)


def waiting(day: int, retention: int) -> int:
    """Messages in the queue at the end of a day, counted from 1."""
    return PER_DAY * min(day, retention)


def lost(day: int, retention: int) -> int:
    """Messages deleted unread by the end of a day, counted from 1."""
    return PER_DAY * max(0, day - retention)


def _draw(width: int, state: int) -> list[Line]:
    """A column for each day: what waits, and on top of it what is gone."""
    retention = RETENTIONS[state]
    canvas = Canvas(width)
    pitch = (width - _LABEL) // DAYS
    canvas.put(0, 0, "messages", "muted")
    _scale(canvas)
    for day in range(1, DAYS + 1):
        _column(canvas, _LABEL + (day - 1) * pitch, max(1, pitch - 1), day, retention.days)
    for day in (1, 5, 10):
        canvas.near(_LABEL + (day - 1) * pitch, _HEIGHT + 1, f"{day}", "muted")
    canvas.put(2, _HEIGHT + 1, "day", "muted")
    _totals(canvas, retention)
    return canvas.lines()


def _scale(canvas: Canvas) -> None:
    """Numbers along the left edge."""
    for tick in (PER_DAY, TOP // 2, TOP):
        canvas.put(0, _HEIGHT + 1 - round(tick / TOP * _HEIGHT), f"{tick:>5,}", "muted")


def _column(canvas: Canvas, x: int, wide: int, day: int, retention: int) -> None:
    """One day, a row for each day's messages: full blocks wait, light ones have been deleted."""
    solid = waiting(day, retention) // PER_DAY
    for row in range(day):
        glyph, style = ("█", "accent") if row < solid else ("░", "muted")
        canvas.put(x, _HEIGHT - row, glyph * wide, style)


def _totals(canvas: Canvas, retention: Retention) -> None:
    """What the last day comes to, in words."""
    row = canvas.spans(0, _HEIGHT + 3, ("█ ", "accent"), (f"{waiting(DAYS, retention.days):,} waiting", "strong"))
    gone = (("░ ", "muted"), (f"{lost(DAYS, retention.days):,} deleted unread", "strong"))
    canvas.spans(row + 3, _HEIGHT + 3, *gone)
    canvas.paragraph(
        0,
        _HEIGHT + 4,
        f"after {DAYS} days of {PER_DAY} messages a day. Each is kept for {retention.words}.",
    )


def _describe() -> str:
    """The days that tell the story, for each retention."""
    return f"{PER_DAY} messages are sent each day, and nobody takes any out.\n\n" + "\n\n".join(
        f"{number}. {item.label}: a message is kept for {item.words}. "
        + " ".join(
            f"After day {day}: {waiting(day, item.days):,} waiting, {lost(day, item.days):,} deleted unread."
            for day in (1, 4, 5, 10, 15)
        )
        for number, item in enumerate(RETENTIONS, start=1)
    )


DRAWING = Drawing(
    id="queue-backlog",
    title="A queue that nobody reads",
    states=tuple(item.label for item in RETENTIONS),
    draw=_draw,
    describe=_describe,
    sources=("QLIM",),
)
