"""Learn: contents, steps, figures, quizzes, links, resume; at every size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import OptionList

from edgewise.app import EdgewiseApp
from edgewise.course import Progress, load_course, load_lesson
from edgewise.course.model import Quiz
from edgewise.screens.dialogs import TextDialog
from edgewise.screens.learn import LearnScreen
from edgewise.screens.learn.about import Finish
from edgewise.screens.learn.contents import Contents
from edgewise.screens.learn.links import LinksDialog
from edgewise.screens.learn.reader import Page, Reader
from edgewise.services import Services
from edgewise.store import folders
from edgewise.widgets.chrome import KeyBar, NextStep
from edgewise.widgets.figure import FigureView
from edgewise.widgets.prose import Prose
from edgewise.widgets.quiz import QuizView
from tests.course.writing import LESSON, MANIFEST, write_course
from tests.tui.looks import SIZES, settle, text_of

STORY = "the-request-that-would-not-finish"
QUEUE = "a-queue-with-a-consumer"


def learn(tmp_path: Path) -> EdgewiseApp:
    """An app that starts at the Learn door, on the demo account."""
    return EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the screen read a small course with this lesson."""

    def use(lesson: str) -> None:
        root = write_course(tmp_path / "course", MANIFEST, lesson)
        monkeypatch.setattr("edgewise.screens.learn.screen.load_course", lambda: load_course(root))

    return use


def reader(app: EdgewiseApp) -> Reader:
    """The open lesson."""
    assert isinstance(app.screen, LearnScreen)
    return app.screen.query_one(Reader)


@pytest.mark.parametrize("size", SIZES)
async def test_the_contents_show_what_there_is(tmp_path: Path, size: tuple[int, int]) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        seen = text_of(app)
        contents = app.screen.query_one(Contents)
        assert app.focused is contents
        assert contents.lesson == STORY
        assert "15 min" in seen
        assert ("coming" in seen) is any(not entry.written for entry in load_course().entries)
        assert f"begin “{load_course().entries[0].title}”" in app.screen.query_one(NextStep).text
        for index in range(contents.option_count):
            option = contents.get_option_at_index(index)
            entry = load_course().find(option.id or "")
            assert option.disabled == (entry is None or not entry.written)


