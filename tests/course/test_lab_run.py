"""A running lab, as far as it needs no wrangler: how it ends when something is missing."""

from __future__ import annotations

import asyncio

import pytest

from edgewise.course.labs.run import LabRun
from edgewise.course.labs.spec import load_spec
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab
from edgewise.errors import ToolchainError
from edgewise.store import content, folders


@pytest.fixture
def workspace() -> Workspace:
    folder = content("lessons", "12-queue", "01-a-queue-with-a-consumer", "lab")
    return Workspace(load_spec(Lab("a-queue-with-a-consumer/lab", folder)), folders())


async def missing(progress: object = None) -> None:
    raise ToolchainError("Node is not installed.", code="node-missing")


async def test_watching_ends_when_the_toolchain_is_missing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", missing)
    async with asyncio.timeout(10), LabRun(workspace) as run:
        with pytest.raises(ToolchainError):
            await run.watch()
    assert run.state.phase == "stopped"


async def test_watching_ends_too_when_a_file_is_saved_at_that_moment(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def saved_meanwhile(progress: object = None) -> None:
        run.saved()
        await missing()

    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", saved_meanwhile)
    async with asyncio.timeout(10), LabRun(workspace) as run:
        with pytest.raises(ToolchainError):
            await run.watch()


async def test_asking_again_checks_again_without_a_save(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = 0
    again = asyncio.Event()

    async def count(self: LabRun) -> None:
        nonlocal checks
        checks += 1
        if checks == 2:
            again.set()

    monkeypatch.setattr(LabRun, "check", count)
    async with asyncio.timeout(10), LabRun(workspace) as run:
        watching = asyncio.create_task(run.watch())
        await asyncio.sleep(0)
        run.again()
        await again.wait()
        watching.cancel()
        await asyncio.wait((watching,))
    assert checks == 2
