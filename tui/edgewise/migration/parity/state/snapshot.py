"""What the local resources of one side hold at one moment."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.errors import ToolchainError
from edgewise.migration.parity.state.explorer import Explorer
from edgewise.migration.parity.state.resources import Resources
from edgewise.migration.parity.state.seed import Statement, quoted

MOST = 1000
"""Entries of one resource that are looked at."""

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
_NOT_THEIRS = ("_cf_", "sqlite_", "d1_migrations")

Place = tuple[str, str, str]
"""Kind (``KV``, ``D1``, ``R2``), binding, and for D1 the table."""


@dataclass(frozen=True)
class Snapshot:
    """Everything stored, as texts that can be compared: how often each entry occurs in each place.

    Attributes:
        partial: places with more than :data:`MOST` entries, of which only the first were looked at.
    """

    entries: Mapping[Place, Counter[str]] = field(default_factory=dict)
    partial: frozenset[Place] = frozenset()


async def snapshot(explorer: Explorer, resources: Resources) -> Snapshot:
    """Read all that is stored. Never runs the user's code.

    Raises:
        ToolchainError: ``local-resources``.
    """
    entries: dict[Place, Counter[str]] = {}
    partial: set[Place] = set()

    def keep(place: Place, found: list[str]) -> None:
        entries[place] = Counter(found[:MOST])
        if len(found) > MOST:
            partial.add(place)

    for binding, namespace in resources.kv.items():
        keep(("KV", binding, ""), await _values(explorer, namespace))
    for binding, database in resources.d1.items():
        _, tables = await explorer.rows(database, Statement(_TABLES))
        for name in (str(row[0]) for row in tables):
            if not name.startswith(_NOT_THEIRS):
                keep(("D1", binding, name), await _rows(explorer, database, name))
    for binding, bucket in resources.r2.items():
        keep(("R2", binding, ""), [_object(each) for each in await explorer.objects(bucket, MOST + 1)])
    return Snapshot(entries, frozenset(partial))


async def _values(explorer: Explorer, namespace: str) -> list[str]:
    keys = await explorer.keys(namespace, MOST + 1)
    slots = asyncio.Semaphore(4)

    async def value(entry: Mapping[str, Any]) -> str:
        async with slots:
            try:
                content = await explorer.value(namespace, entry["name"])
            except ToolchainError:
                content = b""  # It expired in between.
        return _text(
            {
                "key": entry["name"],
                "value": content.decode("utf-8", "backslashreplace"),
                "metadata": entry.get("metadata"),
            }
        )

    return list(await asyncio.gather(*(value(each) for each in keys)))


async def _rows(explorer: Explorer, database: str, table: str) -> list[str]:
    sql = f"SELECT * FROM {quoted(table)} LIMIT {MOST + 1}"
    try:
        columns, rows = await explorer.rows(database, Statement(sql))
    except ToolchainError:
        return []  # A virtual table of a kind that cannot be listed.
    return [_text(dict(zip(columns, row, strict=False))) for row in rows]


def _object(entry: Mapping[str, Any]) -> str:
    kept = {key: entry.get(key) for key in ("key", "size", "etag", "http_metadata", "custom_metadata")}
    return _text(kept)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False)
