"""What a statement is said to do, held against a real SQLite: a "read" must never change anything."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edgewise.account.sql import classify, only_reads, split
from edgewise.account.sql.explain import writes
from edgewise.account.sql.tokens import tokens
from tests.account.sql.support import asks_to_write, changes, database, program

READS = [
    "SELECT 1",
    "select * from t",
    "  \n SELECT a FROM t -- DELETE FROM t\n",
    "/* INSERT */ SELECT 1",
    "SELECT 1;",
    "SELECT 1 ; -- done",
    "SELECT 'it''s; DELETE FROM t'",
    'SELECT "a;b", [c;d], `e;f` FROM (SELECT 1 AS "a;b", 2 AS [c;d], 3 AS `e;f`)',
    "SELECT 'DROP TABLE t' AS \"update\"",
    "SELECT replace(a, 'o', '0') FROM t",
    "VALUES (1, 2), (3, 4)",
    "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n",
    "WITH a AS MATERIALIZED (SELECT 1), b AS NOT MATERIALIZED (SELECT 2) SELECT * FROM a, b",
    'WITH "insert" AS (SELECT 1 AS x) SELECT x FROM "insert"',
    "WITH a AS (SELECT 1) VALUES ((SELECT * FROM a))",
    "SELECT * FROM t WHERE a IN (SELECT a FROM t ORDER BY b LIMIT 2) ORDER BY random()",
    "SELECT DISTINCT a, count(*) OVER (PARTITION BY a ORDER BY id) FROM t UNION SELECT k, v FROM u",
    "SELECT * FROM w",
    "SELECT * FROM pragma_table_info('t')",
    "SELECT json_extract('{\"a\": 1}', '$.a'), '{}' ->> '$.x'",
    "SELECT x'00ff', 0x1F, 1e5, .5, 1.",
    "PRAGMA table_info(t)",
    "PRAGMA table_info('t')",
    'PRAGMA main.table_xinfo("t")',
    "pragma index_list(t)",
    "PRAGMA table_list",
    "PRAGMA foreign_key_check",
    "EXPLAIN SELECT * FROM t",
    "EXPLAIN QUERY PLAN SELECT * FROM t JOIN u ON t.a = u.k",
    "EXPLAIN DELETE FROM t",
    "EXPLAIN QUERY PLAN WITH a AS (SELECT 1) INSERT INTO t (a) SELECT 'x' FROM a",
    "SELECT 1 -- a comment at the end",
    "SELECT/**/a/**/FROM/**/t",
    "SELECT 5 - -3, 5 --3\n - 1",
]

WRITES = [
    "SELECT 1 /* a comment that does not end",
    "SELECT 1 /*/",
    "INSERT INTO t (a) VALUES ('x')",
    "insert into t (a) select 'x'",
    "REPLACE INTO u VALUES ('k', 9)",
    "UPDATE t SET a = 'x'",
    "DELETE FROM t",
    "DELETE FROM t RETURNING *",
    "UPDATE t SET a = 'x' RETURNING a",
    "WITH a AS (SELECT 1) INSERT INTO t (a) SELECT 'x' FROM a",
    "WITH a AS (SELECT 1) DELETE FROM t",
    "WITH a AS (SELECT 1), b AS (SELECT 2) UPDATE t SET a = 'x'",
    "WITH RECURSIVE a(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM a WHERE i<3) REPLACE INTO u SELECT i, i FROM a",
    "INSERT INTO w (a) VALUES ('x')",
    "INSERT INTO u VALUES ('k', 1) ON CONFLICT (k) DO UPDATE SET v = 7",
    "CREATE TABLE x (y)",
    "CREATE TABLE x AS SELECT * FROM t",
    "CREATE TEMP TABLE x (y)",
    "CREATE VIRTUAL TABLE x USING fts5(y)",
    "DROP TABLE t",
    "ALTER TABLE t ADD COLUMN c",
    "CREATE INDEX i ON t (b)",
    "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
    "VACUUM",
    "VACUUM INTO '/tmp/never'",
    "REINDEX",
    "ANALYZE",
    "ATTACH ':memory:' AS x",
    "DETACH x",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "SAVEPOINT s",
    "COMMIT",
    "PRAGMA user_version = 7",
    "PRAGMA user_version(7)",
    "PRAGMA foreign_keys = ON",
    "PRAGMA foreign_keys(1)",
    "PRAGMA main.user_version = 7",
    "PRAGMA writable_schema = 1",
    "PRAGMA case_sensitive_like(1)",
    "PRAGMA journal_mode = WAL",
    "PRAGMA optimize",
    "PRAGMA wal_checkpoint",
    "PRAGMA table_info = t",
    "EXPLAIN PRAGMA user_version = 7",
    "EXPLAIN QUERY PLAN PRAGMA case_sensitive_like = 1",
    "EXPLAIN PRAGMA case_sensitive_like = 1",
    "EXPLAIN CREATE TABLE x (y)",
    "EXPLAIN EXPLAIN SELECT 1",
    "SELECT load_extension('x')",
    'SELECT "load_extension"(\'x\')',
    "SELECT load_extension /* */ ('x')",
    "WITH a AS (SELECT load_extension('x')) SELECT * FROM a",
    "SELECT 1; DELETE FROM t",
    "SELECT 1; SELECT 2; DROP TABLE t",
    "SELECT 'a'; DELETE FROM t; --'",
    # A parameter may hold a quotation mark that begins no string.
    "SELECT $a('x) ; DELETE FROM t; --'",
    "SELECT @a(\"x) ; DELETE FROM t; --\"",
    "SELECT :a([x) ; DELETE FROM t; --]",
    "SELECT $a::b(/*x) ; DELETE FROM t; --*/",
    "SELECT #a('x) ; DELETE FROM t; --'",
    # Comments begin and end where SQLite says.
    "SELECT 1 /* /* */ ; DELETE FROM t; -- */",
    "SELECT 1 --\r; DELETE FROM t\n; DELETE FROM t",
    "SELECT 1 /*/ ; */; DELETE FROM t",
    "/**/DELETE FROM t",
    "--x\nDELETE FROM t",
    "SELECT 1 -- \u2028; \n; DELETE FROM t",
    # Quotation marks of four kinds.
    "SELECT '\\'; DELETE FROM t; --'",
    "SELECT [a]]; DELETE FROM t; --]",
    "SELECT 1 AS \"a\"\"\"; DELETE FROM t; --\"",
    "SELECT `a```; DELETE FROM t; --`",
    "SELECT '",
    'SELECT "',
    "SELECT [",
    "SELECT '''; DELETE FROM t",
    "",
    " ;; ",
    "-- nothing",
    "\x00SELECT 1",
    "SELECT 1\x00; DELETE FROM t",
    "\ufeffSELECT 1",
    "SELECT\u00a01",
    "SELECT ?1",
    "SELECT ?",
    "SELECT :name",
    "(SELECT 1)",
    "WITH",
    "WITH a AS (SELECT 1)",
    "WITH a AS (SELECT 1)) SELECT 1",
    "EXPLAIN",
    "PRAGMA",
    "PRAGMA table_info(t) = 1",
    "PRAGMA table_info(t); PRAGMA user_version = 7",
    "sELECT 1; dELETE fROM t",
    "SELECT 1;\n\nDELETE\nFROM\nt",
    "SELECT 12abc",
    "TRUNCATE TABLE t",
    "ſELECT 1",
    "delete/**/from/**/t",
    "DELETE\nFROM t",
    "\tDELETE FROM t",
    "\fDELETE FROM t",
    "\vDELETE FROM t",
]  # fmt: skip


@pytest.mark.parametrize("sql", READS)
def test_reads_are_read(sql: str) -> None:
    found = classify(sql)
    assert found.kind == "read" and found.why == "" and only_reads(sql)
    assert not changes(sql), "the list itself is wrong"


@pytest.mark.parametrize("sql", WRITES)
def test_what_is_not_surely_a_read_is_none(sql: str) -> None:
    found = classify(sql)
    assert found.kind != "read" and found.why.endswith("."), found
    assert not only_reads(sql)


def test_the_list_of_writes_really_writes() -> None:
    """Most of the list changes something here: it tests what it means to."""
    assert sum(changes(sql) for sql in WRITES) > 35


def test_the_reason_names_what_it_is_about() -> None:
    assert "WITH … DELETE" in classify("WITH a AS (SELECT 1) DELETE FROM t").why
    assert "2 statements (SELECT, DELETE)" in classify("SELECT 1; DELETE FROM t").why
    assert "$a is a parameter" in classify("SELECT $a").why
    assert "2 statements" in classify("SELECT $a('x) ; DELETE FROM t; --'").why, "not fooled by the quotation mark"
    assert "user_version" in classify("PRAGMA user_version = 7").why


def test_statements_come_apart_where_sqlite_takes_them_apart() -> None:
    found = split("SELECT ';' ; /* ; */ VALUES (1);; DELETE FROM \"a;b\" -- ;\n")
    assert [each.sql for each in found] == ["SELECT ';'", "VALUES (1)", 'DELETE FROM "a;b"']
    assert [each.kind for each in found] == ["read", "read", "write"]


PIECES = [
    "SELECT", "1", "a", "*", "FROM t", "t", "WHERE", ";", "DELETE FROM t", "INSERT INTO t (a) VALUES ('x')",
    "WITH x AS (", "SELECT 1", ")", "(", ",", "'", '"', "`", "[", "]", "--", "/*", "*/", "\n", "\r", " ", "\t",
    "\x00", "\x0b", "\ufeff", "$a(", "@a", ":a::b(", "#", "?1", "::", "EXPLAIN", "QUERY PLAN", "PRAGMA",
    "user_version", "table_info(t)", "=", "7", "VALUES (1)", "UNION", "REPLACE INTO u VALUES (1, 2)",
    "UPDATE t SET a = 1", "DROP TABLE t", "CREATE TABLE z (q)", "''", "x'00'", "0x", "1e", ".", "\\", "\u2028", "é",
    "RETURNING *", "BEGIN", "COMMIT", "load_extension(", "ATTACH ':memory:' AS z",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
)
@example("SELECT $a('x) ; DELETE FROM t; --'")
@settings(max_examples=600)
def test_a_read_never_changes_anything(sql: str) -> None:
    if only_reads(sql):
        assert not changes(sql)
        # What is explained is prepared, so SQLite asks, and never run.
        assert "EXPLAIN" in sql or not asks_to_write(sql)


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_no_text_breaks_it_and_nothing_is_lost(sql: str) -> None:
    classify(sql)
    found = list(tokens(sql))
    assert all(sql[each.start : each.end] == each.text for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.sampled_from(READS), st.sampled_from(["'", '"', "`", "[", "/*", "--", "$a(", "x'"]), st.integers(0, 80))
@settings(max_examples=400)
def test_a_read_with_something_put_into_it_is_still_judged_right(sql: str, piece: str, at: int) -> None:
    changed = f"{sql[: at % (len(sql) + 1)]}{piece}{sql[at % (len(sql) + 1) :]}; DELETE FROM t"
    if only_reads(changed):
        assert not changes(changed)


# ---------------------------------------------------------------------- SQLite's own program


@pytest.mark.parametrize("sql", [sql for sql in READS if classify(sql).planned])
def test_the_program_of_a_read_writes_nowhere(sql: str) -> None:
    assert writes(program(sql.split(" ; --")[0].rstrip(";"))) is None


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t (a) VALUES ('x')", "UPDATE t SET a = 'x'", "DELETE FROM t", "DELETE FROM t WHERE id = 1",
        "REPLACE INTO u VALUES ('k', 9)", "WITH a AS (SELECT 1) DELETE FROM t", "INSERT INTO w (a) VALUES ('x')",
        "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "DROP TABLE t", "ALTER TABLE t ADD COLUMN c",
        "CREATE INDEX i ON t (b)", "CREATE VIEW v AS SELECT 1", "DROP VIEW w", "REINDEX", "ANALYZE", "VACUUM", "BEGIN",
        "SAVEPOINT s", "PRAGMA user_version = 7", "DELETE FROM t RETURNING *",
    ],
)  # fmt: skip
def test_the_program_of_a_write_tells(sql: str) -> None:
    assert writes(program(sql)) is not None


def test_a_program_that_is_none_is_refused() -> None:
    for nonsense in ([], [[0, "Init"]], [[0, None, 0, 0]], [[0, "Transaction", "x", None, 0]]):
        with pytest.raises(ValueError, match=r".+"):
            writes(nonsense)


@given(st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))
@settings(max_examples=300)
def test_both_looks_agree(sql: str) -> None:
    """What the words call a read, SQLite's own program does not call a write."""
    found = classify(sql)
    if found.kind == "read" and found.planned:
        try:
            rows = program(found.sql)
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return
        assert writes(rows) is None


def test_the_real_database_is_what_the_tests_think() -> None:
    assert database().execute("SELECT COUNT(*) FROM t").fetchone() == (3,)
