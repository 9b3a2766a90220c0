"""Lists that come part by part: the next part, and only the names that begin with something.

Nobody has ten thousand keys listed by surprise: each part is a request, and often a billed one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from edgewise.screens.dialogs import AskDialog
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.listing import Listing
    from edgewise.screens.account.screen import AccountScreen


class Parts:
    """Mix-in for the account screen: what asks for another part of a list."""

    @work(group="read", exclusive=True, exit_on_error=False)
    async def action_more(self: AccountScreen) -> None:
        """List the part that comes next, below what is listed."""
        error = await self.board.read_more(self.trail.here.id)
        if error is not None:
            self.app.warn(f"{error.message} {error.fix or ''}".strip())

    @work(group="ask", exit_on_error=False)
    async def action_begins(self: AccountScreen) -> None:
        """Ask the API for the rows whose names begin with something."""
        here = self.trail.here
        name = here.kind.prefix
        known = here.parameters.get(name, "") or here.filter
        noun = here.kind.title.lower()
        hint = Content(f"The API looks through all of the {noun}, not only those that are listed. Capitals count.")
        wanted = await self.app.push_screen_wait(AskDialog(f"{here.kind.title} that begin with", hint, value=known))
        if not wanted:
            return
        here.filter = ""
        self.arrive(lambda: self.trail.beginning_with(wanted, clean(wanted, 30) + "…"))


def rest_of(listing: Listing) -> str:
    """How much of a list is shown, and what to press for the rest."""
    of = f" of {listing.total:,}" if listing.total else ""
    keys = [*(["M lists more"] if listing.next else []), *(["P finds by the beginning"] if listing.kind.prefix else [])]
    how = f" {', '.join(keys)}." if keys else ""
    return f"The first {len(listing.rows):,}{of} are shown.{how}"
