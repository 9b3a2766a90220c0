"""Workers as the API writes them: scripts, versions, deployments, settings, references. Types as of 2026-08."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exports import NOTHING_SEEN, Exports

Document = dict[str, Any]

_WITHHELD = ("secret_text", "secret_key")
"""Types of bindings whose contents are never told."""

_SOURCES = {"workers-builds": "workersci"}
"""What a version calls where it came from, where that is another word than the script's."""


def tag_of(name: str) -> str:
    """A Worker's immutable id, which Workers Builds, the beta API and DNS records call it by."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def script(facts: Document, modified: str, number: int) -> Document:
    """A Worker in the list of scripts. ``number`` is that of its newest version."""
    name = facts["id"]
    return {
        "id": name,
        "tag": tag_of(name),
        "etag": hashlib.sha256(f"{name}/{number}".encode()).hexdigest(),
        "created_on": facts["created_on"],
        "modified_on": modified,
        "handlers": facts["handlers"],
        "named_handlers": facts.get("named_handlers", []),
        "has_assets": facts.get("has_assets", False),
        "has_modules": facts.get("has_modules", True),
        "compatibility_date": facts["compatibility_date"],
        "compatibility_flags": facts["compatibility_flags"],
        "last_deployed_from": facts["last_deployed_from"],
        "logpush": False,
        "migration_tag": facts.get("migration_tag", ""),
        "observability": facts["observability"],
        **_placement(facts),
        "routes": None,
        "tags": facts.get("tags", []),
        "tail_consumers": facts.get("tail_consumers"),
        "usage_model": facts.get("usage_model", "standard"),
    }


def uploaded(
    name: str, metadata: Mapping[str, Any], before: Document | None, now: str, seen: Exports = NOTHING_SEEN
) -> Document:
    """What is known of a Worker once ``metadata`` has been uploaded for it.

    Bindings that the client wants to inherit, or types that it wants to keep, come from ``before``.
    A Worker whose code cannot be read is one that answers requests.
    """
    old = before or {"id": name, "created_on": now, "crons": [], "secrets": []}
    known = {each["name"]: each for each in old.get("bindings", []) if "name" in each}
    told = [dict(each) for each in metadata.get("bindings", ())]
    named = {each["name"] for each in told}
    inherited = {each["name"] for each in told if each.get("type") == "inherit"}
    kept = [each for each in metadata.get("keep_bindings") or () if isinstance(each, str)]
    bindings = [known.get(each["name"], each) if each["name"] in inherited else each for each in told]
    bindings += [each for each in known.values() if each["type"] in kept and each["name"] not in named]
    secrets = [each["name"] for each in told if each.get("type") in _WITHHELD]
    if before is not None:
        stay = set(old["secrets"]) if any(each in kept for each in _WITHHELD) else inherited & set(old["secrets"])
        secrets = [*(each for each in old["secrets"] if each in stay), *(each for each in secrets if each not in stay)]
    migrations = metadata.get("migrations")
    tag = migrations.get("new_tag") if isinstance(migrations, Mapping) else None
    return {
        **old,
        "handlers": list(seen.handlers or ("fetch",)),
        "named_handlers": [{"name": each, "handlers": list(own)} for each, own in seen.named],
        "compatibility_date": metadata.get("compatibility_date") or old.get("compatibility_date", ""),
        "compatibility_flags": list(metadata.get("compatibility_flags") or ()),
        "last_deployed_from": "wrangler",
        "observability": metadata.get("observability") or old.get("observability", {"enabled": False}),
        "secrets": secrets,
        "bindings": [
            each for each in bindings if each.get("type") not in (*_WITHHELD, "inherit") and each["name"] not in secrets
        ],
        "has_assets": "assets" in metadata,
        "has_modules": bool(metadata.get("main_module")),
        **({"limits": metadata["limits"]} if metadata.get("limits") else {}),
        **({"placement": metadata["placement"]} if metadata.get("placement") else {}),
        **({"tags": metadata["tags"]} if metadata.get("tags") else {}),
        **({"migration_tag": tag} if isinstance(tag, str) else {}),
    }


def _placement(facts: Document) -> Document:
    """Where a Worker runs, for one that does not run everywhere."""
    if "placement" not in facts:
        return {}
    placement = facts["placement"]
    return {"placement": placement, "placement_mode": placement["mode"], "placement_status": "SUCCESS"}


def version(facts: Document, number: int, created: str, message: str | None, author: str, cause: str) -> Document:
    """A version, with the bindings that the Worker has at this moment."""
    return {
        "id": identity(facts["id"], "version", number),
        "number": number,
        "metadata": {
            "created_on": created,
            "modified_on": created,
            "source": _SOURCES.get(facts["last_deployed_from"], facts["last_deployed_from"]),
            "author_id": identity(author).replace("-", ""),
            "author_email": author,
            "hasPreview": "fetch" in facts["handlers"],
        },
        "annotations": {
            **({"workers/message": message} if message else {}),
            "workers/triggered_by": cause,
        },
        "resources": {
            "bindings": bindings(facts),
            "script": {
                "etag": identity(facts["id"], number).replace("-", ""),
                "handlers": facts["handlers"],
                "last_deployed_from": facts["last_deployed_from"],
            },
            "script_runtime": {
                "compatibility_date": facts["compatibility_date"],
                "compatibility_flags": facts["compatibility_flags"],
                "limits": facts.get("limits", {}),
                "usage_model": facts.get("usage_model", "standard"),
            },
        },
    }


def deployment(
    name: str, number: int, shares: Mapping[str, float], version_: Document, message: str | None, cause: str
) -> Document:
    """A deployment, with the same author and time as the version that it was made for.

    Args:
        number: counts up from the Worker's first deployment.
        shares: per cent of the traffic by version id, the newest version first.
    """
    metadata = version_["metadata"]
    return {
        "id": identity(name, "deployment", number),
        "created_on": metadata["created_on"],
        "source": metadata["source"],
        "strategy": "percentage",
        "versions": [{"version_id": each, "percentage": share} for each, share in shares.items()],
        "author_email": metadata["author_email"],
        "annotations": {
            **({"workers/message": message} if message else {}),
            "workers/triggered_by": cause,
        },
    }


def bindings(facts: Document) -> list[Document]:
    """A Worker's bindings as its settings list them: what is written down, then its secrets by name."""
    secrets = [{"type": "secret_text", "name": name} for name in facts["secrets"]]
    told = [
        {key: value for key, value in each.items() if key != "text"} if each["type"] in _WITHHELD else each
        for each in facts.get("bindings", [])
    ]
    # The API has called a database's id both, and sends both.
    named = [{**each, "database_id": each["id"]} if each["type"] == "d1" else each for each in told]
    return [*named, *secrets]


