"""D1: databases and their tables. Paths and fields as of the API in 2026.

The API has no list of tables: it is asked with SQL that reads. D1 bills the rows that a query looks
at, so rows are counted up to a bound and no further.
"""

from __future__ import annotations

from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import EMPTY, Cell, as_count
from edgewise.account.resources.model import Column, Drill, Follow, Item, Kind, Row, Scope, Section, View
from edgewise.account.resources.usage import USAGE
from edgewise.account.resources.values import at, mappings, number, text

D1_READ = Permission("D1 Read", "Account · D1 · Read")

COUNTED_FOR = 3600
"""Seconds after which tables that are looked at are read again by themselves: each time, all is counted anew."""

COUNTED = 10_000
"""Rows of a table that are counted. Counting reads each of them, and reads are billed."""

TABLES_SQL = (
    "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE type IN ('table', 'view') "
    "AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)
"""Tables and views, without those that D1 keeps for itself and lets nobody read."""

_used = used_by("d1", "uuid")
_bound = bound_by("d1", "uuid")


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


DATABASES = Kind(
    id="d1_databases",
    title="D1",
    singular="D1 database",
    group="Storage",
    path="/accounts/{account_id}/d1/database",
    plan=Plan("page", per_page=100),
    permission=D1_READ,
    key="uuid",
    about="A D1 database is SQLite that Cloudflare runs, up to 10 GB each on the paid plan. Press enter on one to see "
    "its tables, q to ask it in SQL.",
    columns=(
        Column("name", "Database", "name"),
        Column("tables", "Tables", "num_tables", "count", width=6, right=True),
        Column("size", "Size", "file_size", "bytes", width=10, right=True),
        Column("used", "Bound by", _bound),
        Column("created", "Created", "created_at", "age", priority=2),
        Column("jurisdiction", "Jurisdiction", "jurisdiction", priority=3, width=12),
        Column("id", "Id", "uuid", priority=3, width=36),
    ),
    sections=(
        Section(
            "",
            (
                Item("tables", "Tables", "num_tables", "count"),
                Item("size", "Size", "file_size", "bytes"),
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
                Item("created", "Created", "created_at", "moment"),
                Item("version", "Version", "version"),
                Item("jurisdiction", "Jurisdiction", "jurisdiction"),
                Item("id", "Id", "uuid"),
            ),
        ),
        Section(
            "Where it runs",
            (
                Item("region", "Primary in", "extra.database.running_in_region"),
                Item("replication", "Read replicas", "extra.database.read_replication.mode"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "uuid"),
        Item("name", "", "name"),
        Item("tables", "tables", "num_tables"),
        Item("size_bytes", "", "file_size"),
        Item("used_by", "bound by", _used),
        Item("created_at", "", "created_at"),
    ),
    details=(Follow("database", "/accounts/{account_id}/d1/database/{database}", {"database": "uuid"}, D1_READ),),
    drills=(Drill("d1_tables", "Tables", {"database": "uuid", "database_name": "name"}),),
    views=(
        View("sql", "SQL", "Q", "Ask this database in SQL. While the account is locked it only reads."),
        USAGE,
    ),
    related=("pages_projects", "workers"),
    command="wrangler d1 list",
    row_command="wrangler d1 info {name}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/d1",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/d1/databases/{uuid}",
)


def _count_body(row: Row) -> Any:
    name = row.value("name") or ""
    return {"sql": f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM {quoted(name)} LIMIT {COUNTED + 1})"}


def _columns_body(row: Row) -> Any:
    return {"sql": f"PRAGMA table_info({quoted(row.value('name') or '')})"}


def _indexes_body(row: Row) -> Any:
    return {"sql": f"PRAGMA index_list({quoted(row.value('name') or '')})"}


def _rows(row: Row, scope: Scope) -> Cell:
    if "count" not in row.extra:
        return Cell("…", "muted")
    found = number(at(row.extra, "count.0.results.0.n"))
    if found is None:
        return Cell("unknown", "muted")
    if found > COUNTED:
        return Cell(f"over {COUNTED:,}", sort=(0, float(found), ""))
    return as_count(found, scope.now)


def _column_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines: list[tuple[str, Cell]] = []
    for column in mappings(at(row.extra, "columns.0.results")):
        words = [text(column.get("type")) or "any type"]
        words += ["primary key"] if number(column.get("pk")) else []
        words += ["not null"] if number(column.get("notnull")) else []
        default = text(column.get("dflt_value"))
        words += [f"default {default}"] if default else []
        lines.append((text(column.get("name")) or "?", Cell(", ".join(words))))
    return lines


def _index_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines: list[tuple[str, Cell]] = []
    for index in mappings(at(row.extra, "indexes.0.results")):
        origin = {"c": "made by CREATE INDEX", "u": "of a UNIQUE column", "pk": "of the primary key"}
        words = [*(["unique"] if number(index.get("unique")) else []), origin.get(text(index.get("origin")) or "", "")]
        lines.append((text(index.get("name")) or "?", Cell(", ".join(filter(None, words)) or "index")))
    return lines


def _sql(row: Row, scope: Scope) -> Cell:
    found = text(at(row.raw, "sql"))
    return Cell(found) if found else EMPTY


_QUERY = "/accounts/{account_id}/d1/database/{database}/query"
_OF_DATABASE = {"database": "database"}

TABLES = Kind(
    id="d1_tables",
    every=COUNTED_FOR,
    title="Tables",
    singular="table",
    path=_QUERY,
    body={"sql": TABLES_SQL},
    plan=Plan(items="0.results"),
    permission=D1_READ,
    parent="d1_databases",
    key="name",
    about=f"The tables and views of a D1 database. Rows are counted up to {COUNTED:,}: D1 bills each row that a query "
    "reads, and a count reads them all. Press enter on one to see its first rows.",
    columns=(
        Column("name", "Table", "name"),
        Column("type", "Type", "type", width=6),
        Column("rows", "Rows", _rows, width=12, right=True),
        Column("sql", "Made by", _sql, priority=2),
    ),
    sections=(
        Section("", (Item("type", "Type", "type"), Item("rows", "Rows", _rows))),
        Section("Columns", lines=_column_lines, needs="columns"),
        Section("Indexes", lines=_index_lines, needs="indexes"),
        Section("Made by", (Item("sql", "SQL", _sql),)),
    ),
    summary=(
        Item("name", "", "name"),
        Item("type", "", "type"),
        Item("rows", "", lambda row, scope: number(at(row.extra, "count.0.results.0.n"))),
    ),
    follows=(Follow("count", _QUERY, _OF_DATABASE, D1_READ, body=_count_body),),
    details=(
        Follow("columns", _QUERY, _OF_DATABASE, D1_READ, body=_columns_body),
        Follow("indexes", _QUERY, _OF_DATABASE, D1_READ, body=_indexes_body),
    ),
    views=(
        View("rows", "Rows", "enter", "The first rows of this table."),
        View("sql", "SQL", "Q", "Ask this database in SQL. While the account is locked it only reads."),
    ),
    command="wrangler d1 execute {database_name} --remote --command 'PRAGMA table_list'",
    row_command="wrangler d1 execute {database_name} --remote --command 'PRAGMA table_list'",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/d1/databases/{database}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/d1/databases/{database}",
)

KINDS = (DATABASES, TABLES)
