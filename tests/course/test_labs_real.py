"""The labs of the course, in the real runtime. Each test runs wrangler."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.conftest import SAMPLES

from edgewise.course import check_course, load_course, load_lesson
from edgewise.course.check_labs import try_lab
from edgewise.course.labs.model import Report, Spec
from edgewise.course.labs.run import LabRun, State
from edgewise.course.labs.spec import load_spec
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab
from edgewise.course.pack_skeleton import write_skeleton
from edgewise.store import content, folders

pytestmark = pytest.mark.wrangler

CODE = "src/index.js"
CONFIG = "wrangler.jsonc"


LABS = [lab for entry in load_course().written for lab in load_lesson(entry).labs]
every_lab = pytest.mark.parametrize("lab", LABS, ids=[lab.id for lab in LABS])


BEGINS = {
    "one-worker-many-events/lab": {"accepts": "passed", "queue": "failed", "clock": "failed", "mail": "failed"},
    "the-counter-that-lies/lab": {"counts": "passed", "at-once": "passed", "restart": "failed"},
    "the-life-of-a-request/lab": {"page": "passed", "guard": "failed", "trace": "waiting", "after": "failed"},
    "webassembly-in-a-worker/lab": {"asks": "passed", "short": "failed", "long": "waiting", "once": "waiting"},
    "from-a-push-to-a-page/lab": {"files": "passed", "param": "failed", "method": "failed", "guard": "waiting"},
    "when-it-goes-wrong/lab": {"once": "passed", "again": "failed", "diary": "failed", "bad": "failed"},
    "two-writers/lab": {"one": "passed", "twelve": "failed", "thirteenth": "waiting"},
    "a-queue-with-a-consumer/lab": {
        "accepts": "passed",
        "unknown": "failed",
        "delivered": "failed",
        "done": "waiting",
        "dead-letter": "waiting",
    },
    "progress-while-it-works/lab": {"works": "passed", "listens": "failed", "late": "waiting"},
    "the-same-job-as-a-workflow/lab": {"accepts": "passed", "total": "passed", "once": "failed"},
}
"""How the checks of each lab's start come out: it fails at what the lesson teaches."""


@every_lab
async def test_a_start_fails_at_what_the_lesson_teaches(lab: Lab) -> None:
    state, report = await try_lab(load_spec(lab), solved=False)
    assert report is not None, state.fault
    assert not report.ok, "the lab passes before the learner did anything"
    assert outcomes(report) == BEGINS[lab.id]


@every_lab
async def test_a_solution_passes(lab: Lab) -> None:
    state, report = await try_lab(load_spec(lab), solved=True)
    assert report is not None, state.fault
    assert report.ok, [result for result in report.results if not result.ok]


@pytest.fixture
def queue() -> Spec:
    folder = content("lessons", "12-queue", "01-a-queue-with-a-consumer", "lab")
    return load_spec(Lab("a-queue-with-a-consumer/lab", folder))


def outcomes(report: Report | None) -> dict[str, str]:
    assert report is not None
    return {result.check: result.outcome for result in report.results}


async def test_always_answering_done_is_no_solution(queue: Spec) -> None:
    start = (queue.start / CODE).read_text()
    cheat = start.replace(
        'return Response.json({ id, status: "queued" });', 'return Response.json({ id, status: "done", words: 3 });'
    )
    assert cheat != start
    config = (queue.solution / CONFIG).read_text()
    _, report = await try_lab(queue, solved=False, changes={CODE: cheat, CONFIG: config})
    found = outcomes(report)
    assert found["unknown"] == "failed"
    assert found["done"] == "failed"
    assert found["dead-letter"] == "waiting"


async def test_working_in_the_request_is_no_solution(queue: Spec) -> None:
    solved = (queue.solution / CODE).read_text()
    cheat = solved.replace(
        'await job(env, id).write({ status: "queued" });',
        'await job(env, id).write({ status: "done", words: countWords(text) });',
    )
    assert cheat != solved
    _, report = await try_lab(queue, solved=False, changes={CODE: cheat})
    assert outcomes(report)["delivered"] == "failed"


async def test_failing_whole_batches_is_no_solution(queue: Spec) -> None:
    """An error that leaves queue() drags good messages along into the dead letter queue."""
    solved = (queue.solution / CODE).read_text()
    careless = solved.replace("message.retry();", "throw error;").replace(
        "        message.ack();\n      } catch", "      } catch"
    )
    assert careless != solved
    _, report = await try_lab(queue, solved=True, changes={CODE: careless})
    found = outcomes(report)
    assert found["done"] == "passed"
    assert found["dead-letter"] == "failed"


