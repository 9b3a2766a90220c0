"""``edgewise doctor``: is everything there that edgewise needs, and if not, what to do."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Mapping

from edgewise.cli.output import Output
from edgewise.errors import EdgewiseError, ExitCode
from edgewise.runtime.doctor import Check, Examined, examine
from edgewise.runtime.toolchain import Progress, ensure
from edgewise.store import folders
from edgewise.text import clean

SMALLEST = (60, 20)
"""Columns and rows below which the screens only say that they need more."""

_TOOLCHAIN = ("node", "npm", "wrangler", "workerd")


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Look at everything and print one line a check.

    Returns:
        5 when the toolchain cannot be used, 1 when something else is wrong, else 0. A wrangler that
        is not installed yet is nothing wrong: it is installed when it is first needed.
    """
    if arguments.install:
        _install(out)
    examined = asyncio.run(examine())
    checks = [
        _python(),
        *examined.checks,
        _folders(),
        _terminal(os.environ),
        _credentials(os.environ),
    ]
    if out.as_json:
        out.document("doctor", _document(examined, checks))
    else:
        _print(checks, out)
    broken = {check.id for check in checks if not check.ok}
    if broken & set(_TOOLCHAIN):
        return int(ExitCode.TOOLCHAIN)
    return int(ExitCode.PROBLEMS if broken else ExitCode.OK)


def _install(out: Output) -> None:
    narrator = _Narrator(out)
    try:
        asyncio.run(ensure(narrator))
    finally:
        narrator.end()


def _document(examined: Examined, checks: list[Check]) -> dict[str, object]:
    node, toolchain = examined.node, examined.toolchain
    return {
        "ok": all(check.ok for check in checks),
        "node": {"version": node.version if node else None, "path": str(node.path) if node else None},
        "wrangler": {
            "version": toolchain.wrangler_version if toolchain else None,
            "command": examined.command,
        },
        "checks": [vars(check) for check in checks],
    }


def _print(checks: list[Check], out: Output) -> None:
    width = max(len(check.id) for check in checks)
    for check in checks:
        sign = "✗" if not check.ok else "▲" if check.fix else "✓"
        out.line(f"{sign} {check.id:<{width}}  {check.message}")
    fixes = dict.fromkeys((check.fix, check.ok) for check in checks if check.fix)
    if fixes:
        out.line()
    for fix, advice in fixes:
        out.line(f"{'▲' if advice else '✗'} {fix}")


def _python() -> Check:
    return Check("python", True, f"{platform.python_version()}: {clean(sys.executable)}")


def _folders() -> Check:
    found = folders()
    problem = found.ensure()
    if problem:
        return Check("folders", False, problem, "Correct its permissions, or choose another place with EDGEWISE_HOME.")
    return Check("folders", True, f"writable; the cache is {clean(str(found.cache))}")


def _terminal(environ: Mapping[str, str]) -> Check:
    name = environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Check("terminal", True, "Not on a terminal: subcommands work, the screens do not open here.")
    columns, rows = shutil.get_terminal_size()
    facts = f"{columns}x{rows}, {_colours(environ)}, TERM={clean(name) or '(not set)'}"
    if name in ("", "dumb", "unknown"):
        return Check("terminal", False, facts, "Use a terminal emulator that sets TERM, such as xterm-256color.")
    if "utf" not in (sys.stdout.encoding or "").lower():
        return Check("terminal", False, f"{facts}, not UTF-8", "Choose a UTF-8 locale: export LANG=C.UTF-8.")
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        return Check("terminal", False, facts, "Make the window at least 60 columns wide and 20 rows high.")
    return Check("terminal", True, facts)


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours because NO_COLOR is set"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in environ.get("TERM", "") else "16 colours"


def _credentials(environ: Mapping[str, str]) -> Check:
    """Which kind of credential there is. Its value is never looked at here."""
    from edgewise.account.credentials import find

    try:
        found = find(environ)
    except EdgewiseError as error:
        return Check("credentials", False, error.message, error.fix)
    if found is None:
        return Check("credentials", True, "None: the demo account stands in.")
    return Check("credentials", True, f"{found.label}, from {clean(found.source)} (not tried)")


class _Narrator:
    """Shows an install on stderr: one line that is redrawn on a terminal, else one line a stage."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        if progress.text != self._stage:
            if self._stage and sys.stderr.isatty():
                sys.stderr.write("\n")
            self._stage = progress.text
            if not sys.stderr.isatty():
                self._out.narrate(f"{progress.text} …")
        if sys.stderr.isatty():
            count = f"  {progress.done}/{progress.total} packages" if progress.total else ""
            sys.stderr.write(f"\r\x1b[K{progress.text} …{count}  {progress.seconds:.0f} s")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the redrawn line."""
        if self._stage and sys.stderr.isatty():
            sys.stderr.write("\n")
