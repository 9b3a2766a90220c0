"""A course pack in Learn: where it stands, a tour through it, and what is said when it broke."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from edgewise.app import EdgewiseApp
from edgewise.course import Progress, load_course
from edgewise.course.pack_getting import add, remove
from edgewise.screens.dialogs import TextDialog
from edgewise.screens.learn import LearnScreen
from edgewise.screens.learn.contents import Contents
from edgewise.screens.learn.lab_screen import LabScreen
from edgewise.screens.learn.reader import Reader
from edgewise.services import Services
from edgewise.store import folders
from tests.conftest import SAMPLES
from tests.tui.looks import SIZES, press, settle, text_of

PACK = SAMPLES / "course-pack"
FIRST, SECOND = "seagate-who-runs-what", "seagate-tide-table"


def learn(tmp_path: Path) -> EdgewiseApp:
    return EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn")


@pytest.mark.parametrize("size", SIZES)
async def test_the_contents_say_which_pack_a_chapter_is_from(tmp_path: Path, size: tuple[int, int]) -> None:
    add(folders(), str(PACK))
    app = learn(tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        contents = app.screen.query_one(Contents)
        contents.go_to(FIRST)
        await settle(pilot)
        seen = text_of(app)
        assert " +  Your first week at Seagate" in seen
        rows = [str(contents.get_option_at_index(at).prompt) for at in range(contents.option_count)]
        assert any("from First week at Seagate Ferries" in " ".join(row.split()) for row in rows)
        assert "From the course pack First week at Seagate Ferries." in " ".join(seen.split())
        numbers = [row[:2].strip() for row in rows if row[:2].strip()]
        assert numbers == [*map(str, range(1, 6)), "+", *map(str, range(6, 16))]


async def test_a_tour_through_a_pack(tmp_path: Path) -> None:
    add(folders(), str(PACK))
    app = learn(tmp_path)
    async with app.run_test(size=(100, 36)) as pilot:
        await settle(pilot)
        app.screen.query_one(Contents).go_to(FIRST)
        seen = await press(pilot, "enter")
        assert "Each Worker at Seagate is a berth" in seen
        assert "of the demo account" in seen
        assert "timetable" in seen
        screen = app.screen
        assert isinstance(screen, LearnScreen)
        screen.action_follow("term:seagate-berth")
        await settle(pilot)
        assert isinstance(app.screen, TextDialog)
        assert "At Seagate: a Worker" in text_of(app)
        await press(pilot, "escape")
        await press(pilot, "n")
        await press(pilot, "1")
        assert "✓" in text_of(app)
        for _ in range(12):
            lesson = screen.query_one(Reader).lesson
            if lesson is not None and lesson.id == SECOND:
                break
            await press(pilot, "space")
        lesson = screen.query_one(Reader).lesson
        assert lesson is not None
        assert lesson.id == SECOND
        assert "seagate-runbook" in text_of(app)
        await press(pilot, "s")
        assert "Seagate runbook, chapter Timetables" in text_of(app)
        await press(pilot, "escape")
        screen.action_follow("lesson:the-counter-that-lies#count")
        await settle(pilot)
        lesson = screen.query_one(Reader).lesson
        assert lesson is not None
        assert lesson.id == "the-counter-that-lies"
    progress = Progress.load(folders())
    assert progress.is_done(FIRST)
    assert progress.answer(FIRST, "who-is-called") is not None


@pytest.mark.wrangler
async def test_the_lab_of_a_pack_runs_from_the_data_folder(tmp_path: Path) -> None:
    add(folders(), str(PACK))
    app = learn(tmp_path)
    async with app.run_test(size=(100, 36)) as pilot:
        await settle(pilot)
        app.screen.query_one(Contents).go_to(SECOND)
        await press(pilot, "enter")
        await pilot.press("l")
        await pilot.pause()
        assert isinstance(app.screen, LabScreen)
        copy = folders().data / "labs" / SECOND / "lab" / "src" / "index.js"
        assert "06:12" in copy.read_text()
    remove(folders(), "seagate")
    assert copy.exists()


async def test_a_pack_that_broke_is_told_of_and_the_course_is_there(tmp_path: Path) -> None:
    add(folders(), str(PACK))
    (load_course().packs[0].root / "course.toml").write_text("title = [")
    app = learn(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "The course pack seagate is left out" in next(each.message for each in app._notifications)
        assert app.screen.query_one(Contents).lesson == load_course().entries[0].id


async def test_titles_of_a_pack_are_text_whatever_they_hold(tmp_path: Path) -> None:
    root = Path(shutil.copytree(PACK, tmp_path / "pack"))
    for path in (root / "course.toml", root / "01-harbour" / "01-who-runs-what" / "lesson.md"):
        text = path.read_text()
        text = text.replace("First week at Seagate Ferries", "[red]Sea[/gate]").replace(
            'title = "Who runs what"', 'title = "[@click=app.quit]Who[/] $x [/b]"'
        )
        path.write_text(text)
    assert add(folders(), str(root)).problems == ()
    app = learn(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        contents = app.screen.query_one(Contents)
        contents.go_to(FIRST)
        await settle(pilot)
        assert "from [red]Sea[/gate]" in text_of(app)
        assert "[@click=app.quit]Who[/] $x [/b]" in text_of(app)
        assert "[@click=app.quit]Who[/] $x [/b]" in await press(pilot, "enter")
