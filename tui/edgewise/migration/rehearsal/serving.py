"""Answers for the hosts of the demo account: each version that is asked for runs in a local server of its own."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import httpx

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.redirects import Redirects
from edgewise.account.demo.served import Served
from edgewise.account.demo.uploads import Upload, Uploads
from edgewise.account.demo.workers import Workers
from edgewise.errors import EdgewiseError
from edgewise.migration.looking_back import as_it_was
from edgewise.migration.rehearsal.addressing import OVERRIDES, VERSION_KEY, Target, bare, choose, overridden, target
from edgewise.migration.rehearsal.staging import stage
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import Toolchain
from edgewise.store.scratch import Scratch

MOST = 4
"""Versions that run at once; the one that was asked longest ago makes room."""

_HOP = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length", "content-encoding"}
)


class Serving:
    """Runs versions as they are asked for. Use it as an async context manager.

    Args:
        pages: folders that stand for Pages projects of the account, by name: what is on Pages before a move. A
            folder that was migrated is served as it was before.
        dice: from 0 up to 1, thrown for each request without a version key.
    """

    def __init__(
        self,
        company: Company,
        toolchain: Toolchain,
        pages: Mapping[str, Path] = MappingProxyType({}),
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._company = company
        self._toolchain = toolchain
        self._pages = dict(pages)
        self._dice = dice
        self._kept = ExitStack()
        self._scratch = Scratch("rehearsal")
        self._client = httpx.AsyncClient(follow_redirects=False, timeout=60, trust_env=False)
        self._running: dict[str, DevServer] = {}
        self._consuming: dict[str, list[dict[str, Any]]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()
        await asyncio.gather(*(server.stop() for server in self._running.values()), return_exceptions=True)
        self._kept.close()
        self._scratch.close()

    async def answer(self, request: Request) -> Reply:
        """What the account's Worker for this host and path answers. Never raises for what a request may hold."""
        path = request.target.partition("?")[0]
        sent = self._company.part(Redirects).location(bare(request.headers.get("host", "")), request.target)
        if sent is not None:
            return Reply(sent[0], b"", {"location": sent[1], "x-edgewise-version": "redirect"})
        found = target(self._company, request.headers.get("host", ""), path)
        if found is None:
            return _own(404, "Nothing in the demo account answers for this host and path.")
        version = found.version or self._deployed(found, request)
        if not version:
            return _own(503, "This Worker has versions, and none of them is deployed.")
        if found.by == "pages" and found.name not in self._pages:
            return _own(503, "No folder stands for this Pages project: say --pages NAME=FOLDER.")
        if found.by != "pages" and self._upload(found.name, version) is None:
            return _own(503, "This version was there from the beginning: the demo account does not have its code.")
        try:
            server = await self._server(found, version)
        except EdgewiseError as error:
            return _own(503, f"It does not start. {error.message}")
        began = time.monotonic()
        reply = await self._forward(server, request, version)
        if found.by != "pages":
            took = time.monotonic() - began
            self._company.part(Served).count(found.name, version, reply.status, took, len(reply.body))
        return reply

    def _deployed(self, found: Target, request: Request) -> str:
        """The version that answers now; of a Pages project, its name."""
        if found.by == "pages":
            return f"pages:{found.name}"
        deployments = self._company.part(Workers).deployments(found.name)
        if not deployments:
            return ""
        versions = deployments[0]["versions"]
        asked = overridden(request.headers.get(OVERRIDES, ""), found.name, versions)
        return asked or choose(versions, request.headers.get(VERSION_KEY, ""), self._dice())

    async def _server(self, found: Target, version: str) -> DevServer:
        lock = self._locks.setdefault(version, asyncio.Lock())
        async with lock:
            server = self._running.pop(version, None)
            consumes = self._consumers(found.name) if found.by != "pages" else []
            if server is not None and self._consuming.get(version, []) != consumes:
                # The local runtime is told of its queues when it starts.
                await server.stop()
            if server is None or not server.alive:
                while len(self._running) >= MOST:
                    oldest = next(iter(self._running))
                    await self._running.pop(oldest).stop()
                server = await (
                    self._on_pages(found.name) if found.by == "pages" else self._start(found.name, version, consumes)
                )
            # The newest stands last.
            self._running[version] = server
            self._consuming[version] = consumes
            return server

    def _consumers(self, worker: str) -> list[dict[str, Any]]:
        """The queues that a Worker reads now, and how."""
        return [
            deepcopy({**consumer, "queue_name": queue["queue_name"]})
            for queue in self._company.part(Queues).queues()
            for consumer in queue["consumers"]
            if consumer.get("script_name") == worker
        ]

    async def _on_pages(self, name: str) -> DevServer:
        """``wrangler pages dev`` on a copy of the folder, as it was before a migration."""
        project = self._kept.enter_context(as_it_was(self._pages[name]))
        output = (project.output.value,) if project.output is not None else ()
        server = DevServer(self._toolchain, "pages", project.root, output)
        await server.start()
        return server

    async def _start(self, worker: str, version: str, consumes: list[dict[str, Any]]) -> DevServer:
        uploads = self._company.part(Uploads)
        upload = self._upload(worker, version)
        assert upload is not None
        folder = self._scratch.path / version
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        staged = await asyncio.to_thread(stage, worker, upload, uploads.secrets(worker), uploads.file, consumes, folder)
        # What is stored belongs to the Worker, whichever version stores it.
        state = ("--persist-to", str(self._scratch.path / "state" / worker))
        server = DevServer(self._toolchain, "worker", staged.folder, (*staged.arguments, *state), staged.environment)
        await server.start()
        return server

    def _upload(self, worker: str, version: str) -> Upload | None:
        """What a version is made of. One that a change of secrets made has the code of the one before it."""
        uploads, older = self._company.part(Uploads), False
        bindings: Any = None
        for each in self._company.part(Workers).versions(worker):
            older = older or each["id"] == version
            upload = uploads.version(each["id"]) if older else None
            if upload is not None:
                return (
                    upload if bindings is None else replace(upload, metadata={**upload.metadata, "bindings": bindings})
                )
            if older and each["annotations"]["workers/triggered_by"] != "secret":
                return None
            bindings = each["resources"]["bindings"] if older and bindings is None else bindings
        return None

    async def _forward(self, server: DevServer, request: Request, version: str) -> Reply:
        headers = {name: value for name, value in request.headers.items() if name not in _HOP}
        # The Worker sees the host that visitors would ask for.
        headers["host"] = bare(request.headers.get("host", ""))
        try:
            answered = await self._client.request(
                request.method, server.url + request.target, headers=headers, content=request.body
            )
        except httpx.HTTPError as error:
            return _own(502, f"The version did not answer: {type(error).__name__}.")
        told = {name: value for name, value in answered.headers.items() if name not in _HOP}
        return Reply(answered.status_code, answered.content, {**told, "x-edgewise-version": version})


def _own(status: int, text: str) -> Reply:
    """An answer of the rehearsal itself, which no Worker gave."""
    return Reply(status, f"{text}\n".encode(), {"content-type": "text/plain; charset=utf-8", "x-edgewise-demo": "1"})
