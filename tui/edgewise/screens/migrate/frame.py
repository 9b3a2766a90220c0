"""The frame of the Migrate screen: what is known, which stage is open, and what can be done now."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import ContentSwitcher, Static

from edgewise.migration.index import known
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.migrate import hints
from edgewise.screens.migrate.apply import ApplyPane
from edgewise.screens.migrate.empty import cannot_read, no_project
from edgewise.screens.migrate.facts import facts
from edgewise.screens.migrate.findings import AssessPane
from edgewise.screens.migrate.look import Look, look
from edgewise.screens.migrate.plan import PlanPane
from edgewise.screens.migrate.proof import ProofPane
from edgewise.screens.migrate.rail import Rail
from edgewise.screens.migrate.stages import OPEN, Stage


class StageScreen(EdgewiseScreen):
    """The rail, the stages, and going from one to the other."""

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
            text.update(no_project(found.root, known(self.services.folders)))

    def _first_stage(self, found: Look) -> Stage:
        if found.status is not None:
            return Stage.APPLY if self.stage is not Stage.PROVE else Stage.PROVE
        return self.stage if found.project is not None else Stage.INSPECT

    # ------------------------------------------------------------------ stages

    def open_stage(self, stage: Stage) -> None:
        """Put a stage on the screen."""
        self.stage = stage
        self.query_one(ContentSwitcher).current = stage.value
        self.refresh_frame()
        wanted = {
            Stage.INSPECT: "#inspect",
            Stage.ASSESS: "#finding-list",
            Stage.PLAN: "#plan-list",
            Stage.APPLY: "#apply-scroll",
            Stage.PROVE: "#cause-list",
        }[stage]
        self.query_one(wanted).focus()

    def refresh_frame(self) -> None:
        """Bring rail, title and the line that says what to do next up to date."""
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

    def set_busy(self, text: str) -> None:
        """Say what is going on; empty when it is over."""
        self.busy = text
        self.refresh_frame()
