"""Sentences, words and syllables; and quizzes that give themselves away."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course
from edgewise.course.check_reading import grade, sentences, syllables, words
from edgewise.course.model import Span


def test_sentences_end_where_a_reader_stops() -> None:
    line = (Span("It waits. “Why?” Because "), Span("fetch", "code"), Span(" is slow… 4.5 ms! Then it\n\nv1.2 it is"))
    assert sentences(line) == ["It waits.", "“Why?", "Because … is slow… 4.5 ms!", "Then it", "v1.2 it is"]


def test_words_are_what_is_read_as_one() -> None:
    assert words("An e-mail's 1,000.5 words: … and/or “Node.js”.") == [
        "An", "e-mail's", "1,000.5", "words", "…", "and/or", "Node.js"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("request", 2), ("isolate", 3), ("table", 2), ("takes", 1), ("messages", 3), ("retried", 2),
        ("used", 1), ("wasted", 2), ("configuration", 5), ("e-mail", 2), ("128", 1), ("…", 1), ("Cloudflare's", 2),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_grade_grows_with_long_sentences_and_long_words() -> None:
    short = ["You run it.", "It stops."]
    assert grade([]) == 0
    assert grade(short) < grade(["You run it and then it stops and then you run it again."])
    assert grade(short) < grade(["Configuration necessitates consideration.", "Infrastructure deteriorates."])


def found(root: Path, text: str) -> list[str]:
    write_course(root, MANIFEST, LESSON.replace("### A small heading", text))
    return [problem.code for problem in check_course(root)]


def test_a_long_sentence_is_one_problem(tmp_path: Path) -> None:
    assert found(tmp_path / "1", "It goes on " + "and on " * 14 + "still.") == []
    assert found(tmp_path / "2", "It goes on " + "and on " * 15 + "still.") == ["sentence-long"]
    assert found(tmp_path / "3", "It goes on " + "and on " * 10 + "still: that is " + "not so " * 10 + "bad.") == []
    assert found(tmp_path / "4", "- An item goes on " + "and on " * 15 + "still.") == ["sentence-long"]


def test_hard_words_are_a_problem_when_there_are_enough_of_them(tmp_path: Path) -> None:
    hard = "Infrastructure configuration necessitates organisational considerations. "
    assert found(tmp_path / "1", hard * 3) == []
    assert found(tmp_path / "2", hard * 15) == ["reading-level"]


def test_a_lesson_can_be_read_in_its_minutes(tmp_path: Path) -> None:
    words = "You run it and it stops. "
    assert found(tmp_path / "1", "\n\n".join([words * 10] * 7)) == ["step-long"]
    assert found(tmp_path / "2", "\n\n".join([words * 10] * 8)) == ["step-long", "lesson-long"]


def quizzes(count: int, telling: int) -> str:
    return "\n\n".join(
        f":::quiz q{at}\nWhich?\n\n- [ ] A wrong one\n  > No.\n"
        f"- [x] {'The right answer' if at < telling else 'Right'}\n"
        f"  > Yes.\n- [ ] `wrong`\n  > No.\n\nSo it is.\n:::"
        for at in range(count)
    )


def test_the_longest_choice_is_not_too_often_the_right_one(tmp_path: Path) -> None:
    assert found(tmp_path / "1", quizzes(11, 5)) == []
    assert found(tmp_path / "2", quizzes(11, 6)) == ["quiz-longest"]
    assert found(tmp_path / "3", quizzes(8, 8)) == []
