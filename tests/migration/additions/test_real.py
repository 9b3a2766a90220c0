"""The real wrangler runs what is added: messages are taken, states told, times fired, Workflows run to their end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.migration.additions.support import ALL, CONSUMER, CRON, STRATEGIES, WORKFLOW, add, files, move, words
from tests.migration.trees import tree

from edgewise.errors import Refused
from edgewise.migration import Choices, undo
from edgewise.migration.additions import Wanted, plan_addition, try_addition
from edgewise.migration.parity import groups, verdict, verify
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler
Sample = Callable[[str], Path]
IDIOMATIC = Choices(mode="idiomatic")
STORY = "nextjs-story"


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


MORE = pytest.mark.exhaustive
FEW = [pytest.param(each, marks=() if number in (0, 3) else MORE) for number, each in enumerate(STRATEGIES)]


@pytest.mark.parametrize("choices", FEW, ids=words)
async def test_the_story_gets_its_consumer(toolchain: Toolchain, sample: Sample, choices: Choices) -> None:
    root = sample(STORY)
    original = tree(root)
    move(root, choices)
    before = files(root, ())
    trial = await try_addition(root, plan_addition(root, CONSUMER), toolchain)
    assert trial.happened, trial
    assert "says done" in trial.seen[-1]
    assert any("report-jobs took" in line and '{"id":"edgewise-trial"}' in line for line in trial.log)
    assert files(root, ()) == before, "the user's files are not touched"
    add(root, *ALL)
    again = await try_addition(root, CONSUMER, toolchain)
    assert again.happened
    assert "says started" in again.seen[-1]
    done = await run(toolchain.wrangler("deploy", "--dry-run"), cwd=root, env=toolchain.environment(), timeout=90)
    assert done.returncode == 0, done.tail
    for part in ("env.JOB_STATUS", "env.BUILD_REPORT", "env.JOBS"):
        assert part in done.stdout
    assert "Unexpected fields" not in done.stdout + done.stderr
    undo(root)
    assert {path: each for path, each in tree(root).items() if not path.startswith(".wrangler")} == original


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        (STORY, IDIOMATIC),
        ("static-404", IDIOMATIC),
        pytest.param(STORY, Choices(), marks=MORE),
        pytest.param("advanced-worker", IDIOMATIC, marks=MORE),
        pytest.param("advanced-modules", IDIOMATIC, marks=MORE),
        pytest.param("advanced-modules", Choices(), marks=MORE),
        pytest.param("spa", IDIOMATIC, marks=MORE),
    ],
)
async def test_what_was_there_answers_as_before(
    toolchain: Toolchain, sample: Sample, name: str, choices: Choices
) -> None:
    root = move(sample(name), choices)
    add(root, CRON, CONSUMER)
    report = await verify(root, toolchain=toolchain)
    wrong = [
        f"{each.title}: {each.exchanges[0].request.label()}" for each in groups(report.exchanges) if not each.finding
    ]
    assert not wrong, verdict(report)
    assert report.proved
    assert len(report.exchanges) > 30


@pytest.mark.parametrize("name", ["static-404", "advanced-worker", pytest.param("functions-blog", marks=MORE)])
@pytest.mark.parametrize("mode", [pytest.param("faithful", marks=MORE), "idiomatic"])
async def test_other_forms_of_entries(toolchain: Toolchain, sample: Sample, name: str, mode: str) -> None:
    root = move(sample(name), Choices(mode=mode))
    for wanted in (CRON, replace(WORKFLOW, queue="orders")):
        trial = await try_addition(root, plan_addition(root, wanted), toolchain)
        assert trial.happened, trial
        add(root, wanted)


async def test_a_consumer_that_fails_is_seen_to_fail(toolchain: Toolchain, sample: Sample) -> None:
    root = move(sample(STORY))
    add(root, CONSUMER)
    path = root / "worker/consumers/report-jobs.ts"
    path.write_text(path.read_text().replace("  console.log(", '  throw new Error("no paper");\n  console.log('))
    trial = await try_addition(root, CONSUMER, toolchain)
    assert not trial.happened
    assert "will come again" in trial.seen[-1]
    assert any("failed: no paper" in line for line in trial.log)


@pytest.mark.parametrize("mode", ["idiomatic", pytest.param("faithful", marks=MORE)])
async def test_modules_as_they_are_take_a_message(toolchain: Toolchain, sample: Sample, mode: str) -> None:
    root = move(sample("advanced-modules"), Choices(mode=mode))
    trial = await try_addition(root, plan_addition(root, CONSUMER), toolchain)
    assert trial.happened, trial
    add(root, CONSUMER, WORKFLOW, CRON)
    assert (await try_addition(root, CRON, toolchain)).happened
    assert (await try_addition(root, WORKFLOW, toolchain)).happened
    done = await run(toolchain.wrangler("deploy", "--dry-run"), cwd=root, env=toolchain.environment(), timeout=90)
    assert done.returncode == 0, done.tail
    assert "duplicate module" not in done.stdout + done.stderr


async def test_a_time_that_fails_is_seen_to_fail(toolchain: Toolchain, sample: Sample) -> None:
    root = move(sample("static-404"), IDIOMATIC)
    add(root, CRON)
    (root / "worker/scheduled.js").write_text('export function scheduled() { throw new Error("late"); }\n')
    assert not (await try_addition(root, CRON, toolchain)).happened


async def test_a_message_of_ones_own(toolchain: Toolchain, sample: Sample) -> None:
    root = move(sample(STORY))
    told: list[str] = []
    trial = await try_addition(
        root,
        plan_addition(root, CONSUMER),
        toolchain,
        lambda event: told.append(event.text),
        message={"id": "a b", "kind": "sales"},
    )
    assert trial.happened
    assert trial.seen[-1] == "/job-status/report-jobs/a%20b says done."
    assert any('"kind":"sales"' in text for text in told)


async def test_what_nobody_can_see_is_not_tried(toolchain: Toolchain, sample: Sample) -> None:
    root = move(sample(STORY))
    with pytest.raises(Refused) as caught:
        await try_addition(root, Wanted("logs"), toolchain)
    assert caught.value.code == "nothing-to-try"
