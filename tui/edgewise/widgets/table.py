"""A table as lines: columns as wide as their text needs, cells wrapped where there is not enough room."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.widgets.flow import EMPTY, wrapped

_GAP = "   "
_LEAST = 8


def table_lines(
    head: Sequence[Content], rows: Sequence[Sequence[Content]], width: int, *, fold: bool = True
) -> list[Content]:
    """The table in ``width`` cells: a bold head, a rule, the rows.

    A cell that does not fit is wrapped, or cut with an ellipsis unless ``fold``.
    """
    widths = column_widths([head, *rows], width)
    rule = Content.styled("─" * (sum(widths) + len(_GAP) * (len(widths) - 1)), "$text-disabled")
    lines = [*_row([cell.stylize("bold") for cell in head], widths, fold), rule]
    for row in rows:
        lines.extend(_row(row, widths, fold))
    return lines


def column_widths(rows: Sequence[Sequence[Content]], width: int) -> list[int]:
    """What each column gets: its longest text, or its share where all together are too wide.

    Narrow columns keep what they need; the wide ones share the rest in proportion.
    """
    count = max(len(row) for row in rows)
    needs = [max((row[at].cell_length for row in rows if at < len(row)), default=1) or 1 for at in range(count)]
    room = max(count * _LEAST, width - len(_GAP) * (count - 1))
    if sum(needs) <= room:
        return needs
    widths = [0] * count
    open_columns = sorted(range(count), key=lambda at: needs[at])
    while open_columns:
        share = room // len(open_columns)
        at = open_columns.pop(0)
        widths[at] = min(needs[at], max(_LEAST, share))
        room -= widths[at]
    return widths


def _row(cells: Sequence[Content], widths: Sequence[int], fold: bool) -> list[Content]:
    laid = [
        wrapped(cell, size) if fold else [cell.truncate(size, ellipsis=True)]
        for cell, size in zip(cells, widths, strict=False)
    ]
    found = []
    for at in range(max(len(lines) for lines in laid)):
        parts = [lines[at] if at < len(lines) else EMPTY for lines in laid]
        padded = [part.pad_right(max(0, size - part.cell_length)) for part, size in zip(parts, widths, strict=False)]
        found.append(Content(_GAP).join(padded).rstrip())
    return found
