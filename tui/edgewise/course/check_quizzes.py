"""What is looked at in quizzes: the right answer is not known by its length, and code prints what they say."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from edgewise.course.check import Problem
from edgewise.course.model import Choice, Lesson, Quiz
from edgewise.course.walk import place
from edgewise.text import clean

LONGEST = 0.45
"""In which share of the quizzes the right choice may be the longest one."""
ENOUGH = 10
"""Quizzes from which on a share says something."""
_SECONDS = 20.0
_KEPT = ("PATH", "SYSTEMROOT")
"""Of the environment: code of a course has no business with the rest."""
_ERROR = re.compile(r"(?:Uncaught )?\w*Error\b")


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


async def predict_problems(lessons: Iterable[Lesson], on_progress: Callable[[str], None]) -> list[Problem]:
    """Run the code of each ``predict`` quiz in Node: what it prints must be the right choice.

    Blanks around it do not count, and a line break is a blank. The code is a module; it may neither read nor
    write files, nor start programs.

    Raises:
        ToolchainError: there is no Node that could run it.
    """
    problems: list[Problem] = []
    for lesson in lessons:
        for step in lesson.steps:
            for quiz in step.blocks:
                if isinstance(quiz, Quiz) and quiz.kind == "predict" and quiz.code is not None:
                    on_progress(f"{lesson.id}/{quiz.id}: what it prints")
                    found = await _predicted(quiz, quiz.code.code)
                    if found is not None:
                        problems.append(Problem("predict-wrong", found, place(step, lesson)))
    return problems


async def _predicted(quiz: Quiz, code: str) -> str | None:
    """What is wrong with the right choice of ``quiz``, whose code is ``code``."""
    import tempfile
    from pathlib import Path

    from edgewise.runtime.node import find_node
    from edgewise.runtime.process import CommandTimeoutError, run

    node = find_node()
    command = [str(node.path), "--no-warnings", *_locked(node.version), "--input-type=module", "-"]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="edgewise-check-") as folder:
        try:
            done = await run(command, cwd=Path(folder), env=environment, timeout=_SECONDS, input=code)
        except CommandTimeoutError:
            return f"The code of the quiz {quiz.id} runs for more than {_SECONDS:g} seconds."
    if done.returncode != 0:
        why = next((line for line in done.stderr.splitlines() if _ERROR.match(line)), done.tail)
        return f"The code of the quiz {quiz.id} fails: {clean(why, 200).rstrip('.')}."
    printed = " ".join(done.stdout.strip().splitlines())
    right = "".join(span.text for choice in quiz.choices if choice.correct for span in choice.text).strip()
    if printed == " ".join(right.splitlines()):
        return None
    return f"The code of the quiz {quiz.id} prints “{clean(printed, 200)}”, and the right choice is “{right}”."


def _locked(version: str) -> tuple[str, ...]:
    """What keeps code from the computer, in a Node of this ``version`` that can."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return ("--permission",) if (major, minor) >= (23, 5) or (major == 22 and minor >= 13) else ()
