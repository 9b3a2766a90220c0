"""Zones: domains whose DNS is at Cloudflare, with their records and the routes that lead to Workers."""

from __future__ import annotations

from edgewise.account.pagination import Plan
from edgewise.account.reading import DNS_READ, ROUTES_READ, ZONE_READ
from edgewise.account.resources.bindings import UNLISTED
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Drill, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.relations import served_by
from edgewise.account.resources.values import at, number, text

_STATES = {
    "active": ("✓ active", "good", 3),
    "pending": ("▲ waiting for name servers", "warning", 1),
    "initializing": ("▶ starting", "busy", 2),
    "moved": ("✗ moved away", "bad", 0),
}


def _state(row: Row, scope: Scope) -> Cell:
    if at(row.raw, "paused") is True:
        return Cell("○ paused", "warning", (0, 1.5, ""))
    status = text(at(row.raw, "status"))
    if status is None:
        return EMPTY
    shown, tone, rank = _STATES.get(status.casefold(), (f"○ {status}", "", 2))
    return Cell(shown, tone, (0, float(rank), shown))


ZONES = Kind(
    id="zones",
    title="Zones",
    singular="zone",
    group="Network",
    path="/zones",
    query={"account.id": "{account_id}"},
    plan=Plan("page", per_page=50),
    permission=ZONE_READ,
    about="A zone is a domain whose name servers are Cloudflare's. Its DNS records say where names lead, and its "
    "routes say which addresses a Worker answers. A Worker can only have domains of a zone in its own account.",
    columns=(
        Column("name", "Zone", "name"),
        Column("state", "State", _state, width=26),
        Column("plan", "Plan", "plan.name", width=24),
        Column("servers", "Name servers", "name_servers", "list", priority=2),
        Column("created", "Added", "created_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "State", _state),
                Item("plan", "Plan", "plan.name"),
                Item("type", "Setup", "type"),
                Item("activated", "Active since", "activated_on", "moment"),
            ),
        ),
        Section(
            "Name servers",
            (
                Item("servers", "At Cloudflare", "name_servers", "list"),
                Item("before", "Before", "original_name_servers", "list"),
                Item("registrar", "Registrar", "original_registrar"),
            ),
        ),
        Section(
            "",
            (
                Item("created", "Added", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "id"),
        Item("name", "", "name"),
        Item("status", "status", "status"),
        Item("plan", "plan", "plan.name"),
        Item("name_servers", "", "name_servers"),
        Item("created_on", "", "created_on"),
    ),
    drills=(
        Drill("dns_records", "DNS records", {"zone_id": "id", "zone": "name"}),
        Drill("zone_routes", "Worker routes", {"zone_id": "id", "zone": "name"}),
    ),
    insights=(
        Insight(
            "zone-pending",
            "waits for its name servers",
            why=lambda row, scope: (
                "The registrar of this domain still names other name servers. Until that is changed, nothing in this "
                "zone is in force, and no Worker or Pages project can have the domain."
            ),
            when=lambda row, scope: at(row.raw, "status") == "pending",
        ),
    ),
    dashboard="https://dash.cloudflare.com/{account_id}/domains",
    row_dashboard="https://dash.cloudflare.com/{account_id}/{name}",
)


# ---------------------------------------------------------------------- DNS records


def _proxied(row: Row, scope: Scope) -> Cell:
    proxied = at(row.raw, "proxied")
    if proxied is True:
        return Cell("✓ proxied", "good", (0, 0.0, ""))
    if at(row.raw, "proxiable") is False or not isinstance(proxied, bool):
        return EMPTY
    return Cell("○ DNS only", "muted", (0, 1.0, ""))


def _ttl(row: Row, scope: Scope) -> Cell:
    """Seconds, where 1 means that Cloudflare chooses."""
    found = number(at(row.raw, "ttl"))
    if found is None:
        return EMPTY
    return Cell("auto", "muted", (0, 1.0, "")) if found == 1 else Cell(f"{found:,.0f} s", sort=(0, float(found), ""))


def _serves(row: Row, scope: Scope) -> str | None:
    return served_by(row, scope)


DNS_RECORDS = Kind(
    id="dns_records",
    title="DNS records",
    singular="DNS record",
    path="/zones/{zone_id}/dns_records",
    plan=Plan("page", per_page=100),
    permission=DNS_READ,
    parent="zones",
    about="A record says where a name leads. Proxied means that visitors reach Cloudflare first, which is what "
    "routes, Workers and caching need; DNS only means that they go straight to the address.",
    columns=(
        Column("type", "Type", "type", width=6),
        Column("name", "Name", "name"),
        Column("content", "Content", "content"),
        Column("serves", "Leads to", _serves, width=28),
        Column("proxied", "Proxied", _proxied, priority=2, width=11),
        Column("ttl", "TTL", _ttl, priority=3, width=8, right=True),
        Column("comment", "Comment", "comment", priority=3, width=24),
    ),
    sections=(
        Section(
            "",
            (
                Item("type", "Type", "type"),
                Item("content", "Content", "content"),
                Item("serves", "Leads to", _serves),
                Item("proxied", "Proxied", _proxied),
                Item("ttl", "TTL", _ttl),
                Item("priority", "Priority", "priority"),
            ),
        ),
        Section(
            "",
            (
                Item("comment", "Comment", "comment"),
                Item("tags", "Tags", "tags", "list"),
                Item("managed", "Kept by Cloudflare", "meta.read_only", "yes"),
                Item("created", "Created", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    summary=(
        Item("type", "", "type"),
        Item("name", "", "name"),
        Item("content", "", "content"),
        Item("proxied", "", "proxied"),
        Item("leads_to", "", _serves),
    ),
    related=("pages_projects", "workers"),
    dashboard="https://dash.cloudflare.com/{account_id}/{zone}/dns/records",
    row_dashboard="https://dash.cloudflare.com/{account_id}/{zone}/dns/records",
)


# ---------------------------------------------------------------------- routes


def _worker(row: Row, scope: Scope) -> Cell:
    name = text(at(row.raw, "script"))
    if name is None:
        return Cell("○ no Worker", "muted", (1, 0.0, ""))
    known = [text(at(each.raw, "id")) for each in scope.rows.get("workers", ())]
    if "workers" in scope.rows and name not in known:
        return Cell(f"▲ {name} {UNLISTED}", "warning", (0, 0.0, name.casefold()))
    return Cell(name, sort=(0, 1.0, name.casefold()))


ZONE_ROUTES = Kind(
    id="zone_routes",
    title="Worker routes",
    singular="route",
    path="/zones/{zone_id}/workers/routes",
    permission=ROUTES_READ,
    parent="zones",
    name="pattern",
    about="A route sends the addresses that fit its pattern to a Worker, before anything else answers. The most "
    "exact pattern wins. A route without a Worker takes its addresses out of a wider one. This zone has none.",
    columns=(
        Column("pattern", "Pattern", "pattern"),
        Column("script", "Worker", _worker, width=32),
        Column("limit", "Fails open", "request_limit_fail_open", "yes", priority=3, width=10),
    ),
    sections=(
        Section(
            "",
            (
                Item("pattern", "Pattern", "pattern"),
                Item("script", "Worker", _worker),
                Item("limit", "Fails open", "request_limit_fail_open", "yes"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    summary=(Item("pattern", "", "pattern"), Item("script", "", "script")),
    related=("workers",),
    dashboard="https://dash.cloudflare.com/{account_id}/{zone}/workers",
    row_dashboard="https://dash.cloudflare.com/{account_id}/{zone}/workers",
)

KINDS = (ZONES, DNS_RECORDS, ZONE_ROUTES)
