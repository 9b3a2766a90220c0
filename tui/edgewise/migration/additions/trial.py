"""Trying an addition: the changed project runs in the local runtime, from a working copy, and the thing happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from edgewise.errors import Refused, ToolchainError
from edgewise.migration.additions.built import missing, not_built
from edgewise.migration.additions.changes import change_config
from edgewise.migration.additions.model import CONSUMER, CRON, WORKFLOW, Addition, Module, Wanted
from edgewise.migration.additions.naming import binding_name
from edgewise.migration.additions.situation import Situation, situation
from edgewise.migration.additions.trial_module import Handle
from edgewise.migration.locking import unchanging
from edgewise.migration.parity.staging.assets import assets_directory
from edgewise.migration.parity.staging.sides import worker_arguments
from edgewise.migration.parity.staging.tree import copy_project, folders_beside, overlay
from edgewise.project.config import find_configs, load_config
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.local_events import cron_path, delivered
from edgewise.runtime.toolchain import Toolchain
from edgewise.store.scratch import Scratch
from edgewise.text import clean

TRIED = (CONSUMER, CRON, WORKFLOW)
"""Kinds of which something can be seen on this computer."""
JOB = "edgewise-trial"
"""The id of the job in the message that is sent."""
_START = 240.0
_SECONDS = 60.0
"""How long each thing may take to happen. A queue waits some seconds for more messages."""
_PAUSE = 0.2
_SHOWN = 200


@dataclass(frozen=True)
class TrialEvent:
    """One thing that happened.

    Attributes:
        kind: ``doing``, ``seen`` or ``log`` (a line that the Worker or wrangler wrote).
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Trial:
    """What a trial showed.

    Attributes:
        happened: whether the thing happened as it should.
        seen: what was seen, one sentence each.
        log: lines that the Worker wrote meanwhile.
    """

    happened: bool
    seen: tuple[str, ...]
    log: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """This as JSON."""
        return {"happened": self.happened, "seen": list(self.seen), "log": list(self.log)}


OnEvent = Callable[[TrialEvent], None]


async def try_addition(
    root: Path,
    addition: Addition | Wanted,
    toolchain: Toolchain,
    on_event: OnEvent | None = None,
    *,
    message: Any = None,
) -> Trial:
    """Run the project with the addition and let the thing happen: a message, a time, an instance.

    Args:
        addition: a plan, or what was added already.
        message: JSON that is sent to the queue or given to the instance; ``None`` for a job with the id :data:`JOB`.

    Raises:
        Refused: ``nothing-to-try`` for kinds of which nothing is seen here, ``entry-not-built`` when the Worker comes
            from a build that has not run, and what ``situation`` does.
        ToolchainError: the project does not start.
    """
    here = situation(root)
    wanted = addition.wanted if isinstance(addition, Addition) else addition
    module = addition.module if isinstance(addition, Addition) else here.module
    if wanted.kind not in TRIED or module is None:
        raise Refused(
            f"Nothing of {clean(wanted.title, 80)} can be seen on this computer.",
            code="nothing-to-try",
            where="--try",
            fix="Leave --try out.",
        )
    if (absent := missing(here, module.entry)) is not None:
        raise not_built(here, absent)
    scratch = Scratch("trial")
    try:
        edits = addition.plan.edits if isinstance(addition, Addition) else ()
        files = {edit.path: edit.after for edit in edits}
        copy = await asyncio.to_thread(_copy, here, scratch.path / "copy", files)
        config = load_config(copy, find_configs(copy)[0])
        handle = Handle(module, config.document, wanted.queue)
        path, text = handle.file
        overlay(copy, {path: text, config.path: change_config(config, handle.changes).encode()})
        arguments, _ = worker_arguments(copy, toolchain, scratch.path / "state")
        body = {"id": JOB} if message is None else message
        run = _Run(wanted, module, handle, body, on_event or (lambda event: None))
        return await run.all(DevServer(toolchain, "worker", copy, arguments, timeout=_START))
    finally:
        await asyncio.to_thread(scratch.close)


def _copy(here: Situation, into: Path, files: Mapping[str, bytes | None]) -> Path:
    directory = assets_directory(here.root)
    with unchanging(here.root):
        beside = folders_beside(here.root, [directory] if directory else [])
        copy = copy_project(here.root, into, journal=False, beside=beside)
    overlay(copy, files)
    return copy


