"""The read-only lock: what passes while it is on, and that nothing else does."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.lock import OPEN_FOR, Lock, Locked
from edgewise.account.reads import READS, only_looks
from edgewise.account.sql import only_reads
from tests.account.support import Clock, Recorder, client, envelope

D1 = "/accounts/a/d1/database/b/query"


def test_it_is_on_until_it_is_turned_off_and_turns_itself_on_again() -> None:
    clock = Clock()
    lock = Lock(clock.now)
    assert lock.on and lock.left is None
    lock.turn_off()
    assert not lock.on and lock.left == OPEN_FOR
    clock.seconds += OPEN_FOR.total_seconds() - 1
    assert lock.left == timedelta(seconds=1)
    lock.use()
    assert lock.left == OPEN_FOR
    clock.seconds += OPEN_FOR.total_seconds()
    assert lock.on
    lock.use()
    assert lock.on, "using it does not turn it off"


def test_a_clock_that_is_set_back_turns_it_on() -> None:
    clock = Clock()
    lock = Lock(clock.now)
    lock.turn_off()
    clock.seconds -= 60
    assert lock.on
    clock.seconds += 60
    assert lock.on


async def test_a_change_is_refused_before_anything_is_sent() -> None:
    seen = Recorder(lambda request: envelope({}))
    api = client(seen)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(Locked) as caught:
            await api.send(method, "/accounts/{account_id}/queues/{queue}", {"queue": "q"}, body={})
        assert caught.value.code == "locked" and method in caught.value.message and "ctrl+l" in (caught.value.fix or "")
    assert [path for path in seen.paths if "queues" in path] == []


async def test_a_change_passes_while_it_is_off_and_keeps_it_off() -> None:
    seen, clock = Recorder(lambda request: envelope({})), Clock()
    api = client(seen, clock)
    api.lock.turn_off()
    clock.seconds += OPEN_FOR.total_seconds() - 1
    await api.send("POST", "/accounts/{account_id}/queues/{queue}/purge", {"queue": "q"}, body={})
    assert seen.paths[-1].endswith("/queues/q/purge")
    assert api.lock.left == OPEN_FOR


async def test_looking_passes_while_it_is_on() -> None:
    seen = Recorder(lambda request: httpx.Response(200, json={"data": {}, "result": None, "success": True}))
    api = client(seen)
    await api.get("/accounts/{account_id}/queues")
    await api.graphql("query { viewer { zones { zoneTag } } }")
    await api.send("POST", "/accounts/{account_id}/workers/scripts/{name}/tails", {"name": "x/../y"})
    await api.send("POST", "/accounts/{account_id}/d1/database/x/query", body={"sql": "SELECT 1"})
    assert len(seen.paths) >= 4
    with pytest.raises(Locked):
        await api.send("POST", "/accounts/{account_id}/d1/database/x/query", body={"sql": "DROP TABLE t"})
    with pytest.raises(Locked):
        await api.graphql("mutation { purge }")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"sql": None},
        {"batch": []},
        {"batch": "SELECT 1"},
        {"batch": [{"sql": "SELECT 1"}, {"sql": "DELETE FROM t"}]},
        {"sql": "SELECT 1", "batch": [{"sql": "DELETE FROM t"}]},
        {"sql": "SELECT 1; DELETE FROM t"},
    ],
)
def test_a_body_that_is_no_plain_read_is_a_change(body: object) -> None:
    assert not only_looks("POST", D1, json.dumps(body).encode())


def test_a_batch_of_reads_is_a_read() -> None:
    assert only_looks("POST", D1, json.dumps({"batch": [{"sql": "SELECT 1"}, {"sql": "SELECT 2"}]}).encode())
    assert not only_looks("POST", D1, b"{"), "what is no JSON"
    assert not only_looks("PUT", D1, json.dumps({"sql": "SELECT 1"}).encode()), "another method"
    assert not only_looks("POST", D1 + "/more", json.dumps({"sql": "SELECT 1"}).encode()), "another address"


@pytest.mark.parametrize("read", READS, ids=lambda read: f"{read.method} {read.path}")
def test_every_declared_read_is_one_only_at_its_own_address(read: object) -> None:
    from edgewise.account.reads import Read

    assert isinstance(read, Read) and read.about
    where = read.path.replace("{", "").replace("}", "")
    assert read.fits(read.method, where)
    assert not read.fits(read.method, where + "/x") and not read.fits(read.method, "/x" + where)
    assert not read.fits("PUT", where)


# ---------------------------------------------------------------------- SQL

READING = [
    "SELECT 1",
    " -- a remark\n select * from t; ",
    "select ';', \"a;b\", [c;d], `e;f` from t",
    "/* DELETE FROM t */ SELECT replace(a, 'x', 'DROP TABLE t') FROM t",
    "WITH x AS (SELECT 1) SELECT replace(a, 'b', 'c') FROM x",
    "VALUES (1), (2)",
    "EXPLAIN QUERY PLAN DELETE FROM t",
    "explain insert into t values (1)",
    "PRAGMA table_info('t')",
    "pragma table_list",
]
WRITING = [
    "",
    " ; ; ",
    "-- SELECT 1",
    "DELETE FROM t",
    "SELECT 1; DELETE FROM t",
    "SELECT '; DELETE FROM t",
    "SELECT 1 /* ; DELETE FROM t",
    "WITH x AS (SELECT 1) DELETE FROM t",
    "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
    "WITH x AS (SELECT 1) REPLACE INTO t SELECT * FROM x",
    "with x as (select 1) update t set a = 1",
    "EXPLAIN PRAGMA user_version = 3",
    "EXPLAIN",
    "PRAGMA user_version = 3",
    "PRAGMA user_version(3)",
    "PRAGMA writable_schema",
    "PRAGMA main.user_version = 3",
    "CREATE TABLE t (a)",
    "ATTACH 'x' AS y",
    "VACUUM",
    "BEGIN",
    "﻿DELETE FROM t",
    "SELECT 1;;DROP TABLE t",
    "SELECT 'a''; DROP TABLE t; --'; DROP TABLE t",
    "SELECT 1 -- \n; DELETE FROM t",
    "'SELECT 1'",
    "SELECT $a('x) ; DELETE FROM t; --'",
]


@pytest.mark.parametrize("sql", READING)
def test_what_only_reads(sql: str) -> None:
    assert only_reads(sql)


@pytest.mark.parametrize("sql", WRITING)
def test_what_may_write(sql: str) -> None:
    assert not only_reads(sql)


WHOLE = ["SELECT 1", "SELECT * FROM t", "WITH x AS (SELECT 1)", "EXPLAIN ", "DELETE FROM t", "UPDATE t SET a = 2"]
WHOLE += ["INSERT INTO t VALUES (1)", "REPLACE INTO t VALUES (3)", "DROP TABLE t"]
PIECES = st.sampled_from([*WHOLE, ";", "'", '"', "`", "--", "\n", "/*", "*/", "[", "]", " ", "''"])


@given(st.lists(PIECES, max_size=9).map(" ".join))
def test_what_counts_as_a_read_changes_no_database(sql: str) -> None:
    """Against SQLite itself: run what passes, statement by statement as it comes, and compare the data."""
    if not only_reads(sql):
        return
    with sqlite3.connect(":memory:") as database:
        database.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (0)")
        before = list(database.iterdump())
        with contextlib.suppress(sqlite3.Error):
            database.executescript(sql)
        assert list(database.iterdump()) == before
