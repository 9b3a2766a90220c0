"""Sentences fit the terminal they are read in, and are left alone where a program reads them."""

from __future__ import annotations

import os
import pty
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from io import StringIO
from typing import TextIO

import pytest

from edgewise.cli.output import Output
from edgewise.cli.wrapping import fitted

SENTENCE = "○ The old side is what it was before the migration; the new side is this folder as it stands."


@contextmanager
def terminal(columns: int) -> Iterator[TextIO]:
    """A terminal of a width."""
    above, below = pty.openpty()
    ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with os.fdopen(below, "w") as stream:
        yield stream
    os.close(above)


@pytest.mark.parametrize("columns", [24, 40, 80])
def test_lines_fit_and_stand_below_each_other(columns: int) -> None:
    with terminal(columns) as stream:
        lines = fitted(SENTENCE, stream).splitlines()
    assert len(lines) > 1
    assert all(len(line) <= columns for line in lines)
    assert all(line.startswith("  ") and line[2] != " " for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == SENTENCE


def test_a_numbered_step_keeps_its_place() -> None:
    with terminal(30) as stream:
        assert fitted("    12. Put the route example.com/* in front", stream).splitlines() == [
            "    12. Put the route",
            "        example.com/* in front",
        ]


def test_what_is_copied_stays_in_one_line() -> None:
    with terminal(40) as stream:
        lines = fitted("✓ Cut over, and all is well. Next: `edgewise finish site --demo 8780`", stream).splitlines()
    assert lines == ["✓ Cut over, and all is well. Next:", "  `edgewise finish site --demo 8780`"]


def test_a_line_that_fits_or_that_nobody_reads_is_left_alone() -> None:
    with terminal(200) as stream:
        assert fitted(f"  {SENTENCE}", stream) == f"  {SENTENCE}"
    assert fitted(SENTENCE * 9, StringIO()) == SENTENCE * 9


def test_narration_fits_and_lines_of_data_do_not_change(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    written = StringIO()
    with terminal(40) as stream:
        monkeypatch.setattr(written, "isatty", lambda: True)
        monkeypatch.setattr(written, "fileno", stream.fileno)
        monkeypatch.setattr(sys, "stdout", written)
        out = Output()
        out.line(SENTENCE)
        out.say(SENTENCE)
    first, *rest = written.getvalue().splitlines()
    assert first == SENTENCE
    assert len(rest) > 1 and max(map(len, rest)) <= 40
