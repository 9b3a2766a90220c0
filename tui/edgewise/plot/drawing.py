"""A chart as lines of styled text: title, plot, axis, labels."""

from __future__ import annotations

import math

from edgewise.plot.canvas import Canvas
from edgewise.plot.model import Chart, Curve, Line, Span
from edgewise.plot.scale import ceiling, column_of, highest, places

LEAST_HEIGHT = 6
LEAST_WIDTH = 24
GUTTER = 7
"""Cells left of the plot at least, so that charts one below the other have their times one below the other."""

AROUND = 3
"""Lines besides the plot: the title, the axis, its labels."""

LONGEST_NAME = 12
"""Characters of a curve's name at its end."""

ARRIVING = "░"
"""What a bar is drawn with whose number may still grow."""


def draw(chart: Chart, width: int, height: int, cursor: int | None = None) -> list[Line]:
    """The chart in ``height`` lines of at most ``width`` cells.

    Args:
        cursor: the place on the axis whose values stand behind the title.

    Widths and heights below the least are drawn at the least.
    """
    width, height = max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT)
    top = max(chart.top, ceiling(chart.highest, chart.steps, chart.base))
    if chart.whole:
        top = max(1.0, float(math.ceil(top - 1e-9)))
    rows = height - AROUND
    labels = _labels(chart, top, rows)
    gutter = max(GUTTER, *(len(each) for each in labels))
    names = _names(chart, top, rows)
    columns = width - gutter - 1 - max((len(text) + 1 for text, _ in names.values()), default=0)
    canvas = Canvas(columns, rows)
    if chart.count:
        paint = _bars if chart.form == "bars" else _lines
        for curve in chart.curves:
            paint(canvas, chart, curve, top)
        _uprights(canvas, chart, cursor)
    lines = [_title(chart, width, cursor)]
    for row in range(rows):
        name = names.get(row, ("", ""))
        end = ((f" {name[0]}", name[1]),) if name[0] else ()
        lines.append(((f"{labels[row]:>{gutter}} ", "muted"), *canvas.row(row), *end))
    return [*lines, _axis(chart, gutter, columns, cursor), _ticks(chart, gutter, columns)]


