"""The kinds of resource with their counts: one line, or a list at the side where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

FLAGS = 3
"""Cells that the list keeps free for the sign after a count."""


@dataclass(frozen=True)
class KindEntry:
    """One kind as the list shows it.

    Attributes:
        count: rows; ``None`` while they are not known.
        flagged: rows that have something to explain.
        failed: whether it could not be read.
        more: whether there are more than are listed.
    """

    id: str
    title: str
    count: int | None = None
    flagged: int = 0
    failed: bool = False
    more: bool = False


@dataclass(frozen=True)
class Whose:
    """Whose account it is: lines of text and style for the foot of the list."""

    lines: tuple[tuple[str, str], ...] = ()


class Kinds(Widget):
    """The list. Its numbers are keys; its names can be clicked."""

    auto_links = False
    """A kind's name is no link in the text: it looks like what it is, a choice."""

    entries: reactive[tuple[KindEntry, ...]] = reactive(())
    current: reactive[str] = reactive("")
    whose: reactive[Whose] = reactive(Whose())
    age: reactive[tuple[str, str] | None] = reactive(None)
    """How old the data is, with its style, for the end of the line."""

    def render(self) -> RenderResult:
        """Side by side in one line, or one below the other."""
        return self._column() if self.size.height > 1 else self._line()

    def _line(self) -> Content:
        """All kinds in one line; when there is not room for all the names, the others shrink to their numbers."""
        age = Content.styled(*self.age) if self.age else Content("")
        line = self._names(self.content_size.width - (age.cell_length + 2 if self.age else 0))
        return line + Content(" " * (self.content_size.width - line.cell_length - age.cell_length)) + age

    def _names(self, room: int) -> Content:
        full = Content("   ").join(self._entry(number, entry) for number, entry in enumerate(self.entries, 1))
        if full.cell_length <= room:
            return full
        return Content("  ").join(
            self._entry(number, entry) if entry.id == self.current else self._short(number, entry)
            for number, entry in enumerate(self.entries, 1)
        )

    def _column(self) -> Content:
        lines = [self._wide(number, entry) for number, entry in enumerate(self.entries, 1)]
        foot = [Content.styled(text, style) for text, style in self.whose.lines]
        gap = max(1, self.content_size.height - len(lines) - len(foot))
        return Content("\n").join(lines) + Content("\n" * gap) + Content("\n").join(foot)

    def _entry(self, number: int, entry: KindEntry) -> Content:
        chosen = entry.id == self.current
        name = Content.styled(entry.title, "bold $primary" if chosen else "")
        return self._linked(
            entry, Content.styled(f"{number} ", "$text-muted") + name + Content(" ") + self._count(entry)
        )

    def _short(self, number: int, entry: KindEntry) -> Content:
        return self._linked(entry, Content.styled(f"{number} ", "$text-muted") + self._count(entry))

    def _wide(self, number: int, entry: KindEntry) -> Content:
        chosen = entry.id == self.current
        room = self.content_size.width
        name = Content.styled("▌ " if chosen else "  ", "$primary") + Content.styled(f"{number} ", "$text-muted")
        name += Content.styled(entry.title, "bold $primary" if chosen else "")
        count = self._count(entry)
        flags = 0 if entry.flagged else FLAGS
        gap = max(1, room - name.cell_length - count.cell_length - flags)
        return self._linked(entry, name + Content(" " * gap) + count)

    def _linked(self, entry: KindEntry, text: Content) -> Content:
        return text.stylize(f"@click=screen.kind('{entry.id}')")

    def _count(self, entry: KindEntry) -> Content:
        if entry.failed and entry.count is None:
            return Content.styled("✗", "$error")
        if entry.count is None:
            return Content.styled("…", "$text-muted")
        shown = Content.styled(f"{entry.count:,}{'+' if entry.more else ''}", "$text-muted")
        return shown + Content.styled(f" ▲{entry.flagged}", "$warning") if entry.flagged else shown
