"""Apply: what will be written, writing it after a yes, what was written, and the way back."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from edgewise.errors import EdgewiseError
from edgewise.migration.index import update
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.dialogs import ConfirmDialog
from edgewise.screens.migrate.apply import words
from edgewise.screens.migrate.apply.checks import Care, checks
from edgewise.screens.migrate.apply.dialog import ApplyDialog, Yes
from edgewise.screens.migrate.apply.questions import apply_question, keep_question, resume_question, undo_question
from edgewise.screens.migrate.lists import ListPane
from edgewise.screens.migrate.looking import Look
from edgewise.screens.migrate.page import Make, Page
from edgewise.store import Folders

_REFRESH = 0.2


class ApplyPane(ListPane):
    """One text; it grows while files are written. Nothing else on the Migrate screen writes to the project."""

    class Begun(Message):
        """Files are about to be written."""

    class Ended(Message):
        """Files were written, or could not be."""

        def __init__(self, error: EdgewiseError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self) -> None:
        super().__init__(id="apply")
        self._look: Look | None = None
        self._report: ParityReport | None = None
        self.outcome: Make | None = None
        self._care = Care()
        self._stopping = False
        self._what = ""
        self._done: list[str] = []
        self._total = 0
        self._started: float | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield Page(id="apply-text")

    def on_mount(self) -> None:
        """Show the seconds while files are written."""
        self.set_interval(_REFRESH, self._tick)

    @property
    def busy(self) -> bool:
        """Whether files are being written."""
        return self._started is not None

    # ------------------------------------------------------------------ showing

    def show(self, look: Look, report: ParityReport | None) -> None:
        """How the folder stands. What was just done stays until something else is looked at."""
        if self._look is not None and self._look.asked != look.asked:
            self.outcome = None
        if self._look is not look:
            self._care = Care()
            if look.ready:
                self._take_care(look)
        self._look, self._report = look, report
        if not self.busy:
            self.query_one(Page).show(self.outcome or self._state)

    def forget(self) -> None:
        """What was done before is over."""
        self.outcome = None

    def _state(self, width: int) -> list[Content]:
        look = self._look
        if look is None:
            return []
        if look.status == "interrupted":
            return words.interrupted(look.record, width)
        if look.migrated:
            return words.migrated(look, width)
        if look.plan is not None:
            found = checks(look, self._report, self._care)
            return words.ahead(look, look.plan, found, width, possible=self.possible)
        return words.blocked(look, width)

    @property
    def possible(self) -> bool:
        """Whether nothing outside the plan stands against applying it."""
        return self._look is not None and self._look.writable and self._care.problem is None

    @work(thread=True, exclusive=True, group="care", exit_on_error=False)
    def _take_care(self, look: Look) -> None:
        """Ask git how the files are kept that the plan changes."""
        from edgewise.migration import precautions

        try:
            care = Care(precautions(look.root, look.plan)) if look.plan is not None else Care()
        except EdgewiseError as error:
            care = Care(problem=error)
        self.app.call_from_thread(self._cared, look, care)

    def _cared(self, look: Look, care: Care) -> None:
        if look is self._look:
            self._care = care
            if not self.busy and self.outcome is None:
                self.query_one(Page).show(self._state, again=True)
            self.screen.refresh_bindings()

    def _tick(self) -> None:
        if self._started is not None:
            seconds = time.monotonic() - self._started
            done = list(self._done)
            self.query_one(Page).show(lambda width: words.working(self._what, done, self._total, seconds), again=True)

    # ------------------------------------------------------------------ applying

    def ask_apply(self) -> None:
        """Ask, then apply the plan, or finish one that was cut off."""
        look = self._look
        if look is None:
            return
        if look.status == "interrupted":
            dialog = ConfirmDialog("Go on with the migration?", resume_question(look), yes="Yes, go on")
            self.app.push_screen(dialog, lambda answer: self._apply_answered(Yes() if answer else None))
        elif look.plan is not None:
            care = self._care.found
            question = ApplyDialog(apply_question(look.plan, care), branches=care is not None and care.git is None)
            self.app.push_screen(question, self._apply_answered)

    def _apply_answered(self, answer: Yes | None) -> None:
        if answer is not None and self._look is not None:
            self._begin("Applying the plan. Each file is journalled first.")
            self._apply(self._look, self._look.root, self._folders, answer.branch)

    def stop(self) -> None:
        """Stop between two files. What was written can be taken back, or finished."""
        self._stopping = True

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _apply(self, look: Look, root: Path, folders: Folders, branch: str | None) -> None:
        from edgewise.migration import apply, precautions, resume

        outcome: Make | None = None
        problem: EdgewiseError | None = None
        try:
            if look.project is not None and look.plan is not None:
                care = precautions(root, look.plan)
                made = apply(
                    look.project, look.plan, self._progress, care=care, branch=branch, stop=lambda: self._stopping
                )
            else:
                made = resume(root, self._progress, stop=lambda: self._stopping)
            outcome = partial(words.applied, made, look.plan)
        except EdgewiseError as error:
            problem = error
        finally:
            update(folders, root)
            self.app.call_from_thread(self._end, outcome, problem)

    def _progress(self, done: int, total: int, path: str) -> None:
        """Called from the thread that writes; lists take an append from anywhere."""
        self._total = total
        self._done.append(path)

    # ------------------------------------------------------------------ undoing

    def ask_undo(self) -> None:
        """Ask, with a preview, then undo."""
        if self._look is not None and self._look.status is not None:
            dialog = ConfirmDialog(
                "Undo the migration?", undo_question(self._look.record, self._look.runs), yes="Yes, undo"
            )
            self.app.push_screen(dialog, self._undo_answered)

    def ask_keep(self) -> None:
        """Ask, then finish an undo with the user's versions of what it could not settle."""
        if self._look is not None and self._look.record is not None:
            dialog = ConfirmDialog("Keep your versions?", keep_question(self._look.record), yes="Yes, keep mine")
            self.app.push_screen(dialog, partial(self._undo_answered, keep_mine=True))

    def _undo_answered(self, answer: bool | None, *, keep_mine: bool = False) -> None:
        if answer and self._look is not None:
            self._begin("Taking the migration back")
            self._undo(self._look.root, self._folders, keep_mine=keep_mine)

    @work(thread=True, exclusive=True, group="change", exit_on_error=False)
    def _undo(self, root: Path, folders: Folders, *, keep_mine: bool) -> None:
        from edgewise.migration import undo

        outcome: Make | None = None
        problem: EdgewiseError | None = None
        try:
            outcome = partial(words.undone, undo(root, keep_mine=keep_mine, stop=lambda: self._stopping))
        except EdgewiseError as error:
            problem = error
        finally:
            update(folders, root)
            self.app.call_from_thread(self._end, outcome, problem)

    # ------------------------------------------------------------------ both

    @property
    def _folders(self) -> Folders:
        """Where the index of migrations is kept."""
        screen = self.screen
        assert isinstance(screen, EdgewiseScreen)
        return screen.services.folders

    def _begin(self, what: str) -> None:
        self._what, self._done, self._total = what, [], 0
        self._stopping = False
        self._started = time.monotonic()
        self._tick()
        self.post_message(self.Begun())

    def _end(self, outcome: Make | None, error: EdgewiseError | None) -> None:
        self._started = None
        self.outcome = outcome
        self.post_message(self.Ended(error))
