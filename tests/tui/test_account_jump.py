"""Finding anything in the account, and favourites."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from textual.events import Key
from textual.widgets import Input

from edgewise.screens.account.jump import JumpScreen
from edgewise.screens.account.overview import OverviewView
from tests.account.support import refusal
from tests.tui.looks import assert_looks
from tests.tui.test_account import account, own

Patch = pytest.MonkeyPatch


def inside(text: str) -> str:
    """Without the title and the key bar of the screen below."""
    return "\n".join(text.splitlines()[1:-1]) + "\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_how_it_looks(monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool) -> None:
    async with account(monkeypatch, tmp_path, size) as seen:
        await seen.press("colon", *"report")
        assert isinstance(seen.app.screen, JumpScreen)
        assert_looks(f"account-jump-{size[0]}.txt", inside(seen.text), update=update_snapshots)


async def test_a_few_letters_lead_to_a_row_of_any_kind(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("colon", *"rjobs", "enter")
        assert seen.crumbs[-1] == "Queues" and seen.screen.row is not None
        assert seen.screen.row.raw["queue_name"] == "report-jobs"
        await seen.press("colon", *"workers", "enter")
        assert seen.crumbs[-1] == "Workers"
        await seen.press("colon", *"roast", "escape")
        assert seen.crumbs[-1] == "Workers", "escape goes nowhere"


async def test_and_to_a_row_below_another(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.go_to("report-desk")
        await seen.press("enter")
        wanted = seen.keys[3]
        await seen.press("2", "colon", *wanted[:8], "enter")
        assert seen.crumbs[-2:] == ("report-desk", "Deployments") and seen.cursor == wanted
        await seen.press("escape")
        assert seen.crumbs[-1] == "Pages projects"


async def test_what_is_not_read_is_read_and_what_cannot_be_is_said(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(403) if "/storage/kv" in request.url.path else None

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        await seen.press("colon", *"zzzz")
        assert "Nothing that is known holds “zzzz”" in seen.text
        assert "Could not be read: KV" in " ".join(seen.text.split())


async def test_a_favourite_is_marked_listed_first_and_kept(monkeypatch: Patch, tmp_path: Path, isolated: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.go_to("shop")
        await seen.press("f")
        assert "★ shop" in seen.text and seen.said == ["★ shop is a favourite."]
        await seen.press("colon")
        assert seen.text.index("★ Favourites") < seen.text.index("Go to")
        await seen.press("escape", "0")
        assert seen.screen.query_one(OverviewView).line is not None
        assert seen.text.index("★ Favourites") < seen.text.index("What fails") and "shop" in seen.text
        file = seen.app.services.folders.config / "settings.json"
    kept = json.loads(file.read_text())["favourites"]
    assert list(kept.values()) == [[{"kind": "pages_projects", "key": "shop", "name": "shop"}]]
    async with account(monkeypatch, tmp_path) as seen:
        assert "★ shop" in seen.text
        await seen.go_to("shop")
        await seen.press("f")
        assert "★ shop" not in seen.text.split("no favourite")[0]


async def test_the_cursor_keys_move_among_what_is_found(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("colon", *"order")
        screen = seen.app.screen
        assert isinstance(screen, JumpScreen)
        first = screen.hits[0].entry
        await seen.press("down")
        assert screen.hits[screen._at].entry != first and screen.query_one(Input).value == "order"
        await seen.press("tab")
        assert screen.hits[screen._at].entry.kind.id != first.kind.id


async def test_nothing_that_is_typed_ahead_reaches_the_screen_below(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        for key, character in (("colon", ":"), ("q", "q"), ("p", "p"), ("x", "x"), ("2", "2")):
            seen.app.post_message(Key(key, character))
        await seen.settle()
        assert isinstance(seen.app.screen, JumpScreen) and len(seen.app.screen_stack) == 2
        assert seen.screen.trail.here.kind.id == "pages_projects"
        seen.app.screen.post_message(Key("k", "k"))
        await seen.settle()
        assert seen.app.screen.query_one(Input).value.endswith("k"), "what comes before the line has the focus"
