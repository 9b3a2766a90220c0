"""``gradual-release``: a new version with a fault, given to a part of the requests: who is hit, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values
from edgewise.plot.model import Chart, Curve
from edgewise.plot.units import count

SHARES = (1.0, 2.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0)
NEVER = 24 * 60.0
"""Minutes after which this counts as not noticed at all."""


@dataclass(frozen=True)
class Course:
    """How it went: minutes until it was noticed, errors until then, and until it was taken back."""

    noticed: float
    errors_then: float
    errors: float


def went(values: Values, share: float) -> Course:
    """What happens when ``share`` percent of the requests meet the new version."""
    a_minute = float(values["requests"]) * share / 100 * float(values["fault"]) / 100
    alarm = float(values["alarm"])
    noticed = alarm / a_minute if a_minute else NEVER
    if noticed >= NEVER:
        return Course(NEVER, a_minute * NEVER, a_minute * NEVER)
    return Course(noticed, alarm, alarm + a_minute * float(values["back"]))


def mixed(share: float, requests: float, keyed: bool) -> float:
    """The share of visits, 0 to 1, whose requests meet both versions."""
    part = share / 100
    return 0.0 if keyed else 1 - part**requests - (1 - part) ** requests


def _run(values: Values) -> Outcome:
    share = float(values["share"])
    found = went(values, share)
    both = mixed(share, float(values["visit"]), values["who"] == "key")
    hidden = found.noticed >= NEVER
    measures = (
        Measure("Requests that failed", count(round(found.errors)), "bad" if found.errors > 1000 else ""),
        Measure("Noticed after", _minutes(found.noticed), "bad" if hidden else "good"),
        Measure("Of them after the alarm", count(round(found.errors - found.errors_then)), "",
                "while it is taken back"),
        Measure("Visits that meet both", f"{100 * both:.0f} %", "warning" if both > 0.05 else "good"),
    )  # fmt: skip
    chart = Chart(
        "Requests that failed, by share of the new version",
        (Curve("failed", tuple(went(values, each).errors for each in SHARES)),),
        ticks=tuple((at, f"{SHARES[at]:g} %") for at in (0, 3, 5, 7)),
        written=count,
        named=lambda at: f"{SHARES[at]:g} %",
    )
    return Outcome(measures, (chart,), remark=_remark(share, hidden, both))


def _remark(share: float, hidden: bool, both: float) -> str:
    if hidden:
        return "Too small a share hides the fault: nobody sees it, and it is still there at 100 percent."
    if share == 100:
        return "Everybody meets the fault until somebody takes it back."
    if both > 0.2:
        return "A page of one version asks for files of the other. Give each visitor a key."
    return "A part of the visitors finds the fault for all the others."


def _minutes(value: float) -> str:
    if value >= NEVER:
        return "not within a day"
    if value < 1:
        return f"{value * 60:.0f} s"
    return f"{value:.0f} min" if value < 120 else f"{value / 60:.1f} h"


SIMULATION = Simulation(
    id="gradual-release",
    title="A new version, for some",
    parameters=(
        Number("share", "The new version gets", 100.0, SHARES, 0.1, 100, lambda v: f"{v:g} %", "Of the requests."),
        Pick("who", "Who gets it", "chance",
             (("chance", "each request by chance"), ("key", "each visitor by a key"))),
        Number("requests", "Requests", 600.0, (10, 60, 600, 6000), 0, 1e7, lambda v: f"{v:,.0f} a minute"),
        Number("fault", "Of its requests fail", 20.0, (0.1, 1, 5, 20, 100), 0, 100, lambda v: f"{v:g} %"),
        Number("alarm", "Noticed at", 50.0, (5, 20, 50, 200), 1, 1e6, lambda v: f"{v:,.0f} errors",
               "When the alarm goes off, or somebody looks."),
        Number("back", "Taken back within", 5.0, (0.5, 1, 5, 15, 60), 0, 1440, lambda v: f"{v:g} min"),
        Number("visit", "A visit has", 6.0, (1, 3, 6, 20), 1, 1000, lambda v: f"{v:.0f} requests", "Page and data."),
    ),
    run=_run,
    presets=(
        Preset("one-percent", "To one percent first", {"share": 1.0}, "It takes longer, and hits fewer."),
        Preset("rare", "A rare fault, one percent", {"share": 1.0, "fault": 0.1, "requests": 60.0},
               "A fault that is rare needs many requests to be seen."),
        Preset("mixed", "Half and half", {"share": 50.0}, "Look at the visits that meet both versions."),
    ),
    challenges=(
        Challenge(
            "few-errors",
            "A fifth of the requests of the new version fail. Let fewer than 60 fail in all.",
            lambda values, outcome: (
                float(values["fault"]) >= 20 and float(values["requests"]) >= 600 and float(values["alarm"]) >= 50
                and float(values["back"]) >= 5 and went(values, float(values["share"])).errors < 60
            ),
            "Most of the damage is done between the alarm and the rollback. A small share makes that part small.",
            "Leave the fault and the alarm alone. How many meet it meanwhile?",
            {"share": 1.0},
        ),
        Challenge(
            "no-mixed-visit",
            "At 25 percent, let no visit meet both versions.",
            lambda values, outcome: float(values["share"]) == 25 and float(values["visit"]) > 1
            and outcome.measures[3].text == "0 %",
            "With a key, chance decides once for each visitor, and not again for each request.",
            "Who gets it?",
            {"share": 25.0, "who": "key"},
        ),
    ),
    sources=("GRAD", "AFFIN"),
)  # fmt: skip
