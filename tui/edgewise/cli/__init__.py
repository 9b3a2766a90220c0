"""The command line: data on stdout, narration on stderr, one exit code a kind of failure.

This package only parses and dispatches. Each subcommand's handler lives in a module of its own
and is imported when it is called, so that ``edgewise --help`` stays instant.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from edgewise.errors import EdgewiseError, Interrupted

if TYPE_CHECKING:
    import argparse


def main(argv: Sequence[str]) -> int:
    """Parse ``argv``, run what it asks for, and return the exit code."""
    from edgewise.cli.output import Output

    out = Output(as_json="--json" in argv)
    try:
        arguments = _parse(argv)
        out.as_json = getattr(arguments, "json", False)
        module, function = arguments.handler.split(":")
        return int(getattr(import_module(module), function)(arguments, out))
    except EdgewiseError as error:
        out.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        stopped = Interrupted("Interrupted.", code="stopped", where="edgewise", fix="Run it again.")
        out.error(stopped)
        return int(stopped.exit_code)
    except BrokenPipeError:
        # The reader went away (`edgewise … | head`). Python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # As a shell counts it: not 0, which would say that all is well when nobody knows.
        return 128 + signal.SIGPIPE
    except Exception as error:
        # A mistake of ours. Whoever reads JSON gets a document all the same, and the traceback goes to stderr.
        if out.as_json:
            out.error(_mistake(error))
        raise


def _mistake(error: Exception) -> EdgewiseError:
    return EdgewiseError(
        f"edgewise made a mistake: {type(error).__name__}.",
        code="internal-error",
        where="edgewise",
        fix="Please report it, with the lines on standard error.",
    )


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    if not argv:
        # What is typed most. Building the whole parser for it takes as long as drawing the first screen.
        from types import SimpleNamespace

        return SimpleNamespace(handler="edgewise.cli.tui:run", door="home", theme=None)  # type: ignore[return-value]
    from edgewise.cli.parser import build_parser

    return build_parser(as_json="--json" in argv).parse_args(argv)
