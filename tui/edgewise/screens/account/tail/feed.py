"""What a live log holds, and what of it is shown. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edgewise.account.tail.events import Entry, LogLine, Notice, TailEvent
from edgewise.account.tail.filters import LocalFilter
from edgewise.account.tail.lines import HEAD, MOST_LINES, UNDER, Line, lines, opened
from edgewise.account.tail.ring import Ring

UNKNOWN = -1
"""Where cells cannot be counted by counting characters."""


@dataclass(frozen=True, slots=True)
class EntryBlock:
    """An entry with its number, as the log widget draws it."""

    key: int
    entry: Entry

    def lines(self, wanted: bool) -> list[Line]:
        """Its lines; all there is to know when it is opened."""
        return opened(self.entry) if wanted else lines(self.entry)

    def sizes(self) -> Sequence[tuple[int, int]]:
        """Indents and cells of its lines while it is not opened. Ten thousand of them are asked for at once."""
        event = self.entry
        if not isinstance(event, TailEvent):
            return ((UNDER + 2, UNKNOWN),)
        found = [(HEAD, HEAD + len(event.subject) if event.subject.isascii() else UNKNOWN)]
        logged = 0
        for line in event.logs:
            logged += line.text.count("\n") + 1
            if logged <= MOST_LINES:
                found += _logged(line)
        if logged > MOST_LINES:
            return [(line.indent, UNKNOWN) for line in lines(event)]
        rest = len(event.thrown) + event.truncated + bool(event.odd)
        return [*found, *((UNDER + 2, UNKNOWN),) * rest]


def _logged(line: LogLine) -> Iterable[tuple[int, int]]:
    plain = line.text.isascii() and "\t" not in line.text and len(line.level) < 7
    return [(UNDER + 7, UNDER + 7 + len(text) if plain else UNKNOWN) for text in line.text.split("\n")]


class Feed:
    """The entries that came, the filter, and a pause.

    Attributes:
        wanted: what is shown.
        sampled: what Cloudflare said last about showing a sample only; empty when it shows everything.
    """

    def __init__(self, ring: Ring | None = None) -> None:
        self.ring = ring if ring is not None else Ring()
        self.wanted = LocalFilter()
        self.sampled = ""
        self._told = 0
        self._paused_at: int | None = None

    @property
    def paused(self) -> bool:
        """Whether what is shown stands still. What comes is taken in all the same."""
        return self._paused_at is not None

    @property
    def waiting(self) -> int:
        """How many entries came since it was paused."""
        return self.ring.next - self._paused_at if self._paused_at is not None else 0

    def take(self, entries: Sequence[Entry]) -> None:
        """Take in what came."""
        self.ring.extend(entries)
        for entry in entries:
            if isinstance(entry, Notice):
                self.sampled = "" if entry.kind == "overload-stop" else entry.text

    def pause(self) -> None:
        """Let what is shown stand still."""
        self._paused_at = self.ring.next

    def resume(self) -> None:
        """Show what came meanwhile; :meth:`shown` says it all."""
        self._paused_at = None

    def clear(self) -> None:
        """Throw away what came so far."""
        self.ring.clear()
        if self.paused:
            self._paused_at = self.ring.next

    def news(self) -> list[EntryBlock]:
        """What is to be shown besides what was already told."""
        start, self._told = self._told, self.ring.next
        return self._blocks(start)

    def shown(self) -> list[EntryBlock]:
        """Everything that is to be shown."""
        self._told = self._paused_at if self._paused_at is not None else self.ring.next
        return [block for block in self._blocks(0) if block.key < self._told]

    def _blocks(self, start: int) -> list[EntryBlock]:
        lets = self.wanted.lets
        return [EntryBlock(number, entry) for number, entry in self.ring.numbered(start) if lets(entry)]
