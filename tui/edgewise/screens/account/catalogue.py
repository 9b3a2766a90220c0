"""What can be found in the account: the kinds, and the rows of everything that a board has read. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edgewise.account.resources import KINDS, ROOTS, kind
from edgewise.account.resources.model import Drill, Kind, Row
from edgewise.account.search import Entry, Group, entries_of, entry_of_kind, search
from edgewise.screens.account.places import PlaceId
from edgewise.store.favourites import Favourite, favourite

if TYPE_CHECKING:
    from edgewise.account.listing import Listing
    from edgewise.screens.account.board import Board


@dataclass(frozen=True)
class Step:
    """One step down: from a row of a kind, by one of its drills."""

    kind: Kind
    row: Row
    drill: Drill


class Catalogue:
    """The things to find. A listing is gone through once, and again when it is new."""

    def __init__(self, board: Board, favourites: Iterable[Favourite] = ()) -> None:
        self._board = board
        self._kept = {(each.kind, each.key) for each in favourites}
        self._known: dict[PlaceId, tuple[Listing, list[Entry]]] = {}

    @property
    def entries(self) -> list[Entry]:
        """Kinds first, then rows."""
        found = [entry_of_kind(each) for each in ROOTS]
        for place, listing in list(self._board.listings.items()):
            known = self._known.get(place)
            if known is None or known[0] is not listing:
                known = self._known[place] = (listing, self._entries(place, listing))
            found += known[1]
        return found

    def _entries(self, place: PlaceId, listing: Listing) -> list[Entry]:
        way = way_to(self._board, place)
        of = way[-1].kind.row_name(way[-1].row) if way else ""
        found = entries_of(kind(place[0]), listing.rows, place[1], of)
        if place[1] or not self._kept:
            return list(found)
        return [replace(entry, favourite=self._keeps(entry)) for entry in found]

    def _keeps(self, entry: Entry) -> bool:
        this = favourite(entry.kind.id, entry.key or "", "")
        return (this.kind, this.key) in self._kept

    def search(self, wanted: str) -> tuple[Group, ...]:
        """What holds all these words."""
        return search(self.entries, wanted)


def way_to(board: Board, place: PlaceId) -> list[Step] | None:
    """The steps that lead from a kind of the account down to a place; none for such a kind itself.

    ``None`` when the rows on the way are not known any more.
    """
    wanted = kind(place[0])
    if not wanted.parent:
        return []
    above = next(each for each in KINDS if each.id == wanted.parent)
    drills = [drill for drill in above.drills if drill.kind == wanted.id]
    for (identity, parameters), listing in list(board.listings.items()):
        if identity != above.id:
            continue
        for drill in drills:
            for row in listing.rows:
                if _leads(row, drill) == place[1]:
                    before = way_to(board, (identity, parameters))
                    return None if before is None else [*before, Step(above, row, drill)]
    return None


def _leads(row: Row, drill: Drill) -> tuple[tuple[str, str], ...]:
    """The parameters that a drill from this row fills in, as a place has them."""
    return tuple(sorted((name, row.value(source) or "") for name, source in drill.parameters.items()))
