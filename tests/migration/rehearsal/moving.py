"""A rehearsal of the account's half: the demo account over HTTP, what it serves, and the program as a process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.conftest import SAMPLES

from edgewise.account.demo import serve
from edgewise.account.demo.company import Company
from edgewise.account.demo.server import DemoServer
from edgewise.migration import apply, assess, make_plan
from edgewise.migration.operations.journal import REHEARSAL, Run, read_runs
from edgewise.migration.rehearsal.serving import Serving
from edgewise.project import discover
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import ensure

HOST = "reports.northgate.example"
WORKER = "report-desk"
CANARY = "canary-4b71f0c2"

_DYING = """
import os, signal, sys
from edgewise.account.client import Client
from edgewise.cli import main
from edgewise.migration.operations.journal import Journal
left = int(sys.argv[1])
def step():
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
append, send = Journal.append, Client.send
def appended(self, *rest, **more):
    step(); append(self, *rest, **more); step()
async def sent(self, *rest, **more):
    step(); answer = await send(self, *rest, **more); step(); return answer
Journal.append, Client.send = appended, sent
sys.exit(main(sys.argv[2:]))
"""


def story(folder: Path) -> Path:
    """The story's project, moved."""
    root = folder / WORKER
    shutil.copytree(SAMPLES / "nextjs-story", root)
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    return root


@dataclass
class Rehearsal:
    """The demo account, the port of what it serves, and the project."""

    api: DemoServer
    port: int
    root: Path
    browser: httpx.AsyncClient

    @property
    def company(self) -> Company:
        return self.api.company

    async def edgewise(self, *words: str, dies: int | None = None, **environment: str) -> Completed:
        """Run the program, which dies by SIGKILL at a moment if that is said."""
        command, *rest = words
        started = [command, str(self.root), "--demo", str(self.api.port), *rest]
        program = ["-m", "edgewise"] if dies is None else ["-c", _DYING, str(dies)]
        return await run(
            [sys.executable, *program, *started], cwd=self.root, env={**os.environ, **environment}, timeout=180
        )

    async def told(self, *words: str, **environment: str) -> dict[str, Any]:
        """The same, with ``--json``: the document."""
        done = await self.edgewise(*words, "--json", **environment)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    async def who(self, host: str = HOST, path: str = "/jobs") -> tuple[int, str]:
        """The status for a host, and what answered: ``pages``, or a version."""
        found = await self.browser.get(
            f"http://127.0.0.1:{self.port}{path}", headers={"host": host}, follow_redirects=False
        )
        by = found.headers.get("x-edgewise-version", "nobody")
        return found.status_code, "pages" if by.startswith("pages:") else by

    def runs(self) -> tuple[Run, ...]:
        """What was done in the account."""
        return read_runs(self.root, REHEARSAL.format(self.company.session))

    def said(self, words: Sequence[str]) -> bool:
        """Whether the journal of the account holds all these words."""
        text = (self.root / ".edgewise" / REHEARSAL.format(self.company.session)).read_text()
        return all(each in text for each in words)


@asynccontextmanager
async def rehearsing(folder: Path) -> AsyncIterator[Rehearsal]:
    """A fresh demo account that serves, with the story's project on Pages."""
    root = story(folder)
    async with (
        await serve(0) as api,
        Serving(api.company, await ensure(), {WORKER: root}) as serving,
        DemoServer(api.company, serving.answer) as sites,
        httpx.AsyncClient(timeout=60) as browser,
    ):
        await sites.start(0)
        api.company.serving = sites.port
        yield Rehearsal(api, sites.port, root, browser)
