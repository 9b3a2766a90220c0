"""What the learner has done, by stable id, in ``progress.json`` in the state folder.

The file is never lost: it is replaced atomically, fields and ids that this version does not know
are written back as they were, a file that cannot be read is renamed and kept, and a file of a
newer edgewise is left alone. Before each change the file is read again, so two running edgewise
keep each other's entries.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.store import Folders, read_json, write_json
from edgewise.text import clean

SCHEMA = "edgewise/progress/1"


@dataclass(frozen=True)
class Answer:
    """How a quiz went. ``first`` is whether the first try was right; ``last`` the latest one."""

    choices: tuple[int, ...]
    first: bool
    last: bool
    tries: int


class Progress:
    """The learner's progress.

    A change is written at once. Where that fails the change is kept in memory, and
    :attr:`problem` says so in one sentence.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] | None = None) -> None:
        self.path = path
        self.problem: str | None = None
        self._now = now or (lambda: datetime.now(UTC))
        self._saving = True
        self._document: dict[str, Any] = self._read() or {}

    @classmethod
    def load(cls, folders: Folders) -> Progress:
        """The progress in the state folder. Never fails: what is wrong stands in :attr:`problem`."""
        return cls(folders.state / "progress.json")

    def is_done(self, lesson: str) -> bool:
        """Whether the lesson was finished."""
        return isinstance(self._lesson(lesson).get("done"), str)

    def done_on(self, lesson: str) -> str:
        """When the lesson was done, or known without reading, as ISO 8601; empty before."""
        row = self._lesson(lesson)
        return _text(row.get("done")) or _text(row.get("known")) or ""

    def steps(self, lesson: str) -> frozenset[str]:
        """The steps that were opened."""
        found = self._lesson(lesson).get("steps")
        return frozenset(step for step in found if isinstance(step, str)) if isinstance(found, list) else frozenset()

    def step(self, lesson: str) -> str | None:
        """The step of ``lesson`` that was open last."""
        return _text(self._lesson(lesson).get("step"))

    def last_seen(self, lesson: str) -> str | None:
        """When the lesson was last open, as ISO 8601 in UTC."""
        return _text(self._lesson(lesson).get("last_seen"))

    def position(self) -> tuple[str, str | None] | None:
        """The lesson and step that were open last of all."""
        lesson = _text(self._document.get("lesson"))
        return (lesson, self.step(lesson)) if lesson else None

    def answer(self, lesson: str, quiz: str) -> Answer | None:
        """How a quiz went, if it was answered."""
        row = _table(_table(self._lesson(lesson).get("quizzes")).get(quiz))
        if not isinstance(row.get("last"), bool):
            return None
        choices = row.get("choices")
        tries = row.get("tries")
        return Answer(
            tuple(choice for choice in choices if isinstance(choice, int)) if isinstance(choices, list) else (),
            row.get("first") is True,
            row["last"],
            tries if isinstance(tries, int) else 1,
        )

    def answers(self, lesson: str) -> dict[str, Answer]:
        """Every quiz of ``lesson`` that was answered, by id."""
        found = {quiz: self.answer(lesson, quiz) for quiz in _table(self._lesson(lesson).get("quizzes"))}
        return {quiz: answer for quiz, answer in found.items() if answer is not None}

    def cards(self, lesson: str) -> dict[str, tuple[object, bool]]:
        """For every quiz of ``lesson`` that was answered: what is kept for its review, and the last answer."""
        rows = _table(self._lesson(lesson).get("quizzes"))
        return {quiz: (_table(rows[quiz]).get("review"), answer.last) for quiz, answer in self.answers(lesson).items()}

    def score(self, lesson: str) -> float | None:
        """The share of answered quizzes that were right at the first try, 0 to 1; ``None`` without one."""
        answers = self.answers(lesson)
        return round(sum(answer.first for answer in answers.values()) / len(answers), 2) if answers else None

    def passed(self, lesson: str, lab: str) -> bool:
        """Whether the lab was ever passed."""
        return isinstance(_table(self._lesson(lesson).get("labs")).get(lab), str)

    def labs(self, lesson: str) -> frozenset[str]:
        """The labs of ``lesson`` that were ever passed."""
        rows = _table(self._lesson(lesson).get("labs"))
        return frozenset(lab for lab in rows if isinstance(rows[lab], str))

    def challenges(self, lesson: str) -> frozenset[tuple[str, str]]:
        """The challenges that were met, as pairs of simulation id and challenge id."""
        rows = _table(self._lesson(lesson).get("challenges"))
        return frozenset((sim, each) for sim in rows for each in _table(rows[sim]))

    def mark_step(self, lesson: str, step: str) -> None:
        """The learner opened ``step``."""

        def change(row: dict[str, Any]) -> None:
            steps = row.get("steps")
            seen = [item for item in steps if isinstance(item, str)] if isinstance(steps, list) else []
            row["steps"] = seen if step in seen else [*seen, step]
            row["step"] = step

        self._change(lesson, change)

    def is_known(self, lesson: str) -> bool:
        """Whether the learner has shown to know the lesson without reading it."""
        return isinstance(self._lesson(lesson).get("known"), str)

    def mark_known(self, lesson: str) -> None:
        """The learner knows ``lesson`` without having read it. The first time is kept."""
        self._change(lesson, lambda row: _keep(row, "known", self._time()))

    def mark_done(self, lesson: str) -> None:
        """The learner finished ``lesson``. The first time is kept."""
        self._change(lesson, lambda row: _keep(row, "done", self._time()))

    def answer_quiz(self, lesson: str, quiz: str, choices: tuple[int, ...], correct: bool) -> None:
        """The learner answered with ``choices`` (positions, counted from 0)."""
        from edgewise.course.review import after_answer

        def change(row: dict[str, Any]) -> None:
            quizzes = row["quizzes"] = _table(row.get("quizzes"))
            old = _table(quizzes.get(quiz))
            tries = old.get("tries")
            quizzes[quiz] = {
                **old,
                "choices": list(choices),
                "first": old["first"] if isinstance(old.get("first"), bool) else correct,
                "last": correct,
                "tries": tries + 1 if isinstance(tries, int) else 1,
                "review": after_answer(old.get("review"), correct, self._now()),
            }

        self._change(lesson, change)

    def challenge_met(self, lesson: str, simulation: str, challenge: str) -> None:
        """A challenge of a simulation was met. The first time is kept."""

        def change(row: dict[str, Any]) -> None:
            row["challenges"] = _table(row.get("challenges"))
            row["challenges"][simulation] = _table(row["challenges"].get(simulation))
            _keep(row["challenges"][simulation], challenge, self._time())

        self._change(lesson, change)

    def lab_passed(self, lesson: str, lab: str) -> None:
        """All checks of the lab passed. The first time is kept."""

        def change(row: dict[str, Any]) -> None:
            row["labs"] = _table(row.get("labs"))
            _keep(row["labs"], lab, self._time())

        self._change(lesson, change)

    def _lesson(self, lesson: str) -> dict[str, Any]:
        return _table(_table(self._document.get("lessons")).get(lesson))

    def _time(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _change(self, lesson: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Apply ``change`` to the lesson's row, on top of what the file holds by now, and save."""
        latest = self._read() if self._saving else None
        document = deepcopy(latest if latest is not None else self._document)
        document["schema"] = SCHEMA
        document["lesson"] = lesson
        lessons = document["lessons"] = _table(document.get("lessons"))
        row = lessons[lesson] = _table(lessons.get(lesson))
        change(row)
        row["last_seen"] = self._time()
        self._document = document
        if self._saving:
            self._save()

    def _save(self) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_json(self.path, self._document, mode=0o600)
        except OSError as error:
            self._saving = False
            self.problem = (
                f"Progress is kept for this session only: {clean(str(self.path))} cannot be written "
                f"({clean(error.strerror or str(error))})."
            )

    def _read(self) -> dict[str, Any] | None:
        """The document on disk; ``None`` where there is none that can be used."""
        try:
            document = read_json(self.path)
        except FileNotFoundError:
            return None
        except (InputError, RecursionError):
            self._set_aside()
            return None
        except OSError as error:
            self._saving = False
            self.problem = (
                f"{clean(str(self.path))} cannot be read ({clean(error.strerror or str(error))}). "
                "Progress is kept for this session only."
            )
            return None
        if not isinstance(document, dict):
            self._set_aside()
            return None
        if document.get("schema", SCHEMA) != SCHEMA:
            self._saving = False
            self.problem = (
                f"{clean(str(self.path))} was written by another version of edgewise "
                f"({clean(str(document['schema']), 60)}) and is left alone. Progress is kept for this session only."
            )
            return None
        return document

    def _set_aside(self) -> None:
        """Rename a file that makes no sense, so that it is neither lost nor in the way."""
        stamp = self._now().astimezone(UTC).strftime("%Y%m%d-%H%M%S")
        for number in range(100):
            kept = self.path.with_name(f"progress.broken-{stamp}{f'-{number}' if number else ''}.json")
            if not kept.exists():
                break
        try:
            self.path.rename(kept)
        except OSError:
            self._saving = False
            self.problem = (
                f"{clean(str(self.path))} cannot be understood, and cannot be renamed. "
                "It is left alone; progress is kept for this session only."
            )
            return
        self.problem = (
            f"{clean(str(self.path))} could not be understood. It was kept as {kept.name}, and a new one begun."
        )


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _keep(row: dict[str, Any], key: str, value: str) -> None:
    """Set ``key`` unless a text stands there already."""
    if not isinstance(row.get(key), str):
        row[key] = value
