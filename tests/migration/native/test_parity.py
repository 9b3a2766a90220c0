"""Every sample with Functions is proved with an entry that imports its handlers, in both modes."""

from __future__ import annotations

import pytest
from tests.conftest import SAMPLES
from tests.migration.trees import tree

from edgewise.migration import Choices, apply, assess, make_plan, ready, undo
from edgewise.migration.parity import groups, verdict, verify
from edgewise.project import discover
from edgewise.project.model import Kind
from edgewise.runtime.toolchain import ensure

NATIVE = Choices(functions="native")


def movable(name: str) -> bool:
    """Whether the sample has handlers, and nothing that an entry of one's own cannot hold."""
    project = discover(SAMPLES / name)
    return project.kind is Kind.FUNCTIONS and ready(assess(project, NATIVE))


NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and movable(path.name))


def test_samples_are_found():
    assert {"routing-forms", "plugin-guestbook", "module-imports", "assets-import"} <= set(NAMES)


@pytest.mark.wrangler
@pytest.mark.parametrize("mode", ["faithful", "idiomatic"])
@pytest.mark.parametrize("name", NAMES)
async def test_sample_is_proved(name, mode):
    choices = Choices(mode=mode, functions="native")
    report = await verify(SAMPLES / name, toolchain=await ensure(), choices=choices)
    wrong = [
        f"{group.title}: {group.exchanges[0].request.label()}"
        for group in groups(report.exchanges)
        if not group.finding
    ]
    assert not wrong, verdict(report)
    assert report.proved and len(report.exchanges) > 100


@pytest.mark.parametrize("mode", ["faithful", "idiomatic"])
@pytest.mark.parametrize("name", NAMES)
def test_sample_is_moved_and_moved_back(sample, name, mode):
    root = sample(name)
    before = tree(root)
    choices = Choices(mode=mode, functions="native")
    project = discover(root)
    apply(project, make_plan(project, assess(project, choices), choices))
    entries = [root / "worker" / f"index.{extension}" for extension in ("js", "ts")]
    assert sum(entry.is_file() for entry in entries) == 1
    moved = tree(root)
    assert all(moved[path] == before[path] for path in before if path.startswith("functions/"))
    undo(root)
    assert {path: content for path, content in tree(root).items() if not path.startswith(".edgewise")} == before
