"""The program in a real terminal: it starts, it can be left, and it puts the terminal back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.pty

ALTERNATE_ON, ALTERNATE_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h", b"\x1b[?1000l"


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (160, 50)])
def test_it_starts_and_q_leaves_the_terminal_as_it_was(columns: int, rows: int, tmp_path: Path) -> None:
    with Terminal(columns=columns, rows=rows, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Migrate")
        terminal.send("q")
        assert terminal.wait_end() == 0
    assert terminal.raw.count(ALTERNATE_ON) == terminal.raw.count(ALTERNATE_OFF) == 1
    assert terminal.raw.rfind(MOUSE_OFF) > terminal.raw.rfind(MOUSE_ON)
    assert b"\x1b[?25h" in terminal.raw[terminal.raw.rfind(ALTERNATE_OFF) - 200 :]


def test_all_three_doors_open_by_keys_alone(tmp_path: Path) -> None:
    with Terminal(cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Choose a door")
        terminal.send("l")
        terminal.wait_for("The request that would not finish")
        terminal.send("\x1bOQ")  # F2
        terminal.wait_for("Choose a door")
        terminal.send("a")
        terminal.wait_for("demo account")
        terminal.send("\x1bOQ")
        terminal.wait_for("Choose a door")
        terminal.send("m")
        terminal.wait_for("Inspect")
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_a_resize_is_followed(tmp_path: Path) -> None:
    with Terminal(cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Choose a door")
        terminal.resize(50, 12)
        terminal.wait_for("60x20")
        terminal.resize(130, 40)
        terminal.wait_for("Choose a door")
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_a_terminate_signal_ends_it_and_restores_the_terminal(tmp_path: Path) -> None:
    with Terminal(cwd=str(tmp_path)) as terminal:
        terminal.wait_for("Choose a door")
        os.kill(terminal.process.pid, signal.SIGTERM)
        terminal.wait_end()
    assert ALTERNATE_OFF in terminal.raw


def test_without_colours_states_are_still_told_apart(tmp_path: Path) -> None:
    with Terminal(cwd=str(tmp_path), environment={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("lessons are waiting")
        assert "○" in terminal.text
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_a_home_that_cannot_be_written_is_said_and_survived(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    with Terminal(cwd=str(tmp_path), environment={"EDGEWISE_HOME": str(blocked)}) as terminal:
        terminal.wait_for("Nothing will be saved")
        terminal.send("q")
        assert terminal.wait_end() == 0
