"""A statement that writes, as a change to look at first: asked for like any other, with a typed word."""

from __future__ import annotations

import shlex
from typing import Any

from edgewise.account.changes.request import Change
from edgewise.account.failures import Permission
from edgewise.account.resources.actions import typable
from edgewise.account.sql.console import PATH
from edgewise.account.sql.statements import UNCLEAR, Statement
from edgewise.account.wire import segment
from edgewise.text import clean, clean_lines

D1_WRITE = Permission("D1 Write", "Account · D1 · Edit")


def change_for(statement: Statement, database: str, name: str, *, account_id: str, base_url: str) -> Change:
    """The change that sends a statement to a database."""
    body: Any = {"sql": statement.sql}
    where = PATH.format(account_id=segment(account_id), database=segment(database))
    command = wrangler_command(name, statement.sql)
    unclear = "It is not clear what it does. " if statement.kind == UNCLEAR else ""
    return Change(
        action="d1_databases.sql",
        title="Run SQL that may write",
        kind="d1_databases",
        name=clean(name),
        method="POST",
        path=PATH,
        parameters={"database": database},
        where=where,
        body=body,
        permission=D1_WRITE,
        effect=(
            f"{unclear}{statement.why} It runs once, in {clean(name, 60)} itself, for everybody who uses it. "
            "D1 can take the whole database back to an earlier minute, and nothing less (Time Travel: 30 days, 7 on "
            "the free plan)."
        ),
        typed=typable(name, "run"),
        wrangler=command,
        curl=command,
        refreshes=("d1_databases", "d1_tables"),
    )


def wrangler_command(name: str, sql: str) -> str:
    """The command that asks the same."""
    one_line = " ".join(clean_lines(sql).split("\n"))
    return f"wrangler d1 execute {shlex.quote(clean(name))} --remote --command {shlex.quote(one_line)}"
