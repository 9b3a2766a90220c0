"""The overview at the account door: what it says, where its lines lead, and the way back."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from edgewise.screens.account import glancing
from edgewise.screens.account.overview import OverviewView
from tests.account.support import refusal
from tests.tui.looks import assert_looks
from tests.tui.test_account import account, own

Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_it_looks(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], theme: str, update_snapshots: bool
) -> None:
    async with account(monkeypatch, tmp_path, size, table=False, theme=theme) as seen:
        assert_looks(f"account-overview-{size[0]}.txt", seen.text, update=update_snapshots)


async def test_a_line_leads_to_its_row_and_0_comes_back_to_the_line(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, table=False) as seen:
        await seen.press("tab")
        line = seen.screen.query_one(OverviewView).line
        assert line is not None and line.name == "report-jobs"
        await seen.press("enter")
        assert seen.crumbs == ("Account", "Queues") and seen.screen.row is not None
        assert seen.screen.row.raw["queue_name"] == "report-jobs"
        await seen.press("0")
        assert seen.crumbs == ("Account", "Overview") and seen.screen.query_one(OverviewView).line == line
        await seen.press("enter", "escape")
        assert seen.crumbs == ("Account", "Overview"), "escape at a kind comes back to the overview"
        await seen.press("escape")
        assert seen.app.current_mode == "home"


async def test_the_keys_for_a_row_work_on_a_line(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, table=False) as seen:
        await seen.press("tab")
        assert "Press w to learn why report-jobs is marked" in seen.step
        await seen.press("c")
        assert seen.app.clipboard == "wrangler queues info report-jobs"
        await seen.press("end")
        assert seen.screen.row is None, "a line about a kind has no row"


async def test_what_could_not_be_read_is_said_and_nothing_is_called_well(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(403) if "/queues" in request.url.path else None

    async with account(monkeypatch, tmp_path, table=False, make=own(answer)) as seen:
        assert "What could not be read" in seen.text and "Not known: Queues" in seen.text
        assert "What has no consumer" not in seen.text and "✓" not in seen.text.split("What fails")[1]


async def test_it_reads_everything_again_on_request(monkeypatch: Patch, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response | None:
        asked.append(request.url.path)

    async with account(monkeypatch, tmp_path, table=False, make=own(answer)) as seen:
        asked.clear()
        await seen.press("r")
        assert {path.rsplit("/", 1)[-1] for path in asked} >= {"projects", "scripts", "queues"}


async def test_home_tells_what_was_seen(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, table=False) as seen:
        await seen.press("escape")
        assert seen.app.current_mode == "home"
        text = " ".join(seen.text.split())
        assert "Demo account, Northgate Coffee: 13 Pages projects, 9 Workers, 6 Queues" in text
        assert "1 queue had no consumer" in text


async def test_a_big_account_is_worked_out_beside_the_keys(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.setattr(glancing, "MANY", 0)
    async with account(monkeypatch, tmp_path, table=False) as seen:
        assert "stock-board" in seen.text and "report-jobs" in seen.text
        made: list[object] = []
        monkeypatch.setattr(glancing, "make_overview", lambda *given, **more: made.append(given))
        seen.screen.show()
        await seen.settle()
        assert made == [], "nothing is worked out when nothing is new"
