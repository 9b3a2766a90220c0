"""The Prove stage: filling in live, verdicts, differences side by side, stopping, failing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from edgewise.errors import ToolchainError
from edgewise.migration.choices import Choices
from edgewise.migration.parity.events import Event
from edgewise.migration.parity.events import Stage as Part
from edgewise.migration.parity.model import Difference
from edgewise.screens.migrate.prove.causes import CauseList
from edgewise.screens.migrate.prove.exchange import ExchangePage
from edgewise.screens.migrate.prove.pane import ProofPane
from edgewise.screens.migrate.prove.side_by_side import side_by_side
from edgewise.screens.migrate.prove.tally import Tally
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, settle, text_of, until
from tests.tui.migrating import ETAG, EXCHANGES, Script, exchange, no_toolchain, opened, screen_of


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES / "static-404", tmp_path / "museum"))


@pytest.fixture
def script(monkeypatch) -> Script:
    script = Script()

    monkeypatch.setattr("edgewise.migration.parity.run.verify", script.verify)
    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", no_toolchain)
    return script


@pytest.mark.parametrize("size", SIZES)
async def test_the_proof_fills_in_live_and_ends_in_a_verdict(sample, script, size):
    async with opened(sample, size) as pilot:
        await press(pilot, "5")
        await pilot.press("r")
        seen = await until(pilot, "2 of 4")
        assert "✓ Start the old side" in seen and "1.5 s" in seen and "= 1 equal" in seen and "≈ 1 as declared" in seen
        await until(pilot, "ETags have other values")
        assert "x stops" in seen and "Press x to stop" in seen
        script.halt.set()
        await settle(pilot)
        seen = text_of(pilot.app)
        assert "✗ Not proved" in seen and "✗ 2 undeclared" in seen and "▲ A warning about the run." in seen
        assert "Status 200 became 404" in seen
        assert [each["root"] for each in script.calls] == [sample]
        # The rail says it too, where it has room.
        assert seen.count("2 undeclared") == (1 if size == (80, 24) else 2)


@pytest.mark.parametrize("size", SIZES)
async def test_a_difference_is_shown_with_both_sides(sample, script, size):
    script.halt.set()
    async with opened(sample, size) as pilot:
        seen = await press(pilot, "5", "r")
        causes = pilot.app.screen.query_one(CauseList)
        assert causes.highlighted == 0 and causes.option_count == 2
        seen = await press(pilot, "enter", "down")
        assert causes.option_count == 4 and "GET /lost " in seen
        assert "Old: Pages" in seen and "New: Workers" in seen and "200" in seen and "404" in seen
        seen = await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ExchangePage) and "content-type: text/html" in seen
        assert "the old words of the page" in seen
        await press(pilot, "escape", "left")
        assert causes.option_count == 2 and causes.highlighted == 0
        seen = await press(pilot, "down")
        assert "declared by etag-value" in seen
        await press(pilot, "right", "down")
        assert causes.chosen is not None and causes.chosen[1] is not None


async def test_a_proof_without_undeclared_differences_says_proved(sample, script):
    script.exchanges = EXCHANGES[:2]
    script.halt.set()
    async with opened(sample, (120, 40)) as pilot:
        seen = await press(pilot, "5", "r")
        assert "✓ Proved" in seen and "0 undeclared" in seen and "in a copy" in seen
        assert "✗ Not proved" not in seen


async def test_a_proof_that_compared_nothing_is_not_one(sample, script):
    script.exchanges = ()
    script.halt.set()
    async with opened(sample) as pilot:
        seen = await press(pilot, "5", "r")
        assert "✗ Not proved" in seen and "Nothing was compared" in seen


@pytest.mark.parametrize("key", ["x", "escape"])
async def test_a_running_proof_can_be_stopped_and_run_again(sample, script, key):
    async with opened(sample) as pilot:
        await press(pilot, "5")
        await pilot.press("r")
        await until(pilot, "2 of 4")
        await pilot.press(key)
        seen = await until(pilot, "Stopped. Nothing is proved")
        assert script.stopped and not pilot.app.screen.query_one(ProofPane).running
        assert "Run the proof" in seen
        script.halt.set()
        assert "Not proved" in await press(pilot, "r")


async def test_leaving_the_stage_does_not_stop_the_proof_and_applying_waits(sample, script):
    async with opened(sample) as pilot:
        await press(pilot, "5")
        await pilot.press("r")
        await until(pilot, "2 of 4")
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 1, "no dialog: the files must not change under a proof"
        script.halt.set()
        await settle(pilot)
        assert "Not proved" in await press(pilot, "5")


async def test_a_proof_that_fails_says_why_and_what_to_do(sample, script):
    script.error = ToolchainError("The new side [/stopped].", code="server-died", fix="Mend the code.")
    script.halt.set()
    async with opened(sample) as pilot:
        seen = await press(pilot, "5", "r")
        assert "did not come to an end" in seen and "The new side [/stopped]." in seen and "Mend the code." in seen
        assert pilot.app.screen.query_one(ProofPane).report is None


async def test_an_older_proof_is_forgotten_when_files_change(sample, script):
    script.halt.set()
    async with opened(sample) as pilot:
        await press(pilot, "5", "r")
        await press(pilot, "4", "a", "y")
        seen = await press(pilot, "5")
        assert "Not proved" not in seen and "this folder as it stands" in seen


async def test_the_report_is_kept_as_a_web_page_outside_the_project(sample, script):
    script.halt.set()
    async with opened(sample) as pilot:
        await press(pilot, "5", "r", "w")
        (page,) = (pilot.app.services.folders.data / "reports").glob("*.html")
        assert "Status 200 became 404" in page.read_text()
    assert not list(sample.rglob("*.html.*")) and not (sample / "reports").exists()


async def test_another_old_side_can_be_named_and_outdates_the_proof(sample, script):
    script.halt.set()
    async with opened(sample) as pilot:
        assert "Compare with a live site instead" in await press(pilot, "5")
        await press(pilot, "r", "t")
        pilot.app.screen.query_one(Input).value = "https://museum.pages.dev"
        seen = await press(pilot, "enter")
        assert "Not proved" not in seen and "The old side is https://museum.pages.dev" in seen
        await press(pilot, "r", "c")
        assert [each["against"] for each in script.calls] == [None, "https://museum.pages.dev"]
        assert "--against https://museum.pages.dev" in pilot.app.clipboard


async def test_a_choice_made_meanwhile_outdates_the_proof(sample, script):
    async with opened(sample) as pilot:
        await press(pilot, "5")
        await pilot.press("r")
        await until(pilot, "2 of 4")
        screen = screen_of(pilot)
        screen.ask(replace(screen.asked, choices=replace(Choices(), mode="idiomatic")))
        seen = await until(pilot, "Run the proof")
        await settle(pilot)
        assert script.stopped and not screen.state.proving and "2 of 4" not in seen


@pytest.mark.wrangler
async def test_a_real_proof_through_the_screen(sample):
    async with opened(sample, (120, 40)) as pilot:
        await press(pilot, "3", "a", "y", "n")
        seen = await press(pilot, "r")
        assert "✓ Proved" in seen and "✗ 0 undeclared" in seen and "w keeps the report" in seen
        await press(pilot, "u", "y")


def test_the_tally_replaces_what_was_asked_again():
    tally = Tally()
    tally.hear(Event(Part.COMPARING, "x", 1, 2, EXCHANGES[2]))
    assert (tally.count("undeclared"), tally.count("equal")) == (1, 0)
    tally.hear(Event(Part.ASKING_AGAIN, "again", 1, 1, exchange("/lost")))
    assert (tally.count("undeclared"), tally.count("equal"), tally.done, tally.total) == (0, 1, 1, 2)


@pytest.mark.parametrize("width", [30, 60, 120])
def test_side_by_side_fits_its_width_and_shows_hostile_text(width):
    evil = Difference("body", 1, "[/x]" + "wide語" * 60, "\x1b[31mred", None)
    lines = side_by_side(exchange("/[/a]", evil, ETAG, note="a [/note]"), width)
    assert all(line.cell_length <= width for line in lines)
    text = Content("\n").join(lines)
    assert "[/x]" in text.plain and "red" in text.plain and "\x1b" not in text.plain
    assert text.plain.index("✗ body") < text.plain.index("≈ etag")
