"""``edgewise finish`` as a process, against the demo account over loopback."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.migration.finishing.support import AFTER, BEFORE, moved, old_deployments, state
from tests.migration.operations.support import WORKER, client

from edgewise.account.demo import serve
from edgewise.account.demo.company import Company
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.workers import Workers
from edgewise.cli.account_side import hooks_of
from edgewise.cli.output import Output
from edgewise.migration.finishing.cleaning import clean_up
from edgewise.runtime.process import Completed, run


@asynccontextmanager
async def account(root: Path, *, done: bool = True) -> AsyncIterator[DemoServer]:
    """The demo account with a Worker, and the site's visitors with it."""
    async with await serve(0) as api:
        api.company.part(Workers).upload(WORKER, {}, deploy=True)
        if done:
            async with client(api.company) as asking:
                await moved(root, api.company, asking)
        yield api


async def finish(api: DemoServer, root: Path, *words: str) -> Completed:
    program = [sys.executable, "-m", "edgewise", "finish", str(root), "--project", WORKER, "--demo", str(api.port)]
    return await run([*program, *words], cwd=root, env=dict(os.environ), timeout=60)


async def told(api: DemoServer, root: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await finish(api, root, *words, "--json")).stdout)
    return found


def count(there: Company) -> int:
    return len(there.part(Pages).deployments(WORKER))


async def test_a_plan_changes_nothing_and_yes_does_it(tmp_path: Path) -> None:
    async with account(tmp_path) as api:
        planned = await finish(api, tmp_path)
        assert planned.returncode == 0
        assert "308 keeps the method" in planned.stdout
        assert "Yours to do" in planned.stdout
        assert state(api.company) == BEFORE
        done = await finish(api, tmp_path, "--yes", "--keep-days", "0")
        assert done.returncode == 0
        assert "Finished" in done.stdout and "Workers Builds" in done.stdout
        assert state(api.company) == AFTER
        refused = await finish(api, tmp_path, "--yes")
        assert refused.returncode == 1
        assert "nothing left to do" in refused.stderr


async def test_before_the_cutover_it_is_refused(tmp_path: Path) -> None:
    async with account(tmp_path, done=False) as api:
        assert (await finish(api, tmp_path)).returncode == 1
        assert (await told(api, tmp_path, "--yes"))["code"] == "not-cut-over"
        assert (await told(api, tmp_path, "--clean-up", "--yes", "--accept", "clean-up"))["code"] == "not-cut-over"
        assert state(api.company) == BEFORE


async def test_days_that_make_no_sense(tmp_path: Path) -> None:
    async with account(tmp_path) as api:
        done = await finish(api, tmp_path, "--keep-days", "-1")
    assert done.returncode == 2
    assert "keep-days" in done.stderr


async def test_the_clean_up_needs_its_own_yes_and_its_time(tmp_path: Path) -> None:
    async with account(tmp_path) as api:
        old_deployments(api.company, 5)
        before = count(api.company)
        assert (await told(api, tmp_path, "--yes"))["state"] == "done"
        planned = await finish(api, tmp_path, "--clean-up")
        assert planned.returncode == 1
        assert "way back until" in planned.stdout and "cannot be brought back" in planned.stdout
        assert (await told(api, tmp_path, "--clean-up", "--yes", "--accept", "clean-up"))["code"] == "early"
        waits = await finish(api, tmp_path, "--clean-up", "--yes", "--accept", "early")
        assert waits.returncode == 1
        assert "--clean-up --yes --accept early --accept clean-up`" in waits.stdout
        assert "rollback" not in waits.stdout
        assert count(api.company) == before

        # Only the oldest are left to go, so that it takes seconds.
        rows = api.company.part(Pages)._started[WORKER]
        kept = [each for each in rows if each.environment == "preview"] + rows[:1] + rows[-3:]
        api.company.part(Pages)._started[WORKER] = list(kept)
        done = await finish(api, tmp_path, "--clean-up", "--yes", "--accept", "early", "--accept", "clean-up")
        assert done.returncode == 0, done.stderr
        assert "3 deployments deleted" in done.stdout
        assert f"wrangler pages project delete {WORKER}" in done.stdout
        assert count(api.company) == len(kept) - 3
        assert api.company.part(Pages).project(WORKER) is not None


@pytest.mark.parametrize(
    ("typed", "agreed"), [(f"{WORKER}\n", True), ("clean-up\n", False), ("y\n", False), ("", False)]
)
async def test_in_a_terminal_the_name_of_the_project_is_typed(
    typed: str, agreed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    error = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stderr", error)
    arguments = argparse.Namespace(accept=["early"], verbose=False)
    consent = hooks_of(arguments, Output(), lambda: False).consent
    assert await consent(clean_up(WORKER, 3)) is agreed
    assert "cannot be brought back" in error.getvalue()
    assert f"Type {WORKER}" in error.getvalue()
