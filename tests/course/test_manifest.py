"""Reading course.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import load_course
from edgewise.course.toml import parse_toml
from edgewise.errors import InputError


def load(root: Path, manifest: str) -> InputError:
    write_course(root, manifest, LESSON)
    with pytest.raises(InputError) as caught:
        load_course(root)
    return caught.value


def test_reads_chapters_and_lessons(course_root: Path) -> None:
    course = load_course(course_root)
    assert course.title == "A small course"
    assert [chapter.id for chapter in course.chapters] == ["first-chapter"]
    one, two = course.entries
    assert (one.id, one.minutes, one.written, one.chapter) == ("lesson-one", 5, True, "first-chapter")
    assert one.folder == course_root / "01-first" / "01-one"
    assert course.written == (one,)
    assert course.find("lesson-two") is two
    assert course.find("nothing") is None
    assert course.chapter_of(two) is course.chapters[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "lesson-two"', 'id = "lesson-one"', 17, "used twice"),
        ('id = "lesson-two"', 'id = "Lesson Two"', 17, "not a lesson id"),
        ('id = "lesson-two"', 'idd = "lesson-two"', 16, '"id" must be a text'),
        ("minutes = 7", 'minutes = "7"', 19, "whole number"),
        ("minutes = 7", "minutes = 0", 19, "whole number"),
        ("minutes = 7", "minutes = true", 19, "whole number"),
        ('folder = "02-two"', 'folder = "../02-two"', 20, "not a folder name"),
        ('folder = "02-two"', 'folder = "a/b"', 20, "not a folder name"),
        ("written = false", 'written = "no"', 21, "true or false"),
        ("written = false", "writen = false", 21, '"writen" is not known'),
        ('title = "First chapter"', "title = 3", 5, '"title" must be a text'),
        ('title = "Lesson two"', 'title = "Lesson two', 18, "not valid TOML"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    error = load(tmp_path / "c", MANIFEST.replace(old, new))
    assert error.code == "course-syntax"
    assert words in error.message
    assert error.where == f"{tmp_path / 'c' / 'course.toml'}:{line}"
    assert error.fix


def test_a_course_without_chapters(tmp_path: Path) -> None:
    assert "no chapters" in load(tmp_path / "c", 'title = "x"\n').message


def test_a_missing_manifest_says_where(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_course(tmp_path)
    assert caught.value.where == str(tmp_path / "course.toml")
    assert caught.value.fix


def test_a_manifest_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(b'title = "x"\n\n# \xff\n')
    with pytest.raises(InputError) as caught:
        load_course(tmp_path)
    assert caught.value.where == f"{tmp_path / 'course.toml'}:3"


def test_the_built_in_course_loads() -> None:
    course = load_course()
    assert course.find("a-queue-with-a-consumer") is not None


@given(st.text(max_size=200))
def test_any_text_parses_or_is_an_input_error(text: str) -> None:
    try:
        parse_toml(Path("x.toml"), text, "course-syntax")
    except InputError as error:
        assert error.where is not None
        line = int(error.where.rpartition(":")[2])
        assert 1 <= line <= text.count("\n") + 2


@given(st.integers(min_value=0, max_value=len(MANIFEST)), st.text(max_size=8), st.integers(0, 20))
def test_a_spoilt_manifest_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: str, cut: int
) -> None:
    root = tmp_path_factory.mktemp("spoilt")
    (root / "course.toml").write_text(MANIFEST[:at] + new + MANIFEST[at + cut :], encoding="utf-8")
    try:
        load_course(root)
    except InputError as error:
        assert error.code == "course-syntax"
        assert error.where is not None
