"""Quizzes that are answered otherwise than by choosing: put things in order, or type a number."""

from __future__ import annotations

from textual import events
from textual.content import Content

from edgewise.course.model import Quiz
from edgewise.widgets.flow import EMPTY, wrap
from edgewise.widgets.quiz import QuizView
from edgewise.widgets.spans import content_of

_LONGEST = 14


class KeyedView(QuizView):
    """A quiz that only keys answer: nothing in it is clicked."""

    @property
    def _prompt(self) -> str:
        return self.how

    def _choice_at(self, offset: object) -> int | None:
        return None


class OrderView(KeyedView):
    """Things are picked one after the other, first things first; backspace takes the last one back."""

    def __init__(self, quiz: Quiz, *, picked: tuple[int, ...] = (), answered: bool | None = None) -> None:
        super().__init__(quiz, answered=answered)
        whole = sorted(picked) == list(range(len(quiz.choices)))
        self.order: list[int] = list(picked) if whole else []

    @property
    def how(self) -> str:
        """What to press, in one sentence."""
        return f"Press 1 to {len(self.quiz.choices)} in the right order. Backspace takes one back."

    def inner(self, width: int) -> list[Content]:
        """Question, things with their places so far, verdict."""
        lines = self._question(width)
        solved = self._over
        shown = range(len(self.quiz.choices)) if solved else self.quiz.shuffled
        for number, at in enumerate(shown, 1):
            here = not solved and self.has_focus and number - 1 == self.cursor
            place = str(self.order.index(at) + 1) if at in self.order and not solved else ""
            mark = Content.styled("▶ " if here else "  ", "$primary")
            style = "$success" if solved else "bold $primary" if here else "$text-muted"
            first = mark + Content.styled(f"{number} ", style) + Content.styled(f"{place or '○':<2}", "$primary")
            if solved:
                first = Content.styled(f"  {number} ", style) + Content.styled("✓ ", "$success")
            choice = self.quiz.choices[at]
            lines += wrap(content_of(choice.text, "bold" if here else ""), width, first)
            if solved and choice.because:
                lines += wrap(content_of(choice.because, "$text-muted"), width, Content(" " * first.cell_length))
        return [*lines, EMPTY, *self._verdict(width)]

    def on_key(self, event: events.Key) -> None:
        """Backspace takes the last thing back. Textual calls the base's handler, too: that one picks by digit."""
        if event.key == "backspace" and self.order and not self._over:
            self.order.pop()
            self.answered = None
            self._moved()
            event.stop()

    def action_answer(self) -> None:
        """Pick the marked thing as the next one."""
        self.pick(self.cursor)

    def action_retry(self) -> None:
        """Begin again."""
        self.order = []
        super().action_retry()

    def pick(self, at: int) -> None:
        """Pick the thing in row ``at`` as the next one; the last one settles it."""
        thing = self.quiz.shuffled[at]
        if self._over or thing in self.order:
            return
        self.cursor = at
        if self.answered is False:
            self.order, self.answered = [], None
        self.order.append(thing)
        if len(self.order) == len(self.quiz.choices):
            self.answered = self.order == sorted(self.order)
            self.post_message(self.Answered(self, tuple(self.order), self.answered))
            if not self.answered:
                self.order = []
        self._moved()


class NumberView(KeyedView):
    """A number is typed and entered. Known mistakes get an answer of their own."""

    def __init__(self, quiz: Quiz, *, answered: bool | None = None) -> None:
        super().__init__(quiz, answered=answered)
        self._typed = ""
        self._said = EMPTY

    @property
    def how(self) -> str:
        """What to press, in one sentence."""
        return "Type a number, then press enter."

    def inner(self, width: int) -> list[Content]:
        """Question, the field, verdict."""
        right = self.quiz.guesses[0]
        lines = self._question(width)
        unit = Content.styled(f" {right.unit}", "$text-muted")
        if self._over:
            lines.append(Content.styled("  ✓ ", "$success") + Content.styled(right.written, "bold") + unit)
            lines += wrap(content_of(right.because, "$text-muted"), width, Content("    "))
        else:
            caret = "▏" if self.has_focus else ""
            lines.append(Content.styled("  = ", "$primary") + Content.styled(f"{self._typed}{caret}", "bold") + unit)
            if self._said.plain:
                lines += wrap(self._said, width, Content("    "))
        return [*lines, EMPTY, *self._verdict(width)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to move through."""
        return False if action == "mark" else super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Digits and what belongs to numbers are typed."""
        if self._over:
            return
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.character is not None and event.character in "0123456789.,-" and len(self._typed) < _LONGEST:
            self._typed += event.character
        else:
            return
        event.stop()
        self.changed()

    def action_answer(self) -> None:
        """Settle what was typed."""
        try:
            given = float(self._typed.replace(",", ""))
        except ValueError:
            self._said = Content.styled("That is not a number yet. Type one such as 250 or 0.5.", "$warning")
            self.changed()
            return
        found = self.quiz.guess(given)
        self.answered = found is self.quiz.guesses[0]
        self._said = content_of(found.because, "$text-muted") if found is not None else EMPTY
        self._typed = "" if not self.answered else self._typed
        self._moved()
        self.post_message(self.Answered(self, (), self.answered))

    def action_retry(self) -> None:
        """Begin again."""
        self._typed, self._said = "", EMPTY
        super().action_retry()

    def pick(self, at: int) -> None:
        """Nothing can be picked."""


def view_of(quiz: Quiz, *, picked: tuple[int, ...] = (), answered: bool | None = None) -> QuizView:
    """The view of a quiz, of whatever kind."""
    if quiz.kind == "order":
        return OrderView(quiz, picked=picked, answered=answered)
    if quiz.kind == "number":
        return NumberView(quiz, answered=answered)
    return QuizView(quiz, picked=picked, answered=answered)
