"""``edgewise assess``, ``plan``, ``migrate`` and ``undo`` as people and scripts call them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.migration.trees import tree

from edgewise.cli import main
from edgewise.migration import FINDINGS
from edgewise.migration.index import history
from edgewise.store import folders

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]


def document(capsys: Capture, schema: str) -> dict[str, Any]:
    """The one JSON document on stdout."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["schema"] == f"edgewise/{schema}/1"
    return found


def test_assess_as_json(sample: Sample, capsys: Capture) -> None:
    root = sample("nextjs-story")
    assert main(["assess", str(root), "--json"]) == 0
    found = document(capsys, "assess")
    assert found["ready"] is True
    project = found["project"]
    assert (project["root"], project["name"], project["output"]) == (str(root), "report-desk", "out")
    assert (project["kind"], project["config"], project["framework"]) == ("functions", "wrangler.json", "next")
    assert project["origins"]["output"] == {"origin": "config", "where": {"file": "wrangler.json", "line": 3}}
    (queue,) = [each for each in found["findings"] if each["id"] == "queue-without-consumer"]
    assert queue["where"] == {"file": "wrangler.json", "line": 6}
    assert queue["lesson"] == "a-queue-with-a-consumer"
    assert set(queue) == {"id", "severity", "title", "where", "why", "remedy", "lesson", "patch"}


def test_assess_as_text(sample: Sample, capsys: Capture) -> None:
    assert main(["assess", str(sample("functions-blog"))]) == 0
    text = capsys.readouterr().out
    assert "output     public  (config, wrangler.toml:4)" in text
    assert "✓ functions-compile" in text
    assert "▲ script-keeps-pages" in text
    assert "✓ Ready to move." in text
    assert max(len(line) for line in text.splitlines()) <= 110


def test_a_blocker_ends_with_one(write: Write, capsys: Capture) -> None:
    root = write({"readme.txt": "x"})
    assert main(["assess", str(root)]) == 1
    text = capsys.readouterr().out
    assert "✗ output-unknown" in text
    assert "--set output=FOLDER" in text
    assert main(["plan", str(root), "--json"]) == 1
    assert document(capsys, "error")["code"] == "not-ready"
    assert main(["migrate", str(root), "--yes", "--json"]) == 1
    assert document(capsys, "error")["code"] == "not-ready"
    assert set(tree(root)) == {"readme.txt"}


def test_settings_from_the_command_line(write: Write, capsys: Capture) -> None:
    root = write({"web/index.html": "x"})
    assert main(["assess", str(root), "--json", "--set", "output=web", "--set", "name=mine"]) == 0
    found = document(capsys, "assess")["project"]
    assert (found["output"], found["name"]) == ("web", "mine")
    assert main(["assess", str(root), "--json", "--set", "output"]) == 2
    assert document(capsys, "error")["code"] == "setting-invalid"
    assert main(["assess", str(root / "nowhere"), "--json"]) == 2
    assert document(capsys, "error")["code"] == "folder-missing"


