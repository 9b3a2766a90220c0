"""Every sample project is proved against the real servers, with nothing undeclared."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from tests.conftest import PROJECTS, SAMPLES

from edgewise.migration.choices import Choices
from edgewise.migration.parity import ParityReport, groups, verdict, verify
from edgewise.runtime.toolchain import ensure

NAMES = PROJECTS


def fingerprint(root: Path) -> dict[str, str]:
    """Every file below ``root`` with a digest of its content."""
    found = {}
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder) / name
            found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


IDIOMATIC = ("api-only", "functions-blog", "redirects-headers", "spa", "static-404")
"""Samples that are proved in the other mode too: one of each kind, because each proof takes its time."""

UNAVOIDABLE = frozenset({"private-files", "redirect-slashes", "image-guard"})
"""What differs in every mode: kept back on purpose, or done by Workers in front of all code."""


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where temporary folders are made; a proof leaves none."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


async def proved(name: str, choices: Choices) -> ParityReport:
    """The report of a sample in which nothing undeclared differs, and which is left untouched."""
    before = fingerprint(SAMPLES / name)
    report = await verify(SAMPLES / name, toolchain=await ensure(), choices=choices)
    wrong = [
        f"{group.title}: {group.exchanges[0].request.label()}"
        for group in groups(report.exchanges)
        if not group.finding
    ]
    assert not wrong and not report.state, verdict(report)
    assert report.proved and not report.migrated
    assert len(report.exchanges) > 100
    assert fingerprint(SAMPLES / name) == before
    return report


@pytest.mark.wrangler
@pytest.mark.parametrize("name", NAMES)
async def test_a_faithful_migration_answers_as_before(name, scratch):
    report = await proved(name, Choices())
    for exchange in report.exchanges:
        for each in exchange.differences:
            assert each.tier == 4 or each.finding in UNAVOIDABLE, f"{exchange.request.label()}: {each}"
    assert list(scratch.iterdir()) == [], "the working copies are gone"


@pytest.mark.wrangler
@pytest.mark.parametrize("name", IDIOMATIC)
async def test_an_idiomatic_migration_differs_as_declared(name, scratch):
    report = await proved(name, Choices("idiomatic"))
    assert report.tiers[2] < len(report.exchanges), "this mode has differences to declare"
