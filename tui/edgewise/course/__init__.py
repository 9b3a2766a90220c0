"""The course: lessons, progress, quizzes, labs, figures, and the checker that keeps them right.

``load_course`` and ``Progress`` are quick; the Markdown parser, the HTTP client and the runtime
are imported when a lesson is opened or a lab is started.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgewise.course.check import Problem, check_course
    from edgewise.course.lesson import load_lesson
    from edgewise.course.manifest import load_course
    from edgewise.course.progress import Progress

__all__ = ["Problem", "Progress", "check_course", "load_course", "load_lesson"]

_HOME = {
    "Problem": "check",
    "Progress": "progress",
    "check_course": "check",
    "load_course": "manifest",
    "load_lesson": "lesson",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
