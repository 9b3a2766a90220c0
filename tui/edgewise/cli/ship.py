"""``edgewise ship``: the Worker goes to the account, is proved there, and nobody is sent to it."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from edgewise.cli.account_side import (
    Silent,
    conclude,
    following,
    hooks_of,
    need_yes,
    opened,
    operation_document,
    result_document,
)
from edgewise.cli.output import Output
from edgewise.errors import ExitCode
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.operations.carrying import Result
    from edgewise.migration.shipping.model import Shipment

_SIGNS = {"ok": "✓", "note": "▲", "stop": "✗", "unknown": "○"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print what shipping would do; with --yes, do it. Exit 1 when something must be mended, or it was not proved.

    Raises:
        InputError: no such project in the folder or in the account, or no wrangler file.
        AuthError, NetworkError: the account cannot be read.
    """
    from edgewise.cli.stopping import stopping

    need_yes(arguments, "ship")
    with stopping() as stop:
        planned, result = asyncio.run(_ship(arguments, out, stop))
    if out.as_json:
        body = {**(_document(planned) if planned else {}), **(result_document(result) if result else {})}
        out.document("ship", {"state": "planned", "stopped_at": None, "error": None, "run": [], **body})
    elif planned is not None and result is None:
        _print(planned, out)
    if result is None:
        assert planned is not None
        return int(ExitCode.OK if planned.ready else ExitCode.PROBLEMS)
    return conclude(
        arguments,
        result,
        Silent() if out.as_json else out,
        done=f"Shipped and proved. Nobody is sent to it yet. Next: `{following(arguments, 'cutover')}`",
        stage="ship",
    )


async def _ship(arguments: argparse.Namespace, out: Output, stop: Any) -> tuple[Shipment | None, Result | None]:
    async with opened(arguments, hooks_of(arguments, out, stop)) as side:
        if arguments.yes and arguments.anew:
            await side.abandon("ship")
        if arguments.yes:
            runs = await side.runs()
            if runs and runs[-1].open and runs[-1].about.stage == "ship":
                out.narrate("Going on with what was begun.")
                return None, await side.ship()
        planned = await side.shipment()
        if not arguments.yes:
            return planned, None
        if not planned.ready:
            _print(planned, out) if not out.as_json else None
            return planned, None
        return planned, await side.ship(planned)


def _print(planned: Shipment, out: Output) -> None:
    state = planned.state
    there = "there already" if state.there else "not there yet"
    out.line(f"The Worker {clean(state.worker, 60)} ({there}), for the Pages project {clean(state.project, 60)}")
    out.line(f"The live site is {clean(state.host, 120)}")
    out.line()
    for check in planned.checks:
        out.say(f"{_SIGNS[check.sign]} {check.text}")
        if check.fix and check.sign != "ok":
            out.say(f"    {check.fix}")
    if planned.checks:
        out.line()
    for number, operation in enumerate(planned.operations, 1):
        out.say(f"  {number}. {operation.title}")
        out.say(f"     {operation.why}")
        if operation.command:
            out.line(f"     $ {operation.command}")
    out.narrate(
        "Nothing was changed. --yes does it." if planned.ready else "Nothing was changed. Mend what ✗ names first."
    )


def _document(planned: Shipment) -> dict[str, Any]:
    return {
        "project": planned.state.project,
        "worker": planned.state.worker,
        "worker_there": planned.state.there,
        "host": planned.state.host,
        "ready": planned.ready,
        "checks": [
            {"id": each.id, "sign": each.sign, "text": each.text, "fix": each.fix or None} for each in planned.checks
        ],
        "operations": [operation_document(each) for each in planned.operations],
    }
