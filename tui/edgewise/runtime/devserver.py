"""A real local server: ``wrangler pages dev`` or ``wrangler dev`` on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from edgewise.errors import ToolchainError
from edgewise.runtime.guarded import Guarded
from edgewise.runtime.lines import LineSplitter
from edgewise.runtime.toolchain import Toolchain
from edgewise.store.scratch import Scratch
from edgewise.text import clean

HOST = "127.0.0.1"
KEPT_LINES = 2000

_READY = re.compile(r"Ready on http://127\.0\.0\.1:(\d+)")
_PROBE = "/cdn-cgi/explorer/api"
"""A path that the local server answers itself, so that asking does not run the user's code."""

_COMMANDS = {"pages": ("pages", "dev"), "worker": ("dev",)}
_GRACE = 2.0
_TAIL = 12


class DevServer:
    """One local server. Use it as ``async with DevServer(...) as server``, or start and stop it.

    The server listens on a free port of 127.0.0.1 that the system picks and that stays the same when
    wrangler reloads. It counts as ready when this very process has said on which port, and HTTP is
    answered there. It is gone after :meth:`stop`, and however this process ends.

    Args:
        kind: ``"pages"`` for ``wrangler pages dev``, ``"worker"`` for ``wrangler dev``.
        cwd: the project folder.
        arguments: more arguments for wrangler, such as the output folder or ``--persist-to``.
        environment: more environment variables; see :meth:`Toolchain.environment`. Servers that are to
            find each other by name share a folder in ``WRANGLER_REGISTRY_PATH``; else each is alone.
        timeout: seconds until it must be ready. Build commands run in this time too.
    """

    def __init__(
        self,
        toolchain: Toolchain,
        kind: Literal["pages", "worker"],
        cwd: Path,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        timeout: float = 60,
    ) -> None:
        self._toolchain = toolchain
        self._kind = kind
        self._cwd = cwd
        self._arguments = tuple(arguments)
        self._environment = dict(environment or {})
        self._timeout = timeout
        self._guarded: Guarded | None = None
        self._reading: asyncio.Task[None] | None = None
        self._registry: Scratch | None = None
        self._had_folder = True
        self._port: int | None = None
        self._announced = asyncio.Event()
        self._listeners: list[Callable[[str], None]] = []
        self.log: deque[str] = deque(maxlen=KEPT_LINES)
        """The last lines that wrangler printed, cleaned of escape sequences."""
        self.seconds: float | None = None
        """How long it took to be ready."""

    @property
    def port(self) -> int:
        """The port; only while the server is ready."""
        if self._port is None:
            raise RuntimeError("the server has not been started")
        return self._port

    @property
    def url(self) -> str:
        """Where it answers, such as ``http://127.0.0.1:43149``; only while the server is ready."""
        return f"http://{HOST}:{self.port}"

    @property
    def alive(self) -> bool:
        """Whether wrangler runs."""
        return self._guarded is not None and self._guarded.alive

    @property
    def ready(self) -> bool:
        """Whether it answers: wrangler runs and has said where."""
        return self.alive and self._port is not None

    @property
    def command(self) -> list[str]:
        """The command that :meth:`start` runs."""
        return self._toolchain.wrangler(
            *_COMMANDS[self._kind],
            *self._arguments,
            *("--ip", HOST, "--port", "0", "--inspector-port", "0", "--local-protocol", "http"),
            "--show-interactive-dev-session=false",
            # Never the account's own data: remote bindings stay off whatever the config says.
            *(("--local",) if self._kind == "worker" else ()),
        )

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener`` with each line from now on. Returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    async def start(self) -> None:
        """Start wrangler and wait until it serves.

        Raises:
            ToolchainError: ``server-failed`` when wrangler ends instead, ``server-timeout`` when it is
                not ready in time. Both carry the end of the log. Nothing is left running then.
        """
        if self._guarded is not None:
            raise RuntimeError("the server was started before")
        begin = time.monotonic()
        self._had_folder = (self._cwd / ".wrangler").exists()
        # A registry of its own: else servers of other runs would be wired to this one by name.
        self._registry = Scratch("registry")
        extra = {"WRANGLER_REGISTRY_PATH": str(self._registry.path), "X_LOCAL_EXPLORER": "true"}
        try:
            self._guarded = await Guarded.start(
                self.command,
                cwd=self._cwd,
                env=self._toolchain.environment(extra | self._environment),
                merge=True,
                grace=_GRACE,
            )
            self._reading = asyncio.create_task(self._read(self._guarded))
            await self._until_ready(self._guarded)
        except BaseException:
            await self.stop()
            raise
        self.seconds = time.monotonic() - begin

    async def stop(self) -> None:
        """End wrangler and all that it started, within five seconds. May be called at any time."""
        try:
            if self._guarded is not None:
                await self._guarded.stop()
        finally:
            if self._reading is not None:
                self._reading.cancel()
            if self._registry is not None:
                self._registry.close()
            self._tidy()

    def _tidy(self) -> None:
        """Remove the empty folders that wrangler leaves in a project that had none."""
        if self._had_folder:
            return
        for folder in (".wrangler/tmp", ".wrangler"):
            with contextlib.suppress(OSError):
                (self._cwd / folder).rmdir()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _until_ready(self, guarded: Guarded) -> None:
        ending = asyncio.create_task(guarded.wait())
        ready = asyncio.create_task(self._answers())
        try:
            done, _ = await asyncio.wait((ending, ready), timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED)
            if ready in done:
                return
            if ending in done:
                raise await self._failed(ending.result())
            raise self._error(
                "server-timeout",
                f"`{self._name}` was not ready within {self._timeout:g} seconds.",
                "Try again; if the project has a build command, see whether it ends.",
            )
        finally:
            ending.cancel()
            ready.cancel()

    async def _answers(self) -> None:
        """Wait until the announced port speaks HTTP."""
        await self._announced.wait()
        while not await _speaks_http(self.port):  # noqa: ASYNC110 (nothing tells when a port opens)
            await asyncio.sleep(0.02)

    async def _failed(self, status: int) -> ToolchainError:
        if self._reading is not None:
            # The last words may still be in the pipe.
            await asyncio.wait((self._reading,), timeout=1.0)
        return self._error(
            "server-failed",
            f"`{self._name}` ended with status {status} instead of serving.",
            "Correct what the log names, and try again.",
        )

    def _error(self, code: str, message: str, fix: str) -> ToolchainError:
        lines = [line for line in self.log if line.strip()][-_TAIL:]
        tail = "".join(f"\n  {line}" for line in lines) or "\n  (it printed nothing)"
        return ToolchainError(f"{message} The end of its log:{tail}", code=code, where=clean(str(self._cwd)), fix=fix)

    @property
    def _name(self) -> str:
        return " ".join(("wrangler", *_COMMANDS[self._kind]))

    async def _read(self, guarded: Guarded) -> None:
        stream, splitter = guarded.process.stdout, LineSplitter()
        assert stream is not None
        while True:
            chunk = await stream.read(65_536)
            for line in splitter.feed(chunk) if chunk else splitter.end():
                self._hear(line)
            if not chunk:
                return

    def _hear(self, line: str) -> None:
        self.log.append(line)
        if self._port is None and (found := _READY.search(line)):
            self._port = int(found[1])
            self._announced.set()
        for listener in tuple(self._listeners):
            listener(line)


async def _speaks_http(port: int) -> bool:
    """Whether an HTTP answer comes from ``port`` within five seconds."""
    request = f"GET {_PROBE} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(request.encode())
                return (await reader.readline()).startswith(b"HTTP/1.")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
