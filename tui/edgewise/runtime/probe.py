"""Asking installed programs what they are, by running them."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.runtime.environment import environment
from edgewise.runtime.node import Node
from edgewise.runtime.process import CommandTimeoutError, Completed, run
from edgewise.text import clean

_TIMEOUT = 60.0
_NEWEST = re.compile(r"newest date supported by this server binary is \"(\d{4}-\d{2}-\d{2})\"")
_CONFIG = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = ( services = [ ( name = "probe", worker = .probe ) ] );
const probe :Workerd.Worker = (
  modules = [ ( name = "probe", esModule = "export default {}" ) ],
  compatibilityDate = "2999-12-31",
);
"""


async def npm_version(node: Node, cwd: Path) -> str:
    """What the npm of ``node`` says its version is.

    Raises:
        ToolchainError: ``npm-broken`` when it does not run.
    """
    done = await run([*node.npm, "--version"], cwd=cwd, env=environment((node.path.parent,)), timeout=_TIMEOUT)
    if done.returncode != 0 or not done.stdout.strip():
        raise ToolchainError(
            f"npm does not run: {clean(done.tail, 300)}",
            code="npm-broken",
            fix='Install Node again, or run `pip install "edgewise[runtime]"`, which brings Node and npm along.',
        )
    return clean(done.stdout.strip().splitlines()[-1], 40)


async def wrangler_version(node: Node, root: Path) -> str:
    """What the wrangler installed in ``root`` says its version is.

    Raises:
        ToolchainError: it does not run.
    """
    from edgewise.runtime.toolchain import Toolchain

    command = Toolchain(node, root, "", "").wrangler("--version")
    done = await run(command, cwd=root, env=environment((node.path.parent,)), timeout=_TIMEOUT)
    if done.returncode != 0:
        raise ToolchainError(
            f"wrangler does not run: {clean(done.tail, 300)}",
            code="wrangler-broken",
            fix="Run `edgewise doctor` to see what is wrong with Node.",
        )
    lines = done.stdout.strip().splitlines()
    return lines[-1].strip() if lines else ""


async def newest_date(workerd: Path, cwd: Path) -> str | None:
    """The newest compatibility date that ``workerd`` takes, by its own word.

    It is asked for an impossible date and names the newest possible one while it refuses, which also
    proves that it starts on this computer. ``None`` when it starts and does not say.

    Raises:
        ToolchainError: ``workerd-broken`` when it does not start.
    """
    env = environment(())
    with tempfile.TemporaryDirectory(prefix="edgewise-") as folder:
        file = Path(folder) / "probe.capnp"
        await asyncio.to_thread(file.write_text, _CONFIG)
        try:
            done = await run([str(workerd), "serve", str(file)], cwd=cwd, env=env, timeout=_TIMEOUT)
        except CommandTimeoutError as slow:
            done = slow.completed
    found = _NEWEST.search(done.stderr + done.stdout)
    if found:
        return found[1]
    await workerd_version(workerd, cwd)
    return None


async def workerd_version(workerd: Path, cwd: Path) -> str:
    """What ``workerd --version`` says, such as ``workerd 2026-10-23``.

    Raises:
        ToolchainError: ``workerd-broken`` when it does not start.
    """
    done = await run([str(workerd), "--version"], cwd=cwd, env=environment(()), timeout=_TIMEOUT)
    if done.returncode != 0 or not done.stdout.strip():
        raise _broken(done)
    return done.stdout.strip().splitlines()[0]


def _broken(done: Completed) -> ToolchainError:
    return ToolchainError(
        f"workerd does not start on this computer: {clean(done.tail, 300) or f'exit {done.returncode}'}",
        code="workerd-broken",
        fix="workerd needs macOS 13.5, or Linux with glibc 2.35 or newer, on a 64-bit processor.",
    )
