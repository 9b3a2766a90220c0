"""The lines around the table: where I am, whose account, how old, what to do next. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from edgewise.account.failures import PermissionGap
from edgewise.account.resources import ROOTS
from edgewise.account.resources.formats import ago
from edgewise.account.resources.model import Kind, Row
from edgewise.screens.account.board import EAGER, Board
from edgewise.screens.account.kinds import KindEntry, Whose
from edgewise.screens.account.places import Place, PlaceId, Trail
from edgewise.screens.account.pulse import Verdict
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client

PROGRAM, SEPARATOR, MARGIN = len("edgewise"), len("  ›  "), 4
"""Cells of the parts of the title bar."""

STANDSTILL = ("off", "saving", "idle")
"""States of refreshing that are said beside the age: what is shown will not be renewed by itself."""

Status = tuple[tuple[str, str], ...]


def kind_entries(board: Board) -> tuple[KindEntry, ...]:
    """The overview, then each kind with what is known of it."""
    entries = [KindEntry("", "Overview", "0", action="overview")]
    scope = board.scope()
    for number, each in enumerate(ROOTS, 1):
        place: PlaceId = (each.id, ())
        listing = board.listings.get(place)
        entry = KindEntry(
            each.id, each.title, str(number) if number < 10 else "", each.group, state=_state(board, place)
        )
        if listing is not None:
            flagged = board.flagged(each, scope)
            entry = replace(entry, count=len(listing.rows), flagged=flagged, more=listing.more)
        entries.append(entry)
    return tuple(entries)


def _state(board: Board, place: PlaceId) -> str:
    """How reading a place stands, as :class:`KindEntry` has it."""
    error = board.failures.get(place) or board.failure
    if isinstance(error, PermissionGap):
        return "gap"
    if error is not None:
        return "failed"
    opening = board.account is None and place[0] in EAGER
    return "reading" if place in board.loading or opening else ""


def whose(board: Board, refreshing: Verdict) -> Whose:
    """The account, the credential and the request budget, for the foot of the list of kinds."""
    if board.client is None:
        return Whose()
    lines: list[tuple[str, str]] = []
    if board.demo:
        lines.append(("demo account", "bold $warning"))
        if board.client.demo_faults:
            lines += [("with faults:", "$warning"), *((each, "") for each in board.client.demo_faults.split(", "))]
    if board.account is not None:
        lines.append((account_name(board), ""))
        if board.account.others:
            lines.append((f"and {len(board.account.others)} more: press a", "$text-muted"))
    if not board.demo:
        lines.append((f"through {board.client.credential.label}", "$text-muted"))
    budget = board.client.budget
    lines.append((f"{budget.left:,} requests left", "$text-muted"))
    if board.account is not None:
        lines.append((refreshing.word, "$warning" if refreshing.state in ("saving", "failing") else "$text-muted"))
    return Whose(tuple(lines))


def account_name(board: Board) -> str:
    """The account's name, without the demo's own remark, which is shown beside it."""
    name = board.account.label if board.account else ""
    return clean(name.removesuffix(" (demo)") if board.demo else name, 40)


def status(board: Board, place: Place, refreshing: Verdict, *, narrow: bool, named: bool = True) -> Status:
    """What stands at the right of the title. Where it is narrow the age stands with the kinds instead.

    Without ``named`` the demo account's name is left out; that it is the demo never is.
    """
    parts: list[tuple[str, str]] = []
    name = account_name(board)
    if board.demo:
        # Where there is more than one, whose it is matters more than the way here.
        several = board.account is not None and bool(board.account.others)
        if name and named and (several or not narrow):
            parts.append((name, "$text-muted"))
        parts += demo_label(board.client)
    elif name:
        parts.append((clean(name, 20 if narrow else 40), ""))
    parts.append(lock_state(board, narrow=narrow))
    age = data_age(board, place, refreshing)
    if age and not narrow:
        parts.append(age)
    return tuple(parts)


def demo_label(client: Client | None) -> Status:
    """That this is the demo account, and whether it has been given faults; nothing for any other."""
    if client is None or not client.demo:
        return ()
    return ((f"demo account{' with faults' if client.demo_faults else ''}", "bold $warning"),)


def lock_state(board: Board, *, narrow: bool) -> tuple[str, str]:
    """Whether anything can be changed. In a real account an open lock is a warning."""
    left = board.lock.left
    if left is None:
        return "read-only", "$text-muted"
    rest = "" if narrow else f" for {max(1, round(left.total_seconds() / 60))} min"
    return (f"unlocked{rest}", "bold $primary") if board.demo else (f"▲ unlocked{rest}", "bold $warning")


def data_age(board: Board, place: Place, refreshing: Verdict) -> tuple[str, str] | None:
    """How old what is shown is, and whether that stays so; a warning when the last attempt to renew it failed."""
    if place.id in board.loading:
        return "reading …", "$primary"
    listing = board.listings.get(place.id)
    if listing is None:
        return None
    text = ago(listing.fetched, board.now())
    if refreshing.state in STANDSTILL:
        text = f"{text} · {refreshing.word}"
    return (f"▲ {text}", "$warning") if place.id in board.failures else (text, "$text-muted")


def title(
    board: Board, trail: Trail, reading: str | None, refreshing: Verdict, *, width: int, narrow: bool
) -> tuple[tuple[str, ...], Status]:
    """The way here, and the state at its right, fitted into ``width`` cells together.

    First the demo account's name gives way, then the beginning of the way. ``reading`` is the row
    whose detail has the attention.
    """
    words = ["Account", *(clean(word, 40) for word in trail.crumbs), *([clean(reading, 40)] if reading else [])]
    state = status(board, trail.here, refreshing, narrow=narrow)
    if not _fits(words, state, width):
        state = status(board, trail.here, refreshing, narrow=narrow, named=False)
    return fitted(words, state, width), state


def fitted(words: Iterable[str], state: Status, width: int) -> tuple[str, ...]:
    """The words of the way here that have room beside ``state`` in ``width`` cells.

    The first ones give way. The last one, which says what this is, always stays.
    """
    kept = list(words)
    while len(kept) > 1 and not _fits(kept, state, width):
        del kept[0]
    return tuple(kept)


def _fits(words: list[str], state: Status, width: int) -> bool:
    left = PROGRAM + sum(cell_len(word) + SEPARATOR for word in words)
    right = sum(cell_len(text) for text, _ in state) + 3 * (len(state) - 1)
    return MARGIN + left + 2 + right <= width


def next_step(board: Board, place: Place, row: Row | None, *, reading: bool, finding: bool) -> str:
    """What to do next, for where the user is."""
    if finding:
        return "Type some words. Enter goes to the rows that hold them, escape shows all again."
    error = board.failure or (board.failures.get(place.id) if place.id not in board.listings else None)
    if isinstance(error, PermissionGap):
        return "Press p to see what this credential may do, or go on with the arrow keys."
    if error is not None:
        return "Read what happened below, then press r to try again."
    if place.id not in board.listings:
        return "One moment: the account is being read."
    if row is None:
        return "Press escape to show all rows again." if place.filter else "Press escape to go back."
    kind = place.kind
    insight = kind.insight(row, board.scope())
    name = clean(kind.row_name(row), 20)
    if insight is not None and insight.lesson:
        then = "escape to go back" if reading else f"enter for {down(kind)}"
        return f"Press w to learn why {name} is marked ▲, {then}."
    if reading:
        return "Press y for the raw document, c for the same in a shell, escape to go back."
    return f"Press enter for {down(kind)}{'' if kind.parent else f' of {name}'}, / to find another."


def down(kind: Kind) -> str:
    """What enter leads to."""
    view = next((each for each in kind.views if each.key == "enter"), None)
    if view is not None:
        return f"the {view.title.lower()}"
    return f"the {kind.drills[0].title.lower()}" if kind.drills else "the details"
