"""Workers: the scripts of an account. Paths and fields as of the API in 2026."""

from __future__ import annotations

from edgewise.account.pagination import SINGLE, Plan
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources import worker_bindings, worker_builds, worker_deployments, worker_facts
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.logs import STORED, TAIL
from edgewise.account.resources.model import Column, Drill, Follow, Item, Kind, Row, Scope, Section
from edgewise.account.resources.relations import queues_consumed_by, queues_fed_by
from edgewise.account.resources.usage import USAGE, line, only_assets, share, total
from edgewise.account.resources.values import at, mappings, text, texts


def _consumes(row: Row, scope: Scope) -> list[str]:
    return queues_consumed_by(text(at(row.raw, "id")) or row.key, scope)


def _produces(row: Row, scope: Scope) -> list[str]:
    return queues_fed_by(text(at(row.raw, "id")) or row.key, scope)


def _handlers(row: Row, scope: Scope) -> Cell:
    found = texts(at(row.raw, "handlers"))
    if found:
        return Cell(", ".join(found), sort=(1, 0.0, ", ".join(found)))
    if only_assets(row):
        return Cell("assets only", "muted", (2, 0.0, ""))
    return EMPTY


def _crons(row: Row, scope: Scope) -> list[str]:
    return [found for each in mappings(at(row.extra, "schedules.schedules")) if (found := text(each.get("cron")))]


def _given(row: Row, scope: Scope) -> list[str] | None:
    """Names of bindings and secrets; ``None`` when they have not been read."""
    found = at(row.extra, "settings.bindings")
    return [name for each in mappings(found) if (name := text(each.get("name")))] if isinstance(found, list) else None


_SCRIPT = "/accounts/{account_id}/workers/scripts/{script}"

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
        line("workers", "requests", "Requests, 24 h", absent="static"),
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
        Section("Traffic", lines=worker_facts.traffic, needs="deployments"),
        Section("Where it answers", lines=worker_facts.answers_at, needs="worker"),
        Section("", lines=worker_facts.routes, needs="routes"),
        Section("Runs by itself", lines=worker_facts.schedules, needs="schedules"),
        Section(
            "Queues",
            (
                Item("consumes", "Consumes", _consumes, "list"),
                Item("produces", "Sends to", _produces, "list"),
            ),
        ),
        Section("What it is given", lines=worker_facts.bindings, needs="settings"),
        Section("What depends on it", lines=worker_facts.dependants),
        Section(
            "How it runs",
            (
                Item("date", "Compatibility", "compatibility_date"),
                Item("flags", "Flags", "compatibility_flags", "list"),
                Item("usage", "Usage model", "usage_model"),
                Item("migration", "Migration tag", "migration_tag"),
                Item("tags", "Tags", "tags", "list"),
                Item("created", "Created", "created_on", "moment"),
            ),
            lines=worker_facts.limits,
            needs="settings",
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
        Item("bindings", "", _given),
        Item("crons", "", _crons),
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
    details=(
        Follow("settings", _SCRIPT + "/settings", {"script": "id"}, WORKERS_READ, optional=True),
        Follow("schedules", _SCRIPT + "/schedules", {"script": "id"}, WORKERS_READ, optional=True),
        Follow(
            "deployments",
            _SCRIPT + "/deployments",
            {"script": "id"},
            WORKERS_READ,
            plan=Plan(items="deployments"),
            optional=True,
            surveyed=False,
        ),
        Follow(
            "routes",
            "/accounts/{account_id}/workers/services/{script}/environments/production/routes",
            {"script": "id"},
            WORKERS_READ,
            query={"show_zonename": "true"},
            plan=SINGLE,
            optional=True,
            surveyed=False,
        ),
        Follow(
            "worker",
            "/accounts/{account_id}/workers/workers/{script}",
            {"script": "id"},
            WORKERS_READ,
            optional=True,
            surveyed=False,
        ),
    ),
    related=("queues", "pages_projects"),
    views=(TAIL, STORED, USAGE),
    row_command="wrangler deployments list --name {id}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers-and-pages",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{id}/production",
)

KINDS = (
    SCRIPTS,
    worker_deployments.DEPLOYMENTS,
    worker_deployments.VERSIONS,
    worker_bindings.BINDINGS,
    worker_builds.BUILDS,
)
