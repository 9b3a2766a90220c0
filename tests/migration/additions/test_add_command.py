"""``edgewise add`` and ``edgewise undo --last`` as they are typed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.migration.additions.support import CONSUMER, CRON, add, files, move
from tests.migration.dying import die_at_record

from edgewise.cli import main
from edgewise.migration.additions import apply_addition, plan_addition

Sample = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]
QUEUE = ("--queue", "report-jobs", "--status")


@pytest.fixture
def root(sample: Sample) -> Path:
    return move(sample("nextjs-story"))


def test_the_list_says_what_makes_sense(root: Path, capsys: Capture) -> None:
    assert main(["add", "--in", str(root)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("▶ A consumer for a queue\n    Queue report-jobs has a producer and no consumer.")
    assert "edgewise add consumer --queue report-jobs --status" in text


def test_before_the_migration(sample: Sample, capsys: Capture) -> None:
    root = sample("nextjs-story")
    for arguments in (["--in", str(root)], ["consumer", str(root), *QUEUE, "--yes"]):
        assert main(["add", *arguments]) == 1
        assert "Move it first" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_looking_changes_nothing(root: Path, capsys: Capture, option: str) -> None:
    before = files(root, ())
    assert main(["add", "consumer", str(root), *QUEUE, option, "--yes"]) == 0
    assert files(root, ()) == before
    assert "worker/extended.ts" in capsys.readouterr().out


def test_the_diff_is_one_that_git_takes(root: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["add", "consumer", str(root), *QUEUE, "--diff"]) == 0
    diff = capsysbinary.readouterr().out
    assert main(["add", "consumer", str(root), *QUEUE, "--yes"]) == 0
    wanted = files(root)
    assert main(["undo", str(root), "--last"]) == 0
    subprocess.run(["git", "apply"], input=diff, cwd=root, check=True)
    assert files(root) == wanted


def test_without_a_terminal_it_wants_a_yes(root: Path, capsys: Capture) -> None:
    before = files(root, ())
    assert main(["add", "cron", "0 6 * * *", str(root)]) == 1
    assert "--yes" in capsys.readouterr().err
    assert files(root, ()) == before


@pytest.mark.parametrize(("answer", "added"), [("y", True), ("YES", True), ("", False), ("n", False), ("x", False)])
def test_in_a_terminal_it_asks(
    root: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, answer: str, added: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert main(["add", "cron", "0 6 * * *", str(root)]) == 0
    text = capsys.readouterr().out
    assert "+++ b/worker/scheduled.ts" in text
    assert "edgewise learn one-worker-many-events" in text
    assert (root / "worker/scheduled.ts").exists() is added
    assert ("Nothing has been changed" in text) is not added


def test_added_and_taken_back(root: Path, capsys: Capture) -> None:
    before = files(root)
    assert main(["add", "consumer", str(root), *QUEUE, "--yes"]) == 0
    text = capsys.readouterr().out
    assert "npx wrangler queues create report-jobs-dead" in text
    assert "a-queue-with-a-consumer" in text
    assert main(["add", "consumer", str(root), *QUEUE, "--yes"]) == 1
    assert main(["undo", str(root), "--last"]) == 0
    assert files(root) == before


def test_mistakes_are_told(root: Path, capsys: Capture) -> None:
    assert main(["add", "cron", "often", str(root), "--yes", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cron-syntax"
    assert main(["add", "consumer", str(root), *QUEUE, "--try", "--message", "{", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "message-syntax"
    assert main(["add", "logs", str(root), "--try", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "nothing-to-try"


def test_options_before_the_kind_count(root: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert main(["add", "--in", str(root), "--json", "logs", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == ["wrangler.json"]
    assert main(["add", "--resume", "--in", str(root), "cron", "0 6 * * *", "--yes"]) == 2
    monkeypatch.chdir(root)
    assert main(["add", "cron", "0 6 * * *", "--yes"]) == 0


def test_the_screen_sees_what_was_added(root: Path) -> None:
    from edgewise.screens.migrate.history.record import recorded_at

    add(root, CONSUMER)
    found = recorded_at(root)
    assert found is not None
    assert found.edited == ()
    assert "worker/extended.ts" in {edit.path for edit in found.edits}
    (root / "worker/consumers/report-jobs.ts").write_text("// mine\n")
    found = recorded_at(root)
    assert found is not None
    assert [each.edit.path for each in found.conflicts] == ["worker/consumers/report-jobs.ts"]


def test_without_scripts_it_says_what_to_run(sample: Sample, capsys: Capture) -> None:
    root = move(sample("static-404"))
    assert main(["add", "gradual", str(root), "--yes"]) == 0
    assert "npx wrangler versions upload" in capsys.readouterr().out
    assert not (root / "package.json").exists()


def test_an_interrupted_addition_is_finished_by_the_same_command(root: Path, capsys: Capture) -> None:
    plan = plan_addition(root, CONSUMER)
    assert die_at_record(lambda: apply_addition(root, plan), 4, "after")
    assert main(["add", "cron", "0 6 * * *", str(root), "--yes"]) == 1
    assert "edgewise add --resume" in capsys.readouterr().err
    assert main(["verify", str(root)]) == 1
    assert "interrupted" in capsys.readouterr().err
    assert main(["add", "consumer", str(root), *QUEUE, "--yes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["added"], found["resumed"]) == (True, True)
    assert main(["add", "--in", str(root), "--resume"]) == 1
    add(root, CRON)


def test_resume_finishes_it(root: Path, capsys: Capture) -> None:
    plan = plan_addition(root, CONSUMER)
    assert die_at_record(lambda: apply_addition(root, plan), 3, "before")
    assert main(["add", "--in", str(root), "--resume"]) == 0
    assert "Added: consumer report-jobs" in capsys.readouterr().out
    assert (root / "worker/extended.ts").exists()


def test_history_tells_of_additions(root: Path, capsys: Capture) -> None:
    assert main(["migrate", str(root), "--yes"]) == 1
    from edgewise.migration.index import update
    from edgewise.store import folders

    update(folders(), root)
    assert main(["add", "consumer", str(root), *QUEUE, "--yes"]) == 0
    assert main(["add", "logs", str(root), "--yes"]) == 0
    capsys.readouterr()
    assert main(["history", str(root)]) == 0
    text = capsys.readouterr().out
    assert "+ consumer report-jobs" in text
    assert "+ logs" in text
    assert "+ worker/extended.ts" in text
    assert main(["undo", str(root)]) == 0
    assert main(["history", str(root)]) == 0
    assert "consumer" not in capsys.readouterr().out.partition("undone")[2]
