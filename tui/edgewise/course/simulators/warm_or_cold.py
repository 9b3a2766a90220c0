"""``warm-or-cold``: how many requests find the code loaded, when any machine may answer or one home machine does."""

from __future__ import annotations

from math import exp

from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values
from edgewise.plot.model import Chart, Curve

RATES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)


def cold_share(rate: float, machines: float, stays: float) -> float:
    """The share of requests, 0 to 1, that find no isolate.

    ``rate`` is in requests a minute, ``stays`` in minutes. Requests come at random; one is cold when the
    machine that it meets had none for longer than an idle isolate stays.
    """
    return exp(-rate / machines * stays)


def _run(values: Values) -> Outcome:
    rate, machines, stays = (float(values[name]) for name in ("rate", "machines", "stays"))
    starts, hidden = float(values["start"]), float(values["greeting"])
    doors = 1.0 if values["who"] == "home" else machines
    cold = cold_share(rate, doors, stays)
    seen = max(0.0, starts - hidden)
    measures = (
        Measure("Cold requests", _share(cold), "good" if cold < 0.001 else "bad" if cold > 0.1 else "warning"),
        Measure("That is", _one_in(cold)),
        Measure("Each waits", f"{seen:,.0f} ms" if seen else "nothing", "" if seen else "good",
                "" if seen else "the greeting takes longer than the start"),
        Measure("Isolates kept", f"{doors * (1 - cold):,.1f}", "", "on average, in this place"),
    )  # fmt: skip
    chart = Chart(
        "Warm requests, by requests a minute",
        (
            Curve("any machine", tuple(100 * (1 - cold_share(each, machines, stays)) for each in RATES), "first"),
            Curve("home machine", tuple(100 * (1 - cold_share(each, 1, stays)) for each in RATES), "second"),
        ),
        form="lines",
        ticks=tuple((at, f"{RATES[at]:g}") for at in (0, 3, 6, 9)),
        written=lambda value: f"{value:.0f} %",
        named=lambda at: f"{RATES[at]:g} a minute",
        top=100.0,
    )
    return Outcome(measures, (chart,), remark=_remark(cold, seen, values["who"] == "home"))


def _share(cold: float) -> str:
    percent = 100 * cold
    return f"{percent:.1f} %" if percent >= 1 else f"{percent:.4f} %" if percent >= 0.0001 else "under 0.0001 %"


def _one_in(cold: float) -> str:
    if cold > 0.5:
        return f"{10 * cold:.0f} of 10"
    return f"one in {1 / cold:,.0f}" if cold > 1e-9 else "none that you will meet"


def _remark(cold: float, seen: float, home: bool) -> str:
    if cold > 0.1 and not home:
        return "Spread over all machines, each of them sees this Worker too seldom to keep it."
    if cold > 0.1:
        return "Even one machine sees this Worker too seldom to keep it."
    if not seen:
        return "Hardly any request is cold, and those that are do not show."
    return "Most requests find the code loaded. The others wait for what starts."


SIMULATION = Simulation(
    id="warm-or-cold",
    title="Warm or cold",
    parameters=(
        Number("rate", "Requests", 1.0, RATES, 0.01, 1e6, lambda v: f"{v:,g} a minute", "To one place."),
        Number("machines", "Machines", 100.0, (1, 10, 50, 100, 300, 1000), 1, 10000, lambda v: f"{v:,.0f}",
               "In that place; made up."),
        Pick("who", "Who answers", "any", (("any", "any machine"), ("home", "one home machine"))),
        Number("stays", "Idle code stays", 10.0, (1, 2, 5, 10, 30, 60), 0.1, 1440, lambda v: f"{v:g} min", "Made up."),
        Number("start", "A start takes", 50.0, (5, 20, 50, 100, 200, 400, 1000), 1, 1000, lambda v: f"{v:,.0f} ms",
               "With your code; 1 s is the limit.", "START"),
        Number("greeting", "The greeting takes", 30.0, (0, 10, 30, 60, 100), 0, 1000, lambda v: f"{v:,.0f} ms",
               "One trip there and back; hides that much."),
    ),
    run=_run,
    presets=(
        Preset("home", "The same site, with a home machine", {"who": "home"}, "Nothing about the code has changed."),
        Preset("busy", "A busy site, any machine", {"rate": 1000.0}, "A busy site needs no home."),
        Preset("seldom", "Ten requests in a hundred minutes", {"rate": 0.1, "who": "home"},
               "One door helps only if somebody knocks."),
    ),
    challenges=(
        Challenge(
            "four-nines",
            "One request a minute, a hundred machines: bring cold requests under 0.01 percent.",
            lambda values, _: (
                float(values["rate"]) <= 1
                and float(values["machines"]) >= 100
                and float(values["stays"]) <= 10
                and cold_share(float(values["rate"]), 1 if values["who"] == "home" else float(values["machines"]),
                               float(values["stays"])) < 0.0001
            ),
            "More traffic would have helped as well. Sending all of it to one door costs nothing.",
            "Leave the traffic alone. Who answers?",
            {"who": "home"},
        ),
        Challenge(
            "nobody-sees",
            "Leave nine of ten requests cold, and let nobody see it.",
            lambda values, outcome: outcome.measures[0].tone == "bad" and outcome.measures[2].text == "nothing",
            "A start that is shorter than the greeting is hidden behind it.",
            "What does a cold request wait for? Make that shorter.",
            {"start": 20.0},
        ),
    ),
    sources=("COLD2", "START"),
)  # fmt: skip
