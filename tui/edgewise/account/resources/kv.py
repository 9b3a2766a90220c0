"""Workers KV: namespaces and their keys. Paths and fields as of the API in 2026.

The list of keys holds names, expirations and metadata. A value is one request of its own, made when
somebody opens it.
"""

from __future__ import annotations

import json

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources.actions import KV_KEY_ACTIONS
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import EMPTY, Cell, as_moment, as_seconds
from edgewise.account.resources.model import Column, Drill, Item, Kind, Row, Scope, Section, View
from edgewise.account.resources.usage import USAGE
from edgewise.account.resources.values import at, number, text

KV_READ = Permission("Workers KV Storage Read", "Account · Workers KV Storage · Read")

LISTED_FOR = 3600
"""Seconds after which a list that is looked at is read again by itself: it may have been extended."""

PART = 1000
"""Keys in one answer of the API, at most."""

_used = used_by("kv_namespace", "id")
_bound = bound_by("kv_namespace", "id")

NAMESPACES = Kind(
    id="kv_namespaces",
    title="KV",
    singular="KV namespace",
    group="Storage",
    path="/accounts/{account_id}/storage/kv/namespaces",
    plan=Plan("page", per_page=100),
    permission=KV_READ,
    name="title",
    about="A KV namespace maps keys to values of up to 25 MiB. Reads are cached close to whoever asks, so a change "
    "may take a minute to be seen everywhere. Press enter on one to see its keys.",
    columns=(
        Column("title", "Namespace", "title"),
        Column("used", "Bound by", _bound),
        Column("id", "Id", "id", priority=3, width=32),
    ),
    sections=(
        Section(
            "",
            (
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
                Item("id", "Id", "id"),
                Item("encoding", "Keys in URLs", "supports_url_encoding", "yes"),
                Item("beta", "Beta", "beta", "yes"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "id"),
        Item("title", "", "title"),
        Item("used_by", "bound by", _used),
    ),
    views=(USAGE,),
    drills=(Drill("kv_keys", "Keys", {"namespace_id": "id"}),),
    related=("pages_projects", "workers"),
    command="wrangler kv namespace list",
    row_command="wrangler kv key list --namespace-id {id} --remote",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/kv/namespaces",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/kv/namespaces/{id}",
)


def expiration(row: Row) -> float | None:
    """When a key is deleted by itself, in seconds since 1970; ``None`` when it is not."""
    found = number(at(row.raw, "expiration"))
    return float(found) if found is not None and 0 < found < 32_503_680_000 else None


def _expires(row: Row, scope: Scope) -> Cell:
    then = expiration(row)
    if then is None:
        return Cell("never", "muted", (1, 0.0, "")) if at(row.raw, "expiration") is None else EMPTY
    left = then - scope.now.timestamp()
    if left <= 0:
        return Cell("expired", "warning", (0, left, ""))
    return Cell(f"in {as_seconds(left, scope.now).text}", "warning" if left < 3600 else "", (0, left, ""))


def _expires_at(row: Row, scope: Scope) -> Cell:
    then = expiration(row)
    return _expires(row, scope) if then is None else as_moment(then * 1000, scope.now)


def _metadata(row: Row, scope: Scope) -> Cell:
    found = at(row.raw, "metadata")
    if found is None:
        return EMPTY
    shown = text(json.dumps(found, ensure_ascii=False)) or ""
    return Cell(shown, sort=(1, 0.0, shown.casefold()))


KEYS = Kind(
    id="kv_keys",
    every=LISTED_FOR,
    title="Keys",
    singular="key",
    path="/accounts/{account_id}/storage/kv/namespaces/{namespace_id}/keys",
    plan=Plan("cursor", most=PART),
    query={"limit": str(PART), "prefix": "{prefix}"},
    prefix="prefix",
    permission=KV_READ,
    parent="kv_namespaces",
    key="name",
    about="A key holds one value, and perhaps metadata and a time at which it is deleted. Keys are listed in the order "
    "of their bytes, a thousand at a time. Press enter on one to fetch its value: that is one read operation.",
    columns=(
        Column("name", "Key", "name"),
        Column("expires", "Expires", _expires, width=12),
        Column("metadata", "Metadata", _metadata, priority=2),
    ),
    sections=(
        Section(
            "",
            (
                Item("name", "Key", "name"),
                Item("expires", "Expires", _expires_at),
                Item("metadata", "Metadata", _metadata),
            ),
        ),
    ),
    summary=(
        Item("name", "", "name"),
        Item("expiration", "", "expiration"),
        Item("metadata", "", "metadata"),
    ),
    views=(View("value", "Value", "enter", "Fetch the value and look at it: text, JSON or bytes."),),
    actions=KV_KEY_ACTIONS,
    command="wrangler kv key list --namespace-id {namespace_id} --remote",
    row_command="wrangler kv key get {name} --namespace-id {namespace_id} --remote",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/kv/namespaces/{namespace_id}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/kv/namespaces/{namespace_id}",
)

KINDS = (NAMESPACES, KEYS)
