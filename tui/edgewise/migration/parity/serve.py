"""The two sides as running servers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edgewise.errors import NetworkError, ToolchainError
from edgewise.migration.parity.model import NO_ANSWER, Request
from edgewise.migration.parity.wire import NEUTRAL_HOST, Side
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import Toolchain

START_SECONDS = 120.0
_TAIL = 12


@dataclass
class Running:
    """A side that answers.

    Attributes:
        label: what it is, for the report.
        server: the local server behind it, or ``None`` for a live site.
        seconds: how long it took to start.
    """

    side: Side
    label: str
    server: DevServer | None = None
    seconds: float = 0.0

    async def check(self) -> None:
        """Make sure that it still answers.

        Raises:
            ToolchainError: ``server-died``, with the end of its log.
            NetworkError: ``no-answer``.
        """
        if self.server is not None and not self.server.alive:
            tail = "".join(f"\n  {line}" for line in list(self.server.log)[-_TAIL:] if line.strip())
            raise ToolchainError(
                f"The {self.side.name} stopped while it was being asked. The end of its log:{tail}",
                code="server-died",
                fix="Correct what the log names, and run the proof again.",
            )
        answer = await self.side.send(Request("GET", "/", why="is it alive"))
        if answer.status == NO_ANSWER:
            raise NetworkError(
                f"The {self.side.name} does not answer.",
                code="no-answer",
                where=self.side.url,
                fix="Open its start page by hand: the code behind it may wait for something that is not there.",
            )


@asynccontextmanager
async def serving(
    toolchain: Toolchain,
    kind: Literal["pages", "worker"],
    root: Path,
    arguments: tuple[str, ...],
    *,
    host: str = NEUTRAL_HOST,
    aliases: tuple[bytes, ...] = (),
) -> AsyncIterator[Running]:
    """`wrangler pages dev` or `wrangler dev` in ``root``, asked for ``host``.

    Args:
        aliases: more addresses that are taken out of its answers.

    Raises:
        ToolchainError: when it does not start.
    """
    name, command = ("old side", "wrangler pages dev") if kind == "pages" else ("new side", "wrangler dev")
    label = f"{command} {arguments[0]}" if kind == "pages" else command
    # The server listens before its address is known, so the two cannot share one `with`.
    async with DevServer(toolchain, kind, root, arguments, timeout=START_SECONDS) as server:
        side = Side(name, server.url, host=host)
        side.aliases += aliases
        async with side:
            running = Running(side, label, server, server.seconds or 0.0)
            await running.check()
            yield running
