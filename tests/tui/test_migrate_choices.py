"""Decisions and settings: asked with what follows, answered by keys, and looked at anew each time."""

from __future__ import annotations

import asyncio
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from edgewise.migration.account_kept import kept
from edgewise.migration.choices import DECISIONS, Choices
from edgewise.screens.migrate import frame
from edgewise.screens.migrate.assess.choose import ChooseDialog
from edgewise.screens.migrate.assess.pane import FindingList
from edgewise.screens.migrate.inspect.settings import SETTINGS
from edgewise.screens.migrate.lists import RowList
from edgewise.screens.migrate.looking import Asked, Look, look
from edgewise.services import Services
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, settle, text_of, until
from tests.tui.migrating import opened, said, screen_of


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES / "functions-blog", tmp_path / "blog"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of files that nothing describes."""
    root = tmp_path / "site"
    (root / "www").mkdir(parents=True)
    (root / "www/index.html").write_text("<h1>Hello</h1>")
    return root


@pytest.mark.parametrize("size", SIZES)
async def test_each_decision_is_asked_with_what_follows_from_each_answer(sample, size):
    async with opened(sample, size) as pilot:
        await press(pilot, "2")
        findings = pilot.app.screen.query_one(FindingList)
        asked = [each for each in DECISIONS if each.key in findings.keys]
        assert [each.key for each in asked] == ["mode", "functions"]
        for decision in asked:
            findings.go_to(decision.key)
            seen = await press(pilot, "enter")
            assert isinstance(pilot.app.screen, ChooseDialog) and decision.question in seen
            for number, (option, consequence) in enumerate(decision.options.items(), 1):
                assert f"{number} " in seen and option in seen and consequence[:30] in seen
            assert "chosen" in seen and "default" in seen
            await press(pilot, "escape")
        assert screen_of(pilot).asked.choices == Choices()


async def test_another_answer_is_looked_at_anew_and_says_what_it_changes(sample):
    async with opened(sample) as pilot:
        await press(pilot, "2")
        first = screen_of(pilot).look
        seen = await press(pilot, "enter", "down", "enter")
        found = screen_of(pilot).look
        assert found is not None and first is not None and found is not first
        assert found.asked.choices == replace(Choices(), mode="idiomatic")
        assert found.plan is not None and found.plan.choices == found.asked.choices
        assert "How close must the answers be?  idiomatic" in seen
        assert pilot.app.screen.query_one(FindingList).key == "mode", "the cursor stays"
        assert len(said(pilot)) == 1
        await press(pilot, "c")
        assert "--mode idiomatic" in pilot.app.clipboard
        await press(pilot, "escape", "enter", "1")
        assert screen_of(pilot).asked.choices == Choices()


async def test_a_static_site_is_not_asked_about_functions(tmp_path):
    root = Path(shutil.copytree(SAMPLES / "static-404", tmp_path / "museum"))
    async with opened(root) as pilot:
        seen = await press(pilot, "2", "c")
        assert "What becomes of functions/?" not in seen and "--functions" not in pilot.app.clipboard


async def test_what_comes_too_late_is_dropped(sample, monkeypatch):
    """A look that was asked before the answer changed never reaches the screen, however long it takes."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(asked: Asked) -> Look:
        if asked.choices.mode == "idiomatic":
            begun.set()
            go_on.wait(10)
        return look(asked)

    monkeypatch.setattr(frame, "look", slow)
    async with opened(sample) as pilot:
        screen = screen_of(pilot)
        screen.ask(replace(screen.asked, choices=replace(Choices(), mode="idiomatic")))
        begun.wait(10)
        screen.ask(replace(screen.asked, choices=Choices()))
        go_on.set()
        await settle(pilot)
        assert screen.look is not None and screen.look.asked.choices == Choices()


async def test_the_output_folder_is_asked_for_with_a_suggestion(site):
    async with opened(site) as pilot:
        seen = await press(pilot, "s")
        assert "Which folder is served?" in seen and pilot.app.screen.query_one(Input).value == "www"
        seen = await press(pilot, "enter")
        assert "you said so" in seen
        await press(pilot, "c")
        assert pilot.app.clipboard.endswith("--set output=www")
        # Emptied, it goes back to what the files say.
        await press(pilot, "escape", "s")
        pilot.app.screen.query_one(Input).value = ""
        seen = await press(pilot, "enter")
        assert "you said so" not in seen and screen_of(pilot).asked.overrides == {}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.key)
