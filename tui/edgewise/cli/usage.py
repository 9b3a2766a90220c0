"""``edgewise usage``: the account against its plan and what it costs, or how much one resource is used."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from edgewise.cli.output import Output
from edgewise.errors import ExitCode, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.account.analytics.drawn import Drawn
    from edgewise.account.analytics.window import Range
    from edgewise.account.client import Client
    from edgewise.account.resources.model import Kind, Row

WIDEST = 120
HEIGHT = 10

KINDS = {
    "worker": "workers",
    "pages": "pages_projects",
    "queue": "queues",
    "kv": "kv_namespaces",
    "d1": "d1_databases",
    "r2": "r2_buckets",
    "durable-object": "durable_object_namespaces",
    "workflow": "workflows",
}
"""What ``--kind`` takes -> kind id."""


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print limits and cost of the account, or with a name the charts of a resource: drawn, or told in words.

    Raises:
        InputError: there is no resource of that name.
        AuthError, NetworkError: the analytics cannot be asked.
    """
    return asyncio.run(_one(arguments, out) if arguments.name else _account(arguments, out))


async def _account(arguments: argparse.Namespace, out: Output) -> int:
    from edgewise.account import default_client
    from edgewise.account.analytics.report import document, report
    from edgewise.account.analytics.told import told

    async with default_client(os.environ, demo=arguments.demo) as client:
        found = await report(client)
        account, demo = await client.account(), client.demo
    if found.month.failure is not None:
        raise found.month.failure
    if arguments.assume and found.plan.how != "subscriptions":
        found = found.reckoned(arguments.assume)
    if out.as_json:
        out.document("usage", {"account": {"id": account.id, "name": account.name}, "demo": demo, **document(found)})
        return int(ExitCode.OK)
    out.line(f"{clean(account.name or account.id)}{' · demo account' if demo else ''}")
    out.line()
    for line in told(
        found, _width(), key="--assume free or --assume paid" if found.plan.how != "subscriptions" else ""
    ):
        out.line("".join(text for text, _ in line).rstrip())
    return int(ExitCode.OK)


async def _one(arguments: argparse.Namespace, out: Output) -> int:
    from edgewise.account import default_client
    from edgewise.account.analytics.deployments import deployments
    from edgewise.account.analytics.drawn import drawn
    from edgewise.account.analytics.pictures import PICTURES
    from edgewise.account.resources import kind
    from edgewise.account.resources.called import NAMES
    from edgewise.account.resources.usage import only_assets

    wanted = kind(KINDS[arguments.kind])
    span = _span(arguments.range)
    async with default_client(os.environ, demo=arguments.demo) as client:
        row = await _row(client, wanted, arguments.name)
        name = NAMES[wanted.id](row)
        if name is None:
            raise InputError(
                f"The {wanted.singular} {clean(arguments.name, 60)} has nothing that is measured.",
                code="nothing-measured",
                where="NAME",
                fix="Only requests that run code are counted; static files are free and not measured.",
            )
        events, _ = await deployments(client, wanted, row)
        pictures = PICTURES[wanted.id]
        found = await drawn(client, pictures, span, span.step, of=name, events=events, static=only_assets(row))
        demo = client.demo
    failures = [each.failure for each in found if each.failure is not None]
    if failures and len(failures) == len(found):
        raise failures[0]
    if out.as_json:
        out.document("usage-of", _document(wanted, row, span, found, demo=demo))
        return int(ExitCode.OK)
    out.line(f"{wanted.row_name(row)} · {wanted.singular} · {span.title}{' · demo account' if demo else ''}")
    out.line()
    for line in _lines(found, span, plain=arguments.plain or not sys.stdout.isatty()):
        out.line(line)
    return int(ExitCode.OK)


async def _row(client: Client, wanted: Kind, name: str) -> Row:
    from edgewise.account.listing import load

    listing = await load(client, wanted)
    for row in listing.rows:
        if name in (wanted.row_name(row), row.key):
            return row
    raise InputError(
        f"There is no {wanted.singular} called {clean(name, 60)} in the account.",
        code="not-found",
        where="NAME",
        fix=f"Use one of: {', '.join(wanted.row_name(row) for row in listing.rows[:12]) or 'there are none'}. "
        "--kind says what it is.",
    )


def _span(wanted: str) -> Range:
    from edgewise.account.analytics.window import RANGES

    return next(each for each in RANGES if each.id == wanted)


def _lines(found: Sequence[Drawn], span: Range, *, plain: bool) -> Iterator[str]:
    from edgewise.account.analytics.drawn import instead
    from edgewise.plot.drawing import draw
    from edgewise.plot.words import describe

    for each in found:
        note = instead(each, span.title)
        if note is not None or each.chart is None:
            yield from (f"{each.picture.title}.", f"  {note}")
        elif plain:
            yield from describe(each.chart)
        else:
            yield from ("".join(text for text, _ in line).rstrip() for line in draw(each.chart, _width(), HEIGHT))
        yield ""
    marks = {(mark.text, each.chart.named(int(mark.at))) for each in found if each.chart for mark in each.chart.marks}
    yield from sorted(f"▲ {when}  {clean(text, 100)}" for text, when in marks)
    if any(each.picture.dataset.sampled for each in found):
        yield "Numbers are estimates from a sample of events; the newest are still arriving."


def _document(wanted: Kind, row: Row, span: Range, found: Sequence[Drawn], *, demo: bool) -> dict[str, Any]:
    return {
        "kind": wanted.id,
        "name": wanted.row_name(row),
        "range": span.id,
        "demo": demo,
        "charts": [_chart(each) for each in found],
    }


def _chart(found: Drawn) -> dict[str, Any]:
    chart = found.chart
    measure = found.picture.dataset.measure(next(iter(found.picture.measures)))
    return {
        "title": found.picture.title,
        "unit": measure.unit,
        "dataset": found.picture.dataset.node,
        "estimate": found.picture.dataset.sampled,
        "start": None if found.window is None else found.window.start.isoformat(),
        "seconds": None if found.window is None else found.window.step.seconds,
        "final": None if chart is None else chart.final,
        "curves": [{"label": each.label, "values": list(each.values)} for each in chart.curves] if chart else [],
        "marks": [{"at": mark.at, "text": clean(mark.text)} for mark in chart.marks] if chart else [],
        "problem": found.failure.message if found.failure is not None else found.why or None,
    }


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size((100, 24)).columns)
