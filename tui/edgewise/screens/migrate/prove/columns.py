"""Two values next to each other, or one under the other where it is narrow."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.model import ABSENT
from edgewise.text import clean_lines
from edgewise.widgets.flow import EMPTY

GAP = 3
_LEAST_COLUMN = 22
_LABELS = ("old  ", "new  ")


def column_width(width: int) -> int | None:
    """Cells of each column; ``None`` when they would be too narrow."""
    column = (width - GAP) // 2
    return column if column >= _LEAST_COLUMN else None


def heads(width: int) -> list[Content]:
    """The titles of the columns; nothing when there are none."""
    column = column_width(width)
    if column is None:
        return []
    return [Content.styled("Old: Pages".ljust(column + GAP) + "New: Workers", "bold $text-muted")]


def pair(old: str, new: str, width: int, *, style: str = "", most: int = 8) -> list[Content]:
    """Both values in ``width`` cells, of each at most ``most`` lines."""
    column = column_width(width)
    if column is None:
        return _stacked(old, new, width, style, most)
    left, right = _wrapped(old, column, style, most), _wrapped(new, column, style, most)
    height = max(len(left), len(right))
    left += [EMPTY] * (height - len(left))
    right += [EMPTY] * (height - len(right))
    return [
        one + Content(" " * (column - one.cell_length + GAP)) + other for one, other in zip(left, right, strict=True)
    ]


def _stacked(old: str, new: str, width: int, style: str, most: int) -> list[Content]:
    lines = []
    for label, value in zip(_LABELS, (old, new), strict=True):
        for index, line in enumerate(_wrapped(value, max(10, width - len(label)), style, most)):
            lines.append(Content.styled(label if index == 0 else " " * len(label), "$text-muted") + line)
    return lines


def _wrapped(value: str, width: int, style: str, most: int) -> list[Content]:
    """A value as lines; one that is not there looks different from any text."""
    if value in (ABSENT, "(empty)"):
        return [Content.styled(value, "italic $text-muted")]
    lines = []
    for line in clean_lines(value).expandtabs(2).split("\n")[: most + 1]:
        lines += Content.styled(line, style).wrap(width) or [EMPTY]
    return lines if len(lines) <= most else [*lines[: most - 1], Content("…")]
