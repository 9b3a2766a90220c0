"""Several charts that share an axis and a cursor, in a scrolling panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from edgewise.account.analytics.drawn import Drawn
from edgewise.account.analytics.pictures import Picture
from edgewise.screens.account.usage.wording import in_words, note
from edgewise.widgets.chart import ChartView


class Charts(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Charts of the pictures given, one below the other or in columns; ``show`` fills them."""

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup,ctrl+b", "page_up", show=False),
        Binding("pagedown,ctrl+f,space", "page_down", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]

    def __init__(self, pictures: Sequence[Picture], *, above: Sequence[Widget] = (), id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._pictures = tuple(pictures)
        self._above = tuple(above)
        self._views = tuple(ChartView(each.title, id=f"chart-{at}") for at, each in enumerate(self._pictures))
        self._cursor: int | None = None
        self.as_text = False
        """Whether the charts are told in words."""
        self._found: tuple[Drawn, ...] = ()
        self._span = ""

    def compose(self) -> ComposeResult:
        """What stands above, the charts, the same in words, the notes."""
        yield from self._above
        with Grid(id="charts"):
            yield from self._views
        yield Static(id="in-words")
        yield Static(id="notes")

    def show(self, found: Sequence[Drawn], notes: Sequence[Content], span: str) -> None:
        """Show what came of the pictures."""
        self._found, self._span = tuple(found), span
        for view, each in zip(self._views, found, strict=True):
            view.chart = each.chart
            view.note = note(each, span)
        self._limit()
        self.query_one("#notes", Static).update(Content("\n").join(notes))
        self.tell(self.as_text)

    def tell(self, as_text: bool) -> None:
        """Show words instead of charts, or charts again."""
        self.as_text = as_text
        words = self.query_one("#in-words", Static)
        words.display, self.query_one("#charts").display = as_text, not as_text
        if as_text:
            words.update(Content("\n".join(in_words(self._found, self._span))))

    @property
    def places(self) -> int:
        """Places on the longest axis."""
        return max((each.chart.count for each in self._found if each.chart is not None), default=0)

    def move(self, by: int) -> None:
        """Move the cursor; the first move puts it on the newest final place."""
        if not self.places:
            return
        final = max(
            each.chart.final for each in self._found if each.chart is not None and each.chart.count == self.places
        )
        self._cursor = max(0, final - 1) if self._cursor is None else self._cursor + by
        self._limit()

    def lift(self) -> bool:
        """Take the cursor away; whether there was one."""
        was, self._cursor = self._cursor is not None, None
        self._limit()
        return was

    def _limit(self) -> None:
        places = self.places
        if self._cursor is not None:
            self._cursor = max(0, min(self._cursor, places - 1)) if places else None
        for view in self._views:
            # Another axis, such as one by the day, has no such place.
            same = view.chart is not None and view.chart.count == places
            view.cursor = self._cursor if same else None

    @on(ChartView.Pointed)
    def _pointed(self, event: ChartView.Pointed) -> None:
        self._cursor = event.place
        self._limit()
