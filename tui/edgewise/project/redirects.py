"""``_redirects``, read as Cloudflare reads it: which lines are rules, and why the others are not."""

from __future__ import annotations

import re

from edgewise.project.model import InvalidLine, Redirect
from edgewise.project.rule_text import BLANK, has_host, parse_url, split, too_long, trim

MAX_STATIC = 2000
MAX_DYNAMIC = 100
STATUSES = frozenset({200, 301, 302, 303, 307, 308})
LOOP = "it would redirect to itself for ever, so it is ignored"
"""The reason given for the line ``/* /index.html 200`` and its kind."""

_COMMENT = re.compile(f"[{BLANK}]+#[^\\n\\r\\u2028\\u2029]*$")
_PLACEHOLDER = re.compile(r":[A-Za-z]\w*", re.ASCII)
_INDEX = re.compile(r"/index(.html)?$")


def parse_redirects(text: str) -> tuple[tuple[Redirect, ...], tuple[InvalidLine, ...]]:
    """The rules of ``text`` in order, and the lines that are none. Never raises."""
    reader = _Reader()
    lines = text.split("\n")
    for number, raw in enumerate(lines, 1):
        line = trim(raw)
        if not line or line.startswith("#"):
            continue
        reader.line(number, line)
        if reader.full:
            break
    return tuple(reader.rules), tuple(reader.invalid)


class _Reader:
    """The state that one line hands to the next: counts, and which sources are taken."""

    def __init__(self) -> None:
        self.rules: list[Redirect] = []
        self.invalid: list[InvalidLine] = []
        self.sources: set[str] = set()
        self.static = 0
        self.dynamic = 0
        self.full = False

    def drop(self, number: int, line: str, reason: str) -> None:
        self.invalid.append(InvalidLine(number, line, reason))

    def line(self, number: int, line: str) -> None:
        if too_long(line):
            return self.drop(number, line, "it is longer than 2,000 characters")
        tokens = split(_COMMENT.sub("", line))
        if len(tokens) not in (2, 3):
            return self.drop(number, line, f"a rule has 2 or 3 words, and this has {len(tokens)}")
        source, problem = parse_url(tokens[0], relative_only=True, no_port=True)
        if source is None:
            return self.drop(number, line, problem)
        dynamic = self.dynamic > 0 or "*" in source or _PLACEHOLDER.search(source) is not None
        if not self._count(number, line, dynamic):
            return None
        target, problem = parse_url(tokens[1], search=True, fragment=True)
        if target is None:
            return self.drop(number, line, problem)
        status = _number(tokens[2]) if len(tokens) == 3 else 302
        if status not in STATUSES:
            return self.drop(number, line, f"the status must be 200, 301, 302, 303, 307 or 308, not {tokens[2]}")
        if not has_host(target) and source.endswith(("/*", "/")) and _INDEX.search(target):
            return self.drop(number, line, LOOP)
        if source in self.sources:
            return self.drop(number, line, f"{source} has a rule already, and the first one counts")
        self.sources.add(source)
        if status == 200 and has_host(target):
            return self.drop(number, line, "status 200 can only lead to a path of this site")
        self.rules.append(Redirect(source, target, int(status), number, dynamic))
        return None

    def _count(self, number: int, line: str, dynamic: bool) -> bool:
        """Count the line against its limit, valid or not. ``False``: it is over, and dropped."""
        if not dynamic:
            self.static += 1
            if self.static > MAX_STATIC:
                self.drop(number, line, f"{MAX_STATIC:,} plain rules are the most")
                return False
            return True
        self.dynamic += 1
        if self.dynamic > MAX_DYNAMIC:
            self.full = True
            self.drop(number, line, f"{MAX_DYNAMIC} rules with patterns are the most; the rest of the file is skipped")
            return False
        return True


def _number(text: str) -> float:
    """``text`` as JavaScript's ``Number()`` reads it, for what may stand in one word; NaN otherwise."""
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.ASCII):
        return float(text)
    if match := re.fullmatch(r"0[xX]([0-9a-fA-F]{1,12})|0[oO]([0-7]{1,16})|0[bB]([01]{1,48})", text):
        digits, base = next((group, base) for group, base in zip(match.groups(), (16, 8, 2), strict=True) if group)
        return float(int(digits, base))
    return float("nan")
