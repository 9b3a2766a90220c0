"""Keeping the lines of the tables: few at once, many in slices between which keys are answered."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING

from textual import work

from edgewise.account.resources.model import Row, Scope
from edgewise.screens.account.arrange import Arranged, Table
from edgewise.screens.account.jumping import favourite_keys

if TYPE_CHECKING:
    from edgewise.screens.account.places import PlaceId
    from edgewise.screens.account.screen import AccountScreen

MANY = 500
"""Rows above which lines are made in slices."""

SLICE = 0.004
"""Seconds that making lines may take at a stretch."""

BREATH = 0.001
"""Seconds that are left to keys and painting between two slices."""

AGES_OLD = 60.0
"""Seconds that ages in the lines of many rows may be old. Those of few are made anew each time."""

KEPT = 6
"""Listings whose lines are kept for when somebody comes back."""


class Arranging:
    """Mix-in for the account screen: its tables' lines."""

    _tables: dict[PlaceId, Table]
    _underway: tuple[PlaceId, tuple[Row, ...]] | None = None

    def arranged(self: AccountScreen) -> Arranged | None:  # type: ignore[misc]
        """What the table here shows; ``None`` while the lines of many rows are made for the first time."""
        place, board = self.trail.here, self.board
        listing = board.listings.get(place.id)
        rows = listing.rows if listing is not None else ()
        table = self._table()
        scope = board.scope()
        if len(rows) <= MANY:
            if not table.fresh(rows, scope):
                for _ in table.renew(rows, scope):
                    pass
        elif not table.fresh(rows, scope, seconds=AGES_OLD):
            if self._underway != (place.id, rows):
                self._underway = (place.id, rows)
                self._arrange(table, rows, scope)
            if not table.made:
                return None
        kept = frozenset[str]() if place.kind.parent else favourite_keys(place.kind.id, self.favourites)
        return table.arranged(wanted=place.filter, sort=place.sort, kept=kept)

    def _table(self: AccountScreen) -> Table:  # type: ignore[misc]
        place = self.trail.here
        found = self._tables.pop(place.id, None) or Table(place.kind)
        self._tables[place.id] = found
        while len(self._tables) > KEPT:
            del self._tables[next(iter(self._tables))]
        return found

    # With a description of its own: else Textual writes every row into one.
    @work(exclusive=True, group="arrange", exit_on_error=False, description="making lines")
    async def _arrange(self: AccountScreen, table: Table, rows: tuple[Row, ...], scope: Scope) -> None:
        end = perf_counter() + SLICE
        try:
            for _ in table.renew(rows, scope, seconds=AGES_OLD):
                if perf_counter() > end:
                    await asyncio.sleep(BREATH)
                    end = perf_counter() + SLICE
        finally:
            self._underway = None
        self.show()
