"""Going anywhere by name, and keeping favourites at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.account.overview import Line
from edgewise.account.resources import ROOTS, kind
from edgewise.account.resources.model import Kind
from edgewise.account.search import Entry
from edgewise.screens.account.catalogue import Catalogue, way_to
from edgewise.store.favourites import LONGEST_KEY, Favourite, favourite, toggled
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.screens.account.board import Board
    from edgewise.screens.account.screen import AccountScreen


class Jumping:
    """Mix-in for the account screen: ``:`` finds anything, ``f`` keeps a row at hand."""

    @property
    def favourites(self: AccountScreen) -> tuple[Favourite, ...]:  # type: ignore[misc]
        """Those of the account that is looked at."""
        account = self.board.account
        return self.services.settings.favourites.get(account.id, ()) if account is not None else ()

    def action_jump(self: AccountScreen) -> None:  # type: ignore[misc]
        """Find anything, and go there."""
        from edgewise.screens.account.jump import JumpScreen

        def go(chosen: Entry | None) -> None:
            self.show()
            if chosen is not None:
                self.go_to_entry(chosen)

        # At once, not in a worker: whoever types on must not reach the keys of the screen below.
        self.app.push_screen(JumpScreen(self.board, Catalogue(self.board, self.favourites)), go)

    def go_to_entry(self: AccountScreen, entry: Entry) -> None:  # type: ignore[misc]
        """Go to a kind, or to a row in its listing."""
        way = way_to(self.board, (entry.kind.id, entry.parameters))
        if way is None:
            self.app.say("The way there is not known any more. Read it again from its kind.")
            return

        def move() -> None:
            self.trail.go(way[0].kind.id if way else entry.kind.id)
            for step in way:
                self.trail.down(step.drill, kind(step.drill.kind), step.row, step.kind.row_name(step.row))
            if entry.key is not None:
                self.trail.here.filter = ""
                self.trail.here.cursor = entry.key

        self.arrive(move)

    def action_favourite(self: AccountScreen) -> None:  # type: ignore[misc]
        """Keep the row at hand, or no longer."""
        row, here, account = self.row, self.trail.here, self.board.account
        if row is None or account is None:
            return
        one = favourite(here.kind.id, row.key, here.kind.row_name(row))
        kept, now = toggled(self.services.settings.favourites, account.id, one)
        self.services.remember(favourites=kept)
        self.app.say(f"★ {one.name} is a favourite." if now else f"{one.name} is no favourite any more.")
        self.show()


def favourite_lines(board: Board, favourites: tuple[Favourite, ...]) -> tuple[Line, ...]:
    """The favourites for the overview. One whose kind is not read is listed all the same; one that is gone says so."""
    kinds = {each.id: each for each in ROOTS}
    return tuple(_favourite_line(board, kinds[each.kind], each) for each in favourites if each.kind in kinds)


def _favourite_line(board: Board, of: Kind, one: Favourite) -> Line:
    listing = board.listings.get((of.id, ()))
    row = board.row((of.id, ()), one.key)
    if row is None and listing is not None:
        # A key that no file can hold as it is was kept without what is odd about it.
        odd = (row for row in listing.rows if not row.key.isprintable() or len(row.key) > LONGEST_KEY)
        row = next((row for row in odd if favourite(of.id, row.key, "").key == one.key), None)
    if row is not None:
        insight = of.insight(row, board.scope())
        words = f"{of.singular}: {insight.title}" if insight is not None else of.singular
        tone = insight.tone if insight is not None else "muted"
        return Line(of.id, row.key, clean(of.row_name(row), 60), words, sign="★", tone=tone)
    if listing is not None and not listing.more:
        return Line(of.id, None, one.name, f"{of.singular}: not in the account any more", sign="★", tone="warning")
    return Line(of.id, None, one.name, f"{of.singular}: not read yet", sign="★", tone="muted")


def favourite_keys(kind_id: str, favourites: tuple[Favourite, ...]) -> frozenset[str]:
    """The keys that are kept of one kind, as a favourite has them."""
    return frozenset(each.key for each in favourites if each.kind == kind_id)
