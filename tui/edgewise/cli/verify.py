"""``edgewise verify``: the proof on the command line."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.cli.output import Output, write_file
from edgewise.errors import ExitCode, InputError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.migration.parity.events import Event
    from edgewise.migration.parity.grouping import Group
    from edgewise.migration.parity.model import ParityReport, Request
    from edgewise.migration.parity.state.seed import Seed
    from edgewise.project.dashboard import Dashboard

_SHOWN = 5
"""Requests that are spelled out for one cause."""

_EVERY = 2.0
"""Seconds between two lines of progress where the line cannot be rewritten."""


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Prove, print the verdict and what differs.

    Returns:
        0 when proved, 1 when not.
    """
    from edgewise.cli.project import open_project
    from edgewise.migration.parity import read_requests, report_document, report_html
    from edgewise.migration.parity.state.seed import Seed, read_seed

    extra: Sequence[Request] = ()
    if arguments.requests:
        recording = read_requests(Path(arguments.requests), _hosts(arguments))
        extra = recording.requests
        for note in recording.notes:
            out.narrate(f"· {note}")
    seed = read_seed(Path(arguments.seed)) if arguments.seed else Seed()
    page = Path(arguments.html) if arguments.html else None
    if page is not None and not page.parent.is_dir():
        raise InputError(
            f"The folder {clean(str(page.parent))} is not there, so the report cannot be written.",
            code="html-folder",
            where=clean(str(page)),
            fix="Make the folder, or name another file.",
        )
    dashboard = open_project(arguments).dashboard if arguments.from_account or arguments.demo else None
    report = asyncio.run(_prove(arguments, out, extra, seed, dashboard))
    if page is not None:
        write_file(page, report_html(report, title=clean(Path(arguments.dir).resolve().name)), "html-unwritable")
        out.narrate(f"Report: {clean(str(page))}")
    if out.as_json:
        out.document("verify", report_document(report))
    else:
        _print(report, out)
    return int(ExitCode.OK if report.proved else ExitCode.PROBLEMS)


def _hosts(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The hosts of the addresses that are given, so that a recording of them is known as theirs."""
    from edgewise.migration.parity.remote import live_address

    given = (each for each in (arguments.against, arguments.new) if each)
    return tuple(live_address(each).partition("://")[2] for each in given)


async def _prove(
    arguments: argparse.Namespace,
    out: Output,
    extra: Sequence[Request],
    seed: Seed,
    dashboard: Dashboard | None,
) -> ParityReport:
    from edgewise.cli.project import choices, overrides
    from edgewise.migration.parity import verify
    from edgewise.runtime.toolchain import ensure

    narrator = Narrator(out)
    try:
        toolchain = await ensure(lambda progress: narrator.say(progress.text))
        return await verify(
            Path(arguments.dir),
            toolchain=toolchain,
            overrides=overrides(arguments),
            dashboard=dashboard,
            choices=choices(arguments),
            against=arguments.against,
            new=arguments.new,
            extra=extra,
            everything=arguments.all,
            all_methods=arguments.all_methods,
            seed=seed,
            local_state=arguments.local_state,
            build=arguments.build,
            on_event=narrator.hear,
        )
    finally:
        narrator.end()


class Narrator:
    """Tells on stderr how a proof goes: one line that rewrites itself on a terminal, few lines elsewhere."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._live = sys.stderr.isatty()
        self._open = False
        self._last = ""
        self._next = 0.0

    def hear(self, event: Event) -> None:
        """Take in one event."""
        if event.done is None:
            seconds = "" if event.seconds is None else f" ({event.seconds:.1f} s)"
            self.say(f"{event.text}{seconds}")
        elif event.total and event.stage == "comparing":
            self._count(f"Compared {event.done:,} of {event.total:,}", last=event.done == event.total)
        elif event.stage == "asking-again" and not event.done:
            self.say(event.text)

    def say(self, text: str) -> None:
        """A line of its own, unless it was just said."""
        if text == self._last:
            return
        self.end()
        self._last = text
        self._out.narrate(f"· {clean(text)}")

    def _count(self, text: str, *, last: bool) -> None:
        now = time.monotonic()
        if self._live:
            print(f"\r\x1b[K· {text}", end="", file=sys.stderr, flush=True)
            self._open = True
            if last:
                self.end()
        elif last or now >= self._next:
            self._next = now + _EVERY
            self._out.narrate(f"· {text}")

    def end(self) -> None:
        """Finish a line that was being rewritten."""
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False


def _print(report: ParityReport, out: Output) -> None:
    from edgewise.migration import FINDINGS
    from edgewise.migration.parity import groups, kinds_line, tier_lines, verdict

    causes = groups(report.exchanges, {key: entry.title for key, entry in FINDINGS.items()})
    for cause in causes:
        if cause.finding is None:
            _print_cause(cause, out)
    for state in report.state:
        out.line(f"✗ undeclared: {clean(state.place, 200)}")
        out.line(f"    {clean(state.old, 200)} → {clean(state.new, 200)}")
        out.line()
    declared = [cause for cause in causes if cause.finding is not None]
    if declared:
        out.line("Declared differences")
        width = max(len(f"{cause.count:,}") for cause in declared)
        for cause in declared:
            out.line(f"  {cause.count:>{width},}  {cause.finding}  {cause.title}")
        out.line()
    if report.exchanges:
        for line in (kinds_line(report), *tier_lines(report)):
            out.say(f"○ {line}")
    for note in report.notes:
        out.say(f"○ {clean(note)}")
    for warning in report.warnings:
        out.say(f"▲ {clean(warning)}")
    if report.left_out:
        out.line(f"▲ {len(report.left_out):,} requests were left out; --json lists them and why.")
    out.say(verdict(report))


def _print_cause(cause: Group, out: Output) -> None:
    out.line(
        f"✗ undeclared: {clean(cause.title, 200)} ({cause.count:,} {'request' if cause.count == 1 else 'requests'})"
    )
    for exchange, shown in list(zip(cause.exchanges, cause.shown, strict=True))[:_SHOWN]:
        out.line(f"    {clean(exchange.request.label(), 160)}")
        for each in shown[:3]:
            out.line(f"        {clean(each.what)}: {clean(each.old, 120)} → {clean(each.new, 120)}")
    if cause.count > _SHOWN:
        out.line(f"    and {cause.count - _SHOWN:,} more")
    out.line()
