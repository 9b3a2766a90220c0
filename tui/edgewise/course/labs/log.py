"""The server's log as labs need it: bounded, and readable from a mark on."""

from __future__ import annotations

from collections import deque
from itertools import islice

KEPT = 2000


class LogBook:
    """The last lines of a log, oldest first. Survives restarts of the server that writes it."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT)
        self._count = 0

    def add(self, line: str) -> None:
        """Take in one line."""
        self._lines.append(line)
        self._count += 1

    def mark(self) -> int:
        """A mark for :meth:`since`: what comes from now on."""
        return self._count

    def since(self, mark: int) -> list[str]:
        """The lines after ``mark``, as far as they are kept."""
        new = min(self._count - mark, len(self._lines))
        return list(islice(self._lines, len(self._lines) - new, None))

    def lines(self) -> list[str]:
        """All kept lines."""
        return list(self._lines)
