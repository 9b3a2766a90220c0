"""The account screen over the demo account: looking, going down, finding, sorting, leaving."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.app import EdgewiseApp
from edgewise.errors import AuthError
from edgewise.screens.account import AccountScreen, board
from edgewise.screens.account.raw import LinesView, RawScreen
from edgewise.services import Services
from edgewise.widgets.chrome import NextStep, TitleBar
from edgewise.widgets.grid import Grid
from tests.account.support import ACCOUNT, CANARY, NOW, Clock, client, envelope, refusal
from tests.account.test_resources import original
from tests.tui.looks import assert_looks, press, settle, text_of


class Account:
    """The app at the account door, and what there is to see."""

    def __init__(self, app: EdgewiseApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> AccountScreen:
        found = self.app.screen_stack[0]
        assert isinstance(found, AccountScreen)
        return found

    async def settle(self) -> None:
        await settle(self.pilot, but=("ask",))

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys, but=("ask",))

    @property
    def text(self) -> str:
        return text_of(self.app)

    @property
    def crumbs(self) -> tuple[str, ...]:
        return self.screen.query_one(TitleBar).crumbs

    @property
    def step(self) -> str:
        return self.screen.query_one(NextStep).text

    @property
    def said(self) -> list[str]:
        """Messages that stand in the corner."""
        return [each.message for each in self.app._notifications]

    @property
    def keys(self) -> list[str]:
        return [grid_row.key for grid_row in self.screen.query_one(Grid)._rows]

    @property
    def cursor(self) -> str | None:
        return self.screen.query_one(Grid).cursor

    async def go_to(self, key: str) -> None:
        while self.cursor != key:
            before = self.cursor
            await self.pilot.press("down")
            assert self.cursor != before, f"{key} is not among {self.keys}"
        await self.settle()


@asynccontextmanager
async def account(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    size: tuple[int, int] = (80, 24),
    make: Any = None,
    *,
    table: bool = True,
    **options: Any,
) -> AsyncIterator[Account]:
    monkeypatch.setattr(board, "_client", make or (lambda environ, wanted: demo.client(lambda: NOW)))
    app = EdgewiseApp(Services.load(project=tmp_path), door="account", **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        found = Account(app, pilot)
        await found.settle()
        if table:
            await found.press("1")
        yield found


Patch = pytest.MonkeyPatch


# ---------------------------------------------------------------------- looking


async def test_it_opens_on_the_demo_account_and_says_so(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        assert "demo account" in seen.text and "read-only" in seen.text and "just now" in seen.text
        assert "1 Pages projects 13 ▲1   2 Workers 9" in seen.text
        assert len(seen.keys) == 13 and seen.cursor == seen.keys[0]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), (120, 40), (160, 50), (220, 60)])
async def test_the_demo_account_is_labelled_everywhere(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with account(monkeypatch, tmp_path, size) as seen:
        for keys in (["1"], ["enter"], ["enter"], ["2"], ["enter"], ["v"], ["3"], ["i"]):
            await seen.press(*keys)
            assert "demo account" in seen.text.splitlines()[0], keys


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_how_it_looks(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int], theme: str, update_snapshots: bool
) -> None:
    """As text, so both themes must look the same: nothing is said by colour alone."""
    async with account(monkeypatch, tmp_path, size, theme=theme) as seen:
        await seen.press("3")
        assert_looks(f"account-queues-{size[0]}.txt", seen.text, update=update_snapshots)
        await seen.press("1")
        await seen.go_to("report-desk")
        await seen.press("enter")
        assert_looks(f"account-deployments-{size[0]}.txt", seen.text, update=update_snapshots)


async def test_panes_come_with_room_and_go_without(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (80, 24)) as seen:
        await seen.press("3")
        facts = seen.screen.query_one("#detail")
        for width, detail, column in ((80, False, False), (120, True, False), (160, True, True), (80, False, False)):
            await seen.pilot.resize_terminal(width, 30)
            await seen.settle()
            assert facts.display == detail
            assert (seen.screen.query_one("#kinds").size.height > 1) == column
            assert seen.cursor == seen.keys[0] and "report-jobs" in seen.text


# ---------------------------------------------------------------------- going down and back


async def test_a_project_leads_to_its_deployments_and_they_to_their_details(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.go_to("report-desk")
        await seen.press("enter")
        assert seen.crumbs == ("report-desk", "Deployments") and len(seen.keys) == 100
        assert "Ask for the stock report" in seen.text
        await seen.press("down", "enter")
        assert "How far" in seen.text and "✓ clone_repo" in seen.text
        await seen.press("pagedown")
        assert "clone_repo" in seen.text
        await seen.press("escape")
        assert seen.screen.query_one(Grid).has_focus and "Commit message" in seen.text
        await seen.press("escape")
        assert seen.cursor == "report-desk" and seen.crumbs == ("Account", "Pages projects")
        await seen.press("escape")
        assert seen.crumbs == ("Account", "Overview")
        await seen.press("escape")
        assert seen.app.current_mode == "home"


async def test_a_worker_leads_to_deployments_and_across_to_versions(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("2")
        await seen.go_to("pricing")
        await seen.press("enter")
        assert seen.crumbs[-2:] == ("pricing", "Deployments") and "10 % " in seen.text
        await seen.press("v")
        assert seen.crumbs[-2:] == ("pricing", "Versions") and "No." in seen.text
        assert seen.screen.query_one(Grid).has_focus
        await seen.press("v")
        assert seen.crumbs[-1] == "Bindings" and "CATALOGUE" in seen.text
        await seen.press("v")
        assert seen.crumbs[-1] == "Builds" and "▶ running" in seen.text
        await seen.press("v")
        assert seen.crumbs[-1] == "Deployments"
        await seen.press("escape")
        assert seen.cursor == "pricing"


async def test_each_kind_is_found_as_it_was_left(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.go_to("brew-guide")
        await seen.press("right", "right", "down", "left", "left")
        assert seen.cursor == "brew-guide"
        await seen.press("right", "right")
        assert seen.crumbs[-1] == "Queues" and seen.screen.row is not None
        assert seen.screen.row.raw["queue_name"] == "orders"


async def test_others_can_lead_here(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.app.open_account("queues")
        await seen.settle()
        assert seen.crumbs[-1] == "Queues"
        await seen.app.open_account("pages_deployments")
        await seen.settle()
        assert seen.crumbs[-1] == "Pages projects"


# ---------------------------------------------------------------------- finding and sorting


async def test_finding_as_one_types(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("slash", "s", "t", "o", "c")
        assert seen.keys == ["stock-board"] and "1 of 13" in seen.text
        await seen.press("enter", "s")
        assert seen.keys == ["stock-board"], "s sorts again, and is no letter"
        await seen.press("escape")
        assert len(seen.keys) == 13 and seen.cursor == "stock-board"


async def test_words_may_stand_in_any_column(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("slash", *"FUNCTIONS", "space", *"nuxt")
        assert seen.keys == ["wholesale-portal"]
        await seen.press("escape")
        assert len(seen.keys) == 13


async def test_nothing_found_says_so_and_how_to_go_on(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("slash", *"[/zz]")
        assert "None of 13 holds “[/zz]”" in seen.text and "0 of 13" in seen.text
        await seen.press("enter", "escape")
        assert len(seen.keys) == 13 and seen.screen.query_one(Grid).has_focus


async def test_sorting_goes_round_the_columns(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        as_sent = seen.keys
        await seen.press("s")
        assert seen.keys == sorted(as_sent) and "Project ↑" in seen.text
        await seen.press("S")
        assert seen.keys == sorted(as_sent, reverse=True) and "Project ↓" in seen.text
        await seen.press("s")
        assert seen.keys[0] == "stock-board", "the worst deployment first"
        for _ in range(4):
            await seen.press("s")
        assert seen.keys == as_sent


async def test_rows_without_a_value_come_last_either_way(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, (110, 40)) as seen:
        for _ in range(9):
            if "Framework ↑" not in seen.text:
                await seen.press("s")
        assert "Framework ↑" in seen.text
        assert set(seen.keys[-2:]) == {"tasting-2026", "press-kit"}
        await seen.press("S")
        assert (
            set(seen.keys[-2:]) == {"tasting-2026", "press-kit"} and seen.keys[0] == "handbook"
        ) or "vitepress" in seen.text


# ---------------------------------------------------------------------- the corridor


async def test_the_queue_without_a_consumer_leads_to_its_lesson(monkeypatch: Patch, tmp_path: Path) -> None:
    opened: list[str] = []

    async def open_lesson(self: EdgewiseApp, lesson: str) -> None:
        opened.append(lesson)

    monkeypatch.setattr(EdgewiseApp, "open_lesson", open_lesson)
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("3")
        assert "▲ no consumer" in seen.text and "Press w to learn why report-jobs is marked ▲" in seen.step
        assert "w Why?" in seen.text.splitlines()[-1]
        await seen.press("w")
        assert opened == ["a-queue-with-a-consumer"]
        await seen.press("down")
        assert "w Why?" not in seen.text
        await seen.press("w")
        assert len(opened) == 1, "a queue that is well has nothing to explain"
        await seen.press("1")
        await seen.go_to("report-desk")
        await seen.press("w")
        assert opened[1:] == ["the-request-that-would-not-finish"]


async def test_and_to_the_move_that_settles_it(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("3", "m")
        assert seen.app.current_mode == "migrate"


# ---------------------------------------------------------------------- ways out


async def test_the_command_is_copied_and_shown(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("3", "c")
        assert seen.app.clipboard == "wrangler queues info report-jobs"
        assert seen.said == ["Copied: wrangler queues info report-jobs"]


async def test_the_demo_account_has_no_dashboard(monkeypatch: Patch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(EdgewiseApp, "open_url", lambda self, url, new_tab=True: opened.append(url))
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("o")
        assert opened == [] and "has no dashboard" in seen.said[0]


async def test_a_real_account_has_one(monkeypatch: Patch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(EdgewiseApp, "open_url", lambda self, url, new_tab=True: opened.append(url))
    async with account(monkeypatch, tmp_path, make=own()) as seen:
        await seen.go_to("shop")
        await seen.press("o")
        assert opened == [f"https://dash.cloudflare.com/{ACCOUNT}/pages/view/shop"]


async def test_the_raw_document_is_whole_and_coloured(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path) as seen:
        await seen.press("3", "y")
        assert isinstance(seen.app.screen, RawScreen)
        assert '"queue_name": "report-jobs"' in seen.text
        view = seen.app.screen.query_one(LinesView)
        document = json.loads("\n".join(line.plain for line in view._lines))
        assert document["queue"]["queue_name"] == "report-jobs" and document["metrics"]["backlog_count"] == 418
        assert any(line.spans for line in view._lines)
        await seen.press("end")
        assert '"backlog_count": 418' in seen.text
        await seen.press("c")
        assert json.loads(seen.app.clipboard) == document
        await seen.press("escape")
        assert seen.app.screen is seen.screen


# ---------------------------------------------------------------------- an account of one's own


def own(answer: Any = None, clock: Clock | None = None) -> Any:
    """A client for the test account, answered by the demo's documents unless ``answer`` has something else."""

    def handle(request: httpx.Request) -> httpx.Response:
        found = answer(request) if answer else None
        if found is not None:
            return found
        if request.url.path.endswith("/verify"):
            return envelope({"status": "active"})
        return httpx.Response(200, json=original(request))

    def make(environ: Any, wanted: bool) -> Client:
        return demo.client(lambda: NOW) if wanted else client(handle, clock)

    return make


