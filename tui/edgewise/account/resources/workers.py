"""Workers: scripts, their deployments and versions. Paths and fields as of the API in 2026."""

from __future__ import annotations

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources import worker_bindings, worker_builds
from edgewise.account.resources.actions import WORKER_DEPLOYMENT_ACTIONS, WORKER_VERSION_ACTIONS
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.logs import TAIL
from edgewise.account.resources.model import Column, Drill, Item, Kind, Row, Scope, Section
from edgewise.account.resources.relations import queues_consumed_by, queues_fed_by
from edgewise.account.resources.usage import line, share, total
from edgewise.account.resources.values import at, mappings, number, text, texts

WORKERS_READ = Permission("Workers Scripts Read", "Account · Workers Scripts · Read")


def _consumes(row: Row, scope: Scope) -> list[str]:
    return queues_consumed_by(text(at(row.raw, "id")) or row.key, scope)


def _produces(row: Row, scope: Scope) -> list[str]:
    return queues_fed_by(text(at(row.raw, "id")) or row.key, scope)


def _handlers(row: Row, scope: Scope) -> Cell:
    found = texts(at(row.raw, "handlers"))
    if found:
        return Cell(", ".join(found), sort=(1, 0.0, ", ".join(found)))
    if at(row.raw, "has_assets") is True:
        return Cell("assets only", "muted", (2, 0.0, ""))
    return EMPTY


SCRIPTS = Kind(
    id="workers",
    title="Workers",
    singular="Worker",
    group="Compute",
    path="/accounts/{account_id}/workers/scripts",
    permission=WORKERS_READ,
    name="id",
    about="A Worker is code that runs at Cloudflare's edge when something happens: a request, a message in a queue, a "
    "time of day. Press enter on one to see its deployments.",
    columns=(
        Column("id", "Worker", "id"),
        line("workers", "requests", "Requests, 24 h"),
        total("workers", "requests", "Total", priority=2),
        share("workers", "errors", "requests", "Errors"),
        Column("handlers", "Handles", _handlers, width=28),
        Column("modified", "Changed", "modified_on", "age"),
        Column("date", "Compatibility", "compatibility_date", priority=2, width=13),
        Column("assets", "Assets", "has_assets", "yes", priority=3, width=6),
        Column("consumes", "Consumes", _consumes, "list", priority=3, width=30),
        Column("from", "Deployed from", "last_deployed_from", priority=3, width=13),
    ),
    sections=(
        Section(
            "",
            (
                Item("handlers", "Handles", _handlers),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("from", "Deployed from", "last_deployed_from"),
                Item("assets", "Static assets", "has_assets", "yes"),
            ),
        ),
        Section(
            "Queues",
            (
                Item("consumes", "Consumes", _consumes, "list"),
                Item("produces", "Sends to", _produces, "list"),
            ),
        ),
        Section(
            "How it runs",
            (
                Item("date", "Compatibility", "compatibility_date"),
                Item("flags", "Flags", "compatibility_flags", "list"),
                Item("usage", "Usage model", "usage_model"),
                Item("placement", "Placement", "placement_mode"),
                Item("logs", "Observability", "observability.enabled", "yes"),
                Item("migration", "Migration tag", "migration_tag"),
                Item("tags", "Tags", "tags", "list"),
                Item("created", "Created", "created_on", "moment"),
            ),
        ),
    ),
    summary=(
        Item("name", "", "id"),
        Item("handlers", "handles", lambda row, scope: texts(at(row.raw, "handlers"))),
        Item("has_assets", "", "has_assets"),
        Item("compatibility_date", "compatibility", "compatibility_date"),
        Item("compatibility_flags", "", lambda row, scope: texts(at(row.raw, "compatibility_flags"))),
        Item("consumes", "consumes", _consumes),
        Item("sends_to", "sends to", _produces),
        Item("usage_model", "", "usage_model"),
        Item("created_on", "", "created_on"),
        Item("modified_on", "", "modified_on"),
    ),
    drills=(
        Drill("worker_deployments", "Deployments", {"script": "id"}),
        Drill("worker_versions", "Versions", {"script": "id"}),
        Drill("worker_bindings", "Bindings", {"script": "id"}),
        Drill("worker_builds", "Builds", {"tag": "tag", "script": "id"}),
    ),
    related=("queues", "pages_projects"),
    views=(TAIL,),
    row_command="wrangler deployments list --name {id}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers-and-pages",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{id}/production",
)