def settings(facts: Document) -> Document:
    """A Worker's bindings and settings."""
    return {
        "bindings": bindings(facts),
        "compatibility_date": facts["compatibility_date"],
        "compatibility_flags": facts["compatibility_flags"],
        "limits": facts.get("limits", {}),
        "logpush": False,
        "observability": facts["observability"],
        **({"placement": facts["placement"]} if "placement" in facts else {}),
        "tags": facts.get("tags", []),
        "tail_consumers": facts.get("tail_consumers"),
        "usage_model": facts.get("usage_model", "standard"),
    }


def worker(facts: Document, deployed: str, subdomain: Document, references: Document) -> Document:
    """A Worker as the newer interface ``/workers/workers`` tells of it."""
    return {
        "id": tag_of(facts["id"]),
        "name": facts["id"],
        "created_on": facts["created_on"],
        "updated_on": deployed,
        "deployed_on": deployed,
        "logpush": False,
        "observability": facts["observability"],
        "references": references,
        "subdomain": subdomain,
        "tags": facts.get("tags", []),
        "tail_consumers": [{"name": each["service"]} for each in facts.get("tail_consumers") or []],
    }


def references(
    name: str, others: Iterable[Document], queues: Iterable[Document], domains: Iterable[Document]
) -> Document:
    """What depends on a Worker, as the newer interface lists it. Pages projects are not among its kinds."""
    users, objects = [], []
    for each in others:
        who = {"id": tag_of(each["id"]), "name": each["id"]}
        for binding in each.get("bindings", []):
            if binding["type"] == "service" and binding["service"] == name and who not in users:
                users.append(who)
            if binding["type"] == "durable_object_namespace" and binding.get("script_name") == name:
                class_name = f"{name}_{binding['class_name']}"
                space = {"namespace_id": binding["namespace_id"], "namespace_name": class_name}
                objects.append({**space, "worker_id": who["id"], "worker_name": who["name"]})
    return {
        "dispatch_namespace_outbounds": [],
        "domains": [
            {
                "id": each["id"],
                "certificate_id": each["cert_id"],
                "hostname": each["hostname"],
                "zone_id": each["zone_id"],
                "zone_name": each["zone_name"],
            }
            for each in domains
        ],
        "durable_objects": objects,
        "queues": [
            {
                "queue_consumer_id": consumer["consumer_id"],
                "queue_id": each["queue_id"],
                "queue_name": each["queue_name"],
            }
            for each in queues
            for consumer in each["consumers"]
            if consumer.get("script_name", consumer.get("script")) == name
        ],
        "workers": users,
    }
