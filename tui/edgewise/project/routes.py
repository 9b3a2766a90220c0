"""``_routes.json``: reading it as Pages does, deriving it from ``functions/``, and matching paths against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from edgewise.project.functions import collation
from edgewise.project.model import FunctionRoute, InvalidLine, RoutesSpec

MAX_RULES = 100
"""Include and exclude together."""
MAX_RULE_LENGTH = 100


def parse_routes(text: str) -> tuple[RoutesSpec | None, tuple[InvalidLine, ...]]:
    """A hand-written ``_routes.json``, and everything that makes Pages refuse it.

    A file that is refused gives ``None``.
    """
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return None, (InvalidLine(line, "_routes.json", "it is not valid JSON"),)
    problems = [InvalidLine(_line(text, rule), rule, reason) for rule, reason in _problems(document)]
    if problems:
        return None, tuple(problems)
    return RoutesSpec(tuple(document["include"]), tuple(document["exclude"])), ()


def _line(text: str, rule: str) -> int:
    at = text.find(json.dumps(rule, ensure_ascii=False))
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _problems(document: Any) -> Iterable[tuple[str, str]]:
    """What is wrong, as (rule or file, reason)."""
    if not (
        isinstance(document, dict)
        and type(document.get("version")) in (int, float)
        and document["version"] == 1
        and isinstance(document.get("include"), list)
        and isinstance(document.get("exclude"), list)
    ):
        return [("_routes.json", 'it must hold "version": 1, "include": [] and "exclude": []')]
    rules = [*document["include"], *document["exclude"]]
    if not all(isinstance(rule, str) for rule in rules):
        return [("_routes.json", "every rule must be a string")]
    found: list[tuple[str, str]] = []
    if not document["include"]:
        found.append(("_routes.json", "there must be at least one include rule"))
    if len(rules) > MAX_RULES:
        found.append(("_routes.json", f"it has {len(rules)} rules, and {MAX_RULES} is the most"))
    found += [(rule, f"it is longer than {MAX_RULE_LENGTH} characters") for rule in rules if _long(rule)]
    found += [(rule, "it does not start with a slash") for rule in rules if not rule.startswith("/")]
    for part in (document["include"], document["exclude"]):
        for wide in (rule for rule in part if rule.endswith("/*")):
            found += [
                (rule, f"{wide} covers it already") for rule in part if rule != wide and rule.startswith(wide[:-1])
            ]
    return found


def _long(rule: str) -> bool:
    return len(rule.encode("utf-16-le")) // 2 > MAX_RULE_LENGTH


def generate_routes(table: Iterable[FunctionRoute]) -> RoutesSpec:
    """The rules that Pages' build derives from the route table of ``functions/``."""
    patterns = dict.fromkeys(_pattern(row) for row in reversed(list(table)))
    include = _consolidate(list(dict.fromkeys(_shorten(pattern) for pattern in patterns)))
    if len(include) > MAX_RULES:
        include = ["/*"]
    return RoutesSpec(tuple(sorted(include, key=_rank)), (), generated=True)


def _pattern(row: FunctionRoute) -> str:
    pattern = re.sub(r":\w+\*?.*", "*", row.route, flags=re.ASCII)
    if row.middlewares and not pattern.endswith("*"):
        return pattern.rstrip("/") + "/*"
    return pattern


def _shorten(pattern: str) -> str:
    """A rule that is too long, made a wider one of its parent folders."""
    if len(pattern) <= MAX_RULE_LENGTH:
        return pattern
    slash = pattern.rfind("/", 1, MAX_RULE_LENGTH - 1)
    return pattern[:slash] + "/*" if slash > 0 else "/*"


def _consolidate(patterns: list[str]) -> list[str]:
    kept = dict.fromkeys(patterns)
    for wide in [pattern for pattern in patterns if pattern.endswith("/*")]:
        if wide in kept:
            for other in [each for each in kept if each != wide and each.startswith(wide[:-1])]:
                del kept[other]
    return list(kept)


def _rank(pattern: str) -> tuple[object, ...]:
    # Pages sorts these the other way round than routes: the shortest first, wildcards first.
    segments = [segment for segment in pattern[1:].split("/") if segment]
    return len(segments), tuple("*" not in segment for segment in segments), _Reversed(collation(pattern))


class _Reversed:
    """A sort key that orders backwards."""

    def __init__(self, key: tuple[object, ...]) -> None:
        self.key = key

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.key < self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.key == other.key

    __hash__ = None  # type: ignore[assignment]


@lru_cache(maxsize=1024)
def rule_expression(rule: str) -> re.Pattern[str]:
    """The regular expression that a ``_routes.json`` rule stands for.

    ``/foo/*`` also matches ``/foo``; ``/foo`` also matches ``/foo/``; ``/foo*`` is a prefix.
    """
    if rule in ("/", "/*"):
        body = rule
    elif rule.endswith("/*"):
        body = f"{rule[:-2]}(/*)?"
    elif rule.endswith("/"):
        body = f"{rule[:-1]}(/)?"
    elif rule.endswith("*"):
        body = rule
    else:
        body = f"{rule}(/)?"
    body = body.replace(".", "\\.").replace("*", ".*")
    try:
        return re.compile(f"^{body}$", re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")


def runs_function(spec: RoutesSpec, path: str) -> bool:
    """Whether Pages gives a request for ``path`` to the Functions: an include matches and no exclude does."""
    if any(rule_expression(rule).match(path) for rule in spec.exclude):
        return False
    return any(rule_expression(rule).match(path) for rule in spec.include)
