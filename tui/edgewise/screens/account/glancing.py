"""The overview on the account screen: the account on one screen, from which every line leads on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import work

from edgewise.account.overview import Glimpse, Line, Overview, Seen, costs_block, glimpse_of, make_overview
from edgewise.account.resources import ROOTS
from edgewise.screens.account.jumping import favourite_lines
from edgewise.screens.account.offers import offered
from edgewise.screens.account.overview import OverviewView
from edgewise.text import clean
from edgewise.widgets.grid import Grid

if TYPE_CHECKING:
    from edgewise.account.analytics.report import Report
    from edgewise.account.identity import Account
    from edgewise.account.resources.model import Row, Scope
    from edgewise.screens.account.board import Board
    from edgewise.screens.account.screen import AccountScreen

COSTS_FOR = timedelta(minutes=5)
"""How long use and costs are shown before they are asked for again: sixteen requests."""

AGES = 30
"""Seconds after which the ages on the overview are written anew."""

MANY = 1000
"""Rows of an account above which the overview is worked out in a thread."""

ON_TABLES = frozenset({"filter", "sort", "reverse", "view", "detail", "open"})
"""Actions that need a table, and so do nothing on the overview."""


def seen_by(board: Board) -> tuple[Seen, ...]:
    """The kinds of the account as far as a board knows them."""
    found = []
    for each in ROOTS:
        place = (each.id, ())
        listing, failure, loading = board.listings.get(place), board.failures.get(place), place in board.loading
        if listing is None:
            found.append(Seen(each, None, loading=loading, failure=failure))
        else:
            whole = listing.complete and not listing.problems
            found.append(Seen(each, listing.rows, whole, listing.more, loading, failure))
    return tuple(found)


def _same(one: object, other: object) -> bool:
    """Whether two inputs are the same; big ones only when they are the very same object."""
    return one is other or (isinstance(one, int | tuple) and one == other)


class Glancing:
    """Mix-in for the account screen: the overview in the place of table and detail.

    The cursor of the overview moves the trail along, so that the keys for a row (why, move, JSON,
    copy, dashboard) work on what its line is about.
    """

    glancing = True
    """Whether the overview is what the screen shows."""

    _inputs: list[object] = []
    _report: Report | None = None
    _report_of: Account | None = None

    @property
    def glanced(self: AccountScreen) -> Row | None:  # type: ignore[misc]
        """The row that the line under the cursor is about."""
        # The keys are asked about before anything is mounted.
        line = next((view.line for view in self.query(OverviewView)), None)
        return self.board.row((line.kind, ()), line.key) if line is not None and line.key is not None else None

    def action_overview(self: AccountScreen) -> None:  # type: ignore[misc]
        """Show the account on one screen."""
        self.finding = False
        self.read_detail(False)
        self.glance(True)
        self.show()
        if self.board.failure is None:
            self.read_everything(again=False)

    def glance(self: AccountScreen, glancing: bool) -> None:  # type: ignore[misc]
        """Show the overview, or the table."""
        self.glancing = glancing
        self._uncover()

    def _uncover(self: AccountScreen) -> None:  # type: ignore[misc]
        """Show the overview as soon as there is an account. Until then the table's place says what is happening."""
        wanted = self.glancing and self.board.account is not None and self.board.failure is None
        if wanted != self.has_class("-glancing"):
            self.set_class(wanted, "-glancing")
            (self.query_one(OverviewView) if wanted else self.query_one(Grid)).focus()

    @work(group="read", exit_on_error=False)
    async def read_everything(self: AccountScreen, *, again: bool) -> None:
        """Read every kind that stands by itself; without ``again`` only those that are not known yet."""
        board = self.board
        wanted = [each for each in ROOTS if again or not board.whole((each.id, ()))]
        await asyncio.gather(self._read_costs(), *(board.read((each.id, ()), each) for each in wanted))

    async def _read_costs(self: AccountScreen) -> None:  # type: ignore[misc]
        """The month's use and its cost, unless they are young."""
        from edgewise.account.analytics.report import report

        client, account = self.board.client, self.board.account
        known = self._report if self._report_of is account else None
        if client is None or account is None or (known and client.now() - known.month.now < COSTS_FOR):
            return
        self._report, self._report_of = known, account
        found = await report(client)
        if self.board.client is client and self.board.account is account:
            self._report = found
            self.show()

    def show_overview(self: AccountScreen) -> None:  # type: ignore[misc]
        """The overview, of what is known now. Nothing is worked out when nothing is new."""
        self._uncover()
        if not self.glancing:
            return
        board = self.board
        mine = self._report if self._report_of is board.account else None
        inputs = [*self._listed(), mine, self.favourites, int(board.now().timestamp() // AGES)]
        if len(inputs) == len(self._inputs) and all(map(_same, inputs, self._inputs)):
            return
        self._inputs = inputs
        seen, scope, kept = seen_by(board), board.scope(), favourite_lines(board, self.favourites)
        if sum(len(each.rows or ()) for each in seen) <= MANY:
            self._shown_overview(make_overview(seen, scope, favourites=kept, costs=costs_block(mine)))
        else:
            self._work_out(seen, scope, kept, mine)

    def _listed(self: AccountScreen) -> list[object]:  # type: ignore[misc]
        """What the overview is made of, as objects of which another one means that something is new."""
        board = self.board
        places = [(each.id, ()) for each in ROOTS]
        found: list[object] = [board.account, board.failure, *(board.series.get(each.id) for each in ROOTS)]
        for place in places:
            found += [board.listings.get(place), board.failures.get(place), place in board.loading]
        return found

    @work(exclusive=True, group="overview", exit_on_error=False)
    async def _work_out(
        self: AccountScreen, seen: tuple[Seen, ...], scope: Scope, kept: tuple[Line, ...], money: Report | None
    ) -> None:
        """The overview of a big account takes a while: in a thread, so that the keys go on working."""
        account = self.board.account
        found = await asyncio.to_thread(make_overview, seen, scope, favourites=kept, costs=costs_block(money))
        if self.board.account is account and self.glancing:
            self._shown_overview(found)

    def _shown_overview(self: AccountScreen, found: Overview) -> None:  # type: ignore[misc]
        self.query_one(OverviewView).show(found)
        self._tell_home(found)

    def _tell_home(self: AccountScreen, found: Overview) -> None:  # type: ignore[misc]
        """Leave word of what was seen, for the door of Home."""
        board, account = self.board, self.board.account
        if board.failure is not None:
            failure = clean(board.failure.message)
            self.services.glimpse = Glimpse("", board.demo, board.now(), failure=failure)
        elif account is not None:
            name, others = clean(account.label.removesuffix(" (demo)"), 40), len(account.others)
            self.services.glimpse = glimpse_of(found, name, demo=board.demo, when=board.now(), others=others)

    # Found by their names: a decorated handler is only found on a class that Textual made.

    def on_overview_view_moved(self: AccountScreen, event: OverviewView.Moved) -> None:  # type: ignore[misc]
        """The trail goes along."""
        if self.glancing and event.line is not None:
            self.trail.go(event.line.kind)
            self.frame()

    def on_overview_view_chosen(self: AccountScreen, event: OverviewView.Chosen) -> None:  # type: ignore[misc]
        """Go where the line leads."""
        self.go_to_line(event.line)

    def go_to_line(self: AccountScreen, line: Line) -> None:  # type: ignore[misc]
        """Go to what a line is about: a view of the whole account, a row in its table, a table."""
        if line.view and offered(self.board, self.trail.here, self.row, "look", (line.view,)):
            self.action_look(line.view)
            return

        def move() -> None:
            self.trail.go(line.kind)
            if line.key is not None:
                self.trail.here.filter = ""
                self.trail.here.cursor = line.key

        self.arrive(move)


def next_step(line: Line | None, *, lesson: bool) -> str:
    """What to do next on the overview."""
    if line is None:
        return "One moment: the account is being read."
    if lesson:
        return f"Press w to learn why {line.name[:24]} is marked, enter to go there, 0 comes back."
    where = line.name[:24] if line.key is not None else f"the {line.name}"
    return f"Press enter to go to {where}, tab for the next heading."
