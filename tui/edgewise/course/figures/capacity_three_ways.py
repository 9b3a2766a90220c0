"""``capacity-three-ways``: one day of traffic, and what is kept ready for it: reserved, elastic, on demand."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

ASKED = (2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 8, 8, 5, 4, 4, 5, 6, 7, 6, 5, 4, 3)
"""Requests a second for each hour of an invented day: a slow morning, a jump at noon, an evening."""

TOP = 8
HOURS = len(ASKED)


@dataclass(frozen=True)
class Way:
    """What is ready in each hour, in the same unit; ``says`` fits in 40 cells."""

    title: str
    ready: tuple[int, ...]
    says: str

    @property
    def served(self) -> float:
        """The part of the requests that is served, 0 to 1."""
        return sum(map(min, self.ready, ASKED)) / sum(ASKED)

    @property
    def dropped(self) -> float:
        """The part of the requests that is dropped, 0 to 1."""
        return 1 - self.served

    @property
    def idle(self) -> float:
        """The part of what is ready that nobody uses, 0 to 1."""
        return 1 - sum(map(min, self.ready, ASKED)) / sum(self.ready)


def follow(least: int) -> tuple[int, ...]:
    """What was asked for in the hour before, and one more: what a scaler sees is the past."""
    return tuple(min(TOP, max(least, ASKED[hour - 1] + 1)) for hour in range(HOURS))


WAYS = (
    Way("Reserved for the average", (4,) * HOURS, "cheap, too small at noon and evening"),
    Way("Reserved for the peak", (TOP,) * HOURS, "enough, and idle for most of the day"),
    Way("Elastic", follow(2), "follows the load, one hour late"),
    Way("On demand", ASKED, "as much as is asked for, at any time"),
)


def _cell(level: int, asked: int, ready: int) -> tuple[str, str]:
    """One cell of an hour's column: served, dropped, ready for nobody, or empty."""
    if level <= min(asked, ready):
        return "█", "accent"
    if level <= asked:
        return "x", "bad"
    if level <= ready:
        return "░", "muted"
    return " ", ""


def _picture(width: int, state: int, hours: int) -> list[Line]:
    """The first ``hours`` of the day."""
    way = WAYS[state]
    each = 3 if width >= 76 else 2 if width >= 52 else 1
    canvas = Canvas(width)
    canvas.put(0, 0, way.says, "strong")
    for level in range(TOP, 0, -1):
        row = 1 + TOP - level
        canvas.put(0, row, f"{level * 10:>3}" if level % 2 == 0 else "   ", "muted")
        for hour in range(hours):
            text, style = _cell(level, ASKED[hour], way.ready[hour])
            canvas.put(4 + hour * each, row, text * each, style)
    canvas.put(4, TOP + 1, "─" * (HOURS * each), "muted")
    for hour in range(0, HOURS, 6):
        canvas.put(4 + hour * each, TOP + 2, f"{hour:02}h", "muted")
    row = TOP + 3
    for mark, style, text, part in (
        ("█", "accent", " of the requests are served", way.served),
        ("x", "bad", " of the requests are dropped", way.dropped),
        ("░", "muted", " of what is ready serves nobody", way.idle),
    ):
        canvas.spans(0, row, (mark, style), (f" {part:4.0%}".replace("%", " %"), "strong"), (text, ""))
        row += 1
    return canvas.lines()


def _draw(width: int, state: int) -> list[Line]:
    return _picture(width, state, HOURS)


def _motion(width: int, state: int, t: float) -> list[Line]:
    """The day goes by, hour after hour."""
    return _picture(width, state, int(t * HOURS))


def _describe() -> str:
    day = ", ".join(str(asked * 10) for asked in ASKED)
    parts = [f"Requests a second in each hour of an invented day, from midnight: {day}."]
    parts += [
        f"{way.title}: {way.says}. {way.served:.0%} of the requests are served, {way.dropped:.0%} are dropped, and "
        f"{way.idle:.0%} of what is ready serves nobody.".replace("%", " %")
        for way in WAYS
    ]
    return "\n\n".join(parts)


DRAWING = Drawing(
    id="capacity-three-ways",
    title="One day, and what is kept ready for it",
    states=tuple(way.title for way in WAYS),
    draw=_draw,
    describe=_describe,
    motion=_motion,
    seconds=2.5,
)
