"""``edgewise cutover``: the order in which a site's hosts go to its Worker, read from the account. Changes nothing."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from edgewise.cli.demo_port import asked
from edgewise.cli.output import Output, write_file
from edgewise.cli.project import name_in
from edgewise.errors import ExitCode
from edgewise.migration.cutover.model import Cutover, Host, Operation
from edgewise.text import clean

_SIGNS = {"ready": "▶", "done": "✓", "blocked": "✗", "unknown": "○"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print the plan of a cutover; exit 1 when something stands in the way.

    Raises:
        InputError: there is no such project in the folder or in the account, or the card cannot be written.
        AuthError, NetworkError: the account cannot be read.
    """
    project = arguments.project or name_in(Path(arguments.dir))
    found = asyncio.run(_plan(project, arguments.worker or project, arguments.demo))
    if arguments.card:
        _write_card(found, Path(arguments.card).expanduser())
    if out.as_json:
        out.document("cutover", _document(found))
    else:
        _print(found, out)
        if arguments.card:
            out.line(f"✓ The way back is written to {clean(arguments.card)}. Print it before the first step.")
    return int(ExitCode.OK if found.ready else ExitCode.PROBLEMS)


async def _plan(project: str, worker: str, demo: int | None) -> Cutover:
    from edgewise.account import default_client
    from edgewise.migration.cutover.order import order
    from edgewise.migration.cutover.reading import read_facts

    environ, fresh = asked(demo)
    async with default_client(environ, demo=fresh) as client:
        return order(await read_facts(client, project), worker)


def _write_card(found: Cutover, path: Path) -> None:
    from edgewise.migration.cutover.card import card

    write_file(path, card(found))


def _print(found: Cutover, out: Output) -> None:
    worker = clean(found.worker, 60)
    out.line(f"From the Pages project {clean(found.project, 60)} to the Worker {worker}")
    if found.worker_there is False:
        out.line(f"✗ The account has no Worker {worker} yet. Upload it first: wrangler deploy")
    elif found.worker_there is None:
        out.line(f"○ Whether the account has a Worker {worker} could not be read.")
    for host in found.hosts:
        out.line()
        out.line(f"{_SIGNS[host.standing]} {host.name}: {host.standing}")
        for text in host.facts:
            out.line(f"    {text}")
        for obstacle in host.obstacles:
            out.line(f"    ✗ {obstacle.text}")
            for fix in obstacle.fixes:
                out.line(f"      {fix}")
        for number, operation in enumerate(host.operations, 1):
            _print_operation(number, operation, out)
    if not found.hosts:
        out.line()
        out.line("The project has no domains of its own.")
    out.line()
    for note in found.notes:
        out.line(f"○ {note}")
    out.narrate("Nothing was changed. These steps are yours to do; --card FILE writes the way back.")


def _print_operation(number: int, operation: Operation, out: Output) -> None:
    out.line(f"    {number}. {operation.title}")
    out.line(f"       {operation.why}")
    for request in operation.requests:
        out.line(f"       {request.method} {request.path}")
    if operation.command:
        out.line(f"       $ {operation.command}")
    out.line(f"       {'' if operation.restores else '▲ '}Way back: {operation.way_back}")


def _document(found: Cutover) -> dict[str, Any]:
    return {
        "project": found.project,
        "worker": found.worker,
        "worker_there": found.worker_there,
        "ready": found.ready,
        "hosts": [_host(host) for host in found.hosts],
        "notes": list(found.notes),
    }


def _host(host: Host) -> dict[str, Any]:
    return {
        "name": host.name,
        "standing": host.standing,
        "facts": list(host.facts),
        "obstacles": [{"text": each.text, "fixes": list(each.fixes)} for each in host.obstacles],
        "operations": [_operation(each) for each in host.operations],
    }


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "id": operation.id,
        "title": operation.title,
        "why": operation.why,
        "requests": [f"{each.method} {each.path}" for each in operation.requests],
        "undo": [f"{each.method} {each.path}" for each in operation.undo],
        "way_back": operation.way_back,
        "restores": operation.restores,
        "command": operation.command or None,
    }
