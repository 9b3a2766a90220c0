"""Reading the log of ``wrangler dev``: has it reloaded, and why can the Worker not run?

The phrases are those of wrangler 4 (seen in 4.153 and 4.164). A program that logs errors of its
own writes them in wrangler's style too, so only messages that say a build, a configuration or a
start failed count as faults.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from edgewise.course.labs.model import Fault
from edgewise.text import clean

_ERROR = re.compile(r"^\s*✘ \[ERROR\] (.*\S)\s*$")
_PLACE = re.compile(r"^\s*(?P<file>[^\s:│╵][^:│╵]*):(?P<line>\d+):\d+:?\s*$")
_EXCERPT = re.compile(r"^\s*(?:\d+\s*│|╵)")
_RELOADING = "Reloading local server"
_RELOADED = "Local server updated and ready"
_KEEP = 200


class Diagnosis:
    """Fed with the server's log, line by line. Places in files are told relative to ``root``.

    Attributes:
        reloads: how many reloads were begun.
        reloaded: how many came to an end.
        faults: how often something was found that keeps the Worker from running.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.reloads = 0
        self.reloaded = 0
        self.faults = 0
        self._lines: list[str] = []

    def feed(self, line: str) -> None:
        """Take in one line, without escape sequences."""
        if _RELOADING in line:
            self.reloads += 1
            self._lines.clear()
        elif _RELOADED in line:
            self.reloaded += 1
            self._lines.clear()
        elif _fatal(line):
            self.faults += 1
        self._lines.append(line)
        del self._lines[:-_KEEP]

    @property
    def reloading(self) -> bool:
        """Whether a reload is under way."""
        return self.reloads > self.reloaded

    def fault(self) -> Fault | None:
        """What keeps the Worker from running, as far as the log since the last reload tells."""
        return find_fault(self._lines, self._root)


def find_fault(lines: Sequence[str], root: Path) -> Fault | None:
    """The first build, configuration or start error in ``lines``, with the place it names."""
    for at, line in enumerate(lines):
        if not _fatal(line):
            continue
        heading = "Build failed" in line or "configuration:" in line
        return _detail(lines, at + heading, root) or Fault(_message(line))
    return None


def _fatal(line: str) -> bool:
    message = _message(line)
    return bool(message) and (
        message.startswith(("Build failed", "service core:user", "The Workers runtime failed to start"))
        or ("Processing" in message and message.endswith("configuration:"))
        or message in _CONFIG_ERRORS
    )


# What jsonc-parser, which wrangler reads its configuration with, calls its errors.
_CONFIG_ERRORS = frozenset(
    {
        "InvalidSymbol",
        "InvalidNumberFormat",
        "PropertyNameExpected",
        "ValueExpected",
        "ColonExpected",
        "CommaExpected",
        "CloseBraceExpected",
        "CloseBracketExpected",
        "EndOfFileExpected",
        "InvalidCommentToken",
        "UnexpectedEndOfComment",
        "UnexpectedEndOfString",
        "UnexpectedEndOfNumber",
        "InvalidUnicode",
        "InvalidEscapeCharacter",
        "InvalidCharacter",
    }
)


def _message(line: str) -> str:
    found = _ERROR.match(line)
    return found.group(1) if found else ""


def _detail(lines: Sequence[str], at: int, root: Path) -> Fault | None:
    """The message at or after ``at``, the place that follows it, and the lines quoted there."""
    message, where, excerpt = "", None, []
    for line in lines[at : at + 20]:
        place = _PLACE.match(line)
        if not message:
            message = _message(line) or line.strip(" -")
        elif place and where is None:
            where = f"{place['file'].strip().removeprefix(f'{root}/')}:{place['line']}"
        elif _EXCERPT.match(line) and where is not None:
            excerpt.append(line.rstrip())
        elif _message(line):
            break
    if message in _CONFIG_ERRORS:
        message = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", message).capitalize()
    if message.startswith("service core:user"):
        message = f"{message.partition(': ')[2]} (while the Worker was loaded)"
    message = clean(message, 300)
    return Fault(message, where, tuple(excerpt)) if message else None
