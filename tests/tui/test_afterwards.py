"""Ship, cut over and take back on the screen: what would be done, and with the demo account over HTTP really done."""

from __future__ import annotations

from pathlib import Path

import pytest
from edgewise.screens.migrate.visitors import VisitorsScreen
from textual.pilot import Pilot
from textual.widgets import Input

from edgewise.app import EdgewiseApp
from edgewise.services import Services
from tests.migration.rehearsal.moving import HOST, WORKER, rehearsing, story
from tests.tui.looks import settle, text_of
from tests.tui.migrating import opened


async def reach(pilot: Pilot[int]) -> VisitorsScreen:
    """The screen, once it has read the account."""
    await pilot.press("v")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, VisitorsScreen)
    await screen.workers.wait_for_complete()
    await settle(pilot)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_it_says_what_would_be_done_and_why_it_cannot_be(tmp_path: Path, size: tuple[int, int]) -> None:
    root = story(tmp_path)
    async with opened(root, size, Services.load(project=root, demo=True)) as pilot:
        screen = await reach(pilot)
        seen = text_of(pilot.app)
        assert "Cut over to report-desk" in seen and HOST in seen
        assert "Press s to ship the Worker and prove it." in seen
        # The demo account in this process answers for no hosts.
        await pilot.press("s")
        await settle(pilot)
        pilot.app.screen.query_one(Input).value = WORKER
        await pilot.press("enter")
        await settle(pilot)
        await screen.workers.wait_for_complete()
        await settle(pilot)
        assert "demo-account --serve" in " ".join(text_of(pilot.app).split())
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, VisitorsScreen)


async def test_a_wrong_word_is_no_yes(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (100, 36), Services.load(project=root, demo=True)) as pilot:
        screen = await reach(pilot)
        await pilot.press("s")
        await settle(pilot)
        pilot.app.screen.query_one(Input).value = "something"
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert screen.doing == ""
        assert not (root / ".edgewise" / "account.jsonl").exists()


async def answer(pilot: Pilot[int], screen: VisitorsScreen, *words: str) -> None:
    """Type into the dialogs that come, until what was begun is over."""
    left = list(words)
    for _ in range(2400):
        if not screen.doing and pilot.app.screen is screen:
            break
        if pilot.app.screen is not screen and left:
            pilot.app.screen.query_one(Input).value = left.pop(0)
            await pilot.press("enter")
        await pilot.pause(0.05)
    assert not left and not screen.doing, (left, screen.doing, text_of(pilot.app))


@pytest.mark.wrangler
async def test_shipped_cut_over_and_taken_back_on_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with rehearsing(tmp_path) as found:
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", found.api.url)
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "demo")
        app = EdgewiseApp(Services.load(project=found.root), door="migrate")
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot)
            screen = await reach(pilot)
            screen.seconds = 0
            await pilot.press("s")
            await answer(pilot, screen, WORKER, "a secret that is typed")
            assert "✓ Shipped and proved" in text_of(app)
            assert await found.who() == (200, "pages")
            await pilot.press("v")
            await answer(pilot, screen, WORKER, HOST)
            assert "✓ Cut over." in text_of(app)
            assert (await found.who())[1] != "pages"
            assert "a secret that is typed" not in text_of(app)
            await pilot.press("b")
            await settle(pilot)
            await pilot.press("y")
            await answer(pilot, screen)
            assert "✓ Taken back." in text_of(app)
            assert await found.who() == (200, "pages")
