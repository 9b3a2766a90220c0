"""What a drawing is: a picture made of text, in a few states that the reader steps through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edgewise.course.model import Line

NARROWEST = 40
"""No drawing is asked to fit less than this many cells."""

WIDEST = 100
"""A drawing stops growing here: longer lines would only move labels away from what they name."""


@dataclass(frozen=True)
class Drawing:
    """One figure of the course.

    Attributes:
        id: stable kebab-case id; lessons name it in ``:::figure``.
        title: what the picture shows, in a few words.
        states: a label for each state, in the order the reader steps through them; at least one.
        draw: ``(width, state) -> lines``; called only with a width between ``NARROWEST`` and
            ``WIDEST`` and a state that exists.
        describe: the same information in plain words, for screen readers, pipes and paper.
        sources: keys of the sources that the drawn numbers come from. Each must be known to the
            lesson that shows the figure.
        motion: ``(width, state, t) -> lines`` for ``t`` from 0.0 to 1.0: what happens while the state
            is reached, where moving explains something. At 1.0 it is the still picture.
        seconds: how long that takes.
    """

    id: str
    title: str
    states: tuple[str, ...]
    draw: Callable[[int, int], list[Line]]
    describe: Callable[[], str]
    sources: tuple[str, ...] = ()
    motion: Callable[[int, int, float], list[Line]] | None = None
    seconds: float = 3.0

    def lines(self, width: int, state: int = 0) -> list[Line]:
        """The picture in ``width`` cells (40 or more), in the state with that index.

        Raises:
            IndexError: there is no such state.
        """
        return self.draw(self._room(width, state), state)

    def frame(self, width: int, state: int, t: float) -> list[Line]:
        """The picture while the state is being reached: ``t`` from 0.0 to 1.0. The still one without motion.

        Raises:
            IndexError: there is no such state.
        """
        room = self._room(width, state)
        if self.motion is None or t >= 1.0:
            return self.draw(room, state)
        return self.motion(room, state, max(0.0, t))

    def _room(self, width: int, state: int) -> int:
        if not 0 <= state < len(self.states):
            raise IndexError(f"{self.id} has {len(self.states)} states, not one at {state}")
        return max(NARROWEST, min(width, WIDEST))

    def plain(self) -> str:
        """The figure in words: title first, then every state."""
        return f"{self.title}\n\n{self.describe()}"
