"""The lessons that ship: whole, of a readable size, and with every drawing in use."""

from __future__ import annotations

import re

import pytest

from edgewise.course import check_course, load_course, load_lesson
from edgewise.course.figures import drawing, drawing_ids
from edgewise.course.model import Aside, Chapter, Entry, Figure, Lab, Lesson, Matrix, Panel, Project, Simulator, Usage
from edgewise.course.simulators import simulation, simulation_ids

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


@written
def test_a_lesson_is_of_a_readable_size(entry: Entry) -> None:
    lesson = load_lesson(entry)
    assert 7 <= len(lesson.steps) <= 12
    assert 2 <= len(lesson.quizzes) <= 4
    assert not any(step.long for step in lesson.steps)


@written
def test_there_is_something_to_do_before_a_lesson_is_half_over(entry: Entry) -> None:
    lesson = load_lesson(entry)
    early = lesson.steps[: (len(lesson.steps) + 1) // 2]
    things = Figure | Simulator | Lab | Matrix | Usage | Project
    assert any(isinstance(block, things) for step in early for block in step.blocks)


@written
def test_a_lesson_names_a_misconception(entry: Entry) -> None:
    blocks = [block for step in load_lesson(entry).steps for block in step.blocks]
    assert any(isinstance(block, Aside) and block.kind == "misconception" for block in blocks)


@pytest.mark.parametrize("chapter", COURSE.chapters, ids=[chapter.id for chapter in COURSE.chapters])
def test_a_written_chapter_ends_with_its_checkpoint(chapter: Chapter) -> None:
    if not all(entry.written for entry in chapter.lessons):
        pytest.skip("not written yet")
    lessons = [load_lesson(entry) for entry in chapter.lessons]
    assert [len(lesson.checkpoints) for lesson in lessons] == [*[0] * (len(lessons) - 1), 1]
    (checkpoint,) = lessons[-1].checkpoints
    assert checkpoint in lessons[-1].steps[-1].blocks
    assert 4 <= len(checkpoint.quizzes) <= 8
    assert {lesson for lesson, _ in checkpoint.quizzes} == {lesson.id for lesson in lessons}
    for lesson in lessons:
        for lesson_id, quiz in checkpoint.quizzes:
            assert lesson_id != lesson.id or lesson.quiz(quiz) is not None, quiz


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


def test_every_drawing_and_simulation_is_shown_somewhere() -> None:
    lessons: list[Lesson] = [load_lesson(entry) for entry in COURSE.written]
    blocks = [block for lesson in lessons for step in lesson.steps for block in step.blocks]
    assert {block.id for block in blocks if isinstance(block, Figure)} == set(drawing_ids())
    simulators = [block for block in blocks if isinstance(block, Simulator)]
    assert {block.id for block in simulators} == set(simulation_ids())
    for block in simulators:
        assert not block.preset or simulation(block.id).preset(block.preset) is not None


def test_the_queue_lesson_has_the_lab_in_its_middle() -> None:
    entry = COURSE.find("a-queue-with-a-consumer")
    assert entry is not None
    lesson = load_lesson(entry)
    at = [number for number, step in enumerate(lesson.steps) for block in step.blocks if block in lesson.labs]
    assert len(at) == 1
    assert 3 <= at[0] <= len(lesson.steps) - 4


def test_every_word_that_is_linked_is_explained_and_taught_in_a_written_lesson() -> None:
    from edgewise.course.glossary import load_glossary

    glossary = load_glossary(COURSE.root)
    written_ids = {entry.id for entry in COURSE.written}
    for term in glossary.values():
        assert set(term.see) <= set(glossary), term.id
        assert not term.lesson or term.lesson in written_ids, term.id
    for entry in COURSE.written:
        linked = set(re.findall(r"\]\(term:([a-z0-9-]+)\)", entry.path.read_text()))
        assert linked <= set(glossary), entry.id
