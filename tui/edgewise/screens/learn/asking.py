"""Questions one after the other: those that are due for review, or a chapter's checkpoint before its lessons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from edgewise.commands import Command
from edgewise.course import Progress, load_lesson
from edgewise.course.model import Chapter, Course, Entry, Quiz, Step
from edgewise.course.review import due, scheduled, told
from edgewise.errors import EdgewiseError
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content
from edgewise.widgets.flow import EMPTY, Flow, wrap
from edgewise.widgets.quiz import QuizView
from edgewise.widgets.quiz_typed import view_of

MOST = 12
"""Questions that are asked in one go."""


@dataclass(frozen=True)
class Question:
    """A quiz, and where it stands."""

    entry: Entry
    step: Step
    quiz: Quiz


def questions(wanted: Sequence[tuple[Entry, str]]) -> list[Question]:
    """The quizzes with these lessons and ids. Those that no lesson holds any more are left out."""
    found: list[Question] = []
    lessons = {}
    for entry, quiz_id in wanted:
        if entry.id not in lessons:
            try:
                lessons[entry.id] = load_lesson(entry)
            except EdgewiseError:
                continue
        for step in lessons[entry.id].steps:
            for block in step.blocks:
                if isinstance(block, Quiz) and block.id == quiz_id:
                    found.append(Question(entry, step, block))
    return found


class Told(Flow):
    """Lines of text that are set from outside."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._told: Callable[[int], list[Content]] = lambda width: []

    def say(self, lines: Callable[[int], list[Content]]) -> None:
        """Show these."""
        self._told = lines
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """What was said last."""
        return self._told(width)


