"""A lab: the task and its checks, the learner's code, and the real runtime."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from edgewise.commands import Command
from edgewise.course import Progress
from edgewise.course.labs.by_hand import Call, Draft, Triggers, cron_of, email_of, first_draft, triggers_of
from edgewise.course.labs.resources import Resource, read_resources
from edgewise.course.labs.run import LabRun, State
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab, Lesson
from edgewise.errors import EdgewiseError
from edgewise.screens.base import EdgewiseScreen
from edgewise.screens.dialogs import ConfirmDialog
from edgewise.screens.learn.external import edit_outside
from edgewise.screens.learn.hints import next_hint
from edgewise.screens.learn.lab_editor import Editor
from edgewise.screens.learn.lab_guide import next_step, status
from edgewise.screens.learn.lab_hand import HandDialog
from edgewise.screens.learn.lab_panes import CheckList, LogText, TaskText
from edgewise.screens.learn.lab_resources import ResourceText
from edgewise.screens.learn.pane_bar import PANES, PaneBar
from edgewise.screens.learn.solution import SolutionDialog
from edgewise.store import content
from edgewise.widgets.code_area import CodeArea

_WHILE_EDITING = frozenset({"save", "other_file", "leave"})


class LabScreen(EdgewiseScreen):
    """One lab. Dismisses when the learner goes back to the lesson; the server is stopped then."""

    CRUMB = "Lab"
    CSS_PATH = str(content("assets", "styles", "learn.tcss"))
    HELP = (
        "Here you change a real Worker and watch it run on this machine, in the same runtime that Cloudflare "
        "uses. The files are your own copy. Press r to start the Worker and run the checks: they send "
        "requests and look at the answers. From then on each save runs them again, whichever editor saved. "
        "Press 5 to see what your Worker keeps: it is read anew after each run, and by u. While it runs you can "
        "call it yourself: t sends a request, c fires a cron trigger, m sends an e-mail, where it takes them. "
        "A hint has two stages: where to look, then what to write. Press v to compare your files with the "
        "solution; before everything passes you are asked first."
    )
    VERBS = (
        Command("lab.save", "ctrl+s", "Save", "Save and run the checks.", "save", priority=True),
        Command("lab.other_file", "ctrl+o", "File", "Show the next file while you edit.", "other_file"),
        Command("lab.run", "r", "Run", "Start the Worker and run the checks.", "run"),
        Command("lab.edit", "i", "Edit", "Edit the file here.", "edit"),
        Command("lab.request", "t", "Request", "Send a request to the running Worker by hand.", "request"),
        Command("lab.cron", "c", "Cron", "Fire a cron trigger of the running Worker.", "cron"),
        Command("lab.mail", "m", "E-mail", "Send a test e-mail to the running Worker.", "mail"),
        Command("lab.leave", "escape", "Back", "Stop editing; go back to the lesson.", "leave", display="esc"),
        Command("lab.hint", "h", "Hint", "Show the next hint.", "hint"),
        Command("lab.stop", "s", "Stop", "Stop the Worker, or what is being done.", "stop"),
        Command("lab.file", "f", "File", "Show the next file.", "file"),
        Command("lab.solution", "v", "Solution", "Compare your files with the solution.", "solution"),
        Command("lab.editor", "e", "Editor", "Open the file in your own editor.", "editor", footer=False),
        Command("lab.reset", "x", "Reset", "Begin again; your files are copied first.", "reset", footer=False),
        Command("lab.task", "1", "Task", "Show the task.", "pane('task')", footer=False),
        Command("lab.code", "2", "Code", "Show the code.", "pane('code')", footer=False),
        Command("lab.checks", "3", "Checks", "Show the checks.", "pane('checks')", footer=False),
        Command("lab.log", "4", "Log", "Show what the server prints.", "pane('log')", footer=False),
        Command("lab.state", "5", "State", "Show what the Worker keeps.", "pane('state')", footer=False),
        Command("lab.update", "u", "Update", "Read anew what the Worker keeps.", "update", footer=False),
    )

    def __init__(self, lab: Lab, lesson: Lesson, progress: Progress, workspace: Workspace) -> None:
        super().__init__()
        self._lab = lab
        self._lesson = lesson
        self._progress = progress
        self._workspace = workspace
        self._spec = workspace.spec
        self._run: LabRun | None = None
        self._state = State()
        self._hints: dict[str, int] = {}
        self._problem: tuple[str, ...] = ()
        self._draft = first_draft(self._spec)
        self._triggers = Triggers()
        self._read_at = -1
        self._gone = False

    # ------------------------------------------------------------------ composing

    def compose_body(self) -> ComposeResult:
        """Task and checks at the left, code and log at the right; one at a time where it is narrow."""
        yield PaneBar()
        with Horizontal(id="lab"):
            with Vertical(id="lab-left"):
                with VerticalScroll(id="pane-task"):
                    yield TaskText(self._spec)
                with VerticalScroll(id="pane-checks"):
                    yield CheckList(self._spec)
            with Vertical(id="lab-right"):
                yield Editor(self._workspace, id="pane-code")
                with Horizontal(id="lab-below"):
                    with VerticalScroll(id="pane-log"):
                        yield LogText()
                    with VerticalScroll(id="pane-state"):
                        yield ResourceText()

    def on_mount(self) -> None:
        """Begin with the task."""
        self.crumbs("Learn", self._lesson.title, "Lab")
        self.action_pane("task")
        if self._workspace.note:
            self.app.warn(self._workspace.note)
        self.set_interval(0.3, self._show_log)
        self._draw()

    async def on_unmount(self) -> None:
        """The server ends with the screen, also when the whole app ends; so does a temporary folder."""
        self._gone = True
        self.workers.cancel_group(self, "lab")
        if self._run is not None:
            await self._run.stop()
        self._workspace.close()

    # ------------------------------------------------------------------ running

    @work(exclusive=True, group="lab", exit_on_error=False)
    async def _work(self) -> None:
        """Run the lab until this worker is cancelled."""
        self._problem = ()
        try:
            async with LabRun(self._workspace, self._changed) as run:
                self._run = run
                await run.watch()
        except EdgewiseError as error:
            head, *tail = error.message.split("\n")
            self._problem = (head, *tail, *((error.fix,) if error.fix else ()))
        finally:
            self._run = None
            self._show_resources(None)
            self._changed(State(results=self._state.results, report=self._state.report))

    def _changed(self, state: State) -> None:
        """The lab is in another state."""
        if self._gone:
            return
        passed_before = self._state.passed
        started = state.phase in ("checking", "installing") and state.phase != self._state.phase
        if state.phase != self._state.phase:
            self._triggers = triggers_of(self._workspace.root, self._spec)
        news = state.report is not None and state.report is not self._state.report
        self._state = state
        if news:
            self._read_resources()
        if state.passed and not passed_before:
            self._progress.lab_passed(self._lesson.id, self._lab.id)
            self._hints.clear()
            self.app.say("All checks pass.")
        if not self._editing:
            # The pane with the news; but never taken from under the fingers of somebody who types.
            if state.passed and not passed_before:
                self.action_pane("task")
            elif started or state.phase == "broken" or self._problem:
                self.action_pane("checks")
        self._draw()

    @work(exclusive=True, group="resources", exit_on_error=False)
    async def _read_resources(self) -> None:
        """Show what the Worker keeps now."""
        run = self._run
        if run is None or run.url is None:
            return
        self._read_at = run.log.mark()
        found = await read_resources(run.url, self._workspace.root, run.log.lines())
        if run is self._run:
            self._show_resources(found)

    def _show_resources(self, found: Sequence[Resource] | None) -> None:
        if not self._gone and self.is_mounted:
            self.query_one(ResourceText).show(found, running=self._run is not None)

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While editing, letters are text: only the keys that are none work then."""
        if action in ("save", "other_file"):
            return self._editing
        if self._editing and action in {command.action.split("(")[0] for command in self.VERBS}:
            return action in _WHILE_EDITING
        if action == "stop":
            return self._run is not None
        if action in ("update", "request", "cron", "mail"):
            called = {"cron": bool(self._triggers.crons), "mail": self._triggers.email is not None}
            return self._run is not None and self._run.url is not None and called.get(action, True)
        if action == "hint":
            return self._next_hint() is not None
        return True

    def action_save(self) -> None:
        """Save; the checks follow."""
        self.query_one(Editor).save()

    def action_run(self) -> None:
        """Check now."""
        self.query_one(Editor).save()
        if self._run is None:
            self._work()
        else:
            self._run.again()

    def action_stop(self) -> None:
        """Stop the server, or the install."""
        self.workers.cancel_group(self, "lab")

    def action_edit(self) -> None:
        """Edit in place; where the Worker cannot run, at the place that wrangler names."""
        editor = self.query_one(Editor)
        fault = self._state.fault
        name, _, line = (fault.where or "").rpartition(":") if fault is not None else ("", "", "")
        self.action_pane("code")
        if name in self._spec.editable and line.isdigit():
            editor.show(name, int(line))
        editor.area.focus()

    def action_file(self) -> None:
        """Show the next file."""
        self.action_pane("code")
        self.query_one(Editor).next_file()

    def action_other_file(self) -> None:
        """The same while editing."""
        self.query_one(Editor).next_file()

    def action_show_file(self, number: int) -> None:
        """Show a file by its position."""
        self.query_one(Editor).show(self._spec.editable[number])

    def action_hint(self) -> None:
        """Show the next hint, of the first check that fails."""
        check = self._next_hint()
        if check is not None:
            self._hints[check] = self._hints.get(check, 0) + 1
            self.action_pane("checks")
            self._draw()

    def action_request(self) -> None:
        """Write a request and send it; the last one is remembered."""
        self._by_hand("Send a request to your Worker", draft=self._draft)

    def action_cron(self) -> None:
        """Fire a cron trigger."""
        self._by_hand("Fire a cron trigger", calls=[cron_of(each) for each in self._triggers.crons])

    def action_mail(self) -> None:
        """Send an e-mail."""
        if self._triggers.email is not None:
            self._by_hand("Send a test e-mail to your Worker", calls=[email_of(self._triggers.email)])

    def _by_hand(self, title: str, *, draft: Draft | None = None, calls: Sequence[Call] = ()) -> None:
        run = self._run
        if run is not None:
            dialog = HandDialog(title, lambda: run.url, run.log, draft=draft, calls=calls)
            self.app.push_screen(dialog, self._sent)

    def _sent(self, draft: Draft | None) -> None:
        self._draft = draft or self._draft
        self._read_resources()

    def action_solution(self) -> None:
        """Compare with the solution; who has not passed is asked first."""
        if self._progress.passed(self._lesson.id, self._lab.id):
            self._solution(True)
            return
        body = Content("You have not passed yet. A hint (h) says less, and you learn more from it.")
        self.app.push_screen(ConfirmDialog("See the solution now?", body, yes="See it"), self._solution)

    def _solution(self, yes: bool | None) -> None:
        if yes:
            self.app.push_screen(SolutionDialog(self._workspace, self.query_one(Editor).texts))

    def action_editor(self) -> None:
        """Open the file in the learner's own editor."""
        editor = self.query_one(Editor)
        if not editor.save():
            return
        path = self._workspace.path(editor.name_shown)
        problem = edit_outside(self.app, path, self.services.settings.editor)
        if problem is not None:
            self.app.warn(problem)
        editor.look()
        self._saved()

    def action_reset(self) -> None:
        """Ask, then begin again."""
        body = Content("Your files are copied beside the lab's folder, and the lab begins as at first.")
        self.app.push_screen(ConfirmDialog("Begin again?", body, yes="Reset"), self._reset)

    def _reset(self, yes: bool | None) -> None:
        if not yes:
            return
        try:
            kept = self._workspace.reset()
        except EdgewiseError as error:
            self.app.warn(error.message)
            return
        self.query_one(Editor).reload()
        self._hints.clear()
        self.app.say(f"Your files were kept in {kept}" if kept else "Nothing had been changed.")
        self._saved()
        self._draw()

    def action_update(self) -> None:
        """Read anew what the Worker keeps."""
        self.action_pane("state")

    def action_pane(self, pane: str) -> None:
        """Show a pane; where all are visible, give it the focus."""
        for name in PANES:
            self.set_class(name == pane, f"-show-{name}")
        if pane in ("log", "state"):
            self.set_class(pane == "state", "-below-state")
        if pane == "state":
            self._read_resources()
        self.query_one(PaneBar).show(pane)
        if pane == "code":
            self.set_focus(None)
        else:
            self.query_one(f"#pane-{pane}").focus()

    def action_leave(self) -> None:
        """Stop editing; else stop the server and go back."""
        if self._editing:
            self._stop_editing()
            return
        self.query_one(Editor).save()
        self.workers.cancel_group(self, "lab")
        self.dismiss()

    # ------------------------------------------------------------------ events

    def on_editor_saved(self, event: Editor.Saved) -> None:
        """The first save starts the Worker; later ones are noticed by the running lab."""
        self._saved()
        if self._editing and self._run is None:
            self._work()

    def on_code_area_left(self, event: CodeArea.Left) -> None:
        """Escape was pressed in the text."""
        self._stop_editing()

    def on_descendant_focus(self) -> None:
        """Other keys matter now."""
        self._draw()

    # ------------------------------------------------------------------ showing

    @property
    def _editing(self) -> bool:
        return isinstance(self.focused, CodeArea)

    def _stop_editing(self) -> None:
        self.set_focus(None)
        self._draw()

    def _saved(self) -> None:
        if self._run is not None:
            self._run.saved()

    def _next_hint(self) -> str | None:
        return next_hint(self._spec, self._state, self._hints)

    def _draw(self) -> None:
        if self._gone or not self.is_mounted:
            return
        self.query_one(CheckList).show(self._state, self._hints, self._problem)
        self.query_one(TaskText).show(self._state.passed and self._state.phase != "broken")
        self.status(*status(self._spec, self._state))
        self.next_step(
            next_step(
                self._state,
                editing=self._editing,
                untouched=self._workspace.untouched(),
                problem=bool(self._problem),
            )
        )
        self.refresh_bindings()

    def _show_log(self) -> None:
        if self._run is None:
            return
        pane = self.query_one("#pane-log", VerticalScroll)
        # Who scrolled back to read is left alone.
        follow = not pane.has_focus or pane.scroll_offset.y >= pane.max_scroll_y
        self.query_one(LogText).show(self._run.log.lines())
        if follow:
            pane.scroll_end(animate=False)
        # What is logged after a run, such as a batch of a queue, may have changed what the Worker keeps.
        news = self._run.log.mark() != self._read_at and self._state.phase == "ready"
        if news and self.query_one("#pane-state").is_on_screen:
            self._read_resources()
