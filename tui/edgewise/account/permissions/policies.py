"""What a token's own policies allow in one account. Read from ``/user/tokens/{id}`` or ``/accounts/…/tokens/{id}``.

A policy allows or denies permission groups for resources, such as
``{"com.cloudflare.api.account.<id>": "*"}``. Shape as of the API's published types, 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.account.permissions.evidence import HAS, LACKS, UNKNOWN, Claim
from edgewise.account.permissions.table import Ability
from edgewise.account.resources.values import mappings, text

_ACCOUNT, _ZONE, _USER = "com.cloudflare.api.account.", "com.cloudflare.api.account.zone.", "com.cloudflare.api.user."
_PLAIN_NAME = re.compile(r".+ (Read|Write|Edit|Revoke|Run|Purge|Report)$")
"""Groups whose name says what they allow. Newer ones are roles, and may hold any number of permissions."""


@dataclass(frozen=True)
class _Grant:
    name: str
    scopes: frozenset[str]
    zones: bool | None


def claims_of(document: Any, abilities: Iterable[Ability], account_id: str) -> dict[str, Claim]:
    """What a token claims, by permission; nothing at all when the document has no policies that can be read."""
    policies = mappings(document.get("policies")) if isinstance(document, Mapping) else []
    allowed, denied, opaque = _read(policies, account_id)
    if not policies or not (allowed or denied or opaque):
        return {}
    return {each.name: _claim(each, allowed, denied, opaque) for each in abilities}


def _read(
    policies: Iterable[Mapping[str, Any]], account_id: str
) -> tuple[dict[str, _Grant], set[tuple[str, str]], bool]:
    """Grants by name, names and scopes denied, and whether there are groups whose meaning is not known."""
    allowed: dict[str, _Grant] = {}
    denied: set[tuple[str, str]] = set()
    opaque = False
    for policy in policies:
        scopes, whole = _reach(policy.get("resources"), account_id)
        groups = policy.get("permission_groups")
        names = [text(each.get("name")) for each in mappings(groups)]
        opaque = (
            opaque or not isinstance(groups, list) or any(not name or not _PLAIN_NAME.match(name) for name in names)
        )
        for name in filter(None, names):
            wanted = re.sub(r" Edit$", " Write", name)
            if policy.get("effect") == "deny":
                denied |= {(wanted, scope) for scope in scopes}
            elif policy.get("effect") == "allow":
                before = allowed.get(wanted)
                both = scopes | (before.scopes if before else frozenset())
                allowed[wanted] = _Grant(wanted, both, whole or (before.zones if before else None))
    return allowed, denied, opaque


def _reach(resources: Any, account_id: str) -> tuple[frozenset[str], bool | None]:
    """For which of ``account``, ``zone`` and ``user`` a policy holds here; and whether for every zone."""
    found: set[str] = set()
    every: bool | None = None
    for name, value in resources.items() if isinstance(resources, Mapping) else ():
        if not isinstance(name, str):
            continue
        if name.startswith(_ZONE):
            found.add("zone")
            every = every or name == f"{_ZONE}*"
        elif name in (f"{_ACCOUNT}{account_id}", f"{_ACCOUNT}*"):
            nested = isinstance(value, Mapping)
            found.add("zone" if nested else "account")
            every = every or (nested and f"{_ZONE}*" in value)
        elif name.startswith(_USER):
            found.add("user")
    return frozenset(found), every


def _claim(ability: Ability, allowed: Mapping[str, _Grant], denied: set[tuple[str, str]], opaque: bool) -> Claim:
    names = [ability.name]
    if not ability.writes:
        names.append(f"{ability.name.removesuffix('Read')}Write")
    given = [allowed[name] for name in names if name in allowed]
    here = [each for each in given if _covers(each, ability)]
    if any((name, ability.scope) in denied for name in names):
        return Claim(UNKNOWN, "policies", "one of the token's policies denies it, for some resources at least")
    if here:
        some = ability.scope == "zone" and not any(each.zones for each in here)
        stronger = f", as part of {here[0].name}" if here[0].name != ability.name else ""
        return Claim(HAS, "policies", f"by the token's policies{stronger}{', for some zones' if some else ''}")
    if opaque:
        return Claim(UNKNOWN, "policies", "the token holds groups of permissions that edgewise does not know")
    if given:
        return Claim(LACKS, "policies", "the token has it for other accounts or zones, not for this account")
    return Claim(LACKS, "policies", "the token's policies do not name it")


def _covers(grant: _Grant, ability: Ability) -> bool:
    """Whether a grant holds for what the ability needs. A permission for zones may be given by way of the account."""
    return ability.scope in grant.scopes or (ability.scope == "zone" and "account" in grant.scopes)
