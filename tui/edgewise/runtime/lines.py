"""A program's output as lines that are safe to show, in bounded memory."""

from __future__ import annotations

import codecs
import re
from collections import deque

from edgewise.text import clean_lines

LONGEST = 65_536
"""Characters after which a line is broken: a program that prints no line break must not fill memory."""

_BREAK = re.compile(r"\r\n|\n|\r")


class LineSplitter:
    """Turns chunks of bytes into cleaned lines: UTF-8 with replacement, no escape sequences.

    A lone carriage return ends a line too, because progress bars redraw with it.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, chunk: bytes) -> list[str]:
        """The lines that ``chunk`` completes."""
        text = self._rest + self._decoder.decode(chunk)
        # A carriage return at the end may be the first half of "\r\n".
        held = "\r" if text.endswith("\r") else ""
        *lines, rest = _BREAK.split(text[: len(text) - len(held)])
        while len(rest) > LONGEST:
            lines.append(rest[:LONGEST])
            rest = rest[LONGEST:]
        self._rest = rest + held
        return [clean_lines(line) for line in lines]

    def end(self) -> list[str]:
        """The last line, when the output did not end with a line break."""
        text = self._rest + self._decoder.decode(b"", final=True)
        self._rest = ""
        return [clean_lines(text.rstrip("\r"))] if text.rstrip("\r") else []


class Tail:
    """The last lines of an output, up to a number of characters."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._lines: deque[str] = deque()
        self.truncated = False

    def add(self, line: str) -> None:
        """Keep ``line``, and let go of the oldest ones when there is too much."""
        self._lines.append(line)
        self._size += len(line) + 1
        while self._size > self._limit and len(self._lines) > 1:
            self._size -= len(self._lines.popleft()) + 1
            self.truncated = True

    def text(self) -> str:
        """All kept lines, each ended by a line break."""
        return "".join(f"{line}\n" for line in self._lines)
