"""The live log on top of the account: opened by a key, filtered, paused, kept; and its connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.demo.company import Company
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.demo.tails import Tails, Trouble
from edgewise.account.demo.traffic import Traffic
from edgewise.account.silence import unreachable
from edgewise.account.sockets import Socket
from edgewise.account.tail.session import Session
from edgewise.screens.account.raw import RawScreen
from edgewise.screens.account.tail.screen import TailScreen
from edgewise.screens.account.tail.stored import StoredScreen
from edgewise.widgets.log import Log
from tests.account.support import CANARY, Clock, client, envelope, refusal
from tests.account.tail.support import FakeSocket, message
from tests.tui.looks import assert_looks, settle, until
from tests.tui.test_account import Account, account

Patch = pytest.MonkeyPatch


class Watched:
    """A live log on the screen, and what is behind it."""

    def __init__(self, seen: Account, clock: Clock, company: Company | None) -> None:
        self.seen, self.pilot, self.clock, self.company = seen, seen.pilot, clock, company

    @property
    def screen(self) -> TailScreen:
        found = self.seen.app.screen
        assert isinstance(found, TailScreen)
        return found

    @property
    def log(self) -> Log:
        return self.screen.query_one(Log)

    @property
    def text(self) -> str:
        return self.seen.text

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.text

    async def until(self, words: str) -> str:
        return await until(self.pilot, words)

    async def come(self, count: int) -> None:
        """Let so many more events come, and wait until they are held."""
        assert self.company is not None
        goal = self.screen.feed.ring.next + count
        self.company.part(Tails).trouble = Trouble(burst=count)
        while self.screen.feed.ring.next < goal:
            await self.pilot.pause(0.02)
        await self.pilot.pause()


@asynccontextmanager
async def watching(
    monkeypatch: Patch, tmp_path: Path, row: str = "pricing", *, kind: str = "workers", burst: int = 30, **options: Any
) -> AsyncIterator[Watched]:
    clock = Clock()
    api = demo.client(clock.now)
    transport = api._wire._transport
    assert isinstance(transport, DemoTransport)
    transport.company.part(Tails).trouble = Trouble(burst=burst)
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: api, **options) as seen:
        seen.screen.open_kind(kind)
        await seen.settle()
        await seen.go_to(row)
        await seen.pilot.press("l")
        found = Watched(seen, clock, transport.company)
        await found.until("● live" if burst else "Live log")
        if burst:
            await found.until(f"{burst:,} entries")
        yield found


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_it_looks(monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], update_snapshots: bool) -> None:
    async with watching(monkeypatch, tmp_path, "order-intake", size=size) as watched:
        await settle(watched.pilot, but=("tail",))
        assert_looks(f"account-tail-{size[0]}.txt", watched.text, update=update_snapshots)
        await watched.press("up", "enter")
        await settle(watched.pilot, but=("tail",))
        assert_looks(f"account-tail-open-{size[0]}.txt", watched.text, update=update_snapshots)


async def test_where_it_is_narrow_addresses_go_on_below(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, size=(60, 20)) as watched:
        await watched.press("g")
        whole = watched.log.blocks[0].entry.subject  # type: ignore[attr-defined]
        shown = "".join(line.strip(" ▎▁▂▃▄▅▆▇█") for line in watched.text.splitlines()[6:10])
        assert whole in shown and len(whole) > 10


async def test_filters_and_finding(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, burst=600, size=(120, 40)) as watched:
        assert watched.log.following and "Method" in watched.text
        text = await watched.press("s", "s")
        assert "shown: error" in text and "✗ exception" in text and "RangeError" in text
        text = await watched.press("s", "s", "s")
        assert "shown: 4xx" in text and "▲ 404" in text
        await watched.press("escape", "m", "m")
        assert {block.entry.method for block in watched.log.blocks} == {"POST"}  # type: ignore[attr-defined]
        await watched.press("escape", "l")
        assert all(block.entry.logs[0].level == "debug" for block in watched.log.blocks)  # type: ignore[attr-defined]
        await watched.press("escape", "slash", *"huila", "enter")
        assert watched.log.blocks and "huila" in watched.text and "“huila”" in watched.text
        assert all("huila" in block.entry.subject for block in watched.log.blocks)  # type: ignore[attr-defined]
        text = await watched.press("slash", *"xyz", "enter")
        assert "None of 600" in text and "show all" in text
        text = await watched.press("escape")
        assert len(watched.log.blocks) == 600 and "shown:" not in text


async def test_a_pause_stands_still_and_loses_nothing(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, size=(120, 40)) as watched:
        before = await watched.press("space")
        assert "‖ paused, 0 new" in before
        await watched.come(20)
        text = await watched.until("‖ paused, 20 new")
        assert len(watched.log.blocks) == 30 and text.splitlines()[6:] == before.splitlines()[6:]
        await watched.press("s", "escape")
        assert len(watched.log.blocks) == 30, "a filter does not end the pause"
        text = await watched.press("space")
        assert len(watched.log.blocks) == 50 and "● live" in text


async def test_cloudflare_can_be_asked_for_less(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, size=(120, 40)) as watched:
        await watched.press("f")
        await watched.until("Ask Cloudflare for less")
        await watched.press(*"status:bad", "enter")
        await watched.until("knows no status")
        await watched.press(*["backspace"] * 3, *"error", "enter")
        await watched.until("Cloudflare sends only status:error")
        await watched.until("● live")
        await watched.come(5)
        newest = [block.entry for block in watched.log.blocks][-5:]  # type: ignore[attr-defined]
        assert all(entry.outcome == "exception" for entry in newest)


async def test_of_a_version_only_what_runs_in_it_is_watched(monkeypatch: Patch, tmp_path: Path) -> None:
    api = demo.client(Clock().now)
    transport = api._wire._transport
    assert isinstance(transport, DemoTransport)
    tails = transport.company.part(Tails)
    tails.trouble = Trouble(burst=5)
    async with account(monkeypatch, tmp_path, (120, 40), make=lambda environ, wanted: api) as seen:
        seen.screen.open_kind("workers")
        await seen.settle()
        await seen.go_to("pricing")
        await seen.press("enter", "v")
        assert seen.screen.trail.here.kind.id == "worker_versions" and seen.screen.row is not None
        version = seen.screen.row.key
        await seen.pilot.press("l")
        text = await until(seen.pilot, "5 entries")
        assert f"Cloudflare sends only version:{version[:8]}" in text
        screen = seen.app.screen
        assert isinstance(screen, TailScreen)
        ran = {block.entry.document["scriptVersion"]["id"] for block in screen.query_one(Log).blocks}  # type: ignore[attr-defined]
        assert ran == {version}


async def test_looking_elsewhere_stops_following_and_g_follows_again(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path) as watched:
        text = await watched.press("up")
        assert "not following" in text
        cursor = watched.log.cursor
        await watched.come(5)
        assert watched.log.cursor == cursor and len(watched.log.blocks) == 35
        text = await watched.press("G")
        assert "not following" not in text and watched.log.cursor == watched.log.blocks[-1]
        await watched.come(5)
        assert watched.log.cursor == watched.log.blocks[-1]


async def test_everything_about_an_event_and_its_document(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, "order-intake", size=(120, 60)) as watched:
        await watched.press("slash", *"payment", "enter", "enter")
        assert all(words in watched.text for words in ("Request headers", "user-agent", "Request cf", "colo", "Run"))
        assert "x-webhook-signature •••" in watched.text
        await watched.press("y")
        assert isinstance(watched.seen.app.screen, RawScreen) and '"executionModel": "stateless"' in watched.text
        await watched.press("escape")
        assert "Live log" in watched.text
        await watched.press("enter")
        assert "Request headers" not in watched.text


async def test_copying_saving_and_clearing(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    copied: list[str] = []
    async with watching(monkeypatch, tmp_path, size=(120, 40)) as watched:
        monkeypatch.setattr(watched.seen.app, "copy_to_clipboard", copied.append)
        await watched.press("c", "C")
        assert copied[0].startswith("09:2") and len(copied[1].splitlines()) >= 30 and copied[0] in copied[1]
        await watched.press("e")
        await watched.until("pricing-log-20260314-092653.txt")
        await watched.press("enter")
        await watched.until("Written:")
        await watched.press("e")
        await watched.until("Text: as it is shown")
        await watched.press("down", "enter")
        text = tmp_path / "pricing-log-20260314-092653.txt"
        lines = tmp_path / "pricing-log-20260314-092653.ndjson"
        while not lines.exists() or not lines.read_text():
            await watched.pilot.pause(0.02)
        assert text.read_text() == copied[1] and text.stat().st_mode & 0o077 == 0
        assert [json.loads(line)["entry"] for line in lines.read_text().splitlines()] == ["event"] * 30
        text.write_text("mine")
        await watched.press("e")
        await watched.until("Text: as it is shown")
        await watched.press("enter")
        await watched.until("stands there")
        await watched.press("escape")
        assert text.read_text() == "mine"
        text_ = await watched.press("x")
        assert "0 entries" in text_ and not watched.log.blocks
        await watched.come(3)
        assert len(watched.log.blocks) == 3 and "3 entries" in watched.text


async def test_quiet_says_how_an_event_is_made(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.setattr(Traffic, "runs", lambda self, script, since, until: iter(()))
    async with watching(monkeypatch, tmp_path, burst=0) as watched:
        await watched.until("● live")
        watched.clock.seconds = 30
        text = await watched.until("curl https://pricing.northgate-coffee.workers.dev/")
        assert "no events yet" in text and "Nothing has run for" in text
        assert watched.company is not None and len(watched.company.part(Tails).tails) == 1
        await watched.press("escape")
        while watched.company.part(Tails).tails:
            await watched.pilot.pause(0.02)
        assert "Account" in watched.text.splitlines()[0]


async def test_a_site_of_files_has_no_log_and_says_so(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, "northgate-www", kind="pages_projects", burst=0) as watched:
        text = await watched.until("✗ ended")
        assert "files only" in text and "build logs" in text


async def test_a_pages_project_is_watched_at_its_newest_deployment(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path, "shop", kind="pages_projects") as watched:
        assert "shop" in watched.text.splitlines()[0] and watched.log.blocks


async def test_more_than_it_holds_lets_the_oldest_go(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path) as watched:
        watched.screen.feed.ring.most = 40
        await watched.come(25)
        assert len(watched.log.blocks) == 40 and "15 older ones let go" in watched.text
        await watched.press("space")
        await watched.come(30)
        assert len(watched.log.blocks) == 40 and "‖ paused, 30 new" in watched.text
        await watched.press("space")
        assert len(watched.log.blocks) == 40 and watched.log.blocks[-1].key == 84


async def test_a_thousand_at_once_are_a_few_paints(monkeypatch: Patch, tmp_path: Path) -> None:
    async with watching(monkeypatch, tmp_path) as watched:
        flushes = 0
        flush = TailScreen.flush

        def counted(self: TailScreen) -> None:
            nonlocal flushes
            flushes += 1
            flush(self)

        monkeypatch.setattr(TailScreen, "flush", counted)
        await watched.come(1000)
        assert flushes < 40 and watched.log.following and "1,030 entries" in watched.text


# ---------------------------------------------------------------------- how it stands with the connection


@asynccontextmanager
async def made_up(
    monkeypatch: Patch, tmp_path: Path, sockets: list[Any], tails: Callable[[], httpx.Response] | None = None
) -> AsyncIterator[Watched]:
    """An account whose API and sockets do as they are told."""
    clock = Clock()
    number = 0

    def api(request: httpx.Request) -> httpx.Response:
        nonlocal number
        path = request.url.path
        if path.endswith("/tails") and request.method == "POST":
            number += 1
            if tails is not None:
                return tails()
            expires = (clock.now() + timedelta(hours=6)).isoformat()
            return envelope({"id": f"t{number}", "url": "wss://tail.example/", "expires_at": expires})
        if path.endswith("/verify"):
            return envelope({"status": "active"})
        rows = [{"id": "pri\u202ecing[red]", "handlers": ["fetch"]}] if path.endswith("/workers/scripts") else []
        return envelope(rows)

    client_: Client = client(api, clock)

    async def open_(address: str, subprotocol: str, where: str) -> Socket:
        found = sockets.pop(0)
        if isinstance(found, Exception):
            raise found
        return found  # type: ignore[no-any-return]

    monkeypatch.setattr(client_, "socket", open_)
    monkeypatch.setattr("edgewise.screens.account.tail.screen.Session", session_of(clock))
    async with account(monkeypatch, tmp_path, (100, 30), make=lambda environ, wanted: client_) as seen:
        seen.screen.open_kind("workers")
        await seen.settle()
        await seen.pilot.press("l")
        yield Watched(seen, clock, None)


def session_of(clock: Clock) -> Callable[..., Session]:
    """Sessions whose pauses are over at once, unless somebody holds them."""
    return lambda client_, target, wanted: Session(
        client_, target, wanted, sleep=clock.sleep, chance=lambda: 0.0, quiet=60
    )


async def test_a_loss_is_said_and_leaves_a_mark(monkeypatch: Patch, tmp_path: Path) -> None:
    hostile = message(logs=[{"level": "log", "message": ["[b]\x1b[31m\u202e" + CANARY]}])
    sockets = [FakeSocket(hostile), unreachable("/x", "no route"), FakeSocket(message(), silent=True)]
    async with made_up(monkeypatch, tmp_path, sockets) as watched:
        text = await watched.until("missed")
        assert "▲ 3 s missed, from 09:26:53 on: the connection broke" in text and "● live" in text and "[b]•••" in text
        assert CANARY not in watched.seen.app.export_screenshot() and "pricing[red]" in text.splitlines()[0]


async def test_a_missing_permission_is_explained_and_tried_again_on_request(monkeypatch: Patch, tmp_path: Path) -> None:
    answers = [refusal(403), envelope({"id": "t", "url": "wss://tail.example/", "expires_at": None})]
    sockets = [FakeSocket(message(), silent=True)]
    async with made_up(monkeypatch, tmp_path, sockets, lambda: answers.pop(0)) as watched:
        text = await watched.until("✗ ended")
        assert "Workers Tail · Read" in " ".join(text.split()) and "may not look here" in text
        await watched.press("r")
        text = await watched.until("● live")
        await watched.until("1 entry")
        assert "may not look here" not in watched.text


async def test_leaving_edgewise_deletes_the_tail(monkeypatch: Patch, tmp_path: Path) -> None:
    """The last request has to be sent while everything comes down; it takes a moment, as over a network."""
    handle = DemoTransport.handle_async_request

    async def slowly(self: DemoTransport, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            await asyncio.sleep(0.1)
        return await handle(self, request)

    async with watching(monkeypatch, tmp_path) as watched:
        company = watched.company
        assert company is not None and len(company.part(Tails).tails) == 1
        monkeypatch.setattr(DemoTransport, "handle_async_request", slowly)
    assert company.part(Tails).tails == {}


async def test_what_was_stored_is_shown_range_by_range(monkeypatch: Patch, tmp_path: Path) -> None:
    api = demo.client(Clock().now)
    async with account(monkeypatch, tmp_path, (120, 40), make=lambda environ, wanted: api) as seen:
        seen.screen.open_kind("workers")
        await seen.settle()
        await seen.go_to("mailer")
        await seen.pilot.press("L")
        text = await until(seen.pilot, "✓ the last hour")
        screen = seen.app.screen
        assert isinstance(screen, StoredScreen) and "Stored log" in text and "outgoing-mail, 6 messages" in text
        assert "Range" in text and "Pause" not in text
        hour = len(screen.query_one(Log).blocks)
        await seen.pilot.press("h")
        text = await until(seen.pilot, "✓ the last 6 hours")
        assert len(screen.query_one(Log).blocks) > hour and "▲ from the newest 2,000" in text
        await seen.pilot.press("s", "s", "enter")
        assert "shown: error" in seen.text


async def test_where_nothing_is_stored_it_is_not_offered(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        seen.screen.open_kind("workers")
        await seen.settle()
        await seen.go_to("photo-resizer")
        before = seen.app.screen
        await seen.press("L")
        assert seen.app.screen is before
