"""Cloudflare Pages: projects and their deployments. Paths and fields as of the API in 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources import pages_domains, pages_variables
from edgewise.account.resources.actions import PAGES_DEPLOYMENT_ACTIONS
from edgewise.account.resources.bindings import pages_bindings
from edgewise.account.resources.formats import EMPTY, Cell, as_seconds, as_state
from edgewise.account.resources.logs import TAIL
from edgewise.account.resources.model import Column, Drill, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.relations import dead_ends_of
from edgewise.account.resources.usage import line, share
from edgewise.account.resources.values import at, mappings, moment, text, texts

PAGES_READ = Permission("Pages Read", "Account · Cloudflare Pages · Read")


def deployment_state(document: Any, scope: Scope) -> Cell:
    """How a deployment stands, by its latest stage."""
    if at(document, "is_skipped") is True:
        return as_state("skipped", scope.now)
    status, stage = text(at(document, "latest_stage.status")), text(at(document, "latest_stage.name"))
    if status == "success" and stage not in (None, "deploy"):
        # A stage that succeeded is not yet a deployment that did.
        return as_state("active", scope.now)
    return as_state(status, scope.now)


# ---------------------------------------------------------------------- projects


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
        Column("runs", "Runs", _runs, width=9),
        Column("framework", "Framework", "framework", priority=2, width=12),
        line("pages_projects", "requests", "Functions, 24 h", priority=2),
        share("pages_projects", "errors", "requests", "Errors", priority=2),
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
        Item("created_on", "", "created_on"),
    ),
    drills=(
        Drill("pages_deployments", "Deployments", {"project": "name"}),
        Drill("pages_variables", "Variables and bindings", {"project": "name"}),
        Drill("pages_domains", "Domains", {"project": "name"}),
    ),
    views=(TAIL,),
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
    related=("queues",),
    command="wrangler pages project list",
    row_command="wrangler pages deployment list --project-name {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers-and-pages",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{name}",
)


# ---------------------------------------------------------------------- deployments

_TRIGGERS = {"github:push": "push", "gitlab:push": "push", "ad_hoc": "upload", "deploy_hook": "hook"}


def _state(row: Row, scope: Scope) -> Cell:
    return deployment_state(row.raw, scope)


def _trigger(row: Row, scope: Scope) -> str | None:
    kind = text(at(row.raw, "deployment_trigger.type"))
    return _TRIGGERS.get(kind or "", kind)


def _commit(row: Row, scope: Scope) -> str | None:
    found = text(at(row.raw, "deployment_trigger.metadata.commit_hash"))
    return found[:7] if found else None


def _stages(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [(text(stage.get("name")) or "?", _stage(stage, scope)) for stage in mappings(at(row.raw, "stages"))]


def _stage(stage: Mapping[str, Any], scope: Scope) -> Cell:
    state = as_state(stage.get("status"), scope.now)
    start, end = moment(stage.get("started_on")), moment(stage.get("ended_on"))
    if start is None or end is None or end < start:
        return state
    return Cell(f"{state.text} in {as_seconds((end - start).total_seconds(), scope.now).text}", state.tone)


def _took(row: Row, scope: Scope) -> float | None:
    """Seconds from the first stage's start to the last one's end."""
    stages = mappings(at(row.raw, "stages"))
    starts = [found for stage in stages if (found := moment(stage.get("started_on")))]
    ends = [found for stage in stages if (found := moment(stage.get("ended_on")))]
    return (max(ends) - min(starts)).total_seconds() if starts and ends else None


DEPLOYMENTS = Kind(
    id="pages_deployments",
    title="Deployments",
    singular="deployment",
    path="/accounts/{account_id}/pages/projects/{project}/deployments",
    plan=Plan("page", most=100),
    permission=PAGES_READ,
    parent="pages_projects",
    name="short_id",
    about="Each push to a branch, upload or deploy hook makes one deployment. Every one keeps its own address.",
    columns=(
        Column("state", "State", _state, width=11),
        Column("when", "When", "created_on", "age"),
        Column("environment", "Environment", "environment", priority=2, width=11),
        Column("branch", "Branch", "deployment_trigger.metadata.branch", width=28),
        Column("message", "Commit message", "deployment_trigger.metadata.commit_message"),
        Column("took", "Took", _took, "seconds", priority=2, width=7, right=True),
        Column("commit", "Commit", _commit, priority=3, width=8),
        Column("trigger", "By", _trigger, priority=3, width=7),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "State", _state),
                Item("environment", "Environment", "environment"),
                Item("created", "Created", "created_on", "moment"),
                Item("url", "Address", "url"),
                Item("aliases", "Also at", "aliases", "list"),
                Item("skip", "Skipped because", "skip_reason"),
            ),
        ),
        Section(
            "Where it came from",
            (
                Item("trigger", "Started by", _trigger),
                Item("branch", "Branch", "deployment_trigger.metadata.branch"),
                Item("commit", "Commit", "deployment_trigger.metadata.commit_hash"),
                Item("message", "Message", "deployment_trigger.metadata.commit_message"),
                Item("functions", "Functions", "uses_functions", "yes"),
            ),
        ),
        Section("Stages", lines=_stages),
    ),
    summary=(
        Item("id", "", "id"),
        Item("environment", "", "environment"),
        Item("url", "", "url"),
        Item("branch", "", "deployment_trigger.metadata.branch"),
        Item("commit_hash", "", "deployment_trigger.metadata.commit_hash"),
        Item("commit_message", "", "deployment_trigger.metadata.commit_message"),
        Item("status", "", "latest_stage.status"),
        Item("created_on", "", "created_on"),
    ),
    insights=(
        Insight(
            "deployment-failed",
            "failed",
            why=lambda row, scope: (
                f"It stopped at the stage “{text(at(row.raw, 'latest_stage.name')) or '?'}”. "
                "The deployment before it goes on serving. The build log in the dashboard says more."
            ),
            when=lambda row, scope: at(row.raw, "latest_stage.status") == "failure",
            tone="bad",
        ),
    ),
    actions=PAGES_DEPLOYMENT_ACTIONS,
    command="wrangler pages deployment list --project-name {project}",
    row_command="wrangler pages deployment tail {id} --project-name {project}",
    dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/{id}",
)

KINDS = (PROJECTS, DEPLOYMENTS, pages_domains.DOMAINS, pages_variables.VARIABLES)
