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
        sources: keys of the sources that the drawn numbers come from. A lesson that shows the
            figure lists all of them.
    """

    id: str
    title: str
    states: tuple[str, ...]
    draw: Callable[[int, int], list[Line]]
    describe: Callable[[], str]
    sources: tuple[str, ...] = ()

    def lines(self, width: int, state: int = 0) -> list[Line]:
        """The picture in ``width`` cells (40 or more), in the state with that index.

        Raises:
            IndexError: there is no such state.
        """
        if not 0 <= state < len(self.states):
            raise IndexError(f"{self.id} has {len(self.states)} states, not one at {state}")
        return self.draw(max(NARROWEST, min(width, WIDEST)), state)

    def plain(self) -> str:
        """The figure in words: title first, then every state."""
        return f"{self.title}\n\n{self.describe()}"
