"""The drawings of the course. Each is a module of its own: ``start-up-times`` is ``start_up_times.DRAWING``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from edgewise.course.figures.base import NARROWEST, WIDEST, Drawing
from edgewise.errors import InputError

_TOOLS = frozenset({"base", "canvas"})
"""Modules that draw nothing themselves."""


def drawing_ids() -> tuple[str, ...]:
    """The id of every drawing, without importing any. Modules that begin with ``_`` are helpers."""
    return tuple(
        module.name.replace("_", "-")
        for module in iter_modules(__path__)
        if module.name not in _TOOLS and not module.name.startswith("_")
    )


def drawing(drawing_id: str) -> Drawing:
    """The drawing with that id.

    Raises:
        InputError: ``figure-unknown``, when there is none.
    """
    known = drawing_ids()
    if drawing_id not in known:
        raise InputError(
            f"There is no figure called {drawing_id!r}.",
            code="figure-unknown",
            fix=f"Use one of: {', '.join(known)}.",
        )
    found: Drawing = import_module(f"{__name__}.{drawing_id.replace('-', '_')}").DRAWING
    return found


__all__ = ["NARROWEST", "WIDEST", "Drawing", "drawing", "drawing_ids"]
