"""The Migrate screen: what the user may ask, say, choose and start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import on, work
from textual.content import Content

from edgewise.migration.choices import Decision
from edgewise.project.model import PagesProject
from edgewise.screens.dialogs import AskDialog
from edgewise.screens.migrate.apply.pane import ApplyPane
from edgewise.screens.migrate.assess.choose import ChooseDialog
from edgewise.screens.migrate.assess.decisions import chosen
from edgewise.screens.migrate.assess.page import FindingPage
from edgewise.screens.migrate.assess.pane import AssessPane
from edgewise.screens.migrate.command import CommandDialog
from edgewise.screens.migrate.empty import EmptyPane
from edgewise.screens.migrate.equivalents import equivalents
from edgewise.screens.migrate.frame import StageScreen
from edgewise.screens.migrate.history.pane import HistoryPane
from edgewise.screens.migrate.inspect.pane import InspectPane
from edgewise.screens.migrate.inspect.settings import SETTINGS, Setting, hint, suggestion
from edgewise.screens.migrate.looking import Asked
from edgewise.screens.migrate.prove.pane import ProofPane
from edgewise.screens.migrate.stages import Stage
from edgewise.screens.migrate.verbs import HELP, STAGES, VERBS
from edgewise.store import content
from edgewise.text import clean


class MigrateScreen(StageScreen):
    """From a Pages project to a Worker, one stage after the other."""

    CRUMB = "Migrate"
    CSS_PATH = str(content("assets", "styles", "migrate.tcss"))
    HELP = HELP
    VERBS = VERBS

    def explanation(self) -> str:
        """The stage, then the screen."""
        return f"{self.stage.caption}. {STAGES[self.stage]}\n\n{HELP}"

    # ------------------------------------------------------------------ what is asked

    @on(HistoryPane.Open)
    @on(EmptyPane.Open)
    def _open_other(self, event: HistoryPane.Open | EmptyPane.Open) -> None:
        self.open_folder(event.root)

    def action_open(self) -> None:
        """Ask for another folder."""
        text = Content.styled("The folder of a Pages project. ~ is your home.", "$text-muted")
        self.app.push_screen(AskDialog("Open a project", text, value=str(self.asked.root)), self._folder_said)

    def _folder_said(self, answer: str | None) -> None:
        if answer and answer.strip():
            self.open_folder(Path(answer.strip()).expanduser().absolute())

    def open_folder(self, root: Path) -> None:
        """Look at another folder. Nothing of the one before holds for it."""
        if not root.is_dir():
            self.app.warn(f"There is no folder {clean(str(root), 120)}.")
            return
        if self.state.writing or self.state.acting:
            return
        self.services.project = root
        self.stage, self._before = Stage.INSPECT, None
        self.query_one(ApplyPane).forget()
        self.look = None if self.look is None or self.look.root != root else self.look
        self.ask(Asked(root))

    def action_output(self) -> None:
        """Ask which folder holds the built site."""
        self._say(next(each for each in SETTINGS if each.key == "output"))

    @on(InspectPane.Say)
    def _say_event(self, event: InspectPane.Say) -> None:
        self._say(event.setting)

    def _say(self, setting: Setting) -> None:
        found = self.look
        if found is not None and found.status is None:
            dialog = AskDialog(setting.question, hint(setting, found), value=suggestion(setting, found))
            self.app.push_screen(dialog, lambda answer: self._said(setting, answer))

    def _said(self, setting: Setting, answer: str | None) -> None:
        if answer is None:
            return
        overrides = {key: value for key, value in self.asked.overrides.items() if key != setting.key}
        if answer.strip():
            overrides[setting.key] = answer.strip()
        self.ask(replace(self.asked, overrides=overrides))

    def action_account(self) -> None:
        """Ask the account what it says about the project."""
        if self.look is not None and self.look.project is not None:
            self._ask_account(self.look.project, self.asked)

    @work(exclusive=True, group="account", exit_on_error=False)
    async def _ask_account(self, project: PagesProject, asked: Asked) -> None:
        from edgewise.screens.migrate.inspect.account import dashboard_of

        self.begin("Asking the account")
        try:
            found = await dashboard_of(project, self.services)
        finally:
            self.finish()
        if asked == self.asked:
            self.ask(replace(asked, dashboard=found))

    @on(AssessPane.Decide)
    def _decide(self, event: AssessPane.Decide) -> None:
        decision = event.decision
        if self.look is not None and self.look.status is None:
            dialog = ChooseDialog(decision, self.asked.choices)
            self.app.push_screen(dialog, lambda option: self._decided(decision, option))

    def _decided(self, decision: Decision, option: str | None) -> None:
        choices = self.asked.choices if option is None else chosen(self.asked.choices, decision.key, option)
        if choices != self.asked.choices:
            self.ask(replace(self.asked, choices=choices))

    @on(AssessPane.Explain)
    async def _explain(self, event: AssessPane.Explain) -> None:
        if event.lesson:
            await self._open_lesson(event.finding.lesson)
        else:
            self.app.push_screen(FindingPage(event.finding, self.asked.root), self._open_lesson)

    async def _open_lesson(self, lesson: str | None) -> None:
        if lesson:
            await self.app.open_lesson(lesson)

    def action_command(self) -> None:
        """Show the equivalent commands; the first is copied."""
        if self.look is None:
            return
        pane = self.query_one(AssessPane)
        finding = pane.finding if self.stage is Stage.ASSESS else None
        lines = equivalents(
            self.stage, self.look, finding, against=self.query_one(ProofPane).against, demo=self.services.demo
        )
        self.app.copy_to_clipboard(lines[0][0])
        self.app.push_screen(CommandDialog(lines))

    # ------------------------------------------------------------------ changing and proving

    def action_apply(self) -> None:
        """Ask, then write the plan's files."""
        self.query_one(ApplyPane).ask_apply()

    def action_undo(self) -> None:
        """Ask, then give back every byte."""
        self.query_one(ApplyPane).ask_undo()

    def action_keep_mine(self) -> None:
        """Ask, then finish the undo with the user's versions."""
        self.query_one(ApplyPane).ask_keep()

    @on(ApplyPane.Begun)
    def _begun(self) -> None:
        self.open_stage(Stage.APPLY)

    @on(ApplyPane.Ended)
    def _ended(self, event: ApplyPane.Ended) -> None:
        if event.error is not None:
            self.app.warn(f"{event.error.message} {event.error.fix or ''}".strip())
        self.query_one(ProofPane).forget()
        self.ask(self.asked)

    def action_prove(self) -> None:
        """Start the proof."""
        if self.look is not None:
            self.query_one(ProofPane).run(self.look)
            self.refresh_frame()

    def action_against(self) -> None:
        """Ask which site the new side is compared with."""
        text = (
            "The address of the live site, such as https://NAME.pages.dev. It is asked a few times a second, and "
            "only with methods that read. Empty: wrangler pages dev on this computer."
        )
        value = self.query_one(ProofPane).against or ""
        dialog = AskDialog("Compare with which site?", Content.styled(text, "$text-muted"), value=value)
        self.app.push_screen(dialog, self._against_said)

    def _against_said(self, answer: str | None) -> None:
        if answer is not None:
            self.query_one(ProofPane).compare_with(answer.strip() or None)
            self.refresh_frame()

    def action_stop(self) -> None:
        """Stop what is under way: reading, writing between two files, or the proof."""
        if self.state.looking:
            self.stop_reading()
        elif self.state.writing:
            self.query_one(ApplyPane).stop()
            self.next_step("Stopping after this file …")
        else:
            self.query_one(ProofPane).stop()
            self.next_step("Stopping both servers …")

    @on(ProofPane.Ended)
    def _proved(self) -> None:
        proof = self.query_one(ProofPane)
        if self.look is not None:
            self.query_one(ApplyPane).show(self.look, proof.report)
        if self.stage is Stage.PROVE and self.app.screen is self:
            proof.target.focus()
        self.refresh_frame()

    def action_report(self) -> None:
        """Write the report as a web page and say where it is."""
        report = self.query_one(ProofPane).report
        if report is not None and self.look is not None:
            from edgewise.screens.migrate.prove.reporting import write_report

            self.app.say(write_report(report, self.look, self.services.folders))
