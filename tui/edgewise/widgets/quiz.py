"""A quiz: choose by number or by arrows and enter; each choice says why it is right or wrong."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message

from edgewise.commands import Command, Commanding
from edgewise.course.model import Quiz
from edgewise.widgets.flow import BAR, EMPTY, Barred, wrap
from edgewise.widgets.prose import code_lines
from edgewise.widgets.spans import content_of


class QuizView(Commanding, Barred):
    """One question.

    With one right choice, picking answers. With several, picking marks and enter answers. A wrong
    answer says why, and can be followed by another one; the explanation comes with the right one,
    or when the reader asks for the answer.

    Attributes:
        picked: the choices of the current answer, counted from 0.
        answered: ``None`` before the first answer, else whether the current answer is right.
    """

    class Answered(Message):
        """The reader answered."""

        def __init__(self, view: QuizView, choices: tuple[int, ...], correct: bool) -> None:
            super().__init__()
            self.view = view
            self.quiz = view.quiz
            self.choices = choices
            self.correct = correct

    VERBS = (
        Command("quiz.answer", "enter", "Answer", "Choose the marked answer.", "answer", display="enter"),
        Command("quiz.down", "down,j", "Down", "Mark the next choice.", "mark(1)", footer=False),
        Command("quiz.up", "up,k", "Up", "Mark the choice before.", "mark(-1)", footer=False),
        Command("quiz.retry", "r", "Try again", "Forget the answer and try again.", "retry"),
        Command("quiz.show", "a", "Show answer", "Show which answer is right, and why.", "show", footer=False),
    )

    def __init__(
        self,
        quiz: Quiz,
        *,
        picked: tuple[int, ...] = (),
        answered: bool | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.quiz = quiz
        self.picked = frozenset(at for at in picked if 0 <= at < len(quiz.choices))
        self.answered = answered
        self.shown = False
        self.cursor = 0

    def inner(self, width: int) -> list[Content]:
        """Question, choices, and what there is to say about the answer."""
        lines = self._question(width)
        for at in range(len(self.quiz.choices)):
            lines += self._choice(at, width)
        lines.append(EMPTY)
        lines += self._verdict(width)
        return lines

    @property
    def how(self) -> str:
        """What to press, in one sentence."""
        return f"Answer with 1 to {len(self.quiz.choices)}."

    def _question(self, width: int) -> list[Content]:
        """The question and its code, each with a blank line after it."""
        question = Content.styled("? ", "bold $primary") + content_of(self.quiz.question, "bold")
        lines = [*wrap(question, width, rest=Content("  ")), EMPTY]
        if self.quiz.code is not None:
            lines += [*code_lines(self.quiz.code.code, self.quiz.code.language, width), EMPTY]
        return lines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now is offered."""
        if action == "retry":
            return self._over
        if action == "show":
            return self.answered is False and not self.shown
        if action in ("answer", "mark"):
            return not self._over
        return True

    def on_click(self, event: events.Click) -> None:
        """Pick the choice that was clicked."""
        found = self._choice_at(event.get_content_offset(self))
        if found is not None:
            self.pick(found)

    def action_mark(self, direction: int) -> None:
        """Move the cursor."""
        self.cursor = (self.cursor + direction) % len(self.quiz.choices)
        self.changed()

    def action_answer(self) -> None:
        """Answer with the marked choice, or with the picked ones where several are right."""
        if self.quiz.multiple:
            self._settle()
        else:
            self.pick(self.cursor)

    def action_retry(self) -> None:
        """Begin again."""
        self.picked = frozenset()
        self.answered = None
        self.shown = False
        self.cursor = 0
        self._moved()

    def action_show(self) -> None:
        """Give the answer away. What was answered before stays in the records."""
        self.shown = True
        self._moved()

    def on_key(self, event: events.Key) -> None:
        """A digit picks the choice with that number, when there is one."""
        if event.key.isdigit() and 1 <= int(event.key) <= len(self.quiz.choices):
            self.pick(int(event.key) - 1)
            event.stop()

    def pick(self, at: int) -> None:
        """Pick a choice: that answers, or marks where several are right together."""
        if self._over:
            return
        self.cursor = at
        if self.quiz.multiple:
            self.picked ^= {at}
            self.answered = None
            self._moved()
        else:
            self.picked = frozenset({at})
            self._settle()

    @property
    def _over(self) -> bool:
        return self.answered is True or self.shown

    def _settle(self) -> None:
        if not self.picked:
            return
        self.answered = self.picked == self.quiz.right
        self._moved()
        self.post_message(self.Answered(self, tuple(sorted(self.picked)), self.answered))

    def _moved(self) -> None:
        self.changed()
        self.refresh_bindings()

    def _choice(self, at: int, width: int) -> list[Content]:
        choice = self.quiz.choices[at]
        judged = (self.answered is not None and at in self.picked) or self.shown
        symbol, style = "○", "$text-muted"
        if judged or (self._over and choice.correct):
            symbol, style = ("✓", "$success") if choice.correct else ("✗", "$error")
            if self.shown and not choice.correct and at not in self.picked:
                symbol, style = "○", "$text-muted"
        elif at in self.picked:
            symbol, style = "●", "$primary"
        here = self.has_focus and at == self.cursor and not self._over
        mark = Content.styled("▶ " if here else "  ", "$primary")
        number = Content.styled(f"{at + 1} ", "bold $primary" if here else "$text-muted")
        first = mark + number + Content.styled(f"{symbol} ", style)
        lines = wrap(content_of(choice.text, "bold" if here else ""), width, first)
        if judged and (at in self.picked or choice.correct):
            lines += wrap(content_of(choice.because, "$text-muted"), width, Content(" " * first.cell_length))
        return lines

    def _verdict(self, width: int) -> list[Content]:
        if self._over:
            lines = [Content.styled("✓ Right.", "bold $success"), EMPTY] if self.answered else []
            return lines + wrap(content_of(self.quiz.explanation), width)
        if self.answered is False:
            text = "Not all of it, or too much." if self.quiz.multiple else "Not that one."
            again = " Choose again, or press a for the answer."
            return wrap(Content.styled(f"✗ {text}", "bold $error") + Content.styled(again, "$text-muted"), width)
        return wrap(Content.styled(self._prompt, "$text-muted"), width)

    @property
    def _prompt(self) -> str:
        """What stands below a question that is open."""
        if self.quiz.multiple:
            return f"More than one is right: mark them with 1 to {len(self.quiz.choices)}, then press enter."
        return f"Press 1 to {len(self.quiz.choices)}, or ↑ ↓ and enter."

    def _choice_at(self, offset: object) -> int | None:
        """Which choice is drawn in the row of ``offset``."""
        row = getattr(offset, "y", None)
        if row is None:
            return None
        room = max(10, self.content_size.width) - BAR
        at = len(self._question(room))
        for number in range(len(self.quiz.choices)):
            height = len(self._choice(number, room))
            if at <= row < at + height:
                return number
            at += height
        return None
