"""Which finding explains a difference.

A difference is declared only when a rule matches its request kind, its old and its new value. There is no
rule for "any header" or "any body", and none that a 200 and a 404 could pass without both sides ending
in the same answer. In faithful mode only ETags and the like may differ, whatever the rules say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from edgewise.migration.parity.declared import adapters, canonical, headers, private, router
from edgewise.migration.parity.declared.case import Case, Facts, Rule
from edgewise.migration.parity.model import Difference

LAST_TIER = 4
"""The only tier on which a faithful migration may differ."""

RULES: tuple[Rule, ...] = (*canonical.RULES, *headers.RULES, *private.RULES, *router.RULES, *adapters.RULES)

__all__ = ["RULES", "Case", "Facts", "Rule", "attribute"]


def attribute(
    differences: tuple[Difference, ...], case: Case, findings: Collection[str] | None
) -> tuple[Difference, ...]:
    """``differences``, each with the id of the first finding that explains it.

    Args:
        findings: the ids that may explain anything; ``None`` for all that have a rule.
    """
    rules = [rule for rule in RULES if findings is None or rule.finding in findings]

    def explained(difference: Difference) -> Difference:
        for rule in rules:
            if case.facts.faithful and difference.tier < LAST_TIER and not rule.always:
                continue
            if difference.what in rule.covers and rule.explains(case, difference):
                return replace(difference, finding=rule.finding)
        return difference

    return tuple(explained(difference) for difference in differences)
