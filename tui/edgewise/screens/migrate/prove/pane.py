"""Prove: the parts of the proof as they go, the counts, the differences, and each of them in full."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from edgewise.errors import EdgewiseError
from edgewise.migration.parity.events import Event
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.lists import ListPane, RowList
from edgewise.screens.migrate.looking import Asked, Look
from edgewise.screens.migrate.page import Make, Page
from edgewise.screens.migrate.prove import words
from edgewise.screens.migrate.prove.causes import CauseList
from edgewise.screens.migrate.prove.exchange import ExchangePage
from edgewise.screens.migrate.prove.side_by_side import side_by_side
from edgewise.screens.migrate.prove.tally import Tally

_REFRESH = 0.25


class ProofPane(ListPane):
    """The head says how it goes; below it stand the differences and the one under the cursor.

    The proof works on copies: it reads the project folder and never writes to it.
    """

    class Ended(Message):
        """A proof is over, whichever way."""

    def __init__(self) -> None:
        super().__init__(id="prove")
        self.tally = Tally()
        self.report: ParityReport | None = None
        self.against: str | None = None
        """The live site that is the old side; ``None`` for `wrangler pages dev` on this computer."""
        self._look: Look | None = None
        self._titles: Mapping[str, str] = {}
        self._reasons: Mapping[str, str] = {}
        self._started: float | None = None
        self._dirty = False
        self._ending: Make | None = None

    def compose(self) -> ComposeResult:
        """Head, list and detail."""
        yield Page(id="proof-head")
        with Container(id="proof-body", classes="beside"):
            yield CauseList()
            yield Page(id="proof-detail")

    def on_mount(self) -> None:
        """Redraw a few times a second while a proof runs, however fast the answers come."""
        self.set_interval(_REFRESH, self._tick)

    @property
    def running(self) -> bool:
        """Whether a proof is under way."""
        return self._started is not None

    def show(self, look: Look) -> None:
        """A folder was looked at. A proof of anything else than this is worth nothing any more."""
        before = self._look
        self._look = look
        if before is not None and (before.asked != look.asked or before.status != look.status):
            self.forget()
        if before is not None and before.root != look.root:
            self.against = None
        self._draw()

    def forget(self) -> None:
        """Stop what runs, and forget what was proved."""
        self.workers.cancel_group(self, "proof")
        self.report, self._ending, self._started = None, None, None
        self.tally = Tally()

    def compare_with(self, address: str | None) -> None:
        """Take another old side. A proof against the one before is none against this."""
        if address != self.against:
            self.against = address
            self.forget()
            self._draw()

    def run(self, look: Look) -> None:
        """Begin a proof."""
        from edgewise.migration import FINDINGS

        self._titles = {key: entry.title for key, entry in FINDINGS.items()}
        self._reasons = {key: entry.why for key, entry in FINDINGS.items()}
        self._look = look
        self.tally = Tally(text="Getting ready")
        self.report, self._ending = None, None
        self._started = time.monotonic()
        self._draw()
        self._prove(look.asked)

    def stop(self) -> None:
        """Stop the proof; both servers end."""
        self.tally.text = "Stopping both servers"
        self.workers.cancel_group(self, "proof")

    @work(exclusive=True, group="proof", exit_on_error=False)
    async def _prove(self, asked: Asked) -> None:
        from edgewise.migration.parity import verify
        from edgewise.runtime.toolchain import ensure

        tally = self.tally
        report: ParityReport | None = None
        ending: Make = words.stopped
        try:
            toolchain = await ensure(lambda progress: self._wait_for(progress.text))
            report = await verify(
                asked.root,
                toolchain=toolchain,
                overrides=dict(asked.overrides),
                choices=asked.choices,
                dashboard=asked.dashboard,
                against=self.against,
                on_event=partial(self._hear, tally),
            )
        except EdgewiseError as error:
            ending = partial(words.problem, error.message, error.fix)
        finally:
            # Also when the user stops it: the worker is cancelled and ends here.
            if tally is self.tally:
                self._end(report, ending)

    def _wait_for(self, text: str) -> None:
        """Something else comes first, such as installing wrangler."""
        self.tally.text = text
        self._dirty = True

    def _hear(self, tally: Tally, event: Event) -> None:
        tally.hear(event)
        self._dirty = True

    def _end(self, report: ParityReport | None, ending: Make) -> None:
        self._started = None
        self.report = report
        self._ending = ending if report is None else None
        if report is not None:
            self.tally = Tally.of(report.exchanges)
        if not self.is_attached:
            return
        self._draw()
        self.query_one(CauseList).action_first()
        self.post_message(self.Ended())

    # ------------------------------------------------------------------ drawing

    def _tick(self) -> None:
        if self.running:
            self._draw(live=True)

    def on_resize(self) -> None:
        """The head is shorter where there is less room."""
        self._draw()

    def _draw(self, *, live: bool = False) -> None:
        head = self.query_one("#proof-head", Page)
        report = self.report
        if report is not None:
            short = self.screen.has_class("-short")
            head.show(lambda width: words.verdict(report, self.tally, width, short=short))
            self._fill(shown=bool(report.exchanges))
            if report.exchanges and not any(each.differences for each in report.exchanges):
                self.query_one("#proof-detail", Page).show(partial(words.all_equal, report))
        elif self.running:
            elapsed = time.monotonic() - (self._started or 0.0)
            head.show(lambda width: words.running(self.tally, elapsed, width, self.against), again=live)
            if self._dirty or not live:
                self._fill(shown=None)
        elif self._look is not None:
            head.show(self._ending or partial(words.invitation, self._look, against=self.against))
            self._fill(shown=False)

    def _fill(self, *, shown: bool | None) -> None:
        """Bring the list up to date; ``None`` shows it when it holds anything."""
        causes = self.query_one(CauseList)
        causes.show(self.tally.causes(dict(self._titles)))
        causes.display = bool(causes.keys)
        self.query_one("#proof-body").display = bool(causes.keys) if shown is None else shown
        self._dirty = False

    @on(RowList.Moved)
    def _show_chosen(self) -> None:
        chosen = self.query_one(CauseList).chosen
        if chosen is None:
            return
        group, exchange = chosen
        page = self.query_one("#proof-detail", Page)
        if exchange is not None:
            page.show(partial(side_by_side, exchange))
        else:
            page.show(partial(words.cause, group, self._reasons.get(group.finding or "", "")))
        self.screen.refresh_bindings()

    @on(RowList.Picked)
    def _open(self) -> None:
        causes = self.query_one(CauseList)
        if causes.chosen is not None and causes.chosen[1] is not None:
            self.app.push_screen(ExchangePage(causes.chosen[1]))
        else:
            causes.toggle()

    def action_turn(self, direction: int) -> None:
        """Scroll the text about the difference, or the only text there is."""
        page = "#proof-detail" if self.query_one("#proof-body").display else "#proof-head"
        self.query_one(page, Page).turn(direction)
