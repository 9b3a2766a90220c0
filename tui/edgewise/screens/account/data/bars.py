"""The steps of a Workflow's instance as bars over time, with a cursor. Drawn line by line."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edgewise.account.timeline import Step, Timeline
from edgewise.account.timeline_scale import Bar, Scale
from edgewise.screens.account.facts import TONES

MARK = 2
GLYPHS = {"attempt": "█", "pause": "·", "sleep": "─", "wait": "╌", "other": "▬"}
FAILED = "▓"

LEGEND = (("█", "ran"), ("▓", "failed"), ("·", "before a retry"), ("─", "sleeps"), ("╌", "waits"), ("▶", "goes on"))


class TimelineBars(ScrollView, can_focus=True):
    """One line a step, below an axis. Posts :class:`Moved` when the cursor stands elsewhere."""

    DEFAULT_CSS = "TimelineBars { height: auto; max-height: 1fr; overflow-x: hidden; }"
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("home,g", "move(-9999)", "First", show=False),
        Binding("end,G", "move(9999)", "Last", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another step."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[Timeline, datetime, bool] | None = None
        self._lines: list[Content] = []
        self.cursor = 0

    def show(self, timeline: Timeline, now: datetime, *, folded: bool) -> None:
        """Show this instance as it stands at ``now``."""
        self._shown = (timeline, now, folded)
        self.cursor = max(0, min(self.cursor, len(timeline.steps) - 1))
        self._lay_out()

    def on_resize(self) -> None:
        """Fit the bars to the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        if self._shown is None or self.size.width < 20:
            return
        timeline, now, folded = self._shown
        self._lines = timeline_lines(timeline, now, self.size.width, folded=folded, cursor=self.cursor)
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line a step, and the axis."""
        return len(self._shown[0].steps) + 1 if self._shown else 1

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        count = len(self._shown[0].steps) if self._shown else 0
        to = max(0, min(self.cursor + by, count - 1))
        if count and to != self.cursor:
            self.cursor = to
            self._lay_out()
            self.scroll_to(y=max(0, to + 2 - self.size.height), animate=False, immediate=True)
            self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """One line."""
        at, width, base = y + self.scroll_offset.y, self.size.width, self.visual_style
        if at >= len(self._lines):
            return Strip.blank(width, base.rich_style)
        styled = self._lines[at].render(base, end="", parse_style=self.app.stylesheet.parse_style)
        return Strip([Segment(text, style.rich_style) for text, style in styled]).adjust_cell_length(
            width, base.rich_style
        )


def timeline_lines(timeline: Timeline, now: datetime, width: int, *, folded: bool, cursor: int) -> list[Content]:
    """The axis, then each step: its name, its bars, how it stands."""
    longest = max((cell_len(step.name) for step in timeline.steps), default=8)
    name = min(longest, max(14, width // 4))
    words = max((cell_len(f"{step.sign} {step.word}") for step in timeline.steps), default=8)
    word = min(words, max(16, width // 3))
    room = max(8, width - MARK - name - word - 5)
    scale = Scale(timeline, now, room, folded=folded)
    lines = [Content(" " * (MARK + name + 2)) + _axis(scale)]
    for at, step in enumerate(timeline.steps):
        here = at == cursor
        mark = Content.styled("▌ ", "$primary") if here else Content("  ")
        label = _fitted(step.name, name)
        line = mark + (Content.styled(label, "bold") if here else Content(label)) + Content("  ")
        line += _bars(scale, step) + Content("  ")
        line += Content.styled(_fitted(f"{step.sign} {step.word}", word).rstrip(), TONES.get(step.tone, ""))
        lines.append(line)
    return lines


def _axis(scale: Scale) -> Content:
    """The time since the beginning: at both ends, and between them where there is room."""
    ticks = scale.ticks(4 if scale.width >= 40 else 2)
    line = " " * scale.width
    for at, label in (ticks[0], ticks[-1], *ticks[1:-1]):
        start = max(0, min(at - len(label) // 2 if 0 < at < scale.width else at, scale.width - len(label)))
        around = line[max(0, start - 1) : start + len(label) + 1]
        if not around.strip() and len(label) <= scale.width:
            line = line[:start] + label + line[start + len(label) :]
    return Content.styled(line, "$text-muted")


def _bars(scale: Scale, step: Step) -> Content:
    """The bars of a step on a line of blanks."""
    cells: list[tuple[str, str]] = [(" ", "")] * scale.width
    # Work over rests: what ran is never hidden by the pause after it.
    for bar in sorted(scale.bars(step), key=lambda bar: bar.stretch.kind == "attempt"):
        glyph, style = _look(bar, step)
        cells[bar.start : bar.end] = [(glyph, style)] * (bar.end - bar.start)
        if bar.stretch.end is None:
            cells[bar.end - 1] = ("▶", style)
    line, at = Content(""), 0
    while at < len(cells):
        end = at
        while end < len(cells) and cells[end] == cells[at]:
            end += 1
        line += Content.styled(cells[at][0] * (end - at), cells[at][1])
        at = end
    return line


def _look(bar: Bar, step: Step) -> tuple[str, str]:
    stretch = bar.stretch
    if stretch.good is False:
        return FAILED, "$error"
    if stretch.kind != "attempt":
        return GLYPHS.get(stretch.kind, "▬"), "$primary" if stretch.end is None else "$text-muted"
    return "█", "$primary" if stretch.end is None else "$success" if stretch.good else "$text-muted"


def _fitted(text: str, width: int) -> str:
    from rich.cells import set_cell_size

    if cell_len(text) > width:
        return set_cell_size(text, max(0, width - 1)) + "…"
    return text + " " * (width - cell_len(text))


def legend() -> Content:
    """What the signs mean."""
    return Content.styled("   ".join(f"{sign} {word}" for sign, word in LEGEND), "$text-muted")
