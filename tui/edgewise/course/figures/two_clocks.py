"""``two-clocks``: wall time and CPU time of one job, against the CPU limit, to scale."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

CPU_DEFAULT = 30
"""Seconds of CPU that one request may use on a paid plan, unless told otherwise [WLIM]."""

CPU_MOST = 300
"""Seconds of CPU that ``limits.cpu_ms`` may allow [CPU5]."""

AXIS = 310
_LABEL = 12


@dataclass(frozen=True)
class Job:
    """One job on both clocks, in seconds.

    Attributes:
        bursts: when the CPU works, as ``(start, length)``; the rest is waiting.
        limit: the CPU limit in force.
    """

    label: str
    wall: float
    bursts: tuple[tuple[float, float], ...]
    limit: float
    verdict: str
    good: bool

    @property
    def cpu(self) -> float:
        """Seconds of CPU in all."""
        return sum(length for _, length in self.bursts)


JOBS = (
    Job(
        "It waits for a database",
        240,
        tuple((float(start), 0.5) for start in (0, 40, 85, 130, 185, 239)),
        CPU_DEFAULT,
        "3 s of CPU. Waiting stops this clock, and is neither limited nor billed.",
        True,
    ),
    Job(
        "It calculates",
        30,
        ((0.0, 30.0),),
        CPU_DEFAULT,
        "Cut at 30 s of CPU, with seven eighths of the work undone.",
        False,
    ),
    Job(
        "It calculates, limit raised",
        240,
        ((0.0, 240.0),),
        CPU_MOST,
        "240 s of CPU, allowed by limits.cpu_ms = 300000. Each of them is billed.",
        True,
    ),
)


def _clock(seconds: float) -> str:
    """A span of time as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min" if minutes and not rest else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _draw(width: int, state: int) -> list[Line]:
    """The axis, the two clocks, and the limit that applies to the second."""
    job = JOBS[state]
    canvas = Canvas(width)
    track = width - _LABEL - 9
    scale = track / AXIS

    def column(seconds: float) -> int:
        return _LABEL + round(seconds * scale)

    for second in range(0, AXIS, 60 if track >= 50 else 120):
        canvas.put(column(second), 0, f"╷{second // 60} min" if second else "╷0", "muted")
    canvas.put(0, 1, "wall clock", "strong")
    canvas.put(_LABEL, 1, "░" * (column(job.wall) - _LABEL), "muted")
    for start, length in job.bursts:
        place = min(column(start), column(job.wall) - 1)
        canvas.put(place, 1, "▆" * max(1, round(length * scale)), "accent")
    canvas.put(column(job.wall) + 1, 1, _clock(job.wall))
    canvas.put(0, 3, "CPU clock", "strong")
    end = canvas.put(_LABEL, 3, "▆" * round(job.cpu * scale) or "▎", "accent")
    if not job.good:
        end = canvas.put(end, 3, "✗", "bad")
    canvas.put(end + 1, 3, _clock(job.cpu))
    canvas.put(0, 4, "CPU limit", "strong")
    canvas.put(_LABEL, 4, "─" * (column(job.limit) - _LABEL) + "┤", "warning")
    canvas.put(column(job.limit) + 2, 4, _clock(job.limit), "warning")
    canvas.put(0, 6, *(("✓", "good") if job.good else ("✗", "bad")))
    canvas.paragraph(2, 6, job.verdict, "strong")
    return canvas.lines()


def _describe() -> str:
    """Both clocks of every job in words."""
    return "\n\n".join(
        f"{number}. {job.label}. Wall clock: {_clock(job.wall)}. CPU clock: {_clock(job.cpu)}. "
        f"CPU limit: {_clock(job.limit)}. {job.verdict}"
        for number, job in enumerate(JOBS, start=1)
    )


DRAWING = Drawing(
    id="two-clocks",
    title="Two clocks run for every request",
    states=tuple(job.label for job in JOBS),
    draw=_draw,
    describe=_describe,
    sources=("WLIM", "CPU5", "WPRI"),
)
