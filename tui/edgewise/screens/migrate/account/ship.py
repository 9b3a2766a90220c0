"""Ship: the Worker goes to the account and is compared with the live site; nobody is sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from edgewise.commands import Command
from edgewise.migration.shipping.model import Shipment
from edgewise.screens.migrate.account.pane import AccountPane
from edgewise.screens.migrate.account.words import shipment_entries, shipment_head
from edgewise.screens.migrate.entries import Entry
from edgewise.screens.migrate.stages import Stage

if TYPE_CHECKING:
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.operations.carrying import Result


class ShipPane(AccountPane):
    """What the Worker needs, whether the account has it, and the upload."""

    VERBS = (
        Command("ship.act", "a", "Ship", "Upload the Worker, send nobody to it, and prove it.", "act"),
        Command("ship.anew", "e", "Ship anew", "Leave what was begun, and upload the files as they are.", "anew"),
        Command("ship.report", "w", "Web page", "Write the report of the comparison as a web page.", "report"),
    )
    STAGE = Stage.SHIP
    WORKING = "Shipping"
    MEANWHILE = "Nobody is sent to it. x stops between two operations."
    DONE = "Shipped and proved. Nobody is sent to it yet."

    plan: Shipment | None = None

    async def gather(self, side: AccountSide) -> None:
        """Read what the account has and lacks."""
        self.plan = await side.shipment()

    def forget(self) -> None:
        """Drop the plan."""
        self.plan = None

    def head(self, width: int) -> list[Content]:
        """What will be shipped."""
        return shipment_head(self.plan, width) if self.plan else []

    def entries(self, states: Mapping[str, tuple[str, str]]) -> list[Entry]:
        """Checks and operations."""
        return shipment_entries(self.plan, states) if self.plan else []

    def ready(self) -> bool:
        """Whether nothing is to be mended first."""
        return self.plan is not None and self.plan.ready

    def hint(self) -> str:
        """What to do now."""
        if self.plan is None or not self.plan.ready:
            return "Mend what ✗ names, then press g."
        if self.shipped:
            return "Shipped and proved. n goes on to Cut over. a ships another version."
        return "Press a to upload the Worker and prove it. Nobody is sent to it."

    @property
    def shipped(self) -> bool:
        """Whether the last run of this stage came to its end."""
        runs = [each for each in self.half.runs if each.about.stage == "ship"]
        return bool(runs) and runs[-1].ended and not runs[-1].failed

    def action_act(self) -> None:
        """Ask for the Worker's name, then ship; or go on with what was begun."""
        if self.run is not None:
            remark = "The files that were uploaded stay the same: e ships them anew."
            self.ask_to_go_on(self.run, lambda side: side.ship(), remark)
        elif self.plan is not None:
            self._ask(self.plan, anew=False)

    def action_anew(self) -> None:
        """Ask, then ship the files as they are now."""
        if self.plan is not None:
            self._ask(self.plan, anew=True)

    def _ask(self, plan: Shipment, *, anew: bool) -> None:
        async def ship(side: AccountSide) -> Result:
            if anew:
                await side.abandon("ship")
            return await side.ship(plan)

        self.confirm(
            "Ship the Worker?",
            "It is uploaded, and nobody is sent to it. Then the live site and the Worker are asked the same.",
            plan.state.worker,
            lambda: self.begin(plan.operations, ship),
            yes="Ship it",
        )

    def action_report(self) -> None:
        """Write the report and say where it is."""
        if self.report is not None and self.half.look is not None:
            from edgewise.screens.migrate.prove.reporting import write_report

            self.frame.app.say(write_report(self.report, self.half.look, self.frame.services.folders))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        rules = {
            "act": self.idle and (self.run is not None or self.ready()),
            "anew": self.idle and self.run is not None and self.ready(),
            "report": self.report is not None,
        }
        return rules[action] if action in rules else super().check_action(action, parameters)
