"""``edgewise lessons …`` as a user meets it: output, JSON, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.cli import main
from edgewise.course import Progress, load_course
from edgewise.store import folders

STORY = "the-request-that-would-not-finish"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["lessons", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status, out, _ = run(capsys, *arguments, "--json")
    return status, json.loads(out)


def test_list_shows_every_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "list")
    assert (status, err) == (0, "")
    for entry in load_course().entries:
        assert entry.id in out
        assert entry.title in out


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Progress.load(folders()).mark_done(STORY)
    status, document = run_json(capsys, "list")
    assert status == 0
    rows = {row["id"]: row for row in document["lessons"]}
    assert rows[STORY]["done"] is True
    assert rows["a-queue-with-a-consumer"]["done"] is False
    assert set(rows[STORY]) >= {"id", "title", "chapter", "minutes", "done"}


def test_show_prints_a_lesson_without_colour(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show", STORY, "--plain")
    assert status == 0
    assert out.startswith("The request that would not finish\n====")
    assert "\x1b" not in out


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = run_json(capsys, "show", STORY)
    assert status == 0
    assert document["id"] == STORY
    assert document["steps"]
    assert document["text"].startswith("The request")


def test_an_unknown_lesson_is_bad_input_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", "the-request-that-wouldnt-finish")
    assert (status, out) == (2, "")
    assert STORY in err
    status, document = run_json(capsys, "show", "nothing")
    assert status == 2
    assert document["code"] == "lesson-unknown"
    assert document["schema"] == "edgewise/error/1"


def test_check_finds_nothing_in_the_built_in_course(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check")
    assert (status, out) == (0, "✓ No problems. The labs were not run (--labs runs them).\n")


def test_check_reports_problems_with_their_place(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("[@FACT]", "[@NOPE]"))
    status, out, _ = run(capsys, "check", str(root))
    assert status == 1
    assert "lesson.md:15: There is no source with the key NOPE" in out
    status, document = run_json(capsys, "check", str(root))
    assert status == 1
    assert document["ok"] is False
    assert document["problems"][0]["code"] == "lesson-syntax"


def test_check_writes_ids_when_all_is_well(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON)
    status, document = run_json(capsys, "check", str(root), "--write-ids")
    assert (status, len(document["ids_added"])) == (0, 4)
    status, out, _ = run(capsys, "check", str(root), "--write-ids")
    assert status == 0
    assert out.endswith("✓ ids.toml lists every id already.\n")
    (root / "ids.toml").unlink()
    (root / "01-first" / "01-one" / "lesson.md").write_text(LESSON.replace("[@FACT]", "[@NOPE]"))
    status, document = run_json(capsys, "check", str(root), "--write-ids")
    assert (status, document["ids_added"]) == (1, [])
    assert not (root / "ids.toml").exists()


def test_check_of_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, document = run_json(capsys, "check", str(tmp_path / "nowhere"))
    assert (status, document["code"]) == (2, "course-folder")


def test_progress(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(folders().state / "progress.json", now=lambda: datetime.now(UTC) - timedelta(days=1.5))
    progress.answer_quiz(STORY, "one", (0,), False)
    progress.answer_quiz(STORY, "two", (1,), True)
    progress.mark_done(STORY)
    status, document = run_json(capsys, "progress")
    assert status == 0
    assert document["done"] == 1
    assert document["total"] == len(load_course().written)
    row = next(row for row in document["lessons"] if row["id"] == STORY)
    assert (row["done"], row["score"]) == (True, 0.5)
    assert row["last_seen"]
    assert document["due_reviews"] == 1
    assert document["reviews"] == [{"lesson": STORY, "quiz": "one"}]
    status, out, _ = run(capsys, "progress")
    assert status == 0
    assert "1 of " in out
    assert "1 question to review" in out
    status, out, _ = run(capsys, "review")
    assert status == 0
    assert f"{STORY}: one" in out


def test_broken_progress_is_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    path = folders().state / "progress.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    status, document = run_json(capsys, "list")
    assert status == 0
    assert document["lessons"]


def test_nothing_heavy_is_imported_to_list_lessons() -> None:
    code = (
        "import sys; from edgewise.cli import main; main(['lessons', 'list']);"
        "bad = {'textual', 'rich', 'httpx', 'markdown_it', 'pygments'} & set(sys.modules);"
        "sys.exit(repr(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = "from edgewise.cli import main; import sys; sys.exit(main(['lessons', 'show', '" + STORY + "']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in done.stderr
