"""The modules that an addition brings, run by themselves: what a consumer does with its messages, and who is told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from edgewise.runtime.devserver import DevServer
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure
from edgewise.store.content import content

pytestmark = pytest.mark.wrangler
CONSUME = """
import { consume } from "%s";
const log = [], told = [];
const message = (id, attempts) => ({
  id, attempts, body: {}, timestamp: new Date(0),
  ack: () => log.push([id, "ack"]),
  retry: (options) => log.push([id, "retry", options.delaySeconds]),
});
console.error = () => {};
const messages = [message("a", 1), message("bad", 1), message("bad", 3), message("bad", 4), message("bad", 40)];
await consume({ queue: "jobs", messages }, {}, {
  handles: [async ({ id }) => { if (id === "bad") throw new Error("no"); }, () => log.push("second")],
  retries: 3,
  tell: async ({ id, attempts }, env, state, detail) => {
    told.push([id, attempts, state, detail]);
    if (state === "running" && id === "a") throw new Error("nobody listens");
  },
});
process.stdout.write(JSON.stringify({ log, told }));
"""
START = """
import { startsWorkflow } from "%s";
const log = [];
const known = new Set(["old"]);
const env = { JOB: {
  create: async ({ id, params }) => {
    if (id === "old" || id === "broken") throw new Error(`cannot create ${id}`);
    log.push([id, params]);
  },
  get: async (id) => { if (!known.has(id)) throw new Error("not found"); },
} };
const start = startsWorkflow("JOB");
const said = [];
for (const [id, given] of [["new", env], ["old", env], ["broken", env], ["new", {}]])
  said.push(await start({ id, body: { id } }, given).then(() => "started", (error) => error.message));
process.stdout.write(JSON.stringify({ log, said }));
"""
WORKER = """
import { JobStatus, statusAnswer, tellStatus } from "./job-status.js";
export { JobStatus };
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/tell") {
      await tellStatus(env.JOBS, "jobs", url.searchParams.get("id"), url.searchParams.get("state"), "x");
      return new Response("told");
    }
    return statusAnswer(request, env.JOBS, "/status/", ["jobs"]) ?? new Response("site", { status: 418 });
  },
};
"""
CONFIG = {
    "name": "status",
    "main": "index.js",
    "compatibility_date": "2023-05-18",
    "durable_objects": {"bindings": [{"name": "JOBS", "class_name": "JobStatus"}]},
    "migrations": [{"tag": "v1", "new_sqlite_classes": ["JobStatus"]}],
}


async def node(script: str, name: str) -> Any:
    toolchain = await ensure()
    text = script % content("assets", "worker", f"{name}.js").as_uri()
    command = (str(toolchain.node.path), "--no-warnings", "--input-type=module", "-e", text)
    done = await run(command, cwd=Path("/"), env=toolchain.environment(), timeout=30)
    assert done.returncode == 0, done.tail
    return json.loads(done.stdout)


async def test_each_message_stands_for_itself() -> None:
    found = await node(CONSUME, "queue-consumer")
    assert sorted(map(str, found["log"])) == sorted(
        map(
            str,
            [
                "second",
                ["a", "ack"],
                ["bad", "retry", 10],
                ["bad", "retry", 40],
                ["bad", "retry", 80],
                ["bad", "retry", 3600],
            ],
        )
    )
    told = [tuple(each) for each in found["told"] if each[2] != "running"]
    assert set(told) == {
        ("a", 1, "done", ""),
        ("bad", 1, "waiting", "again in 10 seconds"),
        ("bad", 3, "waiting", "again in 40 seconds"),
        ("bad", 4, "failed", ""),
        ("bad", 40, "failed", ""),
    }


async def test_a_message_that_comes_twice_starts_one_instance() -> None:
    found = await node(START, "workflow-start")
    assert found["log"] == [["new", {"id": "new"}]]
    assert found["said"] == ["started", "started", "cannot create broken", "There is no binding JOB."]


async def test_states_are_kept_and_sent(tmp_path: Path) -> None:
    from websockets.asyncio.client import connect

    (tmp_path / "index.js").write_text(WORKER)
    (tmp_path / "job-status.js").write_text(content("assets", "worker", "job-status.js").read_text())
    (tmp_path / "wrangler.json").write_text(json.dumps(CONFIG))
    async with (
        DevServer(await ensure(), "worker", tmp_path, ("--persist-to", str(tmp_path / "state"))) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        unknown = await client.get("/status/jobs/one")
        assert (unknown.status_code, unknown.json()["state"]) == (404, "unknown")
        await client.get("/tell?id=one&state=running")
        async with asyncio.timeout(20), connect(f"ws://127.0.0.1:{server.port}/status/jobs/one", proxy=None) as socket:
            assert json.loads(await socket.recv())["state"] == "running"
            await client.get("/tell?id=two&state=done")
            await client.get("/tell?id=one&state=done")
            assert json.loads(await socket.recv())["state"] == "done"
        await client.get("/tell?id=one&state=failed")
        told = await client.get("/status/jobs/one")
        assert (told.json()["state"], told.headers["cache-control"]) == ("failed", "no-store")
        await client.get("/tell?id=a%20b&state=done")
        assert (await client.get("/status/jobs/a%20b")).json()["state"] == "done"
        for path in ("/status/others/one", "/status/jobs/", "/status/jobs/one/more", "/status", "/"):
            assert (await client.get(path)).status_code == 418, path
        assert (await client.put("/status/jobs/one", content=b"{}")).status_code == 418, "nobody outside sets a state"
