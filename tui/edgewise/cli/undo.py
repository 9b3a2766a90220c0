"""``edgewise undo``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.errors import ExitCode
from edgewise.store import folders
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration import Undone

_SIGNS = {"restored": "✓ restored", "merged": "✓ merged  ", "kept": "○ kept    ", "conflicts": "✗ conflict"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Restore every byte that a migration changed; 1 when a file was edited since in the same places."""
    if arguments.list:
        from edgewise.cli import history

        return history.run(arguments, out)
    from edgewise.cli.stopping import stopping
    from edgewise.migration import undo
    from edgewise.migration.index import update

    root = Path(arguments.dir)
    hosts = _cut_off(root)
    for host in hosts:
        out.narrate(
            f"✗ The way back of {clean(host, 120)} in the account was cut off: it may have no DNS record now. "
            "Run `edgewise rollback --yes` first."
        )
    try:
        with stopping() as stop:
            result = undo(root, keep_mine=arguments.keep_mine, last=arguments.last, stop=stop)
    finally:
        update(folders(), root)
    if not arguments.last and _visitors_are_there(root):
        out.narrate("▲ In the account visitors still go to the Worker: `edgewise rollback` takes that back.")
    if out.as_json:
        out.document("undo", {**undo_document(result), "cut_off": [clean(each, 253) for each in hosts]})
    else:
        _print(result, out)
    return int(ExitCode.PROBLEMS if result.conflicts else ExitCode.OK)


def _cut_off(root: Path) -> tuple[str, ...]:
    """The hosts whose way back was cut off, by the journal alone: files are taken back without any account."""
    from edgewise.errors import InputError
    from edgewise.migration.operations.journal import cut_off, read_runs

    try:
        return cut_off(read_runs(root))
    except InputError:
        return ()


def _visitors_are_there(root: Path) -> bool:
    """Whether something that was done in the account for this project still stands."""
    from edgewise.errors import InputError
    from edgewise.migration.operations.journal import read_runs, visiting

    try:
        return visiting(read_runs(root))
    except InputError:
        return True


def undo_document(result: Undone) -> dict[str, Any]:
    """What an undo did, as JSON."""
    lists = {name: [clean(path) for path in paths] for name, paths in _lists(result).items()}
    return {**lists, "details": {clean(path): clean(text) for path, text in result.details.items()}}


def _lists(result: Undone) -> Mapping[str, list[str]]:
    return {
        "restored": result.restored,
        "merged": result.merged,
        "conflicts": result.conflicts,
        "kept": result.kept,
    }


def _print(result: Undone, out: Output) -> None:
    lists = _lists(result)
    for name, sign in _SIGNS.items():
        for path in lists[name]:
            detail = f"  {clean(result.details[path])}" if path in result.details else ""
            out.line(f"{sign}  {clean(path)}{detail}")
    if result.merged:
        out.line("Merged files have your edits and not the migration's. Your version before that lies under")
        out.line(
            ".edgewise/yours/, the original under .edgewise/originals/; those of an addition in .edgewise/earlier/."
        )
    if result.conflicts:
        out.line("Files with a conflict are as you left them. Their originals lie under .edgewise/originals/, and what")
        out.line("could be marked under .edgewise/conflicts/. Put each file as you want it, then finish with")
        out.line("`edgewise undo --keep-mine`; or put the original in place and run `edgewise undo` again.")
    elif not any(lists.values()):
        out.line("✓ Nothing had been changed yet.")
