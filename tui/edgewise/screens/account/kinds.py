"""The kinds of resource with their counts: one line, or a list at the side where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from edgewise.screens.account.windows import window

FLAGS = 3
"""Cells that the list keeps free for the sign after a count."""

GAP = 3
"""Cells between two kinds in one line."""

BEFORE, AFTER = "‹ ", " ›"
"""What says that there are more kinds to the left or right than the line has room for."""


@dataclass(frozen=True)
class KindEntry:
    """One kind as the list shows it.

    Attributes:
        key: the digit that leads there; empty when there is none.
        group: the heading it stands under.
        action: what a click on it does.
        count: rows; ``None`` while they are not known.
        flagged: rows that have something to explain.
        state: ``""``, ``reading``, ``failed`` or ``gap``: the credential may not look there.
        more: whether there are more than are listed.
    """

    id: str
    title: str
    key: str = ""
    group: str = ""
    action: str = ""
    count: int | None = None
    flagged: int = 0
    state: str = ""
    more: bool = False


@dataclass(frozen=True)
class Whose:
    """Whose account it is: lines of text and style for the foot of the list."""

    lines: tuple[tuple[str, str], ...] = ()


class Kinds(Widget):
    """The list. Its digits are keys; its names can be clicked."""

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

    @property
    def _at(self) -> int:
        return next((at for at, entry in enumerate(self.entries) if entry.id == self.current), 0)

    # ------------------------------------------------------------------ one line

    def _line(self) -> Content:
        """As many kinds around the current one as there is room for, each of them whole."""
        age = Content.styled(*self.age) if self.age else Content("")
        line = self._names(self.content_size.width - (age.cell_length + 2 if self.age else 0))
        return line + Content(" " * (self.content_size.width - line.cell_length - age.cell_length)) + age

    def _names(self, room: int) -> Content:
        names = [self._entry(entry) for entry in self.entries]
        widths = [name.cell_length for name in names]
        shown = window(widths, self._at, room, gap=GAP, before=len(BEFORE), after=len(AFTER))
        line = Content(" " * GAP).join(names[shown.start : shown.stop])
        left = Content.styled(BEFORE, "$text-muted") if shown.start > 0 else Content("")
        right = Content.styled(AFTER, "$text-muted") if shown.stop < len(names) else Content("")
        return (left + line + right).truncate(max(1, room), ellipsis=True)

    def _entry(self, entry: KindEntry) -> Content:
        key = Content.styled(f"{entry.key} ", "$text-muted") if entry.key else Content("")
        count = self._count(entry, wide=False)
        return self._linked(entry, key + self._title(entry) + (Content(" ") + count if count.cell_length else count))

    # ------------------------------------------------------------------ a list

    def _column(self) -> Content:
        foot = [Content.styled(text, style) for text, style in self.whose.lines]
        room = self.content_size.height - len(foot) - 1
        lines = self._lines(room)
        gap = max(1, self.content_size.height - len(lines) - len(foot))
        return Content("\n").join(lines) + Content("\n" * gap) + Content("\n").join(foot)

    def _lines(self, room: int) -> list[Content]:
        """The list with headings and air; without air, then without headings, then around the current kind."""
        for headings, air in ((True, True), (True, False), (False, False)):
            lines = self._grouped(headings=headings, air=air)
            if len(lines) <= room:
                return lines
        shown = window([1] * len(lines), self._at, max(1, room), gap=0, before=0, after=0)
        return lines[shown.start : shown.stop]

    def _grouped(self, *, headings: bool, air: bool) -> list[Content]:
        lines: list[Content] = []
        group = ""
        for entry in self.entries:
            if headings and entry.group and entry.group != group:
                lines += [Content("")] if air and lines else []
                lines.append(Content.styled(f"  {entry.group}", "bold $text-muted"))
            group = entry.group
            lines.append(self._wide(entry))
        return lines

    def _wide(self, entry: KindEntry) -> Content:
        name = Content.styled("▌ " if entry.id == self.current else "  ", "$primary")
        name += Content.styled(f"{entry.key or ' '} ", "$text-muted") + self._title(entry)
        room, count = self.content_size.width - name.cell_length - 1, self._count(entry, wide=True)
        if count.cell_length > room:
            count = self._count(entry, wide=False)
        flags = 0 if entry.flagged or count.cell_length > room - FLAGS else FLAGS
        gap = max(1, room + 1 - count.cell_length - flags)
        return self._linked(entry, name + Content(" " * gap) + count)

    # ------------------------------------------------------------------ parts

    def _title(self, entry: KindEntry) -> Content:
        if entry.id == self.current:
            return Content.styled(entry.title, "bold $primary")
        return Content.styled(entry.title, "$text-disabled" if entry.state == "gap" else "")

    def _linked(self, entry: KindEntry, text: Content) -> Content:
        action = entry.action or f"kind('{entry.id}')"
        return text.stylize(f"@click=screen.{action}")

    def _count(self, entry: KindEntry, *, wide: bool) -> Content:
        if entry.state == "gap":
            return Content.styled("○ closed" if wide else "○", "$text-muted")
        if entry.state == "failed" and entry.count is None:
            return Content.styled("✗", "$error")
        if entry.count is None:
            return Content.styled("…" if entry.state == "reading" else "", "$text-muted")
        shown = Content.styled(f"{entry.count:,}{'+' if entry.more else ''}", "$text-muted")
        return shown + Content.styled(f" ▲{entry.flagged}", "$warning") if entry.flagged else shown
