"""What uses a store: the Pages projects that bind it, and the Workers whose bindings have been read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgewise.account.resources.formats import EMPTY, Cell
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
    """A value for snapshots: who is known to bind the row, which ``identity`` (a field) names."""

    def value(row: Row, scope: Scope) -> list[str]:
        wanted = row.value(identity)
        return [*_pages(binding, wanted, scope), *_workers(binding, wanted, row, scope)] if wanted else []

    return value


def bound_by(binding: str, identity: str) -> Callable[[Row, Scope], Cell]:
    """A cell for tables and details: who binds the row, and that it may be more where not all was looked at.

    Each Worker's bindings are a request of their own, so a table of stores does not ask for them.
    """
    known = used_by(binding, identity)

    def value(row: Row, scope: Scope) -> Cell:
        names = known(row, scope)
        if names:
            return Cell(", ".join(names), sort=(1, float(len(names)), ", ".join(names).casefold()))
        if "pages_projects" not in scope.rows:
            return Cell("unknown", "muted")
        return Cell("no Pages project" if _unread(scope) else "nothing", "muted", (2, 0.0, ""))

    return value


def unread(row: Row, scope: Scope) -> Cell:
    """A line for details: the Workers whose bindings have not been looked at."""
    count = _unread(scope)
    if "workers" not in scope.rows:
        return Cell("not read", "muted")
    if not count:
        return EMPTY
    return Cell(f"bindings of {count:,} not read: each Worker's own panel lists them", "muted")


def _unread(scope: Scope) -> int:
    workers = scope.rows.get("workers")
    if workers is None:
        return 1
    return sum(not isinstance(at(worker.extra, "settings.bindings"), list) for worker in workers)


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


def _workers(binding: str, wanted: str, row: Row, scope: Scope) -> list[str]:
    fields = WORKERS[binding]
    found = []
    for worker in scope.rows.get("workers", ()):
        name = text(at(worker.raw, "id")) or worker.key
        for each in mappings(at(worker.extra, "settings.bindings")):
            named = wanted in [text(each.get(field)) for field in fields] or _same_class(row, each, name)
            if each.get("type") == binding and named:
                found.append(name)
                break
    return found


def _same_class(row: Row, binding: Mapping[str, Any], worker: str) -> bool:
    """Whether a binding names a Durable Object's class by its name and its Worker, as most do."""
    wanted = (text(at(row.raw, "class")), text(at(row.raw, "script")))
    return None not in wanted and wanted == (
        text(binding.get("class_name")),
        text(binding.get("script_name")) or worker,
    )
