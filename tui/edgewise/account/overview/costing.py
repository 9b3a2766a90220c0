"""What it costs: today's or this month's use against the plan, and an estimate of the month."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.account.analytics.limits import Standing
from edgewise.account.analytics.report import ESTIMATE, Report
from edgewise.account.overview.model import Block, Line
from edgewise.text import clean

TITLE = "What it costs"
MOST = 4
"""Limits that are shown besides those that are near or passed."""

KINDS = {
    "Workers": "workers",
    "KV": "kv_namespaces",
    "D1": "d1_databases",
    "R2": "r2_buckets",
    "Queues": "queues",
    "Durable Objects": "durable_object_namespaces",
    "Workflows": "workflows",
}
"""Where a product's line leads."""

_PERIODS = {"day": "today", "month": "this month"}
_SIGNS = {"over": ("▲", "warning"), "near": ("▲", "warning"), "fine": ("", ""), "unknown": ("○", "muted")}


def costs_block(found: Report | None) -> Block:
    """The block; empty while nobody has asked. What is not known is said, never put at zero."""
    if found is None:
        return Block("costs", "")
    failure = found.month.failure
    if failure is not None:
        return Block("costs", TITLE, (), f"Usage could not be read: {clean(failure.message)}", "▲", "warning")
    if found.plan.id is None:
        remark = f"The plan is not known, so there are neither limits nor prices. {clean(found.plan.why)}"
        return Block("costs", TITLE, tuple(_used(found)), remark, "○", "muted")
    return Block("costs", TITLE, (*_estimate(found), *_standings(found)), _remark(found), "○", "muted")


def _estimate(found: Report) -> Iterator[Line]:
    reckoned = found.estimate
    if reckoned is None:
        return
    words = f"{_dollars(reckoned.projected)} by its end" if reckoned.projected is not None else "so far"
    yield Line("workers", None, "This month", words, _dollars(reckoned.total), view="usage")


def _standings(found: Report) -> Iterator[Line]:
    known = [each for each in found.standings if each.share is not None]
    worth = [each for each in known if each.state in ("over", "near")]
    shown = [*worth, *[each for each in known if each not in worth][: max(0, MOST - len(worth))]]
    for each in shown:
        sign, tone = _SIGNS[each.state]
        allowance = each.allowance
        name = f"{allowance.product} {_unit(allowance.unit)}"
        share = each.share or 0.0
        kind = KINDS.get(allowance.product, "workers")
        yield Line(kind, None, name, _against(each), f"{share * 100:.0f} %", sign, tone, share, view="usage")


def _against(each: Standing) -> str:
    """Used of the limit. On the free plan the period matters: what is reached comes back when it is over."""
    words = f"{_short(each.used or 0.0)} of {_short(each.limit)}"
    if each.allowance.stored:
        # What is counted is in the line's name; "storage" does not say what it is measured in.
        words = f"{words} {each.allowance.unit}"
    return f"{words} {_PERIODS.get(each.period, '')}".rstrip() if each.stops else words


def _used(found: Report) -> Iterator[Line]:
    """Plain numbers of today, where there is no plan to hold them against."""
    known = [each for each in found.month.used if each.today and not each.allowance.stored]
    for each in known[:MOST]:
        kind = KINDS.get(each.allowance.product, "workers")
        name = f"{each.allowance.product} {_unit(each.allowance.unit)}"
        yield Line(kind, None, name, "today", _short(each.today or 0.0), view="usage")


def _remark(found: Report) -> str:
    unknown = sum(each.share is None for each in found.standings)
    parts = [ESTIMATE, f"Prices of {found.estimate.priced}."] if found.estimate is not None else []
    if any(each.state == "over" and each.stops for each in found.standings):
        parts.append("▲ What has reached its limit is refused until the period is over.")
    elif any(each.state == "over" for each in found.standings):
        parts.append("▲ What is beyond the plan's share is billed.")
    if unknown:
        parts.append(f"{unknown} {'limit' if unknown == 1 else 'limits'} could not be measured.")
    return " ".join(parts)


def _unit(unit: str) -> str:
    return {"GB": "storage"}.get(unit, unit)


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}"


def _short(number: float) -> str:
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}" if number < 100 else f"{number:,.0f}"
