"""``which-road``: describe a Next.js application, and see which roads it can take on Cloudflare."""

from __future__ import annotations

from typing import cast

from edgewise.course.roads import App, Middleware, Road, best, roads
from edgewise.course.simulators.base import (
    Challenge,
    Measure,
    Number,
    Outcome,
    Pick,
    Preset,
    Simulation,
    Tone,
    Values,
)

_TONES: dict[str, Tone] = {"yes": "good", "with care": "warning", "no": "bad"}
_YES = (("no", "no"), ("yes", "yes"))


def _app(values: Values) -> App:
    return App(
        major=int(float(values["major"])),
        middleware=cast(Middleware, str(values["middleware"])),
        **{name: values[name] == "yes" for name in ("server", "edge", "node", "kept", "images", "beta", "more",
                                                     "on_pages")},
    )  # fmt: skip


def _run(values: Values) -> Outcome:
    found = roads(_app(values))
    first = best(found)
    rows = tuple(
        (
            Measure("", f"{'▶' if road is first else ' '} {road.name}", "accent" if road is first else ""),
            Measure("can", road.fits, _TONES[road.fits]),
            Measure("because", road.because),
        )
        for road in found
    )
    cares = len(first.all) if first else 0
    measures = (
        Measure("Try first", first.name if first else "none of them", "accent" if first else "bad"),
        Measure("Open roads", f"{sum(road.fits != 'no' for road in found)} of {len(found)}"),
        Measure("To do on it", "; ".join(first.all) if first and cares else "nothing" if first else "-"),
    )
    return Outcome(measures, head=("", "can", "because"), rows=rows, remark=_remark(first))


def _remark(first: Road | None) -> str:
    if first is None:
        return "Change one thing: the version, the middleware, or whether a beta will do."
    if first.name == "static export":
        return "Files only: the same on Pages and on Workers, and free on both."
    if first.name == "stay for now":
        return "It runs today. Nobody mends it any more, so have a date in mind."
    return "A road with cares can be taken. Each care is a piece of work before the move."


SIMULATION = Simulation(
    id="which-road",
    title="Which road for a Next.js application",
    parameters=(
        Number("major", "Next.js", 15.0, (14, 15, 16), 13, 17, lambda v: f"{v:.0f}"),
        Pick("server", "Code for each request", "yes", _YES, "Pages rendered for a request, APIs."),
        Pick("node", "Needs Node.js", "yes", _YES, "Itself, or a package it uses."),
        Pick("edge", "runtime = edge", "no", _YES, "In some of its routes."),
        Pick("middleware", "Middleware", "none", (("none", "none"), ("edge", "edge runtime"), ("node", "Node.js"))),
        Pick("kept", "Keeps pages for a while", "no", _YES, "revalidate, ISR."),
        Pick("images", "Makes images smaller", "no", _YES, "next/image."),
        Pick("more", "Needs more than Pages has", "no", _YES, "A consumer, a clock, an object."),
        Pick("on_pages", "Runs on Pages today", "no", _YES, "With next-on-pages."),
        Pick("beta", "A beta will do", "no", _YES),
    ),
    run=_run,
    presets=(
        Preset("story", "The story's site: exported files", {"server": "no", "node": "no", "more": "yes"},
               "Files, and one Function beside them."),
        Preset("old", "A site on next-on-pages",
               {"edge": "yes", "node": "no", "on_pages": "yes", "middleware": "edge"},
               "It may stay. What would make it go?"),
        Preset("new", "A new application", {"major": 16.0, "kept": "yes", "images": "yes", "beta": "yes"},
               "Two roads are open."),
    ),
    challenges=(
        Challenge(
            "only-one",
            "Find an application with server code that has one road, and that road is vinext.",
            lambda values, outcome: values["server"] == "yes"
            and [row[1].text != "no" for row in outcome.rows] == [False, False, True, False],
            "Middleware on Node.js keeps it off OpenNext, and version 16 lets it on vinext.",
            "What does OpenNext not have?",
            {"major": 16.0, "middleware": "node", "beta": "yes"},
        ),
        Challenge(
            "away-from-pages",
            "A site on next-on-pages may stay as it is. Change one thing of it, so that it must go.",
            lambda values, outcome: values["on_pages"] == "yes" and values["server"] == "yes"
            and (values["node"] == "no") and outcome.rows[3][1].text == "no",
            "A job that outlives the request, a clock, or Next.js 16: Pages has none of these.",
            "Begin with the preset. What does Pages not have?",
            {"edge": "yes", "node": "no", "on_pages": "yes", "middleware": "edge", "more": "yes"},
        ),
    ),
    sources=("NOP", "ONX", "ONXD", "NEXTCF"),
    project=True,
)  # fmt: skip
