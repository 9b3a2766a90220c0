"""Changing something from the account screen: the menu, the typed word, the answer, the list of what was done."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from edgewise.screens.account.changing.confirm import ConfirmChange
from edgewise.screens.account.changing.history import ChangesScreen
from edgewise.screens.account.changing.menu import ChangeScreen
from edgewise.screens.account.raw import RawScreen
from edgewise.screens.dialogs import ConfirmDialog
from tests.account.support import CANARY, Recorder, envelope, refusal
from tests.tui.looks import SIZES, assert_looks
from tests.tui.test_account import Account, account, own

Patch = pytest.MonkeyPatch


def purging(answer: Any) -> Recorder:
    """Answers a purge with ``answer``, and leaves the rest to the demo's documents."""
    return Recorder(lambda request: answer(request) if request.url.path.endswith("/purge") else None)  # type: ignore[arg-type, return-value]


def dialog_of(seen: Account) -> str:
    """The words of the dialog, without its lines and breaks."""
    lines = [line.split("│")[1] for line in seen.text.splitlines() if line.count("│") > 1]
    return " ".join(" ".join(lines).split())


async def to_purge(seen: Account, *, unlock: bool = True) -> ConfirmChange:
    """From the start to the question about purging the queue ``report-jobs``."""
    await seen.press("3")
    await seen.go_to(next(key for key in seen.keys if "report-jobs" in str(_queue(seen, key))))
    await seen.press("x")
    assert isinstance(seen.app.screen, ChangeScreen)
    await seen.press("enter")
    if unlock:
        assert isinstance(seen.app.screen, ConfirmDialog), "the lock is asked for first"
        await seen.press("y")
    found = seen.app.screen
    assert isinstance(found, ConfirmChange)
    return found


def _queue(seen: Account, key: str) -> Any:
    row = seen.screen.board.row(("queues", ()), key)
    return row.raw if row else None


async def type_word(seen: Account, word: str) -> None:
    seen.app.screen.query_one(Input).value = word
    await seen.pilot.press("enter")


async def test_the_request_is_shown_and_a_wrong_word_does_nothing(monkeypatch: Patch, tmp_path: Path) -> None:
    api = purging(lambda request: envelope({"queue_id": "q"}))
    async with account(monkeypatch, tmp_path, (120, 40), make=own(api)) as seen:
        dialog = await to_purge(seen)
        for words in (
            "POST /accounts/",
            "/purge",
            '"delete_messages_permanently": true',
            "None of them can be brought",
        ):
            assert words in dialog_of(seen)
        assert "wrangler queues purge report-jobs" in seen.text and "Queues Write" in seen.text
        for word in ("", "report", "REPORT-JOBS"):
            await type_word(seen, word)
            await seen.settle()
            assert "Nothing was sent" in seen.text and dialog.query_one(Input).value == ""
        assert [path for path in api.paths if "purge" in path] == [] and len(seen.screen.board.changes) == 0
        await seen.press("escape", "escape")
        assert seen.app.screen is seen.screen and CANARY not in seen.text


async def test_the_right_word_sends_it_once_reads_again_and_notes_it(monkeypatch: Patch, tmp_path: Path) -> None:
    api = purging(lambda request: envelope({"queue_id": "q", "note": "\x1b[31m[bold]x"}))
    async with account(monkeypatch, tmp_path, (120, 40), make=own(api)) as seen:
        await to_purge(seen)
        before = api.paths.count(next(path for path in api.paths if path.endswith("/queues")))
        await type_word(seen, "report-jobs")
        await seen.settle()
        assert "✓ Done" in seen.text
        assert [request.method for request in api.requests if "purge" in request.url.path] == ["POST"]
        assert list((seen.app.services.folders.state / "changes-under-way").iterdir()) == []
        assert api.paths.count(next(path for path in api.paths if path.endswith("/queues"))) == before + 1
        await seen.press("y")
        assert isinstance(seen.app.screen, RawScreen) and "[bold]x" in seen.text
        await seen.press("escape", "enter")
        assert seen.app.screen is seen.screen
        await seen.press("X")
        assert isinstance(seen.app.screen, ChangesScreen) and "Delete every message (purge) · report-jobs" in seen.text
        await seen.press("e")
        document = json.loads(seen.app.clipboard)
        assert document["schema"] == "edgewise/changes/1" and CANARY not in seen.app.clipboard
        assert [each["state"] for each in document["changes"]] == ["done"]
        await seen.press("c")
        assert seen.app.clipboard.startswith("1. Delete every message")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda request: refusal(409, 11001, "queue is [busy]"), ("✗ Refused", "Not done", "queue is [busy]")),
        (
            lambda request: refusal(500, 10013, "oh"),
            ("▲ May have happened", "it may have happened all the same", "Look before you try again"),
        ),
    ],
)
async def test_a_failure_says_whether_it_may_have_happened(
    monkeypatch: Patch, tmp_path: Path, answer: Any, words: tuple[str, ...]
) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=own(purging(answer))) as seen:
        await to_purge(seen)
        await type_word(seen, "report-jobs")
        await seen.settle()
        for word in words:
            assert word in dialog_of(seen)


