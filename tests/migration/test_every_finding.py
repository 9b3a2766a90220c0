"""Every finding of the catalogue is raised by a sample or by a small project: none is there for show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.conftest import SAMPLES
from tests.migration.raising import RAISING, Content, Raising

from edgewise.errors import EdgewiseError
from edgewise.migration import DECISIONS, FINDINGS, assess, choices_from
from edgewise.migration.bundle import BundleSize, check_size
from edgewise.migration.model import Finding
from edgewise.project import discover

SIZES = {
    "script-too-large": BundleSize(65 * 1024 * 1024, 1),
    "script-large": BundleSize(1, 4 * 1024 * 1024),
}
"""Findings that a real build of the Worker raises."""


def write(root: Path, files: dict[str, Content]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        elif isinstance(content, int):
            with path.open("wb") as file:
                file.truncate(content)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def raised_by(root: Path, case: Raising) -> list[Finding]:
    write(root, dict(case.files))
    project = case.change(discover(root / case.below, case.overrides))
    return assess(project, choices_from(case.choices))


@cache
def raised_by_samples() -> frozenset[str]:
    """Ids that the samples raise, whatever is chosen."""
    found: set[str] = set()
    for folder in sorted(SAMPLES.iterdir()):
        try:
            project = discover(folder)
        except EdgewiseError:
            continue
        for decision in DECISIONS:
            for option in decision.options:
                found |= {each.id for each in assess(project, choices_from({decision.key: option}))}
    return frozenset(found)


def test_no_finding_is_raised_by_nothing() -> None:
    covered = raised_by_samples() | RAISING.keys() | SIZES.keys()
    assert sorted(FINDINGS.keys() - covered) == [], "add a sample, or a small project to raising.py"
    assert sorted(RAISING.keys() - FINDINGS.keys()) == []


@pytest.mark.parametrize("identity", sorted(RAISING))
def test_raised(tmp_path: Path, identity: str) -> None:
    root = tmp_path / "one/two/project"
    root.mkdir(parents=True)
    found = [each for each in raised_by(root, RAISING[identity]) if each.id == identity]
    assert found
    entry = FINDINGS[identity]
    for each in found:
        assert each.severity is entry.severity
        assert each.title.startswith(entry.title)
        assert each.where is None or not each.where.file.startswith("/")


@pytest.mark.parametrize("identity", sorted(SIZES))
def test_raised_by_a_size(identity: str) -> None:
    assert [each.id for each in check_size(SIZES[identity])] == [identity]


def test_an_ordinary_project_raises_few() -> None:
    """The near miss of all of them: a site with nothing special is ready, and no blocker or decision is invented."""
    found = assess(discover(SAMPLES / "static-404"))
    assert {each.id for each in found if each.severity in ("blocker", "decision")} <= {"every-request-counts"}
