"""``kill -9`` at every record of the journal: undo gives the original, resuming gives the whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import SAMPLES
from tests.migration.trees import Tree, tree

from edgewise.migration import assess, make_plan, resume, status, undo
from edgewise.migration.journal import journal_path
from edgewise.project import discover

NAMES = sorted(path.name for path in SAMPLES.iterdir())
Sample = Callable[[str], Path]

DYING = """
import os, signal, sys
from pathlib import Path
from edgewise.migration import apply, assess, make_plan, undo
from edgewise.migration.journal import Journal
from edgewise.project import discover

work, root, record, when = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
append, count = Journal.append, 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(self, kind, **fields):
    global count
    count += 1
    if count != record:
        return append(self, kind, **fields)
    if when == "before":
        die()
    append(self, kind, **fields)
    if when == "torn":
        os.truncate(self.path, os.path.getsize(self.path) - 3)
    die()

Journal.append = dying
if work == "undo":
    undo(root)
else:
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
"""


def die(work: str, root: Path, record: int, when: str) -> bool:
    """Do ``work`` on ``root`` in another process that dies at record number ``record``; ``False``: it lived."""
    argv = [sys.executable, "-c", DYING, work, str(root), str(record), when]
    done = subprocess.run(argv, capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def finished(root: Path) -> Tree:
    """The project without edgewise's own folder."""
    return {name: each for name, each in tree(root).items() if name.split("/")[0] != ".edgewise"}


@pytest.mark.parametrize("name", NAMES)
def test_killed_while_applying(sample: Sample, name: str) -> None:
    root = sample(name)
    original = tree(root)
    edits = make_plan(discover(root), assess(discover(root))).edits
    complete = dict(original)
    for edit in edits:
        if edit.after is None:
            del complete[edit.path]
        else:
            complete[edit.path] = (original.get(edit.path, (0o644, None))[0], edit.after)
    records = 2 + 2 * len(edits)
    moments = ("before", "torn", "after") if name == "functions-blog" else ("after",)
    for record in range(1, records + 1):
        for when in moments:
            assert die("apply", root, record, when), (record, when)
            begun = record > 1 or when == "after"
            ended = record == records and when == "after"
            assert status(root) == ("applied" if ended else "interrupted" if begun else None)
            if begun and not ended and record % 2:
                resume(root)
                assert finished(root) == complete, (record, when)
                assert status(root) == "applied"
            undo(root)
            assert tree(root) == original, (record, when)
    assert not die("apply", root, records + 1, "before")
    assert finished(root) == complete


@pytest.mark.parametrize("name", ["spa"])
def test_killed_while_undoing(sample: Sample, name: str) -> None:
    root = sample(name)
    original = tree(root)
    project = discover(root)
    edits = len(make_plan(project, assess(project)).edits)
    for record in range(1, edits + 2):
        for when in ("before", "torn", "after"):
            assert not die("apply", root, 0, "before")
            assert die("undo", root, record, when), (record, when)
            undo(root)
            assert tree(root) == original, (record, when)


def test_the_records_are_the_ones_that_are_promised(sample: Sample) -> None:
    root = sample("static-404")
    assert not die("apply", root, 0, "before")
    kinds = [json.loads(line)["record"] for line in journal_path(root).read_text().splitlines()]
    assert kinds == ["begin", "intent", "done", "intent", "done", "intent", "done", "end"]
