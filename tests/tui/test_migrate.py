"""The Migrate screen by keys: stages, findings, plan, empty states, other folders, hostile names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.widgets import Input

from edgewise.app import EdgewiseApp
from edgewise.migration import apply, assess, make_plan, status
from edgewise.migration.model import Finding
from edgewise.project import discover
from edgewise.screens.migrate.assess.page import FindingPage
from edgewise.screens.migrate.assess.pane import FindingList
from edgewise.screens.migrate.lists import RowList
from edgewise.screens.migrate.stages import WAY, Stage
from edgewise.store.recent import recent
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, settle, text_of
from tests.tui.migrating import opened, screen_of


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of a sample with Functions."""
    return Path(shutil.copytree(SAMPLES / "functions-blog", tmp_path / "blog"))


@pytest.mark.parametrize("size", SIZES)
async def test_every_stage_can_be_reached_and_says_what_to_do(sample, size):
    async with opened(sample, size) as pilot:
        seen = text_of(pilot.app)
        assert "night-train-notes" in seen and "wrangler.toml:4" in seen and "A site with Pages Functions" in seen
        assert all(stage.caption in seen for stage in WAY)
        for stage in WAY[1:]:
            seen = await press(pilot, "n")
            assert screen_of(pilot).stage is stage
            assert "▶" in seen and stage.caption in seen
            if stage is Stage.PROVE:
                assert "Does every request still get the same answer?" in seen
        for stage in reversed(WAY[:-1]):
            await press(pilot, "escape")
            assert screen_of(pilot).stage is stage
        await press(pilot, "escape")
        assert pilot.app.current_mode == "home"
    assert status(sample) is None and not (sample / ".edgewise").exists()


async def test_digits_and_clicks_on_the_rail_open_stages(sample):
    async with opened(sample, (120, 40)) as pilot:
        await press(pilot, "3")
        assert screen_of(pilot).stage is Stage.PLAN
        await pilot.click("#rail", offset=(6, 3))
        await settle(pilot)
        assert screen_of(pilot).stage is Stage.ASSESS


async def test_resizing_keeps_the_stage_and_the_cursor(sample):
    async with opened(sample, (160, 50)) as pilot:
        await press(pilot, "2", "end", "up")
        finding = pilot.app.screen.query_one(FindingList).finding
        assert finding is not None
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            assert pilot.app.screen.query_one(FindingList).finding == finding
            assert finding.title[:20] in text_of(pilot.app)


async def test_leaving_and_coming_back_keeps_the_place(sample):
    async with opened(sample) as pilot:
        await press(pilot, "2", "down", "down", "down")
        before = pilot.app.screen.query_one(FindingList).key
        await press(pilot, "f2", "f5")
        assert screen_of(pilot).stage is Stage.ASSESS
        assert pilot.app.screen.query_one(FindingList).key == before
        await press(pilot, "g")
        assert screen_of(pilot).stage is Stage.ASSESS
        assert pilot.app.screen.query_one(FindingList).key == before


async def test_findings_explain_themselves_and_lead_to_their_lesson(sample, monkeypatch):
    gone_to: list[str] = []

    async def open_lesson(self: EdgewiseApp, lesson: str) -> None:
        gone_to.append(lesson)

    monkeypatch.setattr(EdgewiseApp, "open_lesson", open_lesson)
    async with opened(sample, (160, 50)) as pilot:
        seen = await press(pilot, "2")
        assert "Done by the plan" in seen and "Good to know" in seen and "How to move" in seen
        findings = pilot.app.screen.query_one(FindingList)
        findings.go_to(next(key for key in findings.keys if isinstance(key, Finding) and key.where and key.where.line))
        await settle(pilot)
        seen = text_of(pilot.app)
        assert findings.finding is not None and findings.finding.where is not None
        line = (sample / findings.finding.where.file).read_text().split("\n")[(findings.finding.where.line or 1) - 1]
        assert "What happens" in seen and str(findings.finding.where) in seen and line.strip() in seen
        seen = await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, FindingPage) and findings.finding.id in seen and line.strip() in seen
        await press(pilot, "escape")
        while findings.finding is None or findings.finding.lesson is None:
            await press(pilot, "down")
        lesson = findings.finding.lesson
        await press(pilot, "l")
        assert gone_to == [lesson]
        await press(pilot, "enter", "l")
        assert gone_to == [lesson, lesson]


async def test_the_key_bar_shows_each_key_once_and_at_most_seven(sample):
    async with opened(sample) as pilot:
        for key in "12345h":
            bar = (await press(pilot, key)).splitlines()[-1]
            assert bar.count("? ") <= 1 and "Help" in bar
            assert len(bar.split("   ")) <= 7
        findings = await press(pilot, "2") and pilot.app.screen.query_one(FindingList)
        findings.go_to(next(key for key in findings.keys if isinstance(key, Finding)))
        await settle(pilot)
        bar = text_of(pilot.app).splitlines()[-1]
        assert "? Explain" in bar and "Help" in bar


