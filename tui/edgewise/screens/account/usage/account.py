"""How much the whole account is used: limits, cost, and charts of everything together."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.content import Content
from textual.widget import Widget

from edgewise.account.analytics.drawn import Drawn
from edgewise.account.analytics.pictures import ACCOUNT
from edgewise.account.analytics.report import Report, report
from edgewise.account.analytics.told import told
from edgewise.account.failures import PermissionGap
from edgewise.account.plans import PlanId
from edgewise.commands import Command
from edgewise.screens.account import states
from edgewise.screens.account.usage.base import HELP as CHARTS_HELP
from edgewise.screens.account.usage.base import UsageBase
from edgewise.screens.account.views import Looking
from edgewise.widgets.chart import content_of
from edgewise.widgets.flow import EMPTY, Flow, wrap

HELP = (
    "Limits and cost of the account, and its use over time.\n\n"
    "The plan is what the account's subscriptions say, where the credential may read them; else f chooses one to "
    "reckon with, and the screen says that it is assumed. On the free plan the limits of a day count from 00:00 UTC; "
    "on Workers Paid a month's use is set against what is included.\n\n"
    "The cost is an estimate from usage and list prices, not the bill. What is not measured is named, and is not in it."
    "\n\n" + CHARTS_HELP
)


class ReportView(Flow):
    """Limits and cost for the width there is."""

    DEFAULT_CSS = "ReportView { margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__(id="report")
        self._report: Report | None = None

    def show(self, found: Report) -> None:
        """Show this report."""
        self._report = found
        self.changed()

    def lines(self, width: int) -> list[Content]:
        """The report; or why there is none."""
        if self._report is None:
            return [Content.styled("○ Reading this month's use …", "$text-muted")]
        failure = self._report.month.failure
        if failure is not None:
            shown = states.failed(failure, demo_offered=False)[:-1]
            return [line for each in shown for line in (*wrap(each, min(width, 72)), EMPTY)]
        return [content_of(line) for line in told(self._report, width, key="f")]


class AccountUsageScreen(UsageBase):
    """Limits, cost and charts of the account."""

    CRUMB = "Usage"
    HELP = HELP
    VERBS = (Command("usage.plan", "f", "Plan", "Reckon with the free plan, or with Workers Paid.", "plan"),)

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking, ACCOUNT)
        self._report: Report | None = None

    def above(self) -> tuple[Widget, ...]:
        """The report."""
        return (ReportView(),)

    def on_mount(self) -> None:
        """Begin to ask for the report, too."""
        self.report()

    @work(exclusive=True, group="report", exit_on_error=False)
    async def report(self) -> None:
        """Ask for the month and the plan."""
        found = await report(self.looking.client)
        chosen = self.looking.board.plan
        self._report = found.reckoned(chosen) if chosen is not None and found.plan.how != "subscriptions" else found
        self.query_one(ReportView).show(self._report)
        self.frame()

    def answered(self, found: Sequence[Drawn]) -> None:
        """When a permission is missing for all charts the report says so; once is enough."""
        self.query_one("#charts").display = not all(isinstance(each.failure, PermissionGap) for each in found)

    def action_plan(self) -> None:
        """The other plan; the free one first when none is known."""
        if self._report is None:
            return
        other: PlanId = "paid" if self._report.plan.id == "free" else "free"
        self.looking.board.plan = other
        self._report = self._report.reckoned(other)
        self.query_one(ReportView).show(self._report)

    def action_refresh(self) -> None:
        """Ask for everything again."""
        self.report()
        self.read()

    def hint(self) -> str:
        """What to do next."""
        failure = self._report.month.failure if self._report is not None else None
        if isinstance(failure, PermissionGap):
            return "Give the token the permission that is named below, then press r. Escape goes back."
        return "Scroll down for the charts. f reckons with the other plan, escape goes back."
