"""``start-up-times``: how long each unit of computing takes from nothing to your first line of code."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log10

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line


@dataclass(frozen=True)
class Start:
    """How long one unit takes to start.

    Attributes:
        low, high: milliseconds; equal where the source gives one number.
        what: what exactly was timed.
        source: key of the source.
    """

    name: str
    low: float
    high: float
    what: str
    source: str


STARTS = (
    Start("Fargate task", 30_000, 60_000, "a managed container, until it runs", "CALM"),
    Start("virtual machine", 25_800, 25_800, "EC2: mean, from launch to a login", "EC2BOOT"),
    Start("container", 100, 2_000, "on a host that is already up", "CALO"),
    Start("Lambda, Node.js", 242, 242, "hello world: mean initialisation", "LGIST"),
    Start("microVM", 125, 125, "Firecracker: at most, to its own init", "FIRE"),
    Start("isolate", 5, 5, "Workers, as Cloudflare put it in 2019", "VELO"),
)
"""Slowest first."""

_LABEL = 17
_ROOM = 13
"""Cells kept free at the right, for the time behind the longest bar."""

_LOG_FROM, _LOG_TO = 0.0, 5.0
"""The logarithmic axis runs from 1 ms to 100 s."""

_SLOW = 200
"""Slow motion: 5 ms become one second."""


def spoken(milliseconds: float) -> str:
    """A span of time as people say it."""
    if milliseconds < 1_000:
        return f"{milliseconds:g} ms"
    seconds = milliseconds / 1_000
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _range(start: Start, factor: int = 1) -> str:
    """One number, or two with a dash."""
    low, high = spoken(start.low * factor), spoken(start.high * factor)
    if low == high:
        return low
    (number, unit), other = low.split(" "), high.split(" ")[1]
    return f"{number}–{high}" if unit == other else f"{low}–{high}"


def _linear(milliseconds: float, track: int) -> float:
    """Cells on an axis that starts at zero and ends at the slowest start."""
    return milliseconds / STARTS[0].high * track


def _logarithmic(milliseconds: float, track: int) -> float:
    """Cells on an axis where each step is ten times the one before."""
    return (log10(milliseconds) - _LOG_FROM) / (_LOG_TO - _LOG_FROM) * track


def _rows(canvas: Canvas, state: int, until: float = inf) -> int:
    """Two rows a unit: its mark with the time right behind it, and what was timed; the row after.

    ``until`` is how many milliseconds of the race are over: bars end there, and times stand behind those at the goal.
    """
    track = canvas.width - _LABEL - _ROOM
    for row, start in enumerate(STARTS):
        canvas.put(0, 2 * row, start.name, "strong")
        end = _dots(canvas, 2 * row, start, track) if state == 1 else _bar(canvas, 2 * row, start, track, until)
        if start.high <= until:
            canvas.put(end + 1, 2 * row, _range(start, _SLOW if state == 2 else 1), "strong")
        canvas.put(_LABEL if canvas.width >= 60 else 2, 2 * row + 1, start.what, "muted")
    return 2 * len(STARTS)


def _bar(canvas: Canvas, row: int, start: Start, track: int, until: float) -> int:
    """A bar from zero, its uncertain part light; a hair where it is less than half a cell."""
    low, high = (round(_linear(min(each, until), track)) for each in (start.low, start.high))
    end = canvas.put(_LABEL, row, "▆" * low if low or high else "▏", "accent")
    return canvas.put(end, row, "░" * (high - low), "accent")


def _dots(canvas: Canvas, row: int, start: Start, track: int) -> int:
    """A point, or a reach between two, on the logarithmic axis."""
    low, high = round(_logarithmic(start.low, track)), round(_logarithmic(start.high, track))
    return canvas.reach(_LABEL, row, low, high)


def _axis(canvas: Canvas, row: int, state: int) -> None:
    """What the bars are measured against."""
    track = canvas.width - _LABEL - _ROOM
    if state == 1:
        for power, label in enumerate(("1 ms", "10 ms", "100 ms", "1 s", "10 s")):
            if track >= 35 or power % 2 == 0:
                canvas.put(_LABEL + round(_logarithmic(10.0**power, track)), row, f"╵{label}", "muted")
        return
    for second in (0, 30, 60):
        label = f"╵{second} s" if state == 0 else f"╵{spoken(second * 1_000 * _SLOW) if second else '0'}"
        canvas.put(_LABEL + round(_linear(second * 1_000, track)), row, label, "muted")


_VERDICTS = (
    "Drawn to one scale, most of the marks are wider than what they stand for.",
    "Each mark is ten times the one before it. All can be seen, and all look closer than they are.",
    f"Slowed down {_SLOW} times: an isolate takes a second, a virtual machine almost an hour and a half.",
)


def _draw(width: int, state: int) -> list[Line]:
    """Bars, axis, and what to see in them."""
    canvas = Canvas(width)
    row = _rows(canvas, state)
    _axis(canvas, row, state)
    canvas.paragraph(0, row + 2, _VERDICTS[state], "strong")
    return canvas.lines()


def _motion(width: int, state: int, t: float) -> list[Line]:
    """All start at the same moment, in the proportion of their times; the axis of powers has no such moment."""
    still = _draw(width, state)
    if state == 1:
        return still
    passed = t * STARTS[0].high
    canvas = Canvas(width)
    row = _rows(canvas, state, passed)
    _axis(canvas, row, state)
    started = sum(start.high <= passed for start in STARTS)
    canvas.put(
        0, row + 2, f"{spoken(passed * (_SLOW if state == 2 else 1))}: {started} of {len(STARTS)} run your code."
    )
    canvas.put(0, len(still) - 1, "")
    return canvas.lines()


def _describe() -> str:
    """Every time in words, normal and slowed down."""
    return "\n".join(
        f"{start.name}: {_range(start)} ({start.what}). Slowed down {_SLOW} times: {_range(start, _SLOW)}."
        for start in STARTS
    )


DRAWING = Drawing(
    id="start-up-times",
    title="From nothing to your first line of code",
    states=("One scale", "Powers of ten", "Slow motion"),
    draw=_draw,
    describe=_describe,
    sources=tuple(sorted({start.source for start in STARTS})),
    motion=_motion,
    seconds=6.0,
)
