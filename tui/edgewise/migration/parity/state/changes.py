"""Whether the requests that write did the same to both sides."""

from __future__ import annotations

import re
from collections import Counter

from edgewise.migration.parity.model import StateDifference
from edgewise.migration.parity.state.snapshot import Place, Snapshot
from edgewise.text import clean

_SHOWN = 160
_VOLATILE = re.compile(
    r"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)"
    r"|(?P<http>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)"
    r"|(?P<clock>\b\d{1,2}:\d\d:\d\d(?: [AP]M)?)"
    r"|(?P<epoch>\b1[6-9]\d{8}(?:\d{3})?(?:\.\d+)?\b)"
    r"|(?P<token>\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}\b|\b[A-Za-z0-9_-]{21}\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


def compare_changes(old: tuple[Snapshot, Snapshot], new: tuple[Snapshot, Snapshot]) -> tuple[StateDifference, ...]:
    """What was added and removed on one side only, between two moments.

    Values that are made anew each time (dates, ids, tokens) count as the same when they are of the same form.
    Where the sides did not hold the same before, numbers do too: the requests that only read came in no fixed
    order, and counters and row numbers may have gone apart.
    """
    found: list[StateDifference] = []
    places = sorted({*old[0].entries, *old[1].entries, *new[0].entries, *new[1].entries})
    for place in places:
        alike = _of(old[0], place) == _of(new[0], place)
        sides = [_changes(*pair, place, numbers=not alike) for pair in (old, new)]
        for verb in ("added", "removed"):
            missing, extra = sides[0][verb] - sides[1][verb], sides[1][verb] - sides[0][verb]
            if missing or extra:
                found.append(StateDifference(_name(place), _said(verb, missing), _said(verb, extra)))
    return tuple(found)


def _of(snapshot: Snapshot, place: Place) -> Counter[str]:
    return snapshot.entries.get(place, Counter())


def _changes(before: Snapshot, after: Snapshot, place: Place, *, numbers: bool) -> dict[str, Counter[str]]:
    first, last = _of(before, place), _of(after, place)

    def forms(entries: Counter[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for text, count in entries.items():
            found[form(text, numbers=numbers)] += count
        return found

    return {"added": forms(last - first), "removed": forms(first - last)}


def form(text: str, *, numbers: bool = False) -> str:
    """``text`` with everything that is made anew each time replaced by what it is."""
    shape = _VOLATILE.sub(lambda match: f"<{match.lastgroup}>", text)
    return _NUMBER.sub("<n>", shape) if numbers else shape


def _name(place: Place) -> str:
    kind, binding, table = place
    return f"{kind} {binding}" + (f", table {table}" if table else "")


def _said(verb: str, entries: Counter[str]) -> str:
    if not entries:
        return f"nothing more {verb}"
    first = next(iter(sorted(entries)))
    count = sum(entries.values())
    return f"{count} {verb}: {clean(first, _SHOWN)}" + (" …" if count > 1 else "")
