"""Cloudflare Pages: projects. Paths and fields as of the API in 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.pagination import Plan
from edgewise.account.reading import PAGES_READ
from edgewise.account.resources import pages_deployments, pages_domains, pages_variables
from edgewise.account.resources.bindings import pages_bindings
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.logs import PAGES_TAIL
from edgewise.account.resources.model import Column, Drill, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.pages_deployments import deployment_state
from edgewise.account.resources.readiness import BLOCKS, DECIDE, MOVES, SETTINGS_ONLY, Readiness, readiness
from edgewise.account.resources.relations import dead_ends_of, zone_names
from edgewise.account.resources.usage import USAGE, line, share
from edgewise.account.resources.values import at, text, texts


def _domains(row: Row, scope: Scope) -> list[str]:
    """The project's own domains, without the one below pages.dev."""
    return [name for name in texts(at(row.raw, "domains")) if not name.endswith(".pages.dev")]


def _address(row: Row, scope: Scope) -> str | None:
    own = _domains(row, scope)
    return own[0] if own else text(at(row.raw, "subdomain"))


def _runs(row: Row, scope: Scope) -> Cell:
    uses = at(row.raw, "uses_functions")
    if not isinstance(uses, bool):
        uses = at(row.raw, "latest_deployment.uses_functions")
    if uses is True:
        return Cell("functions", sort=(0, 0.0, ""))
    return Cell("static", "muted", (0, 1.0, "")) if uses is False else EMPTY


def _source(row: Row, scope: Scope) -> str | None:
    kind, owner, name = (text(at(row.raw, f"source.{each}")) for each in ("type", "config.owner", "config.repo_name"))
    if owner and name:
        return f"{owner}/{name}"
    return kind or "direct upload"


def _build(row: Row, scope: Scope) -> str | None:
    command, output = text(at(row.raw, "build_config.build_command")), text(at(row.raw, "build_config.destination_dir"))
    return f"{command} → {output}" if command and output else command or output


def _bindings(row: Row, environment: str) -> list[tuple[str, str]]:
    """Binding names with what they lead to, of ``production`` or ``preview``."""
    found = pages_bindings(at(row.raw, f"deployment_configs.{environment}"))
    return [(text(name) or "?", of.word) for name, of, _ in found]


