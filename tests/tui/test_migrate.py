"""The Migrate screen by keys: stages, findings, plan, apply, undo, empty states."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from edgewise.app import EdgewiseApp
from edgewise.migration import apply, assess, make_plan, status
from edgewise.project import discover
from edgewise.screens.dialogs import ConfirmDialog, TextDialog
from edgewise.screens.migrate import MigrateScreen
from edgewise.screens.migrate.findings import FindingList
from edgewise.screens.migrate.stages import OPEN, Stage
from edgewise.services import Services
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, settle, text_of


def content(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of a sample with Functions."""
    return Path(shutil.copytree(SAMPLES / "functions-blog", tmp_path / "blog"))


@asynccontextmanager
async def opened(root: Path, size: tuple[int, int] = (100, 36)) -> AsyncIterator[tuple[EdgewiseApp, Any]]:
    """The app at the Migrate door, looking at ``root``."""
    app = EdgewiseApp(Services.load(project=root), door="migrate")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


def screen_of(app: EdgewiseApp) -> MigrateScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, MigrateScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_every_stage_can_be_reached_and_says_what_to_do(sample, size):
    async with opened(sample, size) as (app, pilot):
        seen = text_of(app)
        assert "night-train-notes" in seen and "wrangler.toml:4" in seen and "/api/posts/:id" in seen
        assert all(stage.caption in seen for stage in Stage) and "later" in seen
        for stage in OPEN[1:]:
            seen = await press(pilot, "n")
            assert screen_of(app).stage is stage
            assert "▶" in seen and stage.caption in seen
        assert "Does every request still get the same answer?" in seen
        for stage in reversed(OPEN[:-1]):
            await press(pilot, "escape")
            assert screen_of(app).stage is stage
        await press(pilot, "escape")
        assert app.current_mode == "home"
    assert status(sample) is None and not (sample / ".edgewise").exists()


async def test_digits_and_clicks_on_the_rail_open_stages(sample):
    async with opened(sample, (120, 40)) as (app, pilot):
        await press(pilot, "3")
        assert screen_of(app).stage is Stage.PLAN
        await pilot.click("#rail", offset=(6, 3))
        await settle(pilot)
        assert screen_of(app).stage is Stage.ASSESS


async def test_resizing_keeps_the_stage_and_the_cursor(sample):
    async with opened(sample, (160, 50)) as (app, pilot):
        await press(pilot, "2", "down", "down")
        finding = app.screen.query_one(FindingList).finding
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            assert app.screen.query_one(FindingList).finding == finding
            assert finding is not None and finding.why[:30] in text_of(app).replace("\n", " ")


async def test_findings_explain_themselves_and_lead_to_their_lesson(sample, monkeypatch):
    gone_to: list[str] = []

    async def open_lesson(self: EdgewiseApp, lesson: str) -> None:
        gone_to.append(lesson)

    monkeypatch.setattr(EdgewiseApp, "open_lesson", open_lesson)
    async with opened(sample) as (app, pilot):
        seen = await press(pilot, "2")
        assert "Done by the plan" in seen and "Good to know" in seen and "What happens" in seen
        seen = await press(pilot, "question_mark")
        assert isinstance(app.screen, TextDialog) and "Why this matters" in seen
        await press(pilot, "escape")
        findings = app.screen.query_one(FindingList)
        while findings.finding is None or findings.finding.lesson is None:
            await press(pilot, "down")
        await press(pilot, "l")
        assert gone_to == [findings.finding.lesson]


async def test_the_key_bar_shows_each_key_once(sample):
    async with opened(sample) as (_app, pilot):
        bar = (await press(pilot, "2")).splitlines()[-1]
    assert bar.count("? ") == 1 and "? Explain" in bar and "Help" in bar


async def test_the_plan_is_a_real_diff_by_file(sample):
    async with opened(sample, (120, 40)) as (app, pilot):
        seen = await press(pilot, "3")
        assert "4 files change" in seen and "wrangler.toml" in seen and "public/.assetsignore" in seen
        assert "- pages_build_output_dir" in seen and "+ [assets]" in seen
        seen = await press(pilot, "down", "down")
        assert "Referrer-Policy" in seen
        seen = await press(pilot, "enter")
        assert "public/_headers" in seen and "esc" in seen
        await press(pilot, "escape")
        assert screen_of(app).stage is Stage.PLAN
    assert status(sample) is None


async def test_nothing_is_applied_without_a_yes(sample):
    before = content(sample)
    async with opened(sample) as (app, pilot):
        seen = await press(pilot, "4", "a")
        assert isinstance(app.screen, ConfirmDialog) and "Change these files?" in seen and "package.json" in seen
        for key in ("escape", "n"):
            await press(pilot, key)
            assert content(sample) == before
            await press(pilot, "4", "a")
    assert content(sample) == before


