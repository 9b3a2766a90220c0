"""Which deployments of a Pages project still serve somebody, and have to stay. What is not understood stays, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from edgewise.account.resources.values import at

Deployment = Mapping[str, Any]


def stays(project: Mapping[str, Any], deployments: Sequence[Deployment]) -> Mapping[str, str]:
    """Why deployments have to stay, by their ids.

    A list that lacks deployments makes more stay, never fewer: one goes only where a newer one of its branch is seen.

    Args:
        project: as the API tells of it.
        deployments: all that were read, in any order.
    """
    found: dict[str, str] = {}
    newest = _newest(deployments)
    for each in deployments:
        identity = str(each.get("id") or "")
        reason = named(project, each) or _unclear(each) or newest.get(identity, "")
        if identity and reason:
            found[identity] = reason
    return found


def named(project: Mapping[str, Any], deployment: Deployment) -> str:
    """Why a deployment serves by itself, whichever others there are; empty when nothing says so."""
    identity = deployment.get("id")
    if identity == at(project, "canonical_deployment.id"):
        return "it is what production serves"
    if identity == at(project, "latest_deployment.id"):
        return "it is the latest"
    if deployment.get("aliases"):
        return "it has an alias"
    if at(deployment, "latest_stage.status") in ("active", "idle"):
        return "it is not done yet"
    return ""


def _unclear(deployment: Deployment) -> str:
    known = (deployment.get("environment"), _branch(deployment), deployment.get("created_on"))
    clear = all(isinstance(each, str) and each for each in known) and isinstance(
        at(deployment, "latest_stage"), Mapping
    )
    return "" if clear else "its branch or its age is not known"


def _newest(deployments: Iterable[Deployment]) -> Mapping[str, str]:
    """The newest of each environment and of each branch, and the newest that succeeded, by their ids."""
    groups: dict[tuple[Any, ...], list[Deployment]] = {}
    for each in deployments:
        environment = each.get("environment")
        succeeded = at(each, "latest_stage.status") == "success" and at(each, "latest_stage.name") == "deploy"
        for good in (False, True) if succeeded else (False,):
            groups.setdefault((environment, _branch(each), good), []).append(each)
            if environment == "production":
                groups.setdefault((environment, good), []).append(each)
    found: dict[str, str] = {}
    for key, group in groups.items():
        last = max(str(each.get("created_on") or "") for each in group)
        where = "production" if key[0] == "production" else f"the branch {key[1]}"
        for each in group:
            if str(each.get("created_on") or "") == last:
                found[str(each.get("id") or "")] = f"it is the newest of {where}"
    return found


def _branch(deployment: Deployment) -> Any:
    return at(deployment, "deployment_trigger.metadata.branch")
