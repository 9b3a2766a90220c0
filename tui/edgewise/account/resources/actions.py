"""The changes that edgewise may make to what it shows. Each is done only with the lock off and after a typed yes.

Paths and bodies as of the API in 2026; the commands are wrangler 4's. A kind names those that it
has in its ``actions``.
"""

from __future__ import annotations

from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.resources.formats import ago
from edgewise.account.resources.model import Action, Row, Scope
from edgewise.account.resources.values import at, moment, number, text

PAGES_WRITE = Permission("Pages Write", "Account · Cloudflare Pages · Edit")
WORKERS_WRITE = Permission("Workers Scripts Write", "Account · Workers Scripts · Edit")
QUEUES_WRITE = Permission("Queues Write", "Account · Queues · Edit")
KV_WRITE = Permission("Workers KV Storage Write", "Account · Workers KV Storage · Edit")

LONGEST_TYPED = 40
"""Characters that a person may be asked to type."""

ROLLBACK_MESSAGE = "Rolled back with edgewise"


def typable(name: str | None, instead: str) -> str:
    """The name as the word to type; ``instead`` where it is long, or holds what not every keyboard has."""
    found = name or ""
    fits = found.isascii() and found.isprintable() and found == found.strip() and 0 < len(found) <= LONGEST_TYPED
    return found if fits else instead


def _age(row: Row, scope: Scope, path: str) -> str:
    made = moment(at(row.raw, path))
    return f"from {ago(made, scope.now)}" if made else "of unknown age"


# ---------------------------------------------------------------------- Pages


def _status(row: Row) -> tuple[str | None, str | None]:
    return text(at(row.raw, "latest_stage.name")), text(at(row.raw, "latest_stage.status"))


def _ended(row: Row, scope: Scope) -> bool:
    """A build that is over and can be run again: an upload has no build."""
    stage, status = _status(row)
    over = status in ("failure", "canceled") or (stage, status) == ("deploy", "success")
    uploaded = at(row.raw, "deployment_trigger.type") == "ad_hoc"
    return over and not uploaded and at(row.raw, "is_skipped") is not True


def _can_go_live(row: Row, scope: Scope) -> bool:
    """A production deployment that succeeded, as the API asks of what is rolled back to, and is not live already."""
    served = at(row.raw, "environment") == "production" and _status(row) == ("deploy", "success")
    return served and at(row.raw, "is_skipped") is not True and not _is_live(row, scope)


def _is_live(row: Row, scope: Scope) -> bool:
    """Whether the project says that this deployment is the one in production."""
    project = row.value("project")
    for each in scope.rows.get("pages_projects", ()):
        if at(each.raw, "name") == project:
            return bool(at(each.raw, "canonical_deployment.id") == row.key)
    return False


def _retry_effect(row: Row, scope: Scope) -> str:
    branch = text(at(row.raw, "deployment_trigger.metadata.branch")) or "its branch"
    live = at(row.raw, "environment") == "production"
    after = "If it succeeds, production serves it." if live else "It gets an address of its own; production stays."
    return (
        f"Builds the same commit of {branch} once more, with today's settings, as a new deployment. {after} "
        "It counts as a build of this month. A deployment that was made cannot be unmade, only deleted."
    )


def _rollback_effect(row: Row, scope: Scope) -> str:
    project = text(row.value("project")) or "the project"
    return (
        f"The production addresses of {project} serve this deployment {_age(row, scope, 'created_on')}, at once and "
        "for everybody. Newer deployments stay, and you can roll forward to them in the same way. What KV, D1, R2 "
        "and queues hold does not go back."
    )


PAGES_RETRY = Action(
    id="pages_deployments.retry",
    title="Retry the build",
    method="POST",
    path="/accounts/{account_id}/pages/projects/{project}/deployments/{deployment}/retry",
    parameters={"project": "project", "deployment": "id"},
    permission=PAGES_WRITE,
    effect=_retry_effect,
    typed=lambda row, scope: typable(row.value("project"), "retry"),
    when=_ended,
    refreshes=("pages_projects",),
)

PAGES_ROLLBACK = Action(
    id="pages_deployments.rollback",
    title="Roll production back to this deployment",
    method="POST",
    path="/accounts/{account_id}/pages/projects/{project}/deployments/{deployment}/rollback",
    parameters={"project": "project", "deployment": "id"},
    permission=PAGES_WRITE,
    effect=_rollback_effect,
    typed=lambda row, scope: typable(row.value("project"), "rollback"),
    when=_can_go_live,
    refreshes=("pages_projects",),
)


# ---------------------------------------------------------------------- Workers


def _deploy_body(path: str) -> Any:
    def body(row: Row, scope: Scope) -> Any:
        return {
            "strategy": "percentage",
            "versions": [{"version_id": at(row.raw, path), "percentage": 100}],
            "annotations": {"workers/message": ROLLBACK_MESSAGE},
        }

    return body


def _single_version(row: Row, scope: Scope) -> bool:
    """A deployment that gave all traffic to one version: one that divided it cannot be brought back by one request."""
    versions = at(row.raw, "versions")
    return isinstance(versions, list) and len(versions) == 1 and text(at(row.raw, "versions.0.version_id")) is not None


