"""The learner's copy of a project: whole or not there, kept when another one is begun."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import SAMPLES

from edgewise.cli.parser import build_parser
from edgewise.course import load_course, load_lesson
from edgewise.course.model import Code, Project
from edgewise.course.practice import Practice
from edgewise.errors import EdgewiseError
from edgewise.store import folders


def shipped() -> Project:
    """The project of the lesson that moves one."""
    entry = load_course().find("move-the-story")
    assert entry is not None
    return next(block for step in load_lesson(entry).steps for block in step.blocks if isinstance(block, Project))


def files(root: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_story_of_the_course_is_the_sample_that_is_moved_and_proved() -> None:
    sample = files(SAMPLES / "nextjs-story")
    del sample["README.md"]
    assert files(shipped().folder) == sample


def test_a_copy_is_made_once_and_stays() -> None:
    practice = Practice(shipped(), folders())
    assert not practice.begun
    root = practice.begin()
    assert files(root) == files(shipped().folder)
    (root / "package.json").write_text("mine")
    assert practice.begin() == root
    assert (root / "package.json").read_text() == "mine"


def test_beginning_again_keeps_the_one_before() -> None:
    practice = Practice(shipped(), folders())
    assert practice.again() is None
    (practice.root / "package.json").write_text("mine")
    kept = practice.again()
    assert kept is not None
    assert (kept / "package.json").read_text() == "mine"
    assert files(practice.root) == files(shipped().folder)
    assert sorted(path.name for path in practice.root.parent.iterdir()) == sorted([practice.root.name, kept.name])


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    practice = Practice(shipped(), folders())
    practice.root.parent.parent.mkdir(parents=True, exist_ok=True)
    practice.root.parent.write_text("in the way")
    with pytest.raises(EdgewiseError, match="no folder for the project"):
        practice.begin()


def test_a_cut_off_begin_leaves_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    practice = Practice(shipped(), folders())
    monkeypatch.setattr(shutil, "copytree", fail)
    with pytest.raises(EdgewiseError, match="No space left"):
        practice.begin()
    assert not practice.begun
    assert list(practice.root.parent.iterdir()) == []


def test_the_lesson_leads_the_whole_way_by_commands_that_there_are() -> None:
    """The way itself is run by tests/migration/rehearsal/test_whole_way.py."""
    entry = load_course().find("move-the-story")
    assert entry is not None
    blocks = [block for step in load_lesson(entry).steps for block in step.blocks if isinstance(block, Code)]
    lines = [line.split()[1:] for block in blocks for line in block.code.splitlines() if line.startswith("edgewise ")]
    way = [build_parser().parse_args(line) for line in lines]
    assert [line[0] for line in lines] == [
        "demo-account", "add", "ship", "cutover", "rollback", "cutover", "finish", "finish"
    ]  # fmt: skip
    assert [each.clean_up for each in way[-2:]] == [False, True]
    assert way[1].trial and way[1].queue == "report-jobs"
    assert all(each.yes and each.demo == 8780 for each in way[2:])
