"""Uploading with the real wrangler: first without anything that sends visitors or messages, later as a version."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.errors import InputError, ToolchainError
from edgewise.migration.operations.model import Operation
from edgewise.migration.shipping.versions import Version, versions
from edgewise.project.config import effective_document, find_configs, find_redirected
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain
from edgewise.store.files import write_json

FIRST_CONFIG = "wrangler.edgewise-first.json"
"""The wrangler file of a first upload. It lies beside the real one, whose paths it has, while wrangler runs."""

SECONDS = 900.0
MESSAGE = "Shipped with edgewise"


def shipped_document(root: Path) -> tuple[str, Mapping[str, Any]]:
    """The wrangler file that an upload takes: its path relative to ``root``, and what it says.

    Raises:
        InputError: ``no-wrangler-file``, or as ``load_config``.
    """
    redirected = find_redirected(root)
    if redirected is not None:
        return redirected.path, redirected.document
    names = find_configs(root)
    if not names:
        raise InputError(
            "There is no wrangler file in this folder.",
            code="no-wrangler-file",
            where=str(root),
            fix="Move the project first: edgewise migrate",
        )
    return names[0], effective_document(root)


def first_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The wrangler file of a first upload: without routes, crons and consumers, and with addresses to compare it at."""
    kept = {
        key: value for key, value in document.items() if key not in ("route", "routes", "triggers", "env", "$schema")
    }
    queues = kept.get("queues")
    if isinstance(queues, Mapping):
        kept["queues"] = {key: value for key, value in queues.items() if key != "consumers"}
    kept.setdefault("workers_dev", True)
    kept["preview_urls"] = True
    return kept


@dataclass(frozen=True)
class Uploading:
    """Uploads for one run. Call it with an operation of the kind ``upload``.

    Attributes:
        environment: what wrangler finds its credential and the account in.
        hear: called with each line that wrangler says.
    """

    root: Path
    client: Client
    toolchain: Toolchain
    worker: str
    environment: Mapping[str, str]
    hear: Callable[[str], None] = lambda _line: None

    async def __call__(self, operation: Operation) -> Mapping[str, Any]:
        """Upload, unless a version with the operation's tag is there already.

        Raises:
            ToolchainError: ``upload-failed``, with the end of wrangler's log.
        """
        tag = str(operation.details["tag"])
        # What a run that was killed has left.
        self._first_config().unlink(missing_ok=True)
        there = await self._tagged(tag)
        if there is None:
            await (self._first(tag) if operation.details["first"] else self._version(tag))
            there = await self._tagged(tag)
        if there is None:
            raise ToolchainError(
                "wrangler ended well, and the account has no version with its tag.",
                code="upload-not-seen",
                where=self.worker,
                fix="Run it again. If it stays so, look at the Worker's versions in the dashboard.",
            )
        return {"version": there.id, "text": f"version {there.id}"}

    async def _tagged(self, tag: str) -> Version | None:
        return next((each for each in await versions(self.client, self.worker) if each.tag == tag), None)

    def _first_config(self) -> Path:
        return self.root / posixpath.dirname(shipped_document(self.root)[0]) / FIRST_CONFIG

    async def _first(self, tag: str) -> None:
        path = self._first_config()
        write_json(path, first_document(shipped_document(self.root)[1]))
        try:
            await self._wrangler("deploy", "--config", str(path), "--tag", tag, "--message", MESSAGE)
        finally:
            with suppress(OSError):
                path.unlink()

    async def _version(self, tag: str) -> None:
        await self._wrangler("versions", "upload", "--tag", tag, "--message", MESSAGE)

    async def _wrangler(self, *words: str) -> None:
        done = await run(
            self.toolchain.wrangler(*words, "--name", self.worker),
            cwd=self.root,
            env=self.toolchain.environment(self.environment),
            timeout=SECONDS,
            on_line=self.hear,
        )
        if done.returncode:
            raise ToolchainError(
                f"wrangler ended with status {done.returncode}, and nobody was sent to what it uploaded. The end of "
                f"its log:\n{done.tail}",
                code="upload-failed",
                where=f"wrangler {' '.join(words[:2])}",
                fix="Correct what the log names, and run `edgewise ship` again.",
            )
