"""What the commands share that do something in the account: who they speak to, what they say, and whom they ask."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.demo_port import asked, wrangler_environment
from edgewise.cli.output import Output
from edgewise.cli.project import name_in
from edgewise.errors import EdgewiseError, ExitCode, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.account_base import Hooks
    from edgewise.migration.account_side import AccountSide
    from edgewise.migration.cutover.watching import Told
    from edgewise.migration.operations.carrying import Event, Result
    from edgewise.migration.operations.journal import Run
    from edgewise.migration.operations.model import Operation
    from edgewise.migration.operations.recordless import Recordless

_SIGNS = {
    "begins": "▶",
    "done": "✓",
    "already": "✓",
    "waits": "○",
    "failed": "✗",
    "takes-back": "▶",
    "undone": "✓",
    "kept": "▲",
}
_BACK = ("cutover", "finish")
"""Stages that `edgewise rollback` takes back."""

_WORDS = {"already": "was done already", "takes-back": "taking back", "undone": "taken back", "kept": "left as it is"}


def following(arguments: argparse.Namespace, words: str) -> str:
    """The command that comes next, for the same folder, project, Worker and account: a rehearsal stays one."""
    said: list[str] = []
    if arguments.dir != ".":
        said.append(shlex.quote(clean(str(arguments.dir))))
    for option in ("project", "worker"):
        if value := getattr(arguments, option):
            said += [f"--{option}", shlex.quote(clean(value, 120))]
    if arguments.demo is not None:
        said += ["--demo", *([str(arguments.demo)] if arguments.demo else [])]
    command, _, rest = words.partition(" ")
    return " ".join(["edgewise", command, *said, *rest.split()])


def names(arguments: argparse.Namespace) -> tuple[str, str]:
    """The Pages project and the Worker that are meant.

    Raises:
        InputError: the folder holds no project that has a name.
    """
    project = arguments.project or name_in(Path(arguments.dir))
    return project, arguments.worker or project


@asynccontextmanager
async def opened(arguments: argparse.Namespace, hooks: Hooks | None = None) -> AsyncIterator[AccountSide]:
    """The account's half of the project that is meant.

    Raises:
        InputError, AuthError, NetworkError: no such folder, no credential, no answer.
    """
    from edgewise.account import default_client
    from edgewise.migration.account_side import AccountSide

    project, worker = names(arguments)
    environ, fresh = asked(arguments.demo)
    async with default_client(environ, demo=fresh) as client:
        yield AccountSide(Path(arguments.dir), project, worker, client, wrangler_environment(arguments.demo), hooks)


def hooks_of(arguments: argparse.Namespace, out: Output, stop: Callable[[], bool]) -> Hooks:
    """Hooks that narrate on standard error, and ask a person where there is one."""
    from edgewise.cli.verify import Narrator
    from edgewise.migration.account_base import Hooks

    narrator = Narrator(out)

    said = ""

    def heard(event: Event) -> None:
        narrator.end()
        if event.state not in ("failed", "waits"):  # the conclusion says why
            out.narrate(line_of(replace(event, text="") if event.text == said else event))

    def looked(told: Told) -> None:
        nonlocal said
        said = told.text()
        out.narrate(f"    {said}")

    return Hooks(
        consent=_consent(arguments, out),
        take_back=_take_back(arguments),
        secrets=_secrets(arguments),
        on_event=heard,
        log=lambda line: out.narrate(f"    {clean(line, 200)}") if arguments.verbose else None,
        tell=lambda text: out.narrate(f"    {text}"),
        proof=narrator.hear,
        look=looked,
        stop=stop,
        seconds=getattr(arguments, "watch", 60.0),
        patience=getattr(arguments, "wait", min(60.0, getattr(arguments, "watch", 60.0))),
    )


def line_of(event: Event) -> str:
    """An event as one line."""
    words = _WORDS.get(event.state, "")
    parts = [event.operation.title, *([words] if words else []), *([event.text] if event.text else [])]
    return f"{_SIGNS[event.state]} {': '.join(clean(each, 400) for each in parts)}"


def _consent(arguments: argparse.Namespace, out: Output) -> Callable[[Operation], Awaitable[bool]]:
    accepted = set(getattr(arguments, "accept", ()))

    async def consent(operation: Operation) -> bool:
        if operation.id in accepted or operation.name in accepted:
            return True
        if out.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        word = str(operation.details.get("typed") or operation.host or operation.id)
        out.narrate(f"▲ {operation.title}: this is not simply taken back.")
        out.narrate(f"  Way back: {operation.way_back}")
        out.narrate(f"  Type {clean(word, 80)} to do it, or press enter to stop here:")
        typed: str = await asyncio.to_thread(sys.stdin.readline)
        return bool(typed.strip() == word)

    return consent


def _take_back(arguments: argparse.Namespace) -> Callable[[Operation, EdgewiseError], Awaitable[bool]]:
    async def take_back(_operation: Operation, _error: EdgewiseError) -> bool:
        return not getattr(arguments, "keep", False)

    return take_back


def _secrets(arguments: argparse.Namespace) -> Callable[[tuple[str, ...]], Awaitable[Mapping[str, str]]]:
    from edgewise.cli.secrets import read_secrets_file
    from edgewise.migration.cutover.secrets import read_values

    async def secrets(wanted: tuple[str, ...]) -> Mapping[str, str]:
        if getattr(arguments, "secrets_from_env", False):
            return {name: os.environ[name] for name in wanted if name in os.environ}
        if file := getattr(arguments, "secrets_file", None):
            return read_values(read_secrets_file(file), clean(file))
        if sys.stdin.isatty():
            return {name: await asyncio.to_thread(getpass, f"{name} (not shown): ") for name in wanted}
        return {}

    return secrets


def print_no_record(lacking: Sequence[Recordless], out: Output) -> None:
    """Say before anything else which hosts have no DNS record, and what puts it back."""
    for each in lacking:
        out.say(f"✗ {each.text}")
        out.line(f"    {each.request.method} {clean(each.request.path, 200)}")


def no_record_document(lacking: Sequence[Recordless]) -> list[dict[str, Any]]:
    """The same as JSON."""
    return [
        {"host": each.host, "text": each.text, "request": f"{each.request.method} {clean(each.request.path, 200)}"}
        for each in lacking
    ]


class Silent(Output):
    """Says nothing on standard output: the document has said it."""

    def line(self, text: str = "") -> None:
        """Print nothing."""


def need_yes(arguments: argparse.Namespace, command: str) -> None:
    """Make sure that something may be changed.

    Raises:
        InputError: ``yes-and-dry-run``.
    """
    if arguments.yes and arguments.dry_run:
        raise InputError(
            "--yes and --dry-run say opposite things.",
            code="yes-and-dry-run",
            where=f"edgewise {command}",
            fix="Leave one of them out.",
        )


def print_operation(number: int, operation: Operation, out: Output) -> None:
    """Print one operation of a plan, numbered."""
    out.say(f"    {number}. {operation.title}")
    out.say(f"       {operation.why}")
    for request in operation.requests:
        out.line(f"       {request.method} {request.path}")
    if operation.command:
        out.line(f"       $ {operation.command}")
    if operation.kind != "watch":
        out.say(f"       {'' if operation.restores else '▲ '}Way back: {operation.way_back}")


def operation_document(operation: Operation, run: Run | None = None, index: int = 0) -> dict[str, Any]:
    """An operation as JSON, with how it went when it belongs to a run."""
    state = "planned" if run is None else _state(run, index)
    return {
        "id": operation.id,
        "host": operation.host or None,
        "kind": operation.kind,
        "title": operation.title,
        "why": operation.why,
        "requests": [f"{each.method} {each.path}" for each in operation.requests],
        "undo": [f"{each.method} {each.path}" for each in operation.undo],
        "way_back": operation.way_back,
        "restores": operation.restores,
        "command": operation.command or None,
        "state": state,
        "learned": clean(str(run.learned.get(index, {}).get("text", "")), 300) or None if run else None,
    }


def _state(run: Run, index: int) -> str:
    if index in run.undone:
        return "undone"
    if index in run.done:
        return "done"
    return "failed" if index in run.failed else "planned"


def result_document(result: Result) -> dict[str, Any]:
    """How a run ended, as JSON."""
    run = result.runs[-1] if result.runs else None
    return {
        "state": result.state,
        "stopped_at": result.operation.name if result.operation else None,
        "error": result.error.document() if result.error else None,
        "run": [] if run is None else [operation_document(each, run, at) for at, each in enumerate(run.operations)],
    }


def conclude(arguments: argparse.Namespace, result: Result, out: Output, *, done: str, stage: str) -> int:
    """Say how a run ended and what can be done next, and give the exit code for it."""
    operation, error = result.operation, result.error
    if result.state == "done":
        out.say(f"✓ {done}")
        return int(ExitCode.OK)
    if result.state == "waits" and operation is not None:
        out.say(f"○ It waits before this: {operation.title}.")
        out.say(f"  Way back: {operation.way_back}")
        agreed = [*getattr(arguments, "accept", ()), clean(operation.id, 60)]
        words = " ".join([stage, "--yes", *(f"--accept {each}" for each in agreed)])
        out.say(f"  Go on with `{following(arguments, words)}`.")
        if stage in _BACK:
            out.say(f"  Or go back with `{following(arguments, 'rollback --yes')}`.")
    elif result.state == "taken-back" and error is not None:
        out.say(f"✗ {error.message}")
        out.say("✓ What was done for this host is taken back.")
    elif error is not None:
        out.say(f"✗ {operation.title if operation else stage}: {error.message}")
        if error.fix:
            out.say(f"  {error.fix}")
        out.say(f"  Go on with `{following(arguments, f'{stage} --yes')}`.")
        if stage in _BACK:
            out.say(f"  Or go back with `{following(arguments, 'rollback --yes')}`.")
    elif result.state == "taken-back":
        out.line("✓ Taken back.")
        return int(ExitCode.OK)
    return int(error.exit_code if error is not None and result.state == "failed" else ExitCode.PROBLEMS)
