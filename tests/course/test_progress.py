"""What the learner did is kept, and never lost."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.course import Progress
from edgewise.store import folders


@pytest.fixture
def path() -> Path:
    return folders().state / "progress.json"


def load() -> Progress:
    return Progress.load(folders())


def test_nothing_yet(path: Path) -> None:
    progress = load()
    assert not progress.is_done("a")
    assert progress.position() is None
    assert progress.steps("a") == frozenset()
    assert progress.score("a") is None
    assert progress.problem is None
    assert not path.exists()


def test_everything_survives_a_restart(path: Path) -> None:
    progress = load()
    progress.mark_step("a", "one")
    progress.mark_step("a", "two")
    progress.mark_step("a", "one")
    progress.answer_quiz("a", "q", (1,), False)
    progress.answer_quiz("a", "q", (0, 2), True)
    progress.answer_quiz("a", "r", (0,), True)
    progress.lab_passed("a", "a/lab")
    progress.mark_done("a")
    progress.mark_step("b", "begin")
    again = load()
    assert again.steps("a") == {"one", "two"}
    assert again.step("a") == "one"
    assert again.position() == ("b", "begin")
    answer = again.answer("a", "q")
    assert answer is not None
    assert (answer.choices, answer.first, answer.last, answer.tries) == ((0, 2), False, True, 2)
    assert set(again.answers("a")) == {"q", "r"}
    assert again.score("a") == 0.5
    assert again.passed("a", "a/lab")
    assert not again.passed("a", "other")
    assert again.is_done("a")
    assert not again.is_done("b")
    document = json.loads(path.read_text())
    assert document["schema"] == "edgewise/progress/1"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_first_time_is_kept(path: Path) -> None:
    times = iter([datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 20)])
    progress = Progress(path, now=lambda: next(times))
    progress.mark_done("a")
    done = json.loads(path.read_text())["lessons"]["a"]["done"]
    progress.mark_done("a")
    assert json.loads(path.read_text())["lessons"]["a"]["done"] == done
    assert progress.last_seen("a") is not None
    assert progress.last_seen("a") != done


def test_what_is_unknown_is_written_back(path: Path) -> None:
    path.parent.mkdir(parents=True)
    old = {
        "schema": "edgewise/progress/1",
        "theirs": [1],
        "lessons": {
            "gone": {"done": "2020-01-01T00:00:00Z", "x": 1},
            "a": {"extra": True, "quizzes": {"q": {"ease": 2}}},
        },
    }
    path.write_text(json.dumps(old))
    progress = load()
    progress.mark_step("a", "one")
    progress.answer_quiz("a", "q", (0,), True)
    new = json.loads(path.read_text())
    assert new["theirs"] == [1]
    assert new["lessons"]["gone"] == old["lessons"]["gone"]  # type: ignore[index]
    assert new["lessons"]["a"]["extra"] is True
    assert new["lessons"]["a"]["quizzes"]["q"]["ease"] == 2


def test_two_running_programs_keep_each_others_entries() -> None:
    one, two = load(), load()
    one.mark_done("a")
    two.mark_done("b")
    one.mark_step("c", "s")
    again = load()
    assert again.is_done("a")
    assert again.is_done("b")
    assert again.steps("c") == {"s"}


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe", b'"text"', b"", b"[" * 100_000])
def test_a_broken_file_is_kept_under_another_name(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    progress = load()
    assert progress.problem is not None
    assert "kept as" in progress.problem
    (kept,) = path.parent.glob("progress.broken-*.json")
    assert kept.read_bytes() == content
    progress.mark_done("a")
    assert load().is_done("a")
    assert kept.read_bytes() == content


def test_two_broken_files_in_one_second_are_both_kept(path: Path) -> None:
    path.parent.mkdir(parents=True)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for content in ("{one", "{two"):
        path.write_text(content)
        Progress(path, now=lambda: moment)
    assert sorted(kept.read_text() for kept in path.parent.glob("progress.broken-*")) == ["{one", "{two"]


def test_a_file_that_breaks_while_running_is_kept_and_memory_goes_on(path: Path) -> None:
    progress = load()
    progress.mark_done("a")
    path.write_text("{")
    progress.mark_done("b")
    assert load().is_done("a")
    assert load().is_done("b")
    assert len(list(path.parent.glob("progress.broken-*.json"))) == 1


def test_a_newer_file_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    text = '{"schema": "edgewise/progress/9", "lessons": []}'
    path.write_text(text)
    progress = load()
    assert "left alone" in (progress.problem or "")
    progress.mark_done("a")
    assert progress.is_done("a")
    assert path.read_text() == text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_keeps_progress_in_memory(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o500)
    try:
        progress = load()
        progress.mark_done("a")
        assert progress.is_done("a")
        assert "this session only" in (progress.problem or "")
    finally:
        path.parent.chmod(0o700)


def test_a_state_folder_that_is_a_file_keeps_progress_in_memory(path: Path) -> None:
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.write_text("not a folder")
    progress = load()
    progress.mark_step("a", "one")
    progress.mark_step("a", "two")
    assert progress.steps("a") == {"one", "two"}
    assert "this session only" in (progress.problem or "")


KEYS = st.sampled_from(["a", "lessons", "lesson", "quizzes", "q", "labs", "steps", "step", "done"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "lessons", "lesson", "quizzes", "q", "labs", "steps", "step", "done"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_document_can_be_read_and_added_to(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    path = tmp_path_factory.mktemp("any") / "progress.json"
    path.write_text(json.dumps(document))
    progress = Progress(path)
    progress.position()
    progress.steps("a")
    progress.score("a")
    progress.answer("a", "q")
    progress.mark_step("a", "s")
    progress.answer_quiz("a", "q", (0,), True)
    progress.lab_passed("a", "l")
    progress.mark_done("a")
    again = Progress(path)
    assert again.problem is None
    assert again.is_done("a")
    assert "s" in again.steps("a")
    assert again.passed("a", "l")
