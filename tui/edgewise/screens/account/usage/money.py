"""Limits and cost as lines of text. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from edgewise.account.analytics.cost import Estimate, Line
from edgewise.account.analytics.limits import Standing
from edgewise.account.analytics.month import Month
from edgewise.account.analytics.plan import Plan
from edgewise.account.analytics.report import Report
from edgewise.account.plans import Allowance
from edgewise.plot.units import count, dollars
from edgewise.widgets.flow import EMPTY, wrap

BAR = 20
"""Cells of a bar."""

SIGNS = {"fine": ("✓", "$success"), "near": ("▲", "$warning"), "over": ("✗", "$error"), "unknown": ("○", "$text-muted")}
PERIODS = {"day": "a day", "month": "a month", "held": ""}
MOST_FINE = 4
"""Limits that are far away and shown all the same; the others are counted."""


def plan_line(plan: Plan) -> Content:
    """Which plan, and how that is known."""
    if plan.id is None:
        return (
            Content.styled("▲ ", "$warning")
            + Content("Which plan the account has is not known. Press f to reckon with one: ")
            + Content.styled(plan.why, "$text-muted")
        )
    return Content(f"Reckoned with {plan.title}. ") + Content.styled("f reckons with the other plan.", "$text-muted")


def report_lines(report: Report, width: int) -> list[Content]:
    """Everything: the plan, the limits, the cost, what is odd or missing."""
    lines = [*wrap(plan_line(report.plan), width), EMPTY]
    if report.plan.id is not None:
        lines += [*limit_lines(report.standings, report.month, width), EMPTY]
        estimate = report.estimate
        lines += cost_lines(estimate, report.month, width) if estimate is not None else []
    for problem in report.month.problems:
        lines += wrap(Content(problem), width, Content.styled("▲ ", "$warning"))
    return lines


# ---------------------------------------------------------------------- limits


def limit_lines(standings: Iterable[Standing], month: Month, width: int) -> list[Content]:
    """The limits of the plan, the nearest first; those that are far away only counted."""
    found = list(standings)
    free = any(each.period == "day" for each in found)
    title = (
        "Today against the free plan, from 00:00 UTC" if free else f"{month.start:%B} against what the plan includes"
    )
    telling = [each for each in found if each.state in ("near", "over")]
    fine = sorted((each for each in found if each.state == "fine"), key=lambda each: -(each.share or 0))
    unknown = [each for each in found if each.state == "unknown"]
    lines = [Content.styled(title, "bold")]
    lines += [_limit(each, width) for each in (*telling, *fine[:MOST_FINE])]
    rest = len(fine[MOST_FINE:])
    if rest:
        lines.append(Content.styled(f"✓ {rest} more below {_percent(fine[MOST_FINE].share or 0)}", "$text-muted"))
    if unknown:
        names = ", ".join(_name(each) for each in unknown)
        lines += wrap(
            Content.styled(f"Nothing was reported of {names}: not known, not zero.", "$text-muted"),
            width,
            _sign("unknown"),
        )
    return lines


def _limit(standing: Standing, width: int) -> Content:
    share = standing.share or 0.0
    # Beyond what is included a plan goes on and bills; only a limit that stops something is an error.
    state = "near" if standing.state == "over" and not standing.stops else standing.state
    style = SIGNS[state][1]
    filled = min(BAR, max(1 if share else 0, round(share * BAR)))
    bar = Content.styled("█" * filled, style) + Content.styled("░" * (BAR - filled), "$text-disabled")
    amounts = f"{count(standing.used or 0)} of {count(standing.limit)} {standing.allowance.unit}"
    line = _sign(state) + Content(f"{_name(standing):<29}") + bar + Content(f" {_percent(share):>6}  {amounts}")
    after = "beyond is refused" if standing.stops else "beyond is billed"
    if standing.state in ("near", "over") and line.cell_length + len(after) + 2 <= width:
        line += Content.styled(f"  {after}", "$text-muted")
    return line.truncate(width, ellipsis=True)


def _name(standing: Standing) -> str:
    return _called(standing.allowance)


def _called(allowance: Allowance) -> str:
    """Product and what is counted, such as ``KV: reads``."""
    title = allowance.title
    return f"{allowance.product}: {title if title[1].isupper() else title[0].lower() + title[1:]}"


def _sign(state: str) -> Content:
    return Content.styled(f"{SIGNS[state][0]} ", SIGNS[state][1])


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 or not share else "<1 %"


# ---------------------------------------------------------------------- cost


def cost_lines(estimate: Estimate, month: Month, width: int) -> list[Content]:
    """The month in dollars, line by line, and what is not in it."""
    total = Content.styled(dollars(estimate.total), "bold $primary")
    head = Content.styled(f"{month.start:%B} so far ", "bold") + total
    if estimate.projected is not None:
        head += Content(f", {dollars(estimate.projected)} by its end if it goes on like this")
    else:
        head += Content.styled(", too early to say what it comes to", "$text-muted")
    lines = [head]
    if estimate.base:
        lines.append(_row("Workers Paid, the month's base", dollars(estimate.base), dollars(estimate.base)))
    telling = [each for each in estimate.lines if each.amount or each.projected]
    lines += [_cost(each, width) for each in telling]
    silent = len(estimate.lines) - len(telling)
    if silent:
        lines.append(Content.styled(f"  {silent} more stay within what is included", "$text-muted"))
    note = f"An estimate from usage and list prices of {estimate.priced}, not the bill. Not in it: "
    missing = [*(f"{_called(each)} (not known)" for each in estimate.unknown), *estimate.unmeasured]
    return [*lines, *wrap(Content.styled(note + "; ".join(missing) + ".", "$text-muted"), width)]


def _cost(line: Line, width: int) -> Content:
    """A line of the estimate, with as much of how it comes about as there is room for."""
    allowance = line.allowance
    unit = "GB-months" if allowance.stored else allowance.unit
    per = "GB-month" if allowance.stored else _per(allowance.per)
    used, included = count(line.quantity), f"{count(line.included)} included"
    projected = "" if line.projected is None else dollars(line.projected)
    row = _row(_called(allowance), dollars(line.amount), projected)
    details = (
        f"{used} {unit}, {included}, {_price(allowance.price)} a {per}",
        f"{used} {unit}, {included}",
        f"{used} {unit}",
        "",
    )
    detail = next((each for each in details if row.cell_length + len(each) <= width), "")
    return row + Content.styled(detail, "$text-muted")


def _price(price: float) -> str:
    """A price with the digits that it has, two at least."""
    digits = f"{price:.4f}".rstrip("0")
    return f"${price:.2f}" if len(digits.partition(".")[2]) < 2 else f"${digits}"


def _per(amount: float) -> str:
    return "million" if amount == 1e6 else f"{amount:,.0f}"


def _row(name: str, amount: str, projected: str) -> Content:
    figures = Content(f"{amount:>8}") + Content.styled(f" → {projected:<8}" if projected else " " * 11, "$text-muted")
    return Content(f"  {name:<30}") + figures + Content("  ")
