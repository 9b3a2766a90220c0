"""One exchange: what was asked, and the two answers next to each other."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.model import ABSENT, Difference, Exchange
from edgewise.text import clean

_GAP = 3
_LEAST_COLUMN = 22
_MOST_LINES = 8


def side_by_side(exchange: Exchange, width: int) -> Content:
    """The differences of ``exchange`` in ``width`` cells: columns, or one under the other when it is narrow."""
    request = exchange.request
    text = Content.styled(clean(request.label(), 300), "bold") + Content("\n")
    text += Content.styled(clean(request.why), "$text-muted")
    if exchange.note:
        text += Content("\n") + Content.styled(clean(exchange.note), "$text-muted")
    if not exchange.differences:
        return text + Content("\n\n") + Content.styled("= Both sides answer the same.", "$success")
    column = (width - _GAP) // 2
    columns = column >= _LEAST_COLUMN
    if columns:
        heads = "Old: Pages".ljust(column + _GAP) + "New: Workers"
        text += Content("\n\n") + Content.styled(heads, "bold $text-muted")
    for difference in sorted(exchange.differences, key=lambda each: each.finding is not None):
        text += Content("\n") + _heading(difference)
        rows = _columns(difference, column) if columns else _stacked(difference, width)
        text += Content("\n") + rows
    return text


def _heading(difference: Difference) -> Content:
    what = difference.what.partition(":")[2] or difference.what
    if difference.finding is None:
        return Content.styled(f"✗ {what}", "bold $error") + Content.styled("  undeclared", "$error")
    return Content.styled(f"≈ {what}", "$warning") + Content.styled(f"  {difference.finding}", "$text-muted")


def _columns(difference: Difference, column: int) -> Content:
    left, right = _wrapped(difference.old, column), _wrapped(difference.new, column)
    height = max(len(left), len(right))
    left += [Content("")] * (height - len(left))
    right += [Content("")] * (height - len(right))
    lines = []
    for one, other in zip(left, right, strict=True):
        lines.append(one + Content(" " * (column - one.cell_length + _GAP)) + other)
    return Content("\n").join(lines)


def _stacked(difference: Difference, width: int) -> Content:
    lines = []
    for name, value in (("old  ", difference.old), ("new  ", difference.new)):
        for index, line in enumerate(_wrapped(value, max(10, width - 5))):
            lines.append(Content.styled(name if index == 0 else "     ", "$text-muted") + line)
    return Content("\n").join(lines)


def _wrapped(value: str, width: int) -> list[Content]:
    """A value as lines of at most ``width`` cells; one that is not there looks different from any text."""
    if value in (ABSENT, "(empty)"):
        return [Content.styled(value, "italic $text-muted")]
    lines = Content(clean(value)).wrap(width) or [Content("")]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], Content("…")]