async def test_the_plan_is_a_real_diff_by_file(sample):
    async with opened(sample, (120, 40)) as pilot:
        seen = await press(pilot, "3")
        assert "files change" in seen and "wrangler.toml" in seen and "public/.assetsignore" in seen
        assert "Step 1 of" in seen
        files = pilot.app.screen.query_one("#plan-list", RowList)
        files.go_to("wrangler.toml")
        await settle(pilot)
        seen = text_of(pilot.app)
        assert "- pages_build_output_dir" in seen and "+ [assets]" in seen
        seen = await press(pilot, "v")
        assert "╲╲╲" in seen, "both sides stand beside each other"
        files.go_to("package.json")
        await settle(pilot)
        seen = await press(pilot, "v")
        assert "wrangler pages dev" in seen and "╲╲╲" not in seen
        seen = await press(pilot, "enter")
        assert "package.json" in seen and "escape Close" in seen
        await press(pilot, "v", "escape")
        assert screen_of(pilot).stage is Stage.PLAN
    assert status(sample) is None


async def test_space_reads_on_while_the_keys_stay_in_the_list(sample):
    async with opened(sample, (80, 24)) as pilot:
        await press(pilot, "3")
        place = pilot.app.screen.query_one("#plan-diff")
        await press(pilot, "space")
        assert place.scroll_y > 0 and pilot.app.focused is pilot.app.screen.query_one("#plan-list")
        await press(pilot, "b")
        assert place.scroll_y == 0


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_without_a_project_says_what_is_missing_and_what_to_do(tmp_path, size):
    async with opened(tmp_path, size) as pilot:
        seen = text_of(pilot.app)
        assert "No Pages project here" in seen and "functions/" in seen and "Open another folder" in seen
        await press(pilot, "n", "5", "a", "r", "u")
        assert screen_of(pilot).stage is Stage.INSPECT and len(pilot.app.screen_stack) == 1


async def test_folders_that_were_looked_at_can_be_opened_again(tmp_path, sample):
    empty = tmp_path / "empty"
    empty.mkdir()
    async with opened(sample) as pilot:
        assert recent(pilot.app.services.folders) == [sample.resolve()]  # type: ignore[attr-defined]
    async with opened(empty) as pilot:
        seen = text_of(pilot.app)
        assert "Looked at lately" in seen and "blog" in seen
        seen = await press(pilot, "enter")
        assert "night-train-notes" in seen and screen_of(pilot).asked.root == sample


async def test_another_folder_can_be_opened(tmp_path, sample):
    empty = tmp_path / "empty"
    empty.mkdir()
    async with opened(empty) as pilot:
        await press(pilot, "o")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "nowhere")
        await press(pilot, "enter")
        assert "No Pages project here" in text_of(pilot.app)
        await press(pilot, "o")
        pilot.app.screen.query_one(Input).value = str(sample)
        seen = await press(pilot, "enter")
        assert "night-train-notes" in seen and screen_of(pilot).services.project == sample


async def test_a_configuration_that_does_not_parse_says_where(sample):
    (sample / "wrangler.toml").write_text('name = "a"\nbroken = [\n')
    async with opened(sample) as pilot:
        seen = text_of(pilot.app)
        assert "cannot be read" in seen and "wrangler.toml" in seen and "Look again" in seen
        (sample / "wrangler.toml").write_text('name = "mended"\npages_build_output_dir = "public"\n')
        assert "mended" in await press(pilot, "g")


async def test_a_folder_migrated_in_an_earlier_session(sample):
    project = discover(sample)
    apply(project, make_plan(project, assess(project)))
    async with opened(sample, (120, 40)) as pilot:
        assert screen_of(pilot).stage is Stage.APPLY
        assert "The project is migrated" in text_of(pilot.app)
        assert "This project is migrated" in await press(pilot, "1")
        assert "its findings were answered" in await press(pilot, "2")
        assert "were changed" in await press(pilot, "3")
        pilot.app.screen.query_one("#plan-list", RowList).go_to("wrangler.toml")
        await settle(pilot)
        assert "- pages_build_output_dir" in text_of(pilot.app)
        assert "this folder as it stands" in await press(pilot, "5")


async def test_each_stage_names_its_command_with_all_flags(sample):
    wanted = {"1": "edgewise assess", "2": "assess", "3": "plan", "4": "migrate", "5": "verify", "h": "history"}
    async with opened(sample) as pilot:
        for key, words in wanted.items():
            seen = await press(pilot, key, "c")
            assert "The same on the command line" in seen
            assert words in pilot.app.clipboard
            assert key == "h" or str(sample) in pilot.app.clipboard
            assert key == "h" or "--mode faithful --functions compile" in pilot.app.clipboard
            await press(pilot, "escape")
        await press(pilot, "5", "c", "2")
        assert "--html" in pilot.app.clipboard


async def test_hostile_names_and_texts_are_shown_as_text(tmp_path):
    site = tmp_path / "[bold]x[@click=app.quit]"
    (site / "[out]").mkdir(parents=True)
    (site / "functions").mkdir()
    (site / "wrangler.toml").write_text('name = "a[/x]b"\npages_build_output_dir = "[out]"\n')
    (site / "package.json").write_text('{"scripts": {"deploy": "wrangler pages deploy [/x]\\u001b[31m"}}')
    (site / "functions" / "[[path]].js").write_text("export const onRequest = () => new Response('[/y]\x1b[2J')\n")
    (site / "[out]" / "[x].html").write_text("[/y]")
    async with opened(site, (160, 50)) as pilot:
        assert "a[/x]b" in text_of(pilot.app)
        for key in ("2", "3", "4", "5", "h", "1"):
            await press(pilot, key)
            for _ in range(12):
                assert "\x1b" not in await press(pilot, "down")
            await press(pilot, "c", "escape")
