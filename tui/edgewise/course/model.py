"""What a lesson is once it has been read from its Markdown file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Span:
    """Text in one style. Styles: ``""``, ``strong``, ``emphasis``, ``code``, ``muted``, ``accent``,
    ``good``, ``warning``, ``bad``, ``link:<target>``, or ``source:<key>`` (shown muted)."""

    text: str
    style: str = ""


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
class Quiz:
    """``:::quiz``: one question. More than one correct choice makes it a multiple-choice question."""

    id: str
    question: Line
    choices: tuple[Choice, ...]
    explanation: Line

    @property
    def multiple(self) -> bool:
        """Whether several choices are right together."""
        return sum(choice.correct for choice in self.choices) > 1


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


Block = Heading | Paragraph | Items | Code | Table | Aside | Quiz | Figure | Panel | Lab


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
    """Where the numbers of a lesson come from."""

    key: str
    text: str
    date: str


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
    """A chapter's row in ``course.toml``."""

    id: str
    title: str
    summary: str
    lessons: tuple[Entry, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Course:
    """The table of contents."""

    title: str
    chapters: tuple[Chapter, ...]
    root: Path

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
