"""``edgewise permissions``: what the credential may do, how that is known, and which rows to tick."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgewise.cli.output import Output
from edgewise.errors import ExitCode

if TYPE_CHECKING:
    from edgewise.account.permissions.evidence import Holding
    from edgewise.account.permissions.report import Report

SIGNS = {"has": "✓", "lacks": "✗", "unknown": "○"}


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print the permissions. Ends with 1 when something that edgewise reads in the account is refused."""
    found = asyncio.run(_told(arguments, out))
    if out.as_json:
        out.document("permissions", found.document())
    else:
        for line in lines(found):
            out.line(line)
    return int(ExitCode.PROBLEMS if found.missing else ExitCode.OK)


async def _told(arguments: argparse.Namespace, out: Output) -> Report:
    from dataclasses import replace

    from edgewise.account import default_client
    from edgewise.account.permissions.probing import probe
    from edgewise.account.permissions.report import know, report, unknown

    async with default_client(os.environ, demo=arguments.demo) as client:
        knowledge = await know(client)
        if not arguments.no_asking:

            def tell(done: int, total: int, name: str) -> None:
                out.narrate(f"asking {done + 1} of {total}: {name}")

            silent = await probe(client, unknown(await report(client, knowledge)), rows={}, report=tell)
            knowledge = replace(knowledge, silent=silent)
        return await report(client, knowledge)


def lines(found: Report) -> Iterator[str]:
    """The report as text."""
    from edgewise.account.permissions.wording import holder_lines

    label = " · demo account" if found.demo else ""
    yield f"{found.account_name or found.account_id}{label}"
    yield from holder_lines(found.knowledge.holder)
    for title, writes in (("Reading", False), ("Changing", True)):
        yield ""
        yield title
        for each in found.holdings:
            if each.ability.writes is writes:
                yield from _lines_of(each)
    yield ""
    yield from _what_to_do(found)


def _lines_of(holding: Holding) -> Iterator[str]:
    ability = holding.ability
    when = f" · {holding.at:%Y-%m-%d %H:%M:%S} UTC" if holding.at else ""
    yield f"{SIGNS[holding.state]} {holding.state:7}  {ability.name}{' (optional)' if ability.optional else ''}"
    yield f"             {'; '.join(ability.unlocks)}"
    yield f"             {holding.words}{when}"


def _what_to_do(found: Report) -> Iterator[str]:
    from edgewise.account.permissions.wording import remedy

    missing = found.missing
    if not missing:
        unsure = any(not each.ability.writes for each in found.of("unknown"))
        yield f"Of what edgewise reads, nothing is {'known to be ' if unsure else ''}missing."
        return
    yield f"Missing for reading: {len(missing)}. {remedy(found.knowledge.holder)}"
    yield from (f"  {each.ability.permission.dashboard}" for each in missing)
    template = found.template()
    yield ""
    yield "A new token with what edgewise reads, and with what may be changed already:"
    yield f"  {template.url}"
    if template.by_hand:
        yield "  To tick there by hand:"
        yield from (f"  {each.dashboard}" for each in template.by_hand)
