"""Which plan an account has: as its subscriptions say, as the user says, or not known. Never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from edgewise.account.failures import Permission
from edgewise.account.plans import PlanId
from edgewise.account.resources.values import at, mappings, text
from edgewise.errors import EdgewiseError

if TYPE_CHECKING:
    from edgewise.account.client import Client

BILLING_READ = Permission("Billing Read", "Account · Billing · Read")

PAID = "workers_paid"
"""The rate plan of Workers Paid, as accounts that have it report it (2026). Cloudflare documents no list of them."""


@dataclass(frozen=True)
class Plan:
    """A plan and how it is known.

    Attributes:
        id: ``None`` when nothing is known.
        how: ``subscriptions`` when the account says so, ``assumed`` when the user chose it.
        why: why it is not known, or what it was told from; one sentence.
    """

    id: PlanId | None
    how: Literal["subscriptions", "assumed", "unknown"]
    why: str = ""

    @property
    def title(self) -> str:
        """In a few words, for a heading."""
        if self.id is None:
            return "plan not known"
        name = "Workers Paid" if self.id == "paid" else "the free plan"
        return f"{name}, as the account's subscriptions say" if self.how == "subscriptions" else f"{name}, assumed"


def assumed(plan: PlanId) -> Plan:
    """The plan that the user chose to reckon with."""
    return Plan(plan, "assumed", "You chose it. Nothing in the account confirms it.")


async def plan_of(client: Client) -> Plan:
    """The plan by the account's subscriptions, where the credential may read them. Raises nothing but cancellation."""
    try:
        answer = await client.get("/accounts/{account_id}/subscriptions", permission=BILLING_READ)
    except EdgewiseError as error:
        return Plan(None, "unknown", error.message)
    return _told(answer.result)


def _told(result: Any) -> Plan:
    if not isinstance(result, list):
        return Plan(None, "unknown", "The API's list of subscriptions is no list.")
    names = [name for each in mappings(result) if _active(each) and (name := _name(each))]
    if PAID in names:
        return Plan("paid", "subscriptions", f"Its subscriptions name {PAID}.")
    other = next((name for name in names if "worker" in name or "ent" in name.split("_")), None)
    if other:
        return Plan(None, "unknown", f"Its subscriptions name {other}, which edgewise does not know.")
    return Plan("free", "subscriptions", "Workers Paid is not among its subscriptions.")


def _active(subscription: Mapping[str, Any]) -> bool:
    state = text(subscription.get("state"))
    return state is None or state.casefold() not in ("cancelled", "canceled", "failed", "expired")


def _name(subscription: Mapping[str, Any]) -> str:
    return (text(at(subscription, "rate_plan.id")) or text(at(subscription, "rate_plan.public_name")) or "").casefold()
