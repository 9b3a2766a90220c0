"""A quiz as a question in a terminal: what is printed, and what a typed answer means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edgewise.course.model import Quiz
from edgewise.course.plain import question_lines, quiz_answer, text


@dataclass(frozen=True)
class Reply:
    """A typed answer: the choices that it picks, whether it is right, and what there is to say of it."""

    choices: tuple[int, ...]
    correct: bool
    said: tuple[str, ...]


def prompt(quiz: Quiz, width: int) -> list[str]:
    """The question with its choices, and how to answer."""
    return [*question_lines(quiz, width), "", _how(quiz)]


def reply(quiz: Quiz, typed: str) -> Reply:
    """What was typed, understood.

    Raises:
        ValueError: with one sentence for the reader, when it is no answer to this quiz.
    """
    if quiz.kind == "number":
        return _number(quiz, typed)
    count = len(quiz.choices)
    words = typed.replace(",", " ").split()
    if len(words) == 1 and count < 10:
        words = list(words[0])
    if not words or not all(word.isascii() and word.isdigit() and 1 <= int(word) <= count for word in words):
        raise ValueError(_how(quiz))
    numbers = [int(word) - 1 for word in words]
    if len(set(numbers)) != len(numbers):
        raise ValueError("Name each number once.")
    if quiz.kind == "order":
        return _order(quiz, numbers)
    if not quiz.multiple and len(numbers) != 1:
        raise ValueError(_how(quiz))
    return Reply(tuple(numbers), quiz.right == set(numbers), tuple(_because(quiz, numbers)))


def _how(quiz: Quiz) -> str:
    match quiz.kind:
        case "number":
            unit = quiz.guesses[0].unit
            return f"Type a number{f' of {unit}' if unit else ''}."
        case "order":
            return f"Type the numbers in the right order, {len(quiz.choices)} of them."
        case _ if quiz.multiple:
            return "Type the numbers of all right answers."
        case _:
            return f"Type a number from 1 to {len(quiz.choices)}."


def _order(quiz: Quiz, numbers: list[int]) -> Reply:
    if len(numbers) != len(quiz.choices):
        raise ValueError(_how(quiz))
    order = tuple(quiz.shuffled[number] for number in numbers)
    correct = list(order) == sorted(order)
    said = (text(quiz.explanation),) if correct else (f"Answer: {quiz_answer(quiz)}.", text(quiz.explanation))
    return Reply(order, correct, said)


def _number(quiz: Quiz, typed: str) -> Reply:
    try:
        given = float(typed.strip().lstrip("$").replace(",", "").replace("_", ""))
    except ValueError:
        raise ValueError(_how(quiz)) from None
    guess = quiz.guess(given)
    correct = guess is not None and guess is quiz.guesses[0]
    said = [text(guess.because)] if guess is not None and guess.because else []
    if not correct:
        said.append(f"Answer: {quiz_answer(quiz)}.")
    return Reply((), correct, (*said, text(quiz.explanation)))


def _because(quiz: Quiz, numbers: list[int]) -> Iterator[str]:
    for number in numbers:
        yield text(quiz.choices[number].because)
    if quiz.right != set(numbers):
        yield f"Answer: {quiz_answer(quiz)}."
    yield text(quiz.explanation)
