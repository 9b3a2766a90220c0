"""Deployments and versions of a Worker. Paths and fields as of the API in 2026."""

from __future__ import annotations

from typing import Any

from edgewise.account.pagination import Plan
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources.actions import WORKER_DEPLOYMENT_ACTIONS, WORKER_VERSION_ACTIONS
from edgewise.account.resources.bindings import binding_lines
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.logs import TAIL
from edgewise.account.resources.model import Column, Follow, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, mappings, number, text


def shares_of(deployment: Any) -> list[tuple[str, str]]:
    """``(version, per cent)`` of a deployment, both short and clean. What is not a share is ``?``."""
    found = []
    for version in mappings(at(deployment, "versions")):
        share, identity = number(version.get("percentage")), text(version.get("version_id"))
        if identity:
            found.append((identity[:8], f"{share:g}" if share is not None else "?"))
    return found


def _split(row: Row, scope: Scope) -> Cell:
    """How traffic is divided, such as ``10 % 5e6f7a8b, 90 % 1a2b3c4d``."""
    shares = shares_of(row.raw)
    words = ", ".join(f"{share} % {name}" for name, share in shares)
    return Cell(words, sort=(0, -float(len(shares)), words)) if words else EMPTY


def _state(row: Row, scope: Scope) -> Cell:
    """Whether a deployment is in force: the API lists that one first."""
    if not row.first:
        return Cell("○ before", "muted", (0, 1.0, ""))
    return Cell("▲ divided", "warning", (0, 0.0, "")) if _divided(row) else Cell("✓ in force", "good", (0, 0.5, ""))


def _divided(row: Row) -> bool:
    """Whether a deployment is in force and gives its traffic to more than one version."""
    return row.first and len(shares_of(row.raw)) > 1


def _why_divided(row: Row, scope: Scope) -> str:
    words = " and ".join(f"{share} % to version {name}" for name, share in shares_of(row.raw))
    return (
        f"Traffic is divided: {words}. Which of them a visitor meets is drawn for each request, so both have to get "
        "along with the same data. Look at the errors of each before the new one gets everything."
    )


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
        Column("state", "State", _state, width=10),
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
                Item("state", "State", _state),
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
    summary=(
        Item("id", "", "id"),
        Item("in_force", "", lambda row, scope: row.first),
        Item("versions", "", lambda row, scope: [f"{share} % {name}" for name, share in shares_of(row.raw)]),
        Item("message", "", _message),
        Item("author", "", "author_email"),
        Item("created_on", "", "created_on"),
    ),
    insights=(
        Insight(
            "gradual-deployment",
            "traffic is divided",
            why=_why_divided,
            when=lambda row, scope: _divided(row),
            lesson="versions-and-gradual-deployments",
        ),
    ),
    views=(TAIL,),
    actions=WORKER_DEPLOYMENT_ACTIONS,
    command="wrangler deployments list --name {script}",
    row_command="wrangler deployments list --name {script}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
)


# ---------------------------------------------------------------------- versions


def _bindings(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return binding_lines(at(row.extra, "version.resources.bindings"), scope)


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
        Section(
            "What it was made with",
            (
                Item("date", "Compatibility", "extra.version.resources.script_runtime.compatibility_date"),
                Item("flags", "Flags", "extra.version.resources.script_runtime.compatibility_flags", "list"),
                Item("handlers", "Handles", "extra.version.resources.script.handlers", "list"),
            ),
        ),
        Section("Bindings of this version", lines=_bindings, needs="version"),
    ),
    summary=(
        Item("id", "", "id"),
        Item("number", "", "number"),
        Item("message", "", _message),
        Item("author", "", "metadata.author_email"),
        Item("created_on", "", "metadata.created_on"),
    ),
    details=(
        Follow(
            "version",
            "/accounts/{account_id}/workers/scripts/{script}/versions/{id}",
            {"script": "script", "id": "id"},
            WORKERS_READ,
            optional=True,
            surveyed=False,
        ),
    ),
    views=(TAIL,),
    actions=WORKER_VERSION_ACTIONS,
    command="wrangler versions list --name {script}",
    row_command="wrangler versions view {id} --name {script}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/services/view/{script}/production/deployments",
)
