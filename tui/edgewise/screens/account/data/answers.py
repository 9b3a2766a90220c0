"""The answer of a database as lines of a table and as files. No widgets in here."""

from __future__ import annotations

import json
from dataclasses import dataclass

from edgewise.account.export import defused, table_text
from edgewise.account.sql.cells import is_number, plain_value, row_document, value_cell
from edgewise.account.sql.console import Result
from edgewise.text import clean
from edgewise.widgets.columns import GridColumn, GridRow


@dataclass
class Laid:
    """A result as it is looked at. ``first`` is the first column that is shown."""

    first: int = 0
    columns: tuple[GridColumn, ...] = ()
    rows: tuple[GridRow, ...] = ()


def laid_out(result: Result) -> Laid:
    """Every row as a line; numbers stand at the right."""
    rows = result.rows
    numbers = [any(is_number(row[at]) for row in rows[:50] if at < len(row)) for at in range(len(result.columns))]
    columns = tuple(
        GridColumn(str(at), clean(name, 60) or "?", right=right)
        for at, (name, right) in enumerate(zip(result.columns, numbers, strict=True))
    )
    lines = []
    for place, row in enumerate(rows):
        cells = [value_cell(value) for value in row[: len(columns)]]
        cells += [value_cell(None)] * (len(columns) - len(cells))
        lines.append(GridRow(str(place), tuple((cell.text, cell.tone) for cell in cells)))
    return Laid(0, columns, tuple(lines))


def csv_of(result: Result) -> str:
    """The rows for a spreadsheet, values whole. Text that looks like a formula is defused; a number never does."""
    lines = [[defused(name) for name in result.columns]]
    lines += [
        [plain_value(value) if is_number(value) else defused(plain_value(value)) for value in row]
        for row in result.rows
    ]
    return table_text(lines)


def json_of(result: Result) -> str:
    """The rows by column, with the statement and what D1 said of it, as an ``edgewise/rows/1`` document."""
    rows = [row_document(result.columns, row) for row in result.rows]
    return json.dumps(
        {"schema": "edgewise/rows/1", "sql": result.sql, "meta": dict(result.meta), "rows": rows}, indent=2
    )