async def test_every_setting_can_be_said_from_its_row(sample, setting):
    values = {"compatibility_date": "2024-02-02", "output": "public"}
    async with opened(sample) as pilot:
        facts = pilot.app.screen.query_one("#fact-list", RowList)
        row = next(key for key in facts.keys if isinstance(key, tuple) and key[0] == setting.label)
        facts.go_to(row)
        seen = await press(pilot, "enter")
        assert setting.question in seen
        value = values.get(setting.key, "something")
        pilot.app.screen.query_one(Input).value = value
        seen = await press(pilot, "enter")
        assert screen_of(pilot).asked.overrides == {setting.key: value}
        assert value in seen and "you said so" in seen


async def test_a_value_that_cannot_be_meant_changes_nothing_and_says_why(sample):
    async with opened(sample) as pilot:
        facts = pilot.app.screen.query_one("#fact-list", RowList)
        facts.go_to(next(key for key in facts.keys if isinstance(key, tuple) and key[0] == "Compatibility"))
        await press(pilot, "enter")
        pilot.app.screen.query_one(Input).value = "last spring"
        seen = await press(pilot, "enter")
        assert "night-train-notes" in seen and screen_of(pilot).asked.overrides == {}
        assert any("last spring is not a date" in each for each in said(pilot))


async def test_an_unknown_output_folder_stands_out_and_blocks(tmp_path):
    root = tmp_path / "bare"
    root.mkdir()
    (root / "wrangler.toml").write_text('name = "bare"\n')
    async with opened(root) as pilot:
        seen = text_of(pilot.app)
        assert "✗ Output" in seen and "press enter to say it" in seen and "press enter on Output" in seen
        seen = await press(pilot, "2")
        assert "✗ In the way" in seen
        assert "Settle what stands in the way first" in await press(pilot, "4")
        assert "something is in the way" in await press(pilot, "5")


async def test_the_account_is_asked_only_when_told_and_fills_what_files_do_not_say(tmp_path):
    root = Path(shutil.copytree(SAMPLES / "nextjs-story", tmp_path / "story"))
    services = Services.load(project=root, demo=True)
    async with opened(root, (120, 40), services=services) as pilot:
        assert "not asked" in text_of(pilot.app)
        seen = await press(pilot, "d")
        found = screen_of(pilot).look
        assert found is not None and found.project is not None and found.project.dashboard is not None
        assert "read from the dashboard" in seen and "report-desk" in seen
        assert kept(services.folders, root) == found.project.dashboard
        await press(pilot, "c")
        assert "--from-account" in pilot.app.clipboard


async def test_without_a_credential_the_account_is_not_asked_and_it_says_why(sample):
    async with opened(sample) as pilot:
        seen = await press(pilot, "d")
        assert "no credential" in " ".join(said(pilot)) and "not asked" in seen
        assert not screen_of(pilot).state.looking


async def test_reading_can_be_stopped_and_says_how_long_it_takes(sample, monkeypatch):
    begun = asyncio.Event()

    async def never(project: object, services: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("edgewise.screens.migrate.inspect.account.dashboard_of", never)
    async with opened(sample) as pilot:
        await pilot.press("d")
        await begun.wait()
        assert "Asking the account" in text_of(pilot.app)
        await until(pilot, " s   x stops")
        await press(pilot, "x")
        assert not screen_of(pilot).state.looking and "Is this right?" in text_of(pilot.app)


async def test_projects_below_a_folder_are_offered(tmp_path):
    shutil.copytree(SAMPLES / "functions-blog", tmp_path / "all/apps/blog")
    async with opened(tmp_path / "all") as pilot:
        seen = text_of(pilot.app)
        assert "No Pages project here" in seen and "Below this folder" in seen and "blog" in seen
        assert "night-train-notes" in await press(pilot, "enter")
