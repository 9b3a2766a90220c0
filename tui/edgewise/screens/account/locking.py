"""The read-only lock on the account screen: how the title shows it, and the question before it is turned off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from edgewise.account.lock import OPEN_FOR
from edgewise.account.resources import KINDS
from edgewise.screens.account.board import Board
from edgewise.screens.account.wording import account_name
from edgewise.screens.dialogs import ConfirmDialog

if TYPE_CHECKING:
    from edgewise.screens.account.screen import AccountScreen

MINUTES = int(OPEN_FOR.total_seconds() // 60)


class Locking:
    """Mix-in for the account screen: turning the lock off and on."""

    @work(group="ask", exit_on_error=False)
    async def action_lock(self: AccountScreen) -> None:
        """Turn the lock off after a question, or on at once."""
        lock = self.board.lock
        if not lock.on:
            lock.turn_on()
            self.app.say("Locked: nothing here can change the account.")
        elif await self.app.push_screen_wait(ConfirmDialog("Allow changes?", question(self.board), yes="Unlock")):
            lock.turn_off()
        self.frame()


def question(board: Board) -> Content:
    """What becomes possible when the lock is off."""
    name = account_name(board)
    if board.demo:
        whose = "This is the demo account: what you change in it stays changed until you quit edgewise."
    else:
        whose = f"This is a real account{f', {name}' if name else ''}. Changes take effect at once."
    return Content.assemble(
        f"{whose}\n\n",
        ("With the lock off you can change, with x:\n", "bold"),
        *possible(),
        "\nEach shows its request first and wants a typed word.\n",
        (
            f"The lock turns on by itself after {MINUTES} minutes without a change, and with another account.",
            "$text-muted",
        ),
    )


def possible() -> list[str]:
    """What may be changed, a line for each kind."""
    titles = {each.id: each.title for each in KINDS}
    found = []
    for each in KINDS:
        if each.actions:
            below = f" of {titles[each.parent]}" if each.parent else ""
            verbs = ", ".join(action.title[:1].lower() + action.title[1:] for action in each.actions)
            found.append(f"  {each.title}{below}: {verbs}\n")
    return [*found, "  D1: anything, with SQL (q)\n"]
