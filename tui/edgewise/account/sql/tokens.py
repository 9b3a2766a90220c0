"""SQLite's tokens, cut where SQLite cuts them: whoever cuts elsewhere can be fooled.

A parameter such as ``$name(…)`` may hold a quotation mark that begins no string, a comment that does
not end goes on to the last character, and ``[`` and ````` quote names. All that decides where a
statement ends. By https://www.sqlite.org/lang.html and the tokenizer of SQLite 3.50.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ID = r"[A-Za-z0-9_$\x80-\U0010ffff]"

_TOKENS = re.compile(
    rf"""
      (?P<space> [ \t\n\f\r]+ )
    | (?P<comment> --[^\n]* | /\*(?=.).*?(?:\*/|\Z) )
    | (?P<text> '(?:[^']|'')*+' | [xX]'(?:[0-9A-Fa-f]{{2}})*'(?!') )
    | (?P<name> "(?:[^"]|"")*+" | `(?:[^`]|``)*+` | \[[^\]]*\] )
    | (?P<number>
          0[xX][0-9A-Fa-f](?:_?[0-9A-Fa-f])*
        | (?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?
      )
    | (?P<parameter> \?[0-9]* | [$@\#:](?:{_ID}|::)+(?:\([^\s)]*\)?)? | [$@\#] )
    | (?P<word> [A-Za-z_\x80-\U0010ffff]{_ID}* )
    | (?P<end> ; )
    | (?P<sign> ->>?|\|\||<[=<>]?|>[=>]?|==?|!=|[-+*/%(),.&~|] )
    | (?P<illegal> . )
    """,
    re.VERBOSE | re.DOTALL,
)

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
"""Characters that end the text for SQLite, or mean different things at different places."""


@dataclass(frozen=True)
class Token:
    """A piece of SQL.

    Attributes:
        kind: ``word``, ``name`` (quoted), ``text``, ``number``, ``parameter``, ``sign``, ``end`` (``;``), or
            ``illegal``: what SQLite refuses, or what is not sure to be read as it is here.
        start, end: where it stands.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A word in upper case, as keywords are compared; empty for anything else."""
        return self.text.upper() if self.kind == "word" and self.text.isascii() else ""


def tokens(sql: str) -> Iterator[Token]:
    """The tokens of ``sql`` without blanks and comments, in order. Every other character is in one of them."""
    for found in _TOKENS.finditer(sql):
        kind = found.lastgroup or "illegal"
        text, start, end = found[0], found.start(), found.end()
        if _CONTROLS.search(text) or (kind == "number" and re.match(_ID, sql[end : end + 1])):
            kind = "illegal"
        if kind == "parameter" and "(" in text and not text.endswith(")"):
            kind = "illegal"
        if kind == "comment" and text.startswith("/*") and not (len(text) > 3 and text.endswith("*/")):
            # SQLite takes it for a comment up to the end. Nobody writes one on purpose.
            kind = "illegal"
        if kind not in ("space", "comment"):
            yield Token(kind, text, start, end)
