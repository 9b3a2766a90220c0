"""``:::panel`` and ``:::usage``: a few rows of the account beside the text, from the account or the demo account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edgewise.course.model import Panel, Usage

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


_PRODUCTS = {"durable": "objects", "pages": "workers"}
"""Where a kind of resource is measured under another word. Pages Functions count as Workers."""


def usage_names() -> frozenset[str]:
    """The first word of what ``:::usage`` may name: a product that has allowances, such as ``kv``."""
    from edgewise.account.plans import ALLOWANCES

    return frozenset(each.id.partition("-")[0] for each in ALLOWANCES) | frozenset(_PRODUCTS)


async def load_usage(usage: Usage, environ: Mapping[str, str], *, demo: bool = False) -> Shown:
    """What the account used of a product this month, day by day, against what the paid plan includes.

    Raises:
        AuthError, NetworkError: as the account client does, and when nothing of the product is known.
    """
    from edgewise.account import default_client
    from edgewise.account.analytics.blocks import blocks
    from edgewise.account.analytics.month import month
    from edgewise.plot.units import count

    word = usage.dataset.partition("_")[0]
    product = _PRODUCTS.get(word, word)
    async with default_client(environ, demo=demo) as client:
        found = await month(client)
        whose = "the demo account" if client.demo else "your account"
    used = [each for each in found.used if each.allowance.id.partition("-")[0] == product]
    failures = [each.failure for each in used if each.failure is not None]
    if failures and len(failures) == len(used):
        raise failures[0]
    rows = []
    for each in used:
        amount = each.today if each.allowance.stored else each.month
        known = "unknown" if amount is None else f"{count(amount)} {each.allowance.unit}"
        over = amount is not None and amount > each.allowance.included
        rows.append(
            (
                (each.allowance.title, ""),
                (blocks(each.days), "busy"),
                (known, "muted" if amount is None else "warning" if over else ""),
                (count(each.allowance.included), "muted"),
            )
        )
    name = used[0].allowance.product if used else usage.dataset
    head = ("", f"{found.start:%B}, by day", "so far", "included, paid plan")
    return Shown(f"Usage of {name}: {whose}", head, tuple(rows), 0)
