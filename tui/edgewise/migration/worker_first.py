"""From the rules of ``_routes.json`` to ``run_worker_first``: the same paths, in a matcher that is more literal.

Pages' ``/api/*`` also means ``/api``, and its ``/api`` also means ``/api/``; to a Worker each rule is a plain glob. And
wrangler refuses a rule that another one of its list makes redundant.
"""

from __future__ import annotations

from collections.abc import Iterable

from edgewise.project.model import RoutesSpec

MAX_RULES = 100
MAX_RULE_LENGTH = 100


class TooManyRulesError(Exception):
    """The rules cannot be said in 100 rules of 100 characters."""


def run_worker_first(spec: RoutesSpec) -> bool | tuple[str, ...]:
    """The value of ``assets.run_worker_first`` under which the Worker runs on exactly the paths of ``spec``.

    Raises:
        TooManyRulesError: when it takes more rules than a Worker may have, and ``True`` would not mean the same.
    """
    include = prune(each for rule in spec.include for each in _expand(rule))
    exclude = prune(each for rule in spec.exclude for each in _expand(rule))
    if include == ("/*",) and not exclude:
        return True
    rules = (*include, *(f"!{rule}" for rule in exclude))
    if len(rules) > MAX_RULES or any(len(rule) > MAX_RULE_LENGTH for rule in rules):
        if spec.generated:
            # Outside the generated rules no Function matches, so the compiled code hands every such path to the
            # assets: running it everywhere changes no answer.
            return True
        raise TooManyRulesError(f"{len(rules)} rules")
    return rules


def _expand(rule: str) -> tuple[str, ...]:
    """The globs that together match what Pages matches with ``rule``."""
    if rule in ("/", "/*"):
        return (rule,)
    if rule.endswith("/*"):
        return rule[:-2], rule
    if rule.endswith("*"):
        return (rule,)
    if rule.endswith("/"):
        return rule[:-1], rule
    return rule, f"{rule}/"


def prune(rules: Iterable[str]) -> tuple[str, ...]:
    """``rules`` without duplicates and without those that a rule ending in ``*`` covers."""
    unique = list(dict.fromkeys(rules))
    wide = [rule for rule in unique if rule.endswith("*")]
    return tuple(rule for rule in unique if not any(other != rule and rule.startswith(other[:-1]) for other in wide))
