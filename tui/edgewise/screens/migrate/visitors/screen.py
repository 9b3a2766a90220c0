"""Ship, cut over and take back, each after a typed yes, with every operation as it goes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import ComposeResult
from textual.content import Content

from edgewise.commands import Command
from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.operations.model import Operation
from edgewise.migration.shipping.model import Shipment
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.dialogs import AskDialog, ConfirmDialog, TextDialog
from edgewise.screens.migrate.page import Page
from edgewise.screens.migrate.visitors.words import cutover_lines, shipment_lines
from edgewise.screens.migrate.words import signed
from edgewise.store import content
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.migration.account_base import Hooks
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.cutover.watching import Told
    from edgewise.migration.operations.carrying import Event, Result

Doing = Literal["", "reading", "ship", "cutover", "rollback"]

_WORDS = {
    "reading": "Reading the account",
    "ship": "Shipping. Nobody is sent there",
    "cutover": "Cutting over. Each step is watched",
    "rollback": "Taking back, the last step first",
}


class VisitorsScreen(EdgewiseScreen):
    """One project's Worker and its hosts, in one account."""

    CRUMB = "Migrate"
    CSS_PATH = str(content("assets", "styles", "migrate.tcss"))
    HELP = (
        "Moving the files is half of a migration. Here the account follows. Ship uploads the Worker with the real "
        "wrangler, sends nobody to it, and compares it with the live site. Cut over sends visitors to it host by host: "
        "a route in front first, which is gone in seconds, then the domain. After each step the host is asked the "
        "same as before; when answers differ you are asked whether to take the step back. Take back undoes what was "
        "done, the last first. Every operation is in a journal before it is carried out, so an interrupted run is gone "
        "on with, and nothing that somebody else has changed is overwritten."
    )
    VERBS = (
        Command("visitors.ship", "s", "Ship", "Upload the Worker, send nobody to it, and prove it.", "ship"),
        Command("visitors.cutover", "v", "Cut over", "Send visitors to the Worker, watched.", "cutover"),
        Command("visitors.rollback", "b", "Take back", "Undo what was done in the account.", "rollback"),
        Command("visitors.stop", "x", "Stop", "Stop after the operation that is at work.", "stop"),
        Command("visitors.card", "w", "Way back", "What to run by hand to go back.", "card"),
        Command("visitors.again", "g", "Look again", "Read the account anew.", "again"),
        Command("visitors.close", "escape", "Out", "Back to the migration.", "close", footer=False),
    )

    def __init__(self, root: Path, project: str) -> None:
        super().__init__()
        self.root, self.project = root, project
        self.shipment: Shipment | None = None
        self.cutover: Cutover | None = None
        self.doing: Doing = ""
        self.seconds = 60.0
        self._problems: list[str] = []
        self._states: dict[str, tuple[str, str]] = {}
        self._latest = ""
        self._stop = False
        self._account = ""

    def compose_body(self) -> ComposeResult:
        """One text that scrolls."""
        yield Page(id="visitors")

    def on_mount(self) -> None:
        """Read the account."""
        self.crumbs("Migrate", clean(self.project, 60), "Ship and cut over")
        self.query_one(Page).focus()
        self.action_again()

    # ------------------------------------------------------------------ reading

    def action_again(self) -> None:
        """Read the account anew."""
        self._read()

    @work(exclusive=True, group="account", exit_on_error=False)
    async def _read(self) -> None:
        self._begin("reading")
        try:
            self.project = await asyncio.to_thread(_name, self.root)
            async with self._client() as client:
                await self._look(self._side(client, None))
        except EdgewiseError as error:
            self._problems = [f"{error.message} {error.fix or ''}".strip()]
        finally:
            self._end()

    async def _look(self, side: AccountSide) -> None:
        self._problems = []
        account = await side.client.account()
        self._account = clean(account.name or account.id, 60) + (" · demo account" if side.client.demo else "")
        for name in ("shipment", "cutover"):
            try:
                setattr(self, name, await getattr(side, name)())
            except EdgewiseError as error:
                setattr(self, name, None)
                text = f"{error.message} {error.fix or ''}".strip()
                self._problems += [] if text in self._problems else [text]

    def _client(self) -> Client:
        from edgewise.account import default_client

        return default_client(os.environ, demo=self.services.demo)

    def _side(self, client: Client, hooks: Hooks | None) -> AccountSide:
        from edgewise.migration.account_side import AccountSide
        from edgewise.runtime.environment import credentials

        return AccountSide(self.root, self.project, self.project, client, credentials(os.environ), hooks)

    # ------------------------------------------------------------------ doing

    def action_ship(self) -> None:
        """Ask for the Worker's name, then ship."""
        found = self.shipment
        if found is None or not found.ready:
            self.app.warn("Mend what ✗ names first, then press g.")
            return
        body = Content("It is uploaded, and nobody is sent to it. Then the live site and the Worker are compared.")
        self._ask("Ship the Worker?", body, self.project, "ship")

    def action_cutover(self) -> None:
        """Ask for the Worker's name, then cut over."""
        found = self.cutover
        if found is None or not found.ready or not found.proof or not found.operations:
            self.app.warn("Not yet: what stands above says why.")
            return
        body = Content("Visitors go to the Worker, step by step. b takes it back.")
        self._ask("Send visitors to the Worker?", body, self.project, "cutover")

    def action_rollback(self) -> None:
        """Ask, then take back."""
        dialog = ConfirmDialog("Take back what was done in the account?", Content("The last step first."))
        self.app.push_screen(dialog, lambda yes: self._answered("rollback", yes))

    def _ask(self, question: str, body: Content, word: str, doing: Literal["ship", "cutover"]) -> None:
        dialog = ConfirmDialog(question, body, yes="Do it", typed=word)
        self.app.push_screen(dialog, lambda yes: self._answered(doing, yes))

    def _answered(self, doing: Literal["ship", "cutover", "rollback"], yes: bool | None) -> None:
        if yes:
            self._do(doing)

    @work(exclusive=True, group="account", exit_on_error=False)
    async def _do(self, doing: Literal["ship", "cutover", "rollback"]) -> None:
        self._begin(doing)
        try:
            async with self._client() as client:
                side = self._side(client, self._hooks())
                self._conclude(doing, await self._carry(side, doing))
                await self._look(side)
        except EdgewiseError as error:
            self._latest = f"✗ {error.message} {error.fix or ''}".strip()
            self.app.warn(self._latest)
        finally:
            self._end()

    async def _carry(self, side: AccountSide, doing: str) -> Result:
        from edgewise.migration.operations.journal import read_runs

        if doing == "rollback":
            return await side.take_back()
        runs = await asyncio.to_thread(read_runs, side.root)
        begun = bool(runs) and runs[-1].open and runs[-1].about.stage == doing
        if doing == "ship":
            return await side.ship(None if begun else self.shipment)
        return await side.cut_over(None if begun else self.cutover)

    def _conclude(self, doing: str, result: Result) -> None:
        words = {"ship": "Shipped and proved. Nobody is sent to it yet.", "cutover": "Cut over."}
        if result.state == "done":
            self._latest = f"✓ {words.get(doing, 'Done.')}"
        elif result.state == "taken-back" and result.error is None:
            self._latest = "✓ Taken back."
        elif result.error is not None:
            back = " What was done for this host is taken back." if result.state == "taken-back" else ""
            self._latest = f"✗ {result.error.message}{back} {result.error.fix or ''}".strip()
            self.app.warn(self._latest)
        else:
            self._latest = "○ It waits for your yes. The same key goes on."

    def _hooks(self) -> Hooks:
        from edgewise.migration.account_base import Hooks

        def log(line: str) -> None:
            self._latest = clean(line, 200)
            self._draw()

        def look(told: Told) -> None:
            log(f"{told.host}: {told.text()}")

        return Hooks(
            consent=self._consent,
            take_back=self._take_back,
            secrets=self._secrets,
            on_event=self._heard,
            log=log,
            proof=lambda event: log(f"Compared {event.done:,} of {event.total:,}" if event.total else event.text),
            look=look,
            stop=lambda: self._stop,
            seconds=self.seconds,
            patience=self.seconds,
        )

    def _heard(self, event: Event) -> None:
        self._states[event.operation.name] = (event.state, event.text)
        self._draw()

    async def _consent(self, operation: Operation) -> bool:
        body = Content(f"{operation.title}. {operation.way_back}")
        word = operation.host or operation.id
        return await self.app.push_screen_wait(ConfirmDialog("This is not simply taken back", body, typed=word)) is True

    async def _take_back(self, _operation: Operation, error: EdgewiseError) -> bool:
        body = Content(f"{error.message} Taking it back brings Pages' answers back. Escape leaves it as it is.")
        return await self.app.push_screen_wait(ConfirmDialog("Answers differ. Take it back?", body)) is True

    async def _secrets(self, names: tuple[str, ...]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name in names:
            hint = Content.styled("Production has it, and nobody can read it back. It is kept nowhere.", "$text-muted")
            value = await self.app.push_screen_wait(AskDialog(clean(name, 60), hint, hidden=True))
            if value is None:
                raise Refused("No value was given.", code="secrets-missing", fix="Press s again when you have it.")
            found[name] = value
        return found

    # ------------------------------------------------------------------ beside it

    def action_stop(self) -> None:
        """Stop between two operations."""
        self._stop = True
        self.next_step("Stopping after the operation that is at work …")

    def action_card(self) -> None:
        """Show the way back."""
        from edgewise.migration.cutover.card import card

        if self.cutover is not None:
            self.app.push_screen(TextDialog("The way back, by hand", Content(card(self.cutover))))

    def action_close(self) -> None:
        """Back to the migration, unless something is under way."""
        if self.doing in ("", "reading"):
            self.dismiss()
        else:
            self.app.warn("Something is under way. x stops it between two operations.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        changing = self.doing not in ("", "reading")
        if action == "stop":
            return changing
        return not (self.doing and action in ("ship", "cutover", "rollback", "again"))

    def _begin(self, doing: Doing) -> None:
        self.doing, self._stop = doing, False
        self._latest = "" if doing == "reading" else self._latest
        if doing != "reading":
            self._states = {}
        self.next_step(f"{_WORDS[doing]} …")
        self._draw()
        self.refresh_bindings()

    def _end(self) -> None:
        self.doing = ""
        self.next_step(self._next())
        self.status((self._account, "$text-muted"))
        self._draw()
        self.refresh_bindings()

    def _next(self) -> str:
        shipping, cutover = self.shipment, self.cutover
        if shipping is None or cutover is None:
            return "What could not be read is said below. g looks again."
        if not shipping.ready:
            return "Mend what ✗ names, then press g."
        if not cutover.worker_there or not cutover.proof:
            return "Press s to ship the Worker and prove it."
        if cutover.operations:
            return "Press v to send visitors to the Worker, w to read the way back first."
        return "Visitors are with the Worker. `edgewise finish` says what comes next; b takes it back."

    def _draw(self) -> None:
        self.query_one(Page).show(self._lines, again=True)

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        if self._latest:
            lines += [*signed("·", "$primary", self._latest, width), EMPTY]
        for problem in self._problems:
            lines += [*signed("✗", "$text-error", problem, width), EMPTY]
        parts = [
            [] if self.shipment is None else shipment_lines(self.shipment, self._states, width),
            [] if self.cutover is None else cutover_lines(self.cutover, self._states, width),
        ]
        # What comes next stands first.
        if self.cutover is not None and self.cutover.proof:
            parts.reverse()
        return [*lines, *parts[0], EMPTY, *parts[1]]


def _name(root: Path) -> str:
    """What the project is called in the account."""
    from edgewise.project import discover

    return discover(root).name.value
