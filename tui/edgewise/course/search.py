"""Finding a place in the course by words: titles, text, code, and what the glossary explains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edgewise.course.glossary import words_of_course
from edgewise.course.lesson import load_lesson
from edgewise.course.model import Block, Code, Course, Entry, Figure, Matrix, Panel, Simulator, Step, Usage
from edgewise.course.plain import text
from edgewise.course.walk import every, lines_of
from edgewise.errors import EdgewiseError

MOST = 50
"""Places that an answer holds."""

AROUND = 36
"""Characters before and after what was found, in its excerpt."""


@dataclass(frozen=True)
class Place:
    """Somewhere in the course.

    Attributes:
        entry: the lesson; for a word the one that teaches it.
        step: id of the step; empty for a word.
        title: of the step, or the word itself.
        texts: what stands there.
        word: whether it is a word of the glossary.
    """

    entry: Entry
    step: str
    title: str
    texts: tuple[str, ...]
    word: bool = False


@dataclass(frozen=True)
class Hit:
    """A place that holds what was asked for, and the part of its text that shows it; empty for a title."""

    place: Place
    excerpt: str


def places(course: Course) -> list[Place]:
    """Every place of the course. A lesson that cannot be read is left out. Takes some tenths of a second."""
    found: list[Place] = []
    for entry in course.written:
        try:
            lesson = load_lesson(entry)
        except EdgewiseError:
            continue
        found += [Place(entry, step.id, step.title, tuple(_texts(step))) for step in lesson.steps]
    try:
        glossary = words_of_course(course)
    except EdgewiseError:
        glossary = {}
    for term in glossary.values():
        taught = course.find(term.lesson)
        if taught is not None and taught.written:
            found.append(Place(taught, "", term.name, (text(term.text),), word=True))
    return found


def search(places: Sequence[Place], wanted: str) -> list[Hit]:
    """The places that hold every word of ``wanted``, titles first, then in the order of the course."""
    words = wanted.casefold().split()
    if not words:
        return []
    ranked: list[tuple[int, int, Hit]] = []
    for number, place in enumerate(places):
        title, lesson = place.title.casefold(), place.entry.title.casefold()
        whole = " ".join((title, lesson, *(each.casefold() for each in place.texts)))
        if not all(word in whole for word in words):
            continue
        rank = 0 if all(word in title for word in words) else 1 if all(word in lesson for word in words) else 2
        ranked.append((rank, number, Hit(place, _excerpt(place, words))))
    ranked.sort(key=lambda each: each[:2])
    return [hit for _, _, hit in ranked[:MOST]]


def _texts(step: Step) -> Iterator[str]:
    for block in every(step.blocks):
        yield from (text(line) for line in lines_of(block))
        yield from _beside(block)


def _beside(block: Block) -> Iterator[str]:
    match block:
        case Code():
            yield block.code
        case Figure() | Simulator() | Panel() | Usage() | Matrix():
            if block.caption:
                yield block.caption
        case _:
            return


def _excerpt(place: Place, words: Sequence[str]) -> str:
    """The text that holds most of the words, cut around the first of them."""
    best = max(place.texts, key=lambda each: sum(word in each.casefold() for word in words), default="")
    flat = " ".join(best.split())
    at = min((found for word in words if (found := flat.casefold().find(word)) >= 0), default=-1)
    if at < 0:
        return ""
    begin, end = max(0, at - AROUND), min(len(flat), at + 2 * AROUND)
    return f"{'…' if begin else ''}{flat[begin:end]}{'…' if end < len(flat) else ''}"
