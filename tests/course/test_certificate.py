"""The page of what is done: true, whatever the name, and never over another file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.cli import main
from edgewise.course import Progress, load_course
from edgewise.course.certificate import certificate_html, certificate_svg
from edgewise.course.summary import summaries, summary
from edgewise.store import folders

NOW = datetime(2026, 11, 26, tzinfo=UTC)
COURSE = load_course()


def words(svg: str) -> str:
    """What can be read in a picture."""
    return "\n".join(each.text or "" for each in ElementTree.fromstring(svg).iter() if each.tag.endswith("text"))


def test_nothing_is_claimed_that_was_not_done(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.json", now=lambda: NOW)
    said = words(certificate_svg(COURSE, progress, "Ada", NOW))
    assert f"Ada has finished 0 of {len(COURSE.chapters)} chapters." in said
    assert "✓" not in said
    chapter = COURSE.chapters[0]
    for entry in chapter.lessons:
        progress.mark_done(entry.id)
    said = words(certificate_svg(COURSE, progress, "Ada", NOW))
    assert f"Ada has finished 1 of {len(COURSE.chapters)} chapters." in said
    assert f"✓ {chapter.title}" in said
    assert "2026-11-26" in said
    for entry in COURSE.written:
        progress.mark_done(entry.id)
    assert f"all {len(COURSE.chapters)} chapters" in words(certificate_svg(COURSE, progress, "Ada", NOW))


def test_a_chapter_is_summed_up(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.json", now=lambda: NOW)
    chapter = next(chapter for chapter in COURSE.chapters if chapter.id == "state")
    first = chapter.lessons[0]
    progress.answer_quiz(first.id, "photographs", (0,), False)
    progress.answer_quiz(first.id, "may-be-old", (0, 2), True)
    progress.mark_known(first.id)
    progress.lab_passed("two-writers", "two-writers/lab")
    found = summary(chapter, progress)
    assert (found.done, found.lessons, found.right, found.answered, found.passed, found.labs) == (1, 2, 1, 2, 1, 1)
    assert found.wrong == (first.title,)
    assert not found.whole
    assert found.told()[-1] == f"Look again at: {first.title}"
    assert len(summaries(COURSE, progress)) == len(COURSE.chapters)


@given(st.text(max_size=200))
def test_whatever_the_name_the_page_is_well_formed(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    progress = Progress(tmp_path_factory.mktemp("p") / "progress.json")
    assert "chapters" in words(certificate_svg(COURSE, progress, name, NOW))
    page = certificate_html(COURSE, progress, f"<script>{name}</script>", NOW)
    assert "<script" not in page


def test_the_command_writes_it_and_replaces_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Progress.load(folders()).mark_done(COURSE.entries[0].id)
    page = tmp_path / "page.html"
    assert main(["lessons", "certificate", str(page), "--name", "Ada"]) == 0
    assert "Ada has finished 1 of" in page.read_text()
    page.write_text("mine")
    assert main(["lessons", "certificate", str(page)]) == 2
    assert page.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert main(["lessons", "certificate", str(page), "--force", "--format", "svg"]) == 0
    ElementTree.fromstring(page.read_text())
    (tmp_path / "file").write_text("")
    assert main(["lessons", "certificate", str(tmp_path / "file" / "page.svg")]) == 2
