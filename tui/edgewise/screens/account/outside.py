"""The ways out of the account: to a lesson, to Migrate, to a shell, to the dashboard, to the raw document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edgewise.account.commands import command_for, dashboard_for

if TYPE_CHECKING:
    from edgewise.account.resources.model import Insight
    from edgewise.screens.account.screen import AccountScreen


class Outside:
    """Mix-in for the account screen: the actions that leave it."""

    def _insight(self: AccountScreen) -> Insight | None:  # type: ignore[misc]
        row = self.row
        return self.trail.here.kind.insight(row, self.board.scope()) if row is not None else None

    async def action_why(self: AccountScreen) -> None:  # type: ignore[misc]
        """Open the lesson that explains what is marked."""
        insight = self._insight()
        if insight is not None and insight.lesson:
            await self.app.open_lesson(insight.lesson)

    def action_migrate(self: AccountScreen) -> None:  # type: ignore[misc]
        """Go to Migrate."""
        self.app.action_door("migrate")

    def action_copy(self: AccountScreen) -> None:  # type: ignore[misc]
        """Copy the command that shows the same."""
        board, place = self.board, self.trail.here
        if board.client is None or board.account is None:
            return
        command = command_for(place.kind, self.row, place.parameters, board.account.id, board.client.base_url)
        self.app.copy_to_clipboard(command)
        self.app.say(f"Copied: {command}")

    def action_browse(self: AccountScreen) -> None:  # type: ignore[misc]
        """Open the dashboard."""
        board, place = self.board, self.trail.here
        if board.demo:
            self.app.say("The demo account has no dashboard. With your own credential this opens Cloudflare's.")
        elif board.account is not None:
            self.app.open_url(dashboard_for(place.kind, self.row, place.parameters, board.account.id))

    def action_raw(self: AccountScreen) -> None:  # type: ignore[misc]
        """Show the document as the API sent it."""
        from edgewise.screens.account.raw import RawScreen

        row, kind = self.row, self.trail.here.kind
        if row is None:
            return
        document: Any = row.raw
        if row.extra:
            document = {kind.singular: row.raw, **row.extra}
        self.app.push_screen(RawScreen(f"{kind.row_name(row)} · {kind.singular}", document))
