"""``_headers``, read as Cloudflare reads it: which blocks are rules, and which lines are dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from edgewise.project.model import HeaderRule, InvalidLine
from edgewise.project.rule_text import parse_url, too_long, trim

MAX_RULES = 100
_PATH = re.compile(r"[^\s]+://|/")
_SPLAT = re.compile(r":splat(?!\w)", re.ASCII)
_UNSET = "! "


@dataclass
class _Block:
    """A path line and what follows it, while it is being read."""

    pattern: str
    text: str
    line: int
    set: dict[str, str] = field(default_factory=dict)
    unset: list[str] = field(default_factory=list)


def parse_headers(text: str) -> tuple[tuple[HeaderRule, ...], tuple[InvalidLine, ...]]:
    """The rules of ``text`` in order, and the lines that Cloudflare drops. Never raises."""
    reader = _Reader()
    for number, raw in enumerate(text.split("\n"), 1):
        line = trim(raw)
        if not line or line.startswith("#"):
            continue
        if too_long(line):
            reader.drop(number, line, "it is longer than 2,000 characters")
        elif _PATH.match(line):
            if len(reader.rules) >= MAX_RULES:
                reader.drop(number, line, f"{MAX_RULES} rules are the most; the rest of the file is skipped")
                break
            reader.path(number, line)
        else:
            reader.header(number, line)
    reader.close()
    return tuple(reader.rules), tuple(sorted(reader.invalid, key=lambda each: each.line))


def effective(rules: Sequence[HeaderRule]) -> list[HeaderRule]:
    """The rules that count: of one path the last, at the place of the first."""
    return list({rule.pattern: rule for rule in rules}.values())


class _Reader:
    """The state that one line hands to the next: the open block, or that its path was no good."""

    def __init__(self) -> None:
        self.rules: list[HeaderRule] = []
        self.invalid: list[InvalidLine] = []
        self.block: _Block | None = None
        self.skipping = False

    def drop(self, number: int, line: str, reason: str) -> None:
        self.invalid.append(InvalidLine(number, line, reason))

    def close(self) -> None:
        """End the open block: a rule when it says anything."""
        block, self.block = self.block, None
        if block is None:
            return
        if block.set or block.unset:
            self.rules.append(HeaderRule(block.pattern, block.set, tuple(block.unset), block.line))
        else:
            self.drop(block.line, block.text, "no header follows this path")

    def path(self, number: int, line: str) -> None:
        self.close()
        pattern, problem = parse_url(line, no_port=True)
        if pattern is not None and pattern.count("*") > 1:
            pattern, problem = None, "only one * is allowed; name the other parts, such as :part"
        if pattern is not None and "*" in pattern and _SPLAT.search(pattern):
            pattern, problem = None, "* and :splat cannot stand in one path"
        self.skipping = pattern is None
        if pattern is None:
            self.drop(number, line, problem)
        else:
            self.block = _Block(pattern, line, number)

    def header(self, number: int, line: str) -> None:
        if self.skipping:
            return self.drop(number, line, "the path above it is not valid")
        if ":" not in line:
            if self.block is None:
                return self.drop(number, line, "a path must come first")
            if line.startswith(_UNSET):
                self.block.unset.append(line.replace(_UNSET, "", 1))
                return None
            return self.drop(number, line, "a header is written as name: value")
        name, _, value = line.partition(":")
        name, value = trim(name).lower(), trim(value)
        if " " in name:
            return self.drop(number, line, "a header's name holds no blanks")
        if not name:
            return self.drop(number, line, "the header's name is missing")
        if not value:
            return self.drop(number, line, "the header's value is missing")
        if self.block is None:
            return self.drop(number, line, "a path must come first")
        old = self.block.set.get(name)
        self.block.set[name] = f"{old}, {value}" if old else value
        return None
