"""Telling SQL that only reads from SQL that may write, without running it. For SQLite, as D1 speaks it.

The answer errs to one side: what is not surely a read counts as a write.
"""

from __future__ import annotations

import re

_PIECES = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<text> '[^']*' | "[^"]*" | `[^`]*` | \[[^\]]*\] )
    | (?P<open> ['"`\[] | /\* )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<end> ; )
    | (?P<space> \s+ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)

_WRITES = frozenset({"insert", "update", "delete", "replace"})
_EXPLAINED = _WRITES | {"select", "with", "values"}
_ASKING_PRAGMAS = frozenset({"compile_options", "foreign_key_list", "function_list", "table_list"}) | {
    f"{each}_{what}" for each in ("table", "index") for what in ("info", "xinfo", "list")
}
"""Pragmas that only ask, with an argument or without."""


def only_reads(sql: str) -> bool:
    """Whether every statement in ``sql`` surely reads only, and there is at least one.

    ``SELECT``, ``VALUES`` and ``WITH`` without a write, pragmas that ask about the schema, and
    ``EXPLAIN``, which plans a statement and does not run it. A comment or quotation that does not
    end makes it no read.
    """
    found = statements(sql)
    return bool(found) and all(map(_reads, found))


def statements(sql: str) -> list[list[str]]:
    """The statements in ``sql`` as words in lower case and single other characters.

    Comments are left out, and what is quoted is one ``'``. A quotation that does not end is a
    statement of its own that holds only what opens it.
    """
    found: list[list[str]] = [[]]
    for piece in _PIECES.finditer(sql):
        kind = piece.lastgroup
        if kind == "end":
            found.append([])
        elif kind == "open":
            return [*filter(None, found), [piece[0]]]
        elif kind == "text":
            found[-1].append("'")
        elif kind in ("word", "other"):
            found[-1].append(piece[0].lower())
    return [each for each in found if each]


def _reads(words: list[str]) -> bool:
    first, rest = words[0], words[1:]
    if first in ("select", "values"):
        return True
    if first == "with":
        return not any(map(_writes, words, [*rest, ""]))
    if first == "explain":
        planned = rest[2:] if rest[:2] == ["query", "plan"] else rest
        return bool(planned) and planned[0] in _EXPLAINED
    if first == "pragma":
        return bool(rest) and rest[0] in _ASKING_PRAGMAS and "=" not in rest
    return False


def _writes(word: str, following: str) -> bool:
    """Whether a word begins a write. ``replace`` is also the name of a function."""
    return word in _WRITES and (word != "replace" or following == "into")
