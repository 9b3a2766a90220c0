"""The account door: kinds, a table of one of them, the detail of a row."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from edgewise.account.failures import PermissionGap
from edgewise.account.resources import ROOTS
from edgewise.account.resources.formats import ago
from edgewise.account.resources.model import Row
from edgewise.screens.account import states, wording
from edgewise.screens.account.arrange import Arranged, columns_of, next_sort
from edgewise.screens.account.arranging import Arranging
from edgewise.screens.account.board import Board
from edgewise.screens.account.detail import DetailView, NoteView
from edgewise.screens.account.diffing import Diffing
from edgewise.screens.account.exporting import Exporting
from edgewise.screens.account.filter import FilterInput
from edgewise.screens.account.glancing import ON_TABLES, Glancing
from edgewise.screens.account.glancing import next_step as next_glance
from edgewise.screens.account.going import Going
from edgewise.screens.account.jumping import Jumping
from edgewise.screens.account.kinds import Kinds
from edgewise.screens.account.locking import Locking
from edgewise.screens.account.offers import offered
from edgewise.screens.account.opening import Opening
from edgewise.screens.account.outside import Outside
from edgewise.screens.account.overview import OverviewView
from edgewise.screens.account.parts import Parts, rest_of
from edgewise.screens.account.places import PlaceId, Trail
from edgewise.screens.account.reading import Reading
from edgewise.screens.account.refreshing import Refreshing
from edgewise.screens.account.states import StateView
from edgewise.screens.account.verbs import HELP, VERBS
from edgewise.screens.base import EdgewiseScreen
from edgewise.store import content
from edgewise.widgets.grid import Grid

TICK = 5.0
"""Seconds after which ages are written anew."""


class AccountScreen(
    Glancing,
    Exporting,
    Diffing,
    Jumping,
    Going,
    Outside,
    Opening,
    Parts,
    Reading,
    Refreshing,
    Arranging,
    Locking,
    EdgewiseScreen,
):
    """Looks at an account, and changes it only with the lock off."""

    CRUMB = "Account"
    AUTO_FOCUS = "#rows"
    CSS_PATH = str(content("assets", "styles", "account.tcss"))
    HELP = HELP
    VERBS = VERBS

    def __init__(self) -> None:
        super().__init__()
        self.trail = Trail(ROOTS)
        self.board = Board(self.changed)
        self.reading = False
        """Whether the detail has the attention, rather than the table."""
        self.finding = False
        """Whether words to find are being typed."""
        self._shown: PlaceId | None = None
        self._stood: str | None = None
        """The row that the grid stood on when it was last asked."""
        self._tables = {}

    def compose_body(self) -> ComposeResult:
        """The three panes; the style sheet says which of them there is room for."""
        with Vertical(id="account"):
            yield Kinds(id="kinds")
            yield OverviewView(id="overview")
            with Horizontal(id="panes"):
                with Vertical(id="listing"):
                    with Horizontal(id="finding"):
                        yield FilterInput(id="filter", placeholder="words to find")
                        yield Static(id="matches")
                    yield Static(id="problems")
                    yield Grid(id="rows")
                    yield StateView(id="state")
                    yield NoteView(id="note")
                with VerticalScroll(id="detail"):
                    yield DetailView(id="facts")

    def on_mount(self) -> None:
        """Begin to read."""
        self.set_interval(TICK, self.tick)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self.show()
        self.begin(self.services.demo)

    async def on_unmount(self) -> None:
        """Close the connections."""
        await self.board.close()

    def on_screen_resume(self) -> None:
        """Somebody looks here again: ages go on, and what is due is read."""
        if self.board.account is not None:
            self.tick()

    def _focus_changed(self) -> None:
        """The terminal came to the front, or went away."""
        self.tick()

    # ------------------------------------------------------------------ showing

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        if self.glancing:
            return self.glanced
        return self.board.row(self.trail.here.id, self.trail.here.cursor)

    def show(self) -> None:
        """Everything, as it now is."""
        place = self.trail.here
        grid, state = self.query_one(Grid), self.query_one(StateView)
        made = self.arranged()
        shown = made or Arranged(columns_of(place.kind), (), 0, 0)
        fresh, self._shown = self._shown != place.id, place.id
        # The grid is ahead of what it has told: only a cursor that somebody else has set is set there.
        told = place.cursor if fresh or grid.cursor is None or place.cursor != self._stood else None
        grid.show(shown.columns, shown.rows, cursor=told, fresh=fresh, sort=place.sort, find=shown.words)
        place.cursor = self._stood = grid.cursor if made else place.cursor
        state.show(*self._state(len(shown.rows), shown.total, made is not None))
        # An empty table takes no room, and stays: a widget that is hidden loses the focus.
        grid.set_class(not shown.rows, "-empty")
        state.display = not shown.rows
        matches = Content(f"{len(shown.rows):,} of {shown.total:,}") if place.filter else Content(f"{shown.total:,}")
        self.query_one("#matches", Static).update(matches)
        self.query_one("#finding").display = bool(place.filter) or self.finding
        self._problems()
        self._look_at_row()
        self.show_overview()
        self.frame()

    def _state(self, shown: int, total: int, made: bool) -> tuple[Content, ...]:
        """What to say where there are no rows to show."""
        place, board = self.trail.here, self.board
        error = board.failure or board.failures.get(place.id)
        if shown:
            return ()
        if place.id not in board.listings and isinstance(error, PermissionGap):
            return states.closed(place.kind, error, demo_offered=not board.demo)
        if place.id not in board.listings and error is not None:
            return states.failed(error, demo_offered=not board.demo)
        if place.id not in board.listings or not made:
            return states.loading(f"{place.kind.title}" if board.account else "the account")
        beginning = place.parameters.get(place.kind.prefix)
        if not total:
            return states.none_begins(place.kind, beginning) if beginning else states.empty(place.kind)
        listing = board.listings[place.id]
        return states.nothing_found(place.filter, total, more=listing.next is not None, prefix=bool(place.kind.prefix))

    def _problems(self) -> None:
        """What was odd about the listing, and why it could not be renewed, in a line."""
        listing = self.board.listings.get(self.trail.here.id)
        lines = [problem.message for problem in listing.problems] if listing else []
        error = self.board.failures.get(self.trail.here.id)
        if listing and error is not None:
            lines.insert(0, f"{error.message} What you see is from {ago(listing.fetched, self.board.now())}.")
        if listing and listing.more:
            lines.append(rest_of(listing))
        measured = self.board.series.get(self.trail.here.kind.id)
        if listing and measured is not None and measured.failure is not None:
            lines.append(f"Use over 24 h is not known: {measured.failure.message}")
        line = self.query_one("#problems", Static)
        line.display = bool(lines)
        line.update(Content.styled("▲ ", "$warning") + Content(" ".join(lines)))

    def _look_at_row(self) -> None:
        """The detail and the note of the row under the cursor."""
        place, row, scope = self.trail.here, self.row, self.board.scope()
        self.query_one(DetailView).show(place.kind, row, scope, awaited=True)
        self.query_one(NoteView).show(place.kind, row, scope)
        if row is None and self.reading:
            self.read_detail(False)
        self.await_details()

    def frame(self) -> None:
        """The lines around."""
        place, row = self.trail.here, self.row
        reading = place.kind.row_name(row) if self.reading and row is not None else None
        narrow, refreshing = self.has_class("-narrow"), self.verdict()
        crumbs, status = wording.title(
            self.board, self.trail, reading, refreshing, width=self.size.width, narrow=narrow
        )
        glancing, marked = self.has_class("-glancing"), self.marked_step
        self.crumbs(*(("Account", "Overview") if glancing else crumbs))
        self.status(*status)
        if marked is not None and not self.finding:
            self.next_step(marked)
        elif glancing:
            insight = place.kind.insight(row, self.board.scope()) if row is not None else None
            lesson = insight is not None and bool(insight.lesson)
            self.next_step(next_glance(self.query_one(OverviewView).line, lesson=lesson))
        else:
            self.next_step(wording.next_step(self.board, place, row, reading=self.reading, finding=self.finding))
        kinds = self.query_one(Kinds)
        kinds.entries = wording.kind_entries(self.board)
        kinds.current = "" if glancing else self.trail.root.kind.id
        kinds.whose = wording.whose(self.board, refreshing)
        kinds.age = wording.data_age(self.board, place, refreshing) if narrow else None
        self.refresh_bindings()

    @on(Grid.Moved)
    def _moved(self, event: Grid.Moved) -> None:
        place, grid = self.trail.here, self.query_one(Grid)
        if self._shown == place.id:
            # None comes while there is nothing to stand on: the row is remembered for when it is back.
            place.cursor = self._stood = grid.cursor or place.cursor
        self.query_one("#detail").scroll_home(animate=False)
        self._look_at_row()
        self.frame()

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    # ------------------------------------------------------------------ finding and sorting

    def action_filter(self) -> None:
        """Begin to find."""
        self.read_detail(False)
        self.finding = True
        self.show()
        self.query_one(FilterInput).focus()

    @on(FilterInput.Changed)
    def _typed(self, event: FilterInput.Changed) -> None:
        self.trail.here.filter = event.value.strip()
        self.show()

    @on(FilterInput.Done)
    def _found(self) -> None:
        self.finding = False
        self.query_one(Grid).focus()
        self.show()

    def action_sort(self) -> None:
        """Sort by the next column."""
        place = self.trail.here
        place.sort = next_sort(self.query_one(Grid).shown, place.sort)
        self.show()

    def action_reverse(self) -> None:
        """Turn the order around."""
        place = self.trail.here
        shown = self.query_one(Grid).shown
        column, downwards = place.sort or (shown[0] if shown else place.kind.columns[0].id, False)
        place.sort = (column, not downwards)
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing here are not offered."""
        if self.glancing and action in (*ON_TABLES, "export"):
            return action == "export" and self.has_class("-glancing")
        known = offered(self.board, self.trail.here, self.row, action, parameters)
        return super().check_action(action, parameters) if known is None else known
