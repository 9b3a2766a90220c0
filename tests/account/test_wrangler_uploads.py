"""Real wrangler deploys to the demo account: what it uploads is kept, divided, taken back and deleted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edgewise.account.demo import serve
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.uploads import Uploads
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from tests.account.test_wrangler import wrangler

pytestmark = pytest.mark.wrangler

CANARY = "canary-3f9d"


@pytest.fixture
async def server() -> AsyncIterator[DemoServer]:
    async with await serve(0) as running:
        yield running


def project(folder: Path, **more: object) -> Path:
    """A small Worker with files."""
    config = {
        "name": "lamps",
        "main": "src/index.js",
        "compatibility_date": "2026-10-01",
        "assets": {"directory": "public", "binding": "ASSETS"},
        "vars": {"SHOP": "lamps"},
        "kv_namespaces": [{"binding": "CARTS", "id": "0f2ac74b498b48028cb68387c421e279"}],
        **more,
    }
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "public").mkdir(exist_ok=True)
    (folder / "wrangler.json").write_text(json.dumps(config))
    (folder / "src/index.js").write_text('export default { fetch: () => new Response("one") };\n')
    (folder / "public/index.html").write_text("<h1>Lamps</h1>")
    (folder / "public/about.html").write_text("<h1>About</h1>")
    return folder


async def test_a_new_worker_is_deployed_with_its_files(server: DemoServer, tmp_path: Path) -> None:
    done = await wrangler(server, project(tmp_path), "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    workers, uploads = server.company.part(Workers), server.company.part(Uploads)
    (version,) = workers.versions("lamps")
    kept = uploads.version(version["id"])
    assert kept is not None
    assert kept.main in kept.modules
    assert b'"one"' in kept.modules[kept.main][1]
    assert set(kept.files) == {"/index.html", "/about.html"}
    assert uploads.file(kept.files["/index.html"].hash) == ("text/html", b"<h1>Lamps</h1>")
    assert workers.deployments("lamps")[0]["versions"] == [{"version_id": version["id"], "percentage": 100}]
    names = {each["name"] for each in version["resources"]["bindings"]}
    assert names == {"ASSETS", "SHOP", "CARTS"}
    assert f"lamps.{server.company.subdomain}.workers.dev" in done.stdout


async def test_files_that_are_there_are_not_sent_again(server: DemoServer, tmp_path: Path) -> None:
    folder = project(tmp_path)
    await wrangler(server, folder, "deploy")
    (folder / "public/about.html").write_text("<h1>About us</h1>")
    done = await wrangler(server, folder, "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 new or modified static asset" in done.stdout
    newest = server.company.part(Workers).versions("lamps")[0]
    kept = server.company.part(Uploads).version(newest["id"])
    assert kept is not None
    assert server.company.part(Uploads).file(kept.files["/about.html"].hash) == ("text/html", b"<h1>About us</h1>")


async def test_a_version_gets_no_traffic_until_it_is_given_some_and_is_taken_back(
    server: DemoServer, tmp_path: Path
) -> None:
    folder = project(tmp_path)
    await wrangler(server, folder, "deploy")
    (folder / "src/index.js").write_text('export default { fetch: () => new Response("two") };\n')
    done = await wrangler(server, folder, "versions", "upload", "--message", "Say two", "--tag", "two")
    assert done.returncode == 0, done.stdout + done.stderr
    workers = server.company.part(Workers)
    new, old = workers.versions("lamps")
    assert workers.deployments("lamps")[0]["versions"][0]["version_id"] == old["id"]

    done = await wrangler(server, folder, "versions", "list")
    assert "Say two" in done.stdout
    # That is what wrangler shows of the real API, too. [workers-sdk: packages/wrangler/e2e/versions.test.ts, 2026]
    assert "Unknown (version_upload)" in done.stdout
    shares = (f"{new['id']}@10%", f"{old['id']}@90%")
    done = await wrangler(server, folder, "versions", "deploy", *shares, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {each["percentage"] for each in workers.deployments("lamps")[0]["versions"]} == {10, 90}
    assert workers.deployments("lamps")[0]["source"] == "wrangler"
    done = await wrangler(server, folder, "deployments", "status")
    assert "(10%)" in done.stdout

    done = await wrangler(server, folder, "rollback", old["id"], "--yes", "--message", "It said two")
    assert done.returncode == 0, done.stdout + done.stderr
    newest = workers.deployments("lamps")[0]
    assert newest["versions"] == [{"version_id": old["id"], "percentage": 100}]
    assert newest["annotations"]["workers/message"] == "It said two"


async def test_secrets_are_set_in_one_go_and_survive_the_next_deployment(server: DemoServer, tmp_path: Path) -> None:
    folder = project(tmp_path)
    await wrangler(server, folder, "deploy")
    (tmp_path / "in.json").write_text(json.dumps({"API_KEY": CANARY, "OTHER": CANARY}))
    done = await wrangler(server, folder, "secret", "bulk", "in.json")
    assert done.returncode == 0, done.stdout + done.stderr
    done = await wrangler(server, folder, "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    done = await wrangler(server, folder, "secret", "list")
    assert {each["name"] for each in json.loads(done.stdout)} == {"API_KEY", "OTHER"}
    workers = server.company.part(Workers)
    assert CANARY not in repr((workers.facts("lamps"), workers.versions("lamps"), workers.deployments("lamps")))


async def test_a_queue_gets_its_consumer_and_a_cron_its_time(server: DemoServer, tmp_path: Path) -> None:
    queues = {
        "producers": [{"binding": "JOBS", "queue": "report-jobs"}],
        "consumers": [{"queue": "report-jobs", "max_retries": 2, "dead_letter_queue": "report-dead"}],
    }
    folder = project(tmp_path, queues=queues, triggers={"crons": ["0 6 * * *"]})
    done = await wrangler(server, folder, "queues", "create", "report-dead")
    assert done.returncode == 0, done.stdout + done.stderr
    done = await wrangler(server, folder, "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {each["queue_name"]: each for each in server.company.part(Queues).queues()}
    (consumer,) = found["report-jobs"]["consumers"]
    assert consumer["dead_letter_queue"] == "report-dead"
    assert "report-dead" in found
    facts = server.company.part(Workers).facts("lamps")
    assert facts is not None
    assert facts["crons"] == ["0 6 * * *"]


async def test_routes_and_domains_lead_to_it(server: DemoServer, tmp_path: Path) -> None:
    folder = project(tmp_path, routes=[{"pattern": "northgate.example/lamps/*", "zone_name": "northgate.example"}])
    done = await wrangler(server, folder, "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    (route,) = server.company.part(Zones).routes_of("lamps")
    assert route["pattern"] == "northgate.example/lamps/*"
    folder = project(tmp_path, routes=[{"pattern": "lamps.northgate.example", "custom_domain": True}])
    done = await wrangler(server, folder, "deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lamps.northgate.example" in {each["hostname"] for each in server.company.part(Workers).domains()}


async def test_a_worker_can_be_deleted(server: DemoServer, tmp_path: Path) -> None:
    folder = project(tmp_path)
    await wrangler(server, folder, "deploy")
    done = await wrangler(server, folder, "delete", "--force")
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.company.part(Workers).facts("lamps") is None
