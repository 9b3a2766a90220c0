"""What a lesson names must be there: simulators, matrices, usage, words, quizzes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course

MATRIX = """\
title = "Two products"
columns = ["Pages", "Workers"]
[[rows]]
title = "Queue consumer"
cells = ["no", "yes"]
sources = ["FACT"]
"""


def write(root: Path, text: str) -> Path:
    return write_course(root, MANIFEST, LESSON.replace("### A small heading", text))


def codes(root: Path) -> list[str]:
    return [problem.code for problem in check_course(root)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (":::simulator no-such\n:::", "simulator-unknown"),
        (":::simulator four-bills preset=no-such\n:::", "simulator-preset"),
        (":::simulator four-bills preset=bursts\n:::", None),
        (":::usage no-such\n:::", "usage-unknown"),
        (":::usage workers\n:::\n\n:::usage kv_namespaces\n:::\n\n:::usage durable\n:::", None),
        ("A [word](term:no-such).", "term-unknown"),
        (":::note Remember\n- a [word](term:no-such)\n:::", "term-unknown"),
        (":::checkpoint c\nWords.\n\n- lesson-one/how-many\n:::", None),
        (":::checkpoint c\nWords.\n\n- lesson-one/how-few\n:::", "checkpoint-quiz"),
        (":::checkpoint c\nWords.\n\n- lesson-nine/how-many\n:::", "checkpoint-quiz"),
    ],
)
def test_what_a_lesson_names_is_there(tmp_path: Path, text: str, code: str | None) -> None:
    assert codes(write(tmp_path / "c", text)) == ([code] if code else [])


def test_a_checkpoint_stays_in_its_chapter(tmp_path: Path) -> None:
    chapter = '[[chapters]]\nid = "two"\ntitle = "Two"\n[[chapters.lessons]]\nid = "x"\ntitle = "X"\nminutes = 1\n'
    text = LESSON.replace("### A small heading", ":::checkpoint c\nWords.\n\n- x/how-many\n:::")
    root = write_course(tmp_path / "c", f"{MANIFEST}\n{chapter}written = false\n", text)
    assert codes(root) == ["checkpoint-chapter"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", None),
        ('"no", "yes"', '"no"', "matrix-syntax"),
        ('["FACT"]', '["NOPE"]', "source-missing"),
        ('sources = ["FACT"]', 'why = "There are 5."', "number-unsourced"),
        ('"no", "yes"', '"308", "307"', None),
    ],
)
def test_a_matrix_is_read_and_its_sources_resolve(tmp_path: Path, old: str, new: str, code: str | None) -> None:
    root = write(tmp_path / "c", ":::matrix products\n:::")
    (root / "01-first" / "01-one" / "products.toml").write_text(MATRIX.replace(old, new))
    assert codes(root) == ([code] if code else [])


def test_a_source_that_only_a_matrix_names_is_used(tmp_path: Path) -> None:
    root = write_course(
        tmp_path / "c",
        MANIFEST,
        LESSON.replace("### A small heading", ":::matrix products\n:::").replace("a number, 128 MB [@FACT]", "words"),
    )
    (root / "01-first" / "01-one" / "products.toml").write_text(MATRIX)
    assert codes(root) == []


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ('text = "Words."', None),
        ('text = "Words."\nsee = ["b"]', "term-unknown"),
        ('text = "Words."\nlesson = "lesson-one"', None),
        ('text = "Words."\nlesson = "lesson-two"', "term-lesson"),
        ('text = "Words."\nlesson = "lesson-nine"', "term-lesson"),
        ('text = "All 5."', "number-unsourced"),
        ('text = "All 5 [@WLIM]."', None),
        ('text = "All 5 [@NOPE]."', "lesson-syntax"),
    ],
)
def test_words_of_the_glossary(course_root: Path, term: str, code: str | None) -> None:
    (course_root / "glossary").mkdir()
    (course_root / "glossary" / "words.toml").write_text(f'[terms.a]\nname = "a"\n{term}\n')
    found = check_course(course_root)
    assert [problem.code for problem in found] == ([code] if code else [])
    assert all(str(problem.where).startswith(str(course_root / "glossary")) for problem in found)


def test_a_course_of_its_own_does_not_change_our_sources(course_root: Path) -> None:
    (course_root / "sources.toml").write_text('[sources.WLIM]\ntext = "Our limits"\ndate = "2026"\n')
    assert codes(course_root) == ["source-redefined"]


def test_shared_sources_that_cannot_be_read_are_one_problem(course_root: Path) -> None:
    (course_root / "sources.toml").write_text("[sources")
    assert codes(course_root) == ["course-syntax"]
