"""Durable Objects: namespaces and the objects in them. Paths and fields as of the API in 2026."""

from __future__ import annotations

from edgewise.account.pagination import Plan
from edgewise.account.reading import WORKERS_READ
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import EMPTY, Cell
from edgewise.account.resources.model import Column, Drill, Item, Kind, Row, Scope, Section
from edgewise.account.resources.usage import USAGE
from edgewise.account.resources.values import at, text

LISTED_FOR = 3600
"""Seconds after which a list that is looked at is read again by itself: it may have been extended."""

PART = 1000
"""Objects in one answer of the API."""

_used = used_by("durable_object_namespace", "id")
_bound = bound_by("durable_object_namespace", "id")


def _storage(row: Row, scope: Scope) -> Cell:
    found = at(row.raw, "use_sqlite")
    if found is True:
        return Cell("SQLite", sort=(0, 0.0, ""))
    return Cell("key-value", sort=(0, 1.0, "")) if found is False else EMPTY


def _script(row: Row, scope: Scope) -> Cell:
    found = text(at(row.raw, "script"))
    return Cell(found, sort=(1, 0.0, found)) if found else Cell("▲ none", "warning", (0, 0.0, ""))


NAMESPACES = Kind(
    id="durable_object_namespaces",
    title="Durable Objects",
    singular="Durable Object namespace",
    group="Compute",
    path="/accounts/{account_id}/workers/durable_objects/namespaces",
    plan=Plan("page", per_page=1000),
    permission=WORKERS_READ,
    about="A Durable Object is one instance of a class, with storage of its own, that every request for its name "
    "reaches. A namespace is the class; press enter on one to see its objects. A Pages project can call one, and "
    "cannot hold the class: that needs a Worker.",
    columns=(
        Column("class", "Class", "class"),
        Column("script", "Worker", _script),
        Column("storage", "Storage", _storage, width=9),
        Column("used", "Bound by", _bound, priority=2),
        Column("name", "Namespace", "name", priority=3),
        Column("id", "Id", "id", priority=3, width=32),
    ),
    sections=(
        Section(
            "",
            (
                Item("class", "Class", "class"),
                Item("script", "Worker", _script),
                Item("storage", "Storage", _storage),
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
                Item("name", "Name", "name"),
                Item("id", "Id", "id"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "id"),
        Item("name", "", "name"),
        Item("class", "class", "class"),
        Item("script", "Worker", "script"),
        Item("use_sqlite", "", "use_sqlite"),
        Item("used_by", "bound by", _used),
    ),
    views=(USAGE,),
    drills=(Drill("durable_objects", "Objects", {"namespace": "id"}),),
    related=("pages_projects", "workers"),
    dashboard="https://dash.cloudflare.com/{account_id}/workers/durable-objects",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/durable-objects/view/{id}",
)


def _stored(row: Row, scope: Scope) -> Cell:
    found = at(row.raw, "hasStoredData")
    if found is True:
        return Cell("● stored data", sort=(0, 0.0, ""))
    return Cell("○ empty", "muted", (0, 1.0, "")) if found is False else EMPTY


OBJECTS = Kind(
    id="durable_objects",
    every=LISTED_FOR,
    title="Objects",
    singular="Durable Object",
    path="/accounts/{account_id}/workers/durable_objects/namespaces/{namespace}/objects",
    plan=Plan("cursor", most=PART),
    query={"limit": str(PART)},
    permission=WORKERS_READ,
    parent="durable_object_namespaces",
    name="id",
    about="The objects of a class that have been used. The API tells their ids and whether they keep data; names that "
    "ids were made from cannot be had back.",
    columns=(
        Column("id", "Object", "id"),
        Column("stored", "Storage", _stored, width=14),
    ),
    sections=(Section("", (Item("id", "Id", "id"), Item("stored", "Storage", _stored))),),
    dashboard="https://dash.cloudflare.com/{account_id}/workers/durable-objects/view/{namespace}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/durable-objects/view/{namespace}",
)

KINDS = (NAMESPACES, OBJECTS)
