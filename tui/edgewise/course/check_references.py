"""Whatever a lesson names is there: simulators, matrices, usage, words, quizzes of checkpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from edgewise.course.check import Problem
from edgewise.course.check_numbers import numbers_in, unsourced
from edgewise.course.check_reading import long_sentences, sentences
from edgewise.course.glossary import Term, load_glossary
from edgewise.course.model import Block, Checkpoint, Course, Lesson, Matrix, Simulator, Span, Usage
from edgewise.course.panel import usage_names
from edgewise.course.sources import FILE, shared_sources
from edgewise.course.walk import every, keys_of, lines_of, place, words_of
from edgewise.errors import InputError
from edgewise.store import content
from edgewise.text import clean


def block_problems(block: Block, where: str, sources: Collection[str]) -> Iterator[Problem]:
    """What ``block`` names and is not there. ``sources`` are the keys that its lesson may use."""
    match block:
        case Simulator():
            yield from _simulator(block, where, sources)
        case Matrix():
            yield from _matrix(block, sources)
        case Usage():
            known = usage_names()
            if block.dataset.partition("_")[0] not in known:
                message = f"There is no usage called {block.dataset}."
                yield Problem("usage-unknown", message, where, f"Known: {', '.join(sorted(known))}.")
        case _:
            pass


def _simulator(block: Simulator, where: str, sources: Collection[str]) -> Iterator[Problem]:
    from edgewise.course.simulators import simulation

    try:
        shown = simulation(block.id)
    except InputError as error:
        yield Problem(error.code, error.message, where, error.fix)
        return
    if block.preset and shown.preset(block.preset) is None:
        message = f"The simulator {block.id} has no preset {block.preset}."
        fix = f"Known: {', '.join(preset.id for preset in shown.presets) or 'none'}."
        yield Problem("simulator-preset", message, where, fix)
    yield from unknown_sources(f"The simulator {block.id}", shown.sources, sources, where)


def _matrix(block: Matrix, sources: Collection[str]) -> Iterator[Problem]:
    from edgewise.course.matrix import load_matrix

    try:
        shown = load_matrix(block.path)
    except InputError as error:
        yield Problem.of(error)
        return
    where = clean(str(block.path))
    for row in shown.rows:
        yield from unknown_sources(f"The row “{row.title}”", row.sources, sources, where)
        words = " ".join((row.title, *row.cells, row.why))
        found = numbers_in((Span(words),))
        if found and not row.sources:
            yield unsourced(found[0], words, where, 'Name where it is from: sources = ["KEY"].')


def unknown_sources(what: str, keys: Collection[str], known: Collection[str], where: str) -> Iterator[Problem]:
    """A problem for each of ``keys``, which ``what`` shows numbers from, that is not ``known``."""
    for key in keys:
        if key not in known:
            message = f"{what} shows numbers from {key}, which the lesson does not list."
            yield Problem("source-missing", message, where, f"Add [sources.{key}] to the front matter.")


def course_problems(course: Course, lessons: Collection[Lesson], whole: Course) -> Iterator[Problem]:
    """What lessons name elsewhere in the course: words of the glossary, and quizzes of other lessons.

    ``lessons`` are those that could be read; ``whole`` is the course, or for a pack the course that it is added to.
    """
    yield from _sources(course)
    try:
        terms = load_glossary(course.root)
        known = {*terms, *(load_glossary(whole.root) if whole is not course else ())}
    except InputError as error:
        yield Problem.of(error)
    else:
        yield from _glossary(terms, known, whole)
        for lesson in lessons:
            yield from _terms(lesson, known)
    for lesson in lessons:
        yield from _checkpoints(lesson, course, lessons)


def _sources(course: Course) -> Iterator[Problem]:
    """A course of its own may add sources to those that come with edgewise, and not change them."""
    where = clean(str(course.root / FILE))
    try:
        ours, theirs = shared_sources(content("lessons")), shared_sources(course.root)
    except InputError as error:
        yield Problem.of(error)
        return
    for key, source in ours.items():
        if theirs[key] != source:
            message = f"The source {key} has another text or date in the course of edgewise: “{source.text}”."
            yield Problem("source-redefined", message, where, "Give it a key of its own.")


def _glossary(terms: Mapping[str, Term], known: Collection[str], course: Course) -> Iterator[Problem]:
    for term in terms.values():
        for other in term.see:
            if other not in known:
                message = f'The word "{term.id}" refers to "{other}", which is not in the glossary.'
                yield Problem("term-unknown", message, term.where, "Write that word, or take it off the list.")
        entry = course.find(term.lesson) if term.lesson else None
        if term.lesson and (entry is None or not entry.written):
            message = f'The word "{term.id}" is said to be taught in "{term.lesson}", which is no written lesson.'
            yield Problem("term-lesson", message, term.where, "See edgewise lessons list for the ids.")
        yield from long_sentences(sentences(term.text), term.where)
        found = numbers_in(term.text)
        if found and not any(True for _ in keys_of(term.text)):
            yield unsourced(found[0], words_of(term.text), term.where)


def _terms(lesson: Lesson, terms: Collection[str]) -> Iterator[Problem]:
    for step in lesson.steps:
        for block in every(step.blocks):
            for span in (span for line in lines_of(block) for span in line):
                wanted = span.style.removeprefix("link:term:")
                if wanted != span.style and wanted not in terms:
                    message = f'The word "{wanted}" is not in the glossary.'
                    fix = f"Explain it in glossary/*.toml: [terms.{wanted}]"
                    yield Problem("term-unknown", message, place(step, lesson), fix)


def _checkpoints(lesson: Lesson, course: Course, lessons: Collection[Lesson]) -> Iterator[Problem]:
    read = {other.id: other for other in lessons}
    for step in lesson.steps:
        for block in step.blocks:
            if not isinstance(block, Checkpoint):
                continue
            for lesson_id, quiz_id in block.quizzes:
                where, name = place(step, lesson), f"{lesson_id}/{quiz_id}"
                entry = course.find(lesson_id)
                if entry is None or (lesson_id in read and read[lesson_id].quiz(quiz_id) is None):
                    message = f"The checkpoint {block.id} asks the quiz {name}, which is not there."
                    yield Problem("checkpoint-quiz", message, where, "Write lesson-id/quiz-id of a quiz that is.")
                elif entry.chapter != lesson.chapter:
                    message = f"The checkpoint {block.id} asks the quiz {name} of another chapter."
                    yield Problem("checkpoint-chapter", message, where, "Ask what its own chapter taught.")