def _labels(chart: Chart, top: float, rows: int) -> list[str]:
    """What stands left of each row of the plot: the top, zero, and the middle where it has a row and may be named."""
    labels = [""] * rows
    labels[0], labels[-1] = chart.written(top), chart.written(0)
    if rows >= 5 and rows % 2 and not (chart.whole and top % 2):
        labels[rows // 2] = chart.written(top / 2)
    return labels


def _names(chart: Chart, top: float, rows: int) -> dict[int, Span]:
    """Where each of several lines ends, its name: by row. Names that would meet move apart."""
    if chart.form != "lines" or len(chart.curves) < 2:
        return {}
    ends = []
    for curve in chart.curves:
        last = next((each for each in reversed(curve.values[: chart.final]) if each is not None), None)
        if last is not None:
            ends.append((last, curve))
    names: dict[int, Span] = {}
    for last, curve in sorted(ends, key=lambda each: -each[0]):
        row = max(0, min(rows - 1, round((1 - last / top) * (rows - 1))))
        free = [each for each in range(rows) if each not in names]
        if free:
            # Lines that end higher are named first, so the others move down.
            row = min(free, key=lambda each: (abs(each - row), -each))
            names[row] = (curve.label[:LONGEST_NAME], curve.style)
    return names


def _title(chart: Chart, width: int, cursor: int | None) -> Line:
    remark = _under(chart, cursor) if cursor is not None and 0 <= cursor < chart.count else chart.remark
    title = chart.title[:width]
    room = width - len(title) - 2
    shown = remark if len(remark) <= room else remark[: max(0, room - 1)] + "…" if room > 4 else ""
    return (
        ((title, "title"), ("  " + shown, "cursor" if cursor is not None else "muted"))
        if shown
        else ((title, "title"),)
    )


def _under(chart: Chart, cursor: int) -> str:
    """What the cursor stands on, in words."""
    parts = [chart.named(cursor)]
    for curve in chart.curves:
        value = curve.values[cursor] if cursor < len(curve.values) else None
        shown = "not reported" if value is None else chart.written(value)
        parts.append(f"{curve.label} {shown}".strip() if len(chart.curves) > 1 else shown)
    if cursor >= chart.final:
        parts.append("still arriving")
    return "  ".join(parts)


def _bars(canvas: Canvas, chart: Chart, curve: Curve, top: float) -> None:
    for column in range(canvas.width):
        among = places(column, canvas.width, chart.count)
        value = highest(curve.values, among)
        if value is None:
            canvas.fill(column, canvas.height - 1, "·", "muted")
            continue
        if _gap(column, canvas.width, chart.count):
            continue
        eighths = max(1, round(value / top * canvas.height * 8)) if value > 0 else 0
        arriving = among.start >= chart.final
        canvas.bar(column, eighths, "muted" if arriving else curve.style, ARRIVING if arriving else "█")


def _gap(column: int, columns: int, count: int) -> bool:
    """Whether a column stays free between two bars that are three cells wide or more."""
    return columns >= 3 * count and places(column + 1, columns, count).start != places(column, columns, count).start


def _lines(canvas: Canvas, chart: Chart, curve: Curve, top: float) -> None:
    """A dotted line. It ends where the data is not final: a fall there would be none."""
    before: tuple[int, int] | None = None
    wide, high = canvas.width * 2, canvas.height * 4
    for place in range(min(len(curve.values), chart.final)):
        value = curve.values[place]
        if value is None:
            before = None
            continue
        x = round((place + 0.5) * wide / chart.count - 0.5)
        y = round((1 - value / top) * (high - 1))
        canvas.stroke(*(before or (x, y)), x, y, curve.style)
        before = (x, y)


def _uprights(canvas: Canvas, chart: Chart, cursor: int | None) -> None:
    """The cursor, and what is marked, as faint lines behind what is drawn."""
    for mark in chart.marks:
        if 0 <= mark.at < chart.count:
            for row in range(canvas.height):
                canvas.fill(column_of(mark.at, canvas.width, chart.count), row, "┊", "mark")
    if cursor is not None and 0 <= cursor < chart.count:
        for row in range(canvas.height):
            canvas.fill(_middle(cursor, canvas.width, chart.count), row, "│", "cursor")


def _axis(chart: Chart, gutter: int, columns: int, cursor: int | None) -> Line:
    line = Canvas(columns, 1)
    for column in range(columns):
        arriving = chart.count and places(column, columns, chart.count).start >= chart.final
        line.put(column, 0, "╌" if arriving else "─", "muted")
    for place, _ in chart.ticks:
        if 0 <= place < chart.count:
            line.put(column_of(place, columns, chart.count), 0, "┬", "muted")
    for mark in chart.marks:
        if 0 <= mark.at < chart.count:
            line.put(column_of(mark.at, columns, chart.count), 0, "▲", "mark")
    if cursor is not None and 0 <= cursor < chart.count:
        line.put(_middle(cursor, columns, chart.count), 0, "┃", "cursor")
    return ((" " * gutter + "└", "muted"), *line.row(0))


def _ticks(chart: Chart, gutter: int, columns: int) -> Line:
    """The labels of the axis that there is room for, each under its place."""
    text = [" "] * columns
    free = 0
    for place, label in chart.ticks:
        at = column_of(place, columns, max(1, chart.count))
        if at >= free and at + len(label) <= columns:
            text[at : at + len(label)] = label
            free = at + len(label) + 2
    return ((" " * (gutter + 1) + "".join(text), "muted"),)


def _middle(place: int, columns: int, count: int) -> int:
    """The column in the middle of those that show a place."""
    return max(0, min(columns - 1, int((place + 0.5) * columns / count)))
