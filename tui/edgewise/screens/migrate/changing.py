"""Applying the plan and undoing it: each after a question, in a thread, with what was done told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import work

from edgewise.errors import EdgewiseError
from edgewise.migration.index import update
from edgewise.screens.dialogs import ConfirmDialog
from edgewise.screens.migrate import undoing
from edgewise.screens.migrate.apply import ApplyPane, question
from edgewise.screens.migrate.frame import StageScreen
from edgewise.screens.migrate.look import Look, look
from edgewise.screens.migrate.proof import ProofPane
from edgewise.screens.migrate.stages import Stage


class ChangingScreen(StageScreen):
    """What writes to the project folder. Nothing else on this screen does."""

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
            self.set_busy("Applying the plan. Each file is journalled first.")
            self._apply(self.look)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _apply(self, found: Look) -> None:
        from edgewise.migration import apply, precautions, resume

        pane = self.query_one(ApplyPane)

        def progress(done: int, total: int, path: str) -> None:
            self.app.call_from_thread(pane.working, done, total, path)

        try:
            if found.project is not None and found.plan is not None:
                care = precautions(found.root, found.plan)
                made = apply(found.project, found.plan, progress, care=care)
            else:
                made = resume(found.root, progress)
        except EdgewiseError as error:
            self._after(None, error)
        else:
            self._after(lambda: pane.finished(made.applied, found.plan, made.next), None)

    def action_undo(self) -> None:
        """Ask, then undo."""
        if self.look is not None:
            dialog = ConfirmDialog("Undo the migration?", undoing.question(self.look), yes="Yes, undo")
            self.app.push_screen(dialog, self._undo_answered)

    def _undo_answered(self, answer: bool | None) -> None:
        if answer and self.look is not None:
            self.open_stage(Stage.APPLY)
            self.set_busy("Giving back every byte …")
            self._undo(self.look.root)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _undo(self, root: Path) -> None:
        from edgewise.migration import undo

        pane = self.query_one(ApplyPane)
        try:
            done = undo(root)
        except EdgewiseError as error:
            self._after(None, error)
        else:
            self._after(lambda: pane.undone(done.restored, done.conflicts), None)

    def _after(self, tell: Callable[[], None] | None, error: EdgewiseError | None) -> None:
        """Files were changed, or could not be: look again (still in the thread), then show both."""
        found = look(self.services.project, dict(self.overrides))
        update(self.services.folders, found.root)
        self.app.call_from_thread(self._show_change, found, tell, error)

    def _show_change(self, found: Look, tell: Callable[[], None] | None, error: EdgewiseError | None) -> None:
        self.busy = ""
        self.query_one(ProofPane).forget()
        if error is not None:
            self.app.warn(f"{error.message} {error.fix or ''}".strip())
        self.show(found, Stage.APPLY)
        if tell is not None:
            tell()
