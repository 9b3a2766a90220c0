"""Which of many things in a row are shown where there is not room for all. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence


def window(widths: Sequence[int], at: int, room: int, *, gap: int, before: int, after: int) -> range:
    """The things around the one at ``at`` that fit side by side, each of them whole.

    Args:
        widths: cells of each thing.
        gap: cells between two of them.
        before, after: cells of the sign that says that there are more to the left, or to the right.

    The one at ``at`` is always among them, even when it alone is too wide. It grows to the right and
    to the left in turn, so that both neighbours are seen where there is room.
    """
    if not widths:
        return range(0)
    start, stop = at, at + 1

    def fits(first: int, last: int) -> bool:
        taken = sum(widths[first:last]) + gap * (last - first - 1)
        return taken + (before if first > 0 else 0) + (after if last < len(widths) else 0) <= room

    grew = True
    while grew:
        grew = False
        if stop < len(widths) and fits(start, stop + 1):
            stop, grew = stop + 1, True
        if start > 0 and fits(start - 1, stop):
            start, grew = start - 1, True
    return range(start, stop)
