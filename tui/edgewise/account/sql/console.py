"""Asking a D1 database in SQL. What is not surely a read is not sent from here.

Three looks keep a write from passing for a read: the words of the statement before anything is sent,
SQLite's own program for it (``EXPLAIN``, which runs nothing), and after the answer what D1 says was
written. The client's lock looks at the words once more, as it does at every request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.account.client import Client
from edgewise.account.envelope import Answer
from edgewise.account.failures import PermissionGap, bad_answer
from edgewise.account.resources.d1 import D1_READ
from edgewise.account.resources.values import at, number
from edgewise.account.sql.explain import writes
from edgewise.account.sql.statements import READ, Statement, classify
from edgewise.errors import EdgewiseError, NetworkError, Refused

PATH = "/accounts/{account_id}/d1/database/{database}/raw"
"""Rows as lists: two columns of the same name stay two."""

SECONDS = 40.0
"""What one query may take. D1 itself gives up after 30 seconds."""


@dataclass(frozen=True)
class Result:
    """What a statement gave.

    Attributes:
        rows: one value a column, any JSON: D1 sends bytes as a list of numbers.
        meta: as D1 sent it: ``duration`` in milliseconds, ``rows_read``, ``rows_written``, ``changed_db`` and more.
    """

    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wrote(self) -> bool:
        """Whether D1 says that something was changed."""
        return bool(number(self.meta.get("rows_written"))) or self.meta.get("changed_db") is True


class NotARead(Refused):
    """A statement that is not surely a read. It was not sent."""

    def __init__(self, statement: Statement, why: str) -> None:
        super().__init__(
            f"This was not sent: {why}",
            code="sql-not-a-read",
            where=None,
            fix="While the account is locked this only reads. Ask with SELECT, or turn the lock off with ctrl+l.",
        )
        self.statement = statement


class QueryRefused(NetworkError):
    """D1 will not run a statement, in SQLite's words."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="sql-refused", where=None, fix="Change the statement and press enter again.")


async def ask(client: Client, database: str, sql: str) -> Result:
    """Ask a database, once it is sure that asking changes nothing.

    Raises:
        NotARead: nothing was sent, or nothing but ``EXPLAIN``.
        QueryRefused: D1 does not understand it, or it took too much.
        AuthError, NetworkError: as :meth:`Client.send` does.
    """
    statement = classify(sql)
    if statement.kind != READ:
        raise NotARead(statement, statement.why)
    if statement.planned:
        program = await _send(client, database, f"EXPLAIN {statement.sql}")
        try:
            found = writes([list(row) for row in program.rows])
        except ValueError:
            why = "D1's own plan for it could not be read, so it is not sure that it only reads."
            raise NotARead(statement, why) from None
        if found is not None:
            raise NotARead(statement, f"D1's own plan for it writes ({found}).")
    return await _send(client, database, statement.sql)


async def _send(client: Client, database: str, sql: str) -> Result:
    try:
        answer = await client.send(
            "POST",
            PATH,
            {"database": database},
            body={"sql": sql},
            permission=D1_READ,
            repeatable=True,
            seconds=SECONDS,
        )
    except PermissionGap as error:
        # No source says whether reading alone is enough for a query that only reads.
        more = "If it may read D1 already, give it Account · D1 · Edit: asking in SQL may need that."
        raise PermissionGap(
            error.message, where=error.where, fix=f"{error.fix} {more}", permission=error.permission
        ) from None
    except EdgewiseError as error:
        words = _sqlite_words(error)
        if words is None:
            raise
        raise QueryRefused(words) from None
    return result_of(answer, sql)


def result_of(answer: Answer, sql: str) -> Result:
    """The result in an answer of ``/raw``.

    Raises:
        NetworkError: ``bad-answer`` when it holds none.
    """
    first = at(answer.result, "0")
    columns, rows = at(first, "results.columns"), at(first, "results.rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise bad_answer("the answer of D1", "holds no rows and columns")
    names = tuple(each if isinstance(each, str) else str(each) for each in columns)
    found = tuple(tuple(row) if isinstance(row, list) else (row,) for row in rows)
    meta = at(first, "meta")
    return Result(sql, names, found, meta if isinstance(meta, dict) else {})


def _sqlite_words(error: EdgewiseError) -> str | None:
    """What SQLite said, out of the API's refusal: D1's code for it is 7500."""
    message = error.message
    if error.code != "api-refused" or "[code 7500]" not in message:
        return None
    return message.partition(": ")[2].rpartition(" [code 7500]")[0] or message