@asynccontextmanager
async def watching(spec: Spec) -> AsyncIterator[tuple[LabRun, Workspace, Callable[[Callable[[State], bool]], object]]]:
    """A watched lab, and a function that waits until its state is as wanted."""
    changed = asyncio.Event()
    workspace = Workspace(spec, folders())
    run = LabRun(workspace, lambda state: changed.set())

    async def until(wanted: Callable[[State], bool]) -> State:
        async with asyncio.timeout(60):
            while not wanted(run.state):
                changed.clear()
                await changed.wait()
        return run.state

    async with run:
        task = asyncio.create_task(run.watch())
        try:
            yield run, workspace, until
        finally:
            task.cancel()
            await asyncio.wait((task,))


def known(state: State, check: str) -> bool:
    return any(result.check == check for result in state.results)


async def test_saving_runs_the_checks_and_mistakes_are_shown(queue: Spec) -> None:
    async with watching(queue) as (run, workspace, until):
        await until(lambda state: known(state, "unknown"))
        code, config = workspace.solution(CODE), workspace.solution(CONFIG)

        workspace.write(CODE, code)  # as another editor does: nobody tells the lab
        begin = time.monotonic()
        await until(lambda state: state.phase != "checking")
        state = await until(lambda state: any(result.check == "unknown" and result.ok for result in state.results))
        assert time.monotonic() - begin < 10

        workspace.write(CODE, code.replace("for (const", "fro (const"))
        run.saved()
        state = await until(lambda state: state.phase == "broken")
        assert state.fault is not None
        assert state.fault.where is not None
        assert state.fault.where.startswith("src/index.js:")
        assert state.results == ()

        # This ends wrangler; the next save has to start it again.
        workspace.write(CODE, "nope();\n" + code)
        run.saved()
        state = await until(lambda state: state.fault is not None and "nope is not defined" in state.fault.message)

        workspace.write(CONFIG, config.replace('"consumers":', '"consumers"'))
        run.saved()
        state = await until(lambda state: state.fault is not None and state.fault.where is not None)
        assert state.fault is not None
        assert (state.fault.where or "").startswith("wrangler.jsonc:")

        workspace.write(CONFIG, config)
        workspace.write(CODE, code)
        run.saved()
        state = await until(lambda state: state.passed)
        assert run.url is not None
        assert any("dead letter queue" in line for line in run.log.lines())
    assert run.url is None
    assert run.state.phase == "stopped"


QUICK = ("two-writers/lab", "from-a-push-to-a-page/lab")
"""A Worker and a Pages project whose checks wait for nothing."""


@pytest.mark.parametrize("lab", [lab for lab in LABS if lab.id in QUICK], ids=lambda lab: lab.id)
async def test_results_come_soon_after_a_save(lab: Lab) -> None:
    """Two seconds is the goal (``make bench`` says how it is met); three times that for a busy machine."""
    async with watching(load_spec(lab)) as (run, workspace, until):
        await until(lambda state: state.report is not None)
        for name in workspace.spec.editable:
            if not name.endswith(".js"):
                continue
            before = run.state.report
            compiled = sum("Compiled Worker" in line for line in run.log.lines())
            begin = time.monotonic()
            workspace.write(name, workspace.solution(name))
            run.saved()
            await until(lambda state, before=before: state.report is not before)
            assert time.monotonic() - begin < 6
            # A save that is noticed twice would build twice, and take twice as long.
            assert sum("Compiled Worker" in line for line in run.log.lines()) - compiled <= 1


async def test_cancelling_leaves_no_process(queue: Spec) -> None:
    workspace = Workspace(queue, folders())
    async with LabRun(workspace) as run:
        task = asyncio.create_task(run.watch())
        async with asyncio.timeout(60):
            while run.state.phase != "checking":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert _processes_in(workspace.root) != []
        task.cancel()
        await asyncio.wait((task,))
    assert _processes_in(workspace.root) == []


def _processes_in(folder: Path) -> list[str]:
    """The ids of processes whose working folder is ``folder``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue
    return found


def test_the_checker_runs_labs(tmp_path: Path, queue: Spec) -> None:
    """A lab whose start passes, and whose solution fails, is found out."""
    import shutil

    from tests.course.writing import LESSON, MANIFEST, write_course

    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", ":::lab lab\n:::"))
    folder = root / "01-first" / "01-one"
    # Start and solution change places.
    shutil.copytree(queue.start, folder / "lab")
    shutil.copytree(queue.start / "src", folder / "solution" / "src")
    shutil.copy(queue.start / CONFIG, folder / "solution" / CONFIG)
    (folder / "solution" / "src" / "job.js").unlink()
    for name in queue.editable:
        shutil.copy(queue.solution / name, folder / "lab" / name)
    found = check_course(root, labs=True)
    assert [problem.code for problem in found if problem.code == "lab-start-passes"] == ["lab-start-passes"]
    assert sum(problem.code == "lab-solution-fails" for problem in found) == 4


async def test_the_labs_of_the_sample_pack_and_of_a_new_pack_run(tmp_path: Path) -> None:
    write_skeleton(tmp_path / "new")
    for root in (SAMPLES / "course-pack", tmp_path / "new"):
        assert await asyncio.to_thread(check_course, root, labs=True) == []
