"""Edits of ``_redirects`` and ``_headers`` that turn lines which are no rules into comments, or take them out.

Pages ignores such lines. The API refuses to deploy a Worker whose files hold them (error 100324).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from edgewise.project.headers import parse_headers
from edgewise.project.model import InvalidLine
from edgewise.project.redirects import LOOP, parse_redirects

_REST = "the rest of the file is skipped"


def newline_of(text: str) -> str:
    """The line end that a text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def clean_redirects(text: str) -> str:
    """``text`` without the lines that would redirect for ever, and with other invalid lines as comments."""
    _, invalid = parse_redirects(text)
    loops = {line.line for line in invalid if line.reason == LOOP}
    text = comment_out(text, [line for line in invalid if line.reason != LOOP])
    lines = text.split("\n")
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in loops)


def clean_headers(text: str) -> str:
    """``text`` with the lines that are no part of a rule as comments."""
    _, invalid = parse_headers(text)
    return comment_out(text, invalid)


def comment_out(text: str, invalid: Iterable[InvalidLine]) -> str:
    """``text`` with ``# `` before each of the lines; after a limit is reached, before all that follow."""
    marked = {line.line for line in invalid}
    rest = min((line.line for line in invalid if line.reason.endswith(_REST)), default=None)
    lines = text.split("\n")
    for index, line in enumerate(lines):
        beyond = rest is not None and index + 1 >= rest and line.strip() and not line.lstrip().startswith("#")
        if index + 1 in marked or beyond:
            lines[index] = re.sub(r"^([ \t]*)", r"\1# ", line, count=1)
    return "\n".join(lines)
