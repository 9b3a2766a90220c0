"""A token that must never be seen: after a tour through everything it is searched for wherever anything is left.

The API that is toured sends the token back: in names, in messages and in the text of errors. So the
search would find it if anything on the way kept it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edgewise.account.credentials import Credential
from edgewise.account.demo import serve, server
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.handler import handle
from edgewise.account.demo.server import DemoServer
from edgewise.account.resources import ROOTS
from edgewise.app import EdgewiseApp
from edgewise.screens.account import AccountScreen
from edgewise.services import Services
from tests.account.support import CANARY
from tests.tui.looks import text_of

HIDDEN = "•••"
EVERYWHERE = (
    "i",
    "y",
    "escape",
    "c",
    "s",
    "f",
    "d",
    "down",
    "d",
    "escape",
    "r",
    "v",
    "escape",
    "question_mark",
    "escape",
)
BRIEFLY = ("y", "escape", "c")
VIEWS = ("u", "l", "p", "U", "X", "x")
BELOW = {
    "workers": ("l",),
    "d1_databases": ("Q",),
    "workflows": ("enter", "t"),
    "kv_namespaces": ("enter", "enter"),
}
"""Keys that lead on from some kinds: to a live log, to SQL, to a timeline, to a value."""


def echoing(company: Company, request: Request) -> Reply:
    """The demo account, which writes the caller's secret over a branch's name and into every refusal."""
    reply = handle(company, request)
    secret = request.headers.get("authorization", "").removeprefix("Bearer ").encode() or b"nobody"
    body = reply.body.replace(b"queue-the-report", secret).replace(b'"message": "', b'"message": "' + secret + b" ")
    return Reply(reply.status, body, reply.headers)


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DemoServer]:
    monkeypatch.setattr(server, "handle", echoing)
    async with await serve(0) as running:
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", CANARY)
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", running.url)
        yield running


class Visit:
    """The app, and everything that was on its screen. A tour keeps going whatever a screen is busy with."""

    def __init__(self, app: EdgewiseApp, pilot: object) -> None:
        self.app, self.pilot = app, pilot
        self.seen: list[str] = []

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)  # type: ignore[attr-defined]
            await self.rest()

    async def rest(self) -> None:
        await self.pilot.pause()  # type: ignore[attr-defined]
        self.seen.append(text_of(self.app))
        self.seen += [each.message for each in self.app._notifications]

    async def until(self, words: str) -> None:
        """Wait for ``words``; a machine with much else to do may take a while."""
        for _ in range(3000):
            if words in text_of(self.app):
                return await self.rest()
            await self.pilot.pause(0.02)  # type: ignore[attr-defined]
        raise AssertionError(f"{words!r} never came:\n{text_of(self.app)}")

    async def home(self) -> None:
        """Back to the tables from wherever a key led."""
        for _ in range(6):
            if len(self.app.screen_stack) == 1:
                return
            await self.press("escape")


@pytest.mark.exhaustive
async def test_the_token_is_nowhere_after_a_full_tour(
    api: DemoServer, tmp_path: Path, isolated: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)
    app = EdgewiseApp(Services.load(project=tmp_path), door="account")
    pictures: list[str] = []
    clipboard: list[str] = []
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        visit = Visit(app, pilot)
        await visit.until("Northgate")
        await visit.press("1")
        await visit.until("report-desk")
        await visit.press("slash", *"report-desk", "enter", "enter")
        await visit.until(HIDDEN)
        pictures.append(app.export_screenshot())
        for key in VIEWS:
            await visit.press(key)
            pictures.append(app.export_screenshot())
            await visit.home()
        await visit.press("escape", "escape", "escape")
        for step, kind in enumerate(ROOTS):
            await visit.home()
            screen = app.screen_stack[0]
            assert isinstance(screen, AccountScreen)
            screen.action_kind(kind.id)
            while (kind.id, ()) not in screen.board.listings:
                await pilot.pause(0.01)
            await visit.press(*(EVERYWHERE if step % 4 == 0 else BRIEFLY))
            clipboard.append(app.clipboard)
            pictures.append(app.export_screenshot())
            await visit.home()
            await visit.press(*BELOW.get(kind.id, ("enter",)))
            pictures.append(app.export_screenshot())
        await visit.home()
        await visit.press("e", "enter", "enter", "enter")
        await visit.home()
        await visit.press("0", "e", "enter", "enter")
        await visit.home()
        await visit.press("colon", *"report")
        await visit.home()
        await visit.press("a", "escape", "ctrl+l", "ctrl+l")
        # And an error: the API goes away.
        await api.stop()
        await visit.press("1", "r")
        await visit.rest()
        pictures.append(app.export_screenshot())
    places = {line for text in visit.seen for line in text.splitlines()[:1]}
    missed = [kind.title for kind in ROOTS if not any(f"›  {kind.title}" in line for line in places)]
    assert missed == []
    views = ("Permissions", "Usage", "Build log", "Live log", "SQL", "Timeline", "Value")
    assert [name for name in views if not any(f"›  {name}" in line for line in places)] == []
    assert len(visit.seen) > 150 and any(HIDDEN in text for text in visit.seen), "it was sent back, and blotted out"
    assert any("wrangler" in text for text in clipboard)
    kept = kept_in(tmp_path, isolated)
    assert any(name.endswith((".csv", ".json")) for name in kept), "something was exported"
    for where, text in {
        "the screen": "\n".join(visit.seen),
        "pictures": "\n".join(pictures),
        "the clipboard": "\n".join(clipboard),
        "logs": caplog.text,
    }.items():
        assert CANARY not in text, where
    assert [name for name, content in kept.items() if CANARY.encode() in content or CANARY in name] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("snapshot", "--json"),
        ("snapshot", "--sanitised", "--json"),
        ("snapshot",),
        ("doctor", "--json"),
        ("paths",),
    ],
)
async def test_the_token_is_in_no_output_and_on_no_command_line(
    api: DemoServer, isolated: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    lines: list[bytes] = []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edgewise", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    ended = asyncio.ensure_future(process.communicate())
    while not ended.done():
        lines += command_lines()
        await asyncio.wait([ended], timeout=0.05)
    out, err = await ended
    assert out and CANARY.encode() not in out + err
    assert not sys.platform.startswith("linux") or any(arguments[0].encode() in line for line in lines)
    assert not any(CANARY.encode() in line for line in lines)
    assert [name for name, content in kept_in(isolated, tmp_path).items() if CANARY.encode() in content] == []


async def test_the_search_would_find_it(api: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the one line that blots it out, the API's echo is on the screen."""
    monkeypatch.setattr(Credential, "scrub", lambda self, data: data)
    app = EdgewiseApp(Services.load(project=tmp_path), door="account")
    async with app.run_test(size=(120, 40)) as pilot:
        visit = Visit(app, pilot)
        await visit.until("Northgate")
        await visit.press("1")
        await visit.until("report-desk")
        await visit.press("slash", *"report-desk", "enter", "enter")
        await visit.until(CANARY[:8])


def kept_in(*roots: Path) -> dict[str, bytes]:
    """Every file below some folders."""
    return {str(each): each.read_bytes() for root in roots for each in root.rglob("*") if each.is_file()}


def command_lines() -> list[bytes]:
    """The command lines of this user's processes, where the system shows them as files."""
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:  # noqa: PTH208, PTH112
        try:
            found.append(Path("/proc", name, "cmdline").read_bytes() if name.isdigit() else b"")
        except OSError:
            continue
    return found


async def test_an_error_of_the_program_itself_shows_no_token(api: DemoServer, tmp_path: Path, isolated: Path) -> None:
    """Even a traceback with all variables holds none: the credential hides itself."""
    script = (
        "import asyncio, os, sys\n"
        "from edgewise.account import default_client\n"
        "from textual.app import App\n"
        "class Crash(App):\n"
        "    async def on_mount(self):\n"
        "        client = default_client(os.environ)\n"
        "        account = await client.account()\n"
        "        headers = {}\n"
        "        raise RuntimeError('a mistake of ours')\n"
        "Crash().run(headless=True)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert b"a mistake of ours" in out + err
    assert CANARY.encode() not in out + err
