"""The permissions of the credential: what is there, what is missing and what that hides, and how it is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from edgewise.account.permissions.evidence import Holding
from edgewise.account.permissions.probing import probe
from edgewise.account.permissions.report import Knowledge, Report, know, report, unknown
from edgewise.account.permissions.table import Ability
from edgewise.account.permissions.templates import names_to_tick
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account import wording as account_wording
from edgewise.screens.account.credential import wording
from edgewise.screens.account.views import Looking
from edgewise.screens.base import EdgewiseScreen
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.grid import Grid

HELP = (
    "What this credential may do in this account: each permission that edgewise can use, what it unlocks, and how "
    "that is known.\n\n"
    "A token may say so itself, where it may read its own policies, and wrangler's login by its scopes. Otherwise "
    "the API's answers show it: what was answered is there, what was refused is missing. r tries what is still "
    "unknown, one request each; nothing is changed by that. Whether something may be changed is only shown by "
    "changing it.\n\n"
    "c copies the rows to tick for what is missing; o opens Cloudflare's form for a new token, filled in with what "
    "edgewise reads. The token itself is shown nowhere."
)


SHORT = 32
"""Rows of the terminal under which only the most important is told of the credential."""

Lines = Callable[[int], list[Content]]
"""What there is to show, for a width."""


def nothing(width: int) -> list[Content]:
    """No lines."""
    return []


class Words(Flow):
    """Lines that somebody else lays out."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._make: Lines = nothing

    def show(self, make: Lines) -> None:
        """Show what ``make`` returns for a width."""
        self._make = make
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """The lines."""
        return self._make(width)


