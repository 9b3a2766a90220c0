"""Simulators, quizzes of every kind, checkpoints and words, by keys in the app."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from edgewise.app import EdgewiseApp
from edgewise.course import Progress, load_course, load_lesson
from edgewise.course.model import Checkpoint, Matrix, Project, Quiz, Simulator, Usage
from edgewise.course.simulators import simulation_ids
from edgewise.screens.dialogs import TextDialog
from edgewise.screens.learn import LearnScreen
from edgewise.screens.learn.checkpoint import CheckpointView
from edgewise.screens.learn.contents import Contents
from edgewise.screens.learn.project_card import ProjectCard
from edgewise.screens.learn.reader import Reader
from edgewise.screens.learn.words import GlossaryScreen
from edgewise.services import Services
from edgewise.store import folders
from edgewise.widgets.matrix import MatrixView
from edgewise.widgets.panel import PanelView
from edgewise.widgets.prose import Prose, links_of
from edgewise.widgets.quiz import QuizView
from edgewise.widgets.quiz_typed import NumberView, OrderView
from edgewise.widgets.simulator import SimulatorView
from tests.conftest import SAMPLES
from tests.tui.looks import press, settle, text_of, until

COURSE = load_course()


def place(sort: type, **wanted: str) -> tuple[str, str, object]:
    """Lesson id, step id and the first block of a kind whose fields are as wanted."""
    for entry in COURSE.written:
        for step in load_lesson(entry).steps:
            for block in step.blocks:
                if isinstance(block, sort) and all(getattr(block, key) == each for key, each in wanted.items()):
                    return entry.id, step.id, block
    pytest.skip(f"no lesson holds such a {sort.__name__}")


@asynccontextmanager
async def reading(
    project: Path, lesson: str, step: str | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[EdgewiseApp, Pilot[None]]]:
    """The app with a lesson open, at a step."""
    app = EdgewiseApp(Services.load(project=project), door="learn")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, LearnScreen)
        app.screen.open_lesson(lesson, step)
        await settle(pilot)
        yield app, pilot


async def test_a_simulator_is_turned_typed_reset_and_its_challenge_kept(tmp_path: Path) -> None:
    lesson, step, _ = place(Simulator, id="four-bills")
    async with reading(tmp_path, lesson, step) as (app, pilot):
        view = app.screen.query_one(SimulatorView)
        view.focus()
        start = dict(view.values)
        await pilot.press("right")
        first = view.simulation.parameters[0]
        assert view.values[first.id] == first.beside(start[first.id], 1)
        at = next(
            at for at, each in enumerate(view.simulation.parameters) if each.id != first.id and hasattr(each, "low")
        )
        await pilot.press(*["down"] * at, "enter")
        await pilot.press("x", "enter")
        assert "not a number" in text_of(app)
        await pilot.press("escape")
        assert app.screen.has_class("-reading"), "escape ends the typing, not the reading"
        await pilot.press("enter", *str(int(view.simulation.parameters[at].low)), "enter")
        assert view.values[view.simulation.parameters[at].id] == int(view.simulation.parameters[at].low)
        await pilot.press("0")
        assert view.values == start
        challenge = view.simulation.challenges[0]
        view._set(view.simulation.values(challenge.witness))
        await settle(pilot)
        assert challenge.id in view.met
    assert (view.simulation.id, challenge.id) in Progress.load(folders()).challenges(lesson)


@pytest.mark.parametrize("name", simulation_ids())
async def test_a_key_in_a_simulator_is_drawn_within_a_frame(name: str, tmp_path: Path) -> None:
    """What the view itself does for a key: run and lay out, without the terminal."""
    lesson, step, _ = place(Simulator, id=name)
    async with reading(tmp_path, lesson, step, (120, 40)) as (app, _):
        view = app.screen.query_one(SimulatorView)
        best = 1.0
        for direction in (1, -1) * 4:
            begin = time.perf_counter()
            view.action_turn(direction)
            view.lines(72)
            best = min(best, time.perf_counter() - begin)
    # A frame is 17 ms; a machine that runs other tests beside gets twice that.
    assert best < 0.034


async def test_an_order_is_given_by_numbers(tmp_path: Path) -> None:
    lesson, step, block = place(Quiz, kind="order")
    assert isinstance(block, Quiz)
    async with reading(tmp_path, lesson, step) as (app, pilot):
        view = app.screen.query_one(OrderView)
        view.focus()
        await pilot.press(*(str(number + 1) for number in range(len(block.choices))))
        assert view.answered is False
        right = [block.shuffled.index(at) + 1 for at in range(len(block.choices))]
        await pilot.press(str(right[0]), "backspace", *(str(number) for number in right))
        assert view.answered is True
        await settle(pilot)
    answer = Progress.load(folders()).answer(lesson, block.id)
    assert answer is not None
    assert (answer.first, answer.last, answer.tries) == (False, True, 2)


async def test_a_number_is_typed_and_known_mistakes_are_answered(tmp_path: Path) -> None:
    lesson, step, block = place(Quiz, kind="number")
    assert isinstance(block, Quiz)
    async with reading(tmp_path, lesson, step) as (app, pilot):
        view = app.screen.query_one(NumberView)
        view.focus()
        await pilot.press("enter")
        assert "not a number yet" in text_of(app)
        await pilot.press(*f"{block.guesses[0].value + 1e6:.0f}", "enter")
        assert view.answered is False
        await pilot.press(*f"{block.guesses[0].value:g}", "enter")
        assert view.answered is True
        await settle(pilot)
    answer = Progress.load(folders()).answer(lesson, block.id)
    assert answer is not None and answer.last


async def test_a_predict_quiz_shows_its_code(tmp_path: Path) -> None:
    from edgewise.course.model import Choice, Code, Span

    choices = (Choice((Span("2"),), True, (Span("y"),)), Choice((Span("3"),), False, (Span("n"),)))
    quiz = Quiz("p", (Span("What?"),), choices, (Span("So."),), "predict", Code("console.log(1 + 1)", "js"))
    lines = [line.plain for line in QuizView(quiz).lines(60)]
    assert any("console.log(1 + 1)" in line for line in lines)


async def test_a_checkpoint_leads_to_its_open_questions(tmp_path: Path) -> None:
    lesson, step, block = place(Checkpoint)
    assert isinstance(block, Checkpoint)
    async with reading(tmp_path, lesson, step) as (app, pilot):
        view = app.screen.query_one(CheckpointView)
        assert any(f"0 of {len(block.quizzes)}" in line.plain for line in view.lines(60))
        view.focus()
        await pilot.press("enter")
        await settle(pilot)
        wanted_lesson, wanted_quiz = block.quizzes[0]
        reader = app.screen.query_one(Reader)
        assert reader.lesson is not None and reader.lesson.id == wanted_lesson
        assert reader.step is not None
        assert any(isinstance(each, Quiz) and each.id == wanted_quiz for each in reader.step.blocks)


async def test_words_are_explained_by_link_and_by_key(tmp_path: Path) -> None:
    async with reading(tmp_path, COURSE.written[0].id) as (app, pilot):
        await pilot.press("g")
        await settle(pilot)
        assert isinstance(app.screen, GlossaryScreen)
        assert "Glossary" in text_of(app)
        await pilot.press(*"isolate")
        await settle(pilot)
        assert "memory of an isolate" in text_of(app) and "adapter" not in text_of(app)
        await pilot.press(*"zzz")
        await settle(pilot)
        assert "No word is like that." in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        from edgewise.course.glossary import load_glossary

        term = next(iter(load_glossary(COURSE.root).values()))
        app.screen.action_follow(f"term:{term.id}")  # type: ignore[attr-defined]
        await settle(pilot)
        assert isinstance(app.screen, TextDialog)
        assert term.name in text_of(app)


async def test_the_mouse_on_a_word_tells_what_it_means(tmp_path: Path) -> None:
    from edgewise.course.glossary import load_glossary

    lesson, step, name, target = next(
        (entry.id, step.id, name, target)
        for entry in COURSE.written
        for step in load_lesson(entry).steps
        for name, target in links_of(step.blocks)
        if target.startswith("term:")
    )
    async with reading(tmp_path, lesson, step, (120, 40)) as (app, pilot):
        prose, at = next(
            (prose, (line.plain.index(name), row))
            for prose in app.screen.query(Prose)
            for row, line in enumerate(prose.lines(prose.content_size.width))
            if name in line.plain
        )
        inset = prose.gutter
        await pilot.hover(prose, (at[0] + inset.left, at[1] + inset.top))
        await settle(pilot)
        term = load_glossary(COURSE.root)[target.removeprefix("term:")]
        assert str(prose.tooltip) == "".join(span.text for span in term.text)
        await pilot.hover(app.screen.query_one(Reader))
        await pilot.hover(prose, (0, 0))
        await settle(pilot)
        assert prose.tooltip is None


async def test_a_comparison_is_gone_through_and_narrowed_to_the_project(tmp_path: Path) -> None:
    project = Path(shutil.copytree(SAMPLES / "redirects-headers", tmp_path / "site"))
    lesson, step, _ = place(Matrix)
    async with reading(project, lesson, step) as (app, pilot):
        view = app.screen.query_one(MatrixView)
        view.focus()
        await pilot.press("down", "down")
        await settle(pilot)
        assert view.at == 2
        assert view.comparison.rows[2].why[:30] in text_of(app)
        await pilot.press("f")
        await settle(pilot)
        assert view.used is not None
        assert 0 < len(view.rows) < len(view.comparison.rows)
        assert all(row.concerns(view.used) for row in view.rows)
        await pilot.press(*["down"] * 40)
        assert view.at == len(view.rows) - 1
        await pilot.press("f")
        await settle(pilot)
        assert view.rows == view.comparison.rows


async def test_without_a_project_a_comparison_says_so(tmp_path: Path) -> None:
    lesson, step, _ = place(Matrix)
    async with reading(tmp_path, lesson, step, size=(120, 40)) as (app, pilot):
        app.screen.query_one(MatrixView).focus()
        await pilot.press("f")
        await settle(pilot)
        assert "no Pages project" in text_of(app)


async def test_usage_is_the_demo_accounts_where_there_is_no_other(tmp_path: Path) -> None:
    lesson, step, _ = place(Usage, dataset="workers")
    async with reading(tmp_path, lesson, step) as (app, pilot):
        seen = text_of(app)
        assert "Usage of Workers: the demo account" in seen
        assert "CPU time" in seen
        app.screen.query_one(PanelView).focus()
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "account"
        assert any("Press U" in each.message for each in app._notifications)


async def test_a_project_is_copied_opened_in_migrate_and_begun_again(tmp_path: Path) -> None:
    lesson, step, _ = place(Project)
    async with reading(tmp_path, lesson, step, size=(120, 40)) as (app, pilot):
        card = app.screen.query_one(ProjectCard)
        card.focus()
        assert "No copy yet" in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "migrate"
        assert app.services.project == card.practice.root
        seen = await until(pilot, "report-desk")
        assert "functions" in seen
        app.action_door("learn")
        await settle(pilot)
        assert "Your copy is a Pages project" in text_of(app)
        await pilot.press("r")
        await settle(pilot)
        assert "The one before is kept" in text_of(app)


def due_again(lesson: str, quiz: str) -> None:
    """A quiz that was answered wrong long ago."""
    progress = Progress.load(folders())
    progress.answer_quiz(lesson, quiz, (0,), False)
    document = json.loads(progress.path.read_text())
    document["lessons"][lesson]["quizzes"][quiz]["review"] |= {
        "last": "2026-01-01T00:00:00Z",
        "due": "2026-01-02T00:00:00Z",
    }
    progress.path.write_text(json.dumps(document))


async def test_what_is_due_is_asked_again_and_comes_back_later(tmp_path: Path) -> None:
    due_again("two-writers", "how-many-lost")
    app = EdgewiseApp(Services.load(project=tmp_path), door="learn")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        seen = await press(pilot, "v")
        assert "Two writers, one value" in seen
        assert "1/1" in seen
        seen = await press(pilot, "2")
        assert "Press space to go on" in seen
        seen = await press(pilot, "space")
        assert "1 of 1 right at once." in seen
        assert "The next question comes in" in seen
        await press(pilot, "escape")
        assert isinstance(app.screen, LearnScreen)
        await press(pilot, "v")
        assert any("The next question comes" in each.message for each in app._notifications)


async def test_a_wrong_review_leads_to_its_lesson(tmp_path: Path) -> None:
    due_again("two-writers", "how-many-lost")
    app = EdgewiseApp(Services.load(project=tmp_path), door="learn")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "v", "1", "space")
        assert "Press o to read up" in text_of(app)
        seen = await press(pilot, "o")
        assert isinstance(app.screen, LearnScreen)
        assert "What happened between the lines" in seen


async def test_who_passes_the_checkpoint_first_knows_the_chapter(tmp_path: Path) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path), door="learn")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.screen.query_one(Contents).go_to("one-worker-many-events")
        await settle(pilot)
        await press(pilot, "t")
        for _ in range(4):
            view = app.screen.query_one(QuizView)
            if isinstance(view, NumberView):
                await press(pilot, *view.quiz.guesses[0].written, "enter")
            else:
                at = next(at for at, choice in enumerate(view.quiz.choices) if choice.correct)
                await press(pilot, str(at + 1))
            seen = await press(pilot, "space")
        assert "You know this chapter" in seen
        await press(pilot, "escape")
        assert Progress.load(folders()).is_known("one-worker-many-events")
        assert not Progress.load(folders()).is_done("one-worker-many-events")
        assert "known" in text_of(app)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_words_lead_to_a_step(tmp_path: Path, size: tuple[int, int]) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path), door="learn")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        seen = await press(pilot, *"lost update")
        assert "places" in seen
        assert "Two writers, one value" in seen
        seen = await press(pilot, "escape", "slash", *"twelve lamps", "enter")
        assert isinstance(app.screen, LearnScreen)
        assert app.screen.query_one(Reader).lesson is not None
        assert app.screen.query_one(Reader).lesson.id == "two-writers"  # type: ignore[union-attr]
        seen = await press(pilot, "slash", *"zeppelin")
        assert "0 places" in seen
        await press(pilot, "enter")
        assert not isinstance(app.screen, LearnScreen)
