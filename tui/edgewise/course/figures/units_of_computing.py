"""``units-of-computing``: what you rent, from a whole machine to one isolate, and what comes with it."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

LAYERS = ("code", "runtime", "system files", "kernel", "machine")

YOURS, COPY, SHARED = "yours", "a copy", "shared"
_CELLS = {YOURS: ("█ yours", "strong"), COPY: ("▒ a copy", "warning"), SHARED: ("░ shared", "muted")}
_MEANS = {
    YOURS: "you choose it and patch it",
    COPY: "theirs, started for you alone",
    SHARED: "theirs, and already running",
}


@dataclass(frozen=True)
class Unit:
    """One unit of computing.

    Attributes:
        layers: for each of ``LAYERS``, whose it is.
        start: milliseconds from nothing to your code, lowest and highest; ``None`` if nobody measured.
        memory: megabytes taken before your code takes any, lowest and highest.
        idle: dollars for a month (730 hours) in which nobody calls, from a small size to a larger:
            t3.micro to m7g.large; 0.25 vCPU with 0.5 GB to 1 vCPU with 2 GB; free plan to paid.
        start_words, memory_words, idle_words: the same in words, with what exactly was measured.
        sources: keys.
    """

    name: str
    example: str
    layers: tuple[str, ...]
    start: tuple[float, float] | None
    start_words: str
    memory: tuple[float, float] | None
    memory_words: str
    idle: tuple[float, float] | None
    idle_words: str
    sources: tuple[str, ...]


UNITS = (
    Unit(
        "server",
        "a machine you own",
        (YOURS, YOURS, YOURS, YOURS, YOURS),
        None,
        "ordered and delivered",
        None,
        "the whole machine",
        None,
        "paid for, used or not",
        (),
    ),
    Unit(
        "VM",
        "a virtual machine, such as EC2",
        (YOURS, YOURS, YOURS, YOURS, SHARED),
        (25_800, 25_800),
        "25.8 s",
        (512, 2_048),
        "0.5–2 GB",
        (7.59, 59.57),
        "$7.59–59.57",
        ("EC2BOOT", "CALO", "EC2P"),
    ),
    Unit(
        "container",
        "a container; the price is Fargate's",
        (YOURS, YOURS, YOURS, SHARED, SHARED),
        (100, 2_000),
        "100 ms–2 s",
        (50, 500),
        "50–500 MB",
        (9.01, 36.04),
        "$9.01–36.04",
        ("CALO", "FARG"),
    ),
    Unit(
        "function",
        "a function in a microVM: AWS Lambda",
        (YOURS, COPY, COPY, COPY, SHARED),
        (242, 242),
        "242 ms",
        (5, 5),
        "5 MiB + guest system",
        (0, 0),
        "$0",
        ("LGIST", "FIRE", "LAMP"),
    ),
    Unit(
        "isolate",
        "a function in an isolate: Workers",
        (YOURS, SHARED, SHARED, SHARED, SHARED),
        (5, 5),
        "5 ms",
        None,
        "a tenth of Node on Lambda",
        (0, 5),
        "$0 free, $5 paid plan",
        ("VELO", "WPRI"),
    ),
)

_LABEL = 15
_ROOM = 13
_WIDE = 72


def _matrix(canvas: Canvas, state: int) -> int:
    """Every unit a column, the current one marked; the row after."""
    pitch = (canvas.width - _LABEL) // len(UNITS)
    for index, unit in enumerate(UNITS):
        x = _LABEL + index * pitch
        if index == state:
            canvas.spans(x, 0, ("▶ ", "accent"), (unit.name, "accent"))
        else:
            canvas.put(x + 2, 0, unit.name, "muted")
        for row, whose in enumerate(unit.layers, start=1):
            text, style = _CELLS[whose]
            canvas.put(x + 2, row, text, style if index == state else "muted")
    for row, layer in enumerate(LAYERS, start=1):
        canvas.put(0, row, layer)
    return len(LAYERS) + 1


def _stack(canvas: Canvas, unit: Unit) -> int:
    """One unit alone, for narrow places; the row after."""
    canvas.spans(0, 0, ("▶ ", "accent"), (unit.name, "accent"))
    for row, (layer, whose) in enumerate(zip(LAYERS, unit.layers, strict=True), start=1):
        text, style = _CELLS[whose]
        canvas.put(2, row, layer)
        canvas.put(_LABEL + 4, row, text, style)
    return len(LAYERS) + 1


def _log(value: float, low: float, high: float, track: int) -> int:
    """Cells on an axis of powers of ten."""
    return round((log10(value) - log10(low)) / (log10(high) - log10(low)) * track)


def _measures(canvas: Canvas, row: int, unit: Unit) -> int:
    """Start, memory and idle cost of one unit, each on the scale all units share; the row after."""
    track = canvas.width - _LABEL - _ROOM
    scales = (
        ("starts in", unit.start, unit.start_words, 1, 100_000),
        ("memory", unit.memory, unit.memory_words, 1, 10_240),
    )
    for label, span, words, low, high in scales:
        canvas.put(0, row, label)
        end = _LABEL - 1
        if span:
            end = canvas.reach(_LABEL, row, *(_log(value, low, high, track) for value in span))
        canvas.near(end + 1, row, words, "strong", left=end)
        row += 1
    canvas.put(0, row, "idle, a month")
    end = _LABEL - 1
    if unit.idle and unit.idle[1]:
        low, high = (round(dollars / 60 * track) for dollars in unit.idle)
        end = canvas.put(_LABEL, row, "▆" * low, "accent")
        end = canvas.put(end, row, "░" * (high - low), "accent")
    canvas.near(end + 1, row, unit.idle_words, "strong", left=end)
    return row + 1


def _draw(width: int, state: int) -> list[Line]:
    """Who looks after which layer, then what the current unit costs in time, memory and money."""
    canvas = Canvas(width)
    unit = UNITS[state]
    row = _matrix(canvas, state) if width >= _WIDE else _stack(canvas, unit)
    canvas.put(0, row + 1, unit.example, "accent")
    below = _measures(canvas, row + 2, unit) + 1
    for row, (whose, means) in enumerate(_MEANS.items(), start=below):
        text, style = _CELLS[whose]
        canvas.spans(0, row, (f"{text:<10}", style if whose in unit.layers else "muted"), (means, "muted"))
    return canvas.lines()


def _describe() -> str:
    """Every unit in words."""
    parts = []
    for number, unit in enumerate(UNITS, start=1):
        layers = "; ".join(f"{layer}: {whose}" for layer, whose in zip(LAYERS, unit.layers, strict=True))
        parts.append(
            f"{number}. {unit.name} ({unit.example}). {layers}. Starts in: {unit.start_words}. "
            f"Memory before your code takes any: {unit.memory_words}. "
            f"Idle for a month: {unit.idle_words}."
        )
    meaning = "; ".join(f"{whose}: {means}" for whose, means in _MEANS.items())
    return f"Whose each layer is. {meaning}.\n\n" + "\n\n".join(parts)


DRAWING = Drawing(
    id="units-of-computing",
    title="What you rent, and what comes with it",
    states=("Server", "Virtual machine", "Container", "Function in a microVM", "Function in an isolate"),
    draw=_draw,
    describe=_describe,
    sources=tuple(sorted({key for unit in UNITS for key in unit.sources})),
)
