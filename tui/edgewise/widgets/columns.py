"""What a grid is made of, and which of its columns fit. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

GAP = 2
"""Cells between columns at least; up to ``WIDE_GAP`` where there is room."""

WIDE_GAP = 4
LEAST = 12
"""Cells below which a column that may shrink is not worth showing."""

COMFORTABLE = 32
"""Cells that a long text gets before lesser columns are considered."""

RIGID = 13
"""Cells up to which a column's text is never cut: dates, states, numbers."""


@dataclass(frozen=True)
class GridColumn:
    """A column of a grid.

    Attributes:
        priority: 1 is shown before 2, and 2 before 3, when there is not room for all.
        width: cells it takes at most; 0 lets it have what its content needs. What needs no more than
            ``RIGID`` is never cut.
        right: whether its text stands at the right.
        find: whether the words that are looked for are marked in it.
    """

    id: str
    title: str
    priority: int = 1
    width: int = 0
    right: bool = False
    find: bool = True


Text = tuple[str, str]
"""Text and its tone: ``""``, ``good``, ``warning``, ``bad``, ``busy`` or ``muted``."""


LONGEST = 400
"""Characters of a cell that are looked at; an API's name may have ten thousand."""


@dataclass(frozen=True)
class GridRow:
    """A row of a grid.

    Attributes:
        key: what tells it from any other.
        cells: one text a column.
        mark: the sign before it.
        lengths: cells that each text takes on the screen, measured once; see :func:`grid_row`.
    """

    key: str
    cells: tuple[Text, ...]
    mark: Text = ("", "")
    lengths: tuple[int, ...] = ()


def grid_row(key: str, cells: tuple[Text, ...], mark: Text = ("", "")) -> GridRow:
    """A row whose texts are cut to what is looked at, and measured."""
    cut = tuple((text[:LONGEST], tone) for text, tone in cells)
    return GridRow(key, cut, mark, tuple(cell_len(text) for text, _ in cut))


def fit(columns: Sequence[GridColumn], needs: Sequence[int], room: int) -> tuple[dict[int, int], int]:
    """The columns to show, by index, with their widths, and the cells between two of them.

    Args:
        needs: cells that each column's widest text takes, its title included.
        room: cells there are.

    The first column is always shown. The others join by priority, then from the left, as long as
    they fit at their least width; a lesser column joins only when the greater ones keep a
    comfortable width beside it. What is left goes to those whose text is cut, evenly.
    """
    wanted = [
        # Never less than the title with a sign beside it.
        min(need, max(column.width, len(column.title) + 2)) if column.width else need
        for column, need in zip(columns, needs, strict=True)
    ]
    least = [
        want if want <= RIGID else max(LEAST, len(column.title)) for column, want in zip(columns, wanted, strict=True)
    ]
    order = sorted(range(len(columns)), key=lambda at: (at != 0, columns[at].priority, at))
    chosen = order[:1]
    for at in order[1:]:
        beside = least
        if columns[at].priority > 1:
            beside = [max(low, min(want, COMFORTABLE)) for low, want in zip(least, wanted, strict=True)]
        if sum(beside[each] for each in chosen) + least[at] + GAP * len(chosen) > room:
            # A lesser column does not slip in where a greater one had no room.
            break
        chosen.append(at)
    taken = sum(least[at] for at in chosen) + GAP * (len(chosen) - 1)
    widths = {at: least[at] for at in sorted(chosen)}
    _share(widths, wanted, room - taken)
    if len(widths) == 1:
        widths[order[0]] = max(1, min(wanted[order[0]], room))
        return widths, GAP
    spare = room - sum(widths.values()) - GAP * (len(widths) - 1)
    return widths, GAP + max(0, min(WIDE_GAP - GAP, spare // (len(widths) - 1)))


def _share(widths: dict[int, int], wanted: Sequence[int], spare: int) -> None:
    """Give ``spare`` cells to the columns that want more, a fair share each."""
    hungry = [at for at in widths if widths[at] < wanted[at]]
    while spare > 0 and hungry:
        share = max(1, spare // len(hungry))
        for at in hungry:
            given = min(share, wanted[at] - widths[at], spare)
            widths[at] += given
            spare -= given
        hungry = [at for at in hungry if widths[at] < wanted[at]]
