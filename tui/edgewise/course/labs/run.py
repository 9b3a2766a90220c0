"""A running lab: the learner's files in a real local server, checked whenever they are saved."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from edgewise.course.labs.checking import Target, run_checks
from edgewise.course.labs.diagnosis import Diagnosis
from edgewise.course.labs.log import LogBook
from edgewise.course.labs.model import Fault, Report, Result
from edgewise.course.labs.workspace import Workspace
from edgewise.errors import ToolchainError
from edgewise.text import clean

if TYPE_CHECKING:
    from edgewise.runtime.devserver import DevServer
    from edgewise.runtime.toolchain import Progress, Toolchain

Phase = Literal["stopped", "installing", "starting", "reloading", "checking", "ready", "broken"]

POLL = 0.5
"""Seconds between two looks at the files. A save within edgewise is noticed at once."""
_TICK = 0.05
_SETTLE = 0.15
"""Seconds of quiet after which a reload counts as finished: one save may cause two."""
_FAULT_SETTLED = 0.6
"""Seconds of quiet after which a fault counts: what builds twice may fail once, in between."""
_RELOAD_NOTICED = 1.5
"""Seconds for wrangler to notice a save. A file that the Worker does not use causes no reload."""
_RELOAD_LIMIT = 15.0


@dataclass(frozen=True)
class State:
    """What a running lab looks like now.

    Attributes:
        phase: ``broken`` means that the Worker cannot run until a file is changed; see ``fault``.
        progress: what an install or a start is doing, as a sentence part.
        fraction: how much of an install is done, 0 to 1; ``None`` while that is not known.
        results: of the checks so far, in the order they came; empty before the first run.
        report: of the last complete run.
    """

    phase: Phase = "stopped"
    progress: str = ""
    fraction: float | None = None
    fault: Fault | None = None
    results: tuple[Result, ...] = ()
    report: Report | None = None

    @property
    def passed(self) -> bool:
        """Whether the last complete run passed."""
        return self.report is not None and self.report.ok


class LabRun:
    """Runs one lab. Use it as an async context manager, or call :meth:`stop` yourself.

    ``on_change`` is called with each new :class:`State`, on the event loop. All methods must be
    called from one event loop; :meth:`watch` and :meth:`check` not at the same time.
    """

    def __init__(self, workspace: Workspace, on_change: Callable[[State], None] = lambda state: None) -> None:
        self.workspace = workspace
        self.spec = workspace.spec
        self.log = LogBook()
        self.state = State()
        self._on_change = on_change
        self._toolchain: Toolchain | None = None
        self._server: DevServer | None = None
        self._diagnosis = Diagnosis(workspace.root)
        self._settled = (0, 0)
        self._stamps = workspace.stamps()
        self._saved = asyncio.Event()
        self._again = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str | None:
        """Where the Worker answers; ``None`` while it does not, such as before it is ready."""
        return self._server.url if self._server is not None and self._server.ready else None

    async def start(self) -> bool:
        """Install the toolchain if need be, and start the server.

        Returns:
            Whether it runs. When the learner's files keep it from running, the state is ``broken``.

        Raises:
            ToolchainError: when Node or wrangler themselves are missing or fail.
        """
        from edgewise.runtime.toolchain import ensure

        if self._toolchain is None:
            self._toolchain = await ensure(self._installing)
        return await self._start(self._toolchain)

    async def stop(self) -> None:
        """End the server. No process is left."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()
        self._change(phase="stopped", progress="")

    async def check(self) -> Report | None:
        """Bring the server up to date with the files, and run all checks.

        Returns:
            The report; ``None`` when the Worker cannot run (see ``state.fault``).
        """
        self._stamps = self.workspace.stamps()
        if not await self._up_to_date():
            return None
        assert self._server is not None
        self._change(phase="checking", results=(), fault=None)
        report = await run_checks(self.spec, Target(self._server.url, self.log, self._restart), self._result)
        if not self._server.alive:
            self._broken()
            return None
        self._change(phase="ready", results=report.results, report=report)
        return report

    async def watch(self) -> None:
        """Check now, then again after each save, until cancelled. A save stops checks that still run.

        Raises:
            ToolchainError: when Node or wrangler themselves are missing or fail.
        """
        checking = asyncio.create_task(self.check())
        saving = asyncio.create_task(self._until_saved())
        try:
            while True:
                waited = {saving} if checking.done() else {saving, checking}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if saving.done():
                    checking.cancel()
                    await asyncio.wait((checking,))
                if checking.done():
                    _raise(checking)
                if saving.done():
                    saving.result()
                    checking = asyncio.create_task(self.check())
                    saving = asyncio.create_task(self._until_saved())
        finally:
            checking.cancel()
            saving.cancel()
            await asyncio.wait((checking, saving))

    def saved(self) -> None:
        """Say that a file was saved just now, so that :meth:`watch` need not wait for its next look."""
        self._saved.set()

    def again(self) -> None:
        """Ask :meth:`watch` to check once more though nothing was saved."""
        self._again = True
        self._saved.set()

    async def _until_saved(self) -> None:
        while not self._again and self.workspace.stamps() == self._stamps:
            self._saved.clear()
            # Not wait_for: in Python 3.11 it forgets that it was cancelled when the event comes just then.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._saved.wait()
        self._again = False
        self._stamps = self.workspace.stamps()

    async def _up_to_date(self) -> bool:
        """Make the running server serve the files as they are now; start it when it does not run."""
        if self._server is None or not self._server.alive:
            return await self.start()
        self._change(phase="reloading", fault=None)
        begin = time.monotonic()
        quiet_since = begin
        seen = self._counts()
        while time.monotonic() - begin < _RELOAD_LIMIT:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            if self._counts() != seen or self._diagnosis.reloading:
                seen, quiet_since = self._counts(), now
            if not self._server.alive:
                return self._broken()
            settled = _SETTLE if self._diagnosis.fault() is None else _FAULT_SETTLED
            patience = settled if seen != self._settled else _RELOAD_NOTICED
            if now - quiet_since >= patience:
                break
        self._settled = seen
        return self._broken() if self._diagnosis.fault() is not None else True

    async def _restart(self) -> str | None:
        """End the server and start it anew, for a check that wants to see what is left."""
        assert self._toolchain is not None
        results = self.state.results
        if not await self._start(self._toolchain):
            return None
        self._change(phase="checking", results=results)
        return self.url

    def _counts(self) -> tuple[int, int]:
        return self._diagnosis.reloaded, self._diagnosis.faults

    async def _start(self, toolchain: Toolchain) -> bool:
        from edgewise.runtime.devserver import DevServer

        if self._server is not None:
            await self._server.stop()
        self._diagnosis = Diagnosis(self.workspace.root)
        self._change(phase="starting", progress=f"Starting wrangler {toolchain.wrangler_version}", fault=None)
        server = DevServer(
            toolchain, self.spec.kind, self.workspace.root, self.spec.arguments, timeout=self.spec.timeout
        )
        server.subscribe(self._hear)
        self._server = server
        try:
            await server.start()
        except ToolchainError as error:
            if self._diagnosis.fault() is None:
                raise
            return self._broken(error)
        self._settled = self._counts()
        self._change(phase="ready", progress="")
        return True

    def _broken(self, error: ToolchainError | None = None) -> bool:
        fault = self._diagnosis.fault() or Fault(
            clean(error.message, 300) if error else "wrangler ended. The server log says why."
        )
        self._change(phase="broken", fault=fault, results=(), progress="")
        return False

    def _hear(self, line: str) -> None:
        self.log.add(line)
        self._diagnosis.feed(line)

    def _installing(self, progress: Progress) -> None:
        count = f" ({progress.done} of {progress.total})" if progress.total else ""
        fraction = progress.done / progress.total if progress.total and progress.done is not None else None
        text = f"{progress.text}{count}, {progress.seconds:.0f} s"
        self._change(phase="installing", progress=text, fraction=fraction)

    def _result(self, result: Result) -> None:
        self._change(results=(*self.state.results, result))

    def _change(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        if state != self.state:
            self.state = state
            self._on_change(state)


def _raise(task: asyncio.Task[Report | None]) -> None:
    """Pass on what a finished check died of, if it was not our own cancelling."""
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
