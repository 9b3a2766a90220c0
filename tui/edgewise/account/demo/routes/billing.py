"""What the company pays for."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exchange import Call, Result, route


@route("/accounts/{account}/subscriptions")
def subscriptions(company: Company, call: Call) -> Result:
    """Workers Paid, and R2 as it comes along with it."""
    rows = (("workers_paid", "Workers Paid", 5), ("r2_paid", "R2 Paid", 0))
    return Result(
        [
            {
                "id": identity("subscription", plan).replace("-", ""),
                "state": "Paid",
                "price": price,
                "currency": "USD",
                "frequency": "monthly",
                "rate_plan": {"id": plan, "public_name": name, "scope": "account", "currency": "USD"},
            }
            for plan, name, price in rows
        ]
    )
