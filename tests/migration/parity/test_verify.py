"""The proof from beginning to end, and every way in which it must not say "proved"."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from edgewise.errors import InputError, NetworkError, Refused, ToolchainError
from edgewise.migration import apply, assess, make_plan
from edgewise.migration.choices import Choices
from edgewise.migration.parity import Request, Stage, verify
from edgewise.migration.parity.serve import serving
from edgewise.migration.parity.staging.sides import Stager
from edgewise.migration.parity.watch import nonce, restarts
from edgewise.project import discover
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.toolchain import Node, Toolchain, ensure

SITE = {
    "public/index.html": "<!doctype html><title>Start</title>",
    "public/about.html": "<!doctype html><title>About</title>",
    "public/404.html": "<!doctype html><title>Not here</title>",
    "functions/api/time.js": "export const onRequest = () => new Response(new Date().toISOString());\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small project without any configuration."""
    return put(tmp_path / "site", SITE)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch) -> Path:
    """Where temporary folders are made; a proof leaves none."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def put(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


SAID = {"output": "public"}
NO_TOOLS = Toolchain(Node("v0", Path("/nowhere"), (), "path"), Path("/nowhere"), "0", "1.20260101.0")
"""For what is refused before any tool is needed."""


async def test_a_folder_without_a_built_site_is_refused_with_the_command_to_run(tmp_path):
    files = {
        "package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "6"}}',
        "index.html": "x",
    }
    root = put(tmp_path / "app", files)
    with pytest.raises((InputError, Refused)) as caught:
        await verify(root, toolchain=NO_TOOLS)
    assert caught.value.code == "output-missing"
    assert "vite build" in caught.value.fix or "npm run build" in caught.value.fix
    with pytest.raises(InputError) as missing:
        await verify(tmp_path / "nowhere", toolchain=NO_TOOLS)
    assert missing.value.code == "folder-missing"


async def test_a_folder_that_is_no_project_is_not_even_copied(tmp_path, scratch, monkeypatch):
    put(tmp_path / "home", {"photos/cat.jpg": "x"})

    def copying(*_arguments, **_options):
        raise AssertionError("it was copied")

    monkeypatch.setattr("edgewise.migration.parity.staging.sides.copy_project", copying)
    with pytest.raises(InputError) as caught:
        await verify(tmp_path / "home", toolchain=NO_TOOLS)
    assert caught.value.code == "output-missing"


@pytest.mark.wrangler
async def test_a_workers_table_in_the_old_configuration_does_not_make_the_old_side_a_worker(site, tmp_path):
    text = 'name = "a"\npages_build_output_dir = "public"\nmain = "x.js"\n[assets]\ndirectory = "public"\n'
    put(site, {"wrangler.toml": text})
    toolchain = await ensure()
    stager = Stager(site, tmp_path / "work", toolchain)
    old = await stager.old_side(await stager.old_copy({}))
    assert any("main, assets" in note for note in old.notes)
    async with serving(toolchain, "pages", old.root, old.arguments) as running:
        answer = await running.side.send(Request("GET", "/about.html"))
    assert (answer.status, answer.headers["location"]) == (308, "/about")
    assert (site / "wrangler.toml").read_text() == text


async def test_an_interrupted_migration_is_refused(site, monkeypatch):
    project = discover(site, SAID)
    plan = make_plan(project, assess(project))

    def cut_off(done: int, total: int, path: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(project, plan, cut_off)
    with pytest.raises(Refused) as caught:
        await verify(site, toolchain=NO_TOOLS, overrides=SAID)
    assert caught.value.code == "interrupted"


@pytest.mark.parametrize("url", ["ftp://x.example", "https://x.example/blog", "https://", "https://a b", "x y"])
async def test_a_bad_address_is_refused(site, url):
    with pytest.raises(InputError) as caught:
        await verify(site, toolchain=NO_TOOLS, overrides=SAID, against=url)
    assert caught.value.code == "bad-address"


@pytest.mark.wrangler
async def test_a_migrated_folder_is_compared_with_what_it_was(site, scratch):
    project = discover(site, SAID)
    apply(project, make_plan(project, assess(project)))
    events = []
    report = await verify(
        site, toolchain=await ensure(), on_event=events.append, extra=[Request("GET", "/api/time?mine")]
    )
    assert report.proved and report.migrated
    assert report.old == "wrangler pages dev public" and report.new == "wrangler dev"
    assert set(report.seconds) == {"old_start", "new_start", "requests"}
    assert [each.request.target for each in report.exchanges].count("/api/time?mine") == 2
    clocks = [each for each in report.exchanges if each.request.target == "/api/time?mine"]
    assert [each.verdict for each in clocks] == ["equal", "equal"]
    assert [each.request.navigation for each in clocks] == [False, True]
    stages = list(dict.fromkeys(event.stage for event in events))
    assert stages[0] is Stage.STAGING and stages[-1] is Stage.DONE
    counted = [event for event in events if event.stage is Stage.COMPARING]
    assert counted[-1].done == counted[-1].total == len(report.exchanges) + len(report.left_out)
    assert list(scratch.iterdir()) == []


@pytest.mark.wrangler
async def test_a_broken_migration_in_the_folder_is_not_proved(site, scratch):
    project = discover(site, SAID)
    apply(project, make_plan(project, assess(project)))
    (site / "public/about.html").unlink()
    put(site, {"functions/api/time.js": 'export const onRequest = () => new Response("never");\n'})
    report = await verify(site, toolchain=await ensure(), overrides=SAID)
    # Both are the user's own changes, so they are the same on both sides: nothing differs.
    assert report.proved
    (config,) = [site / name for name in ("wrangler.jsonc", "wrangler.json", "wrangler.toml") if (site / name).exists()]
    config.write_text(config.read_text().replace("404-page", "single-page-application"))
    report = await verify(site, toolchain=await ensure(), overrides=SAID)
    assert not report.proved and report.undeclared
    assert list(scratch.iterdir()) == []


@pytest.mark.wrangler
async def test_cancelling_ends_both_servers_and_leaves_no_folder(site, scratch):
    servers: list[DevServer] = []
    comparing = asyncio.Event()

    def hear(event):
        if event.stage is Stage.COMPARING:
            comparing.set()

    with pytest.MonkeyPatch.context() as patch:
        _remember(patch, servers)
        task = asyncio.create_task(verify(site, toolchain=await ensure(), overrides=SAID, on_event=hear))
        await asyncio.wait_for(comparing.wait(), 120)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(servers) == 2
    assert not any(server.alive for server in servers)
    assert list(scratch.iterdir()) == []


@pytest.mark.wrangler
async def test_a_runtime_that_is_killed_on_the_way_is_an_error(site, scratch):
    servers: list[DevServer] = []

    def hear(event):
        if event.stage is Stage.COMPARING and event.done == 1:
            _kill_below(servers[-1])

    with pytest.MonkeyPatch.context() as patch:
        _remember(patch, servers)
        with pytest.raises((NetworkError, ToolchainError)) as caught:
            await verify(site, toolchain=await ensure(), overrides=SAID, on_event=hear)
    assert caught.value.code in ("runtime-crashed", "server-died")
    assert list(scratch.iterdir()) == []


@pytest.mark.wrangler
async def test_a_runtime_that_crashes_and_comes_back_proves_nothing(site, scratch):
    servers: list[DevServer] = []

    def hear(event):
        if event.stage is Stage.COMPARING and event.done == 1:
            runtimes = [pid for pid in _below(servers[-1]) if b"workerd" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            os.kill(runtimes[-1], signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        _remember(patch, servers)
        with pytest.raises(ToolchainError) as caught:
            await verify(site, toolchain=await ensure(), overrides=SAID, on_event=hear)
    assert caught.value.code == "runtime-crashed" and "crashed unexpectedly" in caught.value.message
    assert list(scratch.iterdir()) == []


@pytest.mark.wrangler
async def test_a_server_that_takes_up_a_changed_file_is_said(site, tmp_path):
    toolchain = await ensure()
    async with serving(toolchain, "pages", site, ("public",), path=nonce()) as running:
        assert running.watch is not None and running.watch.reloads == 0
        put(site, {"functions/api/time.js": 'export const onRequest = () => new Response("edited");\n'})
        async with asyncio.timeout(30):
            while not running.watch.reloads:
                await running.side.send(Request("GET", "/api/time"))
    assert "restarted" in restarts([running.watch])[0]


@pytest.mark.wrangler
async def test_another_server_at_the_same_address_is_not_taken_for_ours(site, monkeypatch):
    monkeypatch.setattr("edgewise.migration.parity.watch.NONCE_SECONDS", 0.3)

    async def other(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        writer.close()

    listener = await asyncio.start_server(other, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    monkeypatch.setattr(DevServer, "port", property(lambda self: port))
    with pytest.raises(ToolchainError) as caught:
        async with serving(await ensure(), "pages", site, ("public",), path=nonce()):
            pass
    listener.close()
    assert caught.value.code == "not-our-server"


def _remember(patch: pytest.MonkeyPatch, servers: list[DevServer]) -> None:
    start = DevServer.start

    async def starting(self: DevServer) -> None:
        servers.append(self)
        await start(self)

    patch.setattr(DevServer, "start", starting)


def _below(server: DevServer) -> list[int]:
    """The process ids of every descendant of a server, parents first."""
    assert server._guarded is not None
    found: list[int] = []
    parents = [server._guarded.process.pid]
    while parents:
        parent = parents.pop(0)
        children = [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
        parents.extend(children)
        found.extend(children)
    return found


def _kill_below(server: DevServer) -> None:
    """Kill every descendant of a server, as a crash would."""
    for pid in _below(server):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.wrangler
async def test_a_live_site_is_asked_only_with_methods_that_read(site, scratch, monkeypatch):
    monkeypatch.setattr("edgewise.migration.parity.remote.PAUSE", 0.0)
    toolchain = await ensure()
    async with AsyncExitStack() as stack:
        oracle = await stack.enter_async_context(serving(toolchain, "pages", site, ("public",)))
        report = await verify(site, toolchain=toolchain, overrides=SAID, against=oracle.side.url)
    assert report.old == oracle.side.url
    assert {each.request.method for each in report.exchanges} <= {"GET", "HEAD", "OPTIONS"}
    assert any(request.method == "POST" for request, _ in report.left_out)
    wrong = {each.request.target for each in report.exchanges if each.undeclared}
    # This stand-in for a live site runs Functions on every path, in any case; production does not.
    assert wrong == {"/API/TIME"}


WORKSPACE = {
    "package.json": '{ "private": true, "workspaces": ["apps/*", "packages/*"] }',
    "node_modules/greeting/package.json": '{ "name": "greeting", "version": "1.0.0", "main": "index.js" }',
    "node_modules/greeting/index.js": 'export const greeting = "ahoy";\n',
    "packages/words/index.ts": 'export const word: string = "from the workspace";\n',
    "apps/site/package.json": '{ "name": "site", "devDependencies": { "typescript": "5" } }',
    "apps/site/tsconfig.json": "{}",
    "apps/site/wrangler.toml": 'name = "site"\npages_build_output_dir = "../../dist/site"\n'
    'compatibility_date = "2026-01-01"\n',
    "apps/site/functions/api/hello.ts": 'import { greeting } from "greeting";\n'
    'import { word } from "../../../../packages/words";\n'
    "export const onRequest = () => new Response(`${greeting} ${word}`);\n",
    "dist/site/index.html": "<!doctype html><title>Start</title>",
    "dist/site/docs/404.html": "<!doctype html><title>No such page</title>",
}
"""A workspace with packages at its top, code beside the project, and an output outside of it."""


@pytest.mark.wrangler
@pytest.mark.parametrize("functions", ["compile", "native"])
async def test_a_project_that_needs_its_workspace_is_proved(tmp_path, functions):
    site = put(tmp_path / "work", WORKSPACE) / "apps/site"
    report = await verify(site, toolchain=await ensure(), choices=Choices("faithful", functions))
    found = {each.request.label(): each for each in report.exchanges}
    hello = found["GET /api/hello"]
    assert hello.old.body == hello.new.body == b"ahoy from the workspace"
    assert found["GET /docs/edgewise-made-up"].new.status == 404 and found["GET /edgewise-made-up"].new.status == 200
    assert report.proved, [each.request.label() for each in report.exchanges if each.undeclared]
    assert report.tiers[3] == len(report.exchanges)