@pytest.mark.parametrize("identity", sorted(FINDINGS))
def test_every_finding_can_be_explained(identity: str, capsys: Capture) -> None:
    assert main(["assess", "--explain", identity]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert FINDINGS[identity].title in text
    assert FINDINGS[identity].why in text
    assert main(["assess", "--explain", identity, "--json"]) == 0
    assert document(capsys, "finding")["id"] == identity


def test_an_unknown_finding(capsys: Capture) -> None:
    assert main(["assess", "--explain", "nonsense", "--json"]) == 2
    assert document(capsys, "error")["code"] == "finding-unknown"


def test_plan_as_json(sample: Sample, capsys: Capture) -> None:
    root = sample("spa")
    before = tree(root)
    assert main(["plan", str(root), "--json", "--mode", "idiomatic"]) == 0
    steps = document(capsys, "plan")["steps"]
    assert [step["id"] for step in steps] == [
        "worker-config", "asset-headers", "redirects", "package-scripts", "assets-ignore",
    ]  # fmt: skip
    for step in steps:
        assert {"id", "title", "kind", "changes", "settles", "commands"} <= set(step)
        assert step["kind"] == "files"
        assert len(step["commands"]) == len(step["changes"])
        for change in step["changes"]:
            assert change["action"] in ("create", "edit", "delete")
            assert change["diff"].startswith("diff --git a/")
    assert tree(root) == before


def test_the_commands_of_a_plan_do_the_same(sample: Sample, capsys: Capture) -> None:
    for folder in map(sample, ("redirects-headers", "spa", "api-only")):
        subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
        main(["plan", str(folder), "--json"])
        for step in document(capsys, "plan")["steps"]:
            for command in step["commands"]:
                subprocess.run(["sh", "-ec", command], cwd=folder, check=True)
        by_hand = {name: each for name, each in tree(folder).items() if not name.startswith(".git/")}
        subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
        fresh = sample_again(folder)
        assert main(["migrate", str(fresh), "--yes", "--json"]) == 0
        document(capsys, "migrate")
        for name, each in tree(fresh).items():
            if not name.startswith(".edgewise"):
                assert by_hand[name] == each, name


def sample_again(folder: Path) -> Path:
    """A second copy of the sample that ``folder`` is a copy of."""
    import shutil

    from tests.conftest import SAMPLES

    return Path(shutil.copytree(SAMPLES / folder.name, folder.parent / f"{folder.name}-again" / folder.name))


def test_the_diff_goes_to_git_unchanged(sample: Sample) -> None:
    root = sample("ts-functions-monorepo")
    argv = [sys.executable, "-m", "edgewise", "plan", str(root), "--diff"]
    diff = subprocess.run(argv, capture_output=True, check=True).stdout
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    subprocess.run(["git", "apply", "--check"], cwd=root, input=diff, check=True)


def test_migrate_and_undo(sample: Sample, capsys: Capture) -> None:
    root = sample("functions-blog")
    before = tree(root)
    assert main(["migrate", str(root), "--yes", "--json"]) == 0
    found = document(capsys, "migrate")
    assert found["config"] == "wrangler.toml"
    assert found["applied"][:2] == ["worker-entry", "worker-config"]
    assert Path(found["journal"]).is_file()
    assert found["next"][0] == "edgewise verify"
    assert main(["migrate", str(root), "--yes", "--json"]) == 1
    assert document(capsys, "error")["code"] == "already-applied"
    assert main(["plan", str(root), "--json"]) == 1
    assert document(capsys, "error")["code"] == "already-applied"
    assert main(["undo", str(root), "--json"]) == 0
    assert document(capsys, "undo") == {
        "schema": "edgewise/undo/1",
        "restored": [
            "public/.assetsignore",
            "package.json",
            "wrangler.toml",
            "worker/pages-assets.js",
            "worker/index.js",
        ],
        "merged": [],
        "conflicts": [],
        "kept": [],
        "details": {},
        "cut_off": [],
    }
    assert tree(root) == before
    assert main(["undo", str(root), "--json"]) == 1
    assert document(capsys, "error")["code"] == "nothing-to-undo"


def test_a_migrated_project_is_assessed_as_it_was(sample: Sample, capsys: Capture) -> None:
    root = sample("functions-blog")
    assert main(["assess", str(root), "--json", "--mode", "idiomatic"]) == 0
    before = document(capsys, "assess")
    assert main(["migrate", str(root), "--yes", "--json", "--mode", "idiomatic"]) == 0
    capsys.readouterr()
    assert main(["assess", str(root), "--json"]) == 0
    assert document(capsys, "assess") == before


def test_a_conflict_ends_with_one(sample: Sample, capsys: Capture) -> None:
    root = sample("static-404")
    assert main(["migrate", str(root), "--yes", "--mode", "idiomatic"]) == 0
    assert "✓ Migrated: 3 steps." in capsys.readouterr().out
    (root / "wrangler.toml").write_text("mine")
    assert main(["undo", str(root)]) == 1
    text = capsys.readouterr().out
    assert "✗ conflict  wrangler.toml" in text
    assert "✓ restored  public/_headers" in text


def test_an_interrupted_migration_is_finished(sample: Sample, capsys: Capture) -> None:
    from edgewise.migration.journal import journal_path

    root = sample("static-404")
    assert main(["migrate", str(root), "--yes", "--mode", "idiomatic"]) == 0
    complete = tree(root)
    lines = journal_path(root).read_bytes().splitlines(keepends=True)
    journal_path(root).write_bytes(b"".join(lines[:3]))
    (root / "public/_headers").unlink()
    capsys.readouterr()
    assert main(["migrate", str(root), "--yes", "--mode", "idiomatic"]) == 0
    assert "Finishing the migration" in capsys.readouterr().err
    after = {name: each for name, each in tree(root).items() if not name.startswith(".edgewise")}
    assert after == {name: each for name, each in complete.items() if not name.startswith(".edgewise")}


def test_without_a_yes_nothing_happens(sample: Sample, capsys: Capture) -> None:
    root = sample("static-404")
    before = tree(root)
    assert main(["migrate", str(root)]) == 1
    assert "--yes" in capsys.readouterr().err
    assert tree(root) == before


def test_the_whole_migrate_document(sample: Sample, capsys: Capture) -> None:
    root = sample("functions-blog")
    (root / ".dev.vars").write_text("TOKEN=x\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "wrangler.toml", "package.json", "public/_headers")
    git(root, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "First")
    (root / "package.json").write_text((root / "package.json").read_text() + "\n")
    before = tree(root)
    assert main(["migrate", str(root), "--yes", "--json", "--branch", "moving"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert set(found) == {
        "schema", "applied", "config", "journal", "next", "branch", "backup", "findings", "resumed", "warnings",
    }  # fmt: skip
    assert found["branch"] == "moving"
    assert found["backup"] == {
        "folder": ".edgewise/backup",
        "files": ["package.json"],
        "restore": ["cp -Rp .edgewise/backup/here/. ."],
    }
    assert found["warnings"] == ["Not committed, and about to change: package.json."]
    assert found["warnings"][0] in told.err
    assert {"secrets", "script-keeps-pages"} <= {each["id"] for each in found["findings"]}
    assert all(each["severity"] in ("manual", "decision") for each in found["findings"])
    assert git(root, "branch", "--show-current") == "moving"
    assert main(["undo", str(root), "--json"]) == 0
    after = {name: each for name, each in tree(root).items() if not name.startswith(".git/")}
    assert after == {name: each for name, each in before.items() if not name.startswith(".git/")}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_migrate_as_text_names_copies_and_what_is_left(sample: Sample, capsys: Capture) -> None:
    root = sample("functions-blog")
    (root / ".dev.vars").write_text("TOKEN=s3cr3t\n")
    assert main(["migrate", str(root), "--yes"]) == 0
    told = capsys.readouterr()
    assert "▲ Git cannot help here: this folder is in no repository." in told.err
    assert "Copies of 2 files lie in .edgewise/backup/. By hand:\n    cp -Rp .edgewise/backup/here/. .\n" in told.out
    assert "▲ secrets  " in told.out
    assert b"s3cr3t" not in b"".join(path.read_bytes() for path in (root / ".edgewise").rglob("*") if path.is_file())


def test_a_merge_in_progress_refuses(sample: Sample, capsys: Capture) -> None:
    root = sample("static-404")
    git(root, "init", "-q")
    (root / ".git/MERGE_HEAD").write_text("0" * 40)
    before = tree(root)
    assert main(["migrate", str(root), "--yes", "--json"]) == 1
    assert document(capsys, "error")["code"] == "git-busy"
    assert tree(root) == before


def test_a_dry_run_is_a_plan(sample: Sample, capsys: Capture) -> None:
    root = sample("static-404")
    before = tree(root)
    for arguments in (["--json"], ["--diff"], []):
        assert main(["plan", str(root), *arguments]) == 0
        plan = capsys.readouterr()
        assert main(["migrate", str(root), "--dry-run", "--yes", *arguments]) == 0
        assert capsys.readouterr() == plan
    assert tree(root) == before


@pytest.mark.parametrize(
    "arguments", [["assess", "--bogus"], ["plan", "--mode", "x"], ["nonsense"], ["undo", "a", "b"]]
)
def test_mistakes_on_the_command_line_are_json_too(arguments: list[str], capsys: Capture) -> None:
    assert main([*arguments, "--json"]) == 2
    found = capsys.readouterr()
    assert json.loads(found.out)["code"] == "usage"
    assert found.err == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_between_two_files(sample: Sample, number: signal.Signals) -> None:
    """The signal comes while the first file is being written: that one is finished, and the rest can wait."""
    root = sample("functions-blog")
    before = tree(root)
    script = (
        "import os, sys\nfrom edgewise.cli import main\nfrom edgewise.migration import making\n"
        "put = making.put\n"
        "def slow(*given):\n    os.kill(os.getpid(), int(sys.argv[2]))\n    put(*given)\n"
        "making.put = slow\n"
        "sys.exit(main(['migrate', sys.argv[1], '--yes', '--json']))"
    )
    argv = [sys.executable, "-c", script, str(root), str(int(number))]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 130, done.stderr
    found = json.loads(done.stdout)
    assert (found["schema"], found["code"]) == ("edgewise/error/1", "stopped")
    assert "edgewise migrate --yes" in found["fix"]
    assert "edgewise undo" in found["fix"]
    assert [each.state for each in history(folders())] == ["interrupted"]
    assert "✓ 1/" in done.stderr
    assert "✓ 2/" not in done.stderr
    assert main(["migrate", str(root), "--yes"]) == 0
    assert main(["undo", str(root)]) == 0
    assert tree(root) == before


def test_two_migrations_at_once(sample: Sample) -> None:
    root = sample("functions-blog")
    before = tree(root)
    argv = [sys.executable, "-m", "edgewise", "migrate", str(root), "--yes", "--json"]
    programs = [subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(4)]
    outputs = [(json.loads(program.communicate()[0]), program.returncode) for program in programs]
    assert sorted(code for _, code in outputs) == [0, 1, 1, 1]
    refused = {found["code"] for found, code in outputs if code == 1}
    done_meanwhile = {"already-applied", "already-a-worker", "nothing-to-resume"}
    assert refused <= {"busy", "interrupted", "file-changed", "not-ready", *done_meanwhile}, refused
    assert main(["undo", str(root)]) == 0
    assert tree(root) == before


@pytest.mark.parametrize("option", ["--functions", "--mode"])
def test_choices_that_are_not_there(option: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["plan", option, "magic"])
    assert caught.value.code == 2
    assert "invalid choice: 'magic'" in capsys.readouterr().err
