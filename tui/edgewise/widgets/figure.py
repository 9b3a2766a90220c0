"""A drawing of the course, explored state by state."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from edgewise.commands import Command, Commanding
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.spans import content_of

if TYPE_CHECKING:
    from edgewise.course.figures import Drawing

_FRAMES = 20
"""Pictures a second of a motion."""


class FigureView(Commanding, Flow, can_focus=True):
    """The drawing in a frame: its title above, the state it is in below.

    Going on from the last state, or back from the first, is the lesson's business: the widget says so.
    """

    class Left(Message):
        """The reader goes on past the last state (``1``) or back before the first (``-1``)."""

        def __init__(self, direction: int) -> None:
            super().__init__()
            self.direction = direction

    VERBS = (
        Command("figure.next", "right", "Forward", "Show the next state of the figure.", "state(1)", display="→"),
        Command("figure.back", "left", "Back", "Show the state before.", "state(-1)", footer=False, display="←"),
    )
    BINDINGS: ClassVar = []
    DEFAULT_CSS = """
    FigureView {
        border: round $border-blurred; padding: 0 1;
        border-title-color: $foreground; border-title-style: bold; border-title-align: left;
        border-subtitle-color: $text-muted; border-subtitle-align: right;
        &:focus { border: round $primary; border-title-color: $primary; border-subtitle-color: $primary; }
    }
    """
    state: reactive[int] = reactive(0)

    def __init__(self, drawing: Drawing, caption: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.drawing = drawing
        self.caption = caption
        self.border_title = Content(drawing.title)
        self._moment = 1.0
        self._began = 0.0
        self._player: Timer | None = None

    def on_mount(self) -> None:
        """Name the first state."""
        self._name_state()

    def lines(self, width: int) -> list[Content]:
        """The drawing, as high in every state, then its caption."""
        drawn = [content_of(line) for line in self.drawing.frame(width, self.state, self._moment)]
        highest = max(len(self.drawing.lines(width, state)) for state in range(len(self.drawing.states)))
        drawn += [EMPTY] * (highest - len(drawn))
        if self.caption:
            drawn += [EMPTY, *wrap(Content.styled(self.caption, "$text-muted"), width)]
        return drawn

    def watch_state(self) -> None:
        """Draw the new state, moving where that explains something and animations are on."""
        self._name_state()
        if self._player is not None:
            self._player.stop()
            self._player = None
        self._moment = 1.0
        if self.drawing.motion is not None and self.is_mounted and self.app.animation_level != "none":
            self._moment = 0.0
            self._began = monotonic()
            self._player = self.set_interval(1 / _FRAMES, self._play)
        self.changed()

    def _play(self) -> None:
        """The next picture of the motion."""
        self._moment = min(1.0, (monotonic() - self._began) / self.drawing.seconds)
        if self._moment >= 1.0 and self._player is not None:
            self._player.stop()
            self._player = None
        self.changed()

    def action_state(self, direction: int) -> None:
        """One state on or back."""
        wanted = self.state + direction
        if 0 <= wanted < len(self.drawing.states):
            self.state = wanted
        else:
            self.post_message(self.Left(direction))

    def on_key(self, event: events.Key) -> None:
        """A digit goes to the state with that number, when there is one."""
        if event.key.isdigit() and 1 <= int(event.key) <= len(self.drawing.states):
            self.state = int(event.key) - 1
            event.stop()

    def _name_state(self) -> None:
        count = len(self.drawing.states)
        if count == 1:
            self.border_subtitle = None
            return
        label = self.drawing.states[self.state]
        self.border_subtitle = Content(f"← {self.state + 1} of {count}: {label} →")
