"""A comparison as lines: side by side where there is room, else one below the other. No widgets in here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from edgewise.account.comparing import ABSENT, SECRET, Change, Comparison, leaves
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, wrap

SIDE_BY_SIDE = 96
"""Cells from which both sides stand beside each other."""

GAP = 3
LABEL = 28
MOST = 12
"""Lines of one value; ``e`` writes the whole."""

LONGEST = 600
SIGNS = {"added": ("+", "$success"), "removed": ("−", "$error"), "changed": ("≠", "$warning")}
WORDS = {"added": "only in the second", "removed": "only in the first", "changed": "with another value"}


def diff_lines(found: Comparison, old: str, new: str, width: int, *, unfolded: bool) -> list[Content]:
    """All lines in ``width`` cells. ``old`` and ``new`` name the sides."""
    lost = [remark for remark in found.remarks if remark.startswith("Not compared")]
    others = [remark for remark in found.remarks if remark not in lost]
    lines = [*_summary(found, width, unfolded=unfolded), *_remarks(lost, width), EMPTY, *_sides(old, new, width)]
    shown = sorted((*found.changes, *(found.folded if unfolded else ())), key=lambda change: len(change.path) > 1)
    for head, changes in groupby(shown, key=_heading):
        lines += [EMPTY, Content.styled(clean(head, 60), "bold $primary")]
        for change in changes:
            lines += _beside(change, width) if width >= SIDE_BY_SIDE else _stacked(change, width)
    return [*lines, EMPTY, *_remarks(others, width)] if others else lines


def _heading(change: Change) -> str:
    """What a change stands under: the field it is in, or one heading for all fields that are themselves different."""
    return change.path[0] if len(change.path) > 1 else "fields"


def _summary(found: Comparison, width: int, *, unfolded: bool) -> list[Content]:
    count = len(found.changes)
    if count:
        kinds = [
            (kind, sum(change.kind == kind for change in found.changes)) for kind in ("changed", "removed", "added")
        ]
        parts = ", ".join(f"{number} {WORDS[kind]}" for kind, number in kinds if number)
        noun = "difference" if count == 1 else "differences"
        head = Content.styled("≠ ", "$warning") + Content.styled(f"{count} {noun}", "bold") + Content(f": {parts}.")
    else:
        head = Content.styled("= ", "$success") + Content.styled("No difference", "bold") + Content(" that lasts.")
    same = f" {found.same} values are the same."
    lines = wrap(head + Content(same), width)
    if found.folded:
        what = "shown too" if unfolded else "folded away"
        many = len(found.folded)
        words = f"{many} {'field' if many == 1 else 'fields'} that always differ, such as ids and times: {what}."
        lines += wrap(Content.styled(words, "$text-muted"), width)
    if found.secrets:
        names = ", ".join(clean(name, 60) for name in found.secrets[:6])
        words = f"Both have secrets under {names}. Their values are never told, so nobody can compare them."
        lines += wrap(Content.styled("○ ", "$text-muted") + Content(words), width)
    return lines


def _remarks(remarks: Sequence[str], width: int) -> list[Content]:
    lead = Content.styled("○ ", "$text-muted")
    return [line for remark in remarks for line in wrap(Content(clean(remark, 300)), width, lead)]


def _sides(old: str, new: str, width: int) -> list[Content]:
    left, right = Content.styled(clean(old, 60), "bold"), Content.styled(clean(new, 60), "bold")
    if width < SIDE_BY_SIDE:
        minus, plus = (Content.styled(f"{SIGNS[kind][0]} ", SIGNS[kind][1]) for kind in ("removed", "added"))
        return [(minus + left).truncate(width, ellipsis=True), (plus + right).truncate(width, ellipsis=True)]
    column = _column(width)
    return [Content(" " * (LABEL + GAP)) + _padded(left, column + GAP) + right.truncate(column, ellipsis=True)]


def _column(width: int) -> int:
    return (width - LABEL - 2 * GAP) // 2


def _beside(change: Change, width: int) -> Iterator[Content]:
    sign, style = SIGNS[change.kind]
    column = _column(width)
    label = wrap(Content(_label(change)), LABEL, Content.styled(f"{sign} ", style))
    columns = [label, list(_value(change.old, column, "$error")), list(_value(change.new, column, "$success"))]
    height = max(len(each) for each in columns)
    left, middle, right = (each + [EMPTY] * (height - len(each)) for each in columns)
    for one, two, three in zip(left, middle, right, strict=True):
        yield _padded(one, LABEL + GAP) + _padded(two, column + GAP) + three


def _stacked(change: Change, width: int) -> Iterator[Content]:
    sign, style = SIGNS[change.kind]
    yield from wrap(Content(_label(change)), width, Content.styled(f"{sign} ", style))
    for value, mark in ((change.old, "removed"), (change.new, "added")):
        if value is not ABSENT:
            lead = Content.styled(f"  {SIGNS[mark][0]} ", SIGNS[mark][1])
            for number, line in enumerate(_value(value, width - 4, "")):
                yield (lead if number == 0 else Content("    ")) + line


def _label(change: Change) -> str:
    """The path below the heading."""
    return clean(" › ".join(change.path[1:] or change.path) or "value", 200)


def _value(value: Any, width: int, style: str) -> Iterator[Content]:
    """A value in at most ``MOST`` lines."""
    if value is ABSENT:
        yield Content.styled("not there", "italic $text-muted")
        return
    lines: list[Content] = []
    for path, leaf in leaves(value):
        lead = Content.styled(f"{clean('.'.join(path), 60)}: ", "$text-muted") if path else EMPTY
        lines += wrap(lead + Content.styled(_scalar(leaf), style), width, EMPTY, Content("  ") if path else EMPTY)
        if len(lines) > MOST:
            lines = [*lines[: MOST - 1], Content.styled("… more: e writes all of it", "$text-muted")]
            break
    yield from lines


def _scalar(value: Any) -> str:
    if value is SECRET:
        return "a secret, never shown"
    if isinstance(value, str):
        return clean(value, LONGEST) or "“”"
    return clean(json.dumps(value), LONGEST)


def _padded(text: Content, width: int) -> Content:
    return text + Content(" " * max(0, width - cell_len(text.plain)))


def comparison_document(found: Comparison, old: str, new: str) -> dict[str, Any]:
    """A comparison as JSON, for a file. Secrets stay hidden, and a side that has nothing has no key."""

    def change(each: Change) -> dict[str, Any]:
        sides = {name: _plain(value) for name, value in (("old", each.old), ("new", each.new)) if value is not ABSENT}
        return {"path": list(each.path), "kind": each.kind, **sides}

    return {
        "schema": "edgewise/comparison/1",
        "old": old,
        "new": new,
        "changes": [change(each) for each in found.changes],
        "folded": [change(each) for each in found.folded],
        "same": found.same,
        "secrets": list(found.secrets),
        "remarks": list(found.remarks),
    }


def _plain(value: Any) -> Any:
    if value is SECRET:
        return {"secret": True}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def plain_text(lines: Sequence[Content]) -> str:
    """The lines without colours."""
    return "\n".join(line.plain.rstrip() for line in lines) + "\n"
