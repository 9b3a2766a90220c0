"""A Pages project's own domains, and what one that does not work is waiting for."""

from __future__ import annotations

from edgewise.account.reading import PAGES_READ
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.relations import zone_of
from edgewise.account.resources.values import at, text

_STATES = {
    "active": ("✓ active", "good", 4),
    "initializing": ("▶ starting", "busy", 2),
    "pending": ("▲ waiting for you", "warning", 1),
    "deactivated": ("✗ deactivated", "bad", 0),
    "blocked": ("✗ blocked", "bad", 0),
    "error": ("✗ error", "bad", 0),
}
"""States of a custom domain as of the API's published types, 2026-08."""


def _state(row: Row, scope: Scope) -> Cell:
    status = text(at(row.raw, "status"))
    if status is None:
        return EMPTY
    shown, tone, rank = _STATES.get(status.casefold(), (f"○ {status}", "", 3))
    return Cell(shown, tone, (0, float(rank), shown))


def _active(row: Row) -> bool:
    return text(at(row.raw, "status")) == "active"


def _subdomain(row: Row, scope: Scope) -> str | None:
    """The project's address on pages.dev. It may be longer than the project's name."""
    wanted = row.parameters.get("project")
    projects = scope.rows.get("pages_projects", ())
    return next((text(at(each.raw, "subdomain")) for each in projects if at(each.raw, "name") == wanted), None)


def _records(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    """The DNS records that the domain waits for."""
    if _active(row):
        return []
    found = []
    name, value = text(at(row.raw, "validation_data.txt_name")), text(at(row.raw, "validation_data.txt_value"))
    if name and value and text(at(row.raw, "validation_data.status")) != "active":
        found.append(("TXT", Cell(f"{name} = {value}")))
    if text(at(row.raw, "verification_data.status")) != "active":
        target = _subdomain(row, scope) or "the project's address on pages.dev"
        found.append(("CNAME", Cell(f"{text(at(row.raw, 'name')) or '?'} → {target}")))
    return found


def _todo(row: Row, scope: Scope) -> Cell:
    if _active(row):
        return Cell("nothing", "muted", (1, 0.0, ""))
    records = _records(row, scope)
    if records:
        words = "; ".join(f"add {kind} {cell.text}" for kind, cell in records)
        return Cell(words, sort=(0, 0.0, words))
    found = _error(row)
    return Cell(found, sort=(0, 1.0, found)) if found else Cell("wait: Cloudflare is at work", "muted", (0, 2.0, ""))


def _error(row: Row) -> str | None:
    fields = ("verification_data.error_message", "validation_data.error_message")
    return next((found for field in fields if (found := text(at(row.raw, field)))), None)


def _where(row: Row, scope: Scope) -> tuple[str, str]:
    """Where the domain's DNS is kept: ``here`` with the zone, ``elsewhere``, or ``unknown`` with what is known."""
    tag, name = text(at(row.raw, "zone_tag")), zone_of(text(at(row.raw, "name")) or "", scope)
    if name:
        return "here", name
    if tag:
        return "unknown", "in a zone that this credential does not see"
    # A credential without access to zones is shown none at all.
    return ("elsewhere", "") if scope.rows.get("zones") else ("unknown", "unknown")


def _zone(row: Row, scope: Scope) -> Cell:
    """Whether the domain belongs to a zone of this account: a Worker can only have those."""
    where, name = _where(row, scope)
    if where == "elsewhere":
        return Cell("▲ elsewhere", "warning", (0, 0.0, ""))
    return Cell(name, "" if where == "here" else "muted", (1, 0.0, name))


DOMAINS = Kind(
    id="pages_domains",
    title="Domains",
    singular="domain",
    path="/accounts/{account_id}/pages/projects/{project}/domains",
    permission=PAGES_READ,
    parent="pages_projects",
    key="name",
    about="A domain of your own on a Pages project. Cloudflare checks two things: that you may get a certificate for "
    "it (validation), and that its DNS leads here (verification). This project only has its address on pages.dev.",
    columns=(
        Column("name", "Domain", "name", width=36),
        Column("state", "State", _state, width=18),
        Column("todo", "What to do", _todo),
        Column("zone", "Zone", _zone, priority=2, width=22),
        Column("created", "Added", "created_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "State", _state),
                Item("zone", "Zone", _zone),
                Item("authority", "Certificate by", "certificate_authority"),
                Item("created", "Added", "created_on", "moment"),
            ),
        ),
        Section(
            "Checks",
            (
                Item("method", "Validated by", "validation_data.method"),
                Item("validation", "Validation", "validation_data.status"),
                Item("validation_error", "It says", "validation_data.error_message"),
                Item("verification", "DNS", "verification_data.status"),
                Item("verification_error", "It says", "verification_data.error_message"),
            ),
        ),
        Section("Add these DNS records", lines=_records),
    ),
    summary=(
        Item("name", "", "name"),
        Item("status", "", "status"),
        Item("zone", "", "zone_tag"),
        Item("created_on", "", "created_on"),
    ),
    insights=(
        Insight(
            "domain-outside-zones",
            "its DNS is elsewhere",
            why=lambda row, scope: (
                f"{text(at(row.raw, 'name')) or 'This domain'} belongs to no zone of this account: its DNS is kept "
                "elsewhere and points here by a CNAME. Pages allows that. A Worker does not: before this project can "
                "move with its domain, the zone has to come to this account."
            ),
            when=lambda row, scope: _where(row, scope)[0] == "elsewhere",
            lesson="pages-against-workers",
        ),
    ),
    related=("zones", "pages_projects"),
    dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/domains",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/domains/{name}",
)
