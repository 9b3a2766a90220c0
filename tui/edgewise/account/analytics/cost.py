"""What this month costs so far and may cost in the end: an estimate from usage and list prices, not the bill."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.account.analytics.month import Month, Used
from edgewise.account.plans import BASE, PRICED, UNMEASURED, Allowance, PlanId

EARLIEST = 1.0
"""Days of a month after which a projection says something."""


@dataclass(frozen=True)
class Line:
    """One line of the estimate, in the allowance's unit and in dollars.

    Attributes:
        quantity: the month so far. Of what is stored: GB-months, a GB held for a whole month being one.
        included: what costs nothing.
        amount: dollars for what is beyond.
        projected: the same at the end of the month, if it goes on as it has; ``None`` when it is too early
            to say.
    """

    allowance: Allowance
    quantity: float
    included: float
    amount: float
    projected_quantity: float | None
    projected: float | None


@dataclass(frozen=True)
class Estimate:
    """A month in dollars.

    Attributes:
        base: what the plan costs itself.
        lines: all that is measured, dearest first.
        unknown: allowances that could not be read, and so are not in the total.
        unmeasured: what no estimate of edgewise holds.
        priced: the date of the prices.
    """

    plan: PlanId
    base: float
    lines: tuple[Line, ...]
    unknown: tuple[Allowance, ...]
    unmeasured: tuple[str, ...] = UNMEASURED
    priced: str = PRICED

    @property
    def total(self) -> float:
        """Dollars so far, of what is known."""
        return self.base + sum(each.amount for each in self.lines)

    @property
    def projected(self) -> float | None:
        """Dollars by the end of the month, of what is known, if it goes on like this."""
        amounts = [each.projected for each in self.lines]
        known = [each for each in amounts if each is not None]
        return self.base + sum(known) if len(known) == len(amounts) and amounts else None


def estimate(month: Month, plan: PlanId) -> Estimate:
    """The month's estimate for a plan.

    On the free plan what is beyond a limit is refused and costs nothing, except where the product is
    billed by itself.
    """
    known = [each for each in month.used if each.known]
    lines = sorted((_line(each, month, plan) for each in known), key=lambda line: -(line.projected or line.amount))
    unknown = tuple(each.allowance for each in month.used if not each.known)
    return Estimate(plan, BASE if plan == "paid" else 0.0, tuple(lines), unknown)


def charge(allowance: Allowance, quantity: float, plan: PlanId = "paid") -> float:
    """Dollars for a month's quantity beyond what is included. Fractions of a unit are charged as fractions."""
    if plan == "free" and not allowance.charged_on_free:
        return 0.0
    return max(0.0, quantity - allowance.included) / allowance.per * allowance.price


def _line(used: Used, month: Month, plan: PlanId) -> Line:
    allowance = used.allowance
    quantity, projected = _stored(used, month) if allowance.stored else _counted(used, month)
    if month.elapsed < EARLIEST:
        projected = None
    return Line(
        allowance,
        quantity,
        allowance.included,
        charge(allowance, quantity, plan),
        projected,
        None if projected is None else charge(allowance, projected, plan),
    )


def _counted(used: Used, month: Month) -> tuple[float, float | None]:
    total = used.month or 0.0
    return total, total * month.days / month.elapsed if month.elapsed > 0 else None


def _stored(used: Used, month: Month) -> tuple[float, float | None]:
    """GB-months so far, and at the end of the month if what is held now stays. Unknown days hold what the one
    before did."""
    held, level = 0.0, next((each for each in used.days if each is not None), 0.0)
    left = month.elapsed
    for each in used.days:
        level = level if each is None else each
        part = min(1.0, max(0.0, left))
        held, left = held + level * part, left - part
    return held / month.days, (held + level * max(0.0, month.days - month.elapsed)) / month.days
