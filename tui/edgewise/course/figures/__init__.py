"""The drawings of the course, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from edgewise.course.figures import (
    queue_backlog,
    queue_flow,
    request_life,
    start_up_times,
    timeline,
    two_clocks,
    units_of_computing,
)
from edgewise.course.figures.base import NARROWEST, WIDEST, Drawing
from edgewise.errors import InputError

DRAWINGS: Mapping[str, Drawing] = MappingProxyType(
    {
        module.DRAWING.id: module.DRAWING
        for module in (
            request_life,
            two_clocks,
            queue_backlog,
            start_up_times,
            units_of_computing,
            timeline,
            queue_flow,
        )
    }
)
"""Every drawing a lesson may show."""


def drawing(drawing_id: str) -> Drawing:
    """The drawing with that id.

    Raises:
        InputError: ``figure-unknown``, when there is none.
    """
    try:
        return DRAWINGS[drawing_id]
    except KeyError:
        raise InputError(
            f"There is no figure called {drawing_id!r}.",
            code="figure-unknown",
            fix=f"Use one of: {', '.join(sorted(DRAWINGS))}.",
        ) from None


__all__ = ["DRAWINGS", "NARROWEST", "WIDEST", "Drawing", "drawing"]
