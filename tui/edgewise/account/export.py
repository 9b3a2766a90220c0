"""A listing as a file: CSV for a spreadsheet, JSON with the documents as the API sent them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from edgewise.account.resources.formats import NOTHING, Cell
from edgewise.account.resources.model import Column, Kind, Row, Scope, evaluate
from edgewise.account.resources.values import moment
from edgewise.errors import EdgewiseError, InputError, Refused
from edgewise.store.files import write_atomic
from edgewise.text import clean, clean_lines

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that make a spreadsheet run a cell's text instead of showing it (OWASP, CSV injection)."""

DRAWN = "-line"
"""What the ids of columns end with that draw the course of a measure."""

_SIGN = re.compile(r"^[✓▲✗○▶●≠=] (?=\S)")
"""The sign before a state: the words say the same."""

TIMES = ("age", "moment")
PRIVATE = 0o600
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def csv_text(kind: Kind, rows: Sequence[Row], scope: Scope) -> str:
    """The rows with the columns of the kind, values whole, times as UTC. Text that looks like a formula is defused."""
    columns = csv_columns(kind)
    lines = [[column.title for column in columns]]
    lines += [[_cell(column, row, scope) for column in columns] for row in rows]
    return table_text(lines)


def csv_columns(kind: Kind) -> list[Column]:
    """The kind's columns but those that draw a line: a drawing is no value."""
    return [column for column in kind.columns if not column.id.endswith(DRAWN)]


def table_text(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def json_text(kind: Kind, rows: Sequence[Row], scope: Scope, *, account: str, parameters: Mapping[str, str]) -> str:
    """The rows' documents as the API sent them, as an ``edgewise/export/1`` document, in ASCII.

    What further requests found stands under ``extra``; what could not be had is an error there.
    """
    document = {
        "schema": "edgewise/export/1",
        "account": account,
        "kind": kind.id,
        "parameters": dict(parameters),
        "taken_at": scope.now.isoformat(timespec="seconds"),
        "rows": [
            {"document": row.raw, "extra": {name: _extra(found) for name, found in row.extra.items()}} for row in rows
        ],
    }
    return json.dumps(document, indent=2, default=str) + "\n"


def _extra(found: Any) -> Any:
    return {"error": found.document()} if isinstance(found, EdgewiseError) else found


def _cell(column: Column, row: Row, scope: Scope) -> str:
    found = evaluate(column.value, row, scope)
    if column.format in TIMES and (when := moment(found)) is not None:
        return when.isoformat()
    return cell_text(found)


def cell_text(value: Any) -> str:
    """A value as the text of a CSV cell: whole, free of control characters, never a formula."""
    if value is None or (isinstance(value, Cell) and value.text == NOTHING):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Cell):
        return defused(_SIGN.sub("", value.text))
    if isinstance(value, list | tuple) and all(isinstance(each, str | int | float) for each in value):
        return defused(", ".join(map(str, value)))
    return defused(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def defused(text: str) -> str:
    """Text that a spreadsheet shows as it is: an apostrophe goes before what it would take for a formula.

    Blanks before do not help: some programs trim them first.
    """
    safe = clean_lines(text)
    # What is cut away may have stood before a formula, so both are looked at.
    return f"'{safe}" if safe.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else safe


def file_name(*words: str, ending: str) -> str:
    """A file name of words that may be anything, such as ``report-desk-deployments.csv``."""
    stem = _UNSAFE.sub("-", "-".join(word for word in words if word).lower()).strip("-.")[:80].strip("-.")
    return f"{stem or 'export'}.{ending}"


def write_export(path: Path, text: str | bytes, *, replace: bool) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Args:
        replace: whether a file that stands there may be replaced.

    Raises:
        Refused: when something stands there and may not be replaced.
        InputError: when it cannot be written there.
    """
    try:
        if path.is_dir():
            raise InputError(
                f"{clean(str(path))} is a folder.",
                code="export-folder",
                where=clean(str(path)),
                fix="Name a file in it.",
            )
        if not replace:
            _reserve(path)
        try:
            write_atomic(path, text, mode=PRIVATE)
        except (OSError, ValueError):
            if not replace:
                path.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:  # A name may hold what no file system takes.
        reason = error.strerror if isinstance(error, OSError) else None
        raise InputError(
            f"{clean(str(path))} cannot be written: {clean(reason or str(error))}.",
            code="export-failed",
            where=clean(str(path)),
            fix="Choose another place.",
        ) from None


def _reserve(path: Path) -> None:
    """Take the name, so that nothing which appears in the last moment is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.open("xb").close()
    except FileExistsError:
        raise Refused(
            f"{clean(str(path))} stands there already.",
            code="export-exists",
            where=clean(str(path)),
            fix="Choose another name, or say that it may be replaced.",
        ) from None
