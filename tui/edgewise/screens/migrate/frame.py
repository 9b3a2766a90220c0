"""The frame of the Migrate screen: one look at the folder, shown in a pane for each stage."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import ContentSwitcher

from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.migrate import hints
from edgewise.screens.migrate.account.cut_over import CutOverPane
from edgewise.screens.migrate.account.finish import FinishPane
from edgewise.screens.migrate.account.half import Half
from edgewise.screens.migrate.account.pane import AccountPane
from edgewise.screens.migrate.account.ship import ShipPane
from edgewise.screens.migrate.add.pane import AddPane
from edgewise.screens.migrate.apply.pane import ApplyPane
from edgewise.screens.migrate.assess.decisions import effect
from edgewise.screens.migrate.assess.pane import AssessPane
from edgewise.screens.migrate.empty import EmptyPane
from edgewise.screens.migrate.entries import EntryPane
from edgewise.screens.migrate.history.pane import HistoryPane
from edgewise.screens.migrate.history.past import Past, past
from edgewise.screens.migrate.inspect.pane import InspectPane
from edgewise.screens.migrate.lists import ListPane
from edgewise.screens.migrate.looking import Asked, Look, look
from edgewise.screens.migrate.plan.pane import PlanPane
from edgewise.screens.migrate.prove.pane import ProofPane
from edgewise.screens.migrate.rail import Rail
from edgewise.screens.migrate.stages import ACCOUNT, AFTERWARDS, WAY, Mark, Stage
from edgewise.screens.migrate.state import State
from edgewise.store.recent import remember


class StageScreen(EdgewiseScreen):
    """The rail and the panes. Whatever is shown comes from one look at the folder."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.INSPECT
        self.look: Look | None = None
        self.asked = Asked(Path())
        self._doing = ""
        self._since = 0.0
        self._before: Look | None = None
        """The last look before the migration of this folder: its findings and steps are shown afterwards too."""
        self._came_from = Stage.INSPECT
        self._half = Half()

    def compose_body(self) -> ComposeResult:
        """Rail and stages."""
        with Container(id="migrate"):
            yield Rail(id="rail")
            with ContentSwitcher(id="stages", initial="inspect"):
                yield InspectPane()
                yield AssessPane()
                yield PlanPane()
                yield ApplyPane()
                yield ProofPane()
                yield AddPane(self._half)
                yield ShipPane(self._half)
                yield CutOverPane(self._half)
                yield FinishPane(self._half)
                yield HistoryPane()
                yield EmptyPane()

    def on_mount(self) -> None:
        """Show the seconds of what takes long."""
        self._half.demo = self.services.demo
        self.set_interval(1.0, self._tick)

    async def on_unmount(self) -> None:
        """End what was rehearsed with."""
        await self._half.close()

    def on_screen_resume(self) -> None:
        """Look at the folder; when coming back, only if it is another one now."""
        if self.look is None or self.asked.root != self.services.project:
            self.ask(Asked(self.services.project))

    # ------------------------------------------------------------------ looking

    def ask(self, asked: Asked) -> None:
        """Look at a folder with these answers. Whatever was found for others is dropped when it comes."""
        self.asked = asked
        self.begin("Reading the project")
        self._look(asked)

    def begin(self, what: str) -> None:
        """Something is read that may take a while."""
        self._doing, self._since = what, time.monotonic()
        self.next_step(f"{what} …")
        self.refresh_bindings()

    def finish(self) -> None:
        """It was read, or could not be."""
        self._doing = ""
        self.refresh_frame()

    def stop_reading(self) -> None:
        """Stay with what is shown; what is still read is dropped when it comes."""
        self.workers.cancel_group(self, "account")
        if self.look is not None:
            self.asked = self.look.asked
        self.finish()

    def _tick(self) -> None:
        seconds = time.monotonic() - self._since
        if self._doing and seconds >= 1:
            self.next_step(f"{self._doing} … {seconds:.0f} s   x stops")

    def action_again(self) -> None:
        """Read the folder anew."""
        self.query_one(ApplyPane).forget()
        self.ask(self.asked)

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self, asked: Asked) -> None:
        found = look(asked)
        if found.known:
            remember(self.services.folders, asked.root)
        self.app.call_from_thread(self._found, asked, found, past(self.services.folders, asked.root))

    def _found(self, asked: Asked, found: Look, others: tuple[Past, ...]) -> None:
        if asked != self.asked:
            return
        self._doing = ""
        before = self.look
        if self._taken_back(before, found):
            return
        self.asked = found.asked
        if found.project is not None:
            self._before = found
        elif found.migrated and self._before is not None and self._before.root == found.root:
            found = replace(found, findings=self._before.findings, plan=self._before.plan)
        self._show(found, others)
        if before is None or before.root != found.root or before.status != found.status:
            self.open_stage(self._first_stage(found))
        else:
            self.open_stage(self.stage)
            self._say_effect(before, found)

    def _taken_back(self, before: Look | None, found: Look) -> bool:
        """Whether a setting that cannot be meant was dropped, with the reason, so that the screen stays as it was."""
        if found.error is None or not found.error.code.startswith("setting-") or before is None:
            return False
        self.app.warn(f"{found.error.message} {found.error.fix or ''}".strip())
        self.asked = before.asked
        self.refresh_frame()
        return True

    def _say_effect(self, before: Look, found: Look) -> None:
        if before.asked.choices != found.asked.choices and found.project is not None:
            self.app.say(effect(before, found))

    def _show(self, found: Look, others: tuple[Past, ...]) -> None:
        self.look = found
        proof = self.query_one(ProofPane)
        proof.show(found)
        self.query_one(InspectPane).show(found)
        self.query_one(AssessPane).show(found)
        self.query_one(PlanPane).show(found)
        self.query_one(ApplyPane).show(found, proof.report)
        self.query_one(AddPane).show(found)
        self._half.see(found)
        for pane in self.query(AccountPane):
            pane.show(found)
        self.query_one(EmptyPane).show(found, others)
        self.query_one(HistoryPane).show(others, found.root)

    def _first_stage(self, found: Look) -> Stage:
        if found.status is not None or self.query_one(ApplyPane).outcome is not None:
            return Stage.APPLY
        return self.stage if found.known and self.stage in (Stage.APPLY, Stage.PLAN) else Stage.INSPECT

    @on(EntryPane.Changed)
    def _afterwards(self, event: EntryPane.Changed) -> None:
        """A stage after the files has come on. What it did stands in a journal, which is read again."""
        if event.done:
            for pane in self.query(AccountPane):
                if pane is not event.control:
                    pane.stale()
            self.ask(self.asked)
        else:
            self.refresh_frame()

    def _under_way(self) -> dict[Stage, Mark]:
        """The mark of the stage that is doing something."""
        stage = self._half.at_work
        return {} if stage is None else {stage: Mark("▶", "$primary", "under way")}

    def _in_account(self) -> tuple[tuple[str, str], ...]:
        """Which account a stage speaks of, once that is known."""
        shown = self.stage in ACCOUNT and self._half.account
        return ((self._half.account, "$text-muted"),) if shown else ()

    def _pane(self, stage: Stage) -> EntryPane | None:
        """The pane of a stage that speaks for itself."""
        return self.query_one(f"#{stage.value}", EntryPane) if stage in AFTERWARDS else None

    # ------------------------------------------------------------------ stages

    @property
    def state(self) -> State:
        """What decides which commands make sense."""
        if not self.is_mounted:
            return State(self.stage)
        proof = self.query_one(ProofPane)
        changing = self.query_one(ApplyPane)
        return State(
            self.stage,
            self.look,
            proof.report,
            looking=bool(self._doing),
            writing=changing.busy,
            proving=proof.running,
            acting=self._half.at_work is not None,
            possible=changing.possible or self.look is None or self.look.status is not None,
        )

    @property
    def under_way(self) -> str:
        """Writing files, or something in the account."""
        state = self.state
        stage = self._half.at_work
        if state.writing or self.query_one(AddPane).writing:
            return "Files are being written. Each is in a journal: opened again, it is finished or undone."
        if stage not in ACCOUNT:
            return ""
        if self._half.rehearsing:
            return "A rehearsal is under way. It ends with edgewise, and its demo account is gone then."
        back = "" if stage is Stage.SHIP else ", and `edgewise rollback --yes` goes back"
        going = f"`edgewise {hints.RUNS[stage]} --yes` goes on{back}"
        return f"What is done in the account now is in the journal: {going}."

    def open_stage(self, stage: Stage) -> None:
        """Put a stage on the screen, and the keys into it."""
        self.stage = stage
        empty = (
            stage is Stage.INSPECT and self.look is not None and (not self.look.known or self.look.error is not None)
        )
        pane = "empty" if empty else stage.value
        self.query_one(ContentSwitcher).current = pane
        self.refresh_frame()
        shown = self.query_one(f"#{pane}", ListPane)
        if isinstance(shown, EntryPane):
            shown.opened()
        shown.target.focus()

    def refresh_frame(self) -> None:
        """Bring rail, title and the line that says what to do next up to date."""
        found = self.look
        if found is None:
            return
        report = self.query_one(ProofPane).report
        rail = self.query_one(Rail)
        rail.current = self.stage
        rail.marks = {**hints.marks(found, report, self._half.runs), **self._under_way()}
        self.crumbs("Migrate", *((found.name, self.stage.caption) if found.known else ()))
        self.status(*self._in_account(), hints.status(found))
        shown = self._pane(self.stage) if found.migrated else None
        step = shown.next_step() if shown else hints.next_step(self.stage, found, report)
        self.next_step(self._busy_words() or step)
        self.refresh_bindings()

    def _busy_words(self) -> str:
        state = self.state
        if state.writing:
            return "Writing files. Each one is journalled before. x stops between two."
        if state.looking:
            return f"{self._doing} …"
        if state.proving and self.stage is Stage.PROVE:
            return "Both sides are being asked. Press x to stop."
        return ""

    def action_go(self, stage: str) -> None:
        """Open a stage by its name."""
        if self.state.can_open(Stage(stage)):
            self.open_stage(Stage(stage))

    def action_next(self) -> None:
        """Go on to the next stage."""
        place = WAY.index(self.stage)
        if place + 1 < len(WAY):
            self.action_go(WAY[place + 1].value)

    def action_back(self) -> None:
        """Go back to the stage before."""
        place = WAY.index(self.stage)
        if place:
            self.open_stage(WAY[place - 1])

    def action_history(self) -> None:
        """Show what was migrated on this computer."""
        self._came_from = self.stage
        self.query_one(HistoryPane).go_to(self.asked.root)
        self.open_stage(Stage.HISTORY)

    def action_escape(self) -> None:
        """Stop what runs, else go back a stage, else go home."""
        if self.stage is Stage.HISTORY:
            self.open_stage(self._came_from)
        elif self.state.proving and self.stage is Stage.PROVE:
            self.query_one(ProofPane).stop()
        elif self.stage is Stage.INSPECT:
            self.app.action_door("home")
        else:
            self.action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        return self.state.allows(action)
