"""``edgewise wrangler``: the pinned wrangler by hand, for those who have no Node, and for the demo account."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess

from edgewise.cli.demo_port import environment_of
from edgewise.cli.output import Output


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Run wrangler with what follows, in this terminal; end as it ends.

    Raises:
        ToolchainError: when it cannot be installed.
    """
    from edgewise.runtime.toolchain import ensure

    toolchain = asyncio.run(ensure(lambda step: out.narrate(step.text)))
    environment = toolchain.environment(environment_of(arguments.demo) if arguments.demo else _own())
    words = arguments.arguments[1:] if arguments.arguments[:1] == ["--"] else arguments.arguments
    try:
        return subprocess.run(toolchain.wrangler(*words), env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


def _own() -> dict[str, str]:
    """The reader's own credential and settings, as wrangler would find them by itself."""
    return {name: value for name, value in os.environ.items() if name.startswith(("CLOUDFLARE_", "CF_", "WRANGLER_"))}