def _production(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [(name, Cell(word)) for name, word in _bindings(row, "production")]


def _preview(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [(name, Cell(word)) for name, word in _bindings(row, "preview")]


def _names(environment: str) -> Any:
    return lambda row, scope: [name for name, _ in _bindings(row, environment)]


def _producers(row: Row, scope: Scope) -> list[str]:
    bound = at(row.raw, "deployment_configs.production.queue_producers")
    if not isinstance(bound, Mapping):
        return []
    return [found for value in bound.values() if (found := text(at(value, "name")))]


def _feeds_dead_end(row: Row, scope: Scope) -> str:
    queues = " and ".join(dead_ends_of(row, scope))
    return (
        f"This project sends messages to {queues}, and nothing takes them out again. A Pages project can send to a "
        "queue but never consume from one: only a Worker can. As a Worker, this very code could do both."
    )


def _latest(row: Row, scope: Scope) -> Cell:
    return deployment_state(at(row.raw, "latest_deployment"), scope)


def _failed(row: Row, scope: Scope) -> bool:
    return bool(at(row.raw, "latest_deployment.latest_stage.status") == "failure")


def _why_failed(row: Row, scope: Scope) -> str:
    stage = text(at(row.raw, "latest_deployment.latest_stage.name")) or "build"
    return f"The latest deployment stopped at the stage “{stage}”. Visitors still get the one before it."


def _readiness(row: Row, scope: Scope) -> Readiness | None:
    """What a move meets. Where no zone is seen at all, the credential may see none: that is unknown, not none."""
    zones = scope.once("zones.names", lambda: zone_names(scope))
    return readiness(row.raw, zones or None)


def _to_workers(row: Row, scope: Scope) -> Cell:
    found = _readiness(row, scope)
    if found is None:
        return Cell("unknown", "muted")
    blocks, open_ = len(found.of(BLOCKS)), len(found.of(DECIDE))
    if blocks:
        return Cell(f"✗ {blocks} {'blocks' if blocks == 1 else 'block'}", "bad", (0, 1000.0 + blocks, ""))
    return Cell(f"○ {open_} to decide" if open_ else "✓ by itself", "" if open_ else "good", (0, float(open_), ""))


_GRADES = {BLOCKS: ("✗ blocks", "bad"), DECIDE: ("○ to decide", ""), MOVES: ("✓ moves", "")}


def _way(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    """What blocks a move, what needs a decision, what goes by itself, each with its reason."""
    found = _readiness(row, scope)
    if found is None:
        return [("Unknown", Cell("the API's answer does not hold the project's settings", "muted"))]
    lines = []
    for point in found.points:
        label, tone = _GRADES[point.grade]
        lines.append((label, Cell(f"{point.title[:1].upper()}{point.title[1:]}. {point.why}", tone)))
    return [*lines, ("m to Migrate", Cell(SETTINGS_ONLY, "muted"))]


def _grades(row: Row, scope: Scope) -> dict[str, list[str]] | None:
    """The ids of the points, by grade."""
    found = _readiness(row, scope)
    return {grade: [each.id for each in found.of(grade)] for grade in _GRADES} if found else None


PROJECTS = Kind(
    id="pages_projects",
    group="Compute",
    title="Pages projects",
    singular="Pages project",
    path="/accounts/{account_id}/pages/projects",
    plan=Plan("page", per_page=10),
    permission=PAGES_READ,
    key="name",
    about="A Pages project builds a site from a Git branch or takes an upload, and serves it on pages.dev and your "
    "own domains. Press enter on one to see its deployments.",
    columns=(
        Column("name", "Project", "name"),
        Column("state", "Last deployment", _latest, width=15),
        Column("when", "When", "latest_deployment.created_on", "age"),
        Column("workers", "To Workers", _to_workers, width=13),
        line("pages_projects", "requests", "Use, 24 h", absent="static"),
        Column("framework", "Framework", "framework", priority=2, width=12),
        share("pages_projects", "errors", "requests", "Errors", priority=2),
        Column("runs", "Runs", _runs, width=9, priority=3),
        Column("domain", "Address", _address, priority=3),
        Column("branch", "Branch", "production_branch", priority=3, width=10),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "Deployment", _latest),
                Item("when", "Deployed", "latest_deployment.created_on", "moment"),
                Item("message", "Commit", "latest_deployment.deployment_trigger.metadata.commit_message"),
                Item("domains", "Domains", _domains, "list"),
                Item("subdomain", "On pages.dev", "subdomain"),
            ),
        ),
        Section(
            "How it is made",
            (
                Item("runs", "Runs", _runs),
                Item("framework", "Framework", "framework"),
                Item("source", "Source", _source),
                Item("branch", "Branch", "production_branch"),
                Item("build", "Build", _build),
                Item("date", "Compatibility", "deployment_configs.production.compatibility_date"),
                Item("created", "Created", "created_on", "moment"),
            ),
        ),
        Section("Readiness to become a Worker", lines=_way),
        Section("Bindings in production", lines=_production),
        Section("Bindings in previews", lines=_preview),
    ),
    summary=(
        Item("id", "", "id"),
        Item("name", "", "name"),
        Item("subdomain", "", "subdomain"),
        Item("domains", "", lambda row, scope: texts(at(row.raw, "domains"))),
        Item("production_branch", "", "production_branch"),
        Item("framework", "framework", "framework"),
        Item("uses_functions", "functions", "uses_functions"),
        Item("source", "", _source),
        Item("bindings", "", _names("production")),
        Item("preview_bindings", "", _names("preview")),
        Item("queue_producers", "sends to", _producers),
        Item("compatibility_date", "", "deployment_configs.production.compatibility_date"),
        Item("latest_status", "last deployment", "latest_deployment.latest_stage.status"),
        Item("latest_deployment", "", "latest_deployment.created_on"),
        Item("readiness", "", _grades),
        Item("created_on", "", "created_on"),
    ),
    drills=(
        Drill("pages_deployments", "Deployments", {"project": "name"}),
        Drill("pages_variables", "Variables and bindings", {"project": "name"}),
        Drill("pages_domains", "Domains", {"project": "name"}),
    ),
    views=(PAGES_TAIL, USAGE),
    insights=(
        Insight(
            "pages-feeds-dead-end",
            "feeds a queue that nobody reads",
            why=_feeds_dead_end,
            when=lambda row, scope: bool(dead_ends_of(row, scope)),
            lesson="the-request-that-would-not-finish",
            migrate=True,
        ),
        Insight("last-deployment-failed", "last deployment failed", why=_why_failed, when=_failed, tone="bad"),
    ),
    related=("queues", "zones"),
    movable=True,
    command="wrangler pages project list",
    row_command="wrangler pages deployment list --project-name {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers-and-pages",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{name}",
)


KINDS = (PROJECTS, pages_deployments.DEPLOYMENTS, pages_domains.DOMAINS, pages_variables.VARIABLES)
