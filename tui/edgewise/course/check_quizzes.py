"""What is looked at in quizzes: that the right answer is not known by its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edgewise.course.check import Problem
from edgewise.course.model import Choice, Lesson, Quiz

LONGEST = 0.45
"""In which share of the quizzes the right choice may be the longest one."""
ENOUGH = 10
"""Quizzes from which on a share says something."""


def quiz_problems(lessons: Iterable[Lesson]) -> Iterator[Problem]:
    """A problem when whoever picks the longest choice is right too often, over all ``lessons``."""
    asked = [(lesson, quiz) for lesson in lessons for quiz in lesson.quizzes if _one_of_several(quiz)]
    told = [f"{lesson.id}/{quiz.id}" for lesson, quiz in asked if _longest_is_right(quiz)]
    if len(asked) >= ENOUGH and len(told) > LONGEST * len(asked):
        message = (
            f"In {len(told)} of {len(asked)} quizzes the right choice is the longest; "
            f"{int(LONGEST * len(asked))} are the most."
        )
        fix = f"Shorten the right ones, or write down in full what people get wrong: {', '.join(told)}."
        yield Problem("quiz-longest", message, None, fix)


def _one_of_several(quiz: Quiz) -> bool:
    return quiz.kind == "choice" and not quiz.multiple


def _longest_is_right(quiz: Quiz) -> bool:
    """Whether the right choice is longer than each of the others."""
    right = max(_length(choice) for choice in quiz.choices if choice.correct)
    return all(_length(choice) < right for choice in quiz.choices if not choice.correct)


def _length(choice: Choice) -> int:
    return sum(len(span.text) for span in choice.text if not span.style.startswith("source:"))
