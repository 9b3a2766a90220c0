"""Every number in a lesson's prose carries a source: ``[@KEY]`` stands in the same paragraph, item, table or quiz.

What is written with digits and is no number here:

- code, and a lesson's title, goal, step titles, headings and the captions of what brings its own sources;
- the task of a lab: its numbers are what to write;
- digits that belong to a name: ``D1``, ``m7i.large``, ``HTTP/2``, ``us-east-1``, ``#5``, ``64-bit``, ``5xx``;
- versions: ``1.13.16``, and what follows the name of a program that has versions (``Node.js 20``);
- HTTP status codes that are said as such: ``status 500``, ``a 409``, ``answers 308 instead of 307``, and each 404;
- places in an order: ``8th``, ``step 4``, ``chapters 2 and 3``.

Years and days are numbers. Numbers in words are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from edgewise.course.check import Problem
from edgewise.course.model import (
    Aside,
    Block,
    Checkpoint,
    Items,
    Lesson,
    Line,
    Panel,
    Paragraph,
    Quiz,
    Span,
    Table,
    Usage,
)
from edgewise.course.walk import keys_of, lines_of, place, words_of

_VERSIONED = (
    r"Node(?:\.js)?|Next(?:\.js)?|React|Vue|Nuxt|Astro|Svelte(?:Kit)?|Vite|[Ww]rangler|OpenNext|vinext|next-on-pages"
    r"|Turbopack|TypeScript|Python|Linux|Chrome|Firefox|Safari|Windows|macOS|Ubuntu|Debian|ES"
)
_PLACE = r"step|chapter|part|lesson|stage|figure|row|column|attempt|choice|rung"
_LIST = r"(?:(?:,|,? (?:and|or|to|than|instead of|not))\s+{0})*"
_CODE = rf"(?:{'|'.join(str(int(status)) for status in HTTPStatus)}|52[0-7]|530)"
_NO_AMOUNT = (
    r"(?![\d.,]*\d|-)(?!\s*(?:%|percent\b|ms\b|s\b|[kKMG]i?B\b|\$))"
    r"(?!\s+(?!(?:is|was|has|says|means|status|as|this|unless)\b)[a-z-]+s\b)"
)
_STATUS = re.compile(
    r"\b(?:(?:status(?:es)?|codes?|HTTP|errors?|answer\w*|return\w*|respon\w*|redirect\w*|an?)\s+"
    r"|(?:with|by|gets?|is|the)\s+(?!\d00))"
    rf"{_CODE}{_NO_AMOUNT}{_LIST.format(_CODE + _NO_AMOUNT)}",
    re.IGNORECASE,
)
_MISSING = re.compile(rf"(?<![\w$.,-])404{_NO_AMOUNT}")
_ALSO_STATUS = re.compile(rf"(?<![\w$.,-])(?=[3-5]){_CODE}{_NO_AMOUNT}")
_NAMES = (
    re.compile(rf"\b(?:{_VERSIONED})\s+v?\d+(?:\.\d+)*{_LIST.format(r'v?[0-9]+(?:[.][0-9]+)*')}"),
    re.compile(rf"\b(?:{_PLACE})\s+\d+{_LIST.format(r'[0-9]+')}", re.IGNORECASE),
    re.compile(rf"\b(?:{_PLACE})s\s+\d+{_NO_AMOUNT}{_LIST.format(r'[0-9]+')}", re.IGNORECASE),
    re.compile(r"\bv?\d+\.\d+\.\d+(?:[.-]\w+)*"),
)
_NUMBER = re.compile(
    r"(?<![\w#])(?<![A-Za-z][/.-])(?<!\d[.,])"
    r"(?:\d[\d.,]*\d|\d)"
    r"(?!\d|(?:st|nd|rd|th|xx|D)\b|-bit\b)"
)


def numbers_in(line: Line) -> list[str]:
    """What needs a source in ``line``, as it is written."""
    words = words_of(line)
    for name in _NAMES:
        words = name.sub("…", words)
    plain, said = _STATUS.subn("…", words)
    plain, missing = _MISSING.subn("…", plain)
    if said or missing:
        plain = _ALSO_STATUS.sub("…", plain)
    return _NUMBER.findall(plain)


def number_problems(lesson: Lesson) -> Iterator[Problem]:
    """A problem for each paragraph, item, table and quiz with a number and no source."""
    for step in lesson.steps:
        yield from numbers_without_source(step.blocks, place(step, lesson))


def numbers_without_source(blocks: Sequence[Block], where: str) -> Iterator[Problem]:
    """The same for ``blocks`` that stand at ``where``."""
    for lines, near in _pieces(blocks):
        if any(True for line in (*lines, *near) for _ in keys_of(line)):
            continue
        found = [number for line in lines for number in numbers_in(line)]
        if found:
            yield unsourced(found[0], " ".join(words_of(line) for line in lines), where)
    for block in blocks:
        # A caption is text without styles: its keys stand in it as they are drawn.
        if isinstance(block, Panel | Usage) and "[" not in block.caption and _NUMBER.search(block.caption):
            yield unsourced(_NUMBER.findall(block.caption)[0], block.caption, where)


_FIX = "Write [@KEY] beside it; [@example] if you made it up, [@derived] if it follows from numbers with a source."


def unsourced(number: str, words: str, where: str, fix: str = _FIX) -> Problem:
    """The problem of ``number``, which stands in ``words``."""
    at = max(0, words.find(number) - 40)
    start = words.rfind(" ", 0, at) + 1 if at else 0
    shown = " ".join(words[start : start + 90].split())
    return Problem("number-unsourced", f"The number {number} has no source: “{shown}”.", where, fix)


def _pieces(blocks: Sequence[Block]) -> Iterator[tuple[Sequence[Line], Sequence[Line]]]:
    """What has to carry a source by itself, and what it may borrow one from."""
    before: Block | None = None
    for block in blocks:
        match block:
            case Paragraph() | Quiz():
                yield [*lines_of(block), *_guessed(block)], ()
            case Table():
                yield list(lines_of(block)), list(lines_of(before)) if isinstance(before, Paragraph) else ()
            case Items():
                yield from _items(block)
            case Aside():
                yield from _pieces(block.body)
            case Checkpoint():
                yield from _pieces(block.text)
            case _:
                pass
        before = block


def _items(block: Items) -> Iterator[tuple[Sequence[Line], Sequence[Line]]]:
    for item in block.items:
        own = [part for part in item if not isinstance(part, Items)]
        yield [line for part in own for line in lines_of(part)], ()
        for part in item:
            if isinstance(part, Items):
                yield from _items(part)


def _guessed(block: Paragraph | Quiz) -> Iterable[Line]:
    """The numbers that a number quiz asks for, which are no text of it."""
    guesses = block.guesses if isinstance(block, Quiz) else ()
    return [(Span(guess.written),) for guess in guesses]
