"""Where on a line of cells the stretches of a time line stand, and the same as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from edgewise.account.timeline import Step, Stretch, Timeline, duration, shown

RESTING = ("sleep", "wait", "pause")
"""Kinds of stretches in which nothing runs."""

FOLDED = 0.12
"""What a rest takes at most of the time in which something runs, when rests are folded."""


@dataclass(frozen=True)
class Bar:
    """A stretch on the line: cells ``start`` up to and not with ``end``, at least one."""

    start: int
    end: int
    stretch: Stretch


class Scale:
    """From moments to cells: even over wall time, or with the rests folded so that the work can be seen.

    Args:
        now: where an instance that goes on ends.
    """

    def __init__(self, timeline: Timeline, now: datetime, width: int, *, folded: bool = False) -> None:
        self.width = max(1, width)
        self.folded = folded
        self.start, self.end = _reach(timeline, now)
        self._knots = self._folds(timeline) if folded else [(self.start, 0.0), (self.end, self._seconds())]

    def _seconds(self) -> float:
        return max(0.001, (self.end - self.start).total_seconds())

    def _folds(self, timeline: Timeline) -> list[tuple[datetime, float]]:
        """Moments with the seconds that they count for: in rests, time counts less."""
        work = [
            (each.start, each.end or self.end)
            for step in timeline.steps
            for each in step.stretches
            if each.kind not in RESTING
        ]
        moments = sorted({self.start, self.end, *(moment for pair in work for moment in pair)})
        moments = [each for each in moments if self.start <= each <= self.end]
        busy = sum((b - a).total_seconds() for a, b in pairwise(moments) if _runs(a, b, work)) or self._seconds()
        knots, total = [(self.start, 0.0)], 0.0
        for a, b in pairwise(moments):
            length = (b - a).total_seconds()
            total += length if _runs(a, b, work) else min(length, busy * FOLDED)
            knots.append((b, total))
        return knots if len(knots) > 1 else [(self.start, 0.0), (self.end, self._seconds())]

    def cell(self, moment: datetime) -> float:
        """Where a moment stands, in cells from the left."""
        moment = max(self.start, min(moment, self.end))
        whole = max(0.001, self._knots[-1][1])
        for (a, before), (b, after) in pairwise(self._knots):
            if moment <= b:
                part = (moment - a).total_seconds() / max(0.001, (b - a).total_seconds())
                return (before + (after - before) * part) / whole * self.width
        return float(self.width)

    def bars(self, step: Step) -> list[Bar]:
        """The stretches of a step as bars, none of them invisible."""
        found = []
        for stretch in step.stretches:
            start = min(int(self.cell(stretch.start)), self.width - 1)
            end = round(self.cell(stretch.end or self.end))
            found.append(Bar(start, max(start + 1, min(end, self.width)), stretch))
        return found

    def ticks(self, count: int = 4) -> list[tuple[int, str]]:
        """Places on the line with the time since the beginning. Folded rests have no even ticks: only both ends."""
        whole = self.end - self.start
        if self.folded:
            return [(0, "0"), (self.width, duration(whole))]
        return [(round(self.width * part / count), _since(whole * part / count)) for part in range(count + 1)]


def _since(span: timedelta) -> str:
    return "0" if span <= timedelta(0) else duration(span)


def _runs(start: datetime, end: datetime, work: list[tuple[datetime, datetime]]) -> bool:
    return any(begin < end and finish > start for begin, finish in work)


def _reach(timeline: Timeline, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning to the end, or to now while it goes on."""
    moments = [each.start for step in timeline.steps for each in step.stretches]
    ends = [each.end for step in timeline.steps for each in step.stretches if each.end is not None]
    start = min([*([timeline.start] if timeline.start else []), *moments], default=timeline.queued or now)
    last = timeline.end or (max(ends, default=now) if timeline.over else now)
    return start, max([last, start + timedelta(milliseconds=1), *ends])


def text_twin(timeline: Timeline, name: str, now: datetime) -> str:
    """The whole time line as lines of text: for reading aloud, for a file, for a bug report."""
    start = timeline.start
    took = duration((timeline.end or now) - start) if start else "not begun"
    lines = [f"{name}: {timeline.status or 'unknown'}, {took}{'' if timeline.over else ' so far'}"]
    if timeline.error:
        lines.append(f"  error: {timeline.error}")
    for number, step in enumerate(timeline.steps, 1):
        first = step.stretches[0].start if step.stretches else None
        after = f" at +{duration(first - start)}" if first and start else ""
        lines.append(f"{number}. {step.name} ({step.type}){after}: {step.sign} {step.word}")
        for count, each in enumerate(step.attempts, 1):
            if len(step.attempts) > 1 or each.error:
                lines.append(f"     attempt {count}: {attempt_words(each, now)}")
        if step.output is not None:
            lines.append(f"     gave: {shown(step.output, 400)}")
    return "\n".join(lines) + "\n"


def attempt_words(attempt: Stretch, now: datetime) -> str:
    """How an attempt went, in words."""
    took = duration((attempt.end or now) - attempt.start)
    if attempt.end is None:
        return f"▶ running for {took}"
    if attempt.good is False:
        return f"✗ failed after {took}{f': {attempt.error}' if attempt.error else ''}"
    return f"✓ {took}" if attempt.good else f"○ ended after {took}"
