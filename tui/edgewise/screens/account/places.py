"""Where in the account the user is, and the way back. No widgets in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from edgewise.account.resources.model import Drill, Kind, Row

PlaceId = tuple[str, tuple[tuple[str, str], ...]]


@dataclass
class Place:
    """A listing that the user looks at, with what they did to it.

    Attributes:
        parameters: what the kind's path is filled with.
        title: the name of the row that led here; empty for a kind of its own.
        parent: the row that led here, for the ways to its other listings.
        filter: words that rows must hold.
        sort: column id, and whether downwards; ``None`` for the API's own order.
        cursor: key of the row under the cursor.
    """

    kind: Kind
    parameters: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    parent: Row | None = None
    filter: str = ""
    sort: tuple[str, bool] | None = None
    cursor: str | None = None

    @property
    def id(self) -> PlaceId:
        """What tells this listing from any other."""
        return self.kind.id, tuple(sorted(self.parameters.items()))


class Trail:
    """The places from a kind of the account down to where the user is. Each kind keeps its own place."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self._roots = {kind.id: Place(kind) for kind in kinds}
        self._places = [next(iter(self._roots.values()))]

    @property
    def here(self) -> Place:
        """The innermost place."""
        return self._places[-1]

    @property
    def root(self) -> Place:
        """The kind that all this is below."""
        return self._places[0]

    @property
    def depth(self) -> int:
        """How many steps back lead to the root."""
        return len(self._places) - 1

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The way here in words."""
        words = [self.root.kind.title]
        for place in self._places[1:]:
            words += [place.title, place.kind.title]
        return tuple(words)

    def go(self, kind_id: str) -> None:
        """Go to a kind of the account, as it was left."""
        self._places = [self._roots[kind_id]]

    def down(self, drill: Drill, kind: Kind, row: Row, title: str) -> None:
        """Go from a row to a listing below it."""
        parameters = {name: row.value(source) or "" for name, source in drill.parameters.items()}
        self._places.append(Place(kind, parameters, title, row))

    def across(self, drill: Drill, kind: Kind) -> None:
        """Go to another listing of the same row."""
        here = self._places.pop()
        assert here.parent is not None, "only a listing below a row has neighbours"
        self.down(drill, kind, here.parent, here.title)

    def beginning_with(self, prefix: str, title: str) -> None:
        """Go to the rows of this listing whose names begin with ``prefix``; from such a listing, to another."""
        here = self.here
        name = here.kind.prefix
        if here.parameters.get(name):
            here = self._places.pop()
        self._places.append(Place(here.kind, {**here.parameters, name: prefix}, title, here.parent))

    def up(self) -> bool:
        """Go back one step. False at the root."""
        if len(self._places) == 1:
            return False
        self._places.pop()
        return True
