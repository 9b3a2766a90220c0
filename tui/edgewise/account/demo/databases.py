"""The company's D1 databases: real SQLite in memory, fenced in as D1 fences it in.

``rows_read`` of an answer is worked out from the plan of the query: all rows of a table that is
scanned, and the rows of the answer where an index leads. ``duration`` follows from it, so that the
same question has the same answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.fence import MOST_STEPS, MOST_STEPS_AT_ONCE, fence_in, refusal_of
from edgewise.account.demo.storage import Storage
from edgewise.account.demo.tables import SEEDS
from edgewise.account.sql import split
from edgewise.account.sql.tokens import tokens

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes of an answer, about."""


class QueryError(Exception):
    """SQL that cannot be run, in D1's words."""


class Databases:
    """Databases by id. Each is made at its first use; what is written stays for the session."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._open: dict[str, sqlite3.Connection] = {}
        self._reason = ""

    def databases(self) -> list[Document]:
        """Every database as the list has it."""
        return [self._listed(each) for each in self.company.part(Storage).d1]

    def database(self, wanted: str) -> Document | None:
        """One database, by its id or its name."""
        facts = self._facts(wanted)
        if facts is None:
            return None
        return {**self._listed(facts), "running_in_region": facts["region"], "read_replication": {"mode": "disabled"}}

    def query(self, wanted: str, sql: str, parameters: Sequence[Any] = ()) -> list[Document]:
        """Run statements one after the other, all or none. ``results`` are ``{columns, rows}``.

        Raises:
            QueryError: when one cannot be run; nothing has happened then.
            KeyError: when there is no such database.
        """
        facts = self._facts(wanted)
        if facts is None:
            raise KeyError(wanted)
        statements = [each.sql for each in split(sql)]
        if not statements:
            raise QueryError("The request is malformed: No SQL statements detected.")
        connection = self._connection(facts)
        found: list[Document] = []
        with self._all_or_none(connection):
            for number, statement in enumerate(statements, 1):
                given = tuple(parameters) if number == len(statements) else ()
                found.append(self._run(connection, facts, statement, given))
        return found

    def _facts(self, wanted: str) -> Document | None:
        return next((each for each in self.company.part(Storage).d1 if wanted in (each["uuid"], each["name"])), None)

    def _listed(self, facts: Document) -> Document:
        connection = self._connection(facts)
        with _unfenced(connection):
            count = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*'"
            tables = connection.execute(f"{count} AND name NOT GLOB 'sqlite_*'").fetchone()[0]
            size = _size(connection)
        keys = ("uuid", "name", "version", "created_at", "jurisdiction")
        return {**{key: facts[key] for key in keys}, "num_tables": tables, "file_size": size}

    def _connection(self, facts: Document) -> sqlite3.Connection:
        if facts["uuid"] not in self._open:
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            if self.company.fixtures is None:
                SEEDS[facts["name"]](connection, self.company.anchor)
            fence_in(connection)
            self._open[facts["uuid"]] = connection
        return self._open[facts["uuid"]]

    @contextmanager
    def _all_or_none(self, connection: sqlite3.Connection) -> Iterator[None]:
        """A transaction around a request, with a limit to the work that it may make."""
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += MOST_STEPS_AT_ONCE
            return int(steps > MOST_STEPS)

        with _unfenced(connection):
            connection.execute("BEGIN")
        connection.set_progress_handler(count, MOST_STEPS_AT_ONCE)
        done = False
        try:
            yield
            done = True
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
            raise QueryError(refusal_of(error)) from None
        finally:
            connection.set_progress_handler(None, 0)
            with _unfenced(connection):
                connection.execute("COMMIT" if done else "ROLLBACK")

    def _run(self, connection: sqlite3.Connection, facts: Document, sql: str, given: Sequence[Any]) -> Document:
        before, schema = connection.total_changes, _schema(connection)
        cursor = connection.execute(sql, given)
        columns = [each[0] for each in cursor.description or ()]
        rows, size = [], 0
        for row in cursor:
            rows.append([_json(value) for value in row])
            size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
            if size > LARGEST_ANSWER:
                raise ValueError("the answer is too large")
        written = connection.total_changes - before
        read = _rows_read(connection, sql, len(rows))
        with _unfenced(connection):
            last = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
            after = _size(connection)
        duration = round(0.18 + 0.0021 * read + 0.011 * written, 4)
        meta = {
            "served_by": "v3-prod",
            "served_by_region": facts["region"],
            "served_by_primary": True,
            "timings": {"sql_duration_ms": duration},
            "duration": duration,
            "changes": written,
            "last_row_id": last,
            "changed_db": bool(written) or _schema(connection) != schema,
            "size_after": after,
            "rows_read": read,
            "rows_written": written,
        }
        return {"success": True, "meta": meta, "results": {"columns": columns, "rows": rows}}


@contextmanager
def _unfenced(connection: sqlite3.Connection) -> Iterator[None]:
    """For our own questions, which may ask what those from outside may not."""
    connection.set_authorizer(None)
    try:
        yield
    finally:
        fence_in(connection)


def _schema(connection: sqlite3.Connection) -> int:
    with _unfenced(connection):
        return int(connection.execute("PRAGMA schema_version").fetchone()[0])


def _size(connection: sqlite3.Connection) -> int:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    return int(pages) * int(connection.execute("PRAGMA page_size").fetchone()[0])


def _rows_read(connection: sqlite3.Connection, sql: str, answered: int) -> int:
    """About how many rows a statement looked at, by its plan."""
    with _unfenced(connection):
        try:
            plan = [str(row[3]).split() for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        except sqlite3.Error:
            return answered
        names = _aliases(sql, tables)

        def rows_of(name: str) -> int:
            return int(connection.execute(f'SELECT COUNT(*) FROM "{names[name]}"').fetchone()[0])

        read, around = 0, 0
        for words in plan:
            if len(words) < 2 or words[0] not in ("SCAN", "SEARCH") or words[1] not in names:
                continue
            if words[0] == "SCAN":
                around = rows_of(words[1])
                read += around
            elif around:
                # Within a loop over another table: a row each by the primary key, else at most all that there are.
                read += around if "PRIMARY" in words else rows_of(words[1])
    return max(read, answered)


def _aliases(sql: str, tables: set[str]) -> dict[str, str]:
    """Names that a statement gives to tables, and the tables' own: a plan speaks of either."""
    words = [token.text.strip('"`[]') for token in tokens(sql) if token.word != "AS"]
    found = {following: name for name, following in pairwise(words) if name in tables}
    return {**found, **{name: name for name in tables}}


def _json(value: Any) -> Any:
    """A value as D1 sends it: bytes as a list of numbers, and what JSON has no number for as nothing."""
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
