"""What SQLite itself would do for a statement, by its own program for it: the rows of ``EXPLAIN``.

The second look at a statement, made by the very parser that would run it. ``EXPLAIN`` plans and runs
nothing. Operations by https://www.sqlite.org/opcode.html.
"""

from __future__ import annotations

from typing import Any

from edgewise.account.resources.values import number, text

_CHANGING = frozenset(
    {"OpenWrite", "Clear", "Destroy", "CreateBtree", "ParseSchema", "SetCookie", "SqlExec", "LoadAnalysis", "FkCounter"}
    | {"DropTable", "DropIndex", "DropTrigger", "JournalMode", "Vacuum", "IncrVacuum", "Checkpoint", "MaxPgcnt"}
    | {"Savepoint", "AutoCommit", "VUpdate", "VCreate", "VDestroy", "VRename"}
)
_INTO = frozenset({"Insert", "IdxInsert", "Delete", "IdxDelete", "RowCell"})
_OWN = frozenset({"OpenEphemeral", "OpenAutoindex", "OpenPseudo", "SorterOpen", "OpenDup"})
"""What opens a table of the query's own, which is gone when the query is done: writing there is no write."""


def writes(program: list[list[Any]]) -> str | None:
    """The first operation in a program that would change the database, as ``OpenWrite``; ``None`` when none does.

    Args:
        program: rows of ``addr, opcode, p1, p2, p3, p4, p5, comment``.

    Raises:
        ValueError: when these are not the rows of a program, so that nothing can be told.
    """
    if not program:
        raise ValueError("an empty program")
    # By name and place anywhere in the program: SQLite jumps about, and opens after it uses.
    own = {_number(row, 2) for row in program if _opcode(row) in _OWN}
    for row in program:
        opcode = _opcode(row)
        if opcode in _CHANGING or (opcode == "Transaction" and _number(row, 3) != 0):
            return opcode
        if opcode in _INTO and _number(row, 2) not in own:
            return opcode
        if opcode.endswith("Function") and "load_extension" in (text(row[5]) or "" if len(row) > 5 else ""):
            return "load_extension"
    return None


def _opcode(row: list[Any]) -> str:
    found = row[1] if isinstance(row, list) and len(row) > 3 else None
    if not isinstance(found, str) or not found.isascii():
        raise ValueError("a row that is no operation")
    return found


def _number(row: list[Any], at: int) -> int:
    found = number(row[at])
    if found is None:
        raise ValueError("an operation without its numbers")
    return int(found)
