"""Temporary folders, and what a killed process leaves of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from edgewise.store.scratch import Scratch, sweep


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


HOLDER = """
import sys, time
from edgewise.store.scratch import Scratch
scratch = Scratch("proof")
(scratch.path / "deep").mkdir()
(scratch.path / "deep/file").write_text("x")
print(scratch.path, flush=True)
sys.stdin.read()
"""


def holder() -> tuple[subprocess.Popen[str], Path]:
    """Another process that has a folder, and the folder."""
    program = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    return program, Path(program.stdout.readline().strip())


def test_it_is_private_and_gone_afterwards(place: Path) -> None:
    scratch = Scratch("proof")
    assert scratch.path.parent == place
    assert scratch.path.stat().st_mode & 0o077 == 0
    (scratch.path / "file").write_text("x")
    scratch.close()
    scratch.close()
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_removed(place: Path) -> None:
    program, folder = holder()
    with program:
        mine = Scratch("lab")
        assert sweep() == [], "both processes live"
        assert folder.is_dir()
        program.send_signal(signal.SIGKILL)
    assert sweep() == [folder]
    assert list(place.iterdir()) == [mine.path]
    mine.close()


def test_a_child_does_not_keep_the_folder_of_its_dead_parent() -> None:
    program, folder = holder()
    with program:
        program.send_signal(signal.SIGKILL)
    assert sweep() == [folder]


def test_others_are_left_alone(place: Path) -> None:
    (place / "edgewise-by-hand").mkdir()
    (place / "edgewise-file").touch()
    (place / "else").mkdir()
    (place / "else/.owner").touch()
    (place / "edgewise-link").symlink_to(place / "else")
    (place / "edgewise-linked-owner").mkdir()
    (place / "edgewise-linked-owner/.owner").symlink_to(place / "else/.owner")
    before = sorted(place.rglob("*"))
    assert sweep() == []
    assert sorted(place.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_those_of_other_users_are_left_alone(place: Path) -> None:
    (place / "edgewise-proof-x").mkdir()
    (place / "edgewise-proof-x/.owner").touch()
    os.chown(place / "edgewise-proof-x", 12345, 12345)
    assert sweep() == []
    os.chown(place / "edgewise-proof-x", 0, 0)
    assert sweep() == [place / "edgewise-proof-x"]


def test_an_unreadable_place_is_no_matter(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place / "nowhere"))
    assert sweep() == []
