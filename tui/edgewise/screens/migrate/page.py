"""A text beside a list: laid out for the width there is, scrolled while the keys stay in the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from edgewise.widgets.flow import Flow, wrapped

Make = Callable[[int], list[Content]]
"""Gives the lines of a text for a width."""


def fitted(lines: Iterable[Content], width: int) -> list[Content]:
    """``lines``, with those going on below that are too wide all the same, so that nothing is cut off."""
    return [part for line in lines for part in (wrapped(line, width) if line.cell_length > width else (line,))]


class _Text(Flow):
    """The lines."""

    make: Make = staticmethod(lambda width: [])

    def lines(self, width: int) -> list[Content]:
        """As they were made for this width."""
        return fitted(self.make(width), width)


class Page(VerticalScroll, can_focus=True):
    """The text. It can be focused, and is scrolled by its list too."""

    DEFAULT_CLASSES: ClassVar[str] = "page"

    def compose(self) -> ComposeResult:
        """One widget for all lines."""
        yield _Text()

    def show(self, make: Make, *, again: bool = False) -> None:
        """Show other lines, from the top; with ``again`` the same ones anew, without moving."""
        text = self.query_one(_Text)
        text.make = make
        text.changed()
        if not again:
            self.scroll_home(animate=False)

    def turn(self, direction: int) -> None:
        """Scroll by a page."""
        (self.scroll_page_up if direction < 0 else self.scroll_page_down)(animate=False)
