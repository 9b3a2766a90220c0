"""Opening what lies on top of the tables: the views of a row or of the account, and the changes to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgewise.screens.account.views import Looking, view_screen

if TYPE_CHECKING:
    from edgewise.screens.account.screen import AccountScreen


class Opening:
    """Mix-in for the account screen: the actions that open a screen on top of it."""

    def action_look(self: AccountScreen, view_id: str) -> None:  # type: ignore[misc]
        """Open a view, by its id."""
        self._open_on_top(view_id)

    def action_change(self: AccountScreen) -> None:  # type: ignore[misc]
        """Open the changes that may be made to the row."""
        self._open_on_top("change")

    def _open_on_top(self: AccountScreen, view_id: str) -> None:  # type: ignore[misc]
        board, here = self.board, self.trail.here
        if board.client is None:
            if board.failure is not None:
                self.app.say(f"There is no credential that could be asked. {board.failure.message}")
            return
        looking = Looking(board, board.client, here.kind, self.row, dict(here.parameters), self.trail.crumbs)
        # Back from there, things may have changed: what was read, the lock, the place.
        self.app.push_screen(view_screen(view_id, looking), lambda _: self.show())
