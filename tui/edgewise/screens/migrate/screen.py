"""The Migrate screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on
from textual.content import Content

from edgewise.screens.dialogs import AskDialog, TextDialog
from edgewise.screens.migrate import hints
from edgewise.screens.migrate.equivalents import equivalent
from edgewise.screens.migrate.findings import FindingList, explanation
from edgewise.screens.migrate.proof import ProofPane
from edgewise.screens.migrate.proving import ProvingScreen
from edgewise.screens.migrate.stages import Stage
from edgewise.screens.migrate.verbs import HELP, VERBS
from edgewise.store import content
from edgewise.text import clean


class MigrateScreen(ProvingScreen):
    """From a Pages project to a Worker, one stage after the other."""

    CRUMB = "Migrate"
    CSS_PATH = str(content("assets", "styles", "migrate.tcss"))
    HELP = HELP
    VERBS = VERBS

    @on(FindingList.Explain)
    async def _explain(self, event: FindingList.Explain) -> None:
        finding = event.finding
        opener: Any = getattr(self.app, "open_lesson", None)
        if event.lesson and finding.lesson and opener is not None:
            await opener(finding.lesson)
            return
        self.app.push_screen(TextDialog("Why this matters", explanation(finding, self.services.project)))

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
