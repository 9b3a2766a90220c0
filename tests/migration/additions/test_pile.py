"""Additions lie on the migration like a pile: each can be taken back alone, and all of it gives the original."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.migration.additions.support import ALL, CONSUMER, CRON, LOGS, STRATEGIES, WORKFLOW, add, files, move, words
from tests.migration.dying import die_at_call, die_at_record
from tests.migration.trees import tree

from edgewise.cli import main
from edgewise.errors import Interrupted, Refused
from edgewise.migration import Choices, originals, status, undo
from edgewise.migration.additions import apply_addition, interrupted_addition, plan_addition, resume_addition
from edgewise.migration.additions.situation import situation, unfinished
from edgewise.migration.journal import addition_names, journal_path
from edgewise.migration.looking_back import as_it_was

Sample = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]
STORY = "nextjs-story"


@pytest.mark.parametrize("choices", STRATEGIES, ids=words)
@pytest.mark.parametrize(
    "name", [STORY, "functions-blog", "static-404", "advanced-worker", "advanced-modules", "root-output", "spa"]
)
def test_each_can_be_taken_back_and_all_of_it_too(sample: Sample, name: str, choices: Choices) -> None:
    root = sample(name)
    before = tree(root)
    move(root, choices)
    states = [files(root)]
    wanted = [each for each in ALL if each.kind != "gradual" or name == STORY]
    for each in wanted:
        add(root, each)
        states.append(files(root))
    assert situation(root).added == tuple(wanted)
    for state in reversed(states[1:-1]):
        result = undo(root, last=True)
        assert (result.merged, result.conflicts, result.kept) == ([], [], [])
        assert files(root) == state
    undo(root, last=True)
    assert files(root) == states[0]
    with pytest.raises(Refused, match="Nothing was added"):
        undo(root, last=True)
    add(root, *wanted)
    assert files(root) == states[-1]
    undo(root)
    assert tree(root) == before


def test_what_looks_back_sees_the_project_before_all_of_it(sample: Sample) -> None:
    root = sample(STORY)
    before = files(root)
    move(root)
    add(root, CONSUMER)
    assert {path for path, data in originals(root).items() if data is None} >= {"worker/extended.ts", "worker/index.ts"}
    assert originals(root)["wrangler.json"] == before["wrangler.json"][1]
    with as_it_was(root) as project:
        seen = {path: each for path, each in files(project.root).items() if each[1] is not None}
    assert seen == {path: each for path, each in before.items() if each[1] is not None}


def test_edits_after_an_addition_survive(sample: Sample) -> None:
    root = sample(STORY)
    move(root)
    add(root, CONSUMER)
    config = root / "wrangler.json"
    config.write_text(config.read_text().replace('"queues": {', '"queues": {\n    "x": 1,'))
    mine = root / "worker/consumers/report-jobs.ts"
    mine.write_text("// mine\n")
    first = undo(root, last=True)
    assert (first.merged, first.conflicts) == (["wrangler.json"], ["worker/consumers/report-jobs.ts"])
    (sentence,) = (first.details[each] for each in first.conflicts)
    assert sentence == "It is made by the addition and edited since, so it is not deleted."
    assert unfinished(root) is not None
    with pytest.raises(Refused) as caught:
        plan_addition(root, LOGS)
    assert caught.value.code == "addition-interrupted"
    second = undo(root, last=True, keep_mine=True)
    assert "worker/consumers/report-jobs.ts" in second.kept
    assert mine.read_text() == "// mine\n"
    assert json.loads(config.read_text())["queues"]["x"] == 1
    assert "consumers" not in config.read_text()
    assert (root / ".edgewise/earlier/1/yours/wrangler.json").is_file()
    assert status(root) == "applied"
    add(root, CONSUMER)
    assert mine.read_text() == "// mine\n", "the user's file is never written twice"
    last = undo(root)
    assert "wrangler.json" in last.merged
    assert mine.read_text() == "// mine\n"


def test_a_conflict_stops_what_lies_below(sample: Sample) -> None:
    root = sample(STORY)
    move(root)
    add(root, CONSUMER, CRON)
    (root / "worker/scheduled.ts").write_text("// mine\n")
    assert undo(root).conflicts == ["worker/scheduled.ts"]
    assert addition_names(root) == ["addition-0001.jsonl", "addition-0002.jsonl"]
    assert "worker/scheduled.ts" in undo(root, keep_mine=True).kept
    assert addition_names(root) == []
    assert status(root) is None


def test_killed_while_adding(sample: Sample) -> None:
    root = sample(STORY)
    original = tree(root)
    move(root)
    moved = files(root)
    plan = plan_addition(root, CONSUMER)
    apply_addition(root, plan)
    whole = files(root)
    undo(root, last=True)
    records = 2 + 2 * len(plan.plan.edits)
    for record in range(1, records + 1):
        for when in ("before", "torn", "after"):
            assert die_at_record(lambda: apply_addition(root, plan), record, when), (record, when)
            begun = record > 1 or when == "after"
            ended = record == records and when == "after"
            assert (interrupted_addition(root) is not None) == (begun and not ended)
            assert status(root) == "applied"
            if begun and not ended and record % 3:
                resume_addition(root)
                assert files(root) == whole, (record, when)
            if begun:
                undo(root, last=True)
            else:
                apply_addition(root, plan)
                assert addition_names(root) == ["addition-0001.jsonl"]
                undo(root, last=True)
            assert files(root) == moved, (record, when)
    assert not die_at_record(lambda: apply_addition(root, plan), records + 1, "before")
    undo(root)
    assert tree(root) == original


@pytest.mark.parametrize("torn", [False, True])
def test_killed_before_anything_was_added(sample: Sample, torn: bool) -> None:
    root = sample(STORY)
    original = tree(root)
    move(root)
    assert die_at_record(lambda: add(root, CONSUMER), 1, "torn" if torn else "before")
    undo(root)
    assert tree(root) == original


def test_killed_while_taking_all_of_it_back(sample: Sample) -> None:
    root = sample(STORY)
    original = tree(root)
    record = 1
    while True:
        move(root)
        add(root, CONSUMER, CRON)
        died = die_at_record(lambda: undo(root), record, ("before", "torn", "after")[record % 3])
        if not died:
            break
        undo(root)
        assert tree(root) == original, record
        record += 1
    assert record >= 20
    assert tree(root) == original


def test_killed_at_every_system_call(sample: Sample) -> None:
    root = sample("static-404")
    original = tree(root)
    move(root, Choices(mode="idiomatic"))
    moved = files(root)
    number = 1
    while die_at_call(lambda: add(root, CRON), number):
        assert status(root) == "applied", number
        if interrupted_addition(root) is not None and number % 2:
            resume_addition(root)
        if interrupted_addition(root) is not None or situation(root).added:
            undo(root, last=True)
        assert files(root) == moved, number
        number += 1
    assert number > 20
    number = 1
    while die_at_call(lambda: undo(root), number):
        if (root / ".edgewise").exists():
            undo(root)
        assert tree(root) == original, number
        move(root, Choices(mode="idiomatic"))
        add(root, CRON)
        number += 1
    assert number > 20


def test_stopped_between_two_files(sample: Sample) -> None:
    root = move(sample(STORY))
    moved = files(root)
    asked = iter([False, True])
    with pytest.raises(Interrupted) as caught:
        apply_addition(root, plan_addition(root, CONSUMER), stop=lambda: next(asked))
    assert "edgewise add --resume" in str(caught.value.fix)
    undo(root, last=True)
    assert files(root) == moved


def test_a_plan_that_is_out_of_date_is_refused(sample: Sample) -> None:
    root = move(sample(STORY))
    plan = plan_addition(root, CONSUMER)
    add(root, LOGS)
    after = files(root)
    with pytest.raises(Refused) as caught:
        apply_addition(root, plan)
    assert caught.value.code == "file-changed"
    assert files(root) == after


def test_a_damaged_journal_is_told(sample: Sample, capsys: Capture) -> None:
    root = move(sample(STORY))
    add(root, CRON)
    path = journal_path(root, addition_names(root)[0])
    path.write_bytes(path.read_bytes().replace(b"cron", b"corn", 1))
    assert main(["undo", str(root)]) == 2
    assert main(["add", "logs", str(root), "--yes"]) == 2
    assert "addition-0001.jsonl" in capsys.readouterr().err


def test_nothing_is_written_through_a_link(sample: Sample, tmp_path: Path) -> None:
    root = move(sample(STORY))
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "worker/consumers").symlink_to(outside)
    with pytest.raises(Refused) as caught:
        add(root, WORKFLOW, CONSUMER)
    assert caught.value.code in ("outside-project", "already-added")
    assert list(outside.iterdir()) == []
