"""A snapshot of the account as text for a person: each kind with its rows in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from edgewise.account.resources import ROOTS
from edgewise.account.resources.model import Kind
from edgewise.text import clean

MOST = 40
"""Rows of a kind that are shown; the JSON form has all."""

WIDEST = 120
"""Cells a line takes at most; lesser columns give way."""

LONGEST_NAME, LONGEST = 32, 40


def table(document: dict[str, Any]) -> Iterator[str]:
    """The lines. Kinds of which there are none share one line at the end."""
    label = " · demo account" if document["demo"] else ""
    yield f"{document['account']['name'] or document['account']['id']}{label} · {document['taken_at']}"
    yield from _usage(document["usage"])
    none: list[str] = []
    for kind in ROOTS:
        rows = document["resources"][kind.id]
        if rows is None:
            yield from ("", f"{kind.title}: could not be read")
        elif rows:
            yield from ("", f"{kind.title} ({len(rows):,})", *_rows(kind, rows))
        else:
            none.append(kind.title)
    if none:
        yield from ("", f"None of these: {', '.join(none)}")


def _usage(usage: dict[str, Any]) -> Iterator[str]:
    """What the month costs so far, in a line; or why nobody can say."""
    found = usage["estimate"]
    if found is None:
        yield f"Cost of {usage['month']}: not known. {clean(usage['plan']['why'], 80)}".rstrip()
        return
    end = f", ${found['projected']:,.2f} by its end if it goes on" if found["projected"] is not None else ""
    lost = f" Without {', '.join(found['not_known'])}." if found["not_known"] else ""
    yield f"Cost of {usage['month']}: ${found['total']:,.2f} so far{end}. {found['note']}{lost}"


def _rows(kind: Kind, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    shown = [item for item in kind.summary if item.title]
    first = rows[:MOST]
    lines = [["", *(item.title for item in shown)]]
    lines += [[_name(row), *(_cell(row.get(item.id)) for item in shown)] for row in first]
    yield from _columns(lines, [False, *(bool(row["findings"]) for row in first)])
    if len(rows) > MOST:
        yield f"  … {len(rows) - MOST:,} more: --json has all"


def _name(row: dict[str, Any]) -> str:
    return clean(str(row.get("name") or row.get("title") or row.get("id") or "?"), LONGEST_NAME)


def _cell(value: Any) -> str:
    if value is None or value == [] or value == "" or value == {}:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return clean(", ".join(map(str, value)), LONGEST)
    return f"{value:,}" if isinstance(value, int | float) else clean(str(value), LONGEST)


def _columns(rows: list[list[str]], flagged: list[bool]) -> Iterator[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    count = len(widths)
    while count > 1 and 2 + sum(widths[:count]) + 2 * (count - 1) > WIDEST:
        count -= 1
    for row, flag in zip(rows, flagged, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row[:count], widths, strict=False))
        yield f"{'▲' if flag else ' '} " + "  ".join(cells).rstrip()
