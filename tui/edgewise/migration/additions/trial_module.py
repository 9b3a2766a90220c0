"""What a working copy gets besides the addition, so that it can be set off from outside."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from edgewise.migration.additions.changes import Change
from edgewise.migration.additions.model import Module
from edgewise.migration.additions.placing import covers
from edgewise.migration.additions.queues import producers

NAME = "edgewise-trial.js"
SENDER = "EDGEWISE_TRIAL_QUEUE"
_TEXT = """\
import worker from %(module)s;

export * from %(module)s;

export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== %(path)s) return worker.fetch(request, env, context);
    const { what, binding, id, body } = await request.json();
    if (what === "send") {
      await env[binding].send(body);
      return Response.json({});
    }
    if (what === "start") return Response.json({ id: (await env[binding].create({ params: body })).id });
    return Response.json(await (await env[binding].get(id)).status());
  },
};
"""


class Handle:
    """The way in: a path that nobody guesses, and the files that answer there.

    Attributes:
        path: where orders are sent, as JSON.
        sender: the binding that sends to the queue.
    """

    def __init__(self, module: Module, document: Mapping[str, Any], queue: str) -> None:
        self.path = f"/edgewise-trial-{token_hex(8)}"
        self.sender = producers(document).get(queue, SENDER)
        self._module, self._document, self._queue = module, document, queue

    @property
    def file(self) -> tuple[str, bytes]:
        """Path and content of the module that takes the orders."""
        folder = posixpath.dirname(self._module.main)
        name = json.dumps(f"./{posixpath.relpath(self._module.path, folder or '.')}")
        return posixpath.join(folder, NAME), (_TEXT % {"module": name, "path": json.dumps(self.path)}).encode()

    @property
    def changes(self) -> list[Change]:
        """What the wrangler file of the copy says besides."""
        found = [Change(("main",), self.file[0])]
        if self._queue and self.sender == SENDER:
            row = {"binding": SENDER, "queue": self._queue}
            found.append(Change(("queues", "producers"), row, append=True))
        assets = self._document.get("assets")
        first = assets.get("run_worker_first") if isinstance(assets, Mapping) else None
        if isinstance(first, list) and not any(covers(rule, self.path) for rule in first):
            found.append(Change(("assets", "run_worker_first"), self.path, append=True))
        return found
