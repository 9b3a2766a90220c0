"""The live log of a Worker or of a Pages deployment."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerError

from edgewise.account.tail.events import Entry, TailEvent
from edgewise.account.tail.filters import LEVELS, STATUSES, LocalFilter, ServerFilter, parse_server_filter
from edgewise.account.tail.finding import of_worker
from edgewise.account.tail.lines import headings
from edgewise.account.tail.session import Session, State
from edgewise.account.tail.target import Target
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account.filter import FilterInput
from edgewise.screens.account.states import StateView
from edgewise.screens.account.tail import wording
from edgewise.screens.account.tail.feed import Feed
from edgewise.screens.account.tail.keeping import Keeping
from edgewise.screens.account.tail.verbs import HELP, VERBS
from edgewise.screens.account.tail.watching import target_of, ways
from edgewise.screens.account.views import Looking
from edgewise.screens.account.wording import demo_label, fitted
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content
from edgewise.widgets.log import MARK, Log

FRAME = 0.05
"""Seconds for which what comes is gathered before it is shown, so that a thousand events a second are twenty paints."""

ROOMY = 76
"""Columns of the terminal from which lines are cut at first, not wrapped."""

GOODBYE = 2.0
"""Seconds that leaving may take at most."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class TailScreen(Keeping, EdgewiseScreen):
    """Watches one target as long as it is open."""

    CRUMB = "Live log"
    """The end of the way here."""

    AUTO_FOCUS = "Log"
    CSS_PATH = str(content("assets", "styles", "logs.tcss"))
    HELP = HELP
    VERBS: ClassVar[tuple[Command, ...]] = VERBS

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self.looking = looking
        self.feed = Feed()
        self.state = State("connecting", looking.client.now())
        self.asked = ServerFilter()
        """What Cloudflare is asked to send."""
        self.finding = False
        """Whether words to find are being typed."""
        self.target: Target | None = None
        """What is watched, once it is known."""
        row = (looking.kind.row_name(looking.row),) if looking.row is not None else ()
        self._way = (*looking.title, *row)
        self._ways = ways(looking, "")
        self._asked = False
        """Whether it was asked where a request can be sent."""
        self._new: list[Entry] = []
        self._due: Timer | None = None
        self._watcher: Worker[None] | None = None
        self._session: Session | None = None
        self._leaving = False
        self._line = ""
        if looking.kind.id == "worker_versions" and looking.row is not None:
            # Of a version only what runs in it is wanted; f asks for everything again.
            self.asked, self._line = ServerFilter(version=looking.row.key), f"version:{looking.row.key}"

    def compose_body(self) -> ComposeResult:
        """Counts, the titles of the columns, the log."""
        with Vertical(id="live"):
            with Horizontal(id="finding"):
                yield FilterInput(id="filter", placeholder="words to find")
            yield Static(id="counts")
            yield Static(Content.styled(" " * MARK + headings().text, "$text-muted"), id="headings")
            yield Log()
            yield StateView(id="state")

    def on_mount(self) -> None:
        """Begin to watch."""
        self.set_interval(1.0, self._tick)
        # Where an address has no room beside the other columns, its line goes on below.
        self.query_one(Log).wrap = self.app.size.width < ROOMY
        self.frame()
        self._watcher = self._watch()

    async def on_unmount(self) -> None:
        """When the program ends, wait until the tail is deleted. Who only goes back does not have to wait."""
        if self._watcher is not None and not self._watcher.is_finished:
            self._watcher.cancel()
            if not self._leaving:
                with suppress(WorkerError, TimeoutError):
                    await asyncio.wait_for(self._watcher.wait(), GOODBYE)
        if self._session is not None and not self._leaving:
            await self._session.gone(GOODBYE)

    # ------------------------------------------------------------------ what comes

    @work(group="tail", exclusive=True, exit_on_error=False)
    async def _watch(self) -> None:
        client = self.looking.client
        try:
            self.target = await target_of(self.looking)
        except EdgewiseError as error:
            self._come(State("ended", client.now(), error=error))
            return
        self._ways = ways(self.looking, self.target.address)
        self._session = Session(client, self.target, self.asked)
        async with aclosing(self._session.stream()) as stream:
            async for item in stream:
                self._come(item)

    def _come(self, item: Entry | State) -> None:
        if isinstance(item, State):
            self.state = item
        else:
            self._new.append(item)
        if self._due is None:
            self._due = self.set_timer(FRAME, self.flush)

    def flush(self) -> None:
        """Show what came since the last time."""
        self._due = None
        new, self._new = self._new, []
        self.feed.take(new)
        if not self.feed.paused:
            log = self.query_one(Log)
            drop = bisect_left(log.blocks, self.feed.ring.first, key=lambda block: block.key)
            blocks = self.feed.news()
            if blocks or drop:
                log.extend(blocks, drop)
        self.frame()

    def _tick(self) -> None:
        if not self.is_current:
            return
        quiet = self.state.stage == "live" and not len(self.feed.ring)
        if quiet and not self._asked and self.target is not None and "script" in self.target.parameters:
            self._asked = True
            self._find_address(self.target.parameters["script"])
        if quiet or self.state.stage == "reconnecting":
            self.frame()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _find_address(self, script: str) -> None:
        """Where a request can be sent, for somebody who waits for one. Asked once."""
        found = await of_worker(self.looking.client, script)
        self._ways = ways(self.looking, found.address)
        self.frame()

    # ------------------------------------------------------------------ showing

    def frame(self) -> None:
        """Everything around the log."""
        log, view = self.query_one(Log), self.query_one(StateView)
        shown = len(log.blocks)
        state = (*demo_label(self.looking.client), self.stage())
        self.crumbs(*fitted(("Account", *self._way, self.CRUMB), state, self.size.width))
        self.status(*state)
        self.next_step(self.advice(shown))
        self.query_one("#counts", Static).update(self.counts(shown))
        self.query_one("#finding").display = self.finding or bool(self.feed.wanted.words)
        view.display = not shown or self.state.stage == "ended"
        view.show(*(self.nothing() if view.display else ()))
        log.set_class(not shown, "-empty")
        self.query_one("#headings").display = bool(shown)
        self.refresh_bindings()

    def stage(self) -> tuple[str, str]:
        """How it stands, and its colour."""
        return wording.stage(self.state, self.feed, self.looking.client.now())

    def counts(self, shown: int) -> Content:
        """How much there is."""
        return wording.counts(self.feed, shown, self._line, following=self.query_one(Log).following)

    def advice(self, shown: int) -> str:
        """What to do next."""
        return wording.next_step(self.state, self.feed, shown=shown, finding=self.finding, reason=self.state.reason)

    def nothing(self) -> tuple[Content, ...]:
        """What stands where events would be."""
        return wording.nothing_yet(self.state, self.feed, self._ways, self.looking.client.now())

    @on(Log.Changed)
    def _moved(self) -> None:
        self.frame()

    def _renew(self) -> None:
        """Show everything anew: the filter changed, or a pause ended."""
        self.query_one(Log).replace(self.feed.shown())
        self.frame()

    # ------------------------------------------------------------------ keys

    def action_open(self) -> None:
        """Open the event, or close it."""
        self.query_one(Log).toggle()

    def action_pause(self) -> None:
        """Stand still, or go on."""
        if self.feed.paused:
            self.feed.resume()
            self._renew()
        else:
            self.flush()
            self.feed.pause()
            self.frame()

    def action_filter(self) -> None:
        """Begin to find."""
        self.finding = True
        self.frame()
        self.query_one(FilterInput).focus()

    @on(FilterInput.Changed)
    def _typed(self, event: FilterInput.Changed) -> None:
        self._want(replace(self.feed.wanted, words=tuple(event.value.split())))

    @on(FilterInput.Done)
    def _found(self) -> None:
        self.finding = False
        self.query_one(Log).focus()
        self.frame()

    def _want(self, wanted: LocalFilter) -> None:
        self.feed.wanted = wanted
        self.query_one(Log).find(wanted.words)
        self._renew()

    def action_status(self) -> None:
        """Show another status only."""
        self._want(replace(self.feed.wanted, status=_after(("", *STATUSES), self.feed.wanted.status)))

    def action_method(self) -> None:
        """Show another of the methods that came only."""
        came = {entry.method for _, entry in self.feed.ring.numbered() if isinstance(entry, TailEvent)}
        known = [method for method in METHODS if method in came] + sorted(came - {*METHODS, ""})
        self._want(replace(self.feed.wanted, method=_after(("", *known), self.feed.wanted.method)))

    def action_level(self) -> None:
        """Show another level only."""
        self._want(replace(self.feed.wanted, level=_after(("", *LEVELS), self.feed.wanted.level)))

    @work(group="ask", exit_on_error=False)
    async def action_ask(self) -> None:
        """Ask Cloudflare for a part of the events only."""
        from edgewise.screens.dialogs import AskDialog

        line: str | None = self._line
        while True:
            line = await self.app.push_screen_wait(
                AskDialog("Ask Cloudflare for less", wording.ASKING, value=line or "")
            )
            if line is None:
                return
            try:
                self.asked, self._line = parse_server_filter(line), line.strip()
            except EdgewiseError as error:
                self.app.warn(f"{error.message} {error.fix}")
            else:
                self.action_again()
                return

    def action_wrap(self) -> None:
        """Wrap, or cut."""
        log = self.query_one(Log)
        log.show_wrapped(not log.wrap)

    def action_clear(self) -> None:
        """Throw everything away."""
        self._new.clear()
        self.feed.clear()
        self._renew()

    def action_again(self) -> None:
        """Connect again now."""
        if self._watcher is not None:
            self._watcher.cancel()
        self.state = State("connecting", self.looking.client.now())
        self._watcher = self._watch()
        self.frame()

    def action_back(self) -> None:
        """Show all again; go back."""
        if self.feed.wanted:
            field = self.query_one(FilterInput)
            with field.prevent(Input.Changed):
                field.value = ""
            self._want(LocalFilter())
        else:
            self._leaving = True
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        if not self.is_mounted:
            return True
        match action:
            case "open" | "copy_all" | "save":
                return bool(self.query_one(Log).blocks)
            case "raw":
                return isinstance(self.entry(), TailEvent)
            case "clear" | "pause" | "filter" | "status" | "method" | "level":
                return bool(len(self.feed.ring))
            case "again":
                return self.state.stage in ("ended", "reconnecting")
            case _:
                return super().check_action(action, parameters)


def _after(values: tuple[str, ...], current: str) -> str:
    """The value after the current one, around and around."""
    return values[(values.index(current) + 1) % len(values)] if current in values else values[0]
