"""The read-only lock on the account screen: the question, the title, and when it turns itself on."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.account import demo
from edgewise.account.lock import OPEN_FOR
from edgewise.screens.dialogs import ConfirmDialog
from tests.account.support import ACCOUNT, Clock, client, envelope
from tests.tui.test_account import account

Patch = pytest.MonkeyPatch


async def test_it_asks_before_anything_can_be_changed(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        lock = seen.screen.board.lock
        assert lock.on and seen.screen.board.client is not None and seen.screen.board.client.lock is lock
        await seen.press("ctrl+l")
        assert isinstance(seen.app.screen, ConfirmDialog) and "demo account" in seen.text
        await seen.press("escape")
        assert lock.on and "read-only" in seen.text
        await seen.press("ctrl+l", "y")
        assert not lock.on and "unlocked for 10 min" in seen.text and "read-only" not in seen.text
        await seen.press("ctrl+l")
        assert lock.on and "read-only" in seen.text


async def test_it_turns_itself_on_when_nothing_is_changed(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.press("ctrl+l", "y")
        assert "unlocked" in seen.text
        clock.seconds += OPEN_FOR.total_seconds()
        seen.screen.frame()
        await seen.settle()
        assert seen.screen.board.lock.on and "read-only" in seen.text


async def test_a_real_account_is_named_and_warned_of_and_each_account_begins_locked(
    monkeypatch: Patch, tmp_path: Path
) -> None:
    api = client(lambda request: envelope([]))
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: api) as seen:
        await seen.press("ctrl+l")
        assert "real account, Test" in seen.text
        await seen.press("y")
        assert "▲ unlocked" in seen.text.splitlines()[0]
        found = seen.screen.board.account
        assert found is not None and found.id == ACCOUNT
        await seen.screen.board.use(found)
        assert seen.screen.board.lock.on
