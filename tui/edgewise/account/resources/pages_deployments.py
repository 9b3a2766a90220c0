"""The deployments of a Pages project, with their stages. Paths and fields as of the API in 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.pagination import Plan
from edgewise.account.reading import PAGES_READ
from edgewise.account.resources.actions import PAGES_DEPLOYMENT_ACTIONS
from edgewise.account.resources.formats import EMPTY, Cell, as_seconds, as_state
from edgewise.account.resources.logs import BUILD
from edgewise.account.resources.model import Column, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, mappings, moment, text


def deployment_state(document: Any, scope: Scope) -> Cell:
    """How a deployment stands, by its latest stage."""
    if at(document, "is_skipped") is True:
        return as_state("skipped", scope.now)
    status, stage = text(at(document, "latest_stage.status")), text(at(document, "latest_stage.name"))
    if status == "success" and stage not in (None, "deploy"):
        # A stage that succeeded is not yet a deployment that did.
        return as_state("active", scope.now)
    return as_state(status, scope.now)


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


def _line(row: Row, scope: Scope) -> Cell:
    """The stages as a line, each with its sign: done, at work, failed, to come."""
    found = [(text(stage.get("name")) or "?", _stage(stage, scope)) for stage in mappings(at(row.raw, "stages"))]
    return Cell("  ".join(f"{cell.text.partition(' ')[0]} {name}" for name, cell in found)) if found else EMPTY


def _signs(row: Row, scope: Scope) -> Cell:
    signs = "".join(cell.text[:1] for _, cell in _stages(row, scope))
    return Cell(signs, "muted", (0, float(signs.count("✓")), signs)) if signs else EMPTY


def _environment(row: Row, scope: Scope) -> Cell:
    """Production or preview, and whether it is the one that production's visitors get."""
    name = text(at(row.raw, "environment"))
    if name is None:
        return EMPTY
    if _live(row, scope):
        return Cell(f"{name}, live", "good", (0, 0.0, name))
    return Cell(name, sort=(0, 1.0 if name == "production" else 2.0, name))


def _live(row: Row, scope: Scope) -> bool:
    """Whether the project names this deployment as the one in production."""
    wanted = row.parameters.get("project", "")
    return scope.once("pages.live", lambda: _in_production(scope)).get(wanted) == row.key


def _in_production(scope: Scope) -> dict[str, str]:
    """The id of the deployment that each project has in production, by the project's name."""
    pairs = (
        (at(each.raw, "name"), at(each.raw, "canonical_deployment.id")) for each in scope.rows.get("pages_projects", ())
    )
    return {name: found for name, found in pairs if isinstance(name, str) and isinstance(found, str)}


_SKIPPED = {
    "commit_message": "the commit message asks for it",
    "preview_deployments_disabled": "previews are turned off for this project",
    "production_deployments_disabled": "automatic production deployments are turned off",
    "path_config": "no changed file is in the paths that the project watches",
    "branch_config": "the project leaves out this branch",
    "superseded_queued_build": "a newer push to the same branch took its place in the queue",
    "pages_to_workers_conversion": "Cloudflare is converting the project to Workers",
}
"""Reasons as of the API's published types (2026-08) and of answers seen since."""


def _skipped(row: Row, scope: Scope) -> str | None:
    reason = text(at(row.raw, "skip_reason"))
    return _SKIPPED.get(reason or "", reason)


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
        Column("environment", "Environment", _environment, priority=2, width=16),
        Column("branch", "Branch", "deployment_trigger.metadata.branch", width=28),
        Column("message", "Commit message", "deployment_trigger.metadata.commit_message"),
        Column("stages", "Stages", _signs, priority=3, width=7),
        Column("took", "Took", _took, "seconds", priority=2, width=7, right=True),
        Column("commit", "Commit", _commit, priority=3, width=8),
        Column("trigger", "By", _trigger, priority=3, width=7),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "State", _state),
                Item("stages", "How far", _line),
                Item("environment", "Environment", _environment),
                Item("took", "Took", _took, "seconds"),
                Item("created", "Created", "created_on", "moment"),
                Item("url", "Address", "url"),
                Item("aliases", "Also at", "aliases", "list"),
                Item("skip", "Skipped because", _skipped),
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
        Section(
            "Made with",
            (
                Item("build", "Build", "build_config.build_command"),
                Item("output", "Output", "build_config.destination_dir"),
                Item("root", "In folder", "build_config.root_dir"),
                Item("date", "Compatibility", "compatibility_date"),
                Item("flags", "Flags", "compatibility_flags", "list"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "id"),
        Item("environment", "", "environment"),
        Item("url", "", "url"),
        Item("branch", "", "deployment_trigger.metadata.branch"),
        Item("commit_hash", "", "deployment_trigger.metadata.commit_hash"),
        Item("commit_message", "", "deployment_trigger.metadata.commit_message"),
        Item("status", "", "latest_stage.status"),
        Item("skip_reason", "", "skip_reason"),
        Item("created_on", "", "created_on"),
    ),
    insights=(
        Insight(
            "deployment-failed",
            "failed",
            why=lambda row, scope: (
                f"It stopped at the stage “{text(at(row.raw, 'latest_stage.name')) or '?'}”. "
                "The deployment before it goes on serving. The build log says more: press l."
            ),
            when=lambda row, scope: at(row.raw, "latest_stage.status") == "failure",
            tone="bad",
        ),
    ),
    related=("pages_projects",),
    views=(BUILD,),
    actions=PAGES_DEPLOYMENT_ACTIONS,
    command="wrangler pages deployment list --project-name {project}",
    row_command="wrangler pages deployment tail {id} --project-name {project}",
    dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/pages/view/{project}/{id}",
)
