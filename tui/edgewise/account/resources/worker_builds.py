"""Workers Builds: what Cloudflare built of a Worker's repository. Fields as of the API's published types, 2026."""

from __future__ import annotations

from edgewise.account.pagination import Plan
from edgewise.account.reading import BUILDS_READ
from edgewise.account.resources.formats import EMPTY, Cell, as_state
from edgewise.account.resources.logs import BUILD
from edgewise.account.resources.model import Column, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, moment, text

_OUTCOMES = {"success": "success", "fail": "failure", "skipped": "skipped", "cancelled": "canceled"}


def _state(row: Row, scope: Scope) -> Cell:
    """How a build stands. While it runs there is no outcome."""
    outcome, status = text(at(row.raw, "build_outcome")), text(at(row.raw, "status"))
    if outcome == "terminated":
        return Cell("✗ terminated", "bad", (0, 0.0, outcome))
    if outcome:
        return as_state(_OUTCOMES.get(outcome, outcome), scope.now)
    if status in ("initializing", "running"):
        return as_state("active", scope.now)
    return Cell(f"○ {status}", "", (0, 2.0, status)) if status else EMPTY


def _took(row: Row, scope: Scope) -> float | None:
    """Seconds from the start of the run to its end."""
    start = moment(at(row.raw, "running_on")) or moment(at(row.raw, "initializing_on"))
    end = moment(at(row.raw, "stopped_on"))
    return (end - start).total_seconds() if start and end and end >= start else None


def _commit(row: Row, scope: Scope) -> str | None:
    found = text(at(row.raw, "build_trigger_metadata.commit_hash"))
    return found[:7] if found else None


def _repository(row: Row, scope: Scope) -> str | None:
    owner = text(at(row.raw, "build_trigger_metadata.provider_account_name"))
    name = text(at(row.raw, "build_trigger_metadata.repo_name"))
    return f"{owner}/{name}" if owner and name else name


BUILDS = Kind(
    id="worker_builds",
    title="Builds",
    singular="build",
    path="/accounts/{account_id}/builds/workers/{tag}/builds",
    plan=Plan("page", per_page=50, most=100),
    permission=BUILDS_READ,
    parent="workers",
    key="build_uuid",
    name="build_uuid",
    about="Workers Builds takes a push to the repository, builds it at Cloudflare and deploys what comes out: what "
    "Pages does with its Git integration. This Worker has no builds: it is deployed by wrangler, by another CI, or "
    "from the dashboard.",
    columns=(
        Column("state", "State", _state, width=13),
        Column("when", "When", "created_on", "age"),
        Column("branch", "Branch", "build_trigger_metadata.branch", width=24),
        Column("message", "Commit message", "build_trigger_metadata.commit_message"),
        Column("took", "Took", _took, "seconds", priority=2, width=7, right=True),
        Column("commit", "Commit", _commit, priority=3, width=8),
        Column("source", "By", "build_trigger_metadata.build_trigger_source", priority=3, width=12),
    ),
    sections=(
        Section(
            "",
            (
                Item("state", "State", _state),
                Item("created", "Created", "created_on", "moment"),
                Item("took", "Took", _took, "seconds"),
                Item("trigger", "Trigger", "trigger.trigger_name"),
                Item("pull", "Pull request", "pull_request.pull_request_url"),
            ),
        ),
        Section(
            "Where it came from",
            (
                Item("repository", "Repository", _repository),
                Item("branch", "Branch", "build_trigger_metadata.branch"),
                Item("commit", "Commit", "build_trigger_metadata.commit_hash"),
                Item("message", "Message", "build_trigger_metadata.commit_message"),
                Item("author", "Author", "build_trigger_metadata.author"),
                Item("source", "Started by", "build_trigger_metadata.build_trigger_source"),
            ),
        ),
        Section(
            "What it runs",
            (
                Item("build", "Build", "build_trigger_metadata.build_command"),
                Item("deploy", "Deploy", "build_trigger_metadata.deploy_command"),
                Item("root", "In folder", "build_trigger_metadata.root_directory"),
                Item("token", "With token", "build_trigger_metadata.build_token_name"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "build_uuid"),
        Item("status", "", "status"),
        Item("outcome", "", "build_outcome"),
        Item("branch", "", "build_trigger_metadata.branch"),
        Item("commit_hash", "", "build_trigger_metadata.commit_hash"),
        Item("created_on", "", "created_on"),
    ),
    views=(BUILD,),
    insights=(
        Insight(
            "build-failed",
            "failed",
            why=lambda row, scope: "Nothing was deployed: the version before it goes on serving.",
            when=lambda row, scope: at(row.raw, "build_outcome") in ("fail", "terminated"),
            tone="bad",
        ),
    ),
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/builds",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/builds/{build_uuid}",
)
