"""The checkpoint at the end of a chapter: its questions, and which of them were answered right."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course import Progress, load_course, load_lesson
from edgewise.course.model import Checkpoint, Course, Lesson
from edgewise.errors import EdgewiseError
from edgewise.widgets.flow import EMPTY, Barred, wrap
from edgewise.widgets.prose import block_lines
from edgewise.widgets.spans import content_of


class CheckpointView(Commanding, Barred):
    """What who passes can do, then each question. Enter goes to the first one that is open."""

    class Wanted(Message):
        """The reader wants to go to a question: a link to its lesson and step."""

        def __init__(self, target: str) -> None:
            super().__init__()
            self.target = target

    VERBS = (
        Command("checkpoint.go", "enter", "Next question", "Go to the first open question.", "go", display="enter"),
    )

    def __init__(self, checkpoint: Checkpoint, progress: Progress) -> None:
        super().__init__()
        self.checkpoint = checkpoint
        self._rows = _rows(checkpoint, load_course(), progress)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only while a question is open."""
        return action != "go" or self._open is not None

    @property
    def _open(self) -> str | None:
        return next((target for _, target, right in self._rows if not right), None)

    def action_go(self) -> None:
        """Go to the first open question."""
        if self._open is not None:
            self.post_message(self.Wanted(self._open))

    def inner(self, width: int) -> list[Content]:
        """Text, questions, standing."""
        lines = [Content.styled("Checkpoint", "bold $primary"), EMPTY, *block_lines(self.checkpoint.text, width), EMPTY]
        for question, _, right in self._rows:
            mark = Content.styled("✓ " if right else "○ ", "$success" if right else "$text-muted")
            lines.append((mark + question).truncate(width, ellipsis=True))
        count = sum(row[2] for row in self._rows)
        lines.append(EMPTY)
        if count == len(self.checkpoint.quizzes):
            lines.append(Content.styled("✓ All of them are answered right.", "bold $success"))
        else:
            lines += wrap(
                Content(f"{count} of {len(self.checkpoint.quizzes)} are answered right. ")
                + Content.styled("enter", "bold $primary")
                + Content(" goes to the next one."),
                width,
            )
        return lines


def _rows(checkpoint: Checkpoint, course: Course, progress: Progress) -> list[tuple[Content, str, bool]]:
    """Question, link, and whether it was answered right, for each quiz that can be read."""
    lessons: dict[str, Lesson] = {}
    rows: list[tuple[Content, str, bool]] = []
    for lesson_id, quiz_id in checkpoint.quizzes:
        entry = course.find(lesson_id)
        if entry is None:
            continue
        try:
            lesson = lessons.get(lesson_id) or load_lesson(entry)
        except EdgewiseError:
            continue  # the checker reports a lesson that cannot be read
        lessons[lesson_id] = lesson
        quiz = lesson.quiz(quiz_id)
        step = next((step for step in lesson.steps if quiz in step.blocks), None)
        if step is None or quiz is None:
            continue
        answer = progress.answer(lesson_id, quiz_id)
        question = Content(content_of(quiz.question).plain.partition("\n")[0])
        rows.append((question, f"lesson:{lesson_id}#{step.id}", answer is not None and answer.last))
    return rows
