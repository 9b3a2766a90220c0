"""``edgewise secrets``: which secrets the Worker of a Pages project lacks, and setting them without showing them."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path

from edgewise.cli.demo_port import asked, wrangler_environment
from edgewise.cli.output import Output
from edgewise.cli.project import name_in
from edgewise.errors import ExitCode, InputError
from edgewise.migration.cutover.secrets import Inventory, inventory, put_secrets, read_values
from edgewise.text import clean

LARGEST = 1024 * 1024
"""Bytes of a file with secrets."""


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print which secrets are missing; with --set, set them. Exit 1 while any is missing.

    Raises:
        InputError: no such project, values that cannot be read, or nobody there to ask.
        AuthError, NetworkError: the account cannot be read.
        ToolchainError: wrangler refused.
    """
    project = arguments.project or name_in(Path(arguments.dir))
    worker = arguments.worker or project
    found = asyncio.run(_inventory(project, worker, arguments.demo))
    done: tuple[str, ...] = ()
    if arguments.set and found.missing:
        if found.there is None:
            raise InputError(
                f"The account has no Worker {clean(worker, 60)} yet.",
                code="worker-missing",
                where=clean(worker, 60),
                fix="Upload it first: wrangler deploy",
            )
        values = _values(found, arguments)
        if values:
            asyncio.run(_put(worker, values, arguments.demo))
            done = tuple(sorted(values))
            found = asyncio.run(_inventory(project, worker, arguments.demo))
    if out.as_json:
        out.document("secrets", {**_document(found), "set": list(done)})
    else:
        _print(found, done, out)
    return int(ExitCode.PROBLEMS if found.missing else ExitCode.OK)


async def _inventory(project: str, worker: str, demo: int | None) -> Inventory:
    from edgewise.account import default_client

    environ, fresh = asked(demo)
    async with default_client(environ, demo=fresh) as client:
        return await inventory(client, project, worker)


def _values(found: Inventory, arguments: argparse.Namespace) -> dict[str, str]:
    """Values of what is missing, from where the options say; asked for without echo by default."""
    if arguments.from_env:
        given: Mapping[str, str] = os.environ
    elif arguments.file:
        given = read_values(read_secrets_file(arguments.file), clean(arguments.file))
    elif sys.stdin.isatty():
        given = {name: getpass(f"{name} (not shown, empty to leave out): ") for name in found.missing}
    else:
        raise InputError(
            "Nobody is there to ask for the values.",
            code="no-terminal",
            where="--set",
            fix="Run it in a terminal, or say --from-env, or --file FILE; --file - reads standard input.",
        )
    return {name: given[name] for name in found.missing if given.get(name)}


def read_secrets_file(file: str) -> str:
    """The text of a file with secrets, or of standard input for ``-``.

    Raises:
        InputError: ``secrets-file``.
    """
    try:
        if file == "-":
            return sys.stdin.read(LARGEST)
        with Path(file).expanduser().open(encoding="utf-8") as opened:
            return opened.read(LARGEST)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"{clean(file)} cannot be read: {clean(reason or '')}.",
            code="secrets-file",
            where=clean(file),
            fix="Name a file of this user, or - for standard input.",
        ) from None


async def _put(worker: str, values: Mapping[str, str], demo: int | None) -> None:
    from edgewise.account import default_client
    from edgewise.runtime.toolchain import ensure

    environ, fresh = asked(demo)
    async with default_client(environ, demo=fresh) as client:
        account = await client.account()
    # A credential may see more than one account, and wrangler must take the one that was read.
    environment = {**wrangler_environment(demo), "CLOUDFLARE_ACCOUNT_ID": account.id}
    await put_secrets(await ensure(), environment, worker, values)


def _print(found: Inventory, done: tuple[str, ...], out: Output) -> None:
    out.line(f"Secrets of the Pages project {clean(found.project, 60)}, for the Worker {clean(found.worker, 60)}")
    if found.there is None:
        out.line("○ The account has no such Worker yet.")
    for name in found.wanted:
        there = name in (found.there or ())
        out.line(f"{'✓' if there else '✗'} {name}{' (set now)' if name in done else '' if there else '  missing'}")
    for name in found.previews:
        out.line(f"○ {name}  only in previews")
    if not found.wanted:
        out.line("✓ The project has no secrets in production.")
    if found.missing:
        out.narrate("Nobody can read secrets back. --set asks for each value and hands it to wrangler.")


def _document(found: Inventory) -> dict[str, object]:
    return {
        "project": found.project,
        "worker": found.worker,
        "worker_there": found.there is not None,
        "wanted": list(found.wanted),
        "previews": list(found.previews),
        "missing": list(found.missing),
    }
