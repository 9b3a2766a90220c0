"""A Worker's script, versions and deployments as the API tells of them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from edgewise.account.demo.deployments import identity
from edgewise.account.demo.times import age, stamp

Document = dict[str, Any]


def script(facts: Document, anchor: datetime) -> Document:
    """A Worker in the list of scripts."""
    name = facts["id"]
    etag = hashlib.sha256(f"{name}/{len(facts['history'])}".encode()).hexdigest()
    return {
        "id": name,
        "tag": hashlib.sha256(name.encode()).hexdigest()[:32],
        "etag": etag,
        "created_on": facts["created_on"],
        "modified_on": stamp(anchor - age(facts["history"][0][0])),
        "handlers": facts["handlers"],
        "named_handlers": [],
        "has_assets": facts.get("has_assets", False),
        "has_modules": facts.get("has_modules", True),
        "compatibility_date": facts["compatibility_date"],
        "compatibility_flags": facts["compatibility_flags"],
        "last_deployed_from": facts["last_deployed_from"],
        "logpush": False,
        "migration_tag": facts.get("migration_tag", ""),
        "observability": facts["observability"],
        "placement_mode": None,
        "tags": [],
        "tail_consumers": None,
        "usage_model": facts.get("usage_model", "standard"),
    }


def script_versions(facts: Document, anchor: datetime) -> list[Document]:
    """A Worker's versions, newest first."""
    history = facts["history"]
    return [_version(facts, anchor, index, len(history) - index) for index in range(len(history))]


def _version(facts: Document, anchor: datetime, index: int, number: int) -> Document:
    old, message, author = facts["history"][index]
    created = stamp(anchor - age(old))
    return {
        "id": identity(facts["id"], "version", number),
        "number": number,
        "metadata": {
            "created_on": created,
            "modified_on": created,
            "source": facts["last_deployed_from"],
            "author_id": identity(author).replace("-", ""),
            "author_email": author,
            "hasPreview": "fetch" in facts["handlers"],
        },
        "annotations": {"workers/message": message, "workers/triggered_by": "upload"},
        "resources": {
            "bindings": [{"type": "secret_text", "name": name} for name in facts["secrets"]],
            "script": {"etag": identity(facts["id"], number), "handlers": facts["handlers"]},
            "script_runtime": {
                "compatibility_date": facts["compatibility_date"],
                "compatibility_flags": facts["compatibility_flags"],
                "usage_model": facts.get("usage_model", "standard"),
            },
        },
    }


def script_deployments(facts: Document, anchor: datetime) -> list[Document]:
    """A Worker's deployments, newest first. The newest may divide traffic between two versions."""
    versions = script_versions(facts, anchor)
    shares = facts.get("split", [100])
    found = []
    for index, version in enumerate(versions):
        in_force = versions[index : index + len(shares)] if index == 0 else [version]
        # The newest version comes first; while it is on trial it has the smaller share.
        given = list(reversed(shares)) if index == 0 and len(in_force) > 1 else [100]
        found.append(
            {
                "id": identity(facts["id"], "deployment", version["number"]),
                "created_on": version["metadata"]["created_on"],
                "source": version["metadata"]["source"],
                "strategy": "percentage",
                "versions": [
                    {"version_id": each["id"], "percentage": share} for each, share in zip(in_force, given, strict=True)
                ],
                "author_email": version["metadata"]["author_email"],
                "annotations": {
                    "workers/message": version["annotations"]["workers/message"],
                    "workers/triggered_by": "upload",
                },
            }
        )
    return found
