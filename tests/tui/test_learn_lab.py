"""The lab's screen: editing, saving, hints, reset, the learner's own editor; and a solve in real workerd."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from edgewise.app import EdgewiseApp
from edgewise.course import Progress
from edgewise.course.labs.by_hand import Answer, Call
from edgewise.course.labs.log import LogBook
from edgewise.course.labs.model import Fault, Report, Result
from edgewise.course.labs.resources import Entry, Resource
from edgewise.course.labs.run import State
from edgewise.errors import ToolchainError
from edgewise.screens.dialogs import ConfirmDialog
from edgewise.screens.learn.hints import next_hint
from edgewise.screens.learn.lab_editor import Editor
from edgewise.screens.learn.lab_hand import HandDialog
from edgewise.screens.learn.lab_panes import TaskText, collapse
from edgewise.screens.learn.lab_screen import LabScreen
from edgewise.screens.learn.reader import Reader
from edgewise.screens.learn.solution import SolutionDialog
from edgewise.services import Services
from edgewise.store import folders
from edgewise.widgets.chrome import KeyBar, NextStep
from edgewise.widgets.code_area import CodeArea, spans_of
from tests.tui import looks
from tests.tui.looks import text_of

QUEUE = "a-queue-with-a-consumer"
LAB = f"{QUEUE}/lab"
CODE = "src/index.js"
CONFIG = "wrangler.jsonc"


async def settle(pilot: Pilot[int]) -> None:
    """Wait until everything is drawn. A running lab is a worker that does not end by itself."""
    await looks.settle(pilot, but=("lab",))


@asynccontextmanager
async def lab(tmp_path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[EdgewiseApp, Pilot[int]]]:
    """The queue lab, opened by keys."""
    app = EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn", lesson=QUEUE)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        yield app, pilot


def screen(app: EdgewiseApp) -> LabScreen:
    """The lab."""
    assert isinstance(app.screen, LabScreen)
    return app.screen


def on_disk(name: str) -> Path:
    """The learner's copy of a file."""
    return folders().data / "labs" / LAB / name


def keys(app: EdgewiseApp) -> set[str]:
    """The commands in the key bar that work now."""
    return {command.id for _, command, enabled in app.screen.query_one(KeyBar)._keys() if enabled}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_the_task_is_what_one_sees_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with lab(tmp_path, size) as (app, _):
        seen = text_of(app)
        assert "Give the queue a consumer" in seen
        assert "for whatever ends there." in seen or size != (80, 24)
        assert "not running" in seen
        assert "Press r" in app.screen.query_one(NextStep).text
        if size[0] >= 120:
            assert "The queue delivers to your Worker" in seen
            assert '"name": "reports"' in seen
        assert "lab.stop" not in keys(app)


async def test_numbers_go_from_pane_to_pane_where_it_is_narrow(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        for key, text in (
            ("2", '"name": "reports"'),
            ("3", "An id that nobody ever used is 404"),
            ("4", "log appears here"),
            ("5", "KV keys"),
            ("1", "Finish the path"),
        ):
            await pilot.press(key)
            await settle(pilot)
            assert text in text_of(app)


async def test_editing_saves_to_the_learners_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LabScreen, "_work", lambda self: None)
    async with lab(tmp_path) as (app, pilot):
        before = on_disk(CONFIG).read_text()
        await pilot.press("i")
        await settle(pilot)
        assert isinstance(app.focused, CodeArea)
        assert keys(app) - {"app.help", "app.quit"} == {"lab.save", "lab.other_file", "lab.leave"}
        await pilot.press("r", "h", "1")
        await settle(pilot)
        assert app.focused.text.startswith("rh1{")
        assert "wrangler.jsonc ●" in text_of(app)
        assert on_disk(CONFIG).read_text() == before
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert on_disk(CONFIG).read_text() == "rh1" + before
        assert "●" not in text_of(app)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert "export { Job }" in app.focused.text
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(app.focused, CodeArea)
        await pilot.press("f")
        await settle(pilot)
        assert app.screen.query_one(Editor).name_shown == CONFIG
        assert app.screen.query_one(CodeArea).text.startswith("rh1{")


