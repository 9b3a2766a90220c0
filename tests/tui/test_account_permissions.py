"""The permission view: what is known, what asking shows, and what to tick."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.demo.faults import parse
from edgewise.account.permissions.probing import probe
from edgewise.account.resources import kind
from edgewise.screens.account.credential.screen import PermissionsScreen
from edgewise.widgets.chrome import TitleBar
from edgewise.widgets.grid import Grid
from tests.account.support import CANARY, NOW, client, envelope, refusal
from tests.tui.looks import SIZES, assert_looks, press
from tests.tui.test_account import Account, account

Patch = pytest.MonkeyPatch


def token(word: str) -> Any:
    """A client of the demo account with one of its lesser tokens."""
    return lambda environ, wanted: demo.client(lambda: NOW, token=word)


def view(seen: Account) -> PermissionsScreen:
    found = seen.app.screen
    assert isinstance(found, PermissionsScreen)
    return found


def states(seen: Account) -> dict[str, str]:
    """The first words of each row, by the permission's name."""
    return {row.key: row.cells[0][0] for row in view(seen).query_one(Grid)._rows}


async def test_it_shows_what_was_seen_and_finds_out_the_rest(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=token("demo-pages-only")) as seen:
        await seen.press("p")
        before = states(seen)
        assert before["Pages Read"] == "✓ has" and before["Queues Read"] == "✗ lacks", "the door has read these"
        assert before["Account Settings Read"] == "○ unknown" and before["Queues Write"] == "○ unknown"
        assert "may not read its own policies" in seen.text and "Press r to find out" in seen.text
        await seen.press("r")
        after = states(seen)
        assert after["Account Settings Read"] == "✗ lacks" and after["Queues Write"] == "○ unknown"
        assert "unknown until it is used" not in seen.text.split("What it unlocks")[0]
        await seen.press("c")
        assert "Account · Queues · Read" in seen.app.clipboard.splitlines()
        assert "User · API Tokens · Read" not in seen.app.clipboard, "what is optional is not asked for"
        await seen.press("escape")
        assert seen.app.screen is seen.screen


async def test_a_token_that_tells_needs_no_asking(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=token("demo-told")) as seen:
        await seen.press("p")
        for words in ("maren@northgate.example", "until 2026-03-17", "Only from 192.0.2.0/24", "Active"):
            assert words in seen.text
        assert states(seen)["Queues Write"] == "✓ has" and states(seen)["Pages Write"] == "✗ lacks"
        assert not view(seen).check_action("ask", ())


async def test_the_logins_scopes_and_its_end_are_told(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=token("demo-wrangler")) as seen:
        await seen.press("p")
        assert "wrangler login" in seen.text and "pages:write" in seen.text and "10:26 UTC" in seen.text


async def test_of_a_token_that_is_refused_its_state_is_told(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, make=token("demo-expired")) as seen:
        assert "Account Settings Read" not in seen.text, "no permission would help"
        await seen.press("p")
        assert view(seen).query_one(Grid).cursor is None
        words = " ".join(seen.text.split())
        assert "This token expired on 2026-03-02" in words and "make a new one" in words
        assert "This is an API token" in words and "What it may do cannot be told" in words
        await seen.press("escape")
        assert seen.app.screen is seen.screen


async def test_faults_of_the_demo_account_are_told_on_every_screen(monkeypatch: Patch, tmp_path: Path) -> None:
    def make(environ: Any, wanted: bool) -> Client:
        return demo.client(lambda: NOW, faults=parse("500@/nowhere"))

    def title(seen: Account) -> str:
        return " ".join(text for text, _ in seen.app.screen.query_one(TitleBar).status)

    async with account(monkeypatch, tmp_path, (120, 40), make=make) as seen:
        assert "demo account with faults" in title(seen)
        places = (("1", "p"), ("2", "u"))
        for keys in places:
            await press(seen.pilot, *keys, but=("ask",))
            assert seen.app.screen is not seen.screen, keys
            assert "demo account with faults" in title(seen), keys
            await seen.press("escape")


async def test_asking_can_be_stopped_and_keeps_what_was_seen(monkeypatch: Patch, tmp_path: Path) -> None:
    started, never = asyncio.Event(), asyncio.Event()

    async def slow(api: Any, wanted: Any, *, rows: Any, report: Any) -> dict[str, str]:
        await report(0, len(wanted), wanted[0].name)
        await probe(api, wanted[:1], rows=rows, report=lambda *about: None)
        await report(1, len(wanted), wanted[1].name)
        started.set()
        await never.wait()
        return {}

    monkeypatch.setattr("edgewise.screens.account.credential.screen.probe", slow)
    async with account(monkeypatch, tmp_path, (120, 40), make=token("demo-readonly")) as seen:
        await seen.press("p")
        unknown = [name for name, state in states(seen).items() if state == "○ unknown"]
        await seen.pilot.press("r")
        await started.wait()
        await seen.pilot.pause()
        assert "Asking 2 of" in seen.text
        await seen.press("escape")
        assert isinstance(seen.app.screen, PermissionsScreen) and "Asking" not in seen.text
        left = [name for name, state in states(seen).items() if state == "○ unknown"]
        assert len(left) == len(unknown) - 1


async def test_what_the_api_says_is_text_and_the_secret_is_nowhere(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/verify"):
            return envelope({"id": "t1", "status": "active", "expires_on": "soon"})
        if path.endswith("/user"):
            return envelope({"email": "[bold]x\x1b[31m\u202e@example.com"})
        if path.endswith("/tokens/t1"):
            return envelope({"name": "\x1b]0;x\x07[red]name", "policies": "none", "condition": {"request_ip": [1]}})
        return refusal(403)

    async with account(monkeypatch, tmp_path, (120, 40), make=lambda environ, wanted: client(answer)) as seen:
        await seen.press("p")
        assert "[bold]x@example.com" in seen.text and "“[red]name”" in seen.text
        assert "\u202e" not in seen.text and CANARY not in seen.text


@pytest.mark.parametrize("size", SIZES)
async def test_how_it_looks(monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool) -> None:
    # A few kinds, so that the look does not change with every kind that edgewise learns.
    few = tuple(kind(each) for each in ("pages_projects", "pages_deployments", "queues", "zones", "dns_records"))
    monkeypatch.setattr("edgewise.account.permissions.report.KINDS", few)
    async with account(monkeypatch, tmp_path, size, make=token("demo-told")) as seen:
        await seen.press("p")
        assert_looks(f"account-permissions-{size[0]}.txt", seen.text, update=update_snapshots)
