"""Where to give a token the permissions that it lacks: the dashboard's page, filled in as far as that is documented.

The form and its keys: developers.cloudflare.com, "API token template URLs", read 2026-11. Keys that
the page does not list are not guessed; those permissions are named, to be ticked by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from edgewise.account.failures import Permission
from edgewise.account.refusals import TOKENS_PAGE

ACCOUNT_PAGE = "https://dash.cloudflare.com/?to=/:account/api-tokens"
"""The page for tokens that belong to an account. The dashboard fills in ``:account`` itself."""

NAME = "edgewise"
"""The name that the new token is given in the form."""

_KEYS = {
    "Account Analytics": "account_analytics",
    "Account API Tokens": "account_api_tokens",
    "Account Settings": "account_settings",
    "Billing": "billing",
    "Workers Scripts": "workers_scripts",
    "Workers KV Storage": "workers_kv_storage",
    "Workers Routes": "workers_routes",
    "Workers R2 Storage": "workers_r2",
    "D1": "d1",
    "Queues": "queues",
    "Pages": "page",
    "DNS": "dns",
    "Zone": "zone",
    "Zone Settings": "zone_settings",
    "Analytics": "analytics",
}
"""API name without its last word -> documented key."""


@dataclass(frozen=True)
class Template:
    """A way to the permissions.

    Attributes:
        url: the dashboard's page for a new token.
        filled: permissions that the page has ticked already.
        by_hand: those to tick there, since their keys are not documented.
    """

    url: str
    filled: tuple[Permission, ...] = ()
    by_hand: tuple[Permission, ...] = ()


def template_for(permissions: Iterable[Permission], account_id: str, *, owner: str = "user") -> Template:
    """The page where a token with these permissions is made, for this account.

    To change something is to read it: of two permissions for one thing the stronger is asked for.

    Args:
        owner: ``account`` for a token that belongs to the account itself. Its page asks which account, and only
            administrators may make one.
    """
    wanted = stronger(permissions)
    filled = tuple(each for each in wanted if _key(each) is not None)
    by_hand = tuple(each for each in wanted if _key(each) is None)
    if not filled:
        return Template(ACCOUNT_PAGE if owner == "account" else TOKENS_PAGE, (), by_hand)
    keys = [{"key": _key(each), "type": "read" if each.name.endswith(" Read") else "edit"} for each in filled]
    encoded = quote(json.dumps(keys, separators=(",", ":")), safe="")
    if owner == "account":
        return Template(f"{ACCOUNT_PAGE}&permissionGroupKeys={encoded}&name={NAME}", filled, by_hand)
    account = quote(account_id or "*", safe="*")
    url = f"{TOKENS_PAGE}?permissionGroupKeys={encoded}&accountId={account}&zoneId=all&name={NAME}"
    return Template(url, filled, by_hand)


def stronger(permissions: Iterable[Permission]) -> tuple[Permission, ...]:
    """The permissions without those that another of them holds already, each once."""
    by_name = {each.name: each for each in permissions}
    return tuple(
        each
        for name, each in by_name.items()
        if not (name.endswith(" Read") and f"{name.removesuffix('Read')}Write" in by_name)
    )


def names_to_tick(permissions: Iterable[Permission]) -> str:
    """The rows to tick in the dashboard, a line each."""
    return "\n".join(each.dashboard for each in stronger(permissions))


def _key(permission: Permission) -> str | None:
    base, _, level = permission.name.rpartition(" ")
    return _KEYS.get(base) if level in ("Read", "Write") else None
