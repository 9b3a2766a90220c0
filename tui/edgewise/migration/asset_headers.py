"""The headers that Pages puts on every file, written into ``_headers`` without changing what the user's rules do.

How rules combine, on both products: every rule that matches is applied in order, and the first one to set a header
replaces the product's own value while later ones add to it. ``! Name`` removes. Of two rules with one path the later
replaces the earlier whole. So ours must come first, must go into the user's own rule for ``/*`` when there is one, and
a rule that sets one of the three must remove ours before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from edgewise.migration.ignore_files import hidden
from edgewise.migration.rule_edits import clean_headers, newline_of
from edgewise.project.headers import MAX_RULES, effective, parse_headers
from edgewise.project.model import HeaderRule, PagesProject
from edgewise.project.rule_text import trim

DEFAULTS = {
    "access-control-allow-origin": "Access-Control-Allow-Origin: *",
    "referrer-policy": "Referrer-Policy: strict-origin-when-cross-origin",
    "x-content-type-options": "X-Content-Type-Options: nosniff",
}
COMMENT = "# What Pages adds to every file by itself, and Workers does not."
UNTYPED_COMMENT = "# Files without an extension: Pages says what they are, Workers does not."
MAX_UNTYPED = 20
ALL = "/*"


@dataclass(frozen=True)
class HeadersMerge:
    """A ``_headers`` file that gives on Workers what the old one gives on Pages.

    Attributes:
        text: the whole file.
        unsettled: lines of rules, in the old file, whose combination cannot be kept exactly.
    """

    text: str
    unsettled: tuple[int, ...] = ()


def merge_headers(old: str, untyped: Sequence[str] = ()) -> HeadersMerge:
    """Merge the headers that Pages adds into ``old``.

    Args:
        old: the file as it is; empty when there is none.
        untyped: assets without a known content type, relative paths; they get Pages' type by a rule of their own.
    """
    text = clean_headers(old)
    rules = effective(parse_headers(text)[0])
    wide = next((rule for rule in rules if rule.pattern == ALL), None)
    if wide is None and len(rules) >= MAX_RULES - 1:
        return HeadersMerge(text, (rules[-1].line,))
    names = [name for name in DEFAULTS if wide is None or name not in _touched(wide)]
    before = rules[: rules.index(wide)] if wide else []
    clashing = {name for name in names for rule in before if name in _touched(rule)}
    unsettled: list[int] = []
    moved = wide is not None and bool(clashing) and _movable(wide, before)
    if moved and wide is not None:
        text = _without_earlier(text, wide)
    if clashing and wide and not moved:
        unsettled += [rule.line for rule in before if _touched(rule) & clashing]
        names = [name for name in names if name not in clashing]
    later = [rule for rule in rules if rule is not wide and (moved or rule not in before)]
    unset, more = _removals(names, later)
    lines = _with_removals(text.split("\n"), unset)
    shift = _Shift(unset)
    end = newline_of(text)
    lines = _with_defaults(lines, shift, wide, [DEFAULTS[name] for name in names], moved, end)
    if not any("content-type" in rule.set for rule in rules):
        lines = _with_types(lines, untyped, MAX_RULES - 2 - len(rules), end)
    return HeadersMerge("\n".join(lines), tuple(sorted({*unsettled, *more})))


def _without_earlier(text: str, wide: HeaderRule) -> str:
    """``text`` with the blocks that ``wide``, a later one of the same path, replaces anyway as comments."""
    lines = text.split("\n")
    for rule in parse_headers(text)[0]:
        if rule.pattern == wide.pattern and rule.line != wide.line:
            for index in range(rule.line - 1, _block_end(lines, rule.line - 1)):
                if trim(lines[index]) and not lines[index].lstrip().startswith("#"):
                    lines[index] = f"# {lines[index]}"
    return "\n".join(lines)


def _touched(rule: HeaderRule) -> set[str]:
    return {*rule.set, *(name.strip().lower() for name in rule.unset)}


def _movable(wide: HeaderRule, before: Sequence[HeaderRule]) -> bool:
    """Whether the rule for ``/*`` can go before the others without changing any header."""
    return not any(_touched(wide) & _touched(rule) for rule in before)


def _removals(names: Sequence[str], later: Sequence[HeaderRule]) -> tuple[dict[int, list[str]], list[int]]:
    """The ``! Name`` lines that rules need, by the line of their path, and the lines of rules that nothing helps."""
    needed: dict[int, list[str]] = {}
    unsettled: list[int] = []
    for name in names:
        setters = [rule for rule in later if name in rule.set]
        for index, rule in enumerate(setters):
            earlier = [each for each in setters[:index] if may_overlap(each.pattern, rule.pattern)]
            if any(covers(each.pattern, rule.pattern) for each in earlier):
                continue  # an earlier rule has removed ours already, and this one adds to its value as on Pages
            if earlier:
                unsettled.append(rule.line)
            elif name not in {each.strip().lower() for each in rule.unset}:
                needed.setdefault(rule.line, []).append(DEFAULTS[name].partition(":")[0])
    return needed, unsettled


def may_overlap(first: str, second: str) -> bool:
    """Whether two path patterns could match one path. ``True`` when in doubt."""
    one, other = _literal(first), _literal(second)
    if first == one and second == other:
        return first == second
    if first == one:
        return one.startswith(other)
    if second == other:
        return other.startswith(one)
    return one.startswith(other) or other.startswith(one)


def covers(wide: str, narrow: str) -> bool:
    """Whether ``wide`` surely matches whatever ``narrow`` matches."""
    return wide == narrow or (
        wide.endswith("*") and wide[:-1] == _literal(wide) and _literal(narrow).startswith(wide[:-1])
    )


def _literal(pattern: str) -> str:
    """The part of a pattern before its first wildcard or placeholder, the host left out."""
    path = re.sub(r"^https://[^/]*", "", pattern)
    return re.split(r"\*|:[A-Za-z]", path, maxsplit=1)[0]


class _Shift:
    """Where a line of the old text stands after removals were put in."""

    def __init__(self, unset: dict[int, list[str]]) -> None:
        self.unset = unset

    def index(self, line: int) -> int:
        """The index, counted from 0, of what was line ``line``, counted from 1."""
        return line - 1 + sum(len(names) for at, names in self.unset.items() if at < line)


def _with_removals(lines: list[str], unset: dict[int, list[str]]) -> list[str]:
    result: list[str] = []
    for number, line in enumerate(lines, 1):
        result.append(line)
        if number in unset:
            following = lines[number] if number < len(lines) else ""
            indent = _indent(following)
            tail = "\r" if line.endswith("\r") else ""
            result += [f"{indent}! {name}{tail}" for name in unset[number]]
    return result


def _with_defaults(
    lines: list[str], shift: _Shift, wide: HeaderRule | None, headers: Sequence[str], moved: bool, end: str
) -> list[str]:
    """``lines`` with ``headers`` in the rule for ``/*``: the user's own, or a new one at the top."""
    tail = "\r" if end == "\r\n" else ""
    if not headers:
        return lines
    if wide is None:
        block = [COMMENT, ALL, *(f"  {header}" for header in headers)]
        gap = [""] if any(trim(line) for line in lines) else []
        return [line + tail for line in (*block, *gap)] + lines
    start = shift.index(wide.line)
    stop = _block_end(lines, start)
    indent = _indent(lines[start + 1]) if start + 1 < len(lines) else "  "
    added = [f"{indent}{header}{tail}" for header in headers]
    if not moved:
        if stop == len(lines) and tail and not lines[-1].endswith("\r"):
            lines = [*lines[:-1], lines[-1] + tail]
        return [*lines[:stop], *added, *lines[stop:]]
    block = [line if line.endswith("\r") or not tail else line + tail for line in lines[start:stop]]
    rest = [*lines[:start], *lines[stop:]]
    return [*block, *added, tail, *rest]


def _block_end(lines: Sequence[str], start: int) -> int:
    """The index after the last header line of the block whose path line is at ``start``."""
    end = start + 1
    for index in range(start + 1, len(lines)):
        line = trim(lines[index])
        if re.match(r"[^\s]+://|/", line):
            break
        if line and not line.startswith("#"):
            end = index + 1
    return end


def _indent(line: str) -> str:
    match = re.match(r"[ \t]*", line)
    return (match.group() if match and line.strip() else "") or "  "


def _with_types(lines: list[str], untyped: Sequence[str], room: int, end: str) -> list[str]:
    """``lines`` with a rule for each untyped asset at the end, as long as there are few."""
    if not untyped or len(untyped) > room:
        return lines
    tail = "\r" if end == "\r\n" else ""
    while lines and not trim(lines[-1]):
        lines = lines[:-1]
    if lines and tail and not lines[-1].endswith("\r"):
        lines = [*lines[:-1], lines[-1] + tail]
    added = ["", UNTYPED_COMMENT]
    for name in untyped:
        added += [f"/{quote(name)}", "  Content-Type: application/octet-stream"]
    return [*lines, *(line + tail for line in added), ""]


def untyped_assets(project: PagesProject) -> list[str]:
    """The served assets whose names have no extension, when they are few enough for a rule each."""
    lasts = ((name, name.rpartition("/")[2]) for name in project.assets)
    found = [name for name, last in lasts if "." not in last.lstrip(".") and not hidden(project, name)]
    return found if len(found) <= MAX_UNTYPED else []
