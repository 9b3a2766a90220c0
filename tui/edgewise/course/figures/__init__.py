"""The drawings of the course. Each is a module of its own: ``start-up-times`` is ``start_up_times.DRAWING``."""

from __future__ import annotations

from edgewise.course.by_name import ids_in, module_of
from edgewise.course.figures.base import NARROWEST, WIDEST, Drawing


def drawing_ids() -> tuple[str, ...]:
    """The id of every drawing, without importing any."""
    return ids_in(__path__, but=("base", "canvas"))


def drawing(drawing_id: str) -> Drawing:
    """The drawing with that id.

    Raises:
        InputError: ``figure-unknown``, when there is none.
    """
    found: Drawing = module_of(__name__, drawing_id, drawing_ids(), "figure").DRAWING
    return found


__all__ = ["NARROWEST", "WIDEST", "Drawing", "drawing", "drawing_ids"]
