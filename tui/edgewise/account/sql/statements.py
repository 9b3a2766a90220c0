"""Telling SQL that only reads from SQL that may write, without running it. For SQLite, as D1 speaks it.

The answer errs to one side: what is not surely a read counts as none. A statement only reads when it

* is ``SELECT`` or ``VALUES``, or ``WITH`` whose statement is one of these (SQLite lets nothing else
  stand within the parentheses of a ``WITH``), and names no function that reaches out of the database,
* is a ``PRAGMA`` of a short list that asks about the schema, without ``=``,
* is ``EXPLAIN`` of a statement that is only planned, never run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from edgewise.account.sql.tokens import Token, tokens

READ, WRITE, UNCLEAR = "read", "write", "unclear"

_QUERIES = frozenset({"SELECT", "VALUES"})
_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})
_OTHER_WRITES = frozenset(
    {"CREATE", "DROP", "ALTER", "VACUUM", "REINDEX", "ANALYZE", "ATTACH", "DETACH"}
    | {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"}
)
_ASKING = frozenset({"TABLE_LIST", "COLLATION_LIST", "FUNCTION_LIST", "DATA_VERSION", "COMPILE_OPTIONS"})
"""Pragmas that only tell something, and take no argument."""

_ASKING_OF = frozenset(
    {"TABLE_INFO", "TABLE_XINFO", "TABLE_LIST", "INDEX_LIST", "INDEX_INFO", "INDEX_XINFO"}
    | {"FOREIGN_KEY_LIST", "FOREIGN_KEY_CHECK", "QUICK_CHECK"}
)
"""Pragmas that only tell something, also about the table or index that is named in parentheses."""

_REACHING_OUT = frozenset({"LOAD_EXTENSION", "WRITEFILE", "READFILE", "EDIT", "FTS3_TOKENIZER"})
"""Functions that reach out of the database. D1 has none of them; a read does not name them."""


@dataclass(frozen=True)
class Statement:
    """One statement.

    Attributes:
        sql: its text, without the ``;``.
        kind: ``read``, ``write``, or ``unclear`` when it is not surely a read.
        verb: its first word in upper case.
        why: why it is no read, as a sentence; empty for a read.
        planned: whether ``EXPLAIN`` can be put before it.
    """

    sql: str
    kind: str
    verb: str
    why: str = ""
    planned: bool = False


def split(sql: str) -> list[Statement]:
    """Every statement in ``sql``, each with what it is. Empty ones are left out."""
    found: list[list[Token]] = [[]]
    for token in tokens(sql):
        if token.kind == "end":
            found.append([])
        else:
            found[-1].append(token)
    return [_statement(sql, each) for each in found if each]


def classify(sql: str) -> Statement:
    """What ``sql`` is, taken as one statement. More than one, or none, is unclear."""
    found = split(sql)
    if not found:
        return Statement("", UNCLEAR, "", "There is no statement.")
    if len(found) > 1:
        verbs = ", ".join(each.verb or "?" for each in found[:4])
        return Statement(
            sql, UNCLEAR, found[0].verb, f"These are {len(found)} statements ({verbs}); ask one at a time."
        )
    return found[0]


def only_reads(sql: str) -> bool:
    """Whether every statement in ``sql`` surely reads only, and there is at least one."""
    found = split(sql)
    return bool(found) and all(each.kind == READ for each in found)


def _statement(sql: str, given: Sequence[Token]) -> Statement:
    text, verb = sql[given[0].start : given[-1].end], given[0].word
    for token in given:
        if token.kind == "illegal":
            return Statement(
                text, UNCLEAR, verb, f"SQLite would not read {token.text[:20]!r} in it, or something ends nowhere."
            )
        if token.kind == "parameter":
            return Statement(text, UNCLEAR, verb, f"{token.text[:20]} is a parameter, and there is no value for it.")
    kind, why = _judged(given)
    planned = verb in _QUERIES or verb in _CHANGES or verb == "WITH"
    return Statement(text, kind, verb, why, planned)


def _judged(given: Sequence[Token]) -> tuple[str, str]:
    verb = given[0].word
    if verb in _QUERIES:
        return _query(given)
    if verb == "WITH":
        return _with(given)
    if verb == "PRAGMA":
        return _pragma(given[1:])
    if verb == "EXPLAIN":
        return _explain(given[1:])
    if verb in _CHANGES or verb in _OTHER_WRITES:
        return WRITE, f"{verb} changes the database."
    return UNCLEAR, f"{given[0].text[:20]!r} does not begin a statement that surely only reads."


def _query(given: Sequence[Token]) -> tuple[str, str]:
    for token, following in pairwise(given):
        name = token.text.strip('"`[]').upper() if token.kind in ("word", "name") else ""
        if following.text == "(" and name in _REACHING_OUT:
            return UNCLEAR, f"{name.lower()} reaches out of the database."
    return READ, ""


def _with(given: Sequence[Token]) -> tuple[str, str]:
    """The statement that a ``WITH`` is for: the first verb outside of all parentheses."""
    depth = 0
    for token in given[1:]:
        depth += {"(": 1, ")": -1}.get(token.text if token.kind == "sign" else "", 0)
        if depth < 0:
            return UNCLEAR, "A parenthesis closes that was not opened."
        if depth == 0 and token.word in _QUERIES:
            return _query(given)
        if depth == 0 and token.word in _CHANGES:
            return WRITE, f"WITH … {token.word} changes the database."
    return UNCLEAR, "WITH is followed by no statement."


def _pragma(rest: Sequence[Token]) -> tuple[str, str]:
    if len(rest) > 2 and rest[1].text == "." and rest[0].word in ("MAIN", "TEMP"):
        rest = rest[2:]
    name = rest[0].word if rest else ""
    if len(rest) == 1 and (name in _ASKING or name in _ASKING_OF):
        return READ, ""
    argument = len(rest) == 4 and rest[1].text == "(" and rest[3].text == ")" and rest[2].kind != "sign"
    if argument and name in _ASKING_OF:
        return READ, ""
    return UNCLEAR, f"PRAGMA {name.lower() or '…'} may change something, or is not known to only tell."


def _explain(rest: Sequence[Token]) -> tuple[str, str]:
    if [each.word for each in rest[:2]] == ["QUERY", "PLAN"]:
        rest = rest[2:]
    verb = rest[0].word if rest else ""
    if verb in _QUERIES or verb in _CHANGES or verb == "WITH":
        return READ, ""
    return UNCLEAR, f"EXPLAIN {verb or '…'} is not known to only plan."
