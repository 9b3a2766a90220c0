"""Filters by cause and by tier that work in a page without scripts: inputs, and style rules that look at them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from edgewise.migration.parity.grouping import Group
from edgewise.migration.parity.model import TIERS, Difference

MOST_CAUSES = 60
"""Causes beyond these have no filter of their own; they are still shown."""


def tier_class(shown: Sequence[Difference]) -> str:
    """The class of a request by the worst tier that its shown differences break, such as ``t1``."""
    return f"t{min((each.tier for each in shown), default=4)}"


def filters(causes: Sequence[Group]) -> str:
    """The inputs: one choice of a cause, and a switch for each tier."""
    if not causes:
        return ""
    chosen = [
        '<label><input type="radio" name="cause" id="cause-all" checked> every cause</label>',
        *(
            f'<label><input type="radio" name="cause" id="cause-{index}"> {_mark(group)} '
            f'{escape(group.title)} <span class="count">{group.count:,}</span></label>'
            for index, group in enumerate(causes[:MOST_CAUSES])
        ),
    ]
    tiers = "".join(
        f'<label title="{escape(text)}"><input type="checkbox" id="tier-{tier}" checked> tier {tier}</label>'
        for tier, text in TIERS.items()
    )
    return (
        '<details class="filters" open><summary><span class="cause-title">Show</span></summary>'
        f'<fieldset class="tiers"><legend>What breaks first</legend>{tiers}</fieldset>'
        f'<fieldset class="causes"><legend>Cause</legend>{"".join(chosen)}</fieldset></details>'
    )


def filter_style(causes: Sequence[Group]) -> str:
    """Style rules that hide what the inputs of :func:`filters` leave out. Holds numbers only, never outside text."""
    tiers = [f"body:has(#tier-{tier}:not(:checked)) .exchange.t{tier} {{ display: none; }}" for tier in TIERS]
    chosen = [
        f"body:has(#cause-{index}:checked) .cause[class*=cause-]:not(.cause-{index}) {{ display: none; }}"
        for index in range(min(len(causes), MOST_CAUSES))
    ]
    return "\n".join((*tiers, *chosen))


def _mark(group: Group) -> str:
    return '<span class="mark bad">✗</span>' if group.finding is None else '<span class="mark ok">≈</span>'
