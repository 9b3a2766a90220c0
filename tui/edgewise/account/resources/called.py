"""What the analytics call a row of each kind. Rows and groups of an answer are brought together by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from edgewise.account.resources.model import Row

Name = Callable[[Row], str | None]


def _worker(row: Row) -> str | None:
    return row.value("id")


def _pages(row: Row) -> str | None:
    """The script that a project's Functions run as; ``None`` for a project that has none."""
    if isinstance(row.raw, Mapping) and row.raw.get("uses_functions") is False:
        return None
    return row.value("production_script_name")


def _queue(row: Row) -> str | None:
    return row.value("queue_id")


def _id(row: Row) -> str | None:
    return row.value("id")


def _database(row: Row) -> str | None:
    return row.value("uuid")


def _name(row: Row) -> str | None:
    return row.value("name")


NAMES: Mapping[str, Name] = MappingProxyType(
    {
        "workers": _worker,
        "pages_projects": _pages,
        "queues": _queue,
        "durable_object_namespaces": _id,
        "kv_namespaces": _id,
        "d1_databases": _database,
        "r2_buckets": _name,
        "workflows": _name,
    }
)
"""By kind id."""
