"""The checker finds what is wrong, says where, and finds nothing in a correct course."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course


def codes(root: Path) -> set[str]:
    return {problem.code for problem in check_course(root)}


def test_a_correct_course_has_no_problems(course_root: Path) -> None:
    assert check_course(course_root) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("(lesson:lesson-two)", "(lesson:lesson-three)", "link-lesson", 12),
        ("(lesson:lesson-two)", "(lesson:lesson-one#nowhere)", "link-step", 12),
        ("minutes = 5", "minutes = 6", "lesson-minutes", 2),
        ('title = "Lesson one"', 'title = "Lesson 1"', "lesson-title", 2),
        (" [@FACT]", " [@example]", "source-unused", 2),
        ("### A small heading", ":::figure nothing\n:::", "figure-unknown", 35),
        ("### A small heading", ":::lab lab\n:::", "lab-missing", 35),
        ("### A small heading", "\n\n".join(["A line."] * 15), "step-long", 35),
        ("### A small heading", "<b>bold</b>", "lesson-syntax", 37),
    ],
)
def test_finds_mistakes_in_a_lesson(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace(old, new, 1))
    (problem,) = check_course(root)
    assert problem.code == code
    assert problem.where == f"{root / '01-first' / '01-one' / 'lesson.md'}:{line}"


def test_a_link_to_a_step_that_is_there_is_fine(tmp_path: Path) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("(lesson:lesson-two)", "(lesson:lesson-one#second)"))
    assert check_course(root) == []


def test_a_long_step_may_say_so(tmp_path: Path) -> None:
    text = LESSON.replace("### A small heading", "\n\n".join(["A line."] * 15)).replace("{#second}", "{#second .long}")
    assert check_course(write_course(tmp_path / "c", MANIFEST, text)) == []


def test_files_and_manifest_must_agree(course_root: Path) -> None:
    stray = course_root / "09-stray" / "lesson.md"
    stray.parent.mkdir()
    stray.write_text(LESSON)
    announced = course_root / "01-first" / "02-two" / "lesson.md"
    announced.parent.mkdir()
    announced.write_text(LESSON)
    (course_root / "01-first" / "01-one" / "lesson.md").unlink()
    assert codes(course_root) == {"course-unlisted", "course-unannounced", "course-missing"}


def test_two_lessons_cannot_share_a_folder(tmp_path: Path) -> None:
    manifest = MANIFEST.replace('folder = "02-two"\nwritten = false', 'folder = "01-one"\nwritten = false')
    assert "course-folder" in codes(write_course(tmp_path / "c", manifest, LESSON))


def test_a_broken_manifest_is_one_problem(tmp_path: Path) -> None:
    (problem,) = check_course(write_course(tmp_path / "c", "title =", LESSON))
    assert problem.code == "course-syntax"


def test_a_drawing_that_fails_or_is_too_wide_is_found(
    course_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edgewise.course import figures
    from edgewise.course.figures import Drawing
    from edgewise.course.model import Line, Span

    def broken(width: int, state: int) -> list[Line]:
        raise ZeroDivisionError

    wide = Drawing("wide", "Wide", ("a",), lambda width, state: [(Span("中" * 50),)], lambda: "words", ("NOPE",))
    bad = Drawing("bad", "Bad", ("a",), broken, lambda: "words")
    monkeypatch.setattr(figures, "drawing", {"wide": wide, "bad": bad}.__getitem__)
    text = LESSON.replace("### A small heading", ":::figure wide\n:::\n\n:::figure bad\n:::")
    found = check_course(write_course(tmp_path / "c", MANIFEST, text))
    assert {problem.code for problem in found} == {"figure-wide", "figure-broken", "source-missing"}
    assert any("100 cells" in problem.message for problem in found)


def test_panels_name_known_kinds(tmp_path: Path) -> None:
    text = LESSON.replace("### A small heading", ":::panel nothing-like-it\n:::")
    assert codes(write_course(tmp_path / "c", MANIFEST, text)) == {"panel-unknown"}
