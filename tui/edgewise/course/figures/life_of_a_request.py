"""``life-of-a-request``: the stations of a request on Workers, whose each is, and what the CPU clock does there."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line


@dataclass(frozen=True)
class Station:
    """One station: its name, whether your code is at work, what the CPU clock does, and what happens."""

    name: str
    yours: bool
    clock: str
    what: str


STATIONS = (
    Station("arrives", False, "stands",
            "The nearest place takes the request, greets the browser and decrypts what it sends."),
    Station("route", False, "stands",
            "Host and path are looked up: a custom domain, a route or workers.dev says which Worker it is for."),
    Station("files", False, "stands",
            "Is there a static file for the path? Then it is the answer, unless your code is set to run first."),
    Station("isolate", False, "1 s of its own",
            "An isolate with your code is found, or a new one is made. What stands outside your handlers runs in it."),
    Station("fetch()", True, "runs", "Your handler is called with the request. From here on the CPU clock is yours."),
    Station("await", True, "stands",
            "It waits for a store or another server. The clock stands, and the isolate serves other requests."),
    Station("answer", True, "runs", "Your handler returns a response. Its body may still be streaming."),
    Station("waitUntil", True, "runs",
            "What was handed to waitUntil may go on for up to 30 s. After that nothing of this call is left."),
)  # fmt: skip

_NAMES = 14


def _draw(width: int, state: int) -> list[Line]:
    canvas = Canvas(width)
    canvas.put(_NAMES, 0, "code", "muted")
    canvas.put(_NAMES + 10, 0, "CPU clock", "muted")
    for row, station in enumerate(STATIONS, start=1):
        here, past = row - 1 == state, row - 1 < state
        style = "accent" if here else "" if past else "muted"
        canvas.put(0, row, "▶" if here else "✓" if past else "·", style)
        canvas.put(2, row, station.name, "strong" if here else style)
        canvas.put(_NAMES, row, "█ yours" if station.yours else "░ theirs", style)
        canvas.put(_NAMES + 10, row, station.clock, style)
    canvas.paragraph(0, len(STATIONS) + 2, STATIONS[state].what, "strong")
    return canvas.lines()


def _describe() -> str:
    return "\n".join(
        f"{number}. {station.name} ({'your code' if station.yours else 'not your code'}, CPU clock: "
        f"{station.clock}): {station.what}"
        for number, station in enumerate(STATIONS, start=1)
    )


DRAWING = Drawing(
    id="life-of-a-request",
    title="The stations of a request",
    states=tuple(station.name for station in STATIONS),
    draw=_draw,
    describe=_describe,
    sources=("WLIM", "WHOW", "START"),
)
