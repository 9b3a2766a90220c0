"""Asking a database: what is sent, what is not, and what the demo account's real SQLite answers."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from edgewise.account.client import Client
from edgewise.account.demo import client as demo_client
from edgewise.account.failures import PermissionGap
from edgewise.account.sql.cells import as_bytes, plain_value, row_document, value_cell
from edgewise.account.sql.changing import change_for, wrangler_command
from edgewise.account.sql.console import NotARead, QueryRefused, Result, ask
from edgewise.account.sql.statements import classify
from edgewise.errors import NetworkError
from tests.account.sql.test_statements import READS, WRITES
from tests.account.support import NOW, Recorder, client, envelope, refusal

STOCK = "5f0a1d2e-7c34-4b18-9a6f-2d8e03b7c915"
PREVIEW = "e2c87b40-1f95-4d6a-b3e8-70a4c6195d2b"
"""The same tables with few rows, which are made in no time."""


def raw(columns: list[str], rows: list[list[Any]], **meta: Any) -> httpx.Response:
    return envelope([{"success": True, "results": {"columns": columns, "rows": rows}, "meta": meta}])


def program(*opcodes: tuple[str, int, int]) -> httpx.Response:
    rows = [[at, opcode, p1, p2, 0, None, 0, None] for at, (opcode, p1, p2) in enumerate(opcodes)]
    return raw(["addr", "opcode", "p1", "p2", "p3", "p4", "p5", "comment"], rows)


def d1(plan: httpx.Response) -> Recorder:
    def answer(request: httpx.Request) -> httpx.Response:
        sql = json.loads(request.content)["sql"]
        return plan if sql.startswith("EXPLAIN ") else raw(["a"], [[1]], duration=1.5, rows_read=7, rows_written=0)

    return Recorder(answer)


def sent(seen: Recorder) -> list[str]:
    return [json.loads(each.content)["sql"] for each in seen.requests if each.method == "POST"]


@pytest.mark.parametrize("sql", WRITES)
async def test_what_is_no_read_is_not_sent(sql: str) -> None:
    seen = d1(program(("Init", 0, 1)))
    api = client(seen)
    api.lock.turn_off()
    with pytest.raises(NotARead) as caught:
        await ask(api, "d", sql)
    assert sent(seen) == [] and "not sent" in caught.value.message and "ctrl+l" in str(caught.value.fix)


async def test_a_read_is_sent_once_its_program_is_known() -> None:
    seen = d1(program(("Init", 0, 8), ("OpenRead", 0, 2), ("Transaction", 0, 0), ("Halt", 0, 0)))
    found = await ask(client(seen), "d", " SELECT a FROM t ; -- all\n")
    assert sent(seen) == ["EXPLAIN SELECT a FROM t", "SELECT a FROM t"]
    assert found.columns == ("a",) and found.rows == ((1,),) and found.meta["rows_read"] == 7 and not found.wrote


@pytest.mark.parametrize(
    "plan",
    [
        program(("Init", 0, 8), ("OpenWrite", 0, 2)),
        program(("Init", 0, 8), ("Transaction", 0, 1)),
        program(("OpenRead", 0, 2), ("Delete", 0, 1)),
        raw(["addr"], []),
        raw(["addr"], [[1]]),
        raw(["addr", "opcode", "p1", "p2"], [[0, None, 1, 1]]),
    ],
)
async def test_a_program_that_writes_or_says_nothing_keeps_the_statement_back(plan: httpx.Response) -> None:
    seen = d1(plan)
    with pytest.raises(NotARead):
        await ask(client(seen), "d", "SELECT 1")
    assert sent(seen) == ["EXPLAIN SELECT 1"]


async def test_what_cannot_be_planned_is_sent_as_it_is() -> None:
    seen = d1(program(("OpenWrite", 0, 0)))
    await ask(client(seen), "d", "PRAGMA table_info(t)")
    await ask(client(seen), "d", "EXPLAIN QUERY PLAN DELETE FROM t")
    assert sent(seen) == ["PRAGMA table_info(t)", "EXPLAIN QUERY PLAN DELETE FROM t"]


async def test_an_answer_without_rows_and_columns_is_said() -> None:
    with pytest.raises(NetworkError) as caught:
        await ask(client(lambda request: envelope([{"results": []}])), "d", "PRAGMA table_list")
    assert caught.value.code == "bad-answer"


async def test_a_refusal_names_both_permissions_that_may_be_missing() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if request.url.path.endswith("/verify") else refusal(403)

    with pytest.raises(PermissionGap) as caught:
        await ask(client(answer), "d", "PRAGMA table_list")
    assert "Account · D1 · Read" in str(caught.value.fix) and "Account · D1 · Edit" in str(caught.value.fix)


# ---------------------------------------------------------------------- the demo account


def stock() -> Client:
    return demo_client(lambda: NOW)


async def test_the_demo_account_runs_it() -> None:
    found = await ask(
        stock(),
        STOCK,
        "SELECT b.name, SUM(m.bags) AS bags FROM movements m JOIN beans b ON b.id = m.bean GROUP BY 1 ORDER BY 2 DESC",
    )
    assert found.columns == ("name", "bags") and len(found.rows) == 6 and all(row[1] > 0 for row in found.rows)
    assert found.meta["rows_read"] >= 12_100 and found.meta["rows_written"] == 0 and found.meta["changed_db"] is False
    again = await ask(stock(), STOCK, found.sql)
    assert again == found, "the same question has the same answer"


async def test_two_columns_of_one_name_stay_two() -> None:
    found = await ask(stock(), STOCK, "SELECT 1 AS a, 2 AS a, NULL, x'00ff', 1.5, 'x' WHERE 1")
    assert found.rows == ((1, 2, None, [0, 255], 1.5, "x"),) and found.columns[:2] == ("a", "a")
    assert row_document(found.columns, found.rows[0])["a (2)"] == 2


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT nope FROM nowhere", "no such table: nowhere: SQLITE_ERROR"),
        ("SELECT * FROM _cf_KV", "prohibited"),
        ("SELECT sqlite_version() FROM", "incomplete input"),
        ("PRAGMA foreign_key_list", None),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n", "CPU time limit"),
        ("SELECT zeroblob(3000000)", "too big"),
        ("SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6", "too many terms"),
        ("SELECT hex(zeroblob(900000)) FROM movements", "too large"),
    ],
)
async def test_what_sqlite_says_is_said(sql: str, words: str | None) -> None:
    if words is None:
        await ask(stock(), PREVIEW, sql)
        return
    with pytest.raises(QueryRefused) as caught:
        await ask(stock(), PREVIEW, sql)
    assert words in caught.value.message and "HTTP" not in caught.value.message


async def send(api: Client, sql: str) -> Any:
    api.lock.turn_off()
    path = "/accounts/{account_id}/d1/database/{database}/raw"
    return (await api.send("POST", path, {"database": PREVIEW}, body={"sql": sql})).result


async def test_what_is_written_stays_and_what_fails_leaves_nothing() -> None:
    api = stock()
    found = await send(api, "INSERT INTO beans (name) VALUES ('Antigua')")
    assert found[0]["meta"]["changes"] == 1 and found[0]["meta"]["changed_db"] is True
    with pytest.raises(NetworkError):
        await send(api, "DELETE FROM beans; SELECT nope")
    assert (await ask(api, PREVIEW, "SELECT COUNT(*) FROM beans")).rows == ((7,),)
    assert (await send(api, "CREATE TABLE x (y)"))[0]["meta"]["changed_db"] is True


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH '/etc/passwd' AS x", "ATTACH ':memory:' AS x", "DETACH main", "VACUUM INTO '/tmp/never'", "BEGIN",
        "COMMIT", "ROLLBACK", "SAVEPOINT s", "SELECT load_extension('x')", "PRAGMA journal_mode = OFF",
        "PRAGMA writable_schema = 1", "PRAGMA temp_store_directory = '/tmp'", "DROP TABLE _cf_KV",
        "INSERT INTO _cf_KV VALUES ('a', 'b')", "CREATE TEMP TABLE x (y)",
        "CREATE VIRTUAL TABLE x USING csv(filename='/etc/passwd')",
    ],
)  # fmt: skip
async def test_the_demo_account_keeps_sql_within_its_memory(sql: str) -> None:
    with pytest.raises(NetworkError):
        await send(stock(), sql)


@pytest.mark.parametrize("sql", READS)
async def test_every_read_can_be_asked(sql: str) -> None:
    """Whatever it answers, it is no refusal of ours, and nothing breaks."""
    try:
        found = await ask(stock(), PREVIEW, sql)
    except QueryRefused:
        return
    assert isinstance(found, Result) and not found.wrote


# ---------------------------------------------------------------------- how values are shown


def test_values_as_cells() -> None:
    shown = [None, "", " ", "a\n\x1b[31mb", 1, 1.5, True, [1, 255], [1] * 20, {"a": [300]}, "x" * 999]
    assert [value_cell(each).text for each in shown[:10]] == [
        "NULL", "''", "blank", "a b", "1", "1.5", "true", "x'01ff' 2 bytes", "x'0101010101010101…' 20 bytes",
        '{"a": [300]}',
    ]  # fmt: skip
    assert len(value_cell(shown[10]).text) == 300
    assert as_bytes([1, 256]) is None and as_bytes([True]) is None and as_bytes([]) == b""
    assert [plain_value(each) for each in (None, 1, [0, 255], "=1")] == ["", "1", "00ff", "=1"]


def test_a_write_is_shown_as_a_request() -> None:
    change = change_for(
        classify("DELETE FROM beans -- all"), STOCK, "stock", account_id="a" * 32, base_url="https://api.example"
    )
    assert change.body == {"sql": "DELETE FROM beans"} and change.typed == "stock" and change.method == "POST"
    assert change.where.endswith(f"/d1/database/{STOCK}/raw") and "Time Travel" in change.effect
    assert change.command == "wrangler d1 execute stock --remote --command 'DELETE FROM beans'"
    assert wrangler_command("a; b", "SELECT 'x'\nFROM t").startswith("wrangler d1 execute 'a; b' --remote --command ")
