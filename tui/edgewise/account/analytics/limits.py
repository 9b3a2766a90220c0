"""Use against the plan's limits: what stops when it is reached, or what begins to cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edgewise.account.analytics.month import Month, Used
from edgewise.account.plans import Allowance, Period, PlanId

NEAR = 0.75
"""Share of a limit from which it is worth a warning."""

State = Literal["fine", "near", "over", "unknown"]


@dataclass(frozen=True)
class Standing:
    """Where an account stands with one limit.

    Attributes:
        used: in the allowance's unit; ``None`` when it is not known.
        limit: what the plan allows (free) or includes (paid).
        period: what both are for.
        stops: whether the product refuses at the limit; else what is beyond is billed.
    """

    allowance: Allowance
    used: float | None
    limit: float
    period: Period
    stops: bool

    @property
    def share(self) -> float | None:
        """Used of the limit; above 1 when it is passed."""
        return None if self.used is None else self.used / self.limit

    @property
    def state(self) -> State:
        """What to think of it."""
        if self.share is None:
            return "unknown"
        return "over" if self.share >= 1 else "near" if self.share >= NEAR else "fine"


def standings(month: Month, plan: PlanId) -> tuple[Standing, ...]:
    """Every limit of a plan, the nearest first, then those of which nothing is known."""
    found = [each for used in month.used if (each := _standing(used, plan)) is not None]
    return tuple(sorted(found, key=lambda each: -1.0 if each.share is None else each.share, reverse=True))


def _standing(used: Used, plan: PlanId) -> Standing | None:
    allowance = used.allowance
    if plan == "free":
        if allowance.free is None:
            return None
        amount = used.month if allowance.period == "month" and not allowance.stored else used.today
        return Standing(allowance, amount, allowance.free, allowance.period, not allowance.charged_on_free)
    amount = used.today if allowance.stored else used.month
    return Standing(allowance, amount, allowance.included, "held" if allowance.stored else "month", False)
