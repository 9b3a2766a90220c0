"""What a live log is made of: events, and what has to be said between them."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_OUTCOMES = {
    "ok": ("ok", "ok"),
    "canceled": ("canceled", "canceled"),
    "responseStreamDisconnected": ("canceled", "stream cut"),
    "exception": ("error", "exception"),
    "exceededCpu": ("exceeded", "CPU limit"),
    "exceededMemory": ("exceeded", "memory limit"),
    "exceededWallTime": ("exceeded", "time limit"),
    "scriptNotFound": ("error", "no script"),
    "loadShed": ("error", "load shed"),
    "killSwitch": ("error", "switched off"),
    "daemonDown": ("error", "server down"),
    "internalError": ("error", "internal error"),
    "unknown": ("error", "unknown"),
}
"""Outcome -> family and words. The names are those of workerd's ``EventOutcome``."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One call of ``console.log`` and its like. ``text`` may have several lines."""

    level: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thrown:
    """An exception that nobody caught. ``stack`` may be empty."""

    name: str
    message: str
    stack: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TailEvent:
    """One run of a handler.

    Attributes:
        kind: ``fetch``, ``scheduled``, ``queue``, ``email``, ``alarm``, ``rpc``, ``tail``, ``websocket``, or
            ``unknown`` for one that edgewise does not know.
        subject: what it was about: a path, a cron, a queue; of an unknown kind, the names of its fields.
        outcome: the server's own word, cleaned; empty when it gave none.
        status: of the HTTP answer, where there was one.
        cpu, wall: milliseconds; ``None`` when not told.
        truncated: whether Cloudflare cut the event because it was too large.
        odd: what was not as it should be, a few words each.
        packed: the document, masked, as compressed JSON.
    """

    at: datetime
    kind: str
    subject: str
    outcome: str
    method: str = ""
    status: int | None = None
    cpu: float | None = None
    wall: float | None = None
    logs: tuple[LogLine, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    truncated: bool = False
    odd: tuple[str, ...] = ()
    packed: bytes = b""

    @property
    def family(self) -> str:
        """``ok``, ``canceled``, ``exceeded`` or ``error``; ``other`` for an outcome that edgewise does not know.

        ``untold`` where there is none.
        """
        if not self.outcome:
            return "untold"
        return _OUTCOMES.get(self.outcome, ("other", ""))[0]

    @property
    def word(self) -> str:
        """The outcome in words."""
        return _OUTCOMES.get(self.outcome, ("", self.outcome or "no outcome"))[1]

    @property
    def document(self) -> Any:
        """The event as it came, with what is secret masked."""
        return json.loads(zlib.decompress(self.packed)) if self.packed else None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        words = sum(len(line.text) for line in self.logs)
        words += sum(len(each.message) + len(each.stack) for each in self.thrown)
        return 600 + len(self.packed) + len(self.subject) + words


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which nothing is known, because there was no connection.

    Attributes:
        at: when there was one again.
        since: when there was the last sign of life before.
        reason: why it was lost, as a clause.
    """

    at: datetime
    since: datetime
    reason: str

    @property
    def seconds(self) -> float:
        """How long was missed at most."""
        return max(0.0, (self.at - self.since).total_seconds())

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 300 + len(self.reason)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that Cloudflare says about the log itself, such as that it shows a sample only."""

    at: datetime
    kind: str
    text: str

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 300 + len(self.text)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no event. Kept, so that nothing is lost: ``text`` is its beginning, cleaned and masked."""

    at: datetime
    reason: str
    text: str
    length: int

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 300 + len(self.text)


Entry = TailEvent | Gap | Notice | Unreadable
