"""How hard a lesson is to read: no sentence too long, all of it at the level of grade 9 at most, and not too much.

The grade is Flesch and Kincaid's: 0.39 × words a sentence + 11.8 × syllables a word - 15.59. Syllables are
counted by groups of vowels, without an ``e`` at the end that is not heard; for English this is off by a few
percent, and mostly too high. A piece of code counts as a word of one syllable, a number as what it is. Tables,
headings and captions are no sentences and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edgewise.course.check import Problem
from edgewise.course.model import Block, Checkpoint, Lesson, Line, Paragraph, Quiz
from edgewise.course.walk import every, lines_of, place, words_of
from edgewise.text import clean

LONGEST = 32
"""Words of a sentence, or before and after its colon: what follows one is read by itself."""
GRADE = 9.0
"""Years of school."""
PACE = 100
"""Words of prose for each minute that a lesson says it takes; reading alone, people manage twice as many."""
ENOUGH = 60
"""Words from which on a grade says something."""
_END = re.compile(r"(?<=[.!?])[”\"')\]*]*\s+(?=[^a-z\s])|\n+")
_STOP = re.compile(r":\s")
_WORD = re.compile(r"[^\W_]+(?:[.,'’/-][^\W_]+)*|…")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouyscxzgh]es)$")


def reading_problems(lesson: Lesson) -> Iterator[Problem]:
    """A problem for each long sentence, and one for a lesson that as a whole is hard to read or too long."""
    told: list[str] = []
    for step in lesson.steps:
        here = [sentence for line in _prose(step.blocks) for sentence in sentences(line)]
        yield from long_sentences(here, place(step, lesson))
        told += here
    level, total = grade(told), sum(len(words(sentence)) for sentence in told)
    if total > PACE * lesson.minutes:
        message = f"The lesson has {total} words for {lesson.minutes} minutes; {PACE} a minute are the most."
        fix = "Cut words, make two lessons of it, or give it more minutes: figures, quizzes and labs take time, too."
        yield Problem("lesson-long", message, f"{clean(str(lesson.path))}:2", fix)
    if level > GRADE and total >= ENOUGH:
        message = f"The lesson reads like grade {level:.1f}; {GRADE:g} is the most."
        fix = "Shorten sentences, and use shorter words: edgewise looks at words a sentence and syllables a word."
        yield Problem("reading-level", message, f"{clean(str(lesson.path))}:2", fix)


def long_sentences_in(blocks: Iterable[Block], where: str) -> Iterator[Problem]:
    """A problem for each long sentence of ``blocks``, which stand at ``where``."""
    return long_sentences([sentence for line in _prose(blocks) for sentence in sentences(line)], where)


def long_sentences(told: Iterable[str], where: str) -> Iterator[Problem]:
    """A problem for each of the sentences ``told`` that is too long."""
    for sentence in told:
        count = max(len(words(part)) for part in _STOP.split(sentence))
        if count > LONGEST:
            message = f"A sentence has {count} words; {LONGEST} are enough: “{sentence[:90]}”."
            yield Problem("sentence-long", message, where, "Make two of it.")


def _prose(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in every(blocks):
        if isinstance(block, Paragraph | Quiz | Checkpoint):
            yield from lines_of(block)


def sentences(line: Line) -> list[str]:
    """The sentences of ``line``."""
    return [part.strip() for part in _END.split(words_of(line)) if _WORD.search(part)]


def words(sentence: str) -> list[str]:
    """The words of ``sentence``."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """About how many syllables ``word`` has."""
    parts = [part for part in re.split(r"[^a-z]+", re.sub(r"['’]s$", "", word.casefold())) if part]
    return max(1, sum(max(1, len(_VOWELS.findall(part)) - (_SILENT.search(part) is not None)) for part in parts))


def grade(told: list[str]) -> float:
    """The years of school that it takes to read the sentences ``told``; 0 for none."""
    every_word = [word for sentence in told for word in words(sentence)]
    if not every_word:
        return 0.0
    heard = sum(syllables(word) for word in every_word)
    return 0.39 * len(every_word) / len(told) + 11.8 * heard / len(every_word) - 15.59
