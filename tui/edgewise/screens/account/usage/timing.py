"""Which span is looked at, and in which steps. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edgewise.account.analytics.drawn import steps_of
from edgewise.account.analytics.model import Step
from edgewise.account.analytics.pictures import Picture
from edgewise.account.analytics.window import RANGES, Range


@dataclass(frozen=True)
class Timing:
    """A span and a step of it."""

    span: Range
    step: Step

    @classmethod
    def first(cls, pictures: Sequence[Picture]) -> Timing:
        """A day, in the step that suits it."""
        return cls._of(RANGES[2], pictures)

    @classmethod
    def _of(cls, span: Range, pictures: Sequence[Picture]) -> Timing:
        steps = steps_of(pictures, span)
        nearest = min(steps, key=lambda each: abs(each.seconds - span.step.seconds))
        return cls(span, nearest)

    def longer(self, by: int, pictures: Sequence[Picture]) -> Timing:
        """The next longer span, or the next shorter one with ``by`` -1; the same at the end."""
        at = RANGES.index(self.span) + by
        return self._of(RANGES[at], pictures) if 0 <= at < len(RANGES) else self

    def coarser(self, by: int, pictures: Sequence[Picture]) -> Timing:
        """The next coarser step, or the next finer one with ``by`` -1; the same at the end."""
        steps = steps_of(pictures, self.span)
        at = steps.index(self.step) + by
        return Timing(self.span, steps[at]) if 0 <= at < len(steps) else self
