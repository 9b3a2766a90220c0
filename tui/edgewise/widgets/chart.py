"""A chart on the screen: drawn for the room there is, with a cursor that says what stands under it."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.plot.drawing import GUTTER, draw
from edgewise.plot.model import Chart, Line
from edgewise.widgets.flow import EMPTY, prefixed, wrap

STYLES = {
    "": "",
    "title": "bold",
    "muted": "$text-muted",
    "first": "$primary",
    "second": "$secondary",
    "third": "$success",
    "accent": "bold $primary",
    "good": "$success",
    "bad": "$error",
    "faint": "$text-disabled",
    "mark": "$warning",
    "cursor": "$foreground",
}
"""Style of a chart's line -> Textual style. Theme variables only."""


def content_of(line: Line) -> Content:
    """A line of a chart as content."""
    return Content.assemble(*((text, STYLES.get(style, "")) for text, style in line))


class ChartView(Widget):
    """One chart. Its height is the style sheet's; a click says which place was meant."""

    DEFAULT_CSS = """
    ChartView { height: 9; width: 1fr; }
    """

    class Pointed(Message):
        """A place on the axis was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    chart: reactive[Chart | None] = reactive(None)
    cursor: reactive[int | None] = reactive(None)
    """The place on the axis whose values are said; ``None`` for none."""
    note: reactive[Content | None] = reactive(None)
    """What stands below the title instead of the chart."""

    def __init__(self, title: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title = title
        """What stands above while there is no chart."""

    def render(self) -> RenderResult:
        """The chart in the room there is, or what stands in its place."""
        width, height = self.content_size
        if self.note is None and self.chart is not None:
            return Content("\n").join(content_of(line) for line in draw(self.chart, width, height, self.cursor))
        note = self.note or Content.styled("…", "$text-muted")
        lines = wrap(note, max(10, width - GUTTER - 1))
        return Content("\n").join([Content.styled(self.title, "bold"), EMPTY, *prefixed(lines, Content(" " * 4))])

    def on_click(self, event: events.Click) -> None:
        """Say which place was clicked."""
        columns = self.content_size.width - GUTTER - 1
        column = event.x - GUTTER - 1
        if self.chart is not None and self.chart.count and 0 <= column < columns:
            self.post_message(self.Pointed(column * self.chart.count // columns))
