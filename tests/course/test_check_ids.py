"""Ids are forever: what was published must stay, and publishing only adds."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course, load_course
from edgewise.course.check_ids import FILE, ids_of, publish_ids, published_ids
from edgewise.course.lesson import load_lesson
from edgewise.errors import InputError

IDS = """\
[lessons.lesson-one]
steps = ["first", "second"]
quizzes = ["how-many"]
labs = []
"""


def codes(root: Path) -> list[str]:
    return [problem.code for problem in check_course(root)]


def test_publishing_adds_what_is_new_and_nothing_twice(course_root: Path) -> None:
    assert publish_ids(load_course(course_root)) == [
        "lesson-one", "lesson-one/first", "lesson-one/second", "lesson-one/how-many"
    ]  # fmt: skip
    written = (course_root / FILE).read_text()
    assert tomllib.loads(written) == {
        "lessons": {"lesson-one": {"steps": ["first", "second"], "quizzes": ["how-many"]}}
    }
    assert publish_ids(load_course(course_root)) == []
    assert (course_root / FILE).read_text() == written
    lesson = course_root / "01-first" / "01-one" / "lesson.md"
    lesson.write_text(lesson.read_text() + "\n## A third {#third}\n\nWords.\n")
    assert publish_ids(load_course(course_root)) == ["lesson-one/third"]
    assert codes(course_root) == []


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (IDS, None),
        (IDS.replace('"second"', '"second", "third"'), 'The step "third"'),
        (IDS.replace('"how-many"', '"how-many", "how-few"'), 'The quiz "how-few"'),
        (IDS.replace("labs = []", 'labs = ["lab"]'), 'The lab "lab"'),
        (IDS + "[lessons.lesson-two]\n", 'The lesson "lesson-two"'),
        (IDS + "[lessons.lesson-nine]\n", 'The lesson "lesson-nine"'),
    ],
)
def test_what_was_published_must_stay(course_root: Path, ids: str, message: str | None) -> None:
    (course_root / FILE).write_text(ids)
    found = check_course(course_root)
    assert [problem.code for problem in found] == (["id-vanished"] if message else [])
    assert message is None or found[0].message.startswith(message)


def test_ids_that_are_gone_are_kept_in_the_file(course_root: Path) -> None:
    (course_root / FILE).write_text('[lessons.lesson-nine]\nsteps = ["a"]\n[lessons.lesson-one]\nsteps = ["old"]\n')
    publish_ids(load_course(course_root))
    found = published_ids(course_root)
    assert found["lesson-nine"]["steps"] == ("a",)
    assert found["lesson-one"]["steps"] == ("old", "first", "second")


def test_a_lesson_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", "<b>bold</b>"))
    (root / FILE).write_text(IDS)
    assert codes(root) == ["lesson-syntax"]


@pytest.mark.parametrize("broken", ["[lessons", "[lessons.a]\nstep = []", '[lessons.a]\nsteps = "x"', "other = 1"])
def test_a_list_that_cannot_be_read_is_a_problem(course_root: Path, broken: str) -> None:
    (course_root / FILE).write_text(broken)
    assert codes(course_root) == ["course-syntax"]
    with pytest.raises(InputError):
        publish_ids(load_course(course_root))


def test_a_lab_is_known_by_its_folder() -> None:
    entry = load_course().find("two-writers")
    assert entry is not None
    assert ids_of(load_lesson(entry))["labs"] == ["lab"]
