"""The two sides as running servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edgewise.errors import NetworkError
from edgewise.migration.parity.model import NO_ANSWER, Request
from edgewise.migration.parity.watch import Watch
from edgewise.migration.parity.wire import NEUTRAL_HOST, Side
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import Toolchain

START_SECONDS = 120.0
_AS_DEPLOYED = {"NODE_ENV": "production"}
"""What the compiler puts into the code: local servers would say development, each in its own way."""


@dataclass
class Running:
    """A side that answers.

    Attributes:
        label: what it is, for the report.
        watch: listens to the local server behind it; ``None`` for a live site.
        seconds: how long it took to start.
    """

    side: Side
    label: str
    watch: Watch | None = None
    seconds: float = 0.0

    async def check(self, path: str | None = None) -> None:
        """Make sure that it still answers, and that it is the server that was started.

        Args:
            path: a path that only this proof asks for; see :func:`edgewise.migration.parity.watch.nonce`.

        Raises:
            ToolchainError: ``server-died`` or ``runtime-crashed``, with the end of its log; ``not-our-server``.
            NetworkError: ``no-answer``.
        """
        if self.watch is not None and (trouble := self.watch.trouble()) is not None:
            raise trouble
        answer = await self.side.send(Request("GET", "/", why="is it alive"))
        if answer.status == NO_ANSWER:
            raise NetworkError(
                f"The {self.side.name} does not answer.",
                code="no-answer",
                where=self.side.url,
                fix="Open its start page by hand: the code behind it may wait for something that is not there.",
            )
        if self.watch is not None and path is not None:
            await self.side.send(Request("GET", path, why="is it ours"))
            if not await self.watch.saw(path):
                raise self.watch.trouble() or self.watch.not_ours(self.side.url)


@asynccontextmanager
async def serving(
    toolchain: Toolchain,
    kind: Literal["pages", "worker"],
    root: Path,
    arguments: tuple[str, ...],
    *,
    host: str = NEUTRAL_HOST,
    aliases: tuple[bytes, ...] = (),
    path: str | None = None,
    before: Callable[[DevServer], Awaitable[None]] | None = None,
) -> AsyncIterator[Running]:
    """`wrangler pages dev` or `wrangler dev` in ``root``, asked for ``host``.

    Args:
        aliases: more addresses that are taken out of its answers.
        path: a path that only this proof asks for, to know the server by.
        before: done when it listens, before its code runs for the first time.

    Raises:
        ToolchainError: when it does not start.
    """
    name, command = ("old side", "wrangler pages dev") if kind == "pages" else ("new side", "wrangler dev")
    label = f"{command} {arguments[0]}" if kind == "pages" else command
    # The server listens before its address is known, so the two cannot share one `with`.
    async with DevServer(toolchain, kind, root, arguments, _AS_DEPLOYED, timeout=START_SECONDS) as server:
        side = Side(name, server.url, host=host)
        side.aliases += aliases
        side.code_lies_in(root)
        watch = Watch(name, server)
        if before is not None:
            await before(server)
        async with side:
            running = Running(side, label, watch, server.seconds or 0.0)
            await running.check(path)
            yield running
