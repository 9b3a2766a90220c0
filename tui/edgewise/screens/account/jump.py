"""One input that finds anything in the account: kinds, and the rows of everything that has been read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from edgewise.account.resources import ROOTS
from edgewise.account.search import Entry, Group, Hit
from edgewise.screens.account.catalogue import Catalogue
from edgewise.screens.account.raw import LinesView
from edgewise.screens.dialogs import keys_line

if TYPE_CHECKING:
    from edgewise.screens.account.board import Board

RESERVE = 200
"""Requests that looking for something leaves to everything else."""

LOOK_AGAIN = 0.5
"""Seconds after which rows that somebody else reads are looked for again."""

NAME = 34
"""Cells for a name, where other texts stand beside it."""


class JumpScreen(ModalScreen[Entry | None]):
    """The input and what it finds. Dismisses with the chosen entry."""

    CSS = """
    JumpScreen { align-vertical: top; }
    JumpScreen .dialog { width: 1fr; max-width: 110; height: 1fr; max-height: 40; margin: 1 2; }
    JumpScreen Input { margin-bottom: 1; }
    JumpScreen #known { height: auto; max-height: 3; margin-top: 1; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "move(-10)", "Up", show=False, priority=True),
        Binding("pagedown", "move(10)", "Down", show=False, priority=True),
        Binding("tab", "group(1)", "Next kind", show=False, priority=True),
        Binding("shift+tab", "group(-1)", "Kind before", show=False, priority=True),
    ]

    def __init__(self, board: Board, catalogue: Catalogue) -> None:
        super().__init__(classes="dialog-layer")
        self._board = board
        self._catalogue = catalogue
        self._groups: tuple[Group, ...] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """The line to type in, what is found, how much is known, and the keys."""
        with Vertical(classes="dialog"):
            yield Input(placeholder="name of anything in the account", select_on_focus=False)
            yield LinesView()
            yield Static(id="known")
            keys = (("↑↓", "Move"), ("tab", "Next kind"), ("enter", "Go there"), ("escape", "Close"))
            yield Static(keys_line(*keys), classes="dialog-keys")

    def on_mount(self) -> None:
        """Look among what is known, and read what is not."""
        self.query_one(LinesView).can_focus = False
        self.query_one(Input).focus()
        self.set_interval(LOOK_AGAIN, self._look_if_reading)
        self._look()
        self._read_missing()

    def on_key(self, event: events.Key) -> None:
        """What was typed before the line had the focus belongs into it all the same."""
        # What the line takes itself does not come here.
        if event.is_printable and event.character:
            event.stop()
            self.query_one(Input).insert_text_at_cursor(event.character)

    # ------------------------------------------------------------------ reading

    @work(exclusive=True, exit_on_error=False)
    async def _read_missing(self) -> None:
        """Read the kinds that nobody has looked at yet, as far as the request budget has room for it."""
        board = self._board

        async def read(at: int) -> None:
            await board.read((ROOTS[at].id, ()), ROOTS[at])
            self._look()

        missing = [at for at, each in enumerate(ROOTS) if (each.id, ()) not in board.listings]
        if board.client is not None and board.client.budget.left > RESERVE:
            await asyncio.gather(*(read(at) for at in missing))
            self._look()

    def _look_if_reading(self) -> None:
        if self._board.loading:
            self._look()

    def _known(self) -> Content:
        """How much can be found, and what is missing from it."""
        listings, failures = self._board.listings, self._board.failures
        unread = [each for each in ROOTS if (each.id, ()) not in listings]
        failed = [each.title for each in unread if (each.id, ()) in failures]
        reading = [each.title for each in unread if (each.id, ()) in self._board.loading]
        left = [each.title for each in unread if each.title not in failed and each.title not in reading]
        count = sum(len(listing.rows) for listing in listings.values())
        line = Content.styled(f"{count:,} things are known. ", "$text-muted")
        if reading:
            done = len(ROOTS) - len(unread)
            words = f"reading {', '.join(reading[:3])}{' …' if len(reading) > 3 else ''}"
            line += Content.styled(f"▶ {done} of {len(ROOTS)} kinds: {words}. ", "$primary")
        if failed:
            line += Content.styled("▲ ", "$warning") + Content(f"Could not be read: {', '.join(failed)}. ")
        if left:
            line += Content.styled("○ ", "$text-muted") + Content(f"Not read: {', '.join(left)}. ")
        return line

    # ------------------------------------------------------------------ finding

    def on_input_changed(self) -> None:
        """Find as one types."""
        self._at = 0
        self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width."""
        self.call_after_refresh(self._show)

    @property
    def hits(self) -> list[Hit]:
        """Everything that is found, from the top."""
        return [hit for group in self._groups for hit in group.hits]

    def _look(self) -> None:
        if not self.is_mounted:
            return
        chosen = self.hits[self._at].entry if self._at < len(self.hits) and self._at else None
        self._groups = self._catalogue.search(self.query_one(Input).value)
        entries = [hit.entry for hit in self.hits]
        self._at = entries.index(chosen) if chosen in entries else min(self._at, max(0, len(entries) - 1))
        self._show()

    def _show(self) -> None:
        view = self.query_one(LinesView)
        lines, place = result_lines(self._groups, self._at, max(20, view.size.width - 1))
        if not lines:
            words = self.query_one(Input).value.strip()
            lines = [Content(f"○ Nothing that is known holds “{words}”."), Content("")]
        view.show(tuple(lines))
        self.query_one("#known", Static).update(self._known())
        top, height = view.scroll_offset.y, max(1, view.size.height)
        if place <= 1 or place - 1 < top:
            view.scroll_to(y=max(0, place - 1), animate=False, immediate=True)
        elif place >= top + height:
            view.scroll_to(y=place - height + 1, animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        """Move among what is found."""
        self._at = max(0, min(self._at + by, len(self.hits) - 1))
        self._show()

    def action_group(self, by: int) -> None:
        """Go to the first of the next group, around the end."""
        starts = [sum(len(group.hits) for group in self._groups[:at]) for at in range(len(self._groups))]
        if starts:
            here = max(at for at, start in enumerate(starts) if start <= self._at)
            self._at = starts[(here + by) % len(starts)]
            self._show()

    def on_input_submitted(self) -> None:
        """Go there."""
        if self._at < len(self.hits):
            self.dismiss(self.hits[self._at].entry)

    def action_cancel(self) -> None:
        """Close without going anywhere."""
        self.dismiss(None)


def result_lines(groups: tuple[Group, ...], at: int, width: int) -> tuple[list[Content], int]:
    """The groups with their headings, and the line of the hit number ``at``."""
    lines: list[Content] = []
    place, number = 0, 0
    for group in groups:
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(group.title, "bold $primary").truncate(width, ellipsis=True))
        for hit in group.hits:
            if number == at:
                place = len(lines)
            lines.append(_line(hit, width, chosen=number == at))
            number += 1
        if group.more:
            lines.append(Content.styled(f"  and {group.more:,} more", "$text-muted"))
    return lines, place


def _line(hit: Hit, width: int, *, chosen: bool) -> Content:
    name = Content(hit.entry.name)
    if not chosen:
        for mark in hit.marks:
            name = name.stylize("bold $primary", mark, mark + 1)
    star = Content.styled("★ ", "$warning") if hit.entry.favourite else Content("  ")
    beside = " · ".join(part for part in (_kind(hit.entry), hit.entry.of, hit.said) if part)
    gap = Content(" " * max(2, NAME - name.cell_length)) if beside else Content("")
    line = star + name + gap + Content.styled(beside, "$text-muted")
    line = line.truncate(width, ellipsis=True)
    if not chosen:
        return line
    padded = line.plain + " " * max(0, width - line.cell_length)
    return Content.styled(padded, "bold $block-cursor-foreground on $block-cursor-background")


def _kind(entry: Entry) -> str:
    """What a favourite is: the others stand under their kind."""
    return entry.kind.singular if entry.favourite and entry.key is not None else ""
