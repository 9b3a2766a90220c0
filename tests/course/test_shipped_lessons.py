"""The lessons that ship: whole, of a readable size, and with every drawing in use."""

from __future__ import annotations

import pytest

from edgewise.course import check_course, load_course, load_lesson
from edgewise.course.figures import DRAWINGS, drawing
from edgewise.course.model import Aside, Entry, Figure, Lesson, Panel

COURSE = load_course()
written = pytest.mark.parametrize("entry", COURSE.written, ids=[entry.id for entry in COURSE.written])


def test_the_checker_finds_nothing() -> None:
    assert check_course() == []


def test_fifteen_chapters_each_with_lessons_and_a_summary() -> None:
    assert len(COURSE.chapters) == 15
    for chapter in COURSE.chapters:
        assert 1 <= len(chapter.lessons) <= 3, chapter.id
        assert chapter.summary.endswith(".")
        assert len(chapter.summary) <= 160


def test_the_story_the_units_and_the_queue_are_written() -> None:
    assert [entry.id for entry in COURSE.written] == [
        "the-request-that-would-not-finish",
        "from-the-machine-room-to-the-function",
        "a-queue-with-a-consumer",
    ]


@written
def test_a_lesson_is_of_a_readable_size(entry: Entry) -> None:
    lesson = load_lesson(entry)
    assert 7 <= len(lesson.steps) <= 12
    assert 2 <= len(lesson.quizzes) <= 4
    assert not any(step.long for step in lesson.steps)


@written
def test_a_lesson_shows_a_figure_before_it_is_half_over_and_names_misconceptions(entry: Entry) -> None:
    lesson = load_lesson(entry)
    early = lesson.steps[: len(lesson.steps) // 2]
    assert any(isinstance(block, Figure) for step in early for block in step.blocks)
    asides = [block for step in lesson.steps for block in step.blocks if isinstance(block, Aside)]
    assert sum(aside.kind == "misconception" for aside in asides) >= 2


@written
def test_a_figure_fits_its_screen(entry: Entry) -> None:
    """Prose and figure of a step together are one screenful of 24 rows, give or take the caption."""
    from edgewise.course.plain import render_step

    for step in load_lesson(entry).steps:
        figures = [block for block in step.blocks if isinstance(block, Figure)]
        if not figures:
            continue
        tall = sum(
            max(len(shown.lines(76, state)) for state in range(len(shown.states)))
            for shown in (drawing(figure.id) for figure in figures)
        )
        rest = type(step)(step.id, step.title, tuple(b for b in step.blocks if not isinstance(b, Figure | Panel)))
        assert tall + len(render_step(rest, 76)) <= 19, step.id


def test_every_drawing_is_shown_somewhere() -> None:
    lessons: list[Lesson] = [load_lesson(entry) for entry in COURSE.written]
    shown = {
        block.id for lesson in lessons for step in lesson.steps for block in step.blocks if isinstance(block, Figure)
    }
    assert shown == set(DRAWINGS)


def test_the_queue_lesson_has_the_lab_in_its_middle() -> None:
    entry = COURSE.find("a-queue-with-a-consumer")
    assert entry is not None
    lesson = load_lesson(entry)
    at = [number for number, step in enumerate(lesson.steps) for block in step.blocks if block in lesson.labs]
    assert len(at) == 1
    assert 3 <= at[0] <= len(lesson.steps) - 4
