"""Texts around a lesson: what it is about, where one is in it, and what was reached at its end."""

from __future__ import annotations

from textual.content import Content

from edgewise.course import Progress
from edgewise.course.model import Chapter, Entry, Lesson
from edgewise.course.summary import summary
from edgewise.screens.learn.contents import standing
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, Flow, wrap


class About(Flow):
    """The lesson under the cursor of the contents: its chapter, how far the learner is, what enter does."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._entry: Entry | None = None
        self._chapter: Chapter | None = None
        self._progress: Progress | None = None

    def show(self, entry: Entry, chapter: Chapter, progress: Progress) -> None:
        """Tell of this lesson."""
        self._entry, self._chapter, self._progress = entry, chapter, progress
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """Title, summary, standing."""
        if self._entry is None or self._chapter is None or self._progress is None:
            return [EMPTY]
        symbol, style, word = standing(self._entry, self._progress)
        pack = clean(self._chapter.pack, 60)
        state = Content.styled(f"{symbol} ", style) + Content(f"{word}, {self._entry.minutes} minutes")
        score = self._progress.score(self._entry.id)
        if score is not None:
            state += Content.styled(f", {score:.0%} of its quizzes right at the first try", "$text-muted")
        return [
            *wrap(Content.styled(self._entry.title, "bold $primary"), width),
            *wrap(Content(self._chapter.summary), width),
            *(wrap(Content.styled(f"From the course pack {pack}.", "$text-muted"), width) if pack else ()),
            EMPTY,
            *wrap(state, width),
            EMPTY,
            *(
                line
                for text in summary(self._chapter, self._progress).told()
                for line in wrap(Content.styled(text, "$text-muted"), width)
            ),
        ]


class Welcome(About):
    """The same, with room: what the course is, for whom no lesson is open beside the contents."""

    def lines(self, width: int) -> list[Content]:
        """The lesson under the cursor, then how the course works."""
        hints = (
            ("space", "reads on: down the page, then to the next step"),
            ("→ ←", "step through a figure, or through the lesson"),
            ("1 2 3", "answer a question"),
            ("s", "shows where the numbers come from"),
        )
        lines = [*super().lines(width), EMPTY, EMPTY, Content.styled("How to read", "$text-muted"), EMPTY]
        for keys, text in hints:
            lines += wrap(Content(text), width, Content.styled(f"{keys:<8}", "bold $primary"))
        return lines


class StepHeader(Flow):
    """The step's title, and a dot for each step of the lesson."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title = ""
        self._seen: list[bool] = []
        self._at = 0

    def show(self, title: str, seen: list[bool], at: int) -> None:
        """Step number ``at`` (from 0) of a lesson; ``seen`` tells which steps were opened."""
        self._title, self._seen, self._at = title, seen, at
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """One line: the title at the left, dots and numbers at the right."""
        count = len(self._seen)
        dots = Content("")
        for number, seen in enumerate(self._seen):
            if number == self._at:
                dots += Content.styled("◉", "bold $primary")
            else:
                dots += Content.styled("●" if seen else "○", "$primary" if seen else "$text-disabled")
        if self._at < count:
            dots += Content.styled(f"  {self._at + 1}/{count}", "$text-muted")
        title = Content.styled(self._title, "bold $primary")
        room = width - dots.cell_length - 2
        if room < min(20, title.cell_length):
            return [title.truncate(width, ellipsis=True)]
        title = title.truncate(room, ellipsis=True)
        return [title + Content(" " * (width - title.cell_length - dots.cell_length)) + dots]


class Outline(Flow):
    """The steps of the open lesson, for wide terminals."""

    DEFAULT_CSS = """
    Outline {
        link-style: none; link-color: $foreground; link-background: $background;
        link-style-hover: none; link-color-hover: $primary; link-background-hover: $background;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: list[tuple[str, bool]] = []
        self._at = 0

    def show(self, rows: list[tuple[str, bool]], at: int) -> None:
        """Titles, and whether each step was opened; ``at`` is the one that is open."""
        self._rows, self._at = rows, at
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """A heading and one row a step. A click opens the step."""
        lines = [Content.styled("In this lesson", "$text-muted"), EMPTY]
        for number, (title, seen) in enumerate(self._rows):
            here = number == self._at
            symbol, style = ("▶", "$primary") if here else ("✓", "$success") if seen else ("○", "$text-muted")
            text = Content.styled(title, "bold" if here else f"@click=screen.step({number})")
            lines += wrap(text, width, Content.styled(f"{symbol} ", style))
        return lines


class Finish(Flow):
    """The page after the last step: what the reader can do now, and where to go."""

    def __init__(self, lesson: Lesson, progress: Progress, following: Entry | None) -> None:
        super().__init__()
        self._lesson = lesson
        self._progress = progress
        self._following = following

    def lines(self, width: int) -> list[Content]:
        """The goal, quizzes and labs, and the next lesson."""
        lines = [Content.styled("✓ Lesson finished", "bold $success"), EMPTY]
        lines += wrap(Content(self._lesson.goal), width)
        lines += [EMPTY, *self._results(width)]
        if self._following is None:
            lines += [EMPTY, *wrap(Content("You have come to the end of what is written so far."), width)]
        else:
            lines += [EMPTY, Content.styled("Next", "$text-muted")]
            lines += wrap(
                Content.styled(self._following.title, "bold")
                + Content.styled(f", {self._following.minutes} min", "$text-muted"),
                width,
                Content.styled("▶ ", "$primary"),
            )
        return lines

    def _results(self, width: int) -> list[Content]:
        lesson, progress = self._lesson, self._progress
        lines: list[Content] = []
        answers = progress.answers(lesson.id)
        right = sum(answers[quiz.id].last for quiz in lesson.quizzes if quiz.id in answers)
        if lesson.quizzes:
            whole = right == len(lesson.quizzes)
            mark = Content.styled("✓ " if whole else "▲ ", "$success" if whole else "$warning")
            text = f"{right} of {len(lesson.quizzes)} quizzes answered right"
            lines += wrap(Content(text + ("." if whole else ". Go back with ← to the others.")), width, mark)
        for lab in lesson.labs:
            passed = progress.passed(lesson.id, lab.id)
            mark = Content.styled("✓ " if passed else "○ ", "$success" if passed else "$warning")
            text = "The lab is passed." if passed else "The lab is not passed yet. Press l to go there."
            lines += wrap(Content(text), width, mark)
        return lines
