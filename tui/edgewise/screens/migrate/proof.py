"""Prove: the parts of the proof as they go, the counts, the differences, and each of them in full."""

from __future__ import annotations

import time
from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from edgewise.migration.parity.events import Event
from edgewise.migration.parity.grouping import Group
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.causes import CauseList
from edgewise.screens.migrate.look import Look
from edgewise.screens.migrate.proof_words import all_equal, invitation, running_head, verdict_head
from edgewise.screens.migrate.side_by_side import side_by_side
from edgewise.screens.migrate.tally import Tally
from edgewise.text import clean

_REFRESH = 0.25


class ProofPane(Container):
    """The head says how it goes; below it stand the differences and the one under the cursor."""

    def __init__(self) -> None:
        super().__init__(id="prove")
        self.tally = Tally()
        self.report: ParityReport | None = None
        self.titles: Mapping[str, str] = {}
        self.reasons: Mapping[str, str] = {}
        self._started: float | None = None
        self._dirty = False
        self._invitation = Content("")

    def compose(self) -> ComposeResult:
        """Head, list and detail."""
        yield Static(id="proof-head")
        with Container(id="proof-body"):
            yield CauseList()
            with VerticalScroll(id="proof-detail", can_focus=False):
                yield Static(id="proof-text")

    def on_mount(self) -> None:
        """Redraw a few times a second while a proof runs, however fast the answers come."""
        self.set_interval(_REFRESH, self._tick)

    @property
    def running(self) -> bool:
        """Whether a proof is under way."""
        return self._started is not None

    # ------------------------------------------------------------------ states

    def invite(self, look: Look, *, problem: Content | None = None) -> None:
        """No proof yet: say what one is, or what went wrong with the last."""
        if self.running or (self.report is not None and problem is None):
            return
        self.report = None
        self._invitation = problem if problem is not None else invitation(look)
        self._draw()

    def forget(self) -> None:
        """The folder has changed: an older proof says nothing about it."""
        self.report = None
        self.tally = Tally()
        self._draw()

    def start(self, titles: Mapping[str, str], reasons: Mapping[str, str]) -> None:
        """A proof begins."""
        self.titles, self.reasons = titles, reasons
        self.tally = Tally(text="Getting ready")
        self.report = None
        self._started = time.monotonic()
        self._draw()

    def waiting(self, text: str) -> None:
        """Something else comes first, such as installing wrangler."""
        self.tally.text = text
        self._dirty = True

    def hear(self, event: Event) -> None:
        """News from the proof."""
        self.tally.hear(event)
        self._dirty = True

    def end(self, report: ParityReport | None) -> None:
        """The proof is over; ``None`` when it was stopped or failed."""
        self._started = None
        self.report = report
        self._draw()
        causes = self.query_one(CauseList)
        if causes.option_count:
            causes.highlighted = 0

    # ------------------------------------------------------------------ drawing

    def _tick(self) -> None:
        if self.running:
            self._draw(live=True)

    def on_resize(self) -> None:
        """The columns depend on the width."""
        self._draw()
        self._show_chosen()

    def _draw(self, *, live: bool = False) -> None:
        head = self.query_one("#proof-head", Static)
        body = self.query_one("#proof-body")
        causes = self.query_one(CauseList)
        if self.report is not None:
            head.update(verdict_head(self.report, self._width, short=self.screen.has_class("-short")))
            causes.show(_causes(self.report, self.titles))
            body.display = bool(self.report.exchanges)
            if not any(each.differences for each in self.report.exchanges):
                self._say(all_equal(self.report))
        elif self.running:
            elapsed = time.monotonic() - (self._started or 0.0)
            head.update(running_head(self.tally, elapsed, self._width))
            if self._dirty or not live:
                causes.show(self.tally.causes(dict(self.titles)))
                self._dirty = False
            body.display = causes.option_count > 0
        else:
            head.update(self._invitation)
            causes.show(())
            body.display = False

    @property
    def _width(self) -> int:
        return max(20, self.content_size.width)

    @on(CauseList.Chosen)
    def _show_chosen(self) -> None:
        chosen = self.query_one(CauseList).chosen
        if chosen is not None:
            group, exchange = chosen
            self._say(self._cause(group) if exchange is None else side_by_side(exchange, self._detail_width))

    @property
    def _detail_width(self) -> int:
        return max(20, self.query_one("#proof-detail").content_size.width - 1)

    def _cause(self, group: Group) -> Content:
        text = Content.styled(clean(group.title, 200), "bold") + Content("\n")
        if group.finding is None:
            text += Content.styled("✗ Nothing declares this difference.", "$error")
        else:
            text += Content.styled(f"≈ declared by {group.finding}", "$warning")
            text += Content("\n\n") + Content(clean(self.reasons.get(group.finding, "")))
        text += Content.styled("\n\nPress enter to see the requests. The first of them:\n\n", "$text-muted")
        return text + side_by_side(group.exchanges[0], self._detail_width)

    def _say(self, text: Content) -> None:
        self.query_one("#proof-text", Static).update(text)
        self.query_one("#proof-detail").scroll_home(animate=False)


def _causes(report: ParityReport, titles: Mapping[str, str]) -> tuple[Group, ...]:
    from edgewise.migration.parity.grouping import groups

    return groups(report.exchanges, titles)