class AskScreen(EdgewiseScreen):
    """Asks. The first answer to each question counts; afterwards the reader may try on."""

    CRUMB = "Review"
    CSS_PATH = str(content("assets", "styles", "learn.tcss"))
    HELP = (
        "Questions you have met, or that stand for a chapter. The first answer to each counts: a right one comes back "
        "later each time, a wrong one soon. o opens the lesson where the question stands. What you answered is kept, "
        "so you may stop at any time."
    )
    VERBS = (
        Command("asking.next", "space", "Next", "Go to the next question.", "next"),
        Command("asking.lesson", "o", "Lesson", "Open the lesson where this question stands.", "lesson"),
        Command("asking.leave", "escape", "Back", "Stop here.", "leave", display="esc"),
    )

    def __init__(
        self,
        title: str,
        asked: Sequence[Question],
        progress: Progress,
        end: Callable[[Mapping[Question, bool]], list[tuple[str, str]]],
    ) -> None:
        """``end`` is asked once, with the first answers, for closing lines: pairs of text and style."""
        super().__init__()
        self._title = title
        self._asked = list(asked)
        self._progress = progress
        self._end = end
        self._at = 0
        self._ended: list[tuple[str, str]] = []
        self.answers: dict[Question, bool] = {}

    def compose_body(self) -> ComposeResult:
        """Where one is, and the question."""
        yield Told(id="asking-place")
        yield VerticalScroll(id="asking", can_focus=False)

    def on_mount(self) -> None:
        """Ask the first one."""
        self.crumbs("Learn", self._title)
        self.call_next(self._show)

    @property
    def question(self) -> Question | None:
        """The one that is asked; ``None`` at the end."""
        return self._asked[self._at] if self._at < len(self._asked) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On only after an answer; to a lesson where there is one."""
        if action == "next":
            return self.question is not None and self.question in self.answers
        if action == "lesson":
            return self._lesson() is not None
        return True

    async def action_next(self) -> None:
        """The next question, or the end."""
        self._at += 1
        await self._show()

    def action_leave(self) -> None:
        """Stop."""
        self.dismiss()

    def action_lesson(self) -> None:
        """Leave for the lesson of the question, or of the first one that was answered wrong."""
        found = self._lesson()
        if found is not None:
            self.app.call_later(self.app.open_lesson, found.entry.id, found.step.id)

    def _lesson(self) -> Question | None:
        if self.question is not None:
            return self.question
        return next((each for each in self._asked if not self.answers.get(each, True)), None)

    def on_quiz_view_answered(self, event: QuizView.Answered) -> None:
        """Keep the first answer."""
        question = self.question
        if question is None or question in self.answers:
            return
        self.answers[question] = event.correct
        self._progress.answer_quiz(question.entry.id, question.quiz.id, event.choices, event.correct)
        if self._progress.problem:
            self.app.warn(self._progress.problem)
        self._guide()
        self.refresh_bindings()

    async def _show(self) -> None:
        page = self.query_one("#asking", VerticalScroll)
        await page.remove_children()
        question = self.question
        if question is None:
            self._ended = self._end(self.answers)
            last = Told()
            await page.mount(last)
            last.say(self._last_lines)
            self.set_focus(None)
        else:
            view = view_of(question.quiz)
            await page.mount(view)
            page.scroll_home(animate=False)
            view.focus()
        self.query_one("#asking-place", Told).say(self._place)
        self._guide()
        self.refresh_bindings()

    def _guide(self) -> None:
        question = self.question
        if question is None:
            self.next_step("Press esc to go back." if self._lesson() is None else "Press o to read up, esc to go back.")
        elif question in self.answers:
            self.next_step("Press space to go on.")
        else:
            self.next_step(self.query_one(QuizView).how)

    def _place(self, width: int) -> list[Content]:
        question = self.question
        if question is None:
            return [Content.styled(self._title, "bold $primary"), EMPTY]
        number = Content.styled(f"  {self._at + 1}/{len(self._asked)}", "$text-muted")
        where = Content.styled(question.entry.title, "bold $primary").truncate(
            width - number.cell_length, ellipsis=True
        )
        return [where + number, EMPTY]

    def _last_lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for question in self._asked:
            right = self.answers.get(question, False)
            mark = Content.styled("✓ " if right else "✗ ", "$success" if right else "$error")
            text = "".join(span.text for span in question.quiz.question)
            lines.append((mark + Content(text)).truncate(width, ellipsis=True))
        lines.append(EMPTY)
        for text, style in self._ended:
            lines += wrap(Content.styled(text, style), width)
        return lines


def review(course: Course, progress: Progress) -> AskScreen | str:
    """The screen that asks what is due; a sentence when nothing is."""
    asked = questions([(each.entry, each.quiz) for each in due(progress, course, _now())[:MOST]])

    def end(answers: Mapping[Question, bool]) -> list[tuple[str, str]]:
        first = f"{sum(answers.values())} of {len(asked)} right at once."
        left = len(due(progress, course, _now()))
        if left:
            return [(first, "bold"), (f"{left} more are due: go back, and press v again.", "$text-muted")]
        return [(first, "bold"), (following, "$text-muted")] if (following := _following(course, progress)) else []

    if asked:
        return AskScreen("Review", asked, progress, end)
    return _following(course, progress) or "Nothing to review yet: answer a question in a lesson first."


def checkpoint(course: Course, progress: Progress, chapter: Chapter) -> AskScreen | str:
    """The screen that asks the checkpoint of a chapter; a sentence when it has none or cannot be read.

    Lessons of which nothing was answered wrong are known afterwards.
    """
    written = [entry for entry in chapter.lessons if entry.written]
    try:
        found = [each for entry in written for each in load_lesson(entry).checkpoints]
    except EdgewiseError as error:
        return f"{error.message} {error.fix or ''}"
    pairs = [(course.find(lesson), quiz) for each in found for lesson, quiz in each.quizzes]
    asked = questions([(entry, quiz) for entry, quiz in pairs if entry is not None])

    def end(answers: Mapping[Question, bool]) -> list[tuple[str, str]]:
        missed = list(dict.fromkeys(each.entry for each in asked if not answers.get(each, False)))
        for entry in written:
            if entry not in missed and not progress.is_done(entry.id):
                progress.mark_known(entry.id)
        if missed:
            return [("Worth reading: " + ", ".join(entry.title for entry in missed) + ".", "bold")]
        return [("You know this chapter. Its lessons are marked as known.", "bold $success")]

    return AskScreen(chapter.title, asked, progress, end) if asked else "This chapter has no checkpoint yet."


def _following(course: Course, progress: Progress) -> str:
    following = next(iter(scheduled(progress, course)), None)
    return "" if following is None else f"The next question comes {told(following.at, _now())}."


def _now() -> datetime:
    return datetime.now(UTC)
