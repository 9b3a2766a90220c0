"""Hyperdrive: connections to databases elsewhere, pooled and cached. Paths and fields as of the API in 2026.

The API never returns a password. A host or user may still say much about somebody's network, and is
shown as it is: whoever may read the account may read it there.
"""

from __future__ import annotations

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, number, text

HYPERDRIVE_READ = Permission("Hyperdrive Read", "Account · Hyperdrive · Read")

_used = used_by("hyperdrive", "id")
_bound = bound_by("hyperdrive", "id")


def _origin(row: Row, scope: Scope) -> str | None:
    """Where the database is, without user or password: ``postgres://host:5432/name``."""
    host, service = text(at(row.raw, "origin.host")), text(at(row.raw, "origin.service_id"))
    scheme = text(at(row.raw, "origin.scheme")) or "database"
    place = host or (f"VPC service {service}" if service else None)
    if place is None:
        return None
    port, name = number(at(row.raw, "origin.port")), text(at(row.raw, "origin.database"))
    return f"{scheme}://{place}{f':{port:g}' if port else ''}{f'/{name}' if name else ''}"


def _way(row: Row, scope: Scope) -> str | None:
    if text(at(row.raw, "origin.service_id")):
        return "through a Workers VPC service"
    if text(at(row.raw, "origin.access_client_id")):
        return "through a tunnel, with Access"
    return "over the internet" if text(at(row.raw, "origin.host")) else None


def _caching(row: Row, scope: Scope) -> Cell:
    found = at(row.raw, "caching")
    if not isinstance(found, dict):
        return EMPTY
    if found.get("disabled") is True:
        return Cell("○ off", "muted", (0, 1.0, ""))
    age, stale = number(found.get("max_age")), number(found.get("stale_while_revalidate"))
    words = f"✓ {60 if age is None else age:g} s"
    return Cell(words + f", {stale:g} s stale" if stale else words, "good", (0, 0.0, ""))


CONFIGS = Kind(
    id="hyperdrive_configs",
    title="Hyperdrive",
    singular="Hyperdrive configuration",
    group="Storage",
    path="/accounts/{account_id}/hyperdrive/configs",
    plan=Plan("page", per_page=100),
    permission=HYPERDRIVE_READ,
    about="Hyperdrive keeps connections open to a PostgreSQL or MySQL database elsewhere, near that database, and "
    "remembers answers to reads. A Worker then asks without the round trips that a new connection takes.",
    columns=(
        Column("name", "Configuration", "name"),
        Column("origin", "Database", _origin),
        Column("caching", "Caching", _caching, width=18),
        Column("used", "Bound by", _bound, priority=2),
        Column("limit", "Connections", "origin_connection_limit", "count", priority=3, width=11, right=True),
        Column("changed", "Changed", "modified_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("origin", "Database", _origin),
                Item("way", "Reached", _way),
                Item("user", "User", "origin.user"),
                Item("limit", "Connections", "origin_connection_limit", "count"),
                Item("caching", "Caching", _caching),
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
            ),
        ),
        Section(
            "TLS",
            (
                Item("mode", "SSL mode", "mtls.sslmode"),
                Item("ca", "CA certificate", "mtls.ca_certificate_id"),
                Item("client", "Own certificate", "mtls.mtls_certificate_id"),
            ),
        ),
        Section(
            "Since",
            (
                Item("created", "Created", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("restarted", "Restarted", "restarted_on", "moment"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "id"),
        Item("name", "", "name"),
        Item("database", "database", _origin),
        Item("caching", "caching", lambda row, scope: at(row.raw, "caching.disabled") is not True),
        Item("used_by", "bound by", _used),
    ),
    related=("pages_projects", "workers"),
    command="wrangler hyperdrive list",
    row_command="wrangler hyperdrive get {id}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/hyperdrive",
)

KINDS = (CONFIGS,)