async def test_apply_and_undo_from_the_same_screen(sample):
    before = content(sample)
    async with opened(sample) as (_app, pilot):
        seen = await press(pilot, "3", "a", "y")
        assert "The project is migrated" in seen and "✓ migrated" in seen
        assert status(sample) == "applied" and "run_worker_first" in (sample / "wrangler.toml").read_text()
        seen = await press(pilot, "3")
        assert "4 files were changed" in seen and "+ [assets]" in seen
        assert "night-train-notes" in await press(pilot, "1")
        seen = await press(pilot, "u")
        assert "Undo the migration?" in seen and "wrangler.toml" in seen and "goes away" in seen
        seen = await press(pilot, "escape")
        assert status(sample) == "applied"
        seen = await press(pilot, "u", "y")
        assert "files are as before" in seen and "not migrated" in seen
    assert content(sample) == before


async def test_a_file_changed_since_is_named_by_undo(sample):
    async with opened(sample) as (_app, pilot):
        await press(pilot, "3", "a", "y")
        (sample / "wrangler.toml").write_text("mine\n")
        seen = await press(pilot, "u", "y")
        assert "you changed them since" in seen and "wrangler.toml" in seen
    assert (sample / "wrangler.toml").read_text() == "mine\n"


async def test_a_folder_migrated_in_an_earlier_session(sample):
    project = discover(sample)
    apply(project, make_plan(project, assess(project)))
    async with opened(sample, (120, 40)) as (app, pilot):
        assert screen_of(app).stage is Stage.APPLY
        assert "The project is migrated" in text_of(app)
        assert "This project is migrated" in await press(pilot, "1")
        assert "- pages_build_output_dir" in await press(pilot, "3")
        assert "this folder as it stands" in await press(pilot, "5")


async def test_an_interrupted_migration_can_be_finished_or_undone(sample):
    before = content(sample)
    project = discover(sample)

    def cut_off(done: int, total: int, path: str) -> None:
        raise KeyboardInterrupt

    for keys, expected in ((("u", "y"), None), (("a", "y"), "applied")):
        with pytest.raises(KeyboardInterrupt):
            apply(project, make_plan(project, assess(project)), cut_off)
        async with opened(sample) as (app, pilot):
            assert "was cut off" in text_of(app) and screen_of(app).stage is Stage.APPLY
            await press(pilot, *keys)
        assert status(sample) == expected
        if expected is None:
            assert content(sample) == before


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_without_a_project_says_what_is_missing_and_what_to_do(tmp_path, size):
    async with opened(tmp_path, size) as (app, pilot):
        seen = text_of(app)
        assert "No Pages project here" in seen and "functions/" in seen and "Open another folder" in seen
        await press(pilot, "n", "5", "a", "r", "u")
        assert screen_of(app).stage is Stage.INSPECT and len(app.screen_stack) == 1


async def test_another_folder_can_be_opened(tmp_path, sample):
    empty = tmp_path / "empty"
    empty.mkdir()
    async with opened(empty) as (app, pilot):
        await press(pilot, "o")
        field = app.screen.query_one(Input)
        field.value = str(tmp_path / "nowhere")
        await press(pilot, "enter")
        assert "No Pages project here" in text_of(app)
        await press(pilot, "o")
        app.screen.query_one(Input).value = str(sample)
        seen = await press(pilot, "enter")
        assert "night-train-notes" in seen and app.services.project == sample


async def test_the_output_folder_can_be_said(tmp_path):
    site = tmp_path / "site"
    (site / "www").mkdir(parents=True)
    (site / "www/index.html").write_text("<h1>Hello</h1>")
    async with opened(site) as (app, pilot):
        await press(pilot, "s")
        app.screen.query_one(Input).value = "www"
        seen = await press(pilot, "enter")
        assert "you said so" in seen
        seen = await press(pilot, "c")
        assert "The same on the command line" in seen
        assert app.clipboard.endswith("--set output=www")


async def test_a_configuration_that_does_not_parse_says_where(sample):
    (sample / "wrangler.toml").write_text('name = "a"\nbroken = [\n')
    async with opened(sample) as (app, pilot):
        seen = text_of(app)
        assert "cannot be read" in seen and "wrangler.toml" in seen and "Look again" in seen
        (sample / "wrangler.toml").write_text('name = "mended"\npages_build_output_dir = "public"\n')
        assert "mended" in await press(pilot, "g")


async def test_each_stage_names_its_command(sample):
    wanted = {"2": "edgewise assess", "3": "plan", "4": "migrate", "5": "verify"}
    async with opened(sample) as (_app, pilot):
        for key, words in wanted.items():
            seen = await press(pilot, key, "c")
            assert words in seen and str(sample) in seen.replace("\n", "").replace(" ", "")
            await press(pilot, "escape")


async def test_hostile_names_are_shown_as_text(tmp_path):
    site = tmp_path / "[bold]x[@click=app.quit]"
    site.mkdir()
    (site / "wrangler.toml").write_text('name = "a[/x]b"\npages_build_output_dir = "[out]"\n')
    (site / "[out]").mkdir()
    (site / "[out]" / "[x].html").write_text("[/y]")
    async with opened(site) as (app, pilot):
        assert "a[/x]b" in text_of(app)
        for key in ("2", "3", "4", "5", "c"):
            await press(pilot, key)
