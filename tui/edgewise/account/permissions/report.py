"""Everything that is known about what a credential may do, in one value: for the screen, the command and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from edgewise.account.client import Client
from edgewise.account.failures import Permission
from edgewise.account.permissions import policies, scopes
from edgewise.account.permissions.evidence import HAS, LACKS, UNKNOWN, Claim, Holding, judge
from edgewise.account.permissions.holder import Holder, find_holder
from edgewise.account.permissions.table import Ability, abilities
from edgewise.account.permissions.templates import Template, stronger, template_for
from edgewise.account.resources import KINDS
from edgewise.account.resources.values import plain


@dataclass(frozen=True)
class Knowledge:
    """What a credential says of itself, once it was asked.

    Attributes:
        claims: by the permission's API name.
        asked: when.
        silent: why trying showed nothing, by name.
    """

    holder: Holder
    claims: Mapping[str, Claim]
    asked: datetime
    silent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The permissions of a credential in one account.

    Attributes:
        holdings: those for reading first.
    """

    account_id: str
    account_name: str
    demo: bool
    knowledge: Knowledge
    holdings: tuple[Holding, ...]

    def of(self, state: str) -> tuple[Holding, ...]:
        """Those in a state."""
        return tuple(each for each in self.holdings if each.state == state)

    @property
    def missing(self) -> tuple[Holding, ...]:
        """What edgewise would read in the account and may not."""
        return tuple(each for each in self.of(LACKS) if not each.ability.writes and not each.ability.optional)

    def to_tick(self) -> tuple[Permission, ...]:
        """The permissions to give a token: those for reading, and those to change something that it has already.

        A new token replaces the old one, so it names what is there as well as what is missing. What
        only changes things is asked for where it is known to be there, and not otherwise.
        """
        beside = (each.ability for each in self.of(HAS))
        wanted = [each.ability for each in self.holdings if not (each.ability.writes or each.ability.optional)]
        return stronger(each.permission for each in (*wanted, *beside))

    def template(self) -> Template:
        """Where to tick them."""
        return template_for(self.to_tick(), self.account_id, owner=self.knowledge.holder.owner)

    def document(self) -> dict[str, Any]:
        """The body of an ``edgewise/permissions/1`` document, cleaned."""
        template = self.template()
        found = {
            "account": {"id": self.account_id, "name": self.account_name},
            "demo": self.demo,
            "credential": holder_document(self.knowledge.holder),
            "permissions": [holding_document(each) for each in self.holdings],
            "missing": [each.ability.name for each in self.missing],
            "template": {
                "url": template.url,
                "filled": [each.name for each in template.filled],
                "by_hand": [each.name for each in template.by_hand],
            },
        }
        cleaned: dict[str, Any] = plain(found)
        return cleaned


async def know(client: Client) -> Knowledge:
    """Ask the credential about itself. Raises nothing but cancellation, and what :meth:`Client.account` raises."""
    account = await client.account()
    holder = await find_holder(client)
    table = known_abilities()
    if holder.policies is not None:
        claims = policies.claims_of(holder.policies, table, account.id)
    else:
        claims = scopes.claims_of(holder.scopes, table)
    return Knowledge(holder, claims, client.now())


async def report(client: Client, knowledge: Knowledge) -> Report:
    """What is known now: what the credential claimed, and what the API's answers have shown."""
    account = await client.account()
    holdings = judge(known_abilities(), knowledge.claims, client.seen.sightings, knowledge.asked)
    told = tuple(_with_silence(each, knowledge.silent) for each in holdings)
    return Report(account.id, account.name, client.demo, knowledge, told)


def known_abilities() -> tuple[Ability, ...]:
    """Every permission that edgewise can use."""
    return abilities(KINDS)


def unknown(found: Report) -> tuple[Ability, ...]:
    """The abilities about which nothing is known."""
    return tuple(each.ability for each in found.of(UNKNOWN))


def _with_silence(holding: Holding, silent: Mapping[str, str]) -> Holding:
    why = silent.get(holding.ability.name)
    if holding.state != UNKNOWN or why is None:
        return holding
    return replace(holding, words=f"asked, and it shows nothing: {why}")


def holding_document(holding: Holding) -> dict[str, Any]:
    """A permission as JSON."""
    ability = holding.ability
    return {
        "name": ability.name,
        "dashboard": ability.permission.dashboard,
        "scope": ability.scope,
        "writes": ability.writes,
        "optional": ability.optional,
        "state": holding.state,
        "how": holding.how,
        "why": holding.words,
        "since": holding.at.isoformat(timespec="seconds") if holding.at else None,
        "unlocks": list(ability.unlocks),
    }


def holder_document(holder: Holder) -> dict[str, Any]:
    """The credential as JSON: everything but its secret."""

    def stamp(moment: datetime | None) -> str | None:
        return moment.isoformat(timespec="seconds") if moment else None

    return {
        "kind": holder.kind,
        "label": holder.label,
        "source": holder.source,
        "owner": holder.owner or None,
        "email": holder.email or None,
        "token_id": holder.token_id or None,
        "name": holder.name or None,
        "status": holder.status or None,
        "expires": stamp(holder.expires),
        "not_before": stamp(holder.not_before),
        "ip": {"in": list(holder.ip_in), "not_in": list(holder.ip_not_in)},
        "scopes": list(holder.scopes),
        "note": holder.note or None,
    }
