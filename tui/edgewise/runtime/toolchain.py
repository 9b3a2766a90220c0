"""The installed toolchain: one Node, one wrangler, one workerd, and how to run them."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from edgewise.errors import EdgewiseError, ToolchainError
from edgewise.runtime.environment import environment
from edgewise.runtime.node import Node, find_node
from edgewise.runtime.pins import Pins, computer, pins
from edgewise.store import folders, read_json
from edgewise.text import clean

MARKER = "edgewise-toolchain.json"
"""The file that is written last into an install, and says what is in it."""

SCHEMA = "edgewise/toolchain/1"

_CLI = "node_modules/wrangler/wrangler-dist/cli.js"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Progress:
    """How far an install is."""

    text: str
    """What is happening now, as a sentence part: ``Fetching wrangler 4.156.0``."""
    done: int | None
    total: int | None
    """Packages that are there, of how many; ``None`` while that is not known."""
    seconds: float
    """Since the start."""


@dataclass(frozen=True)
class Toolchain:
    """A wrangler that is installed and known to run."""

    node: Node
    root: Path
    """The install: holds ``node_modules``."""
    wrangler_version: str
    workerd_version: str
    workerd: Path = field(default=Path())
    """The workerd program."""
    supported_date: str = ""
    """The newest compatibility date that this workerd said it takes; empty when it was not asked."""

    def wrangler(self, *arguments: str) -> list[str]:
        """The command that runs wrangler with ``arguments``.

        It starts wrangler's program directly. The script that npm links only starts a second Node
        with the same options, and leaves that one behind when it is killed.
        """
        return [str(self.node.path), "--no-warnings", str(self.root / _CLI), *arguments]

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment for wrangler and for build commands; see :func:`environment`.

        ``node``, ``npm``, ``npx`` and ``wrangler`` on its PATH are the toolchain's own, and
        ``npx wrangler`` is too where the project has none.
        """
        from edgewise.runtime.shims import shims

        ours = shims(self.node.path, self.node.npm, self.root / _CLI, self.root)
        return environment((ours or self.node.path.parent, self.root / "node_modules" / ".bin"), extra)

    @property
    def newest_date(self) -> str:
        """The newest compatibility date that works here today, ``YYYY-MM-DD``.

        workerd refuses a date that is newer than itself, and also one that is still to come (UTC).
        """
        known = self.supported_date or version_date(self.workerd_version)
        return min(known, datetime.now(UTC).date().isoformat())

    def clamp_date(self, date: str) -> tuple[str, str | None]:
        """``date`` when this workerd takes it, else the newest one it takes, and a sentence about it.

        Anything that is not a date is handed back as it is: wrangler says what is wrong with it.
        """
        newest = self.newest_date
        if not _DATE.fullmatch(date) or date <= newest:
            return date, None
        return newest, (
            f"Compatibility date {date} is newer than this workerd ({self.workerd_version}); "
            f"{newest} is used on this computer."
        )


def installed() -> Toolchain | None:
    """The toolchain, when it is installed whole. Reads a few files, never the network.

    Raises:
        ToolchainError: there is no Node that could run it.
    """
    return at(find_node())


def at(node: Node) -> Toolchain | None:
    """The toolchain for ``node``, when it is installed whole."""
    wanted = pins()
    root = place(node, wanted)
    try:
        marker = read_json(root / MARKER)
    except (OSError, EdgewiseError):
        return None
    if not isinstance(marker, dict) or marker.get("schema") != SCHEMA or damage(root, wanted):
        return None
    supported = str(marker.get("newest_date") or "")
    return Toolchain(
        node=node,
        root=root,
        wrangler_version=wanted.wrangler,
        workerd_version=wanted.workerd,
        workerd=root / wanted.workerd_program,
        supported_date=supported if _DATE.fullmatch(supported) else "",
    )


async def ensure(progress: Callable[[Progress], None] | None = None) -> Toolchain:
    """The toolchain, installed first when it is not there. The first time this takes some seconds.

    Two processes that ask at once install once. Cancelling leaves nothing half done.

    Raises:
        ToolchainError: ``node-missing``, ``node-old``, ``npm-missing``, ``toolchain-offline``,
            ``toolchain-install``, ``toolchain-folder`` or ``workerd-broken``.
    """
    node = await asyncio.to_thread(find_node)
    found = at(node)
    if found is None:
        from edgewise.runtime.install import install

        wanted = pins()
        await install(node, wanted, place(node, wanted), progress or (lambda _: None))
        found = at(node)
    if found is None:
        raise ToolchainError(
            "wrangler was installed, and its files are gone or cannot be read.",
            code="toolchain-folder",
            where=clean(str(place(node, pins()))),
            fix="See that nothing cleans that folder, and try again with `edgewise doctor --install`.",
        )
    return found


def place(node: Node, wanted: Pins) -> Path:
    """Where the install for this lock file, computer and Node generation belongs."""
    system, cpu = computer()
    name = f"{wanted.wrangler}-{wanted.digest}-{system}-{cpu}-node{node.major}"
    return folders().cache / "toolchain" / name


def damage(root: Path, wanted: Pins) -> str | None:
    """The first thing that is missing from the install in ``root``; ``None`` when it is whole."""
    files = [_CLI, *(f"{package}/package.json" for package in wanted.required)]
    for file in files:
        if not (root / file).is_file():
            return file
    program = wanted.workerd_program
    return None if program and os.access(root / program, os.X_OK) else program or "workerd"


def version_date(version: str) -> str:
    """The day in a workerd version: ``1.20261023.1`` is ``2026-10-23``."""
    found = re.search(r"\.(\d{4})(\d{2})(\d{2})\.", version)
    return "-".join(found.groups()) if found else "2024-01-01"
