"""The account's journal beside that of the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import SAMPLES
from tests.migration.operations.support import about, carrier, client, company, planned

from edgewise.cli import main
from edgewise.migration import apply, assess, make_plan
from edgewise.project import discover


async def test_an_undo_of_files_says_that_visitors_are_still_with_the_worker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "site"
    shutil.copytree(SAMPLES / "nextjs-story", root)
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    there = company()
    async with client(there) as asking:
        await carrier(root, asking).begin(about(there), await planned(asking))
        assert main(["undo", str(root)]) == 0
        assert "edgewise rollback" in capsys.readouterr().err
        # The files are back, and the account can still be taken back.
        assert not (root / "worker").exists()
        await carrier(root, asking).take_back()
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    assert main(["undo", str(root)]) == 0
    assert "edgewise rollback" not in capsys.readouterr().err
