"""The Migrate screen: a rail of stages and the stage that is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from edgewise.errors import EdgewiseError
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.dialogs import AskDialog, ConfirmDialog, TextDialog
from edgewise.screens.migrate import hints, undoing
from edgewise.screens.migrate.apply import ApplyPane, question
from edgewise.screens.migrate.empty import cannot_read, no_project
from edgewise.screens.migrate.equivalents import equivalent
from edgewise.screens.migrate.facts import facts
from edgewise.screens.migrate.findings import AssessPane, FindingList, explanation
from edgewise.screens.migrate.look import Look, look
from edgewise.screens.migrate.plan import PlanPane
from edgewise.screens.migrate.proof import ProofPane
from edgewise.screens.migrate.proof_words import problem, stopped
from edgewise.screens.migrate.rail import Rail
from edgewise.screens.migrate.stages import OPEN, Stage
from edgewise.screens.migrate.verbs import HELP, VERBS
from edgewise.store import content
from edgewise.text import clean


class MigrateScreen(EdgewiseScreen):
    """From a Pages project to a Worker, one stage after the other."""

    CRUMB = "Migrate"
    CSS_PATH = str(content("assets", "styles", "migrate.tcss"))
    HELP = HELP
    VERBS = VERBS

    def __init__(self) -> None:
        super().__init__()
        self.look: Look | None = None
        self.stage = Stage.INSPECT
        self.overrides: dict[str, str] = {}
        self.busy = ""
        self._before: Look | None = None

    def compose_body(self) -> ComposeResult:
        """Rail and stages."""
        with Container(id="migrate"):
            yield Rail(id="rail")
            with ContentSwitcher(id="stages", initial="inspect"):
                with VerticalScroll(id="inspect"):
                    yield Static(id="inspect-text")
                yield AssessPane()
                yield PlanPane()
                yield ApplyPane()
                yield ProofPane()

    def on_mount(self) -> None:
        """Look at the folder."""
        self.action_again()

    # ------------------------------------------------------------------ looking

    def action_again(self) -> None:
        """Read the folder anew."""
        self.next_step("Reading the project …")
        self._look()

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self, then: Stage | None = None) -> None:
        found = look(self.services.project, dict(self.overrides))
        self.app.call_from_thread(self.show, found, then)

    def show(self, found: Look, then: Stage | None = None) -> None:
        """Show ``found`` in all stages, and open the stage where there is something to do."""
        self.look = found
        if found.project is not None:
            self._before = found
        self._show_inspect(found)
        known = self._before if self._before is not None and self._before.root == found.root else None
        self.query_one(AssessPane).show(found.findings or (known.findings if known else ()), found.root)
        self.query_one(PlanPane).show(found.edits, found.plan or (known.plan if known else None), done=found.migrated)
        self.query_one(ApplyPane).show(found)
        self.query_one(ProofPane).invite(found)
        self.open_stage(then or self._first_stage(found))

    def _show_inspect(self, found: Look) -> None:
        text = self.query_one("#inspect-text", Static)
        if found.error is not None:
            text.update(cannot_read(found.error))
        elif found.project is not None:
            text.update(facts(found.project))
        elif found.migrated and self._before is not None and self._before.root == found.root and self._before.project:
            text.update(facts(self._before.project))
        elif found.status is not None:
            text.update(hints.migrated_text(found))
        else:
            text.update(no_project(found.root))

    def _first_stage(self, found: Look) -> Stage:
        if found.status is not None:
            return Stage.APPLY if self.stage is not Stage.PROVE else Stage.PROVE
        return self.stage if found.project is not None else Stage.INSPECT

    # ------------------------------------------------------------------ stages

    def open_stage(self, stage: Stage) -> None:
        """Put a stage on the screen."""
        self.stage = stage
        self.query_one(ContentSwitcher).current = stage.value
        self._refresh_frame()
        wanted = {
            Stage.INSPECT: "#inspect",
            Stage.ASSESS: "#finding-list",
            Stage.PLAN: "#plan-list",
            Stage.APPLY: "#apply-scroll",
            Stage.PROVE: "#cause-list",
        }[stage]
        self.query_one(wanted).focus()

    def _refresh_frame(self) -> None:
        if self.look is None:
            return
        rail = self.query_one(Rail)
        rail.current = self.stage
        rail.marks = hints.marks(self.look, self.query_one(ProofPane).report)
        known = self.look.project is not None or self.look.status is not None
        self.crumbs("Migrate", *((self.look.name, self.stage.caption) if known else ()))
        self.status(hints.status(self.look))
        running = "Both sides are being asked. Press x to stop." if self.query_one(ProofPane).running else ""
        self.next_step(
            self.busy
            or (running if self.stage is Stage.PROVE else "")
            or hints.next_step(self.stage, self.look, self.query_one(ProofPane).report)
        )
        self.refresh_bindings()

    def action_go(self, stage: str) -> None:
        """Open a stage by its name."""
        if Stage(stage) in OPEN and self._can_open(Stage(stage)):
            self.open_stage(Stage(stage))

    def action_next(self) -> None:
        """Go on to the next stage."""
        place = OPEN.index(self.stage)
        if place + 1 < len(OPEN):
            self.action_go(OPEN[place + 1].value)

    def action_back(self) -> None:
        """Go back to the stage before."""
        place = OPEN.index(self.stage)
        if place:
            self.open_stage(OPEN[place - 1])

    def _can_open(self, stage: Stage) -> bool:
        if self.look is None or self.look.error is not None:
            return stage is Stage.INSPECT
        return stage is Stage.INSPECT or self.look.project is not None or self.look.status is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        found = self.look
        proving = self.is_mounted and self.query_one(ProofPane).running
        known = found is not None and (found.project is not None or found.status is not None)
        rules: dict[str, bool | None] = {
            "next": known and self.stage is not Stage.PROVE,
            "back": self.stage is not Stage.INSPECT,
            "apply": self._can_apply(),
            "prove": known and self.stage is Stage.PROVE and not proving and not self.busy,
            "stop": proving,
            "undo": bool(found and found.status is not None and not self.busy and not proving),
            "report": self.is_mounted and self.query_one(ProofPane).report is not None and self.stage is Stage.PROVE,
            "output": found is not None and found.status is None and self.stage is Stage.INSPECT and not self.busy,
            "open": not self.busy and not proving,
            "again": not self.busy and not proving,
            "command": known,
        }
        return rules.get(action, True)

    def _can_apply(self) -> bool:
        found = self.look
        if found is None or self.busy or self.query_one(ProofPane).running:
            return False
        if found.status == "interrupted":
            return self.stage is Stage.APPLY
        return found.ready and self.stage in (Stage.PLAN, Stage.APPLY)

    # ------------------------------------------------------------------ findings

    @on(FindingList.Explain)
    async def _explain(self, event: FindingList.Explain) -> None:
        finding = event.finding
        opener: Any = getattr(self.app, "open_lesson", None)
        if event.lesson and finding.lesson and opener is not None:
            await opener(finding.lesson)
            return
        self.app.push_screen(TextDialog("Why this matters", explanation(finding, self.services.project)))

    # ------------------------------------------------------------------ applying

    def action_apply(self) -> None:
        """Ask, then apply the plan, or finish one that was cut off."""
        found = self.look
        if found is None:
            return
        if found.status == "interrupted":
            dialog = ConfirmDialog("Go on with the migration?", undoing.resume_question(), yes="Yes, go on")
        elif found.plan is not None:
            dialog = ConfirmDialog("Change these files?", question(found.plan), yes="Yes, apply")
        else:
            return
        self.app.push_screen(dialog, self._apply_answered)

    def _apply_answered(self, answer: bool | None) -> None:
        if answer and self.look is not None:
            self.open_stage(Stage.APPLY)
            self._set_busy("Applying the plan. Each file is journalled first.")
            self._apply(self.look)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _apply(self, found: Look) -> None:
        from edgewise.migration import apply, resume

        pane = self.query_one(ApplyPane)

        def progress(done: int, total: int, path: str) -> None:
            self.app.call_from_thread(pane.working, done, total, path)

        try:
            if found.project is not None and found.plan is not None:
                made = apply(found.project, found.plan, progress)
            else:
                made = resume(found.root, progress)
        except EdgewiseError as error:
            self.app.call_from_thread(self._changed, None, error)
        else:
            self.app.call_from_thread(self._changed, lambda: pane.finished(made.applied, found.plan, made.next), None)

    # ------------------------------------------------------------------ undoing

    def action_undo(self) -> None:
        """Ask, then undo."""
        if self.look is not None:
            dialog = ConfirmDialog("Undo the migration?", undoing.question(self.look), yes="Yes, undo")
            self.app.push_screen(dialog, self._undo_answered)

    def _undo_answered(self, answer: bool | None) -> None:
        if answer and self.look is not None:
            self.open_stage(Stage.APPLY)
            self._set_busy("Giving back every byte …")
            self._undo(self.look.root)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _undo(self, root: Path) -> None:
        from edgewise.migration import undo

        pane = self.query_one(ApplyPane)
        try:
            done = undo(root)
        except EdgewiseError as error:
            self.app.call_from_thread(self._changed, None, error)
        else:
            self.app.call_from_thread(self._changed, lambda: pane.undone(done.restored, done.conflicts), None)

    def _changed(self, tell: Any, error: EdgewiseError | None) -> None:
        """Files were changed, or could not be: look again, then tell what was done."""
        self._set_busy("")
        self.query_one(ProofPane).forget()
        if error is not None:
            self.app.warn(f"{error.message} {error.fix or ''}".strip())
        found = look(self.services.project, dict(self.overrides))
        self.show(found, Stage.APPLY)
        if tell is not None:
            tell()

    def _set_busy(self, text: str) -> None:
        self.busy = text
        self._refresh_frame()

    # ------------------------------------------------------------------ proving

    def action_prove(self) -> None:
        """Start the proof."""
        from edgewise.migration import FINDINGS

        pane = self.query_one(ProofPane)
        if not pane.running and self.look is not None:
            titles = {key: entry.title for key, entry in FINDINGS.items()}
            pane.start(titles, {key: entry.why for key, entry in FINDINGS.items()})
            self._set_busy("")
            self._prove(self.look.root)

    @work(exclusive=True, group="proof", exit_on_error=False)
    async def _prove(self, root: Path) -> None:
        from edgewise.migration.parity import verify
        from edgewise.runtime.toolchain import ensure

        pane = self.query_one(ProofPane)
        report = None
        note = stopped()
        try:
            toolchain = await ensure(lambda progress: pane.waiting(progress.text))
            report = await verify(root, toolchain=toolchain, overrides=dict(self.overrides), on_event=pane.hear)
        except EdgewiseError as error:
            note = problem(error.message, error.fix)
        finally:
            # Also when the user stops it: the worker is cancelled and ends here.
            pane.end(report)
            if report is None and self.look is not None and self.is_attached:
                pane.invite(self.look, problem=note)
            self._refresh_frame()

    def action_stop(self) -> None:
        """Stop the proof; both servers end."""
        self.workers.cancel_group(self, "proof")
        self.next_step("Stopping both servers …")

    def action_report(self) -> None:
        """Write the report as a web page and say where it is."""
        report = self.query_one(ProofPane).report
        if report is not None and self.look is not None:
            from edgewise.screens.migrate.reporting import write_report

            self.app.say(write_report(report, self.look, self.services.folders))

    # ------------------------------------------------------------------ the rest

    def action_escape(self) -> None:
        """Stop what runs, else go back a stage, else go home."""
        if self.query_one(ProofPane).running:
            self.action_stop()
        elif self.stage is Stage.INSPECT:
            self.app.action_door("home")
        else:
            self.action_back()

    def action_command(self) -> None:
        """Copy the equivalent command and show it."""
        if self.look is None:
            return
        command = equivalent(self.stage, self.look)
        self.app.copy_to_clipboard(command)
        self.app.push_screen(TextDialog("The same on the command line", hints.command_text(command)))

    def action_open(self) -> None:
        """Ask for another folder."""
        hint = Content.styled("The folder of a Pages project. ~ is your home.", "$text-muted")
        dialog = AskDialog("Open a project", hint, value=str(self.services.project))
        self.app.push_screen(dialog, self._open_folder)

    def _open_folder(self, answer: str | None) -> None:
        if not answer or not answer.strip():
            return
        path = Path(answer.strip()).expanduser().absolute()
        if not path.is_dir():
            self.app.warn(f"There is no folder {clean(str(path), 120)}.")
            return
        self.services.project = path
        self.overrides.clear()
        self._before = None
        self.stage = Stage.INSPECT
        self.query_one(ProofPane).forget()
        self.action_again()

    def action_output(self) -> None:
        """Ask which folder holds the built site."""
        hint = Content.styled("The folder that your build writes, such as dist or public.", "$text-muted")
        dialog = AskDialog("Output folder", hint, value=self.overrides.get("output", ""))
        self.app.push_screen(dialog, self._output_said)

    def _output_said(self, answer: str | None) -> None:
        if answer is None:
            return
        self.overrides.pop("output", None)
        if answer.strip():
            self.overrides["output"] = answer.strip()
        self.action_again()
