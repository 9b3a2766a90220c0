"""``edgewise cutover``: in which order a site's hosts go to its Worker; with --yes, the way itself."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.account_side import (
    Silent,
    conclude,
    following,
    hooks_of,
    need_yes,
    no_record_document,
    opened,
    operation_document,
    print_no_record,
    print_operation,
    result_document,
)
from edgewise.cli.output import Output, write_file
from edgewise.errors import ExitCode, InputError, Refused
from edgewise.migration.cutover.model import Cutover, Host
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.operations.carrying import Result

_SIGNS = {"ready": "▶", "done": "✓", "blocked": "✗", "unknown": "○"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print the plan of a cutover; with --yes, carry it out. Exit 1 when something stands in the way.

    Raises:
        InputError: there is no such project in the folder or in the account, or the card cannot be written.
        Refused: ``no-record``, ``not-ready``, ``not-proved``.
        AuthError, NetworkError: the account cannot be read.
    """
    from edgewise.cli.stopping import stopping

    need_yes(arguments, "cutover")
    with stopping() as stop:
        found, result = asyncio.run(_cutover(arguments, out, stop))
    if out.as_json:
        body = {**(_document(found) if found else {}), **(result_document(result) if result else {})}
        out.document("cutover", {"state": "planned", "stopped_at": None, "error": None, "run": [], **body})
    elif found is not None and result is None:
        _print(found, arguments, out)
        if arguments.card:
            out.line(f"✓ The way back is written to {clean(arguments.card)}. Print it before the first step.")
    if result is None:
        assert found is not None
        return int(ExitCode.OK if found.ready else ExitCode.PROBLEMS)
    done = f"Cut over. The Pages project stands as it was. Next: `{following(arguments, 'finish')}`"
    return conclude(arguments, result, Silent() if out.as_json else out, done=done, stage="cutover")


async def _cutover(
    arguments: argparse.Namespace, out: Output, stop: Callable[[], bool]
) -> tuple[Cutover | None, Result | None]:
    async with opened(arguments, hooks_of(arguments, out, stop)) as side:
        if arguments.yes:
            runs = await side.runs()
            if runs and runs[-1].open and runs[-1].about.stage == "cutover":
                out.narrate("Going on with what was begun.")
                return None, await side.cut_over()
        found = await side.cutover(arguments.host)
        if arguments.card:
            await asyncio.to_thread(_write_card, found, arguments.card)
        if not arguments.yes:
            return found, None
        _check(found, arguments)
        out.narrate(f"○ The way back, should edgewise not be at hand: {clean(str(side.card))}")
        return found, await side.cut_over(found)


def _check(found: Cutover, arguments: argparse.Namespace) -> None:
    """Raise when it may not begin."""
    if found.no_record:
        raise Refused(
            found.no_record[0].text,
            code="no-record",
            where=clean(found.no_record[0].host, 120),
            fix="Run `edgewise rollback --yes`. .edgewise/way-back.txt says how to do it by hand.",
        )
    unknown = set(arguments.host) - {each.name for each in found.hosts}
    if unknown:
        raise InputError(
            f"{clean(min(unknown), 120)} is no domain of the project.",
            code="host-unknown",
            where="--host",
            fix="`edgewise cutover` lists the hosts.",
        )
    standing = [f"{each.name}: {each.standing}" for each in found.hosts if each.standing in ("blocked", "unknown")]
    if not found.ready:
        raise Refused(
            "The account has no such Worker." if not found.worker_there else f"Not ready: {'; '.join(standing)}.",
            code="not-ready",
            where=clean(found.worker, 60),
            fix="Run `edgewise ship` first." if not found.worker_there else "Settle them, or name others with --host.",
        )
    if not found.proof and not arguments.unproved:
        raise Refused(
            "The version that would answer was never compared with the live site.",
            code="not-proved",
            where=clean(found.worker, 60),
            fix="Run `edgewise ship --yes`. If you compared it by other means, say --unproved.",
        )


def _write_card(found: Cutover, name: str) -> None:
    from edgewise.migration.cutover.card import card

    write_file(Path(name).expanduser(), card(found))


def _print(found: Cutover, arguments: argparse.Namespace, out: Output) -> None:
    print_no_record(found.no_record, out)
    worker = clean(found.worker, 60)
    out.line(f"From the Pages project {clean(found.project, 60)} to the Worker {worker}")
    if found.worker_there is False:
        out.say(f"✗ The account has no Worker {worker} yet. Upload it first: `{following(arguments, 'ship')}`")
    elif found.worker_there is None:
        out.line(f"○ Whether the account has a Worker {worker} could not be read.")
    for number, operation in enumerate(found.first, 1):
        print_operation(number, operation, out)
    for host in found.hosts:
        out.line()
        out.line(f"{_SIGNS[host.standing]} {host.name}: {host.standing}")
        for text in host.facts:
            out.say(f"    {text}")
        for obstacle in host.obstacles:
            out.say(f"    ✗ {obstacle.text}")
            for fix in obstacle.fixes:
                out.say(f"      {fix}")
        for number, operation in enumerate(host.operations, 1):
            print_operation(number, operation, out)
    if not found.hosts:
        out.line()
        out.line("The project has no domains of its own.")
    if found.rest:
        out.line()
        out.line("Then")
        for number, operation in enumerate(found.rest, 1):
            print_operation(number, operation, out)
    out.line()
    if found.worker_there:
        out.say(f"✓ Proved: {found.proof}" if found.proof else "▲ Not proved: the deployed version was never compared.")
    said = {each.text for each in found.no_record}
    for note in (each for each in found.notes if each not in said):
        out.say(f"○ {note}")
    out.narrate(_next(found, arguments))


def _next(found: Cutover, arguments: argparse.Namespace) -> str:
    if found.first or found.rest or any(host.operations for host in found.hosts):
        return "Nothing was changed. --yes does it, step by step; --card FILE writes the way back."
    if found.hosts and all(host.standing == "done" for host in found.hosts):
        return f"Nothing is left to cut over. Next: `{following(arguments, 'finish')}`"
    return "Nothing was changed."


def _document(found: Cutover) -> dict[str, Any]:
    return {
        "project": found.project,
        "worker": found.worker,
        "worker_there": found.worker_there,
        "ready": found.ready,
        "hosts": [_host(host) for host in found.hosts],
        "notes": list(found.notes),
        "first": [operation_document(each) for each in found.first],
        "rest": [operation_document(each) for each in found.rest],
        "proof": found.proof or None,
        "no_record": no_record_document(found.no_record),
    }


def _host(host: Host) -> dict[str, Any]:
    return {
        "name": host.name,
        "standing": host.standing,
        "facts": list(host.facts),
        "obstacles": [{"text": each.text, "fixes": list(each.fixes)} for each in host.obstacles],
        "operations": [operation_document(each) for each in host.operations],
    }
