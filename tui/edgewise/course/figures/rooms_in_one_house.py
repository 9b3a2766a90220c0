"""``rooms-in-one-house``: the code of twelve customers, in a container each and in an isolate each, to scale."""

from __future__ import annotations

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

TIMES = 10
"""How much more memory a process of its own takes than an isolate [VELO]."""

CUSTOMERS = 12
_STATES = ("A container each", "An isolate each")
_SAYS = (
    "Each customer has a whole process: code, a runtime and what the runtime needs.",
    "One process and one runtime for all. Each customer has a room in it, and no way into the next.",
)


def _draw(width: int, state: int) -> list[Line]:
    canvas = Canvas(width)
    canvas.put(0, 0, f"{CUSTOMERS} customers. ▆ is one isolate's memory", "muted")
    row = 2
    per_row = max(1, width // (TIMES + 2))
    if state == 0:
        for customer in range(CUSTOMERS):
            across, down = customer % per_row, customer // per_row
            canvas.put(across * (TIMES + 2), row + down, "▆", "accent")
            canvas.put(across * (TIMES + 2) + 1, row + down, "▒" * (TIMES - 1), "warning")
        row += (CUSTOMERS - 1) // per_row + 1
    else:
        end = canvas.put(0, row, "▆" * CUSTOMERS, "accent")
        canvas.put(end + 1, row, "░" * (TIMES - 1), "muted")
        row += 1
    canvas.put(0, row + 1, "▆ your code", "accent")
    canvas.put(13, row + 1, "▒ a runtime of its own" if state == 0 else "░ one runtime for all", "muted")
    total = CUSTOMERS * TIMES if state == 0 else CUSTOMERS + TIMES - 1
    canvas.put(0, row + 2, f"In all {total} ▆", "strong")
    canvas.paragraph(0, row + 4, _SAYS[state])
    return canvas.lines()


def _describe() -> str:
    return "\n\n".join(
        f"{number}. {name}. {says} Memory in all, in isolates: {total}."
        for number, (name, says, total) in enumerate(
            zip(_STATES, _SAYS, (CUSTOMERS * TIMES, CUSTOMERS + TIMES - 1), strict=True), start=1
        )
    )


DRAWING = Drawing(
    id="rooms-in-one-house",
    title="Twelve customers on one machine",
    states=_STATES,
    draw=_draw,
    describe=_describe,
    sources=("VELO", "ISOL"),
)
