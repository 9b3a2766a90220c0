"""Which permission each address of the demo account's API needs: one table, by the facts of Cloudflare's own API.

It knows nothing of what edgewise asks, so that a test can hold the two against each other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from edgewise.account.sql import only_reads


@dataclass(frozen=True)
class Rule:
    """Addresses that need the same permissions.

    Attributes:
        pattern: of paths below the base URL; matches from the beginning.
        reading, writing: API names, one of which is enough. None at all let everybody in.
    """

    pattern: re.Pattern[str]
    reading: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()


def _rule(path: str, *areas: str, reading: tuple[str, ...] = ()) -> Rule:
    pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + r"(?=/|$)")
    writing = tuple(f"{area} Write" for area in areas)
    return Rule(pattern, (*(f"{area} Read" for area in areas), *writing, *reading), writing)


_A = "/accounts/{account}"
_TAIL = ("Workers Tail Read",)
_SETTINGS = ("Account Settings Read", "Account Settings Write")

RULES: tuple[Rule, ...] = (
    Rule(re.compile(r"/user/tokens/verify$")),
    Rule(re.compile(r"/accounts/[^/]+/tokens/verify$")),
    _rule("/user/tokens", "API Tokens"),
    _rule(f"{_A}/tokens", "Account API Tokens"),
    _rule("/user", "User Details"),
    _rule("/memberships", "Memberships"),
    Rule(re.compile(r"/accounts$")),
    Rule(re.compile(r"/accounts/[^/]+$"), _SETTINGS, _SETTINGS[1:]),
    Rule(re.compile(r"/graphql$"), ("Account Analytics Read",), ("Account Analytics Read",)),
    Rule(re.compile(r"/accounts/[^/]+/pages/.*/tails(/|$)"), ("Pages Write",), ("Pages Write",)),
    _rule(f"{_A}/pages", "Pages"),
    _rule(f"{_A}/workers/observability", "Workers Observability"),
    Rule(re.compile(r"/accounts/[^/]+/workers/scripts/[^/]+/tails(/|$)"), _TAIL, _TAIL),
    _rule(f"{_A}/workers", "Workers Scripts", reading=_TAIL),
    _rule(f"{_A}/workflows", "Workers Scripts", reading=_TAIL),
    _rule(f"{_A}/queues", "Queues", "Workers Scripts"),
    _rule(f"{_A}/storage/kv", "Workers KV Storage"),
    _rule(f"{_A}/d1", "D1"),
    _rule(f"{_A}/r2", "Workers R2 Storage"),
    _rule(f"{_A}/hyperdrive", "Hyperdrive"),
    _rule(f"{_A}/vectorize", "Vectorize"),
    _rule(f"{_A}/ai", "Workers AI"),
    _rule(f"{_A}/builds", "Workers CI"),
    _rule(f"{_A}/subscriptions", "Billing"),
    _rule(f"{_A}/rules/lists", "Account Rule Lists"),
    _rule(f"{_A}/rulesets", "Mass URL Redirects", "Account Rulesets"),
    _rule("/zones/{zone}/dns_records", "DNS"),
    _rule("/zones/{zone}/workers/routes", "Workers Routes"),
    Rule(re.compile(r"/zones/[^/]+$"), ("Zone Read", "Zone Write", "DNS Read", "DNS Write", "Workers Routes Read")),
    _rule("/zones", "Zone"),
)


def everything() -> frozenset[str]:
    """Every permission that the table names."""
    return frozenset(name for rule in RULES for name in (*rule.reading, *rule.writing))


def needed(method: str, path: str, body: bytes) -> tuple[str, ...]:
    """The permissions of which a request needs one; nothing for what everybody may ask."""
    rule = next((each for each in RULES if each.pattern.match(path)), None)
    if rule is None:
        return ()
    reads = method in ("GET", "HEAD") or (path.endswith(("/query", "/raw")) and _only_reads(body))
    return rule.reading if reads else rule.writing


def _only_reads(body: bytes) -> bool:
    try:
        sql = json.loads(body).get("sql")
    except (ValueError, AttributeError, RecursionError):
        return False
    return isinstance(sql, str) and only_reads(sql)
