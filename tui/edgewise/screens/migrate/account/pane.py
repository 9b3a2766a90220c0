"""A stage of the account's half: what would be done, doing it after a typed word, and how it went."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.content import Content

from edgewise.commands import Command
from edgewise.errors import EdgewiseError, Interrupted
from edgewise.migration.operations.journal import Run
from edgewise.migration.operations.model import Operation
from edgewise.screens.dialogs import AskDialog, ConfirmDialog
from edgewise.screens.migrate.account.asking import Asking
from edgewise.screens.migrate.account.half import Half
from edgewise.screens.migrate.account.words import operation_entries, run_entries
from edgewise.screens.migrate.entries import Entry, EntryPane
from edgewise.screens.migrate.hints import RUNS
from edgewise.screens.migrate.lists import RowList
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.stages import Stage
from edgewise.screens.migrate.words import keys, prose, signed, title
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY

if TYPE_CHECKING:
    from edgewise.migration.account_base import Hooks
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.cutover.watching import Told
    from edgewise.migration.operations.carrying import Event, Result
    from edgewise.migration.parity.events import Event as ProofEvent
    from edgewise.migration.parity.model import ParityReport

_REFRESH = 0.5
_BAR = 40
_BACK_PATIENCE = 120.0
"""Seconds that Pages may take to be ready for a host again."""
_REHEARSAL = (
    "This is the demo account. For your own set CLOUDFLARE_API_TOKEN, or run `wrangler login`, and start edgewise "
    "again. What can be rehearsed here is the project report-desk, from the lesson that moves it."
)
_TAKEN_BACK = "Taken back. Visitors are where they were."

Act = Callable[["AccountSide"], Awaitable["Result"]]
"""Does something in the account."""


@dataclass
class Doing:
    """Something under way.

    Attributes:
        what: in a few words.
        operations: all that is done, or taken back, in order; none while the account is read.
        back: whether it is being taken back.
    """

    what: str
    operations: tuple[Operation, ...] = ()
    back: bool = False
    since: float = field(default_factory=time.monotonic)
    stop: bool = False


class AccountPane(EntryPane):
    """What all stages of the account do alike: read, ask, carry out, take back."""

    VERBS: ClassVar[tuple[Command, ...]] = (
        Command("account.stop", "x", "Stop", "Stop after the operation that is at work.", "stop"),
        Command("account.read", "g", "Look again", "Read the account anew.", "read", footer=False),
        Command("account.name", "t", "Project", "Say what the project is called there.", "name", footer=False),
    )

    STAGE: ClassVar[Stage]
    WORKING: ClassVar[str]
    """What is said while it is done, and in ``MEANWHILE`` what can be done then."""
    MEANWHILE: ClassVar[str]
    DONE: ClassVar[str]
    """What is said when it is done."""

    def __init__(self, half: Half) -> None:
        super().__init__(id=self.STAGE.value)
        self.half = half
        self.doing: Doing | None = None
        self.run: Run | None = None
        """The run of this stage that is not over."""
        self.report: ParityReport | None = None
        self._shown: Look | None = None
        self._known = False
        self._problem: EdgewiseError | None = None
        self._latest: tuple[str, str, str] | None = None
        self._line = ""
        self._turning: tuple[str, ...] = ()
        self._states: dict[str, tuple[str, str]] = {}

    # ------------------------------------------------------------------ what stages say of themselves

    async def gather(self, side: AccountSide) -> None:
        """Read the stage's plan from the account. Raises an EdgewiseError where it cannot be read."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop the plan."""
        raise NotImplementedError

    def head(self, width: int) -> list[Content]:
        """How it stands, when nothing is under way."""
        raise NotImplementedError

    def entries(self, states: Mapping[str, tuple[str, str]]) -> list[Entry]:
        """The rows of the plan."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether there is a plan that can be carried out now."""
        raise NotImplementedError

    def hint(self) -> str:
        """What to do now, once the plan is known."""
        raise NotImplementedError

    # ------------------------------------------------------------------ showing

    def on_mount(self) -> None:
        """Show the seconds of what is under way."""
        self.set_interval(_REFRESH, self._tick)

    def show(self, look: Look) -> None:
        """A folder was looked at. What was read for another folder, or other files, is worth nothing now."""
        before, self._shown = self._shown, look
        if before is None or before.root != look.root or before.status != look.status:
            self._latest, self.report = None, None
            self.stale()
        elif before.added != look.added:
            self.stale()
        self.draw()

    def stale(self) -> None:
        """What was read is not so any more. It is read again when the stage is opened."""
        if self.doing is None or not self.doing.operations:
            self.workers.cancel_group(self, "half")
            self._known, self._problem, self.run = False, None, None
            self.forget()

    def opened(self) -> None:
        """The stage is on the screen: read the account if that was not done yet."""
        if not self._known and self.doing is None and self._moved:
            self.action_read()

    @property
    def _moved(self) -> bool:
        return self.half.look is not None and self.half.look.migrated

    def next_step(self) -> str:
        """One sentence: what to do now."""
        if self.doing is not None:
            if not self.doing.operations:
                return f"{self.doing.what} …"
            if self.doing.stop:
                return "Stopping after the operation that is at work …"
            return "x stops between two operations." if self.doing.back else self.MEANWHILE
        if self._problem is not None:
            return "It could not be read. g looks again."
        if self.run is not None:
            return "Something was begun and is not over. a goes on with it."
        return self.hint() if self._known else ""

    def rows(self) -> Sequence[Entry]:
        """Operations of what is under way or was begun, else the plan's rows."""
        if not self._moved:
            return ()
        if self.doing is not None and self.doing.operations:
            return operation_entries(self.doing.operations, self._states)
        if self.run is not None:
            return run_entries(self.run, self._states)
        return self.entries(self._states) if self._known and self._problem is None else ()

    def head_lines(self, width: int) -> list[Content]:
        """What is under way, else how it went and how it stands."""
        if not self._moved:
            return [
                title("The files come first."),
                *prose("The account follows when the project is a Worker.", width, "$text-muted"),
                EMPTY,
                *keys(("4", "Move the files")),
            ]
        if self.doing is not None:
            return self._working(self.doing, width)
        lines: list[Content] = []
        if self._latest is not None:
            sign, style, text = self._latest
            lines += [*signed(sign, style, text, width), EMPTY]
        if self._problem is not None:
            return [*lines, *self._unread(self._problem, width)]
        if self.run is not None:
            done = f"{len(self.run.done)} of {len(self.run.operations)} operations are done"
            lines += signed(
                "▲", "$text-warning", f"A run of {clean(self.run.about.at, 40)} is not over: {done}.", width
            )
            return lines
        return [*lines, *self.head(width)] if self._known else lines

    def _unread(self, problem: EdgewiseError, width: int) -> list[Content]:
        """Why the account says nothing about the project, and what can be done."""
        lines = signed("✗", "$text-error", problem.message, width)
        if problem.code != "project-not-in-account":
            lines += prose(problem.fix or "", width, "$text-muted")
        if self.half.rehearsing:
            lines += prose(_REHEARSAL, width, "$text-muted")
        return [*lines, EMPTY, *keys(("t", "Say what the project is called there"), ("g", "Look again"))]

    def _working(self, doing: Doing, width: int) -> list[Content]:
        seconds = Content.styled(f"   {time.monotonic() - doing.since:.0f} s", "$text-muted")
        if not doing.operations:
            return [title(f"{doing.what} …") + seconds]
        over = ("undone",) if doing.back else ("done", "already")
        done = sum(self._states.get(each.name, ("", ""))[0] in over for each in doing.operations)
        share = round(_BAR * done / len(doing.operations))
        bar = Content.styled("━" * share, "$primary") + Content.styled("━" * (_BAR - share), "$panel")
        count = Content.styled(f"  {done} of {len(doing.operations)}", "bold")
        # Always two lines, so that the rows below stay where they are.
        line = [*prose(clean(self._line, 400), width, "$text-muted"), EMPTY, EMPTY][:2]
        return [title(doing.what), bar + count + seconds, *line]

    def _tick(self) -> None:
        if self.doing is not None:
            self.draw_head()

    # ------------------------------------------------------------------ reading

    def action_read(self) -> None:
        """Read the account anew."""
        self._read()

    @work(exclusive=True, group="half", exit_on_error=False)
    async def _read(self) -> None:
        self._begin(Doing("Reading the account"))
        try:
            async with await self.half.client() as client:
                await self._look(await self.half.side(client, None))
        except EdgewiseError as error:
            self._problem = error
        finally:
            self._over()

    async def _look(self, side: AccountSide) -> None:
        self._known, self._problem, self.run = True, None, None
        try:
            self.half.runs = await side.runs()
            last = self.half.runs[-1] if self.half.runs else None
            account = await side.client.account()
            self.half.account = clean(account.name or account.id, 60)
            await self.gather(side)
            if last is not None and last.open and last.about.stage == RUNS[self.STAGE]:
                self.run = last
        except EdgewiseError as error:
            self._problem = error

    async def action_name(self) -> None:
        """Ask what the Pages project is called in the account, and read it anew."""
        hint = Content.styled(
            "The Pages project in your account. The Worker is called as the wrangler file says.", "$text-muted"
        )
        dialog = AskDialog("Which project is it?", hint, value=await self.half.project())
        self.app.push_screen(dialog, self._named)

    def _named(self, answer: str | None) -> None:
        if answer is not None and answer.strip():
            self.half.name = answer.strip()
            for pane in self.screen.query(AccountPane):
                pane.stale()
            self.action_read()

    # ------------------------------------------------------------------ doing

    def begin(self, operations: Sequence[Operation], act: Act, *, what: str = "", done: str = "") -> None:
        """Do something in the account.

        Args:
            operations: what it consists of, for the rows meanwhile.
            what: what is said while it is done; the stage's own words without it. ``done`` likewise.
        """
        self._do(Doing(what or self.WORKING, tuple(operations)), act, done or self.DONE)

    def ask_to_go_on(self, begun: Run, act: Act, remark: str = "") -> None:
        """Ask for the Worker's name, then go on with a run that was begun."""
        text = f"It goes on where it stopped, from the account as it is now. {remark}".strip()
        self.confirm("Go on with it?", text, begun.about.worker, lambda: self.begin(begun.operations, act), yes="Go on")

    def begin_back(self, stages: Sequence[str]) -> None:
        """Take back what was done in these stages, the last first; what is under way stops before."""
        if self.doing is None or not self.doing.operations:
            self._turn(tuple(stages))
        else:
            self._turning = tuple(stages)
            self.action_stop()

    @work(exclusive=True, group="half", exit_on_error=False)
    async def _do(self, doing: Doing, act: Act, done: str) -> None:
        self._turning = ()
        await self._carry(doing, act, done)
        stages, self._turning = self._turning, ()
        if stages:
            await self._back(stages)

    @work(exclusive=True, group="half", exit_on_error=False)
    async def _turn(self, stages: tuple[str, ...]) -> None:
        await self._back(stages)

    async def _back(self, stages: tuple[str, ...]) -> None:
        doing = Doing("Taking back, the last step first", back=True)
        await self._carry(doing, lambda side: side.take_back((), stages), _TAKEN_BACK, stages)

    async def _carry(self, doing: Doing, act: Act, done: str, stages: Sequence[str] = ()) -> None:
        """Do something, and read the account anew.

        Args:
            stages: those that are taken back: the operations are found in the journal.
        """
        self._states, self._line, self._latest = {}, "", None
        self._begin(doing)
        try:
            async with await self.half.client(hosts=True) as client:
                side = await self.half.side(client, self._hooks(doing))
                if doing.back:
                    runs = [each for each in reversed(await side.runs()) if each.about.stage in stages]
                    doing.operations = tuple(each.operations[index] for each in runs for index in each.to_take_back)
                    self._begin(doing)
                self._conclude(await act(side), done)
                await self._look(side)
        except EdgewiseError as error:
            sign = ("○", "$text-muted") if isinstance(error, Interrupted) else ("✗", "$text-error")
            self._latest = (*sign, f"{error.message} {error.fix or ''}".strip())
            self._known = False
        finally:
            self._over()
            self.post_message(self.Changed(self, done=True))

    def _conclude(self, result: Result, done: str) -> None:
        if result.error is not None:
            back = " What was done for this host is taken back." if result.state == "taken-back" else ""
            text = f"{result.error.message}{back} {result.error.fix or ''}".strip()
            self._latest = ("✗", "$text-error", text)
        elif result.state == "waits":
            self._latest = ("▲", "$text-warning", "It waits for your yes. a goes on.")
        else:
            learned = result.runs[-1].learned if result.runs and result.state == "done" else {}
            last = clean(str(learned[max(learned)].get("text", "")), 300) if learned else ""
            text = last or (self._line if result.state == "taken-back" else "")
            self._latest = ("✓", "$text-success", f"{done} {text}{'.' if text else ''}".strip())

    def _hooks(self, doing: Doing) -> Hooks:
        from edgewise.migration.account_base import Hooks

        asking = Asking(self.app)
        return Hooks(
            consent=asking.consent,
            take_back=asking.take_back,
            secrets=asking.secrets,
            on_event=self._heard,
            tell=self._say,
            log=self._say,
            proof=self._compared,
            report=self._reported,
            look=self._looked,
            stop=lambda: doing.stop,
            seconds=self.half.seconds,
            patience=_BACK_PATIENCE if doing.back else min(60.0, self.half.seconds),
        )

    def _heard(self, event: Event) -> None:
        self._states[event.operation.name] = (event.state, event.text)
        self.draw(live=True)
        if event.state in ("begins", "takes-back"):
            self.query_one(RowList).go_to(event.operation.name)

    def _say(self, text: str) -> None:
        self._line = text

    def _compared(self, event: ProofEvent) -> None:
        self._line = f"Compared {event.done:,} of {event.total:,}" if event.total else event.text

    def _looked(self, told: Told) -> None:
        self._line = f"{told.host}: {told.text()}"
        self.draw(live=True)

    def _reported(self, report: ParityReport) -> None:
        self.report = report

    def action_stop(self) -> None:
        """Stop between two operations."""
        if self.doing is not None:
            self.doing.stop = True
            self.post_message(self.Changed(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        rules = {
            "stop": self.doing is not None and bool(self.doing.operations) and not self.doing.stop,
            "read": self.doing is None and self._moved,
            "name": self.doing is None and self.half.at_work is None and self._moved,
        }
        return rules.get(action, True)

    @property
    def idle(self) -> bool:
        """Whether something can be begun: nothing is under way here, or in another stage."""
        return self.doing is None and self.half.at_work is None and self._moved and self._problem is None

    def confirm(self, question: str, text: str, word: str, act: Callable[[], None], *, yes: str) -> None:
        """Ask for a typed word, then act."""
        dialog = ConfirmDialog(question, Content(text), yes=yes, typed=clean(word, 80))
        self.app.push_screen(dialog, lambda answer: act() if answer else None)

    def _begin(self, doing: Doing) -> None:
        self.doing = doing
        self.half.at_work = self.STAGE if doing.operations else self.half.at_work
        self.draw()
        self.post_message(self.Changed(self))

    def _over(self) -> None:
        self.doing = None
        self.half.at_work = None if self.half.at_work is self.STAGE else self.half.at_work
        if self.run is None:
            # What was done is done: the rows are those of a new plan.
            self._states = {}
        if self.is_mounted:
            self.draw()
            self.post_message(self.Changed(self))
