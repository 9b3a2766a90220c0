"""``kill -9`` at every record of the journal: undo gives the original, resuming gives the whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.conftest import PROJECTS, SAMPLES
from tests.migration.dying import die_at_call, die_at_record
from tests.migration.trees import Tree, tree

from edgewise.migration import DECISIONS, Choices, apply, assess, make_plan, ready, resume, status, undo
from edgewise.migration.journal import journal_path
from edgewise.migration.model import Plan
from edgewise.project import discover
from edgewise.project.model import PagesProject


def options(key: str) -> tuple[str, ...]:
    """What can be chosen for a decision."""
    return tuple(next(each for each in DECISIONS if each.key == key).options)


NAMES = PROJECTS
EVERYTHING = ("functions-blog", "redirects-headers")
"""Samples that die at every moment of every record. The others do so after each record, or before it in turn."""
ALL = [name if name in EVERYTHING else pytest.param(name, marks=pytest.mark.exhaustive) for name in NAMES]
"""Every sample; those beyond the two are apart from the fast tests, which must stay fast."""
CHOICES = [Choices(mode=mode, functions=functions) for mode, functions in product(*map(options, ("mode", "functions")))]
"""Both modes with both strategies."""
Sample = Callable[[str], Path]


@pytest.fixture
def sample() -> Iterator[Sample]:
    """Copies of samples in memory where there is such a place: thousands of deaths wait for thousands of syncs."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield lambda name: Path(shutil.copytree(SAMPLES / name, Path(folder) / name, symlinks=True))


@dataclass(frozen=True)
class Case:
    """A sample to be migrated, as it is before and as it must be afterwards."""

    project: PagesProject
    plan: Plan
    original: Tree
    complete: Tree

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def records(self) -> int:
        return 2 + 2 * len(self.plan.edits)

    def apply(self) -> object:
        return apply(self.project, self.plan)

    def undo(self) -> object:
        return undo(self.root)


def case(root: Path, choices: Choices) -> Case | None:
    """``None`` when a blocker forbids the plan."""
    project = discover(root)
    findings = assess(project, choices)
    if not ready(findings):
        return None
    plan = make_plan(project, findings, choices)
    original = tree(root)
    apply(project, plan)
    complete = finished(root)
    undo(root)
    assert tree(root) == original
    for edit in plan.edits:
        mode = original.get(edit.path, (None, None))[0]
        assert complete.get(edit.path, (mode, None))[1] == edit.after
        assert edit.after is None or mode in (None, complete[edit.path][0])
    return Case(project, plan, original, complete)


def finished(root: Path) -> Tree:
    """The project without edgewise's own folder."""
    return {name: each for name, each in tree(root).items() if name.split("/")[0] != ".edgewise"}


def words(choices: Choices) -> str:
    return f"{choices.mode}-{choices.functions}"


@pytest.mark.parametrize("choices", CHOICES, ids=words)
@pytest.mark.parametrize("name", ALL)
def test_killed_while_applying(sample: Sample, name: str, choices: Choices) -> None:
    found = case(sample(name), choices)
    if found is None:
        assert not ready(assess(discover(SAMPLES / name), choices)), "only a blocker is an excuse"
        return
    for record in range(1, found.records + 1):
        for when in ("before", "torn", "after") if name in EVERYTHING else ("after", "before")[record % 2 :][:1]:
            assert die_at_record(found.apply, record, when), (record, when)
            begun = record > 1 or when == "after"
            ended = record == found.records and when == "after"
            assert status(found.root) == ("applied" if ended else "interrupted" if begun else None)
            if begun and not ended and record // 2 % 2:
                resume(found.root)
                assert finished(found.root) == found.complete, (record, when)
                assert status(found.root) == "applied"
            undo(found.root)
            assert tree(found.root) == found.original, (record, when)
    assert not die_at_record(found.apply, found.records + 1, "before")
    assert finished(found.root) == found.complete


@pytest.mark.parametrize("name", ALL)
def test_killed_while_undoing(sample: Sample, name: str) -> None:
    found = case(sample(name), Choices())
    if found is None:
        return
    for record in range(1, len(found.plan.edits) + 2):
        for when in ("before", "torn", "after") if name in EVERYTHING else ("after",):
            found.apply()
            assert die_at_record(found.undo, record, when), (record, when)
            undo(found.root)
            assert tree(found.root) == found.original, (record, when)


@pytest.mark.parametrize("name", EVERYTHING)
def test_killed_while_resuming(sample: Sample, name: str) -> None:
    found = case(sample(name), Choices())
    assert found is not None
    for record in range(1, found.records - 1):
        assert die_at_record(found.apply, 2, "after")
        assert die_at_record(lambda: resume(found.root), record, "after")
        if record % 2 and status(found.root) == "interrupted":
            resume(found.root)
            assert finished(found.root) == found.complete, record
        undo(found.root)
        assert tree(found.root) == found.original, record


@pytest.mark.parametrize("name", EVERYTHING)
def test_killed_at_every_system_call(sample: Sample, name: str) -> None:
    """Between two records too: while a file is written, synced, renamed, or a folder made."""
    found = case(sample(name), Choices())
    assert found is not None
    number = 1
    while die_at_call(found.apply, number):
        state = status(found.root)
        if number % 2 and state == "interrupted":
            resume(found.root)
            assert finished(found.root) == found.complete, number
        if state is not None or (found.root / ".edgewise").exists():
            undo(found.root)
        assert tree(found.root) == found.original, number
        number += 1
    assert number > 20, "the calls are counted at all"
    number = 1
    while die_at_call(found.undo, number):
        if (found.root / ".edgewise").exists():
            undo(found.root)
        assert tree(found.root) == found.original, number
        found.apply()
        number += 1
    assert number > 20


@pytest.mark.parametrize("lines", [1, 3])
def test_the_program_itself_killed_from_outside(sample: Sample, lines: int) -> None:
    root = sample("functions-blog")
    original = tree(root)
    argv = [sys.executable, "-m", "edgewise", "migrate", str(root), "--yes"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment) as program:
        deadline = time.monotonic() + 60
        while program.poll() is None and time.monotonic() < deadline:
            journal = journal_path(root)
            if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
                program.send_signal(signal.SIGKILL)
                break
        program.wait()
    assert status(root) in ("interrupted", "applied")
    undo(root)
    assert tree(root) == original


def test_the_records_are_the_ones_that_are_promised(sample: Sample) -> None:
    found = case(sample("static-404"), Choices())
    assert found is not None
    found.apply()
    kinds = [json.loads(line)["record"] for line in journal_path(found.root).read_text().splitlines()]
    assert kinds == ["begin", *(["intent", "done"] * len(found.plan.edits)), "end"]
