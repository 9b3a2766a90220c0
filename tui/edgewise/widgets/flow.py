"""Text that is laid out for the width there is: hanging indents, bars, columns. One widget, many blocks.

Textual wraps a text at a width but knows no hanging indent, so lists, remarks and quizzes are
wrapped here, line by line, and the widget draws the finished lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

EMPTY = Content("")
BAR = 2
"""Cells that a bar and the blank after it take."""
LOW = 30
"""Rows below which a screen is low: what is long is shown in smaller windows there."""


class Flow(Widget):
    """A widget whose lines depend on its width. Subclasses give :meth:`lines`; the height follows.

    Call :meth:`changed` when the lines would come out differently.
    """

    DEFAULT_CSS = """
    Flow { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._laid: tuple[int, list[Content]] | None = None

    def lines(self, width: int) -> list[Content]:
        """The lines in ``width`` cells, none of them wider."""
        raise NotImplementedError

    def changed(self) -> None:
        """Lay the lines out anew."""
        self._laid = None
        self.refresh(layout=True)

    @property
    def low(self) -> bool:
        """Whether the screen has few rows."""
        return self.app.size.height < LOW

    def in_sight(self) -> None:
        """Who turns something wants to see what comes of it: on a low screen it goes to the top."""
        if self.low:
            self.call_after_refresh(self.scroll_visible, animate=False, top=True)

    def render(self) -> RenderResult:
        """All lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, self.lines(max(10, width)))
        return self._laid[1]


class Barred(Flow, can_focus=True):
    """Something to do, with a bar at its left that shows where the focus is. Subclasses give :meth:`inner`."""

    def inner(self, width: int) -> list[Content]:
        """The lines right of the bar."""
        raise NotImplementedError

    def lines(self, width: int) -> list[Content]:
        """The lines with the bar before them."""
        bar = Content.styled("▎ ", "$primary" if self.has_focus else "$border-blurred")
        return prefixed(self.inner(width - BAR), bar)

    def on_focus(self) -> None:
        """Draw the bar in the colour of the focus."""
        self.changed()

    def on_blur(self) -> None:
        """Draw the bar without it."""
        self.changed()


def wrap(text: Content, width: int, first: Content = EMPTY, rest: Content | None = None) -> list[Content]:
    """``text`` in lines of at most ``width`` cells: ``first`` goes before the first line, ``rest`` before
    the others (blanks as wide as ``first`` by default)."""
    if rest is None:
        rest = Content(" " * first.cell_length)
    room = max(8, width - max(first.cell_length, rest.cell_length))
    return [(first if number == 0 else rest) + line for number, line in enumerate(wrapped(text, room))]


def wrapped(text: Content, width: int) -> list[Content]:
    """``text`` in lines of at most ``width`` cells, without the blanks that it was broken at."""
    lines = text.wrap(width) or [EMPTY]
    # A word that is broken itself leaves its blank at the beginning of the line.
    return [
        line.rstrip() if number == 0 else line[len(line.plain) - len(line.plain.lstrip(" ")) :].rstrip()
        for number, line in enumerate(lines)
    ]


def prefixed(lines: Iterable[Content], prefix: Content) -> list[Content]:
    """``lines`` with ``prefix`` before each."""
    return [prefix + line for line in lines]
