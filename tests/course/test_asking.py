"""Quizzes answered by typing: every right answer is taken, whatever else is typed is an answer or told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.course import load_course, load_lesson
from edgewise.course.asking import prompt, reply
from edgewise.course.model import Quiz

QUIZZES = [quiz for entry in load_course().written for quiz in load_lesson(entry).quizzes]
each = pytest.mark.parametrize("quiz", QUIZZES, ids=[quiz.id for quiz in QUIZZES])


def right(quiz: Quiz) -> str:
    """What to type."""
    if quiz.kind == "number":
        return quiz.guesses[0].written
    if quiz.kind == "order":
        return " ".join(str(quiz.shuffled.index(at) + 1) for at in range(len(quiz.choices)))
    return ",".join(str(at + 1) for at, choice in enumerate(quiz.choices) if choice.correct)


@each
def test_the_right_answer_is_right_and_explained(quiz: Quiz) -> None:
    found = reply(quiz, right(quiz))
    assert found.correct
    assert found.said[-1]
    assert not any("Answer:" in text for text in found.said)


@each
def test_the_question_does_not_tell_the_answer(quiz: Quiz) -> None:
    shown = prompt(quiz, 78)
    assert not any(line.startswith("Answer") for line in shown)
    assert all(len(line) <= 78 for line in shown)
    if quiz.kind == "order":
        assert right(quiz) != " ".join(str(number + 1) for number in range(len(quiz.choices)))


def test_a_wrong_one_says_why_and_what_is_right() -> None:
    quiz = next(quiz for quiz in QUIZZES if quiz.kind == "choice" and not quiz.multiple)
    wrong = next(at for at, choice in enumerate(quiz.choices) if not choice.correct)
    found = reply(quiz, str(wrong + 1))
    assert not found.correct
    assert found.said[0]
    assert any(text.startswith("Answer: ") for text in found.said)


@given(st.sampled_from(QUIZZES), st.text(max_size=12) | st.from_regex(r"[1-9 ,]{1,9}", fullmatch=True))
def test_whatever_is_typed_is_an_answer_or_a_sentence(quiz: Quiz, typed: str) -> None:
    try:
        found = reply(quiz, typed)
    except ValueError as problem:
        assert str(problem).endswith(".")
    else:
        assert found.said
        assert all(0 <= at < len(quiz.choices) for at in found.choices)
