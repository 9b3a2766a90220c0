"""Every sample project is proved against the real servers, with nothing undeclared."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from tests.conftest import SAMPLES

from edgewise.migration.parity import groups, verdict, verify
from edgewise.runtime.toolchain import ensure

NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())


def fingerprint(root: Path) -> dict[str, str]:
    """Every file below ``root`` with a digest of its content."""
    found = {}
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder) / name
            found[str(path.relative_to(root))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.mark.wrangler
@pytest.mark.parametrize("name", NAMES)
async def test_sample_is_proved_and_left_untouched(name, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = fingerprint(SAMPLES / name)
    report = await verify(SAMPLES / name, toolchain=await ensure())
    wrong = [
        f"{group.title}: {group.exchanges[0].request.label()}"
        for group in groups(report.exchanges)
        if not group.finding
    ]
    assert not wrong, verdict(report)
    assert report.proved and not report.migrated
    assert len(report.exchanges) > 100
    assert fingerprint(SAMPLES / name) == before
    assert list(tmp_path.iterdir()) == [], "the working copies are gone"
