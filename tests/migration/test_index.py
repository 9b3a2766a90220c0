"""The index of migrations, and the history that is told from it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.cli import main
from edgewise.migration.index import State, history, known, path, update
from edgewise.migration.journal import journal_path
from edgewise.store import folders

Sample = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]


def states(root: Path | None = None) -> list[State]:
    return [each.state for each in history(folders()) if root is None or each.root == root.resolve()]


def listed(capsys: Capture, *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "edgewise/history/1"
    migrations: list[dict[str, Any]] = found["migrations"]
    return migrations


def test_a_migrated_folder_is_found_again_until_it_is_undone(sample: Sample) -> None:
    root = sample("static-404")
    assert main(["migrate", str(root), "--yes"]) == 0
    assert [each.root for each in known(folders())] == [root.resolve()]
    assert states() == [State.APPLIED]
    assert main(["undo", str(root)]) == 0
    assert known(folders()) == []
    (record,) = history(folders())
    assert (record.state, record.files) == (State.UNDONE, ())
    assert record.undone is not None
    assert record.undone >= record.migrated


def test_each_migration_has_a_line_of_its_own(sample: Sample, capsys: Capture) -> None:
    root, other = sample("static-404"), sample("spa")
    for _ in range(2):
        assert main(["migrate", str(root), "--yes"]) == 0
        assert main(["undo", str(root)]) == 0
    assert main(["migrate", str(other), "--yes"]) == 0
    assert sorted(each["state"] for each in listed(capsys, "history")) == ["applied", "undone", "undone"]
    assert listed(capsys, "undo", "--list") == listed(capsys, "history")
    (found,) = listed(capsys, "history", str(other))
    assert set(found) == {"root", "state", "migrated", "undone", "steps", "choices", "files", "additions"}
    assert found["root"] == str(other.resolve())
    assert found["choices"]["functions"] == "compile"
    assert {"path": "public/.assetsignore", "action": "create"} in found["files"]
    assert "worker-config" in found["steps"]
    assert main(["history", str(other)]) == 0
    text = capsys.readouterr().out
    assert "✓ applied" in text
    assert "+ public/.assetsignore" in text
    assert main(["history", str(other / "elsewhere")]) == 0
    assert "No migration is known of this project." in capsys.readouterr().out


def test_how_a_migration_stands(sample: Sample) -> None:
    root = sample("static-404")
    main(["migrate", str(root), "--yes"])
    whole = journal_path(root).read_bytes()
    lines = whole.splitlines(keepends=True)
    journal_path(root).write_bytes(b"".join(lines[:-1]))
    assert states() == [State.INTERRUPTED]
    journal_path(root).write_bytes(whole.replace(b"done", b"dome"))
    assert states() == [State.DAMAGED]
    journal_path(root).write_bytes(whole)
    (root / "wrangler.toml").write_text("mine")
    assert main(["undo", str(root)]) == 1
    assert states() == [State.UNDO_UNFINISHED]
    shutil.rmtree(root)
    assert states() == [State.GONE]
    assert known(folders()) == []


def test_nothing_is_known(capsys: Capture) -> None:
    assert main(["history"]) == 0
    assert "No migration is known on this computer." in capsys.readouterr().out


def test_a_folder_that_was_never_migrated_leaves_no_trace(tmp_path: Path) -> None:
    update(folders(), tmp_path)
    assert not path(folders()).exists()


def test_the_first_form_of_the_index_is_read(sample: Sample) -> None:
    root = sample("static-404")
    main(["migrate", str(root), "--yes"])
    old = {"schema": "edgewise/migrations/1", "projects": {str(root): "2026-11-20T10:00:00+00:00"}}
    path(folders()).write_text(json.dumps(old))
    assert [(each.root, each.state, each.migrated.day) for each in history(folders())] == [(root, State.APPLIED, 20)]


def test_several_at_once_lose_nothing(sample: Sample, tmp_path: Path) -> None:
    template = sample("static-404")
    roots = [Path(shutil.copytree(template, tmp_path / str(number))) for number in range(4)]
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "edgewise", "migrate", str(root), "--yes"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for root in roots
    ]
    assert [program.wait() for program in programs] == [0] * 4
    assert {each.root for each in known(folders())} == set(roots)


JSON = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda each: (
        st.lists(each, max_size=2) | st.dictionaries(st.sampled_from(["root", "migrated", "undone", "x"]), each)
    ),
)


@given(st.sampled_from(["projects", "migrations", "x"]), JSON)
def test_a_broken_index_is_an_empty_one(key: str, document: object) -> None:
    file = path(folders())
    file.parent.mkdir(parents=True, exist_ok=True)
    for whole in ({key: document}, document):
        file.write_text(json.dumps(whole))
        assert known(folders()) == []
        assert history(folders()) == []
