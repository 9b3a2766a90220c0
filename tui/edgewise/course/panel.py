"""``:::panel``: a few rows of the account beside the text, from the account or the demo account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edgewise.course.model import Panel

ROWS = 6
"""Rows that a panel shows; the account screen shows all."""


@dataclass(frozen=True)
class Shown:
    """What a panel shows.

    Attributes:
        title: the kind, and whose account it is.
        head: column titles.
        rows: for each resource, text and tone of each column. Tones are those of ``account`` cells.
        more: how many matching resources are not shown.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    more: int


async def load_panel(panel: Panel, environ: Mapping[str, str], *, demo: bool = False) -> Shown:
    """Fetch the rows of a panel whose text holds the panel's filter.

    Raises:
        AuthError, NetworkError, InputError: as the account client does.
    """
    from edgewise.account import default_client
    from edgewise.account.listing import load_with_relatives
    from edgewise.account.resources import kind as kind_of

    kind = kind_of(panel.kind)
    async with default_client(environ, demo=demo) as client:
        listing, scope = await load_with_relatives(client, kind)
        whose = "the demo account" if client.demo else "your account"
    columns = [column for column in kind.columns if column.priority == 1]
    rows = []
    for row in listing.rows:
        cells = [column.cell(row, scope) for column in columns]
        if panel.filter.casefold() in " ".join(cell.text for cell in cells).casefold():
            # What the account screen would point at comes first.
            pointed = kind.insight(row, scope) is None
            rows.append((pointed, tuple((cell.text, cell.tone) for cell in cells)))
    rows.sort(key=lambda found: found[0])
    shown = tuple(cells for _, cells in rows[:ROWS])
    head = tuple(column.title for column in columns)
    return Shown(f"{kind.title} of {whose}", head, shown, max(0, len(rows) - ROWS))
