"""What uses a store: the Pages projects that bind it, and the Workers whose bindings have been read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.values import at, mappings, text

PAGES: Mapping[str, tuple[str, str]] = {
    "kv_namespace": ("kv_namespaces", "namespace_id"),
    "d1": ("d1_databases", "id"),
    "r2_bucket": ("r2_buckets", "name"),
    "durable_object_namespace": ("durable_object_namespaces", "namespace_id"),
    "hyperdrive": ("hyperdrive_bindings", "id"),
    "vectorize": ("vectorize_bindings", "index_name"),
}
"""Type of a Worker's binding -> where a Pages project keeps its own, and the field that names the store."""

WORKERS: Mapping[str, tuple[str, ...]] = {
    "kv_namespace": ("namespace_id",),
    "d1": ("id", "database_id"),
    "r2_bucket": ("bucket_name",),
    "durable_object_namespace": ("namespace_id",),
    "hyperdrive": ("id",),
    "vectorize": ("index_name",),
}
"""Type of a Worker's binding -> the fields that may name the store."""


def used_by(binding: str, identity: str) -> Callable[[Row, Scope], list[str]]:
    """A value for columns and details: who binds the row, which ``identity`` (a field) names."""

    def value(row: Row, scope: Scope) -> list[str]:
        wanted = row.value(identity)
        return [*_pages(binding, wanted, scope), *_workers(binding, wanted, scope)] if wanted else []

    return value


def _pages(binding: str, wanted: str, scope: Scope) -> list[str]:
    place, field = PAGES[binding]
    found = []
    for project in scope.rows.get("pages_projects", ()):
        where = [
            environment
            for environment in ("production", "preview")
            if wanted in _named(at(project.raw, f"deployment_configs.{environment}.{place}"), field)
        ]
        if where:
            only = "" if "production" in where else ", preview only"
            found.append(f"{text(at(project.raw, 'name')) or project.key} (Pages{only})")
    return found


def _named(bindings: Any, field: str) -> list[str | None]:
    return [text(at(each, field)) for each in bindings.values()] if isinstance(bindings, Mapping) else []


def _workers(binding: str, wanted: str, scope: Scope) -> list[str]:
    fields = WORKERS[binding]
    found = []
    for worker in scope.rows.get("workers", ()):
        for each in mappings(at(worker.extra, "settings.bindings")):
            if each.get("type") == binding and wanted in [text(each.get(field)) for field in fields]:
                found.append(text(at(worker.raw, "id")) or worker.key)
                break
    return found
