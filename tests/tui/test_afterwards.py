"""The stages after the files: Add, Ship, Cut over and Finish; with the demo account over HTTP really done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from edgewise.account import demo
from edgewise.app import EdgewiseApp
from edgewise.migration.account_side import AccountSide
from edgewise.migration.cutover.model import Cutover
from edgewise.migration.operations.journal import read_runs
from edgewise.migration.operations.model import Request as ModelRequest
from edgewise.migration.operations.recordless import Recordless
from edgewise.screens.migrate.account.pane import AccountPane
from edgewise.screens.migrate.add.pane import AddPane
from edgewise.screens.migrate.stages import Stage
from edgewise.services import Services
from tests.account.support import NOW
from tests.migration.rehearsal.moving import HOST, WORKER, rehearsing, story
from tests.tui.looks import SIZES, assert_looks, press, settle, text_of, until
from tests.tui.migrating import content, opened, screen_of

SECRET = "a secret that is typed"


def words(pilot: Pilot[int]) -> str:
    """What is on the screen, as one line."""
    return " ".join(text_of(pilot.app).split())


def pane_of(pilot: Pilot[int], stage: Stage) -> AccountPane:
    """The pane of a stage of the account."""
    return pilot.app.screen_stack[0].query_one(f"#{stage.value}", AccountPane)


async def answered(pilot: Pilot[int], *said: str) -> None:
    """Answer the dialogs that come, by what is typed into each or by a key, until nothing is at work."""
    screen, left = screen_of(pilot), list(said)
    try:
        async with asyncio.timeout(240):
            while left or screen.state.acting:
                dialog = pilot.app.screen
                if left and dialog is not screen:
                    fields, word = dialog.query(Input), left.pop(0)
                    if fields:
                        fields.first().value = word
                    await pilot.press("enter" if fields else word)
                    while pilot.app.screen is dialog:
                        await pilot.pause(0.02)
                await pilot.pause(0.02)
    except TimeoutError:
        pytest.fail(f"{left} not asked for, or not over:\n{text_of(pilot.app)}")
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "keys"), [("add", "6"), ("ship", "7"), ("cut-over", "8"), ("finish", "9")], ids=lambda each: each
)
async def test_a_stage_looks_as_it_did(
    name: str,
    keys: str,
    size: tuple[int, int],
    tmp_path: Path,
    update_snapshots: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("edgewise.account.default_client", lambda *_, **__: demo.client(lambda: NOW))
    root = story(tmp_path)
    async with opened(root, size, Services.load(project=root, demo=True)) as pilot:
        assert_looks(f"migrate-{name}-{size[0]}.txt", await press(pilot, keys), update=update_snapshots)


async def test_before_the_files_are_moved_no_stage_asks_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object, **_more: object) -> None:
        raise AssertionError("the account was asked")

    monkeypatch.setattr("edgewise.account.default_client", never)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("hello")
    (tmp_path / "wrangler.toml").write_text('name = "site"\npages_build_output_dir = "public"\n')
    async with opened(tmp_path, (80, 24)) as pilot:
        for key in "6789":
            seen = await press(pilot, key)
            assert "First the files are moved: press 4." in seen and "The files come first." in seen
            active = pilot.app.screen.active_bindings
            assert not [each for each in "aru" if each in active and active[each].enabled]


@pytest.mark.wrangler
async def test_without_an_account_the_way_is_rehearsed_and_says_nothing_of_ones_own_account(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (80, 24), Services.load(project=root, demo=True)) as pilot:
        screen_of(pilot)._half.seconds = 0
        await press(pilot, "7", "a")
        await answered(pilot, WORKER, SECRET)
        assert "✓ Shipped and proved" in words(pilot)
        await press(pilot, "8", "a")
        await answered(pilot, WORKER, HOST)
        assert "✓ Cut over." in words(pilot) and "✓Cut over" in text_of(pilot.app)
        screen_of(pilot)._half.at_work = Stage.SHIP
        assert "rehearsal" in screen_of(pilot).under_way
        screen_of(pilot)._half.at_work = None
    assert read_runs(root) == ()
    # Another demo account is another account.
    async with opened(root, (80, 24), Services.load(project=root, demo=True)) as pilot:
        seen = await press(pilot, "8")
        assert "The account has no Worker report-desk yet." in seen and "○Ship" in seen and "○Cut over" in seen


async def test_a_wrong_word_is_no_yes(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (100, 36), Services.load(project=root, demo=True)) as pilot:
        await press(pilot, "7", "a")
        pilot.app.screen.query_one(Input).value = "something"
        await press(pilot, "enter", "escape")
        assert pane_of(pilot, Stage.SHIP).doing is None
        assert not [*(root / ".edgewise").glob("*.jsonl")][1:]


async def test_each_operation_is_shown_with_its_request_and_its_way_back(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (160, 50), Services.load(project=root, demo=True)) as pilot:
        seen = await press(pilot, "8", "down", "down")
        assert "POST /zones/" in seen and f'"pattern": "{HOST}/*"' in seen
        assert "To go back" in seen and "DELETE /zones/" in seen
        seen = await press(pilot, "down", "down")
        assert "Not simply taken back." in seen and "needs a yes of its own" in seen


async def test_a_host_that_answers_nobody_is_said_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = AccountSide.cutover
    lacking = Recordless(HOST, ModelRequest("POST", "/zones/z/dns_records"))

    async def cut_off(side: AccountSide) -> Cutover:
        return replace(await plan(side), no_record=(lacking,))

    monkeypatch.setattr(AccountSide, "cutover", cut_off)
    root = story(tmp_path)
    async with opened(root, (80, 24), Services.load(project=root, demo=True)) as pilot:
        seen = await press(pilot, "8")
        assert "Press u at once" in seen
        assert f"✗ {HOST} has no DNS record now" in " ".join(seen.split())


async def test_an_account_that_cannot_be_read_says_so_and_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = story(tmp_path)
    monkeypatch.setenv("EDGEWISE_DEMO_FAULTS", "refused@accounts")
    async with opened(root, (80, 24), Services.load(project=root, demo=True)) as pilot:
        seen = await press(pilot, "7")
        assert "It could not be read. g looks again." in seen and "✗" in seen
        monkeypatch.delenv("EDGEWISE_DEMO_FAULTS")
        assert "Press a to upload the Worker" in await press(pilot, "g")


async def test_a_project_of_another_name_in_the_account_can_be_said(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (80, 24), Services.load(project=root, demo=True)) as pilot:
        await press(pilot, "7", "t")
        pilot.app.screen.query_one(Input).value = "somewhere-else"
        seen = await press(pilot, "enter")
        assert "✗" in seen and "somewhere-else" in seen and "It could not be read." in seen
        assert "This is the demo account." in seen and "Say what the project is called there" in seen
        await press(pilot, "t")
        pilot.app.screen.query_one(Input).value = WORKER
        assert "Press a to upload the Worker" in await press(pilot, "enter")


async def test_something_is_added_and_taken_back(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (120, 40), Services.load(project=root, demo=True)) as pilot:
        before = content(root)
        seen = await press(pilot, "6")
        assert "A consumer for a queue" in seen and "+ worker/queue-consumer.ts" in seen
        seen = await press(pilot, "a", "escape")
        assert content(root) == before
        seen = await press(pilot, "a", "y")
        assert "✓ Added: consumer report-jobs." in seen and "1 added" in seen
        assert (root / "worker" / "queue-consumer.ts").exists()
        seen = await press(pilot, "u", "y")
        assert "✓ Taken back: consumer report-jobs." in seen and "1 added" not in seen
        after = {path: data for path, data in content(root).items() if not path.startswith(".edgewise/")}
        assert after == {path: data for path, data in before.items() if not path.startswith(".edgewise/")}


async def test_what_a_person_has_to_say_is_asked_and_changes_the_plan(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (120, 40), Services.load(project=root, demo=True)) as pilot:
        seen = await press(pilot, "6", "end")
        assert "0 6 * * *" in seen
        await press(pilot, "s")
        pilot.app.screen.query_one(Input).value = "15 4 * * 1"
        seen = await press(pilot, "enter")
        assert "15 4 * * 1" in seen and "0 6 * * *" not in seen
        await press(pilot, "s")
        pilot.app.screen.query_one(Input).value = "whenever"
        seen = await press(pilot, "enter")
        assert "✗" in seen and "whenever" in seen
        pane = pilot.app.screen.query_one(AddPane)
        assert not pane.check_action("act", ())


@pytest.mark.wrangler
async def test_a_consumer_is_tried_on_the_screen(tmp_path: Path) -> None:
    root = story(tmp_path)
    async with opened(root, (120, 40), Services.load(project=root, demo=True)) as pilot:
        before = content(root)
        await press(pilot, "6", "r")
        await answered(pilot)
        seen = words(pilot)
        assert "It happened, in a working copy." in seen
        assert content(root) == before


@pytest.mark.wrangler
async def test_the_whole_way_on_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with rehearsing(tmp_path) as found:
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", found.api.url)
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "demo")
        app = EdgewiseApp(Services.load(project=found.root), door="migrate")
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot)
            screen_of(pilot)._half.seconds = 0
            await press(pilot, "7", "a")
            await answered(pilot, WORKER, SECRET)
            assert "✓ Shipped and proved" in words(pilot)
            assert await found.who() == (200, "pages")

            await press(pilot, "8", "a")
            await answered(pilot, WORKER, HOST)
            assert "✓ Cut over." in words(pilot) and "to the Worker" in words(pilot)
            assert (await found.who())[1] != "pages"

            await press(pilot, "u", "y")
            await answered(pilot)
            assert "✓ Taken back." in words(pilot)
            assert await found.who() == (200, "pages")

            await press(pilot, "a")
            await answered(pilot, WORKER, HOST)
            assert (await found.who())[1] != "pages"

            seen = await press(pilot, "9")
            assert "Press a to do what" in seen
            await press(pilot, "a")
            await answered(pilot, WORKER)
            assert "✓ Finished." in words(pilot)
            await press(pilot, "d")
            await answered(pilot, "early", WORKER)
            assert "✓ Old deployments are deleted." in words(pilot)
            assert (await found.who())[1] != "pages"
            assert SECRET not in text_of(app)
            stages = [run.about.stage for run in found.runs()]
            assert stages == ["ship", "cutover", "cutover", "finish", "clean-up"]


@pytest.mark.wrangler
async def test_one_key_takes_a_cutover_back_while_it_is_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rehearsing(tmp_path) as found:
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", found.api.url)
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "demo")
        shipped = await found.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET=SECRET)
        assert shipped["state"] == "done"
        app = EdgewiseApp(Services.load(project=found.root), door="migrate")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await settle(pilot)
            screen_of(pilot)._half.seconds = 600
            await press(pilot, "8")
            await pilot.press("a")
            await settle(pilot, but={"half"})
            app.screen.query_one(Input).value = WORKER
            await pilot.press("enter")
            await until(pilot, "requests: ", 120)
            assert (await found.who())[1] != "pages"
            # Leaving is asked first; other stages can be looked at meanwhile, and nothing else be begun.
            await pilot.press("q")
            await until(pilot, "Leave in the middle of it?")
            await pilot.press("escape", "4")
            seen = await until(pilot, "History")
            assert "▶Cut over" in seen and not app.screen.check_action("undo", ())
            await pilot.press("8", "u", "y")
            await answered(pilot)
            assert "✓ Taken back." in words(pilot)
            assert await found.who() == (200, "pages")
            assert [run.closed for run in found.runs()][-1]


@pytest.mark.wrangler
async def test_who_leaves_in_the_middle_is_told_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with rehearsing(tmp_path) as found:
        monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", found.api.url)
        monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "demo")
        services = Services.load(project=found.root)
        app = EdgewiseApp(services, door="migrate")
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            await press(pilot, "7")
            await pilot.press("a")
            await settle(pilot, but={"half"})
            app.screen.query_one(Input).value = WORKER
            await pilot.press("enter")
            await until(pilot, "at work", 60)
            await pilot.press("q")
            await until(pilot, "Leave in the middle of it?")
            await pilot.press("y")
        assert ["edgewise ship --yes" in each for each in services.parting] == [True]
        assert found.runs()[-1].open
        app = EdgewiseApp(Services.load(project=found.root), door="migrate")
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            seen = await press(pilot, "7")
            assert "Something was begun and is not over. a goes on with it." in seen
            await press(pilot, "a")
            await answered(pilot, WORKER, SECRET)
            assert "✓ Shipped and proved" in words(pilot)
