"""Reading the account: at the beginning, again, one row's details, another account. And stopping when one leaves."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from edgewise.account.failures import PermissionGap
from edgewise.screens.account.board import EAGER
from edgewise.screens.account.wording import account_name

if TYPE_CHECKING:
    from textual.timer import Timer

    from edgewise.screens.account.places import PlaceId
    from edgewise.screens.account.screen import AccountScreen

REST = 0.25
"""Seconds that the cursor rests on a row before its details are asked for: whoever runs past asks for nothing."""


class Reading:
    """Mix-in for the account screen: what asks the API for something."""

    _resting: Timer | None = None
    _rests_on: tuple[PlaceId, str] | None = None

    @work(exclusive=True, group="begin", exit_on_error=False)
    async def begin(self: AccountScreen, demo: bool) -> None:
        """Open the account and read what everybody looks at, and what is here."""
        await self.board.open(os.environ, demo=demo)
        self.show()
        if self.board.failure is None:
            await self._read_first()
            account = self.board.account
            if account is not None and account.note:
                self.app.say(account.note)

    async def _read_first(self: AccountScreen) -> None:  # type: ignore[misc]
        here = self.trail.here
        if here.kind.id not in EAGER:
            self.read(related=False)
        await self.board.read_first()
        if self.glancing:
            self.read_everything(again=False)

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self: AccountScreen, *, related: bool = True, asked: bool = True) -> None:
        """Read again what is here. What cannot be renewed stays; whoever ``asked`` for it is told why."""
        here = self.trail.here
        await self.board.refresh(here, related=related)
        error = self.board.failures.get(here.id)
        # A missing permission is no accident: the panel says what is missing, and nothing pops up.
        told = isinstance(error, PermissionGap)
        if asked and error is not None and not told and here.id in self.board.listings:
            made = self.arranged()
            old = " What you see is from before." if made is not None and made.rows else ""
            self.app.warn(f"{error.message}{old}")

    def leave(self: AccountScreen) -> None:  # type: ignore[misc]
        """Nobody looks at this place any more: what is still being asked for it is not needed."""
        self.workers.cancel_group(self, "read")
        self._rest_no_more()

    def changed(self: AccountScreen, place: PlaceId) -> None:  # type: ignore[misc]
        """Something is new: in the place here, or in one that this place's values look at."""
        if self.is_mounted:
            self.show()

    def tick(self: AccountScreen) -> None:  # type: ignore[misc]
        """Write the ages anew, and read what is due."""
        self.refresh_if_due()
        if not self.is_current:
            return
        self.show()

    # ------------------------------------------------------------------ details

    def await_details(self: AccountScreen) -> None:  # type: ignore[misc]
        """Ask for the details of the row under the cursor once it rests there, where they can be seen."""
        place, key = self.trail.here, self.trail.here.cursor
        seen = not self.glancing and (self.reading or not self.has_class("-narrow"))
        if not seen or key is None or not self.board.lacks_details(place, key):
            self._rest_no_more()
            return
        if self._rests_on == (place.id, key):
            return
        self._rest_no_more()
        self._rests_on = (place.id, key)
        self._resting = self.set_timer(REST, self._ask_details)

    def _rest_no_more(self: AccountScreen) -> None:  # type: ignore[misc]
        if self._rests_on is None:
            return
        self._rests_on = None
        if self._resting is not None:
            self._resting.stop()
        self.workers.cancel_group(self, "details")

    @work(exclusive=True, group="details", exit_on_error=False)
    async def _ask_details(self: AccountScreen) -> None:
        place, rests_on = self.trail.here, self._rests_on
        if rests_on is not None and rests_on[0] == place.id:
            await self.board.read_details(place, rests_on[1])
            self._rests_on = None
            self.changed(place.id)

    # ------------------------------------------------------------------ on request

    def action_refresh(self: AccountScreen) -> None:  # type: ignore[misc]
        """Read again: this place, or everything when nothing could be read or everything is looked at."""
        if self.board.failure is not None or self.board.client is None:
            self.begin(self.services.demo)
        elif self.glancing:
            self.read_everything(again=True)
        else:
            self.read()
        self.show()

    def action_demo(self: AccountScreen) -> None:  # type: ignore[misc]
        """Look at the demo account instead."""
        self.leave()
        self.begin(True)

    @work(group="ask", exit_on_error=False)
    async def action_switch(self: AccountScreen) -> None:
        """Choose another account."""
        from edgewise.screens.account.accounts import AccountsDialog

        account = self.board.account
        if account is None or not account.others:
            self.app.say("This credential sees one account.")
            return
        chosen = await self.app.push_screen_wait(AccountsDialog((account, *account.others)))
        if chosen is not None and chosen.id != account.id:
            others = tuple(each for each in (account, *account.others) if each.id != chosen.id)
            self.leave()
            await self.board.use(replace(chosen, others=others))
            if self.glancing:
                self.show()
            else:
                # What lay below a row lies in the other account; the kind is in both.
                self.arrive(lambda: self.trail.go(self.trail.root.kind.id))
            self.app.say(f"You are looking at {account_name(self.board)}.")
            await self._read_first()