async def test_the_cursor_moves_over_announced_lessons(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        contents = app.screen.query_one(Contents)
        found = []
        for _ in load_course().written:
            found.append(contents.lesson)
            await pilot.press("j")
        assert found == [entry.id for entry in load_course().written]


async def test_a_lesson_is_read_with_the_space_bar(tmp_path: Path) -> None:
    app = learn(tmp_path)
    lesson = load_lesson(load_course().entries[0])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        visited = []
        for _ in range(200):
            step = reader(app).step
            if step is None:
                break
            if not visited or visited[-1] != step.id:
                visited.append(step.id)
                assert step.title in text_of(app)
            await pilot.press("space")
            await settle(pilot)
        assert visited == [step.id for step in lesson.steps]
        assert app.screen.query(Finish)
        assert "Lesson finished" in text_of(app)
        await pilot.press("space")
        await settle(pilot)
        following = reader(app).lesson
        assert following is not None
        assert following.id == load_course().written[1].id
    progress = Progress.load(folders())
    assert progress.is_done(STORY)
    assert progress.steps(STORY) == {step.id for step in lesson.steps}


async def test_space_scrolls_before_it_goes_on(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON.replace("A set-off remark.", "\n\n".join(f"Paragraph {number}." for number in range(30))))
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        pages = 0
        while reader(app).at == 0:
            await pilot.press("space")
            await settle(pilot)
            pages += 1
        assert pages > 3
        await pilot.press("p")
        await settle(pilot)
        assert reader(app).at == 0
        await pilot.press("n")
        await settle(pilot)
        assert reader(app).at == 1


async def test_the_place_is_kept_over_a_restart(tmp_path: Path) -> None:
    first = learn(tmp_path)
    async with first.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await first.open_lesson(QUEUE)
        await settle(pilot)
        for _ in range(3):
            await pilot.press("n")
            await settle(pilot)
        wanted = reader(first).step
    assert wanted is not None
    again = learn(tmp_path)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert again.screen.query_one(Contents).lesson == QUEUE
        assert "go on with" in again.screen.query_one(NextStep).text
        await pilot.press("enter")
        await settle(pilot)
        assert reader(again).step == wanted


async def test_escape_goes_back_to_the_contents_and_leaves_a_trace(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert not app.screen.query_one("#shelf").display
        await pilot.press("escape")
        await settle(pilot)
        assert app.focused is app.screen.query_one(Contents)
        assert "▶ The request that would not finish" in text_of(app)
        assert "go on with" in app.screen.query_one(NextStep).text


async def test_the_contents_stay_beside_the_text_where_there_is_room(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        assert app.screen.query_one("#shelf").display
        assert app.screen.query_one("#reader").display
        assert not app.screen.query_one("#side").display
        await pilot.resize_terminal(160, 50)
        await settle(pilot)
        assert app.screen.query_one("#side").display
        assert "In this lesson" in text_of(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not app.screen.query_one("#shelf").display
        assert app.screen.query_one("#reader").display
        for prose in app.screen.query(Prose):
            assert prose.size.width <= 76


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@pytest.mark.parametrize("entry", load_course().written, ids=lambda entry: entry.id)
async def test_every_step_of_the_course_opens(tmp_path: Path, size: tuple[int, int], entry: object) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await app.open_lesson(entry.id)  # type: ignore[attr-defined]
        await settle(pilot)
        lesson = reader(app).lesson
        assert lesson is not None
        for number in range(len(lesson.steps) + 1):
            await reader(app).turn(number)
            await pilot.pause()
            page = app.screen.query_one(Page)
            assert page.virtual_size.width <= page.size.width
            for widget in page.children:
                assert widget.size.width <= 76
                assert widget.size.height > 0


async def test_a_quiz_is_answered_by_number(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON)
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.open_lesson("lesson-one", "second")  # type: ignore[attr-defined]
        await settle(pilot)
        quiz = app.screen.query_one(QuizView)
        assert app.focused is quiz
        assert "Too few" not in text_of(app)
        await pilot.press("1")
        await settle(pilot)
        seen = text_of(app)
        assert "✗ One" in seen
        assert "Too few." in seen
        assert "Just right." not in seen
        assert "Because one and one" not in seen
        await pilot.press("2")
        await settle(pilot)
        seen = text_of(app)
        assert "✓ Two" in seen
        assert "Just right." in seen
        assert "Because one and one is two." in seen
        answer = Progress.load(folders()).answer("lesson-one", "how-many")
        assert answer is not None
        assert (answer.first, answer.last, answer.tries) == (False, True, 2)
        await pilot.press("r")
        await settle(pilot)
        assert "Because" not in text_of(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert quiz.answered is True


async def test_an_answered_quiz_is_shown_as_answered(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON)
    Progress.load(folders()).answer_quiz("lesson-one", "how-many", (1,), True)
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.open_lesson("lesson-one", "second")  # type: ignore[attr-defined]
        await settle(pilot)
        assert "Because one and one is two." in text_of(app)


async def test_the_answer_can_be_given_away(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON)
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.screen.open_lesson("lesson-one", "second")  # type: ignore[attr-defined]
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "Just right." not in text_of(app)
        await pilot.press("1", "a")
        await settle(pilot)
        seen = text_of(app)
        assert "Just right." in seen
        assert "Because" in seen
        answer = Progress.load(folders()).answer("lesson-one", "how-many")
        assert answer is not None
        assert not answer.last


async def test_several_right_choices_are_marked_then_answered(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON.replace("- [ ] One\n  > Too few.", "- [x] Also two\n  > The same.\n- [ ] One\n  > Too few."))
    app = learn(tmp_path)
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        app.screen.open_lesson("lesson-one", "second")  # type: ignore[attr-defined]
        await settle(pilot)
        quiz = app.screen.query_one(QuizView)
        await pilot.press("1", "2")
        assert quiz.answered is None
        assert "More than one is right" in text_of(app)
        await pilot.press("enter")
        await settle(pilot)
        assert quiz.answered is False
        await pilot.press("2", "3", "enter")
        await settle(pilot)
        assert quiz.answered is True
        assert quiz.picked == {0, 2}


async def test_a_figure_is_explored_and_left_with_the_arrows(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        figure = app.screen.query_one(FigureView)
        assert app.focused is figure
        count = len(figure.drawing.states)
        assert count > 2
        pictures = []
        for number in range(count):
            assert figure.state == number
            assert f"{number + 1} of {count}" in text_of(app)
            pictures.append(text_of(app))
            if number < count - 1:
                await pilot.press("right")
                await pilot.pause()
        assert len(set(pictures)) == count
        await pilot.press("2")
        assert figure.state == 1
        await pilot.press(str(count))
        await pilot.press("right")
        await settle(pilot)
        assert reader(app).at == 2
        await pilot.press("p")
        await settle(pilot)
        await pilot.press("left")
        await settle(pilot)
        assert reader(app).at == 0


async def test_links_and_sources_are_reached_by_keys(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, TextDialog)
        assert "[MIG]" in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(app.screen, LinksDialog)
        assert isinstance(app.focused, OptionList)
        await pilot.press("enter")
        await settle(pilot)
        lesson = reader(app).lesson
        assert lesson is not None
        assert lesson.id == STORY


async def test_a_panel_shows_the_account_and_leads_there(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        seen = text_of(app)
        assert "Queues of the demo account" in seen
        assert "report-jobs" in seen
        assert "▲ no consumer" in seen
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "account"


async def test_an_account_that_does_not_answer_is_told_in_the_panel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "secret-token-value")
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", "a" * 32)
    monkeypatch.setenv("CLOUDFLARE_API_BASE_URL", "http://127.0.0.1:9/client/v4")
    app = EdgewiseApp(Services.load(project=tmp_path), door="learn")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await pilot.pause()
        for _ in range(100):
            if "looking" not in text_of(app):
                break
            await pilot.pause(0.1)
        seen = text_of(app)
    assert "▲" in seen
    assert "secret-token-value" not in seen
    assert "Such a queue is not hard to find" in seen


async def test_text_that_looks_like_markup_is_only_text(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON.replace("A set-off remark.", "An array `x[/]` and [bold]text[/bold] and [/nothing]."))
    app = learn(tmp_path)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "An array x[/] and [bold]text[/bold] and [/nothing]." in text_of(app)


async def test_a_broken_lesson_is_a_message_not_a_crash(tmp_path: Path, small: Callable[[str], None]) -> None:
    small(LESSON.replace("Some **strong**", "<b>Some</b>"))
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        said = [notification.message for notification in app._notifications]
        assert any("HTML has no place" in message and "lesson.md:14" in message for message in said)
        assert app.focused is app.screen.query_one(Contents)


async def test_a_lesson_that_does_not_exist_is_said(tmp_path: Path) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn", lesson="no-such-lesson")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        said = [notification.message for notification in app._notifications]
    assert any("no-such-lesson" in message for message in said)


async def test_a_lesson_can_be_asked_for_at_the_start(tmp_path: Path) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn", lesson=QUEUE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lesson = reader(app).lesson
        assert lesson is not None
        assert lesson.id == QUEUE


async def test_broken_progress_is_said_and_the_course_goes_on(tmp_path: Path) -> None:
    path = folders().state / "progress.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        said = [notification.message for notification in app._notifications]
        assert any("was kept as" in message for message in said)
        await pilot.press("enter")
        await settle(pilot)
        assert reader(app).at == 0
    assert list(path.parent.glob("progress.broken-*.json"))


async def test_keys_that_lead_nowhere_are_not_offered(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        ids = {command.id for _, command, enabled in app.screen.query_one(KeyBar)._keys() if enabled}
        assert "learn.on" not in ids
        assert "contents.open" in ids
        await pilot.press("enter")
        await settle(pilot)
        ids = {command.id for _, command, enabled in app.screen.query_one(KeyBar)._keys() if enabled}
        assert "learn.on" in ids
        assert "learn.lab" not in ids


@pytest.mark.parametrize("theme", ["edgewise-dark", "edgewise-light", "ansi-dark", "nord", "textual-light"])
async def test_every_theme_draws_a_lesson(tmp_path: Path, theme: str) -> None:
    app = EdgewiseApp(Services.load(project=tmp_path, demo=True), door="learn", theme=theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        for _ in range(4):
            await pilot.press("n")
            await settle(pilot)
        assert app.export_screenshot()


async def test_the_finish_tells_what_is_open(tmp_path: Path) -> None:
    app = learn(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.open_lesson(QUEUE)
        await settle(pilot)
        lesson = reader(app).lesson
        assert lesson is not None
        await reader(app).turn(len(lesson.steps))
        await settle(pilot)
        seen = text_of(app)
        assert f"0 of {len(lesson.quizzes)} quizzes" in seen
        assert "The lab is not passed yet" in seen
        assert isinstance(lesson.quizzes[0], Quiz)
