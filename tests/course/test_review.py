"""When quizzes come back: days that grow with right answers, from any file, for any clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edgewise.course import Progress, load_course
from edgewise.course.review import LONGEST, after_answer, due, scheduled, told

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def moment(text: str) -> datetime:
    """A time that is kept."""
    return datetime.fromisoformat(text)


def test_right_answers_push_it_away_and_a_wrong_one_brings_it_back() -> None:
    gaps = []
    card: dict[str, Any] | None = None
    now = NOON
    for _ in range(5):
        card = after_answer(card, True, now)
        gaps.append(moment(card["due"]) - now)
        now = moment(card["due"])
    assert gaps == sorted(gaps)
    assert gaps[0] >= DAY
    assert gaps[-1] > 20 * DAY
    card = after_answer(card, False, now)
    assert moment(card["due"]) - now < gaps[-1] / 4


def test_a_wrong_first_answer_comes_back_sooner_than_a_right_one() -> None:
    wrong, right = after_answer(None, False, NOON), after_answer(None, True, NOON)
    assert moment(wrong["due"]) <= moment(right["due"])
    assert wrong["difficulty"] > right["difficulty"]


def test_answering_again_before_it_is_due_changes_nothing_unless_it_is_wrong() -> None:
    card = after_answer(None, True, NOON)
    assert after_answer(card, True, NOON + timedelta(hours=1)) == card
    assert after_answer(card, False, NOON + timedelta(hours=1)) != card


def test_the_same_answers_give_the_same_days_and_what_is_unknown_is_kept() -> None:
    card = {**after_answer(None, True, NOON), "newer": 1}
    later = NOON + 9 * DAY
    assert after_answer(card, True, later) == after_answer(card, True, later)
    assert after_answer(card, True, later)["newer"] == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEPT = JSON | st.fixed_dictionaries(
    {
        "stability": st.floats() | st.integers(),
        "difficulty": st.floats(),
        "last": st.datetimes().map(lambda at: at.isoformat() + "+00:00") | st.text(max_size=12),
        "due": st.datetimes().map(lambda at: at.isoformat() + "+00:00") | st.text(max_size=12),
    }
)


@given(KEPT, st.booleans())
def test_whatever_was_kept_an_answer_leads_to_a_day_within_reach(kept: object, correct: bool) -> None:
    card = after_answer(kept, correct, NOON)
    assert moment(card["due"]) <= max(NOON, datetime(3000, 1, 1, tzinfo=UTC)) + LONGEST * DAY
    assert after_answer(json.loads(json.dumps(card, allow_nan=True)), False, NOON)["due"]


def kept_file(tmp_path: Path, quizzes: dict[str, Any], seen: object = "2026-11-01T00:00:00Z") -> Progress:
    """Progress in which the story's quizzes stand as given."""
    entry = load_course().entries[0]
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({"lessons": {entry.id: {"quizzes": quizzes, "last_seen": seen}}}))
    return Progress(path, now=lambda: NOON)


def test_what_was_answered_before_there_was_a_schedule_is_due_by_its_last_day(tmp_path: Path) -> None:
    progress = kept_file(tmp_path, {"two-minute-api": {"choices": [2], "first": True, "last": True, "tries": 1}})
    (found,) = due(progress, load_course(), NOON)
    assert (found.entry.id, found.quiz) == (load_course().entries[0].id, "two-minute-api")
    assert due(progress, load_course(), datetime(2026, 11, 1, 1, tzinfo=UTC)) == []


@given(JSON)
def test_no_file_stops_the_list(tmp_path_factory: Any, kept: object) -> None:
    row = {"choices": [1], "first": True, "last": True, "tries": 1, "review": kept}
    progress = kept_file(tmp_path_factory.mktemp("p"), {"two-minute-api": row}, kept)
    assert len(scheduled(progress, load_course())) <= 1


def test_an_answer_is_written_with_its_day(tmp_path: Path) -> None:
    now = NOON
    progress = Progress(tmp_path / "progress.json", now=lambda: now)
    lesson = load_course().entries[0].id
    progress.answer_quiz(lesson, "two-minute-api", (2,), True)
    assert due(progress, load_course(), NOON) == []
    (found,) = due(progress, load_course(), NOON + 30 * DAY)
    now = NOON + 30 * DAY
    progress.answer_quiz(lesson, "two-minute-api", (2,), True)
    assert scheduled(progress, load_course())[0].at > now + DAY
    assert found.at < now


def test_times_are_told_as_people_say_them() -> None:
    assert told(NOON, NOON) == "now"
    assert told(NOON + timedelta(minutes=30), NOON) == "in an hour"
    assert told(NOON + timedelta(hours=20), NOON) == "in 20 hours"
    assert told(NOON + 12 * DAY, NOON) == "in 12 days"