class PermissionsScreen(EdgewiseScreen):
    """Who the credential is, and a table of permissions with the detail of one."""

    AUTO_FOCUS = "#permissions"
    HELP = HELP
    CSS = """
    PermissionsScreen #credential { height: 1fr; padding: 1 2 0 2; }
    PermissionsScreen #who { margin-bottom: 1; }
    PermissionsScreen #panes { height: 1fr; }
    PermissionsScreen #about { height: auto; max-height: 45%; margin-top: 1; padding: 0 1; }
    PermissionsScreen.-wide #panes, PermissionsScreen.-widest #panes { layout: horizontal; }
    PermissionsScreen.-wide #about, PermissionsScreen.-widest #about {
        width: 46; height: 1fr; max-height: 100%; margin: 0 0 0 2;
    }
    PermissionsScreen.-short #about { max-height: 6; }
    PermissionsScreen.-wide.-short #about, PermissionsScreen.-widest.-short #about { max-height: 100%; }
    """
    VERBS = (
        Command("permissions.ask", "r", "Find out", "Try what is unknown, one request each.", "ask"),
        Command("permissions.copy", "c", "Copy", "Copy the rows to tick in the dashboard.", "copy"),
        Command("permissions.open", "o", "Dashboard", "Open the form for a new token, filled in.", "open"),
        Command("permissions.back", "escape", "Back", "Stop asking, or go back.", "back"),
    )

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self._board, self._client = looking.board, looking.client
        self._rows = {place[0]: listing.rows for place, listing in self._board.listings.items() if not place[1]}
        self._knowledge: Knowledge | None = None
        self._failure: EdgewiseError | None = None
        self._report: Report | None = None
        self._asking: tuple[int, int, str] | None = None

    def compose_body(self) -> ComposeResult:
        """The credential, the table, and the row under the cursor."""
        with Vertical(id="credential"):
            yield Words(id="who")
            with Vertical(id="panes"):
                yield Grid(id="permissions")
                with VerticalScroll(id="about", can_focus=False):
                    yield Words(id="facts")

    def on_mount(self) -> None:
        """Ask the credential about itself."""
        self.crumbs("Account", "Permissions")
        self.show()
        self._know()

    def on_resize(self) -> None:
        """How much is told depends on the height."""
        self.show()

    # ------------------------------------------------------------------ finding out

    @work(group="know", exclusive=True, exit_on_error=False)
    async def _know(self) -> None:
        try:
            self._knowledge = await know(self._client)
        except EdgewiseError as error:
            self._failure = error
        await self._renew()

    async def _renew(self) -> None:
        if self._knowledge is not None:
            self._report = await report(self._client, self._knowledge)
        self.show()

    def action_ask(self) -> None:
        """Try what is unknown."""
        if self._to_ask and self._asking is None:
            self._ask(self._to_ask)

    @work(group="probe", exclusive=True, exit_on_error=False)
    async def _ask(self, wanted: tuple[Ability, ...]) -> None:
        async def tell(done: int, total: int, name: str) -> None:
            self._asking = (done, total, name)
            await self._renew()

        try:
            silent = await probe(self._client, wanted, rows=self._rows, report=tell)
        except asyncio.CancelledError:
            # What was seen until then stands.
            self._asking = None
            raise
        self._asking = None
        if self._knowledge is not None:
            self._knowledge = replace(self._knowledge, silent={**self._knowledge.silent, **silent})
        await self._renew()

    @property
    def _to_ask(self) -> tuple[Ability, ...]:
        """What is unknown and has not been tried."""
        if self._report is None or self._knowledge is None:
            return ()
        silent = self._knowledge.silent
        return tuple(each for each in unknown(self._report) if each.probes and each.name not in silent)

    # ------------------------------------------------------------------ showing

    def show(self) -> None:
        """Everything, as it now is."""
        found, now = self._report, self._board.now()
        self.query_one("#who", Words).show(self._who)
        grid = self.query_one(Grid)
        grid.show(wording.COLUMNS, wording.rows(found, now) if found is not None else ())
        self._look()
        step = wording.next_step(found, asking=self._asking is not None, to_ask=len(self._to_ask))
        self.next_step(step if self._failure is None else wording.UNSETTLED)
        lock = account_wording.lock_state(self._board, narrow=True)
        name = account_wording.account_name(self._board)
        self.status(*(account_wording.demo_label(self._client) or ((name, ""),)), lock)
        self.refresh_bindings()

    def _who(self, width: int) -> list[Content]:
        if self._failure is not None:
            return wording.failed(self._client.credential, self._failure, width)
        if self._report is None:
            return [Content.styled("▶ ", "$primary") + Content("Asking the credential about itself …")]
        short = self.app.size.height < SHORT
        lines = wording.who(self._report.knowledge.holder, width, short=short)
        if self._asking is not None:
            done, total, name = self._asking
            told = Content.styled("▶ ", "$primary") + Content(f"Asking {done + 1} of {total}: {name}")
        else:
            told = wording.counts(self._report)
        return [*lines, *([] if short else [EMPTY]), *wrap(told, width)]

    @property
    def _holding(self) -> Holding | None:
        key = self.query_one(Grid).cursor
        holdings = self._report.holdings if self._report is not None else ()
        return next((each for each in holdings if each.ability.name == key), None)

    def _look(self) -> None:
        holding, found, now = self._holding, self._report, self._board.now()
        facts = self.query_one("#facts", Words)
        if holding is None or found is None:
            facts.show(nothing)
        else:
            facts.show(lambda width: wording.detail(holding, found, width, now))

    @on(Grid.Moved)
    def _moved(self) -> None:
        self.query_one("#about").scroll_home(animate=False)
        self._look()

    # ------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action == "ask":
            return bool(self._to_ask) and self._asking is None
        if action in ("copy", "open"):
            return self._report is not None
        return super().check_action(action, parameters)

    def action_copy(self) -> None:
        """Copy the rows to tick: those that are missing, or else the one under the cursor."""
        found, holding = self._report, self._holding
        if found is None or holding is None:
            return
        missing = tuple(each.ability.permission for each in found.missing)
        text = names_to_tick(missing or (holding.ability.permission,))
        self.app.copy_to_clipboard(text)
        self.app.say(f"Copied what to tick:\n{text}")

    def action_open(self) -> None:
        """Open the form for a new token."""
        if self._report is None:
            return
        if self._board.demo:
            self.app.say("The demo account has no dashboard. With your own credential this opens Cloudflare's form.")
            return
        template = self._report.template()
        self.app.open_url(template.url)
        if template.by_hand:
            self.app.say(f"To tick there by hand:\n{names_to_tick(template.by_hand)}")

    def action_back(self) -> None:
        """Stop asking, or go back."""
        if self._asking is not None:
            self.workers.cancel_group(self, "probe")
            self._asking = None
            self.call_later(self._renew)
        else:
            self.dismiss(None)
