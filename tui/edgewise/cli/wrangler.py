"""``edgewise wrangler``: the pinned wrangler by hand, for those who have no Node, and for the demo account."""

from __future__ import annotations

import argparse
import asyncio
import subprocess

from edgewise.cli.demo_port import wrangler_environment
from edgewise.cli.output import Output


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Run wrangler with what follows, in this terminal; end as it ends.

    Raises:
        ToolchainError: when it cannot be installed.
    """
    from edgewise.runtime.toolchain import ensure

    toolchain = asyncio.run(ensure(lambda step: out.narrate(step.text)))
    environment = toolchain.environment(wrangler_environment(arguments.demo))
    words = arguments.arguments[1:] if arguments.arguments[:1] == ["--"] else arguments.arguments
    try:
        return subprocess.run(toolchain.wrangler(*words), env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
