"""What the two usage screens share: the span, the step, the cursor, the charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from edgewise.account.analytics.drawn import Drawn, Event, drawn
from edgewise.account.analytics.pictures import Picture
from edgewise.account.analytics.window import window
from edgewise.account.resources.formats import ago
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account.usage.charts import Charts
from edgewise.screens.account.usage.timing import Timing
from edgewise.screens.account.usage.wording import notes, span_line
from edgewise.screens.account.views import Looking
from edgewise.screens.account.wording import demo_label, fitted
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content

if TYPE_CHECKING:
    from datetime import datetime

VERBS = (
    Command("usage.earlier", "left,h", "Earlier", "Move the cursor to the value before.", "move(-1)", display="←"),
    Command("usage.later", "right,l", "Later", "Move the cursor to the next value.", "move(1)", display="→"),
    Command("usage.longer", "right_square_bracket", "Longer", "Look at a longer span.", "span(1)", display="]"),
    Command("usage.shorter", "left_square_bracket", "Shorter", "Look at a shorter span.", "span(-1)", display="["),
    Command("usage.coarser", "right_curly_bracket", "Coarser", "Cut it in longer steps.", "step(1)", False, "}"),
    Command("usage.finer", "left_curly_bracket", "Finer", "Cut it in shorter steps.", "step(-1)", False, "{"),
    Command("usage.words", "t", "In words", "Tell the charts in words, or draw them again.", "words"),
    Command("usage.refresh", "r", "Refresh", "Ask again.", "refresh", False),
    Command("usage.back", "escape,q", "Back", "Take the cursor away, or go back.", "back", False),
    Command("usage.jump-back", "shift+left,H", "Ten back", "Move the cursor ten values back.", "move(-10)", False),
    Command("usage.jump-on", "shift+right,L", "Ten on", "Move the cursor ten values on.", "move(10)", False),
)

HELP = (
    "How much this is used, from Cloudflare's analytics.\n\n"
    "Left and right move a cursor through all charts at once; the values under it stand behind the titles. [ and ] "
    "choose the span, { and } how finely it is cut. t tells the same in words.\n\n"
    "Data arrives some minutes late. What may still grow is drawn with ░, and lines end before it, so that the right "
    "edge does not look like a fall. ▲ below an axis is a deployment. A dot on the axis means that nothing was "
    "reported, which is not the same as zero.\n\n"
    "Most numbers are estimates: Cloudflare keeps a sample when there are many events."
)


class UsageBase(EdgewiseScreen):
    """Charts of some pictures. Subclasses say which, of what, and what else there is."""

    AUTO_FOCUS = "Charts"
    CSS_PATH = str(content("assets", "styles", "usage.tcss"))
    HELP = HELP
    VERBS: ClassVar[tuple[Command, ...]] = VERBS

    def __init__(self, looking: Looking, pictures: Sequence[Picture]) -> None:
        super().__init__()
        self.looking = looking
        self.pictures = tuple(pictures)
        self.timing = Timing.first(self.pictures)
        self.fetched: datetime | None = None

    def compose_body(self) -> ComposeResult:
        """The span, and everything else in one scrolling panel."""
        with Vertical(id="usage"):
            yield Static(id="span")
            yield Charts(self.pictures, above=self.above(), id="panel")

    def above(self) -> tuple[Widget, ...]:
        """What stands above the charts."""
        return ()

    def whose(self) -> tuple[str, ...]:
        """The way to what is looked at, in words."""
        return ()

    @property
    def of(self) -> str | None:
        """The resource as the analytics name it; ``None`` for the whole account."""
        return None

    @property
    def static(self) -> bool:
        """Whether it is static assets without code."""
        return False

    async def events(self) -> tuple[tuple[Event, ...], EdgewiseError | None]:
        """What to mark on the axis, and why it is not known."""
        return (), None

    def on_mount(self) -> None:
        """Begin to ask."""
        self.set_interval(5.0, self.frame)
        self.query_one("#in-words").display = False
        self.frame()
        self.read()

    # ------------------------------------------------------------------ reading

    @work(exclusive=True, group="usage", exit_on_error=False)
    async def read(self) -> None:
        """Ask for the charts of the span."""
        client, timing = self.looking.client, self.timing
        self.loading_charts(True)
        events, missing = await self.events()
        found = await drawn(
            client, self.pictures, timing.span, timing.step, of=self.of, events=events, static=self.static
        )
        self.fetched = client.now()
        self.loading_charts(False)
        buckets = window(timing.span.length, timing.step, self.fetched)
        self.query_one(Charts).show(found, notes(found, events, missing, buckets), timing.span.title)
        self.answered(found)
        self.frame()

    def loading_charts(self, loading: bool) -> None:
        """Say that charts are being asked for; the old ones stay until the new ones are there."""
        self.query_one("#span", Static).set_class(loading, "-loading")

    def answered(self, found: Sequence[Drawn]) -> None:
        """Charts have come."""

    # ------------------------------------------------------------------ showing

    def frame(self) -> None:
        """The lines around."""
        age = "reading …" if self.fetched is None else ago(self.fetched, self.looking.client.now())
        state = (*demo_label(self.looking.client), (age, "$text-muted"))
        self.crumbs(*fitted(("Account", *self.whose(), "Usage"), state, self.size.width))
        self.status(*state)
        self.query_one("#span", Static).update(span_line(self.timing))
        self.next_step(self.hint())

    def hint(self) -> str:
        """What to do next."""
        return "Press ← to put a cursor on the newest values, ] for a longer span, escape to go back."

    # ------------------------------------------------------------------ keys

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.query_one(Charts).move(by)

    def action_span(self, by: int) -> None:
        """A longer or shorter span."""
        self._time(self.timing.longer(by, self.pictures))

    def action_step(self, by: int) -> None:
        """Coarser or finer steps."""
        self._time(self.timing.coarser(by, self.pictures))

    def _time(self, timing: Timing) -> None:
        if timing == self.timing:
            self.app.say("There is no further one here.")
            return
        self.timing = timing
        self.query_one(Charts).lift()
        self.frame()
        self.read()

    def action_words(self) -> None:
        """Words instead of charts, or charts again."""
        charts = self.query_one(Charts)
        charts.tell(not charts.as_text)

    def action_refresh(self) -> None:
        """Ask again."""
        self.read()

    def action_back(self) -> None:
        """Take the cursor away first, then go back."""
        if not self.query_one(Charts).lift():
            self.dismiss(None)
