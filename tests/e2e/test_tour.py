"""The whole course, read from its first lesson to its last with the space bar, in a real terminal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from edgewise.course import Progress, load_course, load_lesson
from edgewise.store import folders
from tests.e2e.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.exhaustive]

COURSE = load_course()
END = "Lesson finished"
PRESSES = 80
"""Presses of the space bar that no lesson needs."""


def settled(terminal: Terminal, before: str = "", seconds: float = 5) -> str:
    """The screen once it is another than ``before`` and the program has been silent for a moment."""
    deadline = time.monotonic() + seconds
    silent = 0
    while time.monotonic() < deadline and (terminal.text == before or silent < 2):
        count = len(terminal.raw)
        terminal.read(0.08)
        silent = silent + 1 if len(terminal.raw) == count else 0
    return terminal.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_every_step_of_every_lesson_is_reached_by_the_space_bar(tmp_path: Path, size: tuple[int, int]) -> None:
    first, *others = COURSE.written
    with Terminal(["learn", first.id], cwd=str(tmp_path), columns=size[0], rows=size[1]) as terminal:
        terminal.wait_for("1/")
        screen = settled(terminal)
        for number, entry in enumerate([first, *others]):
            lesson = load_lesson(entry)
            unseen = {step.title[:30] for step in lesson.steps}
            for _ in range(PRESSES):
                assert "Traceback" not in screen
                unseen -= {title for title in unseen if title in screen}
                if END in screen:
                    break
                terminal.send(" ")
                screen = settled(terminal, screen)
            assert END in screen, f"{entry.id} does not end:\n{screen}"
            assert not unseen, f"{entry.id}: these steps were never seen: {unseen}"
            for _ in range(PRESSES if number < len(others) else 0):
                terminal.send(" ")
                screen = settled(terminal, screen)
                if END not in screen:
                    break
        terminal.send("q")
        assert terminal.wait_end() == 0
    progress = Progress.load(folders())
    assert [entry.id for entry in COURSE.written if not progress.is_done(entry.id)] == []
