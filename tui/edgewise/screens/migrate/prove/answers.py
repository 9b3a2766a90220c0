"""Both answers of an exchange in full: status, every header, and the beginning of the body."""

from __future__ import annotations

from textual.content import Content

from edgewise.migration.parity.excerpt import body_excerpts
from edgewise.migration.parity.model import ABSENT, NO_ANSWER, Difference, Exchange, Response
from edgewise.screens.migrate.prove.columns import heads, pair
from edgewise.screens.migrate.prove.side_by_side import difference_heading
from edgewise.widgets.flow import EMPTY

_BODY_LINES = 40


def answer_lines(exchange: Exchange, width: int) -> list[Content]:
    """The answers in ``width`` cells; what differs stands out with its sign, what is alike steps back."""
    differences = {each.what: each for each in exchange.differences}
    lines = [EMPTY, *heads(width), EMPTY]
    lines += _part("status", _status(exchange.old), _status(exchange.new), differences, width)
    for name in sorted({*exchange.old.headers, *exchange.new.headers}):
        old, new = (side.headers.get(name, ABSENT) for side in (exchange.old, exchange.new))
        lines += _part(f"header:{name}", old, new, differences, width)
    return [*lines, EMPTY, *_body(exchange, differences, width)]


def _part(what: str, old: str, new: str, differences: dict[str, Difference], width: int) -> list[Content]:
    difference = differences.get(what)
    name = what.partition(":")[2] or what
    if difference is not None and what == "status":
        return [difference_heading(difference), *pair(difference.old, difference.new, width)]
    if difference is not None:
        return [difference_heading(difference), *pair(old, new, width)]
    if old == new:
        label = Content.styled(f"  {name}: ", "$text-muted")
        return [(label + Content.styled(" ".join(old.split()), "$text-muted")).truncate(width, ellipsis=True)]
    # Not the same, and yet no difference: dates, ids and what the local servers add are not compared.
    return [Content.styled(f"○ {name}  not compared", "$text-muted"), *pair(old, new, width, style="$text-muted")]


def _body(exchange: Exchange, differences: dict[str, Difference], width: int) -> list[Content]:
    difference = differences.get("body")
    if difference is not None:
        old, new = body_excerpts(exchange.old.body, exchange.new.body)
        shown = (difference.old, difference.new) if old == new else (old, new)
        return [difference_heading(difference), *pair(*shown, width, most=_BODY_LINES)]
    size = f"{exchange.old.length:,} bytes"
    return [Content.styled(f"  body: the same, {size}" if exchange.old.length else "  body: none", "$text-muted")]


def _status(answer: Response) -> str:
    return "no answer in time" if answer.status == NO_ANSWER else str(answer.status)
