"""The differences of one exchange: what was asked, and what differs next to each other."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.model import Difference, Exchange
from edgewise.screens.migrate.prove.columns import heads, pair
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap


def side_by_side(exchange: Exchange, width: int) -> list[Content]:
    """The differences of ``exchange`` in ``width`` cells, the undeclared first."""
    lines = heading_lines(exchange, width)
    if not exchange.differences:
        return [*lines, EMPTY, Content.styled("= Both sides answer the same.", "$text-success")]
    lines += [EMPTY, *heads(width)]
    for difference in sorted(exchange.differences, key=lambda each: each.finding is not None):
        head = difference_heading(difference).truncate(width, ellipsis=True)
        lines += [head, *pair(difference.old, difference.new, width)]
    return lines


def heading_lines(exchange: Exchange, width: int) -> list[Content]:
    """What was asked, why, and what a reader must know about the comparison."""
    lines = wrap(Content.styled(clean(exchange.request.label(), 300), "bold"), width)
    lines += wrap(Content.styled(clean(exchange.request.why, 200), "$text-muted"), width)
    return lines + (wrap(Content.styled(clean(exchange.note), "$text-muted"), width) if exchange.note else [])


def difference_heading(difference: Difference) -> Content:
    """What differs, whether it is declared and by what, and the tier that it breaks."""
    what = clean(difference.what.partition(":")[2] or difference.what, 60)
    tier = Content.styled(f"   T{difference.tier}", "$text-muted")
    if difference.finding is None:
        return Content.styled(f"✗ {what}", "bold $text-error") + Content.styled("  undeclared", "$text-error") + tier
    text = Content.styled(f"≈ {what}", "$text-warning") + Content.styled("  declared: ", "$text-muted")
    return text + Content.styled(clean(difference.finding, 60), "$text-muted") + tier
