"""Real wrangler is at home in the demo account."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edgewise.account.demo import serve
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.tails import Tails, Trouble
from edgewise.account.demo.traffic import Traffic
from edgewise.account.demo.workers import Workers
from edgewise.runtime.process import Completed, run
from edgewise.runtime.toolchain import ensure

pytestmark = pytest.mark.wrangler


@pytest.fixture
async def server():  # type: ignore[no-untyped-def]
    async with await serve(0) as running:
        yield running


async def wrangler(server: DemoServer, folder: Path, *arguments: str, token: str = "demo", **environ: str) -> Completed:
    toolchain = await ensure()
    environment = toolchain.environment(
        {
            "CLOUDFLARE_API_BASE_URL": server.url,
            "CLOUDFLARE_API_TOKEN": token,
            "CLOUDFLARE_ACCOUNT_ID": server.company.account["id"],
            **environ,
        }
    )
    return await run(toolchain.wrangler(*arguments), cwd=folder, env=environment, timeout=90)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("whoami",), ["maren@northgate.example", "Northgate Coffee (demo)", "Northgate Academy (demo)"]),
        (("pages", "project", "list"), ["report-desk", "press-kit", "reports.northgate.example"]),
        (("pages", "deployment", "list", "--project-name", "report-desk"), ["queue-the-report", "Production"]),
        (("queues", "list"), ["report-jobs", "orders-dead"]),
        (("queues", "info", "orders"), ["worker:order-worker", "Number of Producers: 2"]),
        (("deployments", "list", "--name", "pricing"), ["(10%)", "(90%)", "Prices per country"]),
        (("versions", "list", "--name", "mailer"), ["Mail from the queue"]),
        (("deployments", "status", "--name", "pricing"), ["(10%)", "(90%)", "ines@northgate.example"]),
        (("secret", "list", "--name", "mailer"), ["SMTP_PASSWORD", "secret_text"]),
        (("pages", "secret", "list", "--project-name", "report-desk"), ["SESSION_SECRET", "Value Encrypted"]),
        (("queues", "info", "report-jobs"), ["Number of Consumers: 0", "worker:pages-worker--"]),
        (("queues", "consumer", "list", "orders"), ["order-worker", "orders-dead"]),
        (("kv", "namespace", "list"), ["shop-carts-preview"]),
        (("d1", "list"), ["catalogue"]),
        (("r2", "bucket", "list"), ["photographs"]),
    ],
)
async def test_wrangler_reads_it(
    server: DemoServer, tmp_path: Path, arguments: tuple[str, ...], shown: list[str]
) -> None:
    done = await wrangler(server, tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    for text in shown:
        assert text in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("whoami",), lambda said: "Northgate Coffee (demo)" in {each["name"] for each in said["accounts"]}),
        (("pages", "project", "list"), lambda said: "report-desk" in {each["Project Name"] for each in said}),
        (
            ("pages", "deployment", "list", "--project-name", "report-desk"),
            lambda said: {each["Environment"] for each in said} == {"Production", "Preview"},
        ),
        (
            ("versions", "list", "--name", "mailer"),
            lambda said: {each["metadata"]["author_email"] for each in said} == {"maren@northgate.example"},
        ),
        (
            ("deployments", "list", "--name", "pricing"),
            lambda said: [each["percentage"] for each in said[-1]["versions"]] == [10, 90],
        ),
    ],
)
async def test_what_it_prints_as_json_can_be_read(
    server: DemoServer, tmp_path: Path, arguments: tuple[str, ...], found: Callable[[Any], bool]
) -> None:
    done = await wrangler(server, tmp_path, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert found(json.loads(done.stdout)), done.stdout


async def test_one_version_with_what_it_is_bound_to(server: DemoServer, tmp_path: Path) -> None:
    version = server.company.part(Workers).versions("mailer")[0]["id"]
    done = await wrangler(server, tmp_path, "versions", "view", version, "--name", "mailer")
    assert done.returncode == 0, done.stderr
    for text in (version, "Plain text beside HTML", "SMTP_PASSWORD", "env.INVOICES"):
        assert text in done.stdout, done.stdout


WATCH = """
const net = require("node:net"), fs = require("node:fs"), connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  fs.appendFileSync(process.env.WATCH_FILE, `${options.host ?? "localhost"}:${options.port ?? options.path}\\n`);
  return connect.apply(this, given);
};
"""
"""Loaded into wrangler before anything else: writes down whom it connects to."""


async def test_wrangler_speaks_to_the_demo_account_and_to_nobody_else(server: DemoServer, tmp_path: Path) -> None:
    watch, seen = tmp_path / "watch.cjs", tmp_path / "seen"
    watch.write_text(WATCH)
    watched = {"NODE_OPTIONS": f"--require={watch}", "WATCH_FILE": str(seen)}
    for arguments in (("pages", "project", "list"), ("deployments", "list", "--name", "pricing")):
        done = await wrangler(server, tmp_path, *arguments, **watched)
        assert done.returncode == 0, done.stderr
    assert set(seen.read_text().split()) == {f"127.0.0.1:{server.port}"}


async def test_wrangler_downloads_the_storys_settings(server: DemoServer, tmp_path: Path) -> None:
    done = await wrangler(server, tmp_path, "pages", "download", "config", "report-desk", "--force")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "wrangler.toml").read_text()
    assert 'queue = "report-jobs"' in text and "SESSION_SECRET" not in text


async def test_wrangler_is_refused_with_an_invalid_token(server: DemoServer, tmp_path: Path) -> None:
    done = await wrangler(server, tmp_path, "queues", "list", token="invalid")
    assert done.returncode != 0 and "10000" in done.stderr


async def test_a_token_that_may_do_less_does_less_in_wrangler_too(server: DemoServer, tmp_path: Path) -> None:
    seen = await wrangler(server, tmp_path, "pages", "project", "list", token="demo-pages-only")
    assert seen.returncode == 0 and "report-desk" in seen.stdout
    refused = await wrangler(server, tmp_path, "queues", "list", token="demo-pages-only")
    assert refused.returncode != 0 and "10000" in refused.stderr


async def test_what_wrangler_changes_is_changed(server: DemoServer, tmp_path: Path) -> None:
    done = await wrangler(server, tmp_path, "queues", "purge", "orders-dead", "--force")
    assert done.returncode == 0, done.stderr
    refused = await wrangler(server, tmp_path, "queues", "purge", "orders", "--force", token="demo-readonly")
    assert refused.returncode != 0 and "10000" in refused.stderr
    backlog = {each["queue_name"]: each["queue_id"] for each in server.company.part(Queues).queues()}
    left = server.company.part(Queues).backlog(backlog["orders-dead"])
    assert left is not None and left["backlog_count"] == 0


@pytest.mark.parametrize("pages", [False, True])
async def test_wrangler_tails_it(server: DemoServer, tmp_path: Path, pages: bool) -> None:
    """Real wrangler shows events of a Worker and of a Pages deployment, filtered as it asked."""
    tails = server.company.part(Tails)
    tails.trouble = Trouble(burst=3)
    target = ("tail", "order-intake")
    if pages:
        rows = server.company.part(Pages).deployments("shop")
        live = next(each for each in rows if server.company.part(Traffic).deployment("shop", each["id"]).written)  # type: ignore[union-attr]
        target = ("pages", "deployment", "tail", live["id"], "--project-name", "shop")  # type: ignore[assignment]
    toolchain = await ensure()
    environment = toolchain.environment(
        {
            "CLOUDFLARE_API_BASE_URL": server.url,
            "CLOUDFLARE_API_TOKEN": "demo",
            "CLOUDFLARE_ACCOUNT_ID": server.company.account["id"],
        }
    )
    child = await asyncio.create_subprocess_exec(
        *toolchain.wrangler(*target, "--format", "json", "--status", "ok"),
        cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    try:
        text = ""
        async with asyncio.timeout(60):
            while text.count('"eventTimestamp"') < 3:
                text += (await child.stdout.read(65536)).decode()
            assert next(iter(tails.tails.values())).wanted == {"filters": [{"outcome": ["ok"]}]}
            child.send_signal(signal.SIGINT)
            await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
    # Of Pages it only begins to delete its tail, and is gone before the request leaves.
    assert pages or not tails.tails
    assert '"executionModel": "stateless"' in text and '"outcome": "ok"' in text


async def test_what_wrangler_changes_in_it_stays_changed(server: DemoServer, tmp_path: Path) -> None:
    company = server.company
    jobs = next(each["queue_id"] for each in company.part(Queues).queues() if each["queue_name"] == "report-jobs")

    async def told(*arguments: str) -> str:
        done = await wrangler(server, tmp_path, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "(10%)" in await told("deployments", "status", "--name", "pricing")
    await told("rollback", "--name", "pricing", "--yes", "--message", "Back again")
    status = await told("deployments", "status", "--name", "pricing")
    assert "(100%)" in status and "Rollback" in status and "Back again" in status
    await told("queues", "purge", "report-jobs", "--force")
    assert company.part(Queues).backlog(jobs)["backlog_count"] < 3  # type: ignore[index]
    await told("queues", "consumer", "add", "report-jobs", "order-worker", "--batch-size", "5")
    assert "worker:order-worker" in await told("queues", "info", "report-jobs")
    await told("queues", "consumer", "remove", "report-jobs", "order-worker")
    assert company.part(Queues).queue(jobs)["consumers"] == []  # type: ignore[index]
    await told("secret", "delete", "SMTP_PASSWORD", "--name", "mailer")
    assert "SMTP_PASSWORD" not in await told("secret", "list", "--name", "mailer")