async def test_an_account_of_ones_own_is_named_and_not_called_a_demo(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, make=own()) as seen:
        assert "Test" in seen.text.splitlines()[0] and "demo" not in seen.text.splitlines()[0]
        assert CANARY not in seen.text


async def test_without_a_permission_one_kind_explains_and_the_others_work(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(403) if "/queues" in request.url.path else None

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        assert len(seen.keys) == 13 and "3 Queues ○" in seen.text
        await seen.press("3")
        words = " ".join(seen.text.split())
        assert "○ Queues: closed to this credential" in words and '"Queues Read"' in words
        assert "What to tick: Account · Queues · Read" in words
        assert "holds messages until a consumer takes them" in words and "works as before" in words
        await seen.press("r")
        assert seen.said == [], "nothing pops up for what is no accident"
        await seen.press("2")
        assert len(seen.keys) == 9


async def test_a_dead_token_explains_and_offers_the_demo(monkeypatch: Patch, tmp_path: Path) -> None:
    def dead(environ: Any, wanted: bool) -> Client:
        if wanted:
            return demo.client(lambda: NOW)
        raise AuthError("Wrangler's login has run out.", code="login-expired", where="x", fix="Run `wrangler whoami`.")

    async with account(monkeypatch, tmp_path, make=dead) as seen:
        assert "Wrangler's login has run out" in seen.text and "Run `wrangler whoami`." in seen.text
        assert "demo account" not in seen.text.splitlines()[0]
        await seen.press("p")
        assert "There is no credential that could be asked. Wrangler's login has run out." in seen.said
        await seen.press("T")
        assert "demo account" in seen.text.splitlines()[0] and len(seen.keys) == 13


async def test_offline_explains_and_r_tries_again(monkeypatch: Patch, tmp_path: Path) -> None:
    down = True

    def answer(request: httpx.Request) -> httpx.Response | None:
        if down:
            raise httpx.ConnectError("[Errno 101] Network is unreachable")
        return None

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        assert "The API cannot be reached" in seen.text and "Errno" not in seen.text
        down = False
        await seen.press("r")
        assert len(seen.keys) == 13


async def test_old_data_stays_with_its_age_when_a_refresh_fails(monkeypatch: Patch, tmp_path: Path) -> None:
    down, clock = False, Clock()

    def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(500, 7500, "Oops") if down else None

    async with account(monkeypatch, tmp_path, make=own(answer, clock)) as seen:
        down = True
        clock.seconds += 600
        await seen.press("r")
        assert len(seen.keys) == 13 and "▲ 10 min ago" in seen.text
        assert "What you see is from 10 min ago." in " ".join(seen.text.split())
        assert "What you see is from before" in seen.said[0]


async def test_where_no_row_is_shown_nothing_is_said_to_be_from_before(monkeypatch: Patch, tmp_path: Path) -> None:
    down = False

    def answer(request: httpx.Request) -> httpx.Response | None:
        if "/pages" not in request.url.path:
            return None
        return refusal(500, 7500, "Oops") if down else envelope([])

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        down = True
        await seen.press("r")
        assert "trouble (HTTP 500" in seen.said[0] and "from before" not in seen.said[0]


async def test_a_refresh_keeps_the_cursor_and_shows_what_is_new(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.press("3")
        await seen.press("down", "down", "up", "up")
        assert seen.cursor and " 418 " in seen.text
        clock.seconds += 2100
        await seen.press("r")
        assert " 428 " in seen.text and "just now" in seen.text
        assert seen.screen.row is not None and seen.screen.row.raw["queue_name"] == "report-jobs"


async def test_an_empty_account_teaches(monkeypatch: Patch, tmp_path: Path) -> None:
    async with account(monkeypatch, tmp_path, make=own(lambda request: envelope([], {"total_count": 0}))) as seen:
        await seen.press("3")
        assert "No Queues here" in seen.text and "holds messages until a consumer takes them" in seen.text
        for key in ("enter", "y", "w", "s", "slash", "i", "v", "down"):
            await seen.press(key)
        assert "No Queues here" in seen.text


async def test_while_it_reads_it_says_so(monkeypatch: Patch, tmp_path: Path) -> None:
    gate = asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await gate.wait()
            return await demo.transport(lambda: NOW).handle_async_request(request)

    from edgewise.account.credentials import Credential

    credential = Credential("demo", "demo", source="edgewise")
    monkeypatch.setattr(
        board,
        "_client",
        lambda *_: Client(credential, base_url=demo.BASE_URL, transport=Slow(), demo=True, now=lambda: NOW),
    )
    app = EdgewiseApp(Services.load(project=tmp_path), door="account")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        seen = Account(app, pilot)
        assert "Reading the account …" in seen.text and "Pages projects …" in seen.text
        await pilot.press("enter", "y", "c", "s", "3", "1")
        gate.set()
        await seen.settle()
        assert len(seen.keys) == 13


async def test_what_was_odd_is_said(monkeypatch: Patch, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/workers/scripts"):
            return envelope([{"id": "one"}, 7], {"total_count": 5})
        return None

    async with account(monkeypatch, tmp_path, make=own(answer)) as seen:
        await seen.press("2")
        assert len(seen.keys) == 2
        assert "The API announced 5 and sent 2" in seen.text and "without “id”" in seen.text


async def test_several_accounts_can_be_switched(monkeypatch: Patch, tmp_path: Path) -> None:
    both = [{"id": ACCOUNT, "name": "One"}, {"id": "f" * 32, "name": "[/Two]"}]

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/v4/accounts"):
            return envelope(both, {"total_count": 2})
        if "f" * 32 in request.url.path:
            return envelope([], {"total_count": 0})
        return httpx.Response(200, json=original(request))

    def make(environ: Any, wanted: bool) -> Client:
        from edgewise.account.credentials import Credential

        credential = Credential("token", CANARY, source="test")
        return Client(
            credential, base_url="https://a.example/client/v4", transport=httpx.MockTransport(handle), now=lambda: NOW
        )

    async with account(monkeypatch, tmp_path, make=make) as seen:
        assert "The credential sees 2 accounts" in seen.said[0] and len(seen.keys) == 13
        await seen.press("2", "a", "down", "enter")
        assert "[/Two]" in seen.text.splitlines()[0] and seen.keys == []
        assert seen.crumbs[-1] == "Workers" and seen.said[-1] == "You are looking at [/Two]."
        await seen.press("0", "a", "down", "enter")
        assert "One" in seen.text.splitlines()[0] and seen.crumbs[-1] == "Overview" and seen.keys


# ---------------------------------------------------------------------- hostile text

HOSTILE = "[/red][@click=app.quit]x[/]\x1b[31m\x1b]0;t\x07\u202eevil\u2066\x00\n\ud800" + "y" * 3000


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_hostile_names_are_shown_as_text_everywhere(
    monkeypatch: Patch, tmp_path: Path, size: tuple[int, int]
) -> None:
    def spoil(document: Any) -> Any:
        if isinstance(document, dict):
            return {
                key: value if key in ("queue_id", "status", "type") else spoil(value) for key, value in document.items()
            }
        if isinstance(document, list):
            return [spoil(each) for each in document]
        return HOSTILE if isinstance(document, str) and not document.startswith("20") else document

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/v4/accounts"):
            return envelope([{"id": ACCOUNT, "name": HOSTILE}], {"total_count": 1})
        path = request.url.path
        shape = path if "%" not in request.url.raw_path.decode() else path.replace(HOSTILE, "shop")
        found = spoil(original(httpx.Request("GET", f"https://a.example{shape if 'shop' in shape else path}")))
        return httpx.Response(200, content=json.dumps(found))

    from edgewise.account.credentials import Credential

    credential = Credential("token", CANARY, source="test")

    def make(*_: Any) -> Client:
        return Client(
            credential, base_url="https://a.example/client/v4", transport=httpx.MockTransport(handle), now=lambda: NOW
        )

    async with account(monkeypatch, tmp_path, size, make=make) as seen:
        for keys in (
            ["1"],
            ["i"],
            ["escape", "y"],
            ["escape", "s"],
            ["slash", "x", "enter"],
            ["c"],
            ["2"],
            ["3"],
            ["enter"],
            ["enter"],
        ):
            await seen.press(*keys)
            assert "\x1b" not in seen.text and "\u202e" not in seen.text
        assert seen.app.is_running


async def test_a_whole_tour_leaves_no_token_behind(monkeypatch: Patch, tmp_path: Path, isolated: Path) -> None:
    """The canary is in the environment; it is in nothing that was drawn or written."""
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", CANARY)
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", "4d1c9a7e0b3f4652a8c0e57f19d2b6a3")
    async with await demo.serve(0, lambda: NOW) as server:
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", server.url)
        app = EdgewiseApp(Services.load(project=tmp_path), door="account")
        async with app.run_test(size=(160, 50)) as pilot:
            seen = Account(app, pilot)
            await seen.settle()
            assert "demo account" in seen.text, "the server says that it is the demo, whatever the token"
            drawn = []
            for keys in (
                ["1"],
                ["enter"],
                ["enter"],
                ["y"],
                ["escape"],
                ["c"],
                ["2"],
                ["c"],
                ["3"],
                ["y"],
                ["escape"],
                ["r"],
            ):
                await seen.press(*keys)
                drawn += [seen.text, app.export_screenshot(), app.clipboard]
        assert len(drawn) == 36 and CANARY not in "".join(drawn)
    assert not [file for file in files_below(isolated) if CANARY.encode() in file.read_bytes()]


def files_below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def test_ages_grow_while_one_looks(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.press("R")
        clock.seconds += timedelta(minutes=7).total_seconds()
        seen.screen.tick()
        await seen.settle()
        assert "7 min ago · auto-refresh off" in seen.text
        await seen.press("R")
        seen.screen.tick()
        await seen.settle()
        assert "just now" in seen.text and "auto-refresh off" not in seen.text


async def test_nothing_is_renewed_while_nobody_looks(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.press("2")
        seen.app.app_focus = False
        clock.seconds += 600
        seen.screen.tick()
        await seen.settle()
        assert "10 min ago" in seen.text, "the terminal is in the background"
        seen.app.app_focus = True
        await seen.settle()
        assert "just now" in seen.text
        await seen.press("question_mark")
        clock.seconds += 600
        seen.screen.tick()
        await seen.settle()
        age = seen.screen.board.now() - seen.screen.board.listings["workers", ()].fetched
        assert age.total_seconds() >= 600, "something lay on top"
        await seen.press("escape")
        assert "just now" in seen.text


async def test_few_requests_left_are_kept_for_the_user(monkeypatch: Patch, tmp_path: Path) -> None:
    clock = Clock()
    async with account(monkeypatch, tmp_path, make=lambda environ, wanted: demo.client(clock.now)) as seen:
        await seen.press("2")
        assert seen.screen.board.client is not None
        seen.screen.board.client.budget.observe('"default";r=200;t=240')
        clock.seconds += 600
        seen.screen.tick()
        await seen.settle()
        assert "10 min ago · saving requests" in seen.text
        await seen.press("r")
        assert "just now" in seen.text, "what the user asks for is read all the same"
