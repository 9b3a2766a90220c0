"""What the scopes of wrangler's login stand for, as permissions of a token.

By wrangler's own descriptions of its scopes (4.156) and the requests that its commands make with
them. Scopes for which that is not clear are left out: what they allow is unknown here.
"""

from __future__ import annotations

from collections.abc import Iterable

from edgewise.account.permissions.evidence import HAS, LACKS, UNKNOWN, Claim
from edgewise.account.permissions.table import Ability

_ALLOWS: dict[str, tuple[str, ...]] = {
    "account:read": ("Account Settings Read",),
    "user:read": ("User Details Read", "Memberships Read"),
    "workers:write": ("Workers Scripts Write", "Workers KV Storage Write", "Workers Routes Write"),
    "workers_kv:write": ("Workers KV Storage Write",),
    "workers_routes:write": ("Workers Routes Write",),
    "workers_scripts:write": ("Workers Scripts Write", "Workers Tail Read"),
    "workers_tail:read": ("Workers Tail Read",),
    "d1:write": ("D1 Write",),
    "pages:write": ("Pages Write",),
    "zone:read": ("Zone Read",),
    "queues:write": ("Queues Write",),
    "ai:write": ("Workers AI Write",),
}

_GIVEN_BY_NONE = frozenset(
    {
        "Account Analytics Read",
        "Zone Analytics Read",
        "Workers CI Read",
        "Workers Observability Read",
        "API Tokens Read",
    }
)
"""Permissions for which wrangler's login has no scope at all, so that it takes an API token."""


def claims_of(scopes: Iterable[str], abilities: Iterable[Ability]) -> dict[str, Claim]:
    """What a login claims by its scopes. A scope allows what the person may do in the account, and no more."""
    by_name: dict[str, str] = {}
    given = tuple(scopes)
    for scope in given:
        for name in _ALLOWS.get(scope, ()):
            by_name.setdefault(name, scope)
            if name.endswith(" Write"):
                by_name.setdefault(f"{name.removesuffix('Write')}Read", scope)
    scoped = {name for names in _ALLOWS.values() for name in names}
    scoped |= {f"{name.removesuffix('Write')}Read" for name in scoped if name.endswith(" Write")}
    return {each.name: _claim(each.name, by_name.get(each.name), scoped) for each in abilities} if given else {}


def _claim(name: str, scope: str | None, scoped: set[str]) -> Claim:
    if scope is not None:
        return Claim(HAS, "login", f"by the login's scope {scope}, as far as your role in the account goes")
    if name in scoped:
        return Claim(LACKS, "login", "the login was not given the scope for it")
    if name in _GIVEN_BY_NONE:
        return Claim(LACKS, "login", "wrangler's login has no scope for it: it takes an API token")
    return Claim(UNKNOWN, "login", "no scope of wrangler's login is named after it; trying shows")
