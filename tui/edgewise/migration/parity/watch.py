"""What a local server says of itself while it is asked: that it crashed, that it restarted, whom it answered."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from edgewise.errors import EdgewiseError, ToolchainError
from edgewise.migration.parity.model import ABSENT, StateDifference
from edgewise.runtime.devserver import DevServer
from edgewise.text import clean

T = TypeVar("T")

NONCE_SECONDS = 10.0
"""How long the log line of an answered request may take."""

_CRASHED = re.compile(r"^\[wrangler:warn\] The Workers runtime crashed unexpectedly")
_RELOADED = re.compile(r"^⎔ Reloading local server")
_BROKEN_BUILD = re.compile(r"Continuing to serve the last successfully built version|^✘ \[ERROR\] Build failed")
_ANSWERED = re.compile(r"^\[wrangler:\w+\] [A-Z]+ (/\S*) ")
_BINDING = re.compile(r"^env\.([^\s(]+)(?: \((.*)\))? {4,}(\S.*?)(?: {4,}\S.*)?$")
_VALUE_TELLS = "Environment Variable"
_ONLY_OF_PAGES = ("CF_PAGES", "CF_PAGES_BRANCH", "CF_PAGES_COMMIT_SHA", "CF_PAGES_URL", "ASSETS")
_TAIL = 12
_LOOK = 0.25


class Watch:
    """Listens to the log of one server, from its start to its end.

    Attributes:
        reloads: how often it took up changed files since it was ready.
        broken_builds: how often it could not, and went on with what it had.
        bindings: what its code can reach: name to kind and, of variables, the value as it is shown.
    """

    def __init__(self, name: str, server: DevServer) -> None:
        self.name = name
        self.server = server
        self.reloads = 0
        self.broken_builds = 0
        self.bindings: dict[str, str] = {}
        self._crashed = asyncio.Event()
        self._answered: deque[str] = deque(maxlen=200)
        self._news = asyncio.Event()
        for line in server.log:
            self._hear(line)
        server.subscribe(self._hear)

    def _hear(self, line: str) -> None:
        if _CRASHED.search(line):
            self._crashed.set()
        elif _RELOADED.search(line):
            self.reloads += 1
        elif _BROKEN_BUILD.search(line):
            self.broken_builds += 1
        elif found := _ANSWERED.match(line):
            self._answered.append(found[1])
            self._news.set()
        elif found := _BINDING.match(line):
            name, value, kind = found.groups()
            self.bindings.setdefault(name, f"{kind} {value}" if kind == _VALUE_TELLS and value else kind)

    def trouble(self) -> ToolchainError | None:
        """The error that it is in, or ``None``."""
        if not self.server.alive:
            return self._error(
                "server-died",
                f"The {self.name} stopped while it was being asked.",
                "Correct what the log names, and run the proof again.",
            )
        if self._crashed.is_set():
            return self._error(
                "runtime-crashed",
                f"The runtime of the {self.name} crashed while it was being asked, so its answers prove nothing.",
                "Run the proof again. When it crashes again, the code takes more memory or time than the runtime has.",
            )
        return None

    async def until_trouble(self) -> ToolchainError:
        """Wait until something is wrong, and say what."""
        while (trouble := self.trouble()) is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._crashed.wait(), _LOOK)
        return trouble

    async def saw(self, path: str) -> bool:
        """Whether this very server says that it answered a request for ``path``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(NONCE_SECONDS):
                while path not in self._answered:
                    self._news.clear()
                    await self._news.wait()
        return path in self._answered

    def not_ours(self, url: str) -> ToolchainError:
        """The error for an address at which something else answers."""
        return self._error(
            "not-our-server",
            f"Something answers at {url}, and it is not the {self.name} that was started.",
            "End whatever else listens there, and run the proof again.",
        )

    def _error(self, code: str, message: str, fix: str) -> ToolchainError:
        tail = "".join(f"\n  {line}" for line in list(self.server.log)[-_TAIL:] if line.strip())
        return ToolchainError(f"{message} The end of its log:{tail}", code=code, where=self.name, fix=fix)


def nonce() -> str:
    """A path that nobody else asks for."""
    return f"/edgewise-{secrets.token_hex(8)}"


async def while_well(work: Coroutine[Any, Any, T], watches: Sequence[Watch]) -> T:
    """The result of ``work``, or the trouble that a server gets into meanwhile.

    Raises:
        ToolchainError: ``server-died`` or ``runtime-crashed``; also when ``work`` fails for that reason.
    """
    working = asyncio.ensure_future(work)
    watching = [asyncio.ensure_future(each.until_trouble()) for each in watches]
    try:
        await asyncio.wait({working, *watching}, return_when=asyncio.FIRST_COMPLETED)
        failed = working.done() and isinstance(working.exception(), EdgewiseError)
        if failed and watching:
            # What went wrong may be a server's fault, of which its log tells a moment later.
            await asyncio.wait(watching, timeout=2 * _LOOK, return_when=asyncio.FIRST_COMPLETED)
        if failed or not working.done():
            for each in watching:
                if each.done():
                    raise each.result()
        return working.result()
    finally:
        for task in (working, *watching):
            task.cancel()
        await asyncio.gather(working, *watching, return_exceptions=True)


def compare_bindings(watches: Sequence[Watch]) -> tuple[StateDifference, ...]:
    """What the code of the old side can reach and that of the new side can not, or not in the same way.

    Args:
        watches: those of the old and the new side; with one of them missing nothing is compared.
    """
    if len(watches) != 2:
        return ()
    old, new = watches
    return tuple(
        StateDifference(f"binding {name}", clean(kind, 200), clean(new.bindings.get(name, ABSENT), 200))
        for name, kind in old.bindings.items()
        if name not in _ONLY_OF_PAGES and new.bindings.get(name) != kind
    )


def restarts(watches: Sequence[Watch]) -> tuple[str, ...]:
    """Warnings about servers that took up changed files while they were asked."""
    found = []
    for watch in watches:
        if watch.reloads:
            times = "once" if watch.reloads == 1 else f"{watch.reloads} times"
            found.append(
                f"The {watch.name} restarted {times} while it was asked, because a file changed: its answers come from "
                "before and after. Run the proof again when nothing changes."
            )
        if watch.broken_builds:
            found.append(
                f"The {watch.name} could not build a file that changed meanwhile, and answered with what it had before."
            )
    return tuple(found)
