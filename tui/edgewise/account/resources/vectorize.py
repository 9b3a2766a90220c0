"""Vectorize: indexes of vectors. Paths and fields as of the API in 2026 (version 2 of the indexes)."""

from __future__ import annotations

from edgewise.account.failures import Permission
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import Cell, as_count
from edgewise.account.resources.model import Column, Follow, Item, Kind, Row, Scope, Section
from edgewise.account.resources.values import at, mappings, number, text

VECTORIZE_READ = Permission("Vectorize Read", "Account · Vectorize · Read")

_used = used_by("vectorize", "name")
_bound = bound_by("vectorize", "name")
_INDEX = "/accounts/{account_id}/vectorize/v2/indexes/{index}"


def _vectors(row: Row, scope: Scope) -> Cell:
    if "info" not in row.extra:
        return Cell("…", "muted")
    found = number(at(row.extra, "info.vectorCount"))
    return Cell("unknown", "muted") if found is None else as_count(found, scope.now)


def _property_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    return [
        (text(each.get("propertyName")) or "?", Cell(text(each.get("indexType")) or "?"))
        for each in mappings(at(row.extra, "filters.metadataIndexes"))
    ]


INDEXES = Kind(
    id="vectorize_indexes",
    title="Vectorize",
    singular="Vectorize index",
    group="Storage",
    path="/accounts/{account_id}/vectorize/v2/indexes",
    permission=VECTORIZE_READ,
    key="name",
    about="A Vectorize index finds the vectors that are nearest to a given one: texts or pictures that mean something "
    "similar. Dimensions and metric are fixed when it is made, and must be those of the model that makes the vectors.",
    columns=(
        Column("name", "Index", "name"),
        Column("vectors", "Vectors", _vectors, width=10, right=True),
        Column("dimensions", "Dimensions", "config.dimensions", "count", width=10, right=True),
        Column("metric", "Metric", "config.metric", width=12),
        Column("description", "Description", "description", priority=2),
        Column("used", "Bound by", _bound, priority=3),
        Column("created", "Created", "created_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("description", "Description", "description"),
                Item("vectors", "Vectors", _vectors),
                Item("dimensions", "Dimensions", "config.dimensions", "count"),
                Item("metric", "Metric", "config.metric"),
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
                Item("processed", "Up to date at", "extra.info.processedUpToDatetime", "moment"),
                Item("created", "Created", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
            ),
        ),
        Section("Metadata to filter by", lines=_property_lines, needs="filters"),
    ),
    summary=(
        Item("name", "", "name"),
        Item("dimensions", "dimensions", "config.dimensions"),
        Item("metric", "metric", "config.metric"),
        Item("vectors", "vectors", lambda row, scope: number(at(row.extra, "info.vectorCount"))),
        Item("used_by", "bound by", _used),
    ),
    follows=(Follow("info", f"{_INDEX}/info", {"index": "name"}, VECTORIZE_READ),),
    details=(Follow("filters", f"{_INDEX}/metadata_index/list", {"index": "name"}, VECTORIZE_READ, optional=True),),
    related=("pages_projects", "workers"),
    command="wrangler vectorize list",
    row_command="wrangler vectorize info {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/ai/vectorize",
)

KINDS = (INDEXES,)
