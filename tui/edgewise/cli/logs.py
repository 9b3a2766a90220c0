"""``edgewise logs``: the live log of a Worker or of a Pages deployment, until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.errors import EdgewiseError, ExitCode, InputError, Interrupted
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.client import Client
    from edgewise.account.tail.filters import LocalFilter, ServerFilter
    from edgewise.account.tail.session import State
    from edgewise.account.tail.target import Target


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print events until interrupted, which ends with 130, or asked to end by SIGTERM, which is fine, too.

    A lost connection is mended, with a mark in the log. However it ends, the tail is deleted.

    With ``--json`` each line is one document, also an error.

    Raises:
        InputError: a filter, or a name that does not exist.
        AuthError, NetworkError: the log cannot be watched.
    """
    try:
        return asyncio.run(_watch(arguments, out))
    except asyncio.CancelledError:
        return int(ExitCode.OK)
    except KeyboardInterrupt:
        out.narrate("Stopped.")
        return int(Interrupted.exit_code)
    except EdgewiseError as error:
        if not out.as_json:
            raise
        _print("error", error.document())
        return int(error.exit_code)


def _print(name: str, body: Mapping[str, Any]) -> None:
    print(json.dumps({"schema": f"edgewise/{name}/1", **body}, ensure_ascii=False), flush=True)


async def _watch(arguments: argparse.Namespace, out: Output) -> int:
    from contextlib import aclosing

    from edgewise.account import default_client
    from edgewise.account.tail.lines import as_document, as_text
    from edgewise.account.tail.session import Session, State

    local, server = _filters(arguments)
    _end_on_terminate()
    left = arguments.count
    async with default_client(os.environ, demo=arguments.demo) as client:
        target = await _target(client, arguments)
        async with aclosing(Session(client, target, server).stream()) as stream:
            async for item in stream:
                if isinstance(item, State):
                    _tell(item, target, out)
                    continue
                if not local.lets(item):
                    continue
                if out.as_json:
                    _print("log-entry", as_document(item))
                else:
                    print(as_text(item), flush=True)
                if left is not None and (left := left - 1) <= 0:
                    break
    return int(ExitCode.OK)


def _end_on_terminate() -> None:
    """SIGTERM cancels what is watched, so that the tail is deleted first."""
    task = asyncio.current_task()
    # Windows has no such signal for a loop, and there is none outside of a program's main thread.
    with suppress(NotImplementedError, ValueError, RuntimeError):
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _filters(arguments: argparse.Namespace) -> tuple[LocalFilter, ServerFilter]:
    """What is looked at here, and what Cloudflare is asked to send."""
    from edgewise.account.tail.filters import SERVER_STATUSES, LocalFilter, ServerFilter

    if arguments.count is not None and arguments.count < 1:
        raise InputError("There is nothing to print.", code="usage", where="--count", fix="Give a number from 1 on.")
    status = arguments.status or ""
    server = ServerFilter(
        statuses=(status,) if status in SERVER_STATUSES else (),
        methods=tuple(arguments.method),
        sampling=arguments.sampling,
        header=arguments.header or "",
        addresses=tuple(arguments.ip),
        version=arguments.version_id or "",
    )
    # Words are looked for here: Cloudflare would look at what was logged only, not at addresses and exceptions.
    words = tuple((arguments.search or "").split())
    return LocalFilter(status=status, level=arguments.level or "", words=words), server


async def _target(client: Client, arguments: argparse.Namespace) -> Target:
    from edgewise.account.tail.finding import of_project
    from edgewise.account.tail.target import worker

    if arguments.pages:
        return await of_project(client, arguments.pages, arguments.name or "")
    if not arguments.name:
        raise InputError(
            "There is nothing to watch.",
            code="usage",
            where="edgewise logs",
            fix="Name a Worker, or a Pages project with --pages.",
        )
    return worker(arguments.name)


def _tell(state: State, target: Target, out: Output) -> None:
    """Say on stderr how it stands.

    Raises:
        EdgewiseError: when it has ended.
    """
    if state.stage == "ended" and state.error is not None:
        raise state.error
    if state.stage == "live":
        out.narrate(f"Live: {clean(target.name)}. Ctrl+C ends it.")
    elif state.stage == "reconnecting":
        why = state.error.message if isinstance(state.error, EdgewiseError) else f"Lost: {state.reason}."
        out.narrate(f"▲ {why} Again in {state.pause:.0f} s.")
