"""Which keys do something where the user is: what is not offered is neither a key, nor a command, nor help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.account.resources import KINDS, kind
from edgewise.account.resources.model import Action, Kind, Row, Scope, View
from edgewise.screens.account.views import STANDING, VIEWS

if TYPE_CHECKING:
    from edgewise.screens.account.board import Board
    from edgewise.screens.account.places import Place

ROW = frozenset({"open", "raw", "detail", "diff"})
"""Actions that need a row."""

ROWS = frozenset({"filter", "sort", "reverse", "export"})
"""Actions that need a listing with rows."""


def all_views() -> tuple[View, ...]:
    """Every view that any kind declares, each once, those of the whole account first."""
    found = {view.id: view for view in STANDING}
    for each in KINDS:
        for view in each.views:
            found.setdefault(view.id, view)
    return tuple(found.values())


def view_here(view_id: str, wanted: Kind, row: Row | None, scope: Scope) -> View | None:
    """The view, when it can be opened from this row, or from a listing without one."""
    if view_id not in VIEWS:
        return None
    standing = next((view for view in STANDING if view.id == view_id), None)
    if standing is not None:
        return standing
    view = next((view for view in wanted.views if view.id == view_id), None)
    if view is None or (row is None and not view.listing):
        return None
    return view if row is None or view.when(row, scope) else None


def actions_here(wanted: Kind, row: Row | None, scope: Scope) -> tuple[Action, ...]:
    """The changes that could be made to this row, were the lock off."""
    return tuple(each for each in wanted.actions if each.when(row, scope)) if row is not None else ()


def offered(board: Board, place: Place, row: Row | None, action: str, parameters: tuple[object, ...]) -> bool | None:
    """Whether an action of the account screen does something now. ``None`` when this module does not know it."""
    if action in ROW:
        return row is not None
    if action in ROWS:
        listing = board.listings.get(place.id)
        return listing is not None and bool(listing.rows)
    match action:
        case "why" | "migrate":
            insight = place.kind.insight(row, board.scope()) if row is not None else None
            if action == "migrate" and row is not None and place.kind.movable:
                return True
            return insight is not None and (bool(insight.lesson) if action == "why" else insight.migrate)
        case "look":
            # What is known of a credential that is refused can be told without an account.
            known = board.account is not None or (parameters[0] == "permissions" and board.failure is not None)
            return known and view_here(str(parameters[0]), place.kind, row, board.scope()) is not None
        case "change":
            return "change" in VIEWS and bool(actions_here(place.kind, row, board.scope()))
        case "favourite":
            return row is not None and not place.kind.parent
        case "copy" | "browse" | "jump":
            return board.account is not None
        case "more":
            listing = board.listings.get(place.id)
            return listing is not None and listing.next is not None
        case "begins":
            return bool(place.kind.prefix)
        case "demo":
            return not board.demo
        case "view":
            return bool(place.kind.parent) and len(kind(place.kind.parent).drills) > 1
        case "switch":
            return board.account is not None and bool(board.account.others)
    return None
