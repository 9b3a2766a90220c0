"""A real SQLite to hold what is said about a statement against: did it change anything?"""

from __future__ import annotations

import contextlib
import sqlite3

SCHEMA = """
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b BLOB);
CREATE TABLE u (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE log (what TEXT);
CREATE VIEW w AS SELECT a, COUNT(*) AS n FROM t GROUP BY a;
CREATE TRIGGER w_insert INSTEAD OF INSERT ON w BEGIN DELETE FROM t; END;
CREATE TRIGGER t_delete AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.a); END;
CREATE INDEX t_a ON t (a);
INSERT INTO t (a, b) VALUES ('one', x'00FF'), ('two', NULL), ('three; DROP TABLE t', x'');
INSERT INTO u VALUES ('k', 1), ('l', 2.5);
"""

WRITING = frozenset(
    {
        sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_CREATE_VTABLE, sqlite3.SQLITE_DROP_INDEX, sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_DROP_VIEW, sqlite3.SQLITE_DROP_VTABLE, sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_REINDEX, sqlite3.SQLITE_ANALYZE, sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
    }
)  # fmt: skip


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return connection


def state(connection: sqlite3.Connection) -> tuple[object, ...]:
    """All that a statement could have changed: contents, schema, and what is set for the connection."""
    pragmas = (
        "schema_version", "user_version", "application_id", "foreign_keys", "recursive_triggers", "query_only",
        "case_sensitive_like", "writable_schema", "defer_foreign_keys", "ignore_check_constraints", "cache_size",
    )  # fmt: skip
    settings = [connection.execute(f"PRAGMA {name}").fetchall() for name in pragmas if name != "case_sensitive_like"]
    like = connection.execute("SELECT 'a' LIKE 'A'").fetchone()
    files = connection.execute("PRAGMA database_list").fetchall()
    return tuple(connection.iterdump()), str(settings), like, files, connection.in_transaction


def changes(sql: str) -> bool:
    """Whether running the whole text changes anything, as far as it runs."""
    connection = database()
    before = state(connection)
    steps = 0

    def enough() -> int:
        nonlocal steps
        steps += 1
        return int(steps > 200)

    connection.set_progress_handler(enough, 10_000)
    with contextlib.suppress(sqlite3.Error, sqlite3.Warning, ValueError):
        connection.executescript(sql)
    connection.set_progress_handler(None, 0)
    after = state(connection)
    connection.close()
    return before != after


def asks_to_write(sql: str) -> bool:
    """Whether SQLite, while it prepares the statements, asks to be allowed anything that writes."""
    connection = database()
    asked: list[int] = []

    def authorize(action: int, *rest: object) -> int:
        asked.append(action)
        return sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)
    connection.set_progress_handler(lambda: 1, 100_000)
    with contextlib.suppress(sqlite3.Error, sqlite3.Warning, ValueError):
        # A script is wrapped in nothing: each statement is prepared, run, then the next.
        connection.executescript(sql)
    connection.close()
    return any(action in WRITING for action in asked)


def program(sql: str) -> list[list[object]]:
    """The rows of ``EXPLAIN``."""
    connection = database()
    try:
        return [list(row) for row in connection.execute(f"EXPLAIN {sql}")]
    finally:
        connection.close()
