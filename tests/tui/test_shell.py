"""The frame around everything: modes, help, themes, settings, keys, room."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from edgewise.app import EdgewiseApp
from edgewise.commands import Command, Commanding
from edgewise.screens.help import HelpScreen
from edgewise.screens.home import Door, HomeScreen
from edgewise.screens.too_small import TooSmallScreen
from edgewise.services import Services
from edgewise.store import folders
from edgewise.store.settings import path as settings_path
from edgewise.widgets.chrome import KeyBar
from tests.tui.looks import settle, text_of


@pytest.fixture
def app(tmp_path: Path) -> EdgewiseApp:
    """An app that was started in an empty folder."""
    return EdgewiseApp(Services.load(project=tmp_path))


async def test_home_says_where_the_user_stands(app: EdgewiseApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = text_of(app)
    assert "lessons are waiting" in seen
    assert "Demo account" in seen
    assert "No Pages project" in seen
    assert "looking …" not in seen


async def test_arrows_move_between_the_doors_and_enter_opens_one(app: EdgewiseApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.focused, Door)
        assert app.focused.door == "learn"
        await pilot.press("down")
        assert isinstance(app.focused, Door)
        assert app.focused.door == "account"
        await pilot.press("enter")
        await pilot.pause()
        assert app.current_mode == "account"
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize("mode", ["home", "learn", "account", "migrate"])
async def test_help_explains_every_screen_and_every_command_on_it(app: EdgewiseApp, mode: str) -> None:
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        app.action_door(mode)
        await pilot.pause()
        explained = app.screen
        assert isinstance(explained, Commanding)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        sheet = app.screen._sheet.plain
        assert explained.HELP is not None
        assert explained.HELP.strip()[:30] in sheet
        for command in explained.verbs():
            if explained.check_action(command.action, ()) is not False:
                assert command.help in sheet or command.id not in {
                    active.binding.id for active in explained.active_bindings.values()
                }
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is explained


async def test_the_key_bar_never_shows_more_than_seven_keys_and_always_help(app: EdgewiseApp) -> None:
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        for mode in ("home", "learn", "account", "migrate"):
            app.action_door(mode)
            await pilot.pause()
            keys = app.screen.query_one(KeyBar)._keys()
            assert 1 < len(keys) <= 7
            assert keys[-1][1].id == "app.help"


async def test_a_terminal_that_is_too_small_is_told_so_until_it_grows(app: EdgewiseApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(50, 15)
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)
        assert "60x20" in text_of(app)
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_theme_is_remembered(app: EdgewiseApp) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == "edgewise-dark"
        app.theme = "nord"
        await pilot.pause()
    assert json.loads(settings_path(folders()).read_text())["theme"] == "nord"
    again = EdgewiseApp(Services.load())
    async with again.run_test() as pilot:
        await pilot.pause()
        assert again.theme == "nord"


async def test_a_theme_for_this_session_is_not_remembered(tmp_path: Path) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path), theme="edgewise-light")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == "edgewise-light"
    assert not settings_path(folders()).exists()


async def test_broken_settings_are_reported_and_left_alone(tmp_path: Path) -> None:
    file = settings_path(folders())
    file.parent.mkdir(parents=True)
    file.write_text('{"theme": nord}')
    app = EdgewiseApp(Services.load(project=tmp_path))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        said = [notification.message for notification in app._notifications]
        app.theme = "nord"
        await pilot.pause()
    assert any("settings.json" in message for message in said)
    assert file.read_text() == '{"theme": nord}'


async def test_keys_can_be_moved(tmp_path: Path) -> None:
    file = settings_path(folders())
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"keymap": {"home.account": "z"}}))
    app = EdgewiseApp(Services.load(project=tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "z Account" in text_of(app)
        await pilot.press("z")
        await pilot.pause()
        assert app.current_mode == "account"


async def test_the_palette_offers_what_the_screen_can_do(app: EdgewiseApp) -> None:
    async with app.run_test() as pilot:
        await pilot.pause()
        titles = {row.title for row in app.get_system_commands(app.screen)}
    assert {"Learn", "Account", "Migrate", "Theme", "Quit"} <= titles


async def test_a_folder_name_with_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    odd = tmp_path / "[bold]x[@click='"
    odd.mkdir()
    app = EdgewiseApp(Services.load(project=odd))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "[bold]x[@click='" in text_of(app)


async def test_a_read_only_home_is_a_notice_and_not_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("EDGEWISE_HOME", str(blocked))
    app = EdgewiseApp(Services.load(project=tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert any("Nothing will be saved" in notification.message for notification in app._notifications)
        app.theme = "nord"
        await pilot.pause()
        assert app.theme == "nord"


def test_command_ids_are_unique_and_well_formed() -> None:
    from importlib import import_module

    classes = [EdgewiseApp, HomeScreen]
    classes += [
        getattr(import_module(f"edgewise.screens.{mode}"), f"{mode.title()}Screen")
        for mode in ("learn", "account", "migrate")
    ]
    seen: dict[str, Command] = {}
    for owner in classes:
        for command in owner.verbs():
            assert seen.setdefault(command.id, command) == command
            assert command.help.endswith(".")
            assert len(command.title) <= 16


async def test_typing_in_an_input_does_not_run_commands(app: EdgewiseApp) -> None:
    from edgewise.screens.dialogs import AskDialog

    async with app.run_test() as pilot:
        await pilot.pause()
        answers: list[str | None] = []
        app.push_screen(AskDialog("Which folder?"), answers.append)
        await pilot.pause()
        await pilot.press("q", "l", "question_mark")
        assert app.screen.query_one(Input).value == "ql?"
        await pilot.press("enter")
        await pilot.pause()
        assert answers == ["ql?"]
