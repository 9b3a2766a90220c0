"""``two-meters``: build a request out of computing and waiting, and read both clocks and both bills."""

from __future__ import annotations

from edgewise.account.plans import BY_ID
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line
from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values
from edgewise.plot.units import dollars, milliseconds

LIMITS = (
    ("free", "free plan, 10 ms", 10.0),
    ("paid", "paid plan, 30 s", 30_000.0),
    ("most", "raised to 5 min", 300_000.0),
)
"""Milliseconds of CPU that a request may use [WLIM, CPU5]."""

GB_SECOND = 0.0000166667
LAMBDA_REQUEST = 0.20 / 1e6
"""Dollars on Lambda, us-east-1, x86 [LAMP]."""

WHOLE_CPU = 1769.0
"""MB at which a function on Lambda has a whole vCPU; with less it gets that share of one [LMEM]."""


def clocks(values: Values) -> tuple[float, float]:
    """Milliseconds of wall time and of CPU time."""
    first, after = float(values["first"]), float(values["after"])
    calls, wait = float(values["calls"]), float(values["wait"])
    cpu = first + calls * after
    waiting = wait * (calls if values["how"] == "one" else min(calls, 1))
    return cpu + waiting, cpu


def _run(values: Values) -> Outcome:
    wall, cpu = clocks(values)
    limit = next(most for plan, _, most in LIMITS if plan == values["plan"])
    stopped = cpu > limit
    worker = BY_ID["workers-requests"].price + cpu * BY_ID["workers-cpu"].price
    memory = float(values["memory"])
    held = wall - cpu + cpu * max(1.0, WHOLE_CPU / memory)
    elsewhere = 1e6 * (LAMBDA_REQUEST + held / 1000 * memory / 1024 * GB_SECOND)
    measures = (
        Measure("Wall time", milliseconds(wall), "accent", "what the visitor waits for"),
        Measure("CPU time", milliseconds(cpu), "bad" if stopped else "good",
                f"over the limit of {milliseconds(limit)}" if stopped else f"limit {milliseconds(limit)}"),
        Measure("Waiting", f"{100 * (1 - cpu / wall):.0f} %" if wall else "none", "", "of the wall time"),
        Measure("A million, Workers", dollars(worker), "", "above what is included"),
        Measure("A million, Lambda", dollars(elsewhere), "", f"{memory:,.0f} MB held, and the CPU that comes with it"),
    )  # fmt: skip
    return Outcome(measures, picture=lambda width: _picture(width, values), remark=_remark(wall, cpu, stopped))


def _remark(wall: float, cpu: float, stopped: bool) -> str:
    if stopped:
        return "Stopped: it computes longer than it may. How long it waits has nothing to do with it."
    if wall > 20 * cpu:
        return "Nearly all of it is waiting: long for the visitor, short for the meter."
    if wall < 1.5 * cpu:
        return "Nearly all of it is computing: here both clocks say the same."
    return "The CPU clock runs while your code runs, and stands still while it awaits."


def _picture(width: int, values: Values) -> list[Line]:
    """The request from left to right: when it computes and when it waits."""
    canvas = Canvas(width)
    left = 7
    track = width - left - 1
    first, after, wait = (float(values[name]) for name in ("first", "after", "wait"))
    calls = int(float(values["calls"]))
    parts: list[tuple[float, bool]] = [(first, True)]
    if values["how"] == "one":
        parts += [part for _ in range(min(calls, 40)) for part in ((wait, False), (after, True))]
    elif calls:
        parts += [(wait, False), (calls * after, True)]
    scale = track / max(1.0, sum(length for length, _ in parts))
    canvas.put(0, 0, "wall", "strong")
    canvas.put(0, 2, "CPU", "strong")
    at, used = 0.0, 0.0
    canvas.put(left, 0, "░" * track, "muted")
    for length, busy in parts:
        if busy and length:
            begin = min(round(at * scale), track - 1)
            canvas.put(left + begin, 0, "█" * max(1, min(round(length * scale), track - begin)), "accent")
            used += length
        at += length
    canvas.put(left, 2, "█" * round(used * scale) or "▏", "accent")
    canvas.put(left, 3, "█ computes   ░ waits", "muted")
    return canvas.lines()


SIMULATION = Simulation(
    id="two-meters",
    title="Two clocks for one request",
    parameters=(
        Number("first", "Computes first", 2.0, (0, 1, 2, 5, 9, 20, 100, 1000, 20000), 0, 600_000, milliseconds),
        Number("calls", "Then asks", 3.0, (0, 1, 2, 3, 5, 8, 20), 0, 1000,
               lambda v: "once" if v == 1 else f"{int(v)} times", "An API, say."),
        Pick("how", "It asks", "one", (("one", "one after the other"), ("all", "all at once"))),
        Number("wait", "Each answer takes", 80.0, (1, 10, 80, 200, 1000, 10_000, 60_000), 0, 3.6e6,
               milliseconds),
        Number("after", "Computes after each", 1.0, (0, 0.5, 1, 2, 5, 50, 500), 0, 600_000, milliseconds),
        Pick("plan", "It may compute", "paid", tuple((plan, label) for plan, label, _ in LIMITS)),
        Number("memory", "On Lambda it holds", 128.0, (128, 256, 512, 1024, 1769), 128, 10240,
               lambda v: f"{v:,.0f} MB", "With little memory its CPU is slow."),
    ),
    run=_run,
    presets=(
        Preset("patient", "It waits for a minute", {"calls": 1.0, "wait": 60_000.0, "plan": "free"},
               "A minute, on the plan that allows ten milliseconds."),
        Preset("busy", "It parses something large", {"first": 20.0, "calls": 0.0, "plan": "free"},
               "Quicker than a blink, and stopped."),
        Preset("at-once", "Eight questions at once", {"calls": 8.0, "how": "all"},
               "One clock has changed against asking in turn. Which?"),
    ),
    challenges=(
        Challenge(
            "slow-and-allowed",
            "On the free plan: a request that takes over ten seconds and is not stopped.",
            lambda values, outcome: values["plan"] == "free" and clocks(values)[0] > 10_000
            and outcome.measures[1].tone == "good",
            "Waiting is not computing. The limit of the free plan counts the latter.",
            "Let it wait.",
            {"plan": "free", "wait": 10_000.0},
        ),
        Challenge(
            "cheaper-elsewhere",
            "Find a request that costs less on Lambda than on Workers, above what is included.",
            lambda _, outcome: _price(outcome, 4) < _price(outcome, 3),
            "It hardly waits and computes little: then the price of a call decides, and Lambda's is lower.",
            "Take the waiting away, and nearly all of the computing.",
            {"calls": 0.0},
        ),
    ),
    sources=("WLIM", "CPU5", "WPRI", "LAMP", "LMEM"),
)  # fmt: skip


def _price(outcome: Outcome, at: int) -> float:
    return float(outcome.measures[at].text.lstrip("$").replace(",", ""))
