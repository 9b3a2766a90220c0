"""``who-sees-what``: a value changes in one place; when does somebody in another place read the new one?"""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line
from edgewise.course.simulators.base import Challenge, Measure, Number, Outcome, Pick, Preset, Simulation, Values

STORES = (
    ("kv", "KV"),
    ("d1", "D1, without a session"),
    ("d1-copy", "D1, a session, no bookmark"),
    ("d1-mark", "D1, a session, with bookmark"),
    ("r2", "R2"),
    ("object", "a Durable Object"),
)
AFTER = 600.0
"""Seconds after the write that are looked at."""


@dataclass(frozen=True)
class View:
    """What the reader's place answers.

    Attributes:
        until: seconds after the write until which a read may be old; 0 for never.
        asks: where a read goes.
        because: why it is so.
    """

    until: float
    asks: str
    because: str


def view(values: Values) -> View:
    """What ``values`` lead to."""
    store, ttl, lag = str(values["store"]), float(values["ttl"]), float(values["lag"])
    before = float(values["before"])
    if store == "kv":
        if before >= ttl:
            return View(0.0, "its place, then a central store", "its place had no copy any more, and had to ask")
        return View(ttl - before, "its place", "its place goes on using the copy that it has")
    if store == "d1-copy":
        return View(lag, "the nearest copy", "the copy has not heard of the write yet")
    if store == "d1-mark":
        return View(0.0, "a copy that is new enough", "the bookmark says how new the answer must be")
    asks = {"d1": "the one place that writes", "object": "the object", "r2": "the bucket"}[store]
    return View(0.0, asks, "whoever reads after the write sees it")


def _run(values: Values) -> Outcome:
    seen, again = view(values), float(values["again"])
    old = again < seen.until
    measures = (
        Measure("The reader sees", "the old value" if old else "the new value", "bad" if old else "good"),
        Measure("The old one, until", f"{_time(seen.until)} after the write" if seen.until else "never"),
        Measure("The read goes to", seen.asks),
        Measure("Because", seen.because),
    )
    return Outcome(measures, picture=lambda width: _picture(width, values, seen), remark=_remark(values, seen, old))


def _remark(values: Values, seen: View, old: bool) -> str:
    if old:
        return "Nobody gets an error. The reader acts on what was true before."
    if values["store"] == "kv" and seen.until:
        return "The copy was given up in time. Had somebody read it just before the write, it would still be there."
    if values["store"] == "kv":
        return "Its place had nothing to hold on to. That is luck: another reader there would have changed it."
    return "No luck is needed here. The price is the way to where the answer is known."


def _picture(width: int, values: Values, seen: View) -> list[Line]:
    """Two lanes: what is stored, and what the reader's place answers."""
    canvas = Canvas(width)
    left = 13
    track = width - left - 1
    span = max(60.0, min(AFTER, 1.3 * max(seen.until, float(values["again"]), 20.0)))
    start = 0.2 * span

    def column(seconds: float) -> int:
        return left + max(0, min(track - 1, round((seconds + start) / (span + start) * (track - 1))))

    canvas.put(column(0), 0, "▼ write", "strong")
    canvas.put(0, 1, "stored", "strong")
    canvas.put(left, 1, "░" * (column(0) - left), "muted")
    canvas.put(column(0), 1, "█" * (left + track - column(0)), "good")
    canvas.put(0, 3, "the reader's", "strong")
    canvas.put(0, 4, "place", "strong")
    change = column(seen.until)
    canvas.put(left, 3, "░" * (change - left), "muted")
    canvas.put(change, 3, "█" * (left + track - change), "good")
    if seen.until:
        canvas.near(column(0), 4, f"old for {_time(seen.until)}", "bad", left)
    at = column(float(values["again"]))
    canvas.put(at, 5, "▲", "accent")
    canvas.near(at + 2, 5, "read", "accent", left)
    canvas.put(0, 7, "░ old   █ new", "muted")
    return canvas.lines()


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:g} s" if seconds < 120 else f"{seconds / 60:.0f} min"


SIMULATION = Simulation(
    id="who-sees-what",
    title="Who sees which value, and when",
    parameters=(
        Pick("store", "The value is in", "kv", STORES),
        Number("before", "Last read there", 10.0, (0, 5, 10, 30, 59, 60, 120, 300), 0, 3600,
               lambda v: f"{_time(v)} before the write" if v else "at the write",
               "In the reader's place, by anybody."),
        Number("ttl", "A place keeps a copy", 60.0, (60, 120, 300, 600), 60, 3600, _time, "cacheTtl of KV.", "KVHOW"),
        Number("again", "The reader asks", 20.0, (0, 1, 5, 20, 40, 60, 120, 300), 0, 600,
               lambda v: f"{_time(v)} after it" if v else "at the write"),
        Number("lag", "A copy of D1 is behind by", 0.5, (0.05, 0.1, 0.5, 1, 2, 10), 0, 60, _time, "Made up."),
    ),
    run=_run,
    presets=(
        Preset("unlucky", "KV, read just before the write", {"before": 0.0, "again": 40.0},
               "The copy is as fresh as it can be, and wrong."),
        Preset("lucky", "KV, not read for long", {"before": 300.0}, "The same store, the same write."),
        Preset("bookmark", "D1, with the writer's bookmark", {"store": "d1-mark", "again": 0.0},
               "The reader shows what it has seen already."),
    ),
    challenges=(
        Challenge(
            "five-minutes",
            "Let a reader of KV see the old value two minutes after the write.",
            lambda values, outcome: values["store"] == "kv" and float(values["again"]) >= 120
            and outcome.measures[0].tone == "bad",
            "A longer cacheTtl makes reads quicker and changes later: it is the same knob.",
            "How long may a place keep its copy?",
            {"ttl": 300.0, "again": 120.0},
        ),
        Challenge(
            "at-once",
            "Let the reader see the new value at the very moment of the write, whoever has read before.",
            lambda values, outcome: float(values["again"]) == 0 and values["store"] != "kv"
            and outcome.measures[0].tone == "good",
            "One place knows, and is asked. Or the reader says how new the answer must be.",
            "Choose a store in which one place knows the newest value.",
            {"store": "object", "again": 0.0},
        ),
    ),
    sources=("KVHOW", "KVLIM", "D1RR", "R2CON"),
)  # fmt: skip
