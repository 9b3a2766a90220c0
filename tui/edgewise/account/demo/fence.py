"""What SQL from outside may do in the demo account's databases: what D1 allows, and nothing outside of memory.

By the authorizer and the limits of workerd's ``sqlite.c++`` and D1's limits page (2026): no ``ATTACH``,
no extensions, no transactions of one's own, a few pragmas, no tables that belong to D1 itself.
"""

from __future__ import annotations

import sqlite3

MOST_STEPS = 6_000_000
"""Operations of SQLite's machine in one request: some tenths of a second."""

MOST_STEPS_AT_ONCE = 20_000
"""Operations between two looks at how many there were."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 5,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 32,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

_PRAGMAS = frozenset(
    {"data_version", "case_sensitive_like", "foreign_keys", "defer_foreign_keys", "ignore_check_constraints"}
    | {"legacy_alter_table", "recursive_triggers", "reverse_unordered_selects", "foreign_key_check"}
    | {"foreign_key_list", "index_info", "index_list", "index_xinfo", "quick_check", "optimize", "table_info"}
    | {"table_xinfo", "table_list"}
)

_NEVER = frozenset(
    {
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_INDEX,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
    }
)
_ON_TABLES = frozenset(
    {
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_DROP_TABLE,
    }
)
_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})


def fence_in(connection: sqlite3.Connection) -> None:
    """Let SQL from outside do in ``connection`` what D1 would let it do."""
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    denied = (
        action in _NEVER
        or (action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in _PRAGMAS)
        or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS)
        or (action in _ON_TABLES and (first or "").lower().startswith("_cf_"))
        or (action == sqlite3.SQLITE_CREATE_VTABLE and (second or "").lower() != "fts5")
    )
    return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK


def refusal_of(error: Exception) -> str:
    """D1's words for what SQLite, or we, would not do."""
    if isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error):
        return "D1 DB exceeded its CPU time limit and was reset."
    if isinstance(error, sqlite3.DatabaseError):
        name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
        return f"{error}: {name}"
    return f"{error}: SQLITE_ERROR"
