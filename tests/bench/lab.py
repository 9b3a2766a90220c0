"""From a save in a lab to the results of all its checks, against wrangler alone taking in the same save."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from pathlib import Path

from edgewise.course.labs.model import Spec
from edgewise.course.labs.run import LabRun
from edgewise.course.labs.spec import load_spec
from edgewise.course.labs.workspace import Workspace
from edgewise.course.model import Lab
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import ensure
from edgewise.store import Folders, content
from tests.bench.measure import Comparison, interleave

LESSON = ("lessons", "07-state", "02-two-writers")
"""A lab whose checks wait for nothing."""
LIMIT = 2.0
"""Seconds that a learner may wait."""


def lab(rounds: int) -> Comparison:
    """Both servers run all the time; each sample saves one line more."""
    spec = load_spec(Lab("two-writers/lab", content(*LESSON, "lab")))
    name = spec.editable[0]
    count = itertools.count()
    with tempfile.TemporaryDirectory(prefix="edgewise-bench-") as folder, asyncio.Runner() as runner:
        mine, other = (_workspace(spec, Path(folder) / side) for side in ("ours", "theirs"))
        changed = asyncio.Event()
        run = LabRun(mine, lambda state: changed.set())
        server = runner.run(_server(other))
        watching = runner.run(_watch(run))

        async def ours() -> float:
            before, begin = run.state.report, time.perf_counter()
            mine.write(name, f"{mine.solution(name)}\n// {next(count)}\n")
            run.saved()
            async with asyncio.timeout(60):
                while run.state.report is before:
                    changed.clear()
                    await changed.wait()
            return 1000 * (time.perf_counter() - begin)

        async def theirs() -> float:
            ready = asyncio.Event()
            ended = server.subscribe(lambda line: ready.set() if "updated and ready" in line else None)
            begin = time.perf_counter()
            other.write(name, f"{other.solution(name)}\n// {next(count)}\n")
            async with asyncio.timeout(60):
                await ready.wait()
            ended()
            return 1000 * (time.perf_counter() - begin)

        try:
            samples = interleave(lambda: runner.run(ours()), lambda: runner.run(theirs()), max(4, rounds))
        finally:
            runner.run(_end(watching, run, server))
    slowest = max(samples[0]) / 1000
    sign = "✓" if slowest < LIMIT else "▲"
    note = f"{sign} slowest save to results: {slowest:.2f} s (limit {LIMIT:g} s)"
    return Comparison("a save in a lab", *samples, "ms", 2.5, ("save to all results", "wrangler's reload alone"), note)


def _workspace(spec: Spec, place: Path) -> Workspace:
    workspace = Workspace(spec, Folders(place, place, place, place))
    for name in workspace.spec.editable:
        workspace.write(name, workspace.solution(name))
    return workspace


async def _server(workspace: Workspace) -> DevServer:
    server = DevServer(await ensure(), workspace.spec.kind, workspace.root)
    await server.start()
    return server


async def _watch(run: LabRun) -> asyncio.Task[None]:
    watching = asyncio.create_task(run.watch())
    async with asyncio.timeout(60):
        while run.state.report is None:  # noqa: ASYNC110 (before anybody listens)
            await asyncio.sleep(0.05)
    return watching


async def _end(watching: asyncio.Task[None], run: LabRun, server: DevServer) -> None:
    watching.cancel()
    await asyncio.wait((watching,))
    await asyncio.gather(run.stop(), server.stop())
