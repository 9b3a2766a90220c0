"""``request-life``: one long job, tried four ways, over a time axis that is true to scale."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

JOB = 240
"""Seconds that the story's report takes. An example, not a measurement."""

TAB_CLOSED = 105
"""Second at which the reader of the story loses patience. An example."""

WAIT_UNTIL = 30
"""Seconds that ``waitUntil`` adds after the response, at most [WLIM]."""

BATCH_WAIT = 5
"""Seconds that a queue waits to fill a batch by default [QLIM]."""

AXIS = 300
"""Seconds that the axis shows."""

_LABEL = 11
_STROKES = {"wait": ("─", "muted"), "work": ("▆", "accent"), "held": ("░", "warning"), "lost": ("┄", "muted")}
_BRIEF = "▎"
_MARKS = {"ok": ("✓", "good"), "cut": ("✗", "bad"), "poll": ("○", "muted"), "none": ("✗", "bad")}


@dataclass(frozen=True)
class Stroke:
    """Something that lasts: from one second to another."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True)
class Lane:
    """One party of the story.

    Attributes:
        marks: ``(second, kind)`` pairs, drawn over the strokes.
        note: what to know, and the second below which it stands.
    """

    name: str
    strokes: tuple[Stroke, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    note: str = ""
    at: float = 0
    tone: str = "muted"


@dataclass(frozen=True)
class Attempt:
    """One way to run the job."""

    label: str
    lanes: tuple[Lane, ...]
    verdict: str
    good: bool
    words: str


ATTEMPTS = (
    Attempt(
        "Keep the request open",
        (
            Lane("browser", (Stroke("wait", 0, TAB_CLOSED),), ((TAB_CLOSED, "cut"),), "tab closed", TAB_CLOSED),
            Lane(
                "Function",
                (Stroke("work", 0, TAB_CLOSED), Stroke("lost", TAB_CLOSED, JOB)),
                ((TAB_CLOSED, "cut"),),
                "cancelled, 2 min 15 s short",
                TAB_CLOSED,
                "bad",
            ),
            Lane("report", (), (), "never written"),
        ),
        "The work lives as long as the connection. The tab closed; so did it.",
        False,
        "The browser waits while the Function works on a report of 4 minutes. After 1 minute 45 seconds "
        "the tab is closed. The Function is cancelled with the request, and the report is never written.",
    ),
    Attempt(
        "Answer first, work on",
        (
            Lane("browser", (), ((0, "ok"),), "202 Accepted, at once"),
            Lane(
                "Function",
                (Stroke("work", 0, WAIT_UNTIL), Stroke("lost", WAIT_UNTIL, JOB)),
                ((WAIT_UNTIL, "cut"),),
                "cut 30 s after the answer",
                WAIT_UNTIL,
                "bad",
            ),
            Lane("report", (), (), "never written; nobody is told"),
        ),
        "waitUntil is for the last few seconds of a request, not for a second life.",
        False,
        "The Function answers 202 Accepted at once and works on inside waitUntil. It is cut off 30 seconds "
        "after the answer, of the 240 it needs. The report is never written, and nobody was told.",
    ),
    Attempt(
        "Send to a queue, on Pages",
        (
            Lane("browser", (), ((0, "ok"),), "202 Accepted, at once"),
            Lane("Function", (Stroke("work", 0, 2),), (), "sends a message, is done"),
            Lane("queue", (Stroke("held", 2, AXIS),), (), "keeps the message safe", 0),
            Lane("consumer", (), (), "✗ none: Pages cannot have one", 0, "bad"),
            Lane("status", (), tuple((second, "poll") for second in range(20, AXIS, 40)), "queued, each time"),
        ),
        "Nothing fails. Nothing happens either.",
        False,
        "The Function sends one message to a queue and answers at once. The queue keeps the message. Nobody "
        "takes it out: a Pages project has no queue() handler. Each time the browser asks for the "
        "status, the answer is: queued.",
    ),
    Attempt(
        "Send to a queue, on Workers",
        (
            Lane("browser", (), ((0, "ok"),), "202 Accepted, at once"),
            Lane("fetch()", (Stroke("work", 0, 2),), (), "sends a message, is done"),
            Lane("queue", (Stroke("held", 2, 2 + BATCH_WAIT),), (), "waits up to 5 s for a batch"),
            Lane(
                "queue()",
                (Stroke("work", 2 + BATCH_WAIT, 2 + BATCH_WAIT + JOB),),
                ((2 + BATCH_WAIT + JOB, "ok"),),
                "works 4 min; may take 15",
                2 + BATCH_WAIT,
                "good",
            ),
            Lane(
                "status",
                (),
                (*((second, "poll") for second in range(20, JOB, 40)), (260, "ok")),
                "running, running … done",
                20,
            ),
        ),
        "The request ends at once. The work ends when it is finished.",
        True,
        "A Worker's fetch handler sends one message to a queue and answers at once. The queue waits up to "
        "5 seconds to fill a batch and delivers it to the queue handler of a Worker, which works for 4 "
        "minutes and may take up to 15. The browser asks for the status now and then: queued, running, done.",
    ),
)


def _axis(canvas: Canvas, track: int) -> None:
    """Minutes along the top."""
    step = 60 if track >= 50 else 120
    for second in range(0, AXIS, step):
        canvas.put(_LABEL + _column(second, track), 0, f"╷{second // 60} min" if second else "╷0", "muted")


def _column(second: float, track: int) -> int:
    """The column of a moment, within the track."""
    return min(track - 1, round(second / AXIS * track))


def _lane(canvas: Canvas, lane: Lane, row: int, track: int) -> int:
    """Draw one lane and its note; the row after it."""
    canvas.put(0, row, lane.name, "strong")
    for stroke in lane.strokes:
        glyph, style = _STROKES[stroke.kind]
        start = _column(stroke.start, track)
        length = max(1, _column(stroke.end, track) - start)
        brief = (stroke.end - stroke.start) / AXIS * track < 1
        canvas.put(_LABEL + start, row, _BRIEF if brief else glyph * length, style)
    for second, kind in lane.marks:
        glyph, style = _MARKS[kind]
        canvas.put(_LABEL + _column(second, track), row, glyph, style)
    if not lane.note:
        return row + 1
    ends = [max(_column(s.end, track), _column(s.start, track) + 1) for s in lane.strokes]
    ends += [_column(second, track) + 1 for second, _ in lane.marks]
    free = _LABEL + max(ends) + 1 if ends else _LABEL
    if free + len(lane.note) <= canvas.width:
        canvas.put(free, row, lane.note, lane.tone)
        return row + 1
    canvas.near(_LABEL + _column(lane.at, track), row + 1, lane.note, lane.tone, left=_LABEL)
    return row + 2


def _draw(width: int, state: int) -> list[Line]:
    """The lanes of one attempt under a common axis, then what came of it."""
    attempt = ATTEMPTS[state]
    canvas = Canvas(width)
    track = width - _LABEL - 1
    _axis(canvas, track)
    row = 1
    for lane in attempt.lanes:
        row = _lane(canvas, lane, row, track)
    mark, style = ("✓", "good") if attempt.good else ("✗", "bad")
    canvas.put(0, row + 1, mark, style)
    canvas.paragraph(2, row + 1, attempt.verdict, "strong")
    return canvas.lines()


def _describe() -> str:
    """Every attempt in words."""
    return "\n\n".join(
        f"{number}. {attempt.label}. {attempt.words} {attempt.verdict}"
        for number, attempt in enumerate(ATTEMPTS, start=1)
    )


DRAWING = Drawing(
    id="request-life",
    title="A report that takes four minutes, tried four ways",
    states=tuple(attempt.label for attempt in ATTEMPTS),
    draw=_draw,
    describe=_describe,
    sources=("WLIM", "QLIM", "MIG"),
)