# ---------------------------------------------------------------------- deployments


def _split(row: Row, scope: Scope) -> str | None:
    """How traffic is divided, such as ``90 % 1a2b3c4d, 10 % 5e6f7a8b``."""
    parts = []
    for version in mappings(at(row.raw, "versions")):
        share, identity = number(version.get("percentage")), text(version.get("version_id"))
        if identity:
            parts.append(f"{share:g} % {identity[:8]}" if share is not None else identity[:8])
    return ", ".join(parts) or None


def _message(row: Row, scope: Scope) -> str | None:
    annotations = at(row.raw, "annotations")
    if not isinstance(annotations, dict):
        return None
    return text(annotations.get("workers/message")) or text(annotations.get("workers/tag"))


def _cause(row: Row, scope: Scope) -> str | None:
    annotations = at(row.raw, "annotations")
    found = annotations.get("workers/triggered_by") if isinstance(annotations, dict) else None
    return text(found) or text(at(row.raw, "source"))


DEPLOYMENTS = Kind(
    id="worker_deployments",
    title="Deployments",
    singular="deployment",
    path="/accounts/{account_id}/workers/scripts/{script}/deployments",
    plan=Plan(items="deployments"),
    permission=WORKERS_READ,
    parent="workers",
    name="id",
    about="A deployment says which versions of a Worker get which share of the traffic. The newest one is in force.",
    columns=(
        Column("when", "When", "created_on", "age"),
        Column("split", "Traffic", _split, width=32),
        Column("message", "Message", _message),
        Column("author", "By", "author_email", priority=2, width=30),
        Column("cause", "Cause", _cause, priority=3, width=12),
    ),
    sections=(
        Section(
            "",
            (
                Item("split", "Traffic", _split),
                Item("created", "Created", "created_on", "moment"),
                Item("author", "By", "author_email"),
                Item("message", "Message", _message),
                Item("cause", "Cause", _cause),
                Item("source", "Source", "source"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    actions=WORKER_DEPLOYMENT_ACTIONS,
    command="wrangler deployments list --name {script}",
    row_command="wrangler deployments list --name {script}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
)


# ---------------------------------------------------------------------- versions

VERSIONS = Kind(
    id="worker_versions",
    title="Versions",
    singular="version",
    path="/accounts/{account_id}/workers/scripts/{script}/versions",
    plan=Plan("page", items="items", most=100),
    permission=WORKERS_READ,
    parent="workers",
    name="id",
    about="A version is the code and settings of a Worker at one upload. It serves nobody until a deployment names it.",
    columns=(
        Column("number", "No.", "number", "count", width=5, right=True),
        Column("id", "Version", lambda row, scope: (text(at(row.raw, "id")) or "")[:8] or None, width=9),
        Column("when", "When", "metadata.created_on", "age"),
        Column("message", "Message", _message),
        Column("author", "By", "metadata.author_email", priority=2, width=24),
        Column("source", "Source", "metadata.source", priority=3, width=10),
    ),
    sections=(
        Section(
            "",
            (
                Item("number", "Number", "number"),
                Item("id", "Id", "id"),
                Item("created", "Created", "metadata.created_on", "moment"),
                Item("author", "By", "metadata.author_email"),
                Item("source", "Source", "metadata.source"),
                Item("message", "Message", _message),
                Item("preview", "Has a preview", "metadata.hasPreview", "yes"),
            ),
        ),
    ),
    actions=WORKER_VERSION_ACTIONS,
    command="wrangler versions list --name {script}",
    row_command="wrangler versions view {id} --name {script}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
)

KINDS = (SCRIPTS, DEPLOYMENTS, VERSIONS, worker_bindings.BINDINGS, worker_builds.BUILDS)
