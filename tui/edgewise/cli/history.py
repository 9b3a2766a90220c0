"""``edgewise history``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.cli.output import Output
from edgewise.errors import ExitCode
from edgewise.store import folders
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.index import Record

_SIGNS = {"applied": "✓", "interrupted": "▲", "undo-unfinished": "▲", "undone": "○", "damaged": "✗", "gone": "○"}
_ACTIONS = {"create": "+", "edit": "~", "delete": "-"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print the migrations of this computer, or those of one project with their files."""
    from edgewise.migration.index import history

    found = history(folders())
    one = arguments.history_dir if hasattr(arguments, "history_dir") else None
    if one is not None:
        root = Path(one).resolve()
        found = [each for each in found if each.root == root]
    if out.as_json:
        out.document("history", {"migrations": [each.document() for each in found]})
    elif not found:
        out.line("○ No migration is known" + (" of this project." if one is not None else " on this computer."))
    else:
        for each in found:
            _print(each, out, files=one is not None)
    return int(ExitCode.OK)


def _print(record: Record, out: Output, *, files: bool) -> None:
    when = record.migrated.astimezone().strftime("%Y-%m-%d %H:%M")
    how = f"  ({', '.join(f'{clean(key)} {clean(value)}' for key, value in record.choices)})" if record.choices else ""
    out.line(f"{_SIGNS[record.state]} {record.state:<15}  {when}  {clean(str(record.root))}{how}")
    if record.undone is not None:
        out.line(f"{'':19}undone {record.undone.astimezone().strftime('%Y-%m-%d %H:%M')}")
    for path, action in record.files if files else ():
        out.line(f"{'':19}{_ACTIONS[action]} {clean(path)}")
    for each in record.additions:
        when = clean(each.when[:16].replace("T", " "), 20)
        out.line(f"{'':4}{_SIGNS[each.state]} {each.state:<11}  {when} UTC  + {clean(each.what, 80) or 'an addition'}")
        for path, action in each.files if files else ():
            out.line(f"{'':19}{_ACTIONS[action]} {clean(path)}")
