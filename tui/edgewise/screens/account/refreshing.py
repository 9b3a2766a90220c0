"""Reading again by itself: only what is looked at, and only while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.account.failures import PermissionGap
from edgewise.account.resources import ROOTS
from edgewise.screens.account.pulse import OVERVIEW_EVERY, Moment, Verdict, cost_of, decide

if TYPE_CHECKING:
    from edgewise.screens.account.places import PlaceId
    from edgewise.screens.account.screen import AccountScreen


class Refreshing:
    """Mix-in for the account screen: auto-refresh, its key, and how it stands."""

    auto = True
    """Whether the user wants it."""

    def verdict(self: AccountScreen) -> Verdict:  # type: ignore[misc]
        """Whether what is looked at is to be read again now, and how refreshing stands."""
        return decide(self._moment())

    def refresh_if_due(self: AccountScreen) -> None:  # type: ignore[misc]
        """Read again what is looked at, when it is time."""
        if self.board.account is None or self.board.failure is not None or not self.verdict().read:
            return
        if self.glancing:
            self.read_everything(again=True)
        else:
            self.read(related=False, asked=False)

    def action_auto(self: AccountScreen) -> None:  # type: ignore[misc]
        """Turn refreshing on or off."""
        self.auto = not self.auto
        self.app.say(self.verdict().sentence)
        self.frame()

    def _moment(self: AccountScreen) -> Moment:  # type: ignore[misc]
        board, here = self.board, self.trail.here
        places: list[PlaceId] = [(each.id, ()) for each in ROOTS] if self.glancing else [here.id]
        known = [board.listings[each] for each in places if each in board.listings]
        now = board.now()
        ages = [(now - each.fetched).total_seconds() for each in known]
        failed = [board.attempts[each] for each in places if each in board.attempts]
        errors = [board.failures[each] for each in places if each in board.failures]
        gaps = [each for each in errors if isinstance(each, PermissionGap)]
        if self.glancing:
            # What the credential may not read keeps nothing else from being renewed.
            errors = [each for each in errors if each not in gaps]
            failed = [each for each in failed if errors]
        budget = board.client.budget if board.client is not None else None
        return Moment(
            on=self.auto,
            # What can be seen behind a dialog is not what somebody looks at.
            current=self.app.screen is self,
            focused=self.app.app_focus,
            idle=self.app.idle,
            extended=any(each in board.extended for each in places),
            busy=any(each in board.loading for each in places),
            age=max(ages, default=None),
            tried=min(((now - when).total_seconds() for when, _ in failed), default=None),
            failed=max((count for _, count in failed), default=0) if errors else 0,
            error=errors[0] if errors else None,
            every=OVERVIEW_EVERY if self.glancing else here.kind.every,
            cost=cost_of(known),
            left=budget.left if budget is not None else 0,
            limit=budget.limit if budget is not None else 1,
        )
