"""What real wrangler deployed to the demo account answers there, by host, share and version."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.account.test_wrangler import wrangler
from tests.account.test_wrangler_uploads import CANARY, project
from tests.conftest import SAMPLES

from edgewise.account.demo import serve
from edgewise.account.demo.served import Served
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.migration import apply, assess, make_plan
from edgewise.migration.rehearsal.serving import Serving
from edgewise.project import discover
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure

pytestmark = pytest.mark.wrangler

CODE = """
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/key") return Response.json({ key: env.API_KEY ?? null });
    if (pathname === "/count") {
      const count = Number(await env.CARTS.get("count")) + 1;
      await env.CARTS.put("count", String(count));
      return Response.json({ count });
    }
    return new Response("SAYS " + new URL(request.url).host);
  },
};
"""


class Rehearsal:
    """The demo account, what it serves, and a browser."""

    def __init__(self, api: DemoServer, sites: DemoServer, browser: httpx.AsyncClient) -> None:
        self.api, self.sites, self.browser = api, sites, browser
        self.below = f"{api.company.subdomain}.workers.dev"

    async def get(self, host: str, path: str = "/", **headers: str) -> httpx.Response:
        return await self.browser.get(
            f"http://127.0.0.1:{self.sites.port}{path}", headers={"host": host, **headers}, follow_redirects=False
        )

    def versions(self) -> list[str]:
        """Ids, newest first."""
        return [each["id"] for each in self.api.company.part(Workers).versions("lamps")]


@asynccontextmanager
async def rehearsing(**pages: Path) -> AsyncIterator[Rehearsal]:
    folders = {name.replace("_", "-"): folder for name, folder in pages.items()}
    async with (
        await serve(0) as api,
        Serving(api.company, await ensure(), folders) as serving,
        DemoServer(api.company, serving.answer) as sites,
        httpx.AsyncClient(timeout=60) as browser,
    ):
        await sites.start(0)
        yield Rehearsal(api, sites, browser)


def say(folder: Path, words: str) -> None:
    (folder / "src/index.js").write_text(CODE.replace("SAYS", words))


def files_with(text: str, *more: Path) -> list[Path]:
    """Files of the rehearsal, and below the folders in ``more``, that hold a text."""
    roots = [*Path(tempfile.gettempdir()).glob("edgewise-rehearsal-*"), *more]
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


async def test_from_first_deployment_to_rollback(tmp_path: Path) -> None:
    folder = project(tmp_path)
    say(folder, "one")
    async with rehearsing() as found:
        assert (await found.get(f"lamps.{found.below}")).status_code == 404
        assert (await wrangler(found.api, folder, "deploy")).returncode == 0
        host = f"lamps.{found.below}"
        assert (await found.get(host, "/about")).text == "<h1>About</h1>"
        assert (await found.get(host, "/hello")).text == f"one {host}"

        say(folder, "two")
        assert (await wrangler(found.api, folder, "versions", "upload")).returncode == 0
        new, old = found.versions()
        assert (await found.get(host, "/hello")).text == f"one {host}"
        preview = f"{new[:8]}-{host}"
        assert (await found.get(preview, "/hello")).text == f"two {preview}"

        done = await wrangler(found.api, folder, "versions", "deploy", f"{new}@50%", f"{old}@50%", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        keyed = {"cloudflare-workers-version-key": "ada"}
        first = (await found.get(host, "/hello", **keyed)).text
        assert {(await found.get(host, "/hello", **keyed)).text for _ in range(5)} == {first}
        seen = {(await found.get(host, "/hello", **{"cloudflare-workers-version-key": str(n)})).text for n in range(12)}
        assert seen == {f"one {host}", f"two {host}"}
        # What is stored is the Worker's, and not the version's.
        counts = {
            (await found.get(host, "/count", **{"cloudflare-workers-version-key": str(n)})).json()["count"]
            for n in range(12)
        }
        assert max(counts) >= 6

        assert (await wrangler(found.api, folder, "rollback", old, "--yes", "--message", "back")).returncode == 0
        assert {(await found.get(host, "/hello")).text for _ in range(4)} == {f"one {host}"}


CONSUMING = """
export default {
  async fetch(request, env) {
    if (request.method === "POST") {
      await env.JOBS.send(await request.text());
      return new Response("later", { status: 202 });
    }
    return new Response((await env.CARTS.get("job")) ?? "none");
  },
  async queue(batch, env) {
    for (const message of batch.messages) await env.CARTS.put("job", message.body);
  },
};
"""


async def test_a_worker_reads_what_it_puts_into_its_own_queue(tmp_path: Path) -> None:
    reads = [{"queue": "lamp-jobs", "max_batch_size": 1, "max_batch_timeout": 0}]
    writes = [{"binding": "JOBS", "queue": "lamp-jobs"}]
    folder = project(tmp_path, queues={"producers": writes})
    (folder / "src/index.js").write_text(CONSUMING)
    async with rehearsing() as found:
        assert (await wrangler(found.api, folder, "queues", "create", "lamp-jobs")).returncode == 0
        done = await wrangler(found.api, folder, "deploy")
        assert done.returncode == 0, done.stdout + done.stderr
        workers = found.api.company.part(Workers)
        version = workers.versions("lamps")[0]
        assert version["resources"]["script"]["handlers"] == ["fetch", "queue"]
        host = f"lamps.{found.below}"
        # It runs already, and nothing reads its queue, when it becomes the consumer.
        assert (await found.get(host, "/job")).text == "none"
        project(folder, queues={"producers": writes, "consumers": reads})
        (folder / "src/index.js").write_text(CONSUMING)
        done = await wrangler(found.api, folder, "triggers", "deploy")
        assert done.returncode == 0, done.stdout + done.stderr
        assert workers.versions("lamps")[0]["id"] == version["id"]
        address = f"http://127.0.0.1:{found.sites.port}/job"
        assert (await found.browser.post(address, content="polish", headers={"host": host})).status_code == 202
        told = "none"
        async with asyncio.timeout(60):
            while told == "none":
                told = (await found.get(host, "/job")).text
        assert told == "polish"
        counted = found.api.company.part(Served).minutes(datetime.min.replace(tzinfo=UTC), datetime.now(UTC))
        assert {each.script for each in counted} == {"lamps"}


async def test_a_secret_reaches_the_worker_and_no_file(tmp_path: Path) -> None:
    folder = project(tmp_path / "site", secrets={"required": ["API_KEY"]})
    say(folder, "one")
    (tmp_path / "in.json").write_text(json.dumps({"API_KEY": CANARY}))
    async with rehearsing() as found:
        done = await wrangler(found.api, folder, "deploy", "--secrets-file", str(tmp_path / "in.json"))
        assert done.returncode == 0, done.stdout + done.stderr
        (tmp_path / "in.json").unlink()
        host = f"lamps.{found.below}"
        assert (await found.get(host, "/key")).json() == {"key": CANARY}
        assert files_with(CANARY, folder) == []


async def test_a_broken_version_says_why_and_the_old_one_goes_on(tmp_path: Path) -> None:
    folder = project(tmp_path)
    say(folder, "one")
    async with rehearsing() as found:
        await wrangler(found.api, folder, "deploy")
        (folder / "src/index.js").write_text('throw new Error("no good");\nexport default { fetch() {} };\n')
        assert (await wrangler(found.api, folder, "versions", "upload")).returncode == 0
        new = found.versions()[0]
        told = await found.get(f"{new[:8]}-lamps.{found.below}", "/hello")
        assert told.status_code >= 500
        assert (await found.get(f"lamps.{found.below}", "/hello")).status_code == 200
        told = await found.get(f"mailer.{found.below}")
        assert told.status_code in (404, 503)


async def test_the_story_goes_from_pages_to_a_worker_by_a_route_then_its_domain_and_back(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLES / "nextjs-story", tmp_path / "story"))
    before = discover(root)
    apply(before, make_plan(before, assess(before)))
    host = "reports.northgate.example"
    job = {"content": '{"kind": "sales"}', "headers": {"host": host, "content-type": "application/json"}}
    async with rehearsing(report_desk=root) as found:
        where = f"http://127.0.0.1:{found.sites.port}"
        old = await found.get(host, "/jobs")
        assert old.status_code == 200
        assert old.headers["x-edgewise-version"] == "pages:report-desk"
        assert (await found.browser.post(f"{where}/api/jobs", **job)).status_code == 202

        assert (await wrangler(found.api, root, "deploy")).returncode == 0
        assert (await found.get(host, "/jobs")).headers["x-edgewise-version"] == "pages:report-desk"
        new = await found.get(f"report-desk.{found.below}", "/jobs")
        assert (new.status_code, new.text) == (old.status_code, old.text)

        # A route in front of the domain, which Pages keeps.
        done = await wrangler(found.api, root, "deploy", "--route", f"{host}/*")
        assert done.returncode == 0, done.stdout + done.stderr
        version = found.api.company.part(Workers).versions("report-desk")[0]["id"]
        told = await found.get(host, "/jobs")
        assert (told.headers["x-edgewise-version"], told.text) == (version, old.text)
        assert (await found.browser.post(f"{where}/api/jobs", **job)).status_code == 202

        # The route goes, and Pages answers again at once.
        zones = found.api.company.part(Zones)
        zone = zones.zone_for(host)
        assert zone is not None
        (route,) = zones.routes_of("report-desk")
        assert zones.remove_route(zone["id"], route["id"])
        assert (await found.get(host, "/jobs")).headers["x-edgewise-version"] == "pages:report-desk"


async def test_the_live_site_is_compared_with_the_uploaded_worker(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLES / "nextjs-story", tmp_path / "story"))
    before = discover(root)
    apply(before, make_plan(before, assess(before)))
    async with rehearsing(report_desk=root) as found:
        assert (await wrangler(found.api, root, "deploy")).returncode == 0
        sides = {
            "--against": f"http://reports.northgate.example.localhost:{found.sites.port}",
            "--new": f"http://report-desk.{found.below}.localhost:{found.sites.port}",
        }
        command = [sys.executable, "-m", "edgewise", "verify", str(root), "--json"]
        options = [word for pair in sides.items() for word in pair]
        done = await run([*command, *options], cwd=tmp_path, env=dict(os.environ), timeout=240)
        report = json.loads(done.stdout)
        assert done.returncode == 0, done.stdout[-3000:]
        assert report["proved"] is True
