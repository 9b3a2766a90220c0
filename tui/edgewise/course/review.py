"""Spaced review: when a quiz that was answered should be asked again.

Each quiz is a card of the FSRS algorithm (package ``fsrs``). Its state lies beside the answer in ``progress.json``:
``stability`` in days, ``difficulty`` from 1 to 10, ``last`` and ``due`` as ISO 8601 in UTC. Nothing is random, so the
same answers at the same times give the same days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from edgewise.course.model import Course, Entry

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

    from edgewise.course.progress import Progress

LONGEST = 365
"""Days after which a quiz comes back at the latest."""


@dataclass(frozen=True)
class Due:
    """A quiz and when it should be asked again."""

    entry: Entry
    quiz: str
    at: datetime


def after_answer(card: object, correct: bool, now: datetime) -> dict[str, Any]:
    """The card after an answer. ``card`` is what was kept of it; anything that is none begins a new one.

    A right answer before it is due changes nothing: who reads a lesson twice in a day has not remembered it.
    """
    from fsrs import Rating

    found = _card(card)
    if found is not None and correct and now < found.due and isinstance(card, Mapping):
        return dict(card)
    begun = found if found is not None else _fresh()
    reviewed, _ = _scheduler().review_card(begun, Rating.Good if correct else Rating.Again, now)
    kept = {} if not isinstance(card, Mapping) else dict(card)
    return {
        **kept,
        "stability": round(reviewed.stability or 0.0, 4),
        "difficulty": round(reviewed.difficulty or 0.0, 4),
        "last": _text(now),
        "due": _text(reviewed.due),
    }


def scheduled(progress: Progress, course: Course) -> list[Due]:
    """Every quiz of the course that was answered, the one to be asked first in front.

    Quizzes that were answered before there was a schedule count from the day on which their lesson was open last.
    """
    found = []
    for entry in course.written:
        for quiz, (card, last) in progress.cards(entry.id).items():
            known = _card(card)
            if known is None:
                seen = _moment(progress.last_seen(entry.id))
                known = _card(after_answer(None, last, seen)) if seen is not None else None
            if known is not None:
                found.append(Due(entry, quiz, known.due))
    return sorted(found, key=lambda each: (each.at, each.entry.id, each.quiz))


def due(progress: Progress, course: Course, now: datetime) -> list[Due]:
    """The quizzes that should be asked now."""
    return [each for each in scheduled(progress, course) if each.at <= now]


def told(wanted: datetime, now: datetime) -> str:
    """When that is, as people say it: ``now``, ``in 3 hours``, ``in 12 days``."""
    hours = (wanted - now) / timedelta(hours=1)
    if hours <= 0:
        return "now"
    if hours < 36:
        return f"in {max(1, round(hours))} hours" if hours >= 1.5 else "in an hour"
    return f"in {round(hours / 24)} days"


@lru_cache(maxsize=1)
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    # Days, not minutes: a lesson is not a deck of cards, and nobody comes back after ten minutes.
    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)


def _fresh() -> Card:
    from fsrs import Card

    return Card(card_id=1)


def _card(kept: object) -> Card | None:
    """The card in what was kept; ``None`` for whatever is none."""
    from fsrs import Card, State

    if not isinstance(kept, Mapping):
        return None
    last, wanted = _moment(kept.get("last")), _moment(kept.get("due"))
    stability, difficulty = _number(kept.get("stability")), _number(kept.get("difficulty"))
    if last is None or wanted is None or not 0 < stability < 1e5 or not 1 <= difficulty <= 10:
        return None
    return Card(1, State.Review, None, stability, difficulty, min(wanted, last + timedelta(days=LONGEST)), last)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and isfinite(value) else 0.0


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    # A clock that was wrong once must not put a card out of reach for ever.
    if found.tzinfo is None or not 2000 < found.year < 3000:
        return None
    return found.astimezone(UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
