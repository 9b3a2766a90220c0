"""``:::quiz``: a question, code if need be, answers with reasons, an explanation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

from edgewise.course.markdown.inline import Inline, join, merge, plain
from edgewise.course.markdown.syntax import Node
from edgewise.course.model import Choice, Code, Guess, Line, Quiz, QuizKind, Span

KINDS: tuple[QuizKind, ...] = get_args(QuizKind)
_SHAPE = "The shape is: the question, then `- [ ] answer` items each with `> why`, then the explanation."
_ORDER = "The shape is: the question, then `1. thing` items in the right order, then the explanation."
_NUMBER = "The shape is: the question, then `- [=] 0.8 ± 0.01 dollars` with `> why`, then the explanation."
_GUESS = re.compile(r"\[([ =])\] (-?[\d,]*\.?\d+)(?:\s*(?:±|\+-)\s*([\d,]*\.?\d+))?(?:\s+(\S.*))?")


def read_quiz(inline: Inline, node: Node, quiz_id: str, kind: QuizKind = "choice") -> Quiz:
    """The quiz that the directive ``node`` holds.

    Raises:
        InputError: when a part is missing: the question, the answers, a right one, a reason for
            each, or the explanation.
    """
    fail = inline.origin.fail
    listed = "ordered_list" if kind == "order" else "bullet_list"
    shape = {"order": _ORDER, "number": _NUMBER}.get(kind, _SHAPE)
    lists = [child for child in node.children if child.kind == listed]
    if len(lists) != 1:
        fail(node.line, f"A quiz has one list of answers; this one has {len(lists)}.", shape)
    at = node.children.index(lists[0])
    before = [child for child in node.children[:at] if child.kind != "fence"]
    fences = [child for child in node.children[:at] if child.kind == "fence"]
    question = _text(inline, before, shape)
    explanation = _text(inline, node.children[at + 1 :], shape)
    if not question:
        fail(node.line, "The quiz has no question.", shape)
    if not explanation:
        fail(node.line, "The quiz has no explanation.", "Write a paragraph after the answers.")
    if len(fences) > 1:
        fail(fences[1].line, "A quiz shows one block of code.")
    code = _code(fences[0]) if fences else None
    if kind == "predict" and (code is None or code.language not in ("js", "javascript")):
        fail(node.line, "A predict quiz needs a ```js block: what it prints is the answer.", shape)
    choices, guesses = _READERS[kind](inline, lists[0])
    return Quiz(quiz_id, question, choices, explanation, kind, code, guesses)


def _code(node: Node) -> Code:
    info = node.token.info.split()
    return Code(node.token.content.rstrip("\n"), info[0] if info else "")


def _choices(inline: Inline, node: Node) -> tuple[tuple[Choice, ...], tuple[Guess, ...]]:
    fail = inline.origin.fail
    choices = tuple(_choice(inline, item) for item in node.children)
    if not 2 <= len(choices) <= 9:
        fail(node.line, f"A quiz has two to nine choices; this one has {len(choices)}.", _SHAPE)
    if not any(choice.correct for choice in choices):
        fail(node.line, "No choice of the quiz is right.", "Mark the right one with [x].")
    return choices, ()


def _one_choice(inline: Inline, node: Node) -> tuple[tuple[Choice, ...], tuple[Guess, ...]]:
    found = _choices(inline, node)
    if sum(choice.correct for choice in found[0]) != 1:
        inline.origin.fail(node.line, "A predict quiz has one right choice: what the code prints.")
    return found


def _things(inline: Inline, node: Node) -> tuple[tuple[Choice, ...], tuple[Guess, ...]]:
    fail = inline.origin.fail
    if not 3 <= len(node.children) <= 7:
        fail(node.line, f"Three to seven things can be ordered; these are {len(node.children)}.", _ORDER)
    things: list[Choice] = []
    for item in node.children:
        kinds = [child.kind for child in item.children]
        if kinds not in (["paragraph"], ["paragraph", "blockquote"]):
            fail(item.line, "A thing to order is one line of text, and a reason if you like.", _ORDER)
        because = _text(inline, item.children[1].children, _ORDER) if len(kinds) == 2 else ()
        things.append(Choice(inline.line(item.children[0]), True, because))
    return tuple(things), ()


def _numbers(inline: Inline, node: Node) -> tuple[tuple[Choice, ...], tuple[Guess, ...]]:
    fail = inline.origin.fail
    guesses: list[Guess] = []
    for number, item in enumerate(node.children):
        if [child.kind for child in item.children] != ["paragraph", "blockquote"]:
            fail(item.line, "A number of a quiz needs a reason.", _NUMBER)
        found = _GUESS.fullmatch(plain(inline.line(item.children[0])).strip())
        if found is None or (found[1] == "=") != (number == 0):
            fail(item.line, "The first number begins with [=], the others with [ ].", _NUMBER)
        because = _text(inline, item.children[1].children, _NUMBER)
        tolerance = float(found[3].replace(",", "")) if found[3] else 0.0
        value = float(found[2].replace(",", ""))
        guesses.append(Guess(value, tolerance, (found[4] or "").strip(), because, found[2]))
    if any(guesses[0].fits(guess.value) for guess in guesses[1:]):
        fail(node.line, "One of the mistakes would count as right.", "Narrow the tolerance of the right number.")
    return (), tuple(guesses)


_READERS: dict[QuizKind, Callable[[Inline, Node], tuple[tuple[Choice, ...], tuple[Guess, ...]]]] = {
    "choice": _choices,
    "predict": _one_choice,
    "order": _things,
    "number": _numbers,
}


def _text(inline: Inline, nodes: list[Node], shape: str) -> Line:
    for node in nodes:
        if node.kind != "paragraph":
            inline.origin.fail(node.line, "Only running text may stand around the answers.", shape)
    return join([inline.line(node) for node in nodes])


def _choice(inline: Inline, item: Node) -> Choice:
    fail = inline.origin.fail
    if [child.kind for child in item.children] != ["paragraph", "blockquote"]:
        fail(item.line, "A choice is one line of text and a reason.", "Write `- [ ] answer`, then `  > why`.")
    answer, reason = item.children
    line = inline.line(answer)
    mark = plain(line)[:4].lower()
    if mark not in ("[ ] ", "[x] ") or not line or len(line[0].text) < 4:
        fail(item.line, "A choice begins with [ ] or [x].", "Write `- [ ] answer` or `- [x] answer`.")
    text = merge([Span(line[0].text[4:], line[0].style), *line[1:]])
    because = _text(inline, reason.children, _SHAPE)
    if not text or not because:
        fail(item.line, "A choice needs a text and a reason.", "Write `- [ ] answer`, then `  > why`.")
    return Choice(text, mark == "[x] ", because)
