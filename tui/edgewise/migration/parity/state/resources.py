"""Which local resources a side has, by the binding that the code knows them by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.migration.parity.state.explorer import Explorer


@dataclass(frozen=True)
class Resources:
    """Binding to what the server calls the resource: id, id and name of the bucket."""

    kv: Mapping[str, str] = field(default_factory=dict)
    d1: Mapping[str, str] = field(default_factory=dict)
    r2: Mapping[str, str] = field(default_factory=dict)

    def has(self, kind: str, binding: str) -> bool:
        """Whether there is such a binding."""
        return binding in {"kv": self.kv, "d1": self.d1, "r2": self.r2}[kind]


async def resources_of(explorer: Explorer, document: Mapping[str, Any]) -> Resources:
    """The resources of a running server.

    Args:
        document: its wrangler configuration. Two bindings may share one resource, of which the server
            tells only one, and it tells no bindings of buckets.
    """
    namespaces, databases, buckets = await explorer.namespaces(), await explorer.databases(), await explorer.buckets()
    kv, d1 = dict(namespaces), dict(databases)
    for binding, entry in _entries(document, "kv_namespaces"):
        _known(kv, binding, set(namespaces.values()), entry.get("preview_id"), entry.get("id"), binding)
    for binding, entry in _entries(document, "d1_databases"):
        ids = set(databases.values())
        _known(d1, binding, ids, entry.get("preview_database_id"), entry.get("database_id"), binding)
    r2: dict[str, str] = {}
    for binding, entry in _entries(document, "r2_buckets"):
        _known(r2, binding, set(buckets), entry.get("preview_bucket_name"), entry.get("bucket_name"), binding)
    return Resources(kv, d1, r2)


def _entries(document: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    entries = document.get(key)
    if not isinstance(entries, list):
        return []
    return [
        (each["binding"], each) for each in entries if isinstance(each, dict) and isinstance(each.get("binding"), str)
    ]


def _known(found: dict[str, str], binding: str, ids: set[str], *candidates: object) -> None:
    for candidate in candidates:
        if isinstance(candidate, str) and candidate in ids:
            found.setdefault(binding, candidate)
            return
