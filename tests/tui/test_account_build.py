"""The build log on top of the account: stages, errors, words to look for, and a build that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.account import demo
from edgewise.screens.account.building import screen as build_screen
from edgewise.screens.account.building.screen import BuildScreen
from edgewise.screens.account.tail.screen import TailScreen
from edgewise.widgets.log import Log
from tests.account.support import Clock, client, envelope, refusal
from tests.tui.looks import assert_looks, until
from tests.tui.test_account import Account, account

Patch = pytest.MonkeyPatch


async def open_log(seen: Account, project: str, state: str, words: str = "Build log") -> BuildScreen:
    """The build log of a project's first deployment in this state."""
    seen.screen.open_kind("pages_projects")
    await seen.settle()
    await seen.go_to(project)
    await seen.press("enter")
    while True:
        row = seen.screen.row
        assert row is not None
        if row.raw["latest_stage"]["status"] == state:
            break
        before = seen.cursor
        await seen.pilot.press("down")
        assert seen.cursor != before, "no such deployment"
    await seen.pilot.press("l")
    await until(seen.pilot, words)
    found = seen.app.screen
    assert isinstance(found, BuildScreen)
    return found


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_it_looks(monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool) -> None:
    async with account(monkeypatch, tmp_path, size) as seen:
        await open_log(seen, "stock-board", "failure", "✗ failed")
        assert_looks(f"account-build-{size[0]}.txt", seen.text, update=update_snapshots)


async def test_errors_and_words_are_gone_to_in_turn(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        screen = await open_log(seen, "stock-board", "failure", "✗ failed")
        log = screen.query_one(Log)
        await seen.pilot.press("n")
        first = log.cursor
        await seen.pilot.press("n")
        assert first is not None and log.cursor is not None and log.cursor.key > first.key
        await seen.pilot.press("N")
        assert log.cursor == first
        await seen.pilot.press("slash", *"npm", "enter")
        assert "with npm" in seen.text and "npm" in log.cursor.lines(False)[0].spans[1][0]  # type: ignore[union-attr]
        await seen.pilot.press("n", "escape")
        assert screen.words == () and seen.app.screen is screen
        await seen.pilot.press("escape")
        await until(seen.pilot, "Deployments")


async def test_a_build_that_runs_is_followed_to_its_end(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.setattr(build_screen, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(build_screen, "LONGEST_PAUSE", 0.02)
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        screen = await open_log(seen, "roast-timer", "active", "▶ running")
        log = screen.query_one(Log)
        few = len(log.blocks)
        clock.seconds += 150
        await until(seen.pilot, "✓ finished")
        assert len(log.blocks) > few and "Your site was deployed!" in seen.text


async def test_copying_saving_and_the_live_log(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    copied: list[str] = []
    async with account(monkeypatch, tmp_path) as seen:
        screen = await open_log(seen, "shop", "success", "✓ finished")
        monkeypatch.setattr(seen.app, "copy_to_clipboard", copied.append)
        await seen.pilot.press("G", "c", "C")
        assert copied[0].endswith("Your site was deployed!") and "Success: Assets published!" in copied[1]
        await seen.pilot.press("e")
        await until(seen.pilot, "Export the build's log")
        await seen.pilot.press("enter")
        await until(seen.pilot, "Written:")
        assert written(tmp_path) == copied[1]
        await seen.pilot.press("t")
        await until(seen.pilot, "Live log")
        assert isinstance(seen.app.screen, TailScreen)
        await seen.pilot.press("escape")
        assert seen.app.screen is screen


def written(folder: Path) -> str:
    (file,) = folder.glob("shop-*-build-log.txt")
    return file.read_text()


async def test_a_log_that_cannot_be_read_says_why_and_is_tried_again(monkeypatch: Patch, tmp_path: Path) -> None:
    answers = [refusal(500), refusal(500), refusal(500), refusal(500), refusal(500), refusal(500)]
    row = {"id": "d1", "short_id": "d1", "latest_stage": {"name": "deploy", "status": "success"}}

    def api(request: object) -> object:
        path = request.url.path  # type: ignore[attr-defined]
        if path.endswith("/history/logs"):
            return answers.pop() if answers else envelope({"data": [{"ts": None, "line": "[b]\x1b[31mhi\u202e"}]})
        if path.endswith("/deployments/d1"):
            return envelope({**row, "stages": []})
        if path.endswith("/deployments"):
            return envelope([row])
        return envelope([{"name": "shop"}] if path.endswith("/pages/projects") else [])

    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: client(api)) as seen:  # type: ignore[arg-type]
        await open_log(seen, "shop", "success", "✗ not read")
        assert "try again" in seen.text
        answers.clear()
        await seen.pilot.press("r")
        await until(seen.pilot, "[b]hi")
