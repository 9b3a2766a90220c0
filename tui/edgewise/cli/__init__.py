"""The command line: data on stdout, narration on stderr, one exit code a kind of failure.

This package only parses and dispatches. Each subcommand's handler lives in a module of its own
and is imported when it is called, so that ``edgewise --help`` stays instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edgewise.errors import EdgewiseError, ExitCode


def main(argv: Sequence[str]) -> int:
    """Parse ``argv``, run what it asks for, and return the exit code."""
    from edgewise.cli.output import Output
    from edgewise.cli.parser import build_parser

    arguments = build_parser().parse_args(argv)
    out = Output(as_json=getattr(arguments, "json", False))
    module, function = arguments.handler.split(":")
    try:
        return int(getattr(import_module(module), function)(arguments, out))
    except EdgewiseError as error:
        out.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        out.narrate("Interrupted.")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (`edgewise … | head`). Python would complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
