"""``queue-flow``: the life of one message, from accepted to acknowledged or dead."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

_BOX = 15


@dataclass(frozen=True)
class Moment:
    """One state of the message.

    Attributes:
        at: parts of the picture that are lit: ``fetch``, ``send``, ``queue``, ``deliver``,
            ``consumer``, ``ack``, ``fail``, ``retry``, ``dead``.
        status: what the job's status says to whoever asks.
        operations: what has been counted for the bill so far [QPRI].
    """

    label: str
    at: frozenset[str]
    status: str
    operations: str
    text: str


MOMENTS = (
    Moment(
        "Accepted",
        frozenset({"fetch", "send"}),
        "queued",
        "1 write",
        "fetch() writes the message and answers the browser: 202 Accepted.",
    ),
    Moment(
        "Waiting",
        frozenset({"queue"}),
        "queued",
        "1 write",
        "The queue collects a batch: until 10 messages are there, or 5 seconds are over.",
    ),
    Moment(
        "Delivered",
        frozenset({"deliver", "consumer"}),
        "running",
        "1 write, 1 read",
        "queue() is called with the batch. It has 15 minutes. The message is not deleted yet.",
    ),
    Moment(
        "Acknowledged",
        frozenset({"consumer", "ack"}),
        "done",
        "1 write, 1 read, 1 delete",
        "queue() returned, or called ack(). Only now is the message deleted.",
    ),
    Moment(
        "Retried",
        frozenset({"consumer", "fail", "retry"}),
        "running, attempt 2",
        "1 write, 2 reads",
        "queue() threw, or called retry(). The message is delivered again: 3 retries by default.",
    ),
    Moment(
        "Dead letter",
        frozenset({"consumer", "fail", "dead"}),
        "failed",
        "2 writes, 4 reads",
        "The 4th delivery failed too. The message moves to a second queue. Without one, it is deleted.",
    ),
)


def _style(moment: Moment, part: str) -> str:
    """How a part of the picture looks now."""
    if part not in moment.at:
        return "muted"
    return {"ack": "good", "fail": "warning", "retry": "warning", "dead": "bad"}.get(part, "accent")


def _box(canvas: Canvas, x: int, y: int, wide: int, text: str, style: str) -> None:
    """A named box, three rows high."""
    canvas.put(x, y, "┌" + "─" * (wide - 2) + "┐", style)
    canvas.put(x, y + 1, "│" + text.center(wide - 2) + "│", style)
    canvas.put(x, y + 2, "└" + "─" * (wide - 2) + "┘", style)


def _picture(canvas: Canvas, moment: Moment) -> int:
    """Producer, queue and consumer in a row; below, the two ways out of a failure; the row after."""
    gap = (canvas.width - 3 * _BOX) // 2
    middle, right = _BOX + gap, 2 * (_BOX + gap)
    centre, end = middle + _BOX // 2, right + _BOX // 2

    def style(part: str) -> str:
        return _style(moment, part)

    _box(canvas, 0, 1, _BOX, "fetch()", style("fetch"))
    _box(canvas, middle, 1, _BOX, "●  ●  ●" if "queue" in moment.at else "queue", style("queue"))
    _box(canvas, right, 1, _BOX, "queue()", style("consumer"))
    _arrow(canvas, _BOX, gap, "send", style("send"), "send" in moment.at)
    _arrow(canvas, middle + _BOX, gap, "batch", style("deliver"), "deliver" in moment.at)
    canvas.put(end - 5, 0, "✓ deleted" if "ack" in moment.at else "○ deleted", style("ack"))
    canvas.put(end + 5, 0, "▲", style("ack"))
    canvas.put(end, 4, "│", style("fail"))
    canvas.put(centre, 4, "▲", style("retry"))
    canvas.put(centre, 5, "└" + "─" * (end - centre - 1), style("retry"))
    canvas.put(centre + 2, 4, "retry", style("retry"))
    if "retry" in moment.at:
        canvas.put((centre + end) // 2, 5, "●", style("retry"))
    canvas.put(end, 5, "┤", style("fail"))
    canvas.put(end, 6, "▼", style("dead"))
    canvas.put(end - 7, 7, "✗ dead letters" if "dead" in moment.at else "○ dead letters", style("dead"))
    return 9


def _arrow(canvas: Canvas, x: int, gap: int, name: str, style: str, loaded: bool) -> None:
    """An arrow between two boxes, with the message on it when it is under way."""
    canvas.put(x, 2, "─" * (gap - 1) + "▶", style)
    canvas.put(x + 2, 1, name, style)
    if loaded:
        canvas.put(x + gap // 2, 2, "●", style)


def _list(canvas: Canvas, moment: Moment) -> int:
    """The states one below the other, for narrow places; the row after."""
    for row, other in enumerate(MOMENTS):
        here = other is moment
        canvas.spans(0, row, ("▶ " if here else "○ ", "accent" if here else "muted"))
        canvas.put(2, row, other.label, "accent" if here else "muted")
    return len(MOMENTS) + 1


def _draw(width: int, state: int) -> list[Line]:
    """The picture with the current part lit, then what is true at this moment."""
    canvas = Canvas(width)
    moment = MOMENTS[state]
    row = _picture(canvas, moment) if width >= 62 else _list(canvas, moment)
    row = canvas.paragraph(0, row, moment.text, "strong") + 1
    canvas.spans(0, row, ("status  ", "muted"), (moment.status, ""))
    canvas.spans(0, row + 1, ("billed  ", "muted"), (moment.operations, ""))
    return canvas.lines()


def _describe() -> str:
    """Every moment in words."""
    return "\n\n".join(
        f"{number}. {moment.label}. {moment.text} Status: {moment.status}. Billed so far: {moment.operations}."
        for number, moment in enumerate(MOMENTS, start=1)
    )


DRAWING = Drawing(
    id="queue-flow",
    title="The life of one message",
    states=tuple(moment.label for moment in MOMENTS),
    draw=_draw,
    describe=_describe,
    sources=("QLIM", "QPRI"),
)
