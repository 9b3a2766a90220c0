"""A real pseudo-terminal with a screen that can be read: the program as a user has it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pexpect
import pyte

ENTER, ESCAPE, UP, DOWN, RIGHT, LEFT = "\r", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"


class Terminal:
    """Runs ``edgewise`` (or any command) in a pty and keeps a screen of what it drew.

    Attributes:
        screen: the pyte screen.
        raw: every byte the program wrote.
    """

    def __init__(
        self,
        arguments: Sequence[str] = (),
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] | None = None,
        cwd: str | None = None,
    ) -> None:
        # The size is set inside, before the program starts: from outside it may come too late to be seen.
        size = f'stty rows {rows} cols {columns}; exec "$@"'
        program = list(command or [sys.executable, "-m", "edgewise"])
        argv = ["/bin/sh", "-c", size, "sh", *program, *arguments]
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})}
        self.screen = pyte.Screen(columns, rows)
        self.raw = b""
        self._stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            argv[0], argv[1:], dimensions=(rows, columns), env=variables, cwd=cwd, timeout=30, echo=False
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.close(force=True)

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float = 0.1) -> bool:
        """Take in what the program writes within ``seconds``. False once it has ended."""
        try:
            data = self.process.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        # pyte knows no private CSI sequences with a `<`, `>` or `=`; they change nothing on the screen.
        self._stream.feed(_without_private(data))
        return True

    def wait_for(self, text: str, seconds: float = 20) -> str:
        """Read until ``text`` is on the screen; the screen."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.text:
                return self.text
            if not self.read():
                break
        if text in self.text:
            return self.text
        raise AssertionError(f"{text!r} did not appear within {seconds} s:\n{self.text}")

    def wait_gone(self, text: str, seconds: float = 20) -> str:
        """Read until ``text`` is no longer on the screen; the screen."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and text in self.text:
            if not self.read():
                break
        assert text not in self.text, f"{text!r} is still there:\n{self.text}"
        return self.text

    def send(self, *keys: str) -> None:
        """Type keys, each as its own read of the program."""
        for key in keys:
            self.process.send(key)
            self.read(0.05)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def wait_end(self, seconds: float = 20) -> int:
        """Read until the program has ended; its exit code (minus the signal when one ended it)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.read():
                self.process.wait()
                code = self.process.exitstatus
                return int(code if code is not None else -self.process.signalstatus)
        raise AssertionError(f"still running after {seconds} s:\n{self.text}")


def _without_private(data: bytes) -> bytes:
    import re

    return re.sub(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\", b"", data)
