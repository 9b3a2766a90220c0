"""Applying, undoing and history: nothing without a yes, and always a way back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from edgewise.migration import apply, assess, make_plan, status
from edgewise.project import discover
from edgewise.screens.migrate.apply.dialog import BRANCH, ApplyDialog
from edgewise.screens.migrate.apply.pane import ApplyPane
from edgewise.screens.migrate.stages import Stage
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, text_of
from tests.tui.migrating import content, opened, said, screen_of


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES / "functions-blog", tmp_path / "blog"))


async def test_nothing_is_applied_without_a_yes(sample):
    before = content(sample)
    async with opened(sample) as pilot:
        seen = await press(pilot, "4", "a")
        assert isinstance(pilot.app.screen, ApplyDialog) and "Change these files?" in seen and "package.json" in seen
        for key in ("escape", "n"):
            await press(pilot, key)
            assert content(sample) == before
            await press(pilot, "4", "a")
    assert content(sample) == before


@pytest.mark.parametrize("size", SIZES)
async def test_apply_and_undo_from_the_same_screen(sample, size):
    before = content(sample)
    async with opened(sample, size) as pilot:
        seen = await press(pilot, "3", "a", "y")
        assert "The project is migrated" in seen and "✓ migrated" in seen and "prove that every request" in seen
        assert status(sample) == "applied"
        seen = await press(pilot, "3")
        assert "files were changed" in seen and "wrangler.toml" in seen
        seen = await press(pilot, "1", "u")
        assert "Undo the migration?" in seen and "wrangler.toml" in seen and "goes away" in seen
        assert "Nothing was edited since" in seen
        await press(pilot, "escape")
        assert status(sample) == "applied"
        seen = await press(pilot, "u", "y")
        assert "files are as before" in seen and "not migrated" in seen
        assert "A site with Pages Functions" in await press(pilot, "1")
    assert content(sample) == before


async def test_an_edit_elsewhere_survives_the_undo_and_is_announced(sample):
    async with opened(sample) as pilot:
        await press(pilot, "3", "a", "y")
        package = sample / "package.json"
        package.write_text(package.read_text().replace('"type": "module"', '"type":  "module"'))
        seen = await press(pilot, "g", "u")
        assert "your edits stay" in seen
        seen = await press(pilot, "y")
        assert "Your later edits stay" in seen
    assert '"type":  "module"' in package.read_text() and "wrangler pages dev" in package.read_text()


async def test_an_edit_in_the_same_place_is_named_and_left_to_the_user(sample):
    mine = 'name = "mine"\npages_build_output_dir = "public"\n'
    async with opened(sample) as pilot:
        await press(pilot, "3", "a", "y")
        (sample / "wrangler.toml").write_text(mine)
        seen = await press(pilot, "g", "u")
        assert "left alone" in seen and "you decide" in seen
        seen = await press(pilot, "y")
        assert "The undo is not finished" in seen and "wrangler.toml" in seen and "Keep your versions" in seen
        seen = await press(pilot, "m")
        assert "Keep your versions?" in seen and "wrangler.toml" in seen
        seen = await press(pilot, "y")
        assert "not migrated" in seen and "Stay as they are" in seen
    assert (sample / "wrangler.toml").read_text() == mine and status(sample) is None


@pytest.fixture
def cut_off(sample) -> Iterator[Path]:
    """A project whose migration died after its first file."""
    project = discover(sample)

    def die(done: int, total: int, path: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(project, make_plan(project, assess(project)), die)
    yield sample


@pytest.mark.parametrize(("key", "expected"), [("u", None), ("a", "applied")])
async def test_an_interrupted_migration_is_offered_to_be_finished_or_undone(cut_off, key, expected):
    async with opened(cut_off) as pilot:
        assert "was cut off" in text_of(pilot.app) and screen_of(pilot).stage is Stage.APPLY
        assert "Press a to finish what was begun, or u to undo it" in text_of(pilot.app)
        assert "cut off" in await press(pilot, "1")
        await press(pilot, "4", key, "y")
    assert status(cut_off) == expected


async def test_a_refusal_says_why_and_the_screen_goes_on(sample):
    async with opened(sample) as pilot:
        await press(pilot, "3")
        (sample / "package.json").write_text("{}")
        await press(pilot, "a", "y")
        assert any("package.json has changed since the plan was made" in each for each in said(pilot))
        assert status(sample) is None and not screen_of(pilot).state.writing
        assert "files change" in await press(pilot, "3")


async def test_a_read_only_folder_says_so_before_anything_is_tried(sample, monkeypatch):
    monkeypatch.setattr("edgewise.screens.migrate.looking.os.access", lambda path, mode: False)
    async with opened(sample) as pilot:
        seen = await press(pilot, "4")
        assert "✗ This folder is read-only" in seen and "Apply the plan" not in seen
        await press(pilot, "a")
        assert len(pilot.app.screen_stack) == 1
        assert "Run the proof" in await press(pilot, "5")


@pytest.mark.parametrize("size", SIZES)
async def test_history_shows_steps_files_and_folders(sample, tmp_path, size):
    other = Path(shutil.copytree(SAMPLES / "static-404", tmp_path / "museum"))
    async with opened(other, size) as pilot:
        assert "Nothing was migrated on this computer yet" in await press(pilot, "h")
        await press(pilot, "4", "a", "y")
    async with opened(sample, size) as pilot:
        await press(pilot, "4", "a", "y")
        seen = await press(pilot, "h")
        assert "Migrated on this computer  2" in seen and "museum" in seen and "this folder" in seen
        assert "Applied:" in seen
        seen = await press(pilot, "down")
        assert "museum" in seen
        seen = await press(pilot, "enter")
        assert screen_of(pilot).asked.root == other and "The project is migrated" in seen
        await press(pilot, "h", "u", "y")
        assert status(other) is None and status(sample) == "applied"
        await press(pilot, "h", "escape")
        assert screen_of(pilot).stage is Stage.APPLY


def commit(root: Path) -> None:
    """Put a folder into a repository of its own."""
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "As it is on Pages"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True)


def branch_of(root: Path) -> str:
    return subprocess.run(
        ["git", "symbolic-ref", "--short", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


async def test_without_git_copies_are_announced_and_made(sample):
    async with opened(sample) as pilot:
        seen = await press(pilot, "4")
        assert "▲ Git cannot help here" in seen and ".edgewise/backup" in seen
        seen = await press(pilot, "a")
        assert "Git cannot help here" in seen and "On a new branch" not in seen
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, ApplyDialog), "there is no branch without git"
        seen = await press(pilot, "y")
        assert "Copies of what git does not have" in seen and "cp -Rp" in seen
    assert (sample / ".edgewise/backup").is_dir()


async def test_changes_that_are_not_committed_are_named_and_a_branch_is_offered(sample):
    commit(sample)
    (sample / "package.json").write_text((sample / "package.json").read_text() + "\n")
    async with opened(sample) as pilot:
        seen = await press(pilot, "4")
        assert "Not committed, and about to change: package.json" in seen
        seen = await press(pilot, "a")
        assert "Not committed, and about to change: package.json" in seen and "On a new branch" in seen
        seen = await press(pilot, "b")
        assert pilot.app.screen.query_one(Input).value == BRANCH and "Make this branch and apply" in seen
        seen = await press(pilot, "escape")
        assert "Yes, apply here" in seen and status(sample) is None
        seen = await press(pilot, "b", "enter")
        assert f"On the new branch {BRANCH}" in seen
    assert branch_of(sample) == BRANCH and status(sample) == "applied"


async def test_a_committed_project_is_well_kept(sample):
    commit(sample)
    async with opened(sample) as pilot:
        assert "✓ Git has every file that changes. The branch is main." in await press(pilot, "4")
        await press(pilot, "a", "y")
    assert branch_of(sample) == "main" and status(sample) == "applied"


async def test_nothing_is_applied_in_the_middle_of_a_merge(sample):
    commit(sample)
    (sample / ".git/MERGE_HEAD").write_text("0" * 40)
    async with opened(sample) as pilot:
        seen = await press(pilot, "4")
        assert "✗ The repository is in the middle of a merge" in seen and "Apply the plan" not in seen
        await press(pilot, "a")
        assert len(pilot.app.screen_stack) == 1
        (sample / ".git/MERGE_HEAD").unlink()
        seen = await press(pilot, "g")
        assert "Git has every file" in seen and "Apply the plan" in seen


async def test_applying_can_be_stopped_between_two_files(sample, monkeypatch):
    before = content(sample)
    async with opened(sample) as pilot:
        pane = pilot.app.screen.query_one(ApplyPane)
        monkeypatch.setattr(pane, "_progress", lambda done, total, path: pane.stop())
        seen = await press(pilot, "4", "a", "y")
        assert "was cut off" in seen and status(sample) == "interrupted" and said(pilot)
        await press(pilot, "u", "y")
    assert content(sample).items() >= before.items() and status(sample) is None
