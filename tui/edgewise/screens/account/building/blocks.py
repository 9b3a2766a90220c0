"""A build's log as the log widget draws it: a block for each stage and each line. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from edgewise.account.build_log import BuildLine, BuildLog, Stage
from edgewise.account.tail.lines import SIGNS, Line, duration

TIME = 10
"""Cells of the time before each line."""

_WORDS = {"active": "running", "failure": "failed"}
_NAMES = {"queued": "Queued", "initialize": "Initialize", "clone_repo": "Clone", "build": "Build", "deploy": "Deploy"}


@dataclass(frozen=True, slots=True)
class BuildBlock:
    """A stage or a line with its number. ``now`` is for a stage that runs."""

    key: int
    item: Stage | BuildLine
    now: datetime

    def lines(self, opened: bool) -> list[Line]:
        """A heading, or a line with its time. An opened one is wrapped, no more."""
        if isinstance(self.item, Stage):
            return _heading(self.item, self.now, first=self.key == 0)
        when = f"{self.item.at:%H:%M:%S}" if self.item.at is not None else ""
        return [Line(TIME, ((f"{when:<{TIME}}", "muted"), (self.item.text, self.item.tone)))]

    def sizes(self) -> Sequence[tuple[int, int]]:
        """Indent and cells of each line."""
        return [(line.indent, len(line.text) if line.text.isascii() else -1) for line in self.lines(False)]


def _heading(stage: Stage, now: datetime, *, first: bool) -> list[Line]:
    seconds = stage.seconds(now)
    took = "" if seconds is None else f"  {duration(seconds)}"
    so_far = " so far" if stage.status == "active" and took else ""
    word = "" if stage.status == "success" else f"  {_WORDS.get(stage.status, stage.status)}"
    sign = SIGNS.get(stage.tone, "▲")
    name = _NAMES.get(stage.name, stage.name)
    line = Line(2, ((f"{sign} ", stage.tone), (name, "strong"), (f"{word}{took}{so_far}", "muted")))
    return [line] if first else [Line(0, (("", ""),)), line]


def blocks_of(log: BuildLog, now: datetime) -> list[BuildBlock]:
    """The whole log."""
    return [BuildBlock(number, item, now) for number, item in enumerate(log.items)]


def text_of(items: Sequence[Stage | BuildLine], now: datetime) -> str:
    """A log, or a part of it, as text to copy or save."""
    lines = [
        line.text.rstrip() for number, item in enumerate(items) for line in BuildBlock(number, item, now).lines(False)
    ]
    return "\n".join(lines) + "\n"


def matches(item: Stage | BuildLine, words: Sequence[str]) -> bool:
    """Whether a line holds all the words; without words, whether it tells of an error. A stage is no line."""
    if isinstance(item, Stage):
        return False
    said = item.text.casefold()
    return all(word.casefold() in said for word in words) if words else item.tone == "bad"
