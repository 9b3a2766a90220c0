"""The account's use, limits and cost in one value: for the overview, the usage screen and the snapshot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edgewise.account.analytics.cost import Estimate, Line, estimate
from edgewise.account.analytics.limits import Standing, standings
from edgewise.account.analytics.month import Month, month
from edgewise.account.analytics.plan import Plan, assumed, plan_of
from edgewise.account.plans import PlanId

if TYPE_CHECKING:
    from edgewise.account.client import Client

ESTIMATE = "An estimate from usage and list prices, not the bill."


@dataclass(frozen=True)
class Report:
    """What is known of an account's use this month.

    Attributes:
        plan: with ``id`` ``None`` there are no standings and no estimate: they would be guesses.
    """

    month: Month
    plan: Plan

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The limits, the nearest first."""
        return standings(self.month, self.plan.id) if self.plan.id else ()

    @property
    def estimate(self) -> Estimate | None:
        """What the month costs; ``None`` when the plan is not known."""
        return estimate(self.month, self.plan.id) if self.plan.id else None

    def reckoned(self, plan: PlanId) -> Report:
        """The same, for a plan that the user chose to reckon with."""
        return Report(self.month, assumed(plan))


async def report(client: Client) -> Report:
    """Ask for everything at once: a request for each dataset and one for the plan, sixteen together.

    What cannot be read is said in the result. Raises nothing but cancellation.
    """

    used, plan = await asyncio.gather(month(client), plan_of(client))
    return Report(used, plan)


def document(found: Report) -> dict[str, Any]:
    """The report as JSON: the ``usage`` of a snapshot. What is not known is ``null``, with a problem that says why."""
    reckoned = found.estimate
    failures = {each.failure.code: each.failure for each in found.month.used if each.failure is not None}
    return {
        "month": f"{found.month.start:%Y-%m}",
        "plan": {"id": found.plan.id, "how": found.plan.how, "why": found.plan.why},
        "used": [
            {
                "id": each.allowance.id,
                "product": each.allowance.product,
                "unit": each.allowance.unit,
                "today": _rounded(each.today),
                "month": None if each.allowance.stored else _rounded(each.month),
                "limit": each.allowance.free if found.plan.id == "free" else each.allowance.included,
            }
            for each in found.month.used
        ],
        "estimate": None if reckoned is None else _estimate(reckoned),
        "problems": [
            *({"code": code, "message": error.message, "fix": error.fix} for code, error in failures.items()),
            *({"code": "odd-answer", "message": each, "fix": None} for each in found.month.problems),
        ],
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {
        "note": f"{ESTIMATE} Prices of {found.priced}.",
        "base": found.base,
        "total": round(found.total, 2),
        "projected": _rounded(found.projected),
        "lines": [_line(each) for each in found.lines if each.amount or each.projected],
        "not_known": [each.id for each in found.unknown],
        "not_measured": list(found.unmeasured),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.allowance.id,
        "quantity": _rounded(line.quantity),
        "included": line.included,
        "price": line.allowance.price,
        "per": line.allowance.per,
        "amount": round(line.amount, 4),
        "projected": _rounded(line.projected),
        "source": f"{line.allowance.source} ({line.allowance.date})",
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
