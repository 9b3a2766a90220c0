"""Ctrl-C in the middle of work that must not be left half done."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Hold Ctrl-C and SIGTERM back, and give a function that says whether one came.

    The work asks it at points from which it can go on later, and stops there by itself.
    """
    asked = False

    def take_note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, take_note) for each in signals}
    try:
        yield lambda: asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
