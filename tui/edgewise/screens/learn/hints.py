"""Which hint comes next."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.course.labs.model import Spec
from edgewise.course.labs.run import State

STAGES = 2


def next_hint(spec: Spec, state: State, shown: Mapping[str, int]) -> str | None:
    """The check whose next hint is to be shown: the first failing one that has any left.

    Before the first run nothing is known to fail, and the first check gives the hint.
    """
    if state.passed:
        return None
    failing = [result.check for result in state.results if not result.ok]
    order = [check.id for check in spec.checks if check.id in failing] if state.results else [spec.checks[0].id]
    return next((check for check in order if shown.get(check, 0) < STAGES), None)
