"""What a lesson is once it has been read from its Markdown file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Span:
    """Text in one style. Styles: ``""``, ``strong``, ``emphasis``, ``code``, ``muted``, ``accent``,
    ``good``, ``warning``, ``bad``, ``link:<target>``, or ``source:<key>`` (shown muted).

    A target is a web address, ``lesson:<id>[#<step>]`` or ``term:<id>``. A source span without text
    says that a number is the author's own: see ``UNCITED``.
    """

    text: str
    style: str = ""


UNCITED = {"example": "made up for the example", "derived": "worked out from numbers that carry a source"}
"""Source keys that need no entry, because they name no source. They are not drawn."""

Line = tuple[Span, ...]
"""One line of styled text: what figures draw and what inline Markdown becomes."""


@dataclass(frozen=True)
class Heading:
    """A heading within a step; level 3 and below (1 is the lesson, 2 the step)."""

    text: Line
    level: int = 3


@dataclass(frozen=True)
class Paragraph:
    """Running text, wrapped by whoever shows it. A hard break is a span with the text ``\\n``."""

    text: Line


@dataclass(frozen=True)
class Items:
    """A list. Each item is a tuple of blocks (mostly one paragraph; nested lists too)."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Code:
    """A fenced block. ``language`` is a Pygments name or empty."""

    code: str
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table of inline text."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Aside:
    """``:::note``, ``:::warning``, ``:::misconception``: a set-off remark with a title."""

    kind: str
    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Choice:
    """One answer of a quiz, with what to say when it was picked."""

    text: Line
    correct: bool
    because: Line


@dataclass(frozen=True)
class Guess:
    """A number that a reader may give: the right one, or one that shows a certain mistake.

    It fits what lies within ``tolerance`` of ``value``; ``unit`` is shown beside the field. ``written`` is the
    value as its author wrote it: 10.20 dollars are not 10.2.
    """

    value: float
    tolerance: float
    unit: str
    because: Line
    written: str

    def fits(self, given: float) -> bool:
        """Whether ``given`` counts as this number. A hair is forgiven, so that 0.8 is 0.1 × 8."""
        return abs(given - self.value) <= self.tolerance + 1e-9 * max(1.0, abs(self.value))


QuizKind = Literal["choice", "predict", "order", "number"]


@dataclass(frozen=True)
class Quiz:
    """``:::quiz``: one question.

    Attributes:
        choices: what can be picked; of an ``order`` quiz the things to order, in the right order.
            More than one correct choice makes a ``choice`` quiz a multiple-choice question.
        kind: ``predict`` asks what ``code`` prints: the right choice is that, to the letter.
        code: shown below the question, if there is any.
        guesses: of a ``number`` quiz: the right one, then mistakes that have an answer of their own.
    """

    id: str
    question: Line
    choices: tuple[Choice, ...]
    explanation: Line
    kind: QuizKind = "choice"
    code: Code | None = None
    guesses: tuple[Guess, ...] = ()

    @property
    def right(self) -> frozenset[int]:
        """Places of the right choices, from 0."""
        return frozenset(at for at, choice in enumerate(self.choices) if choice.correct)

    @property
    def multiple(self) -> bool:
        """Whether several choices are right together."""
        return self.kind == "choice" and len(self.right) > 1

    @property
    def shuffled(self) -> tuple[int, ...]:
        """For an ``order`` quiz, in which order its things are first shown: always the same, never the right one."""
        from hashlib import sha256

        order = sorted(range(len(self.choices)), key=lambda at: sha256(f"{self.id} {at}".encode()).digest())
        return tuple(order if order != sorted(order) else order[::-1])

    def guess(self, given: float) -> Guess | None:
        """What is known about a number that was given; the right one comes first."""
        return next((guess for guess in self.guesses if guess.fits(given)), None)


@dataclass(frozen=True)
class Figure:
    """``:::figure``: a drawing by name, from ``edgewise.course.figures``."""

    id: str
    caption: str = ""


@dataclass(frozen=True)
class Panel:
    """``:::panel``: a resource table of the account (the demo account when there is no other)."""

    kind: str
    filter: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Lab:
    """``:::lab``: a Worker project that the learner completes.

    ``folder`` holds ``lab.toml`` and the start files; ``id`` is ``<lesson id>/<folder name>``.
    """

    id: str
    folder: Path

    @property
    def solution(self) -> Path:
        """The folder with the solved version of the editable files, beside :attr:`folder`."""
        return self.folder.with_name(self.folder.name.replace("lab", "solution", 1))


@dataclass(frozen=True)
class Simulator:
    """``:::simulator``: a simulation by name, from ``edgewise.course.simulators``; ``preset`` is where it begins."""

    id: str
    preset: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Matrix:
    """``:::matrix``: a comparison, read from the TOML file ``path`` beside the lesson."""

    path: Path
    caption: str = ""


@dataclass(frozen=True)
class Usage:
    """``:::usage``: what the account used of late; ``dataset`` is a product such as ``kv``, or its kind of resource."""

    dataset: str
    caption: str = ""


@dataclass(frozen=True)
class Project:
    """``:::project name``: the Pages project in ``folder`` beside the lesson, of which the learner gets a copy."""

    name: str
    folder: Path
    caption: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """``:::checkpoint``: who answers these quizzes of the chapter right need not read it.

    ``quizzes`` are pairs of lesson id and quiz id.
    """

    id: str
    text: tuple[Block, ...]
    quizzes: tuple[tuple[str, str], ...]


Block = (
    Heading
    | Paragraph
    | Items
    | Code
    | Table
    | Aside
    | Quiz
    | Figure
    | Panel
    | Lab
    | Simulator
    | Matrix
    | Usage
    | Project
    | Checkpoint
)


@dataclass(frozen=True)
class Step:
    """One screenful: what stands under one level-2 heading of the lesson.

    ``long`` is the author's word that it is more than a screenful on purpose; ``line`` is where
    it begins in the file.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    line: int = 1
    long: bool = False


@dataclass(frozen=True)
class Source:
    """Where the numbers of a lesson come from. ``local`` is one that the lesson brings itself."""

    key: str
    text: str
    date: str
    local: bool = True


@dataclass(frozen=True)
class Lesson:
    """A lesson file.

    Attributes:
        id: stable slug; progress is kept by it.
        chapter: slug of its chapter.
        minutes: how long a careful reader takes.
        goal: what the reader can do afterwards, in one sentence.
    """

    id: str
    title: str
    chapter: str
    minutes: int
    goal: str
    steps: tuple[Step, ...]
    path: Path
    sources: tuple[Source, ...] = ()

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        """Every quiz of the lesson."""
        return tuple(block for step in self.steps for block in step.blocks if isinstance(block, Quiz))

    @property
    def labs(self) -> tuple[Lab, ...]:
        """Every lab of the lesson."""
        return tuple(block for step in self.steps for block in step.blocks if isinstance(block, Lab))

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint of the lesson: one, in the last lesson of a chapter."""
        return tuple(block for step in self.steps for block in step.blocks if isinstance(block, Checkpoint))

    def quiz(self, quiz_id: str) -> Quiz | None:
        """The quiz with this id, if there is one."""
        return next((quiz for quiz in self.quizzes if quiz.id == quiz_id), None)


@dataclass(frozen=True)
class Entry:
    """A lesson's row in ``course.toml``. ``written`` is False for one that is announced only."""

    id: str
    title: str
    minutes: int
    folder: Path
    written: bool
    chapter: str = ""

    @property
    def path(self) -> Path:
        """The lesson's Markdown file."""
        return self.folder / "lesson.md"


@dataclass(frozen=True)
class Chapter:
    """A chapter's row in ``course.toml``.

    Attributes:
        after: of a pack, the chapter of the built-in course that it follows; empty for the end.
        pack: title of the pack that it is from; empty for the built-in course.
    """

    id: str
    title: str
    summary: str
    lessons: tuple[Entry, ...] = field(default_factory=tuple)
    after: str = ""
    pack: str = ""


@dataclass(frozen=True)
class Course:
    """The table of contents.

    Attributes:
        id: of a course pack; empty for a course that stands alone.
        packs: the packs whose chapters were merged in.
        problems: one sentence for each pack that had to be left out.
    """

    title: str
    chapters: tuple[Chapter, ...]
    root: Path
    id: str = ""
    packs: tuple[Course, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every lesson, in order."""
        return tuple(entry for chapter in self.chapters for entry in chapter.lessons)

    @property
    def written(self) -> tuple[Entry, ...]:
        """The lessons that can be opened, in order."""
        return tuple(entry for entry in self.entries if entry.written)

    def find(self, lesson_id: str) -> Entry | None:
        """The lesson with this id, if there is one."""
        return next((entry for entry in self.entries if entry.id == lesson_id), None)

    def chapter_of(self, entry: Entry) -> Chapter:
        """The chapter that holds ``entry``."""
        return next(chapter for chapter in self.chapters if entry in chapter.lessons)
