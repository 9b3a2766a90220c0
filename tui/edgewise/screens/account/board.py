"""What the screen knows of the account: listings as they come in, failures, and how old it all is.

No widgets in here. Whoever holds a board is told by ``changed`` when a listing is new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from edgewise.account.lock import Lock
from edgewise.account.resources import ROOTS, kind
from edgewise.account.resources.model import Kind, Row, Scope
from edgewise.errors import EdgewiseError
from edgewise.screens.account.places import Place, PlaceId

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.account.identity import Account
    from edgewise.account.listing import Listing

Changed = Callable[[PlaceId], None]


class Board:
    """Everything that has been read, by place.

    Attributes:
        client: ``None`` until :meth:`open`.
        account: ``None`` until it is known.
        lock: whether changes are refused; the client's own lock. On again for each account.
        failure: why nothing can be read at all.
        listings: the newest listing of each place. A failed refresh leaves the old one.
        failures: why the last attempt to read a place failed.
        loading: places that are being read now.
    """

    def __init__(self, changed: Changed) -> None:
        self.client: Client | None = None
        self.account: Account | None = None
        self.lock = Lock(self.now)
        self.failure: EdgewiseError | None = None
        self.listings: dict[PlaceId, Listing] = {}
        self.failures: dict[PlaceId, EdgewiseError] = {}
        self.loading: set[PlaceId] = set()
        self._changed = changed

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
        self.lock.turn_on()
        self.listings.clear()
        self.failures.clear()
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
            self.lock.turn_on()
            self.account = account
            self.listings.clear()
            self.failures.clear()

    async def close(self) -> None:
        """Close the connections."""
        if self.client is not None:
            await self.client.aclose()
            self.client = None

    # ------------------------------------------------------------------ reading

    async def read(self, place: PlaceId, wanted: Kind) -> None:
        """Read a place: first its rows, then what follows on them. A failure is kept, not raised."""
        from edgewise.account.listing import follow_up, load

        client = self.client
        if client is None or place in self.loading:
            return
        self.loading.add(place)
        try:
            listing = await load(client, wanted, dict(place[1]))
            if self.client is not client:
                return
            self.failures.pop(place, None)
            if not listing.complete:
                # The new rows keep the old answers until theirs are in, so that nothing flickers.
                self.listings[place] = _with_old_answers(listing, self.listings.get(place))
                self._changed(place)
                listing = await follow_up(client, listing)
            if self.client is client:
                self.listings[place] = listing
        except EdgewiseError as error:
            if self.client is client:
                self.failures[place] = error
        finally:
            self.loading.discard(place)
        if self.client is client:
            self._changed(place)

    async def read_all(self) -> None:
        """Read every kind that stands by itself."""
        await asyncio.gather(*(self.read((each.id, ()), each) for each in ROOTS))

    async def refresh(self, place: Place) -> None:
        """Read a place again, and the kinds that its values look at."""
        related = [kind(identity) for identity in place.kind.related]
        await asyncio.gather(self.read(place.id, place.kind), *(self.read((each.id, ()), each) for each in related))

    # ------------------------------------------------------------------ looking

    def scope(self) -> Scope:
        """What values may look at besides their own row."""
        rows = {each.id: self.listings[each.id, ()].rows for each in ROOTS if (each.id, ()) in self.listings}
        return Scope(self.now(), rows)

    def row(self, place: PlaceId, key: str | None) -> Row | None:
        """A row of a place by its key."""
        listing = self.listings.get(place)
        if listing is None or key is None:
            return None
        return next((row for row in listing.rows if row.key == key), None)


def _client(environ: Mapping[str, str], demo: bool) -> Client:
    from edgewise.account import default_client

    return default_client(environ, demo=demo)


def _with_old_answers(listing: Listing, old: Listing | None) -> Listing:
    from dataclasses import replace

    if old is None:
        return listing
    known = {row.key: row.extra for row in old.rows}
    rows = tuple(replace(row, extra=known.get(row.key, row.extra)) for row in listing.rows)
    return replace(listing, rows=rows)
