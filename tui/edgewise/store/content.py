"""Where the files that ship with the program lie: lessons and assets."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def _root() -> Path:
    """The folder that holds ``lessons/`` and ``assets/``: in the wheel, else in the checkout."""
    packed = _PACKAGE / "_content"
    return packed if packed.is_dir() else _PACKAGE.parent.parent


def content(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``content("lessons", "course.toml")``.

    The path is not promised to exist.
    """
    return _root().joinpath(*parts)
