"""Moving about in the account: to a kind, down into a row, across, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widgets import Input

from edgewise.account.resources import ROOTS, kind
from edgewise.screens.account.filter import FilterInput
from edgewise.widgets.grid import Grid

if TYPE_CHECKING:
    from edgewise.screens.account.screen import AccountScreen


class Going:
    """Mix-in for the account screen: the actions that move on its trail."""

    def open_kind(self: AccountScreen, kind_id: str) -> None:  # type: ignore[misc]
        """Go to a kind; to the kind above it when it is a listing below a row."""
        wanted = kind(kind_id)
        self.action_kind(wanted.parent or wanted.id)

    def action_kind(self: AccountScreen, kind_id: str) -> None:  # type: ignore[misc]
        """Go to a kind of the account."""
        self.arrive(lambda: self.trail.go(kind_id))

    def action_step(self: AccountScreen, by: int) -> None:  # type: ignore[misc]
        """Go to the kind before or after."""
        ids = [each.id for each in ROOTS]
        self.action_kind(ids[(ids.index(self.trail.root.kind.id) + by) % len(ids)])

    def action_open(self: AccountScreen) -> None:  # type: ignore[misc]
        """Go down: to the listing below the row, else to its detail."""
        row, here = self.row, self.trail.here
        if row is None:
            return
        if not here.kind.drills:
            self.read_detail(True)
            return
        drill = here.kind.drills[0]
        self.arrive(lambda: self.trail.down(drill, kind(drill.kind), row, here.kind.row_name(row)))

    def action_view(self: AccountScreen) -> None:  # type: ignore[misc]
        """Go across: to the next listing of the same row."""
        here = self.trail.here
        drills = kind(here.kind.parent).drills if here.kind.parent else ()
        at = next((at for at, drill in enumerate(drills) if drill.kind == here.kind.id), 0)
        if len(drills) > 1:
            drill = drills[(at + 1) % len(drills)]
            self.arrive(lambda: self.trail.across(drill, kind(drill.kind)))

    def action_back(self: AccountScreen) -> None:  # type: ignore[misc]
        """One step back: from the detail, from the filter, from the listing, from the door."""
        if self.reading:
            self.read_detail(False)
        elif self.trail.here.filter and not self.glancing:
            self.query_one(FilterInput).value = ""
            self.show()
        elif self.trail.depth and not self.glancing:
            self.arrive(self.trail.up)
        elif not self.glancing:
            self.action_overview()
        else:
            self.app.action_door("home")

    def action_detail(self: AccountScreen) -> None:  # type: ignore[misc]
        """Give the detail the attention, or take it away."""
        if self.row is not None:
            self.read_detail(not self.reading)

    def arrive(self: AccountScreen, move: Callable[[], object]) -> None:  # type: ignore[misc]
        """Make a move on the trail and show where it leads, reading it when it is new."""
        self.leave()
        move()
        self.glance(False)
        self.finding = False
        self.read_detail(False)
        field = self.query_one(FilterInput)
        with field.prevent(Input.Changed):
            field.value = self.trail.here.filter
        self.show()
        if not self.board.whole(self.trail.here.id) and self.board.failure is None:
            self.read(related=False)

    def read_detail(self: AccountScreen, reading: bool) -> None:  # type: ignore[misc]
        """Give the attention to the detail, or back to the table."""
        self.reading = reading
        self.set_class(reading, "-reading")
        if not self.glancing:
            (self.query_one("#detail") if reading else self.query_one(Grid)).focus()
        self.await_details()
        self.frame()