def _worker_effect(row: Row, scope: Scope) -> str:
    script = text(row.value("script")) or "the Worker"
    made = "created_on" if at(row.raw, "created_on") else "metadata.created_on"
    return (
        f"All traffic of {script} goes to this version {_age(row, scope, made)}, at once and for everybody, with the "
        "bindings and secrets that it was uploaded with. Newer versions stay and can be deployed again. What KV, D1, "
        "R2, Durable Objects and queues hold does not go back."
    )


def _worker_rollback(kind: str, version: str) -> Action:
    return Action(
        id=f"{kind}.rollback",
        title="Send all traffic to this version",
        method="POST",
        path="/accounts/{account_id}/workers/scripts/{script}/deployments",
        parameters={"script": "script", "version_id": version},
        permission=WORKERS_WRITE,
        effect=_worker_effect,
        typed=lambda row, scope: typable(row.value("script"), "rollback"),
        body=_deploy_body(version),
        command="wrangler rollback {version_id} --name {script}",
        when=_single_version if kind == "worker_deployments" else lambda row, scope: row.value("id") is not None,
        refreshes=("worker_deployments", "workers"),
    )


WORKER_VERSION_ROLLBACK = _worker_rollback("worker_versions", "id")
WORKER_DEPLOYMENT_ROLLBACK = _worker_rollback("worker_deployments", "versions.0.version_id")


# ---------------------------------------------------------------------- queues


def _paused(row: Row) -> bool:
    return at(row.raw, "settings.delivery_paused") is True


def _purge_effect(row: Row, scope: Scope) -> str:
    waiting = number(at(row.extra, "metrics.backlog_count"))
    many = "Deletes every message" if waiting is None else f"Deletes every message, {waiting:,.0f} at last count,"
    return f"{many} that waits in this queue. None of them can be brought back, and no consumer sees them."


def _pause_effect(row: Row, scope: Scope) -> str:
    return (
        "No consumer gets messages from this queue until you resume. Producers go on sending, so the backlog grows, "
        "and a message that is older than the retention time is lost."
    )


def _queue_typed(row: Row, scope: Scope) -> str:
    return typable(row.value("queue_name"), "yes")


QUEUE_PURGE = Action(
    id="queues.purge",
    title="Delete every message (purge)",
    method="POST",
    path="/accounts/{account_id}/queues/{queue_id}/purge",
    parameters={"queue_id": "queue_id", "queue_name": "queue_name"},
    permission=QUEUES_WRITE,
    effect=_purge_effect,
    typed=_queue_typed,
    body=lambda row, scope: {"delete_messages_permanently": True},
    command="wrangler queues purge {queue_name}",
)


def _delivery(verb: str, effect: Any, *, paused: bool) -> Action:
    return Action(
        id=f"queues.{verb}",
        title=f"{verb.capitalize()} delivery",
        method="PATCH",
        path="/accounts/{account_id}/queues/{queue_id}",
        parameters={"queue_id": "queue_id", "queue_name": "queue_name"},
        permission=QUEUES_WRITE,
        effect=effect,
        typed=_queue_typed,
        body=lambda row, scope: {
            "queue_name": at(row.raw, "queue_name"),
            "settings": {"delivery_paused": paused},
        },
        command=f"wrangler queues {verb}-delivery {{queue_name}}",
        when=lambda row, scope: _paused(row) is not paused,
    )


QUEUE_PAUSE = _delivery("pause", _pause_effect, paused=True)
QUEUE_RESUME = _delivery(
    "resume",
    lambda row, scope: "Consumers get messages again, those that have waited first. Pause it again to stop them.",
    paused=False,
)


# ---------------------------------------------------------------------- KV

KV_DELETE = Action(
    id="kv_keys.delete",
    title="Delete this key",
    method="DELETE",
    path="/accounts/{account_id}/storage/kv/namespaces/{namespace_id}/values/{key}",
    parameters={"namespace_id": "namespace_id", "key": "name"},
    permission=KV_WRITE,
    effect=lambda row, scope: (
        "Deletes the key with its value and metadata. They cannot be brought back: read the value first if you may "
        "need it. Places that have it cached may serve it for up to a minute more."
    ),
    typed=lambda row, scope: typable(row.value("name"), "delete"),
    command="wrangler kv key delete {key} --namespace-id {namespace_id} --remote",
)

PAGES_DEPLOYMENT_ACTIONS = (PAGES_RETRY, PAGES_ROLLBACK)
WORKER_DEPLOYMENT_ACTIONS = (WORKER_DEPLOYMENT_ROLLBACK,)
WORKER_VERSION_ACTIONS = (WORKER_VERSION_ROLLBACK,)
QUEUE_ACTIONS = (QUEUE_PURGE, QUEUE_PAUSE, QUEUE_RESUME)
KV_KEY_ACTIONS = (KV_DELETE,)

ACTIONS = (
    *PAGES_DEPLOYMENT_ACTIONS,
    *WORKER_DEPLOYMENT_ACTIONS,
    *WORKER_VERSION_ACTIONS,
    *QUEUE_ACTIONS,
    *KV_KEY_ACTIONS,
)
"""Every change there is."""
