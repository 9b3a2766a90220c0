"""Values of a database as short texts: what a cell of a result shows, and what a file of it holds."""

from __future__ import annotations

import json
from typing import Any

from edgewise.account.resources.formats import Cell
from edgewise.text import clean

LONGEST = 300
"""Characters of a value in a table; a row looked at alone shows all."""


def value_cell(value: Any) -> Cell:
    """A value: nothing as NULL, bytes by their beginning, text on one line."""
    if value is None:
        return Cell("NULL", "muted")
    data = as_bytes(value)
    if data is not None:
        more = "…" if len(data) > 8 else ""
        return Cell(f"x'{data[:8].hex()}{more}' {len(data):,} bytes", "muted")
    if isinstance(value, str):
        shown = clean(value, LONGEST)
        return Cell(shown) if shown else Cell("''" if not value else "blank", "muted")
    if isinstance(value, bool | int | float):
        return Cell(clean(json.dumps(value), LONGEST))
    return Cell(clean(json.dumps(value, ensure_ascii=False), LONGEST))


def is_number(value: Any) -> bool:
    """Whether a value stands at the right of its column."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_bytes(value: Any) -> bytes | None:
    """The bytes of a BLOB, which D1 sends as a list of numbers; ``None`` for anything else."""
    if not isinstance(value, list) or not all(type(each) is int and 0 <= each < 256 for each in value):
        return None
    return bytes(value)


def plain_value(value: Any) -> str:
    """A value as a CSV cell has it: nothing is empty, bytes are hexadecimal."""
    if value is None:
        return ""
    data = as_bytes(value)
    if data is not None:
        return data.hex()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def row_document(columns: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    """A row by column. A name that comes twice is told apart by its place."""
    found: dict[str, Any] = {}
    for at, (name, value) in enumerate(zip(columns, row, strict=False)):
        found[name if name not in found else f"{name} ({at + 1})"] = value
    return found
