"""A program in a pseudo-terminal, with the time at which each piece of its output arrived."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.e2e.terminal import _without_private

_QUIET = 0.15
"""Seconds without output after which the text is looked for."""


class Timed:
    """A running program. Leave the ``with`` block to end it.

    Attributes:
        chunks: seconds since just before exec, and the bytes that came then.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self._size = (columns, rows)
        self.chunks: list[tuple[float, bytes]] = []
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._start = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
            preexec_fn=lambda: os.login_tty(slave),  # noqa: PLW1509 (this process has one thread)
            pass_fds=(slave,),
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while self.process.poll() is None and time.monotonic() < deadline:
            self._read(0.02)  # It must be able to write its farewell.
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def first_seen(self, *texts: str, timeout: float = 30) -> float:
        """Seconds from exec until all of ``texts`` were on the screen at once.

        Output is only collected while the program works. What it drew is interpreted afterwards, so
        that the reading costs the program nothing.
        """
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            if self._read(_QUIET):
                continue
            found = self._replay(texts)
            if found is not None:
                return found
            if self.process.poll() is not None:
                break
        raise RuntimeError(f"{texts} did not appear; the screen was:\n{self._screen()}")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.chunks.append((time.perf_counter() - self._start, data))
        return bool(data)

    def _replay(self, texts: Sequence[str]) -> float | None:
        screen = pyte.Screen(*self._size)
        stream = pyte.ByteStream(screen)
        for when, data in self.chunks:
            stream.feed(_without_private(data))
            shown = "\n".join(screen.display)
            if all(text in shown for text in texts):
                return when
        return None

    def _screen(self) -> str:
        screen = pyte.Screen(*self._size)
        stream = pyte.ByteStream(screen)
        for _, data in self.chunks:
            stream.feed(_without_private(data))
        return "\n".join(screen.display)
