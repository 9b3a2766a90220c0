"""The steps of a lab's checks that are not requests, against one Worker in the real runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.course.check_labs import try_lab
from edgewise.course.labs.spec import load_spec
from edgewise.course.model import Lab

pytestmark = pytest.mark.wrangler

CONFIG = """\
{
  "name": "events",
  "main": "index.js",
  "compatibility_date": "2026-10-01",
  "triggers": { "crons": ["*/5 * * * *"] },
  "kv_namespaces": [{ "binding": "KEPT", "id": "kept" }]
}
"""
WORKER = """\
let memory = 0;
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/live") {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener("message", (event) => {
        server.send("noise");
        server.send(`you said ${event.data}`);
      });
      return new Response(null, { status: 101, webSocket: client });
    }
    if (url.pathname === "/count") memory += 1;
    if (url.pathname === "/keep") await env.KEPT.put("kept", url.searchParams.get("value"));
    const kept = await env.KEPT.get("kept");
    const [cron, mail] = [await env.KEPT.get("cron"), await env.KEPT.get("mail")];
    return Response.json({ memory, kept, cron, mail }, { headers: { "cache-control": "no-store" } });
  },
  async scheduled(event, env) {
    if (event.cron === "0 0 * * *") throw new Error("not at night");
    await env.KEPT.put("cron", event.cron);
  },
  async email(message, env) {
    await env.KEPT.put("mail", `${message.from} ${message.headers.get("subject")}`);
  },
};
"""
LAB = """\
title = "Events"
editable = ["index.js"]
task = "Nothing."
success = "Nothing."

[[checks]]
id = "cron"
title = "A cron trigger"
hints = ["a", "b"]
[[checks.steps]]
cron = "*/5 * * * *"
[[checks.steps]]
send = "GET /"
equals = { cron = "*/5 * * * *" }
headers_equal = { "cache-control" = "no-store" }

[[checks]]
id = "night"
title = "A cron trigger that fails"
hints = ["a", "b"]
[[checks.steps]]
cron = "0 0 * * *"

[[checks]]
id = "mail"
title = "An e-mail"
hints = ["a", "b"]
[[checks.steps]]
email = { from = "ada@example.com", to = "shop@example.com", subject = "Hello", body = "A report, please." }
[[checks.steps]]
send = "GET /"
equals = { mail = "ada@example.com Hello" }

[[checks]]
id = "socket"
title = "A WebSocket"
hints = ["a", "b"]
[[checks.steps]]
socket = "/live"
say = ["ping"]
hears = ["said ping"]

[[checks]]
id = "silent"
title = "A WebSocket that says something else"
hints = ["a", "b"]
[[checks.steps]]
socket = "/live"
say = ["ping"]
hears = ["pong"]
within = 1

[[checks]]
id = "restart"
title = "Memory is gone, storage stays"
hints = ["a", "b"]
[[checks.steps]]
send = "POST /count"
parallel = 5
status = 200
[[checks.steps]]
send = "POST /keep?value={uuid}"
save = { kept = "kept" }
differs = { memory = 0 }
[[checks.steps]]
restart = true
[[checks.steps]]
send = "GET /"
equals = { memory = 0, kept = "{kept}" }
"""


async def test_every_kind_of_step_really_happens(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()
    for name, text in (("lab.toml", LAB), ("wrangler.jsonc", CONFIG), ("index.js", WORKER)):
        (folder / name).write_text(text)
    state, report = await try_lab(load_spec(Lab("events/lab", folder)), solved=False)
    assert report is not None, state.fault
    failed = {result.check: (result.expected, result.got) for result in report.results if not result.ok}
    assert set(failed) == {"night", "silent"}, failed
    assert failed["night"][0] == "scheduled() ends without an error"
    assert "noise then you said ping" in failed["silent"][1]