async def test_enter_keeps_the_indentation_and_tab_indents(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("i")
        await settle(pilot)
        area = app.screen.query_one(CodeArea)
        area.load_text("  if (a) {")
        area.move_cursor((0, 10))
        await pilot.press("enter", "x", "enter", "y")
        assert area.text == "  if (a) {\n    x\n    y"
        await pilot.press("tab", "z")
        assert area.text.endswith("\n    y z")
        await pilot.press("shift+tab")
        assert area.text.endswith("\n  y z")


async def test_leaving_saves_what_was_written(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("i", "x", "escape")
        await settle(pilot)
        assert not on_disk(CONFIG).read_text().startswith("x")
        await pilot.press("escape")
        await settle(pilot)
        await settle(pilot)
        assert app.screen.query(Reader)
        assert on_disk(CONFIG).read_text().startswith("x")


async def test_what_another_editor_saves_is_shown(tmp_path: Path) -> None:
    async with lab(tmp_path, (120, 40)) as (app, pilot):
        on_disk(CONFIG).write_text("// from elsewhere\n")
        app.screen.query_one(Editor).look()
        await settle(pilot)
        assert "// from elsewhere" in text_of(app)


async def test_what_is_unsaved_here_is_not_overwritten_from_there(tmp_path: Path) -> None:
    async with lab(tmp_path, (120, 40)) as (app, pilot):
        await pilot.press("i", "m", "i", "n", "e")
        on_disk(CONFIG).write_text("// from elsewhere\n")
        app.screen.query_one(Editor).look()
        await settle(pilot)
        assert app.screen.query_one(CodeArea).text.startswith("mine{")


async def test_reset_asks_first_and_keeps_a_copy(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        start = on_disk(CONFIG).read_text()
        await pilot.press("i", "x", "escape")
        app.screen.query_one(Editor).save()
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(app.screen, ConfirmDialog)
        await pilot.press("escape")
        await settle(pilot)
        assert on_disk(CONFIG).read_text() == "x" + start
        await pilot.press("x", "y")
        await settle(pilot)
        assert on_disk(CONFIG).read_text() == start
        assert app.screen.query_one(CodeArea).text == start
        (kept,) = on_disk("").parent.glob("lab.before-reset-*")
        assert (kept / CONFIG).read_text() == "x" + start


async def test_hints_come_in_two_stages_for_what_fails(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        results = (
            Result("accepts", "passed"),
            Result("unknown", "failed", "status 404", "status 200"),
            Result("delivered", "failed", "the runtime logs", "nothing"),
        )
        screen(app)._changed(State("ready", results=results, report=Report(results, 1.0)))
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        seen = text_of(app)
        assert "Hint 1" in seen
        assert "Hint 2" not in seen
        await pilot.press("h")
        await settle(pilot)
        assert "Hint 2" in text_of(app)
        assert screen(app)._hints == {"unknown": 2}
        await pilot.press("h")
        await settle(pilot)
        assert screen(app)._hints == {"unknown": 2, "delivered": 1}


async def test_hints_end(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, _):
        spec = screen(app)._spec
        failed = State(results=tuple(Result(check.id, "failed") for check in spec.checks))
        shown: dict[str, int] = {}
        order = []
        while (check := next_hint(spec, failed, shown)) is not None:
            shown[check] = shown.get(check, 0) + 1
            order.append(check)
        assert len(order) == 2 * len(spec.checks)
        assert next_hint(spec, State(), {}) == spec.checks[0].id
        passed = (Result("accepts", "passed"),)
        assert next_hint(spec, State(results=passed, report=Report(passed, 0)), {}) is None


async def test_a_worker_that_cannot_run_says_why_and_i_goes_there(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        fault = Fault('Unexpected "const"', "src/index.js:18", ("  18 │   fro (const", "     ╵        ~~~~~"))
        before = Report((Result("accepts", "passed"),), 1.0)
        screen(app)._changed(State("ready", results=before.results, report=before))
        screen(app)._changed(State("broken", fault=fault, report=before))
        await settle(pilot)
        seen = text_of(app)
        assert 'Unexpected "const"' in seen
        assert "src/index.js:18" in seen
        assert "18 │   fro (const" in seen
        assert "✗ cannot run" in seen
        assert not app.screen.query_one(TaskText).passed
        await pilot.press("i")
        await settle(pilot)
        area = app.screen.query_one(CodeArea)
        assert app.screen.query_one(Editor).name_shown == CODE
        assert area.cursor_location[0] == 17


async def test_a_missing_toolchain_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def missing(progress: object = None) -> None:
        raise ToolchainError("Node is not installed.", code="node-missing", fix="Install Node 24.")

    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", missing)
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("r")
        await settle(pilot)
        await app.workers.wait_for_complete()
        await settle(pilot)
        seen = text_of(app)
        assert "✗ Node is not installed." in seen
        assert "Install Node 24." in seen
        assert "try again" in app.screen.query_one(NextStep).text
        assert "lab.stop" not in keys(app)


async def test_an_install_shows_progress_and_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from edgewise.runtime.toolchain import Progress as Installing

    ended = asyncio.Event()

    async def slow(progress: object) -> None:
        progress(Installing("Fetching wrangler", 34, 120, 5.2))  # type: ignore[operator]
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", slow)
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("r")
        await settle(pilot)
        assert "Fetching wrangler (34 of 120), 5 s" in text_of(app)
        assert "━━━━" in text_of(app)
        assert "Press s to cancel" in app.screen.query_one(NextStep).text
        assert "lab.stop" in keys(app)
        await pilot.press("s")
        await asyncio.wait_for(ended.wait(), 5)
        await settle(pilot)
        assert "not running" in text_of(app)


@pytest.fixture
def suspending(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An app that can be suspended, as in a real terminal."""
    monkeypatch.setattr(EdgewiseApp, "suspend", lambda self: contextlib.nullcontext())
    yield


async def test_the_learners_own_editor_is_opened(
    tmp_path: Path, suspending: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "my editor.py"
    script.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1]); p.write_text('// edited\\n' + p.read_text())\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{script}'")
    async with lab(tmp_path, (120, 40)) as (app, pilot):
        await pilot.press("e")
        await settle(pilot)
        assert on_disk(CONFIG).read_text().startswith("// edited\n")
        assert "// edited" in text_of(app)


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("", "Set $VISUAL or $EDITOR"),
        ("no-such-editor-at-all", "cannot be started"),
        ("'", "Set $VISUAL"),
        ("false", "ended with status 1"),
    ],
)
async def test_an_editor_that_does_not_work_is_said(
    tmp_path: Path, suspending: None, monkeypatch: pytest.MonkeyPatch, editor: str, words: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("e")
        await settle(pilot)
        assert any(words in notification.message for notification in app._notifications)


async def test_the_solution_is_compared_with_what_one_has_after_passing(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        results = (Result("accepts", "passed"),)
        screen(app)._changed(State("ready", results=results, report=Report(results, 1.0)))
        await settle(pilot)
        seen = text_of(app)
        assert "✓ All checks pass" in seen
        assert "at least once" in seen
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(app.screen, SolutionDialog)
        seen = text_of(app)
        assert "- only in yours" in seen
        drawn = app.screen.query_one("#solution-difference").render().plain  # type: ignore[union-attr]
        assert "+     // Who receives: this Worker's queue() function." in drawn
        await pilot.press("d")
        await settle(pilot)
        seen = text_of(app)
        assert "only in yours" not in seen
        assert "consumers" in app.screen.query_one("#solution-whole").render().plain  # type: ignore[union-attr]
        await pilot.press("escape")
        await settle(pilot)
        screen(app)
    assert Progress.load(folders()).passed(QUEUE, LAB)


async def test_before_passing_the_solution_asks_first(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(app.screen, ConfirmDialog)
        assert "not passed yet" in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        screen(app)
        await pilot.press("v", "y")
        await settle(pilot)
        assert isinstance(app.screen, SolutionDialog)


async def test_the_difference_is_to_the_text_as_it_stands(tmp_path: Path) -> None:
    """Also what is not saved yet; and markup or escapes in it are only text."""
    async with lab(tmp_path, (120, 40)) as (app, pilot):
        area = app.screen.query_one(CodeArea)
        workspace = screen(app)._workspace
        area.load_text("[/x] mine \x1b[31m\n" + workspace.solution(CONFIG))
        await settle(pilot)
        await pilot.press("v", "y")
        await settle(pilot)
        seen = text_of(app)
        assert "- [/x] mine" in seen
        assert "✓ the same as yours" not in seen
        assert on_disk(CONFIG).read_text() != area.text


async def test_who_wrote_the_solution_sees_it_whole(tmp_path: Path) -> None:
    async with lab(tmp_path, (120, 40)) as (app, pilot):
        workspace = screen(app)._workspace
        for name in workspace.spec.editable:
            workspace.write(name, workspace.solution(name))
        app.screen.query_one(Editor).look()
        await pilot.press("v", "y")
        await settle(pilot)
        assert app.screen.has_class("-whole")
        await pilot.press("d")
        await settle(pilot)
        assert text_of(app).count("✓ the same as yours") == len(workspace.spec.editable)


class Running:
    """A lab's Worker that runs, as far as the screen knows."""

    def __init__(self) -> None:
        self.url: str | None = "http://127.0.0.1:1"
        self.log = LogBook()

    async def stop(self) -> None:
        """Nothing runs."""


FOUND = (
    Resource("KV", "DIARY", "2 keys", (Entry("order-1", '{"lamp": "[/x]"}'), Entry("last", "ada"))),
    Resource("Durable Object", "JOBS (Job)", "1 object", (Entry("oak"), Entry("state", '{"status": "done"}', 1))),
    Resource("Queue", "reports", "", (Entry("this Worker", "sends to it"),), "How many wait cannot be read locally."),
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_what_the_worker_keeps_is_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    """After each run of the checks, and by a key; when it stops, what was seen last stays."""
    asked = []

    async def read(url: str, root: Path, log: object) -> object:
        asked.append(root)
        return FOUND if len(asked) < 3 else None

    monkeypatch.setattr("edgewise.screens.learn.lab_screen.read_resources", read)
    async with lab(tmp_path, size) as (app, pilot):
        here = screen(app)
        monkeypatch.setattr(here, "_run", Running())
        results = (Result("accepts", "passed"),)
        here._changed(State("ready", results=results, report=Report(results, 1.0)))
        await settle(pilot)
        assert asked == [here._workspace.root]
        await pilot.press("u")
        await settle(pilot)
        assert len(asked) == 2
        seen = text_of(app)
        looks.assert_looks(
            f"lab-state-{size[0]}x{size[1]}.txt", seen, update=request.config.getoption("--update-snapshots")
        )
        assert '{"lamp": "[/x]"}' in seen
        await pilot.press("u")
        await settle(pilot)
        assert "again." in text_of(app)
        await pilot.press("4")
        await settle(pilot)
        assert ("again." in text_of(app)) == (size[0] == 160)


async def test_what_is_logged_later_is_looked_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue delivers after the run: while the pane is open it is read anew, and not while it is not."""
    asked = []

    async def read(url: str, root: Path, log: list[str]) -> object:
        asked.append(list(log))
        return FOUND

    monkeypatch.setattr("edgewise.screens.learn.lab_screen.read_resources", read)
    async with lab(tmp_path) as (app, pilot):
        here, running = screen(app), Running()
        monkeypatch.setattr(here, "_run", running)
        here._changed(State("ready"))
        running.log.add("one")
        here._show_log()
        await settle(pilot)
        assert asked == []
        await pilot.press("5")
        await settle(pilot)
        assert asked == [["one"]]
        here._show_log()
        await settle(pilot)
        assert len(asked) == 1
        running.log.add("two")
        here._show_log()
        await settle(pilot)
        assert asked[1:] == [["one", "two"]]


EVENTS = "one-worker-many-events"
MAILED = "export default { async email(message) {} }"


@asynccontextmanager
async def by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[EdgewiseApp, Pilot[int], list[Call]]]:
    """The events lab with a Worker that takes e-mails and runs; whatever it is called with is kept."""
    calls: list[Call] = []

    async def called(url: str, asked: Call) -> Answer:
        calls.append(asked)
        running.log.add(f"[wrangler:info] {asked.method} / 200 OK (5ms)")
        return Answer(200, 0.012, (("content-type", "text/plain"),), ("first [/x] line", "second line"))

    async def nothing(*args: object) -> None:
        """No local API."""

    monkeypatch.setattr("edgewise.screens.learn.lab_hand.call", called)
    monkeypatch.setattr("edgewise.screens.learn.lab_screen.read_resources", nothing)
    app = EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn", lesson=EVENTS)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        here = screen(app)
        assert not {"lab.request", "lab.cron", "lab.mail"} & keys(app)
        running = Running()
        monkeypatch.setattr(here, "_run", running)
        here._changed(State("checking"))
        await settle(pilot)
        assert {"lab.request", "lab.cron"} <= keys(app)
        assert "lab.mail" not in keys(app)
        here._workspace.write(CODE, MAILED)
        here._changed(State("ready"))
        await settle(pilot)
        yield app, pilot, calls


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_request_is_sent_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    async with by_hand(tmp_path, monkeypatch, size) as (app, pilot, calls):
        assert {"lab.request", "lab.cron", "lab.mail"} <= keys(app)
        await pilot.press("t")
        await settle(pilot)
        assert isinstance(app.screen, HandDialog)
        await pilot.press("enter")
        await settle(pilot)
        # Only the sheet: the screen below it may still be drawing.
        sheet = "\n".join("".join(line.partition("│")[1:]).rpartition("│")[0] for line in text_of(app).split("\n"))
        looks.assert_looks(
            f"lab-request-{size[0]}x{size[1]}.txt",
            sheet,
            update=request.config.getoption("--update-snapshots"),
        )
        assert [(each.method, each.path) for each in calls] == [("POST", "/")]
        assert "first [/x] line" in text_of(app)
        line = app.screen.query_one("#hand-line", Input)
        line.value = "no request"
        await pilot.press("enter")
        await settle(pilot)
        assert "✗ This is not a request." in text_of(app)
        line.value = "PUT /q"
        await pilot.press("escape", "t")
        await settle(pilot)
        assert app.screen.query_one("#hand-line", Input).value == "PUT /q"
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert calls[-1].path == "/q"


async def test_a_cron_trigger_is_chosen_and_fired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with by_hand(tmp_path, monkeypatch) as (app, pilot, calls):
        await pilot.press("c")
        await settle(pilot)
        assert calls == []
        assert "the cron trigger 0 6 * * *" in text_of(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert [each.path for each in calls] == ["/cdn-cgi/handler/scheduled?cron=0+6+%2A+%2A+%2A"]
        assert "✓ 200" in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        screen(app)


async def test_an_e_mail_is_sent_at_once_and_again_with_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with by_hand(tmp_path, monkeypatch) as (app, pilot, calls):
        await pilot.press("m")
        await settle(pilot)
        assert "an e-mail from ada@example.com to orders@example.com" in text_of(app)
        assert len(calls) == 1
        await pilot.press("enter")
        await settle(pilot)
        assert len(calls) == 2
        assert b"Where is my lamp?" in (calls[1].body or b"")


async def test_a_worker_that_has_stopped_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with by_hand(tmp_path, monkeypatch) as (app, pilot, calls):
        await pilot.press("t")
        await settle(pilot)
        monkeypatch.setattr(screen_below(app)._run, "url", None)
        await pilot.press("enter")
        await settle(pilot)
        assert "does not run now" in text_of(app)
        assert calls == []


def screen_below(app: EdgewiseApp) -> LabScreen:
    """The lab under a dialog."""
    found = app.screen_stack[-2]
    assert isinstance(found, LabScreen)
    return found


async def test_news_does_not_take_the_text_from_who_types(tmp_path: Path) -> None:
    async with lab(tmp_path) as (app, pilot):
        await pilot.press("i")
        await settle(pilot)
        results = (Result("accepts", "passed"),)
        screen(app)._changed(State("ready", results=results, report=Report(results, 1.0)))
        await settle(pilot)
        assert isinstance(app.focused, CodeArea)
        assert "All checks pass" in app.screen.query_one(NextStep).text


def test_repeated_log_lines_are_counted() -> None:
    one = "5adcf595-224d-4d16-8b07-5800a93e1bec"
    two = "11111111-224d-4d16-8b07-5800a93e1bec"
    lines = [
        "[wrangler:info] POST /jobs 202 Accepted (84ms)",
        "",
        f"[wrangler:info] GET /jobs/{one} 200 OK (5ms)",
        f"[wrangler:info] GET /jobs/{two} 200 OK (7ms)",
        "[wrangler:info] QUEUE reports 1/1 (3ms)",
        '🪵  Logs were written to "/somewhere.log"',
    ]
    assert collapse(lines) == [
        ("[wrangler:info] POST /jobs 202 Accepted (84ms)", 1),
        ("[wrangler:info] GET /jobs/11111111… 200 OK (7ms)", 2),
        ("[wrangler:info] QUEUE reports 1/1 (3ms)", 1),
    ]


def test_code_is_coloured_line_by_line() -> None:
    rows = spans_of('// note\nconst a = "x";\n', "a.js")
    assert [style for _, _, style in rows[0]] == ["italic $text-muted"]
    assert (0, 5, "$primary") in rows[1]
    assert any(style == "$success" and (start, end) == (10, 13) for start, end, style in rows[1])
    assert spans_of("text", "file.unknown-kind") == []


@pytest.mark.wrangler
async def test_the_lab_is_solved_by_keys(tmp_path: Path) -> None:
    """From the failing start, over a typing mistake, to a pass; then nothing is left running."""
    async with lab(tmp_path) as (app, pilot):
        workspace = screen(app)._workspace

        async def until(what: str, condition: object, seconds: float = 60) -> None:
            end = time.monotonic() + seconds
            while not condition():  # type: ignore[operator]
                assert time.monotonic() < end, f"{what}: {screen(app)._state}"
                await pilot.pause(0.05)
            await settle(pilot)

        await pilot.press("r")
        await until("first run", lambda: screen(app)._state.report is not None)
        assert "▲ 1 of 5" in text_of(app)
        assert "✗ An id that nobody ever used is 404" in text_of(app)
        await pilot.press("4")
        await settle(pilot)
        assert "POST /jobs 202 Accepted" in text_of(app)

        await pilot.press("i")
        area = app.screen.query_one(CodeArea)
        area.load_text(workspace.solution(CONFIG))
        await pilot.press("ctrl+o")
        await settle(pilot)
        area.load_text(workspace.solution(CODE).replace("for (const", "fro (const"))
        await pilot.press("ctrl+s")
        await until("broken", lambda: screen(app)._state.phase == "broken")
        assert "✗ cannot run" in text_of(app)
        area.load_text(workspace.solution(CODE))
        saved = time.monotonic()
        await pilot.press("ctrl+s")
        await until("first results", lambda: any(result.ok for result in screen(app)._state.results))
        assert time.monotonic() - saved < 10
        await until("passed", lambda: screen(app)._state.passed)
        assert "✓ 5 of 5" in text_of(app)
        await pilot.press("escape", "escape")
        await settle(pilot)
        await pilot.pause(0.1)
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert "✓ passed" in text_of(app) or app.screen.query_one(Reader).step is not None
    assert Progress.load(folders()).passed(QUEUE, LAB)
    assert _running_in(on_disk("")) == []


def _running_in(folder: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
    return found
