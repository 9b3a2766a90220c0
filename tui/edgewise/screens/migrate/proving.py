"""Running the proof from the screen, stopping it, and keeping its report."""

from __future__ import annotations

from pathlib import Path

from textual import work

from edgewise.errors import EdgewiseError
from edgewise.screens.migrate.changing import ChangingScreen
from edgewise.screens.migrate.proof import ProofPane
from edgewise.screens.migrate.proof_words import problem, stopped


class ProvingScreen(ChangingScreen):
    """The proof works on copies: it reads the project folder and never writes to it."""

    def action_prove(self) -> None:
        """Start the proof."""
        from edgewise.migration import FINDINGS

        pane = self.query_one(ProofPane)
        if not pane.running and self.look is not None:
            titles = {key: entry.title for key, entry in FINDINGS.items()}
            pane.start(titles, {key: entry.why for key, entry in FINDINGS.items()})
            self.set_busy("")
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
            self.refresh_frame()

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
