"""What the screen knows of the account: listings as they come in, failures, and how old it all is.

No widgets in here. Whoever holds a board is told by ``changed`` when a listing is new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from operator import is_not
from typing import TYPE_CHECKING, Any

from edgewise.account.changes.log import Changes
from edgewise.account.lock import Lock
from edgewise.account.resources import ROOTS, kind
from edgewise.account.resources.model import Kind, Row, Scope
from edgewise.errors import EdgewiseError
from edgewise.screens.account.arrange import identical, speaks
from edgewise.screens.account.places import Place, PlaceId

if TYPE_CHECKING:
    from edgewise.account.analytics.series import SeriesOf
    from edgewise.account.client import Client
    from edgewise.account.identity import Account
    from edgewise.account.listing import Listing
    from edgewise.account.plans import PlanId

Changed = Callable[[PlaceId], None]

BLINK = timedelta(seconds=1)
"""For so long a moment is the same, as far as words for ages go."""

EAGER = ("pages_projects", "workers", "queues")
"""Kinds that are read when the door opens. The others wait until somebody goes there: each costs requests."""

MEASURED_FOR = timedelta(minutes=1)
"""How long usage is shown before it is asked for again: its own data is minutes late."""


class Board:
    """Everything that has been read, by place.

    Attributes:
        client: ``None`` until :meth:`open`.
        account: ``None`` until it is known.
        lock: whether changes are refused; the client's own lock. On again for each account.
        changes: what was asked to be changed in this session, in whichever account.
        failure: why nothing can be read at all.
        listings: the newest listing of each place. A failed refresh leaves the old one.
        failures: why the last attempt to read a place failed.
        loading: places that are being read now.
        series: usage over the last day, by kind id, for the lines in the tables.
        plan: the plan that the user chose to reckon with, where the account does not say which it has.
        extended: places of which more than the first part is listed.
        attempts: when a place was last tried in vain, and how often in a row.
    """

    def __init__(self, changed: Changed) -> None:
        self.client: Client | None = None
        self.account: Account | None = None
        self.lock = Lock(self.now)
        self.changes = Changes()
        self.failure: EdgewiseError | None = None
        self.listings: dict[PlaceId, Listing] = {}
        self.failures: dict[PlaceId, EdgewiseError] = {}
        self.loading: dict[PlaceId, object] = {}
        self.series: dict[str, SeriesOf] = {}
        self.plan: PlanId | None = None
        self.attempts: dict[PlaceId, tuple[datetime, int]] = {}
        self.extended: set[PlaceId] = set()
        self._changed = changed
        self._index: dict[PlaceId, tuple[Listing, dict[str, Row]]] = {}
        self._readings: dict[PlaceId, int] = {}
        self._details: dict[tuple[PlaceId, str], tuple[int, Mapping[str, Any]]] = {}
        self._flagged: dict[str, tuple[list[tuple[Row, ...] | None], int]] = {}
        self._scope: Scope | None = None
        self._whole: tuple[Row, Mapping[str, Any], Row] | None = None

    @property
    def demo(self) -> bool:
        """Whether this is the demo account."""
        return self.client is not None and self.client.demo

    def now(self) -> datetime:
        """The client's time."""
        from datetime import UTC

        return self.client.now() if self.client else datetime.now(UTC)

    async def open(self, environ: Mapping[str, str], *, demo: bool) -> None:
        """Find the credential and the account, forgetting what was there. A failure is kept, not raised."""
        await self.close()
        self._forget()
        self.account, self.failure = None, None
        try:
            # In a thread: the first client loads the HTTP library and the certificates.
            self.client = await asyncio.to_thread(_client, environ, demo)
            self.client.lock = self.lock
            self.account = await self.client.account()
        except EdgewiseError as error:
            self.failure = error

    async def use(self, account: Account) -> None:
        """Look at another account of the same credential."""
        if self.client is not None:
            self.client.use(account)
            self.account = account
            self._forget()

    async def close(self) -> None:
        """Close the connections."""
        if self.client is not None:
            await self.client.aclose()
            self.client = None

    def _forget(self) -> None:
        for each in (self.listings, self.failures, self.loading, self.attempts, self._index, self._details):
            each.clear()
        self.extended.clear()
        self.series.clear()
        self.plan = None
        self.lock.turn_on()

    # ------------------------------------------------------------------ reading

    async def read(self, place: PlaceId, wanted: Kind) -> None:
        """Read a place: first its rows, then what follows on them. A failure is kept, not raised."""
        from edgewise.account.listing import follow_up, load

        client, account = self.client, self.account
        if client is None or account is None or place in self.loading:
            return

        def here() -> bool:
            return self.client is client and self.account is account

        mine = self.loading[place] = object()
        try:
            listing = await load(client, wanted, dict(place[1]))
            if not here():
                return
            self.failures.pop(place, None)
            self.attempts.pop(place, None)
            self.extended.discard(place)
            self._readings[place] = self._readings.get(place, 0) + 1
            if not listing.complete:
                # The new rows keep the old answers until theirs are in, so that nothing flickers.
                self.listings[place] = _with_old_answers(listing, self.listings.get(place))
                self._changed(place)
                listing = await follow_up(client, listing)
            if here():
                self.listings[place] = listing
        except EdgewiseError as error:
            if here():
                self.failures[place] = error
                self.attempts[place] = (self.now(), self.attempts.get(place, (None, 0))[1] + 1)
        finally:
            # Another account may have been opened meanwhile, and be read by somebody else.
            if self.loading.get(place) is mine:
                del self.loading[place]
        if here():
            self._changed(place)
            await self._measure(place, wanted.id)

    async def _measure(self, place: PlaceId, kind_id: str) -> None:
        """Usage for the lines in a table, in one request for all its rows; not again within a minute."""
        from edgewise.account.analytics.sparks import SPARKS, sparks

        client, account, known = self.client, self.account, self.series.get(kind_id)
        young = known is not None and known.fetched is not None and self.now() - known.fetched < MEASURED_FOR
        if client is None or kind_id not in SPARKS or place in self.failures or young:
            return
        found = await sparks(client, kind_id)
        if self.client is client and self.account is account:
            self.series[kind_id] = found
            self._changed(place)

    async def read_more(self, place: PlaceId) -> EdgewiseError | None:
        """Read the part of a list that comes next. When that fails, what is listed stays, and the error is given."""
        from edgewise.account.listing import load_more

        client, account, listing = self.client, self.account, self.listings.get(place)
        if client is None or listing is None or listing.next is None or place in self.loading:
            return None
        mine = self.loading[place] = object()
        self._changed(place)
        failure: EdgewiseError | None = None
        try:
            found = await load_more(client, listing)
            if self.client is client and self.account is account and self.listings.get(place) is listing:
                self.listings[place] = found
                self.extended.add(place)
        except EdgewiseError as error:
            failure = error
        finally:
            if self.loading.get(place) is mine:
                del self.loading[place]
        if self.client is client and self.account is account:
            self._changed(place)
        return failure

    async def read_first(self) -> None:
        """Read the kinds that everybody looks at."""
        await asyncio.gather(*(self.read((each.id, ()), each) for each in ROOTS if each.id in EAGER))

    async def refresh(self, place: Place, *, related: bool = True) -> None:
        """Read a place again, and with ``related`` the kinds that its values look at; else those that are missing."""
        beside = [(identity, ()) for identity in place.kind.related]
        wanted: list[PlaceId] = [each for each in beside if related or not self.whole(each)]
        await asyncio.gather(
            self.read(place.id, place.kind), *(self.read(each, kind(each[0])) for each in wanted if each != place.id)
        )

    def whole(self, place: PlaceId) -> bool:
        """Whether a place has been read to its end."""
        listing = self.listings.get(place)
        return listing is not None and listing.complete

    # ------------------------------------------------------------------ one row's details

    def lacks_details(self, place: Place, key: str | None) -> bool:
        """Whether a row has details that have not been asked for since its listing was read."""
        if key is None or not place.kind.details or self._plain_row(place.id, key) is None:
            return False
        found = self._details.get((place.id, key))
        return found is None or found[0] != self._readings.get(place.id)

    async def read_details(self, place: Place, key: str) -> None:
        """Ask for a row's details. What cannot be had is kept in its place, not raised."""
        from edgewise.account.listing import details

        client, row, reading = self.client, self._plain_row(place.id, key), self._readings.get(place.id, 0)
        if client is None or row is None:
            return
        found = await details(client, place.kind, row)
        if self.client is client and place.id in self.listings:
            names = [each.name for each in place.kind.details]
            self._details[place.id, key] = (reading, {name: found.extra.get(name) for name in names})

    # ------------------------------------------------------------------ looking

    def scope(self) -> Scope:
        """What values may look at besides their own row. The same object for a moment, while nothing is new."""
        rows = {each.id: self.listings[each.id, ()].rows for each in ROOTS if (each.id, ()) in self.listings}
        now, old = self.now(), self._scope
        if old is None or not identical(old.rows, rows) or not identical(old.series, self.series):
            self._scope = Scope(now, rows, dict(self.series))
        elif abs(now - old.now) >= BLINK:
            self._scope = old.later(now)
        return self._scope or Scope(now)

    def flagged(self, wanted: Kind, scope: Scope) -> int:
        """How many rows of a kind of its own have something to explain. Counted once, until something is new."""
        looked_at = [scope.rows.get(name) for name in (wanted.id, *wanted.related)]
        found = self._flagged.get(wanted.id)
        if found is None or any(map(is_not, found[0], looked_at)):
            count = sum(speaks(wanted.insight(row, scope)) for row in looked_at[0] or ())
            found = self._flagged[wanted.id] = (looked_at, count)
        return found[1]

    def row(self, place: PlaceId, key: str | None) -> Row | None:
        """A row of a place by its key, with its details as far as they are known."""
        row = self._plain_row(place, key)
        found = self._details.get((place, key or ""))
        if row is None or found is None:
            return row
        # The same row as long as nothing is new: the detail pane need not be laid out again.
        if self._whole is None or self._whole[0] is not row or self._whole[1] is not found[1]:
            self._whole = (row, found[1], replace(row, extra={**row.extra, **found[1]}))
        return self._whole[2]

    def _plain_row(self, place: PlaceId, key: str | None) -> Row | None:
        listing = self.listings.get(place)
        if listing is None or key is None:
            return None
        index = self._index.get(place)
        if index is None or index[0] is not listing:
            index = self._index[place] = (listing, {row.key: row for row in listing.rows})
        return index[1].get(key)


def _client(environ: Mapping[str, str], demo: bool) -> Client:
    from edgewise.account import default_client

    return default_client(environ, demo=demo)


def _with_old_answers(listing: Listing, old: Listing | None) -> Listing:
    if old is None:
        return listing
    known = {row.key: row.extra for row in old.rows}
    rows = tuple(replace(row, extra=known.get(row.key, row.extra)) for row in listing.rows)
    return replace(listing, rows=rows)
