"""The last entries of a live log, in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from edgewise.account.tail.events import Entry

MOST = 10_000
LARGEST = 64 * 1024 * 1024
"""Entries, and bytes by their own estimate, that are held at most."""


class Ring:
    """A queue that drops its oldest entries once it holds too many or too large ones.

    Every entry has a number: 0 for the first that came, and so on. Numbers are never used again.
    """

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        self.most, self.largest = most, largest
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self.first = 0
        """The number of the oldest entry that is held."""
        self.cleared = 0
        """How many entries were thrown away on purpose."""

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def next(self) -> int:
        """The number that the next entry will have."""
        return self.first + len(self._entries)

    @property
    def dropped(self) -> int:
        """How many entries had to go to make room for newer ones."""
        return self.first - self.cleared

    def extend(self, entries: Iterable[Entry]) -> None:
        """Take in newer entries. The newest always stays, however large it is."""
        for entry in entries:
            self._entries.append(entry)
            self._bytes += entry.size
            while len(self._entries) > self.most or (self._bytes > self.largest and len(self._entries) > 1):
                self._bytes -= self._entries.popleft().size
                self.first += 1

    def clear(self) -> None:
        """Throw everything away."""
        self.cleared += len(self._entries)
        self.first += len(self._entries)
        self._entries.clear()
        self._bytes = 0

    def numbered(self, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """Entries with their numbers, oldest first, from number ``start`` on."""
        if start <= self.first:
            yield from enumerate(self._entries, self.first)
            return
        for number in range(start, self.next):
            yield number, self._entries[number - self.first]
