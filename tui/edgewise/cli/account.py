"""``edgewise snapshot`` and ``edgewise demo-account``."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.errors import ExitCode, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.demo.faults import Faults


def snapshot(arguments: argparse.Namespace, out: Output) -> int:
    """Print the account: a table to read, or one JSON document."""
    document = asyncio.run(_snapshot(demo=arguments.demo, sanitised=arguments.sanitised))
    if out.as_json:
        out.document("snapshot", document)
        return int(ExitCode.OK)
    from edgewise.cli.account_table import table

    for line in table(document):
        out.line(line)
    for problem in document["problems"]:
        out.narrate(f"▲ {problem['message']}")
        if problem["fix"]:
            out.narrate(f"  do: {problem['fix']}")
    return int(ExitCode.OK)


async def _snapshot(*, demo: bool, sanitised: bool) -> dict[str, Any]:
    from edgewise.account import default_client, snapshot

    async with default_client(os.environ, demo=demo) as client:
        return await snapshot(client, sanitised=sanitised)


def serve_demo(arguments: argparse.Namespace, out: Output) -> int:
    """Serve the demo account on 127.0.0.1 until interrupted."""
    from edgewise.account.demo.faults import gather

    given = {name: getattr(arguments, name) for name in ("latency", "cut", "limit", "seed")}
    settings = [f"{name}={value}" for name, value in given.items() if value is not None]
    pages = dict(_pages(each) for each in arguments.pages)
    return asyncio.run(_serve(arguments.port, arguments.serve, pages, gather([*arguments.fault, *settings]), out))


def _pages(text: str) -> tuple[str, Path]:
    """``NAME=FOLDER``."""
    name, equals, folder = text.partition("=")
    path = Path(folder).expanduser()
    if not name or not equals or not path.is_dir():
        raise InputError(
            f"{clean(text, 120)} does not name a project and its folder.",
            code="demo-pages",
            where="--pages",
            fix="Write --pages report-desk=path/to/folder",
        )
    return name, path.resolve()


async def _serve(port: int, sites: int | None, pages: Mapping[str, Path], faults: Faults, out: Output) -> int:
    from edgewise.account.demo import serve
    from edgewise.account.demo.tokens import TOKENS
    from edgewise.migration.rehearsal.session import serve_sites

    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    async with await serve(port, faults=faults) as server, AsyncExitStack() as stack:
        for number, code in ((signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, ExitCode.OK)):
            try:
                asyncio.get_running_loop().add_signal_handler(number, end, int(code))
            except (NotImplementedError, ValueError):
                # Windows has no signal handlers here; Ctrl+C arrives as KeyboardInterrupt instead.
                break
        out.line(server.url)
        account = server.company.account
        out.narrate(f"Ready: {account['name']}, on this machine only. Ctrl+C ends it. In another terminal:")
        if sites is not None:
            site = await serve_sites(server.company, sites, pages, stack)
            where = f"http://127.0.0.1:{site}"
            out.line(where)
            host = f"NAME.{server.company.subdomain}.workers.dev"
            address = f"http://{host}.localhost:{site}/"
            out.narrate(f"What is deployed answers there, by its host: in a browser {address}")
            out.narrate(f"or curl -H 'Host: {host}' {where}/")
        if faults:
            out.narrate(f"▲ with faults: {faults.describe()}")
        out.narrate("")
        out.narrate(f"  edgewise wrangler --demo {server.port} queues list")
        out.narrate("")
        out.narrate("or with a wrangler of your own:")
        out.narrate(
            f"  CLOUDFLARE_API_BASE_URL={server.url} CLOUDFLARE_API_TOKEN=demo "
            f"CLOUDFLARE_ACCOUNT_ID={account['id']} npx wrangler queues list"
        )
        out.narrate("")
        out.narrate("Other tokens may do less, to see what that looks like:")
        for token in TOKENS:
            out.narrate(f"  {token.word:20}{token.about}")
        return await ended