async def test_a_permission_that_is_missing_is_named(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=own(purging(lambda request: refusal(403)))) as seen:
        await to_purge(seen)
        await type_word(seen, "report-jobs")
        await seen.settle()
        assert "✗ Refused" in seen.text and "Account · Queues · Edit" in seen.text


async def waiting(seen: Account, monkeypatch: Patch) -> None:
    """Ask for a purge, and go on as soon as it has left."""
    await to_purge(seen)
    arrived, never = asyncio.Event(), asyncio.Event()

    async def make(*about: Any) -> Any:
        assert list((seen.app.services.folders.state / "changes-under-way").iterdir()), "noted before it is sent"
        arrived.set()
        await never.wait()

    monkeypatch.setattr("edgewise.screens.account.changing.confirm.make", make)
    await type_word(seen, "report-jobs")
    await arrived.wait()
    await seen.pilot.pause()
    assert "Waiting for the answer" in seen.text


async def test_who_stops_waiting_is_told_that_it_may_have_happened(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=own()) as seen:
        await waiting(seen, monkeypatch)
        await seen.press("escape")
        assert "▲ May have happened" in seen.text
        assert [each.state for each in seen.screen.board.changes] == ["may have happened"]
        await seen.press("enter")
        assert seen.app.screen is seen.screen


async def test_quitting_meanwhile_says_so_in_the_terminal(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40), make=own()) as seen:
        await waiting(seen, monkeypatch)
        seen.app.exit()
        services = seen.app.services
    assert len(services.parting) == 1
    assert list((services.folders.state / "changes-under-way").iterdir()) == []
    assert "POST /accounts/" in services.parting[0] and "may have happened" in services.parting[0]


async def test_what_locks_itself_meanwhile_is_not_sent(monkeypatch: Patch, tmp_path: Path) -> None:
    api = purging(lambda request: envelope({}))
    async with account(monkeypatch, tmp_path, (120, 40), make=own(api)) as seen:
        await to_purge(seen)
        seen.screen.board.lock.turn_on()
        await type_word(seen, "report-jobs")
        await seen.settle()
        assert "○ Not sent" in seen.text and "nothing was sent" in seen.text
        assert [path for path in api.paths if "purge" in path] == []


async def test_the_menu_says_what_it_would_do_before_the_lock_is_off(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (80, 24)) as seen:
        await seen.press("3", "x")
        assert "locked" in seen.text and "Pause delivery" in seen.text
        await seen.press("c")
        assert "wrangler queues purge" in seen.app.clipboard
        await seen.press("X")
        assert "Nothing has been changed" in seen.text
        await seen.press("escape", "enter", "escape")
        assert isinstance(seen.app.screen, ChangeScreen) and seen.screen.board.lock.on


async def test_a_change_in_the_demo_account_is_made_and_seen(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (120, 40)) as seen:
        await to_purge(seen)
        assert "unlocked" in seen.text.splitlines()[0], "behind the dialog, too"
        await type_word(seen, "report-jobs")
        await seen.settle()
        assert "✓ Done" in seen.text
        await seen.press("enter")
        row = next(line for line in seen.text.splitlines() if "▲ report-jobs" in line)
        assert "418" not in row and " 0 " in row, row
        assert "unlocked" in seen.text.splitlines()[0]


@pytest.mark.parametrize("size", SIZES)
async def test_how_the_question_looks(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool
) -> None:
    async with account(monkeypatch, tmp_path, size) as seen:
        await to_purge(seen)
        # Without what lies behind the dialog, which changes with every kind that the account learns to show.
        lines = [line[start:] for line in seen.text.splitlines() if (start := border(line)) is not None]
        look = "\n".join(line[: max(line.rfind(each) for each in "│╮╯") + 1] for line in lines) + "\n"
        assert_looks(f"account-change-{size[0]}.txt", look, update=update_snapshots)


def border(line: str) -> int | None:
    """Where the dialog's border begins in a line."""
    return next((at for at, letter in enumerate(line) if letter in "╭│╰"), None)
