"""``when-to-wake``: an alarm on the share of errors: how often it is wrong, and how late it is."""

from __future__ import annotations

from math import erfc, exp, floor, sqrt

from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values
from edgewise.plot.model import Chart, Curve

WEEK = 7 * 24 * 60.0
FEW = 100.0
"""Failures up to which they are counted one by one."""

LIMITS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


def chance(requests: float, share: float, limit: float) -> float:
    """How likely, 0 to 1, more than ``limit`` percent of ``requests`` fail when ``share`` percent do on average.

    Poisson's distribution where few are expected, the normal one where many are.
    """
    expected, most = requests * share / 100, floor(requests * limit / 100 + 1e-9)
    if expected > FEW:
        return 0.5 * erfc((most + 0.5 - expected) / sqrt(2 * expected))
    if most > 4 * FEW:
        return 0.0
    term = total = exp(-expected)
    for count in range(1, most + 1):
        term *= expected / count
        total += term
    return max(0.0, 1 - total)


def alarms(values: Values, limit: float) -> tuple[float, float]:
    """False alarms in a week, and minutes from the fault to the alarm (infinite, if it never comes)."""
    window, rate = float(values["window"]), float(values["rate"])
    asked = window * rate
    times = 1.0 if values["twice"] == "no" else 2.0
    false = WEEK / window * chance(asked, float(values["usual"]), limit) ** times
    seen = chance(asked, float(values["fault"]), limit) ** times
    # On average half a window goes by before the first whole one; then it is a matter of luck.
    late = window * (times + 0.5 + (1 / seen - 1)) if seen > 1e-4 else float("inf")
    return false, late


def _run(values: Values) -> Outcome:
    limit = float(values["limit"])
    false, late = alarms(values, limit)
    rate, fault, usual = float(values["rate"]), float(values["fault"]), float(values["usual"])
    failed = late * rate * fault / 100
    never = late == float("inf")
    measures = (
        Measure("False alarms a week", _number(false), "bad" if false > 1 else "good"),
        Measure("A real one, after", "never" if never else _minutes(late), "bad" if never or late > 60 else "good"),
        Measure("Failed until then", "all that come" if never else f"{failed:,.0f} requests", "bad" if never else ""),
        Measure("In a window", f"{float(values['window']) * rate:,.0f} requests", "",
                f"{_number(float(values['window']) * rate * usual / 100)} fail on a usual day"),
    )  # fmt: skip
    chart = Chart(
        "False alarms a week, by the limit (100 and more are drawn as 100)",
        (Curve("false alarms", tuple(min(100.0, alarms(values, each)[0]) for each in LIMITS)),),
        ticks=tuple((at, f"{LIMITS[at]:g} %") for at in range(0, len(LIMITS), 2)),
        written=lambda value: f"{value:.0f}",
        named=lambda at: f"{LIMITS[at]:g} %",
        top=10.0,
    )
    return Outcome(measures, (chart,), remark=_remark(false, late, limit, fault))


def _remark(false: float, late: float, limit: float, fault: float) -> str:
    if limit >= fault:
        return "The limit is above the fault: it may burn for ever, and nobody is woken."
    if false > 1:
        return "You will learn to sleep through it. Then the real one comes."
    if late > 60:
        return "Quiet, and late. Who looks in the morning sees it as soon."
    return "Seldom for nothing, and soon enough for something."


def _number(value: float) -> str:
    if value < 0.01:
        return "hardly any" if value else "none"
    return f"{value:.2f}" if value < 1 else f"{value:,.0f}"


def _minutes(value: float) -> str:
    return f"{value:.0f} min" if value < 120 else f"{value / 60:,.0f} h"


SIMULATION = Simulation(
    id="when-to-wake",
    title="When to wake somebody",
    parameters=(
        Number("limit", "Wake at more than", 1.0, LIMITS, 0.01, 100, lambda v: f"{v:g} % errors"),
        Number("window", "Looked at every", 1.0, (1, 5, 15, 60), 1, 1440, lambda v: f"{v:g} min"),
        Pick("twice", "Must be so twice", "no", (("no", "no"), ("yes", "yes, in a row"))),
        Number("rate", "Requests", 200.0, (5, 50, 200, 1000, 10_000), 1, 1e7, lambda v: f"{v:,.0f} a minute"),
        Number("usual", "Usually fail", 0.4, (0.01, 0.1, 0.4, 1, 2), 0.001, 50, lambda v: f"{v:g} %",
               "Robots, broken links, bad luck."),
        Number("fault", "With the fault fail", 5.0, (1, 2, 5, 20, 50), 0.1, 100, lambda v: f"{v:g} %"),
    ),
    run=_run,
    presets=(
        Preset("nervous", "At half a percent, each minute", {"limit": 0.5}, "Count your nights."),
        Preset("deaf", "At ten percent", {"limit": 10.0},
               "It never wakes you for nothing, and hardly ever for something."),
        Preset("small", "A small site", {"rate": 5.0, "window": 15.0},
               "Few requests: one error is more than a percent."),
    ),
    challenges=(
        Challenge(
            "sleep",
            "Less than one false alarm a week, and a real one within 20 minutes.",
            lambda values, _: alarms(values, float(values["limit"]))[0] < 1
            and alarms(values, float(values["limit"]))[1] < 20,
            "Between the usual day and the fault there is room for a limit. A longer look makes that room wider.",
            "What is usual, and what is the fault? Put the limit between them, nearer to the fault.",
            {"limit": 2.0, "window": 5.0},
        ),
        Challenge(
            "small-site",
            "The same for a small site: five requests a minute.",
            lambda values, _: float(values["rate"]) <= 5 and float(values["fault"]) <= 20
            and alarms(values, float(values["limit"]))[0] < 1 and alarms(values, float(values["limit"]))[1] < 40,
            "With few requests only a large fault can be told from bad luck, and only by looking longer.",
            "Begin with the small site. A fault of 20 percent can be found, a smaller one hardly.",
            {"rate": 5.0, "window": 15.0, "limit": 10.0, "fault": 20.0},
        ),
    ),
    sources=(),
)  # fmt: skip
