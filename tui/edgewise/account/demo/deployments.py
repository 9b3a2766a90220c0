"""A Pages deployment as the API tells of it: its stages run from its creation on, by the clock."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.demo.times import stamp

_NAMESPACE = uuid.UUID("6f1c2b84-0d3e-5a97-8b46-c25e90f7d318")

STAGES = ("queued", "initialize", "clone_repo", "build", "deploy")


def identity(*parts: object) -> str:
    """A UUID that is the same for the same parts."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


def commit(*parts: object) -> str:
    """A commit hash that is the same for the same parts."""
    return hashlib.sha1("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Started:
    """A deployment as it began.

    Attributes:
        number: counts up, so that no two of a project have the same.
        outcome: where it did not go well: ``{"failed": stage}``, ``{"cancelled": stage}`` or
            ``{"skipped": reason}``.
        trigger: as the API names it; empty for a push, or an upload where there is no repository.
    """

    number: int
    created: datetime
    environment: str
    branch: str
    message: str
    outcome: Mapping[str, str] = field(default_factory=dict)
    trigger: str = ""


def deployment(project: dict[str, Any], started: Started, now: datetime) -> dict[str, Any]:
    """One deployment of a project as written down, as far as it has got by ``now``."""
    name, branch, created = project["name"], started.branch, started.created
    unique = identity(name, started.number)
    upload = "repository" not in project
    stages = _stages(unique, created, now, started.outcome, upload)
    latest = next((each for each in reversed(stages) if each["status"] != "idle"), stages[0])
    aliases = None if started.environment == "production" else [f"https://{branch}.{name}.pages.dev"]
    return {
        "id": unique,
        "short_id": unique[:8],
        "project_id": identity(name),
        "project_name": name,
        "environment": started.environment,
        "url": f"https://{unique[:8]}.{name}.pages.dev",
        "created_on": stamp(created),
        "modified_on": latest["ended_on"] or latest["started_on"] or stamp(created),
        "latest_stage": latest,
        "stages": stages,
        "deployment_trigger": {
            "type": started.trigger or ("ad_hoc" if upload else "github:push"),
            "metadata": {
                "branch": branch,
                "commit_hash": commit(name, branch, started.message),
                "commit_message": started.message,
                "commit_dirty": upload,
            },
        },
        "build_config": {"web_analytics_tag": None, "web_analytics_token": None, **project["build_config"]},
        "source": None,
        "env_vars": {},
        "compatibility_date": "2025-01-15",
        "compatibility_flags": [],
        "build_image_major_version": 3,
        "usage_model": "standard",
        "aliases": aliases,
        "is_skipped": "skipped" in started.outcome,
        "skip_reason": started.outcome.get("skipped"),
        "production_branch": "main",
        "uses_functions": project["uses_functions"],
    }


def _stages(
    unique: str, created: datetime, now: datetime, outcome: Mapping[str, str], upload: bool
) -> list[dict[str, Any]]:
    """The stages so far. Each takes a while that follows from the deployment's id."""
    dice = int(unique[:8], 16)
    lengths = (1 + dice % 3, 2 + dice % 4, 2 + dice % 5, 34 + dice % 61, 3 + dice % 9)
    if upload:
        lengths = (0, 0, 0, 0, 2 + dice % 5)
    start, over = created, "skipped" in outcome
    stages = []
    for stage, length in zip(STAGES, lengths, strict=True):
        end = start + timedelta(seconds=length)
        if over:
            stages.append(_stage(stage, None, None, "idle"))
        elif now < end:
            stages.append(_stage(stage, start, None, "active"))
            over = True
        elif stage in (outcome.get("failed"), outcome.get("cancelled")):
            stages.append(_stage(stage, start, end, "failure" if outcome.get("failed") else "canceled"))
            over = True
        else:
            stages.append(_stage(stage, start, end, "success"))
        start = end
    return stages


def _stage(name: str, start: datetime | None, end: datetime | None, status: str) -> dict[str, Any]:
    return {
        "name": name,
        "started_on": stamp(start) if start else None,
        "ended_on": stamp(end) if end else None,
        "status": status,
    }
