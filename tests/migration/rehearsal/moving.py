"""A rehearsal of the account's half: the demo account over HTTP, what it serves, and the program as a process."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.conftest import SAMPLES

from edgewise.account.demo import serve
from edgewise.account.demo.company import Company
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.workers import Workers
from edgewise.migration import apply, assess, make_plan
from edgewise.migration.operations.journal import REHEARSAL, Run, read_runs
from edgewise.migration.rehearsal.serving import Serving
from edgewise.project import discover
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import ensure
from edgewise.store import folders

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


def story(folder: Path, *, moved: bool = True) -> Path:
    """The story's project, moved or as it is on Pages."""
    root = folder / WORKER
    shutil.copytree(SAMPLES / "nextjs-story", root)
    if moved:
        project = discover(root)
        apply(project, make_plan(project, assess(project)))
    return root


def command_lines() -> Iterator[str]:
    """The command lines of all processes, as everybody on the machine can read them."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes().replace(b"\0", b" ").decode(errors="replace")


def holding(text: str, *roots: Path) -> list[Path]:
    """Files that hold a text: of the project, of the program, and of whatever was put aside meanwhile."""
    temporary = Path(tempfile.gettempdir())
    kept = [folders().cache / "wrangler", folders().state, folders().data, Path.home() / ".wrangler"]
    places = [*roots, *temporary.glob("edgewise-*"), *kept, Path.home() / ".config" / ".wrangler"]
    files = [path for place in places for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if text.encode() in path.read_bytes()]


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

    async def here(self, *words: str) -> dict[str, Any]:
        """Run what needs no account, in the project's folder: the document."""
        done = await run(
            [sys.executable, "-m", "edgewise", *words, "--json"], cwd=self.root, env=os.environ, timeout=180
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

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

    async def shipped(self) -> None:
        """Ship, and look over the shoulders of all processes meanwhile."""
        shipping = asyncio.create_task(self.told("ship", "--yes", "--secrets-from-env", SESSION_SECRET=CANARY))
        seen = set()
        while not shipping.done():
            seen |= {line for line in command_lines() if "wrangler" in line}
            await asyncio.wait([shipping], timeout=0.05)
        document = await shipping
        assert document["state"] == "done", document
        assert not [line for line in seen if CANARY in line]

    def version(self) -> str:
        """The version of the Worker that its newest deployment has first."""
        deployments = self.company.part(Workers).deployments(WORKER)
        return str(deployments[0]["versions"][0]["version_id"])

    def runs(self) -> tuple[Run, ...]:
        """What was done in the account."""
        return read_runs(self.root, REHEARSAL.format(self.company.session))

    def said(self, words: Sequence[str]) -> bool:
        """Whether the journal of the account holds all these words."""
        text = (self.root / ".edgewise" / REHEARSAL.format(self.company.session)).read_text()
        return all(each in text for each in words)


@asynccontextmanager
async def rehearsing(folder: Path, *, moved: bool = True) -> AsyncIterator[Rehearsal]:
    """A fresh demo account that serves, with the story's project on Pages; its files are moved, or not yet."""
    root = story(folder, moved=moved)
    async with (
        await serve(0) as api,
        Serving(api.company, await ensure(), {WORKER: root}) as serving,
        DemoServer(api.company, serving.answer) as sites,
        httpx.AsyncClient(timeout=60) as browser,
    ):
        await sites.start(0)
        api.company.serving = sites.port
        yield Rehearsal(api, sites.port, root, browser)
