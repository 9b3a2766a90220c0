"""Settings that do not depend on one project."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.migration.settings import today
from edgewise.runtime.pins import pins
from edgewise.runtime.toolchain import version_date


def test_the_date_before_wrangler_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`wrangler dev` refuses a date that is newer than its runtime, however late it is today."""
    monkeypatch.setenv("EDGEWISE_HOME", str(tmp_path))
    monkeypatch.setenv("EDGEWISE_CACHE", str(tmp_path / "nothing-installed"))
    made = version_date(pins().workerd)
    assert made > "2024-01-01"
    assert today() <= made
