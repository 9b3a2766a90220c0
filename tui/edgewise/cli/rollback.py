"""``edgewise rollback``: what was done in the account is taken back, the last first."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from edgewise.cli.account_side import (
    Silent,
    conclude,
    hooks_of,
    need_yes,
    no_record_document,
    opened,
    operation_document,
    print_no_record,
    result_document,
)
from edgewise.cli.output import Output
from edgewise.errors import AuthError, ExitCode, NetworkError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.operations.carrying import Result
    from edgewise.migration.operations.journal import Run
    from edgewise.migration.operations.recordless import Recordless

STAGES = ("cutover", "finish")


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print what would be taken back; with --yes, do it. Exit 1 when something could not be.

    Raises:
        Refused: ``nothing-to-undo``, ``other-account``.
        InputError: a damaged journal.
        AuthError, NetworkError: the account cannot be read.
    """
    from edgewise.cli.stopping import stopping

    need_yes(arguments, "rollback")
    with stopping() as stop:
        lacking, runs, result = asyncio.run(_rollback(arguments, out, stop))
    if out.as_json:
        body: dict[str, Any] = {"state": "planned", "stopped_at": None, "error": None}
        told = {key: each for key, each in result_document(result).items() if key != "run"} if result else {}
        out.document(
            "rollback",
            {**body, **told, "runs": [_document(each) for each in runs], "no_record": no_record_document(lacking)},
        )
    elif result is None:
        _print(runs, arguments.host, out)
    if result is None:
        return int(ExitCode.OK)
    return conclude(arguments, result, Silent() if out.as_json else out, done="", stage="rollback")


async def _rollback(
    arguments: argparse.Namespace, out: Output, stop: Callable[[], bool]
) -> tuple[tuple[Recordless, ...], tuple[Run, ...], Result | None]:
    async with opened(arguments, hooks_of(arguments, out, stop)) as side:
        lacking = await _lacking(side, out)
        result = await side.take_back(arguments.host, STAGES) if arguments.yes else None
        runs = await side.runs()
        return lacking, tuple(each for each in runs if each.about.stage in STAGES), result


async def _lacking(side: AccountSide, out: Output) -> tuple[Recordless, ...]:
    """What has no record now, said before anything is done. Going back never depends on this look."""
    try:
        found = await side.without_record()
    except (AuthError, NetworkError) as error:
        out.narrate(f"○ Whether each host has a DNS record could not be read. {error.message}")
        return ()
    if not out.as_json:
        print_no_record(found, out)
    return found


def _print(runs: tuple[Run, ...], hosts: list[str], out: Output) -> None:
    found = False
    for run_ in reversed(runs):
        for index in run_.to_take_back:
            operation = run_.operations[index]
            if operation.kind == "watch" or (hosts and operation.host not in hosts):
                continue
            found = True
            out.say(f"{'○' if operation.restores else '▲'} {operation.title}")
            out.say(f"    {operation.way_back}")
            for request in operation.undo:
                out.line(f"    {request.method} {clean(request.path, 200)}")
    if not found:
        out.line("✓ Nothing was done in the account that could be taken back.")
        return
    out.narrate("Nothing was changed. --yes takes it back, from the top to the bottom.")


def _document(run_: Run) -> dict[str, Any]:
    return {
        "stage": run_.about.stage,
        "at": run_.about.at,
        "closed": run_.closed,
        "operations": [operation_document(each, run_, index) for index, each in enumerate(run_.operations)],
    }
