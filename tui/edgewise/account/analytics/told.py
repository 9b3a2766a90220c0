"""Limits and cost as lines of styled text, for the screen and for the command line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from edgewise.account.analytics.cost import Estimate, Line
from edgewise.account.analytics.limits import Standing
from edgewise.account.analytics.month import Month
from edgewise.account.analytics.plan import Plan
from edgewise.account.analytics.report import ESTIMATE, Report
from edgewise.account.plans import CPU_PER_REQUEST_FREE, Allowance
from edgewise.plot.model import Line as Text
from edgewise.plot.model import Span
from edgewise.plot.units import count, dollars, microseconds

BAR = 20
"""Cells of a bar."""

NAMED = 29
"""Cells for what a line is about."""

MOST_FINE = 4
"""Limits that are far away and shown all the same; the others are counted."""

SIGNS = {"fine": ("✓", "good"), "near": ("▲", "mark"), "over": ("✗", "bad"), "unknown": ("○", "muted")}


def told(report: Report, width: int, *, key: str = "") -> list[Text]:
    """The plan, the limits, the cost, what is odd or missing.

    Args:
        key: what chooses another plan, in words; empty when nothing does.
    """
    lines = [*_plan(report.plan, width, key), ()]
    estimate = report.estimate
    if estimate is not None:
        lines += [*limits(report.standings, report.month, width), (), *cost(estimate, report.month, width)]
    for problem in report.month.problems:
        lines += _wrapped(problem, width, "", ("▲ ", "mark"))
    return lines


def _plan(plan: Plan, width: int, key: str) -> list[Text]:
    """Which plan, and how that is known."""
    if plan.id is None:
        hint = f" {key} reckons with one." if key else ""
        said = f"Which plan the account has is not known, so there are no limits and no cost.{hint} {plan.why}"
        return _wrapped(said, width, "", ("▲ ", "mark"))
    hint = f" {key} reckons with the other plan." if key else ""
    return _wrapped(f"Reckoned with {plan.title}.{hint}", width)


# ---------------------------------------------------------------------- limits


def limits(standings: Iterable[Standing], month: Month, width: int) -> list[Text]:
    """The limits of the plan, the nearest first; those that are far away only counted."""
    found = list(standings)
    title = f"{month.start:%B} against what the plan includes"
    if any(each.period == "day" for each in found):
        title = "Today against the free plan, from 00:00 UTC"
    telling = [each for each in found if each.state in ("near", "over")]
    fine = sorted((each for each in found if each.state == "fine"), key=lambda each: -(each.share or 0))
    unknown = [each for each in found if each.state == "unknown"]
    lines: list[Text] = [((title, "title"),)]
    lines += [_limit(each, width) for each in (*telling, *fine[:MOST_FINE])]
    if fine[MOST_FINE:]:
        rest = f"{len(fine) - MOST_FINE} more below {_percent(fine[MOST_FINE].share or 0)}"
        lines.append((("✓ ", "good"), (rest, "muted")))
    if any(each.period == "day" for each in found):
        lines += _each_request(month, width)
    if unknown:
        names = ", ".join(called(each.allowance) for each in unknown)
        said = f"Nothing was reported of {names}: not known, not zero."
        lines += _wrapped(said, width, "muted", ("○ ", "muted"))
    return lines


def _each_request(month: Month, width: int) -> list[Text]:
    """The CPU time of one request against what the free plan lets it take."""
    allowed = microseconds(CPU_PER_REQUEST_FREE)
    if month.slow is None:
        said = f"No CPU time was reported today; the free plan stops a request at {allowed}."
        return _wrapped(said, width, "muted", ("○ ", "muted"))
    said = f"99 % of today's requests to Workers took less than {microseconds(month.slow)} of CPU; "
    return _wrapped(
        f"{said}the free plan stops one at {allowed}.",
        width,
        "",
        ("✗ ", "bad") if month.slow > CPU_PER_REQUEST_FREE else ("✓ ", "good"),
    )


def _limit(standing: Standing, width: int) -> Text:
    share = standing.share or 0.0
    # Beyond what is included a plan goes on and bills; only a limit that stops something is an error.
    state = "near" if standing.state == "over" and not standing.stops else standing.state
    sign, style = SIGNS[state]
    filled = min(BAR, max(1 if share else 0, round(share * BAR)))
    amounts = f"{count(standing.used or 0)} of {count(standing.limit)}"
    after = "beyond is refused" if standing.stops else "beyond is billed"
    tails = [f"{amounts} {standing.allowance.unit}", amounts, ""]
    if standing.state in ("near", "over"):
        tails.insert(0, f"{tails[0]}  {after}")
    taken = 2 + NAMED + BAR + 9
    tail = next(each for each in tails if taken + len(each) <= width or not each)
    return (
        (f"{sign} ", style),
        (f"{called(standing.allowance):<{NAMED}}", ""),
        ("━" * filled, style),
        ("─" * (BAR - filled), "faint"),
        (f" {_percent(share):>6}  {tail}", ""),
    )


def called(allowance: Allowance) -> str:
    """Product and what is counted, such as ``KV: reads``."""
    title = allowance.title
    return f"{allowance.product}: {title if title[1].isupper() else title[0].lower() + title[1:]}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 or not share else "<1 %"


# ---------------------------------------------------------------------- cost


def cost(estimate: Estimate, month: Month, width: int) -> list[Text]:
    """The month in dollars, line by line, and what is not in it."""
    end = "too early to say what it comes to"
    if estimate.projected is not None:
        end = f"{dollars(estimate.projected)} by its end if it goes on like this"
    head = ((f"{month.start:%B} so far ", "title"), (dollars(estimate.total), "accent"), (f", {end}", ""))
    lines: list[Text] = [head]
    if estimate.base:
        base = dollars(estimate.base)
        lines.append(tuple(_row("Workers Paid, the month's base", base, base)))
    telling = [each for each in estimate.lines if each.amount or each.projected]
    lines += [_cost(each, width) for each in telling]
    silent = len(estimate.lines) - len(telling)
    if silent:
        lines.append(((f"  {silent} more stay within what is included", "muted"),))
    missing = [*(f"{called(each)} (not known)" for each in estimate.unknown), *estimate.unmeasured]
    note = f"{ESTIMATE} Prices of {estimate.priced}. Not in it: {'; '.join(missing)}."
    sources = dict.fromkeys(f"{each.allowance.source} ({each.allowance.date})" for each in telling)
    if sources:
        note += f" Sources: {'; '.join(sources)}."
    return [*lines, *_wrapped(note, width, "muted")]


def _cost(line: Line, width: int) -> Text:
    """A line of the estimate, with as much of how it comes about as there is room for."""
    allowance = line.allowance
    unit = "GB-months" if allowance.stored else allowance.unit
    per = "GB-month" if allowance.stored else "million" if allowance.per == 1e6 else f"{allowance.per:,.0f}"
    used, included = f"{count(line.quantity)} {unit}", f"{count(line.included)} included"
    projected = "" if line.projected is None else dollars(line.projected)
    row = tuple(_row(called(allowance), dollars(line.amount), projected))
    room = width - sum(len(text) for text, _ in row)
    details = (f"{used}, {included}, {price(allowance.price)} a {per}", f"{used}, {included}", used)
    return (*row, (next((each for each in details if len(each) <= room), ""), "muted"))


def _row(name: str, amount: str, projected: str) -> Iterator[Span]:
    yield f"  {name:<{NAMED + 1}}{amount:>8}", ""
    yield (f" → {projected:<8}" if projected else " " * 11) + "  ", "muted"


def price(dollars_each: float) -> str:
    """A price with the digits that it has, two at least."""
    digits = f"{dollars_each:.4f}".rstrip("0")
    return f"${dollars_each:.2f}" if len(digits.partition(".")[2]) < 2 else f"${digits}"


def _wrapped(text: str, width: int, style: str = "", first: Span = ("", "")) -> list[Text]:
    indent = " " * len(first[0])
    lines = textwrap.wrap(text, max(20, width - len(indent))) or [""]
    return [(first if at == 0 else (indent, ""), (line, style)) for at, line in enumerate(lines)]