class _Run:
    """One trial."""

    def __init__(self, wanted: Wanted, module: Module, handle: Handle, body: Any, on_event: OnEvent) -> None:
        self.wanted, self.module, self.handle, self.body, self.on_event = wanted, module, handle, body, on_event
        self.seen: list[str] = []
        self.log: list[str] = []

    async def all(self, server: DevServer) -> Trial:
        """Start, let it happen, stop."""
        import httpx

        self._tell("doing", "Starting the project in a working copy.")
        async with server:
            stop = server.subscribe(self._hear)
            async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=_SECONDS) as client:
                self.client = client
                try:
                    happened = await {CONSUMER: self._consumer, CRON: self._cron, WORKFLOW: self._workflow}[
                        self.wanted.kind
                    ]()
                except (httpx.HTTPError, TimeoutError) as error:
                    happened = self._saw(
                        False, f"It did not happen: {clean(str(error) or 'no answer in time', _SHOWN)}"
                    )
                finally:
                    stop()
        return Trial(happened, tuple(self.seen), tuple(self.log))

    async def _consumer(self) -> bool:
        taken = await self._message()
        if not taken or not self.wanted.status:
            return taken
        job = self.body.get("id") if isinstance(self.body, dict) else None
        if not isinstance(job, str | int):
            return self._saw(True, "The message has no id of its own, so its state is not asked for.")
        return await self._status(str(job))

    async def _cron(self) -> bool:
        self._tell("doing", f"Firing the cron trigger {self.wanted.cron}.")
        answer = await self.client.get(cron_path(self.wanted.cron))
        well = answer.status_code == 200
        return self._saw(well, f"scheduled() {'ran to its end' if well else 'failed'}.")

    async def _workflow(self) -> bool:
        name, binding = self.wanted.name, binding_name(self.wanted.name)
        self._tell("doing", f"Starting an instance of {name}.")
        started = await self._order(what="start", binding=binding, body=self.body)
        state: Any = {}
        async with asyncio.timeout(_SECONDS):
            while state.get("status") not in ("complete", "errored", "terminated"):
                await asyncio.sleep(_PAUSE)
                state = await self._order(what="look", binding=binding, id=started.get("id"))
        result = clean(json.dumps(state.get("output")), _SHOWN)
        if not self._saw(state["status"] == "complete", f"The instance ended as {state['status']}, with {result}."):
            return False
        return not self.wanted.queue or await self._message()

    async def _message(self) -> bool:
        """Send a message, and wait until the queue says what became of it."""
        queue = self.wanted.queue
        self._tell("doing", f"Sending a message to {queue}.")
        mark = len(self.log)
        await self._order(what="send", binding=self.handle.sender, body=self.body)
        async with asyncio.timeout(_SECONDS):
            while not (batches := [found for line in self.log[mark:] if (found := delivered(line, queue))]):  # noqa: ASYNC110 (two streams)
                await asyncio.sleep(_PAUSE)
        well = batches[0].done == batches[0].total
        words = "was taken and is done with" if well else "was taken and will come again: the consumer failed"
        return self._saw(well, f"The message {words}.")

    async def _status(self, job: str) -> bool:
        path = f"{self.module.status}{self.wanted.queue}/{quote(job, safe='')}"
        self._tell("doing", f"Asking {path}.")
        state = ""
        async with asyncio.timeout(_SECONDS):
            while state not in ("done", "started"):
                answer = await self.client.get(path)
                if answer.status_code not in (200, 404):
                    return self._saw(False, f"{path} answered with {answer.status_code}.")
                state = str(_json(answer.content).get("state", ""))
                await asyncio.sleep(_PAUSE)
        return self._saw(True, f"{path} says {clean(state, 40)}.")

    async def _order(self, **order: Any) -> dict[str, Any]:
        answer = await self.client.post(self.handle.path, json=order)
        if answer.status_code != 200:
            raise ToolchainError(
                f"The Worker answered the trial with {answer.status_code}: {clean(answer.text, _SHOWN)}",
                code="trial-failed",
                where=self.wanted.title,
                fix="See what the Worker logged, correct it, and try again.",
            )
        return _json(answer.content)

    def _saw(self, well: bool, text: str) -> bool:
        self.seen.append(text)
        self._tell("seen", text)
        return well

    def _hear(self, line: str) -> None:
        if line.strip():
            self.log.append(line)
            self._tell("log", line)

    def _tell(self, kind: str, text: str) -> None:
        self.on_event(TrialEvent(kind, text))


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def shown(log: Sequence[str], limit: int = 20) -> list[str]:
    """The last lines of a log, each short enough for a terminal."""
    return [clean(line, _SHOWN) for line in log[-limit:]]
