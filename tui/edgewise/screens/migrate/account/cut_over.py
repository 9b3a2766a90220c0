"""Cut over: visitors go to the Worker host by host, watched, and go back with one key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from edgewise.commands import Command
from edgewise.migration.cutover.model import Cutover
from edgewise.screens.dialogs import ConfirmDialog, TextDialog
from edgewise.screens.migrate.account.pane import AccountPane
from edgewise.screens.migrate.account.words import cutover_entries, cutover_head
from edgewise.screens.migrate.entries import Entry
from edgewise.screens.migrate.stages import Stage
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.account_side import AccountSide

BACK = ("cutover", "finish")
"""What is taken back to have visitors with Pages again: finishing has led its address away."""


class CutOverPane(AccountPane):
    """The hosts, and the steps by which each goes over."""

    VERBS = (
        Command("cutover.act", "a", "Cut over", "Send visitors to the Worker, step by step, watched.", "act"),
        Command("cutover.back", "u", "Take back", "Send visitors back to Pages, the last step first.", "back"),
        Command("cutover.card", "w", "Way back", "What to run by hand to go back.", "card"),
    )
    STAGE = Stage.CUT_OVER
    WORKING = "Cutting over"
    MEANWHILE = "Each step is watched. u takes it all back, x stops between two."
    DONE = "Cut over. The Pages project stands as it was."

    plan: Cutover | None = None

    async def gather(self, side: AccountSide) -> None:
        """Read how each host stands."""
        self.plan = await side.cutover()

    def forget(self) -> None:
        """Drop the plan."""
        self.plan = None

    def head(self, width: int) -> list[Content]:
        """How many hosts are with the Worker."""
        return cutover_head(self.plan, width) if self.plan else []

    def entries(self, states: Mapping[str, tuple[str, str]]) -> list[Entry]:
        """Hosts and their steps."""
        return cutover_entries(self.plan, states) if self.plan else []

    def ready(self) -> bool:
        """Whether a proved version is there, no host is blocked, and something is left to do."""
        plan = self.plan
        return plan is not None and plan.ready and bool(plan.proof) and bool(plan.operations)

    def hint(self) -> str:
        """What to do now."""
        plan = self.plan
        if plan is not None and plan.no_record:
            return "A host answers nobody. Press u at once: it puts the DNS record back."
        if plan is None or not plan.worker_there or not plan.proof:
            return "Press 7 first: the Worker is shipped and proved there."
        if not plan.ready:
            return "Settle what ✗ names, then press g."
        if plan.operations:
            return "Read the way back (w), then press a to send visitors to the Worker."
        return "Visitors are with the Worker. n goes on to Finish, u takes it back." if plan.hosts else "Nothing to do."

    def action_act(self) -> None:
        """Ask for the Worker's name, then cut over; or go on with what was begun."""
        plan = self.plan
        if self.run is not None:
            self.ask_to_go_on(self.run, lambda side: side.cut_over(), "u takes it back instead.")
        elif plan is not None:
            hosts = ", ".join(each.name for each in plan.hosts if each.operations)
            self.confirm(
                "Send visitors to the Worker?",
                f"{clean(hosts, 300) or 'All of it'}: step by step, each one watched for {self.half.seconds:.0f} "
                "seconds. u takes it back at any time.",
                plan.worker,
                lambda: self.begin(plan.operations, lambda side: side.cut_over(plan)),
                yes="Send them",
            )

    def action_back(self) -> None:
        """Ask, then take back what was done; what is under way stops first."""
        text = "Visitors go back to Pages, the last step first."
        if self.doing is not None:
            text += " What is under way stops after the operation that is at work."
        dialog = ConfirmDialog("Take the cutover back?", Content(text), yes="Take it back")
        self.app.push_screen(dialog, lambda yes: self.begin_back(BACK) if yes else None)

    def action_card(self) -> None:
        """Show the way back."""
        from edgewise.migration.cutover.card import card

        if self.plan is not None:
            self.app.push_screen(TextDialog("The way back, by hand", Content(card(self.plan))))

    @property
    def _done_some(self) -> bool:
        return any(run.about.stage in BACK and run.to_take_back for run in self.half.runs)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        doing = self.doing
        under_way = doing is not None and bool(doing.operations) and not doing.back and not doing.stop
        rules = {
            "act": self.idle and (self.run is not None or self.ready()),
            "back": under_way or (doing is None and self.half.at_work is None and self._moved and self._done_some),
            "card": self.plan is not None,
        }
        return rules[action] if action in rules else super().check_action(action, parameters)
