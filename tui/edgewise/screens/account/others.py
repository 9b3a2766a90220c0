"""The fields of a document that its detail says nothing about: shown, so that nothing the API sends is hidden."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from edgewise.account.resources.formats import Cell, as_text
from edgewise.account.resources.model import Kind, Row
from edgewise.text import clean

LONGEST = 200
"""Characters of a value. ``y`` shows the whole document."""

MOST = 40
"""Fields that are listed; of more the number is said."""


class Watched(dict[str, Any]):
    """A document that notes which of its keys were looked at."""

    def __init__(self, document: Mapping[str, Any], seen: set[str]) -> None:
        super().__init__(document)
        self._seen = seen

    def __getitem__(self, key: str) -> Any:
        self._seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, noted."""
        self._seen.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._seen.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        # Whoever goes through all keys has looked at all of them.
        self._seen.update(super().keys())
        return super().__iter__()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """All of them, and all noted."""
        self._seen.update(super().keys())
        return super().items()


def watched(row: Row) -> tuple[Row, set[str]]:
    """The same row with a document that notes, in the set, which of its keys are looked at from now on."""
    seen: set[str] = set()
    raw = row.raw
    return (replace(row, raw=Watched(raw, seen)), seen) if isinstance(raw, dict) else (row, seen)


def other_fields(kind: Kind, row: Row, seen: set[str], now: datetime) -> list[tuple[str, Cell]]:
    """The fields that nobody has looked at, by name, cleaned and cut; those without a value in one line.

    A row that is no object has one field: itself.
    """
    if not isinstance(row.raw, dict):
        return [("Value", _cut(as_text(row.raw, now)))]
    shown = {*seen, kind.name.partition(".")[0]}
    left = [(clean(str(name), 60), value) for name, value in dict.items(row.raw) if name not in shown]
    full = [(name, value) for name, value in left if value not in (None, "", [], {})]
    empty = [name for name, value in left if value in (None, "", [], {})]
    lines = [(name, _cell(value, now)) for name, value in full[:MOST]]
    if len(full) > MOST:
        lines.append(("and more", Cell(f"{len(full) - MOST} fields: y shows the whole document", "muted")))
    if empty:
        lines.append(("without a value", Cell(clean(", ".join(empty), LONGEST), "muted")))
    return lines


def _cell(value: Any, now: datetime) -> Cell:
    """A scalar as it is; of an object or a list how much it holds, since ``y`` shows it whole."""
    if isinstance(value, dict):
        return Cell(f"{len(value):,} field{'' if len(value) == 1 else 's'}", "muted")
    if isinstance(value, list) and any(isinstance(each, (dict, list)) for each in value):
        return Cell(f"{len(value):,} entr{'y' if len(value) == 1 else 'ies'}", "muted")
    return _cut(as_text(value, now))


def _cut(cell: Cell) -> Cell:
    return Cell(clean(cell.text, LONGEST), cell.tone)
