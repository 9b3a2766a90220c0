"""The real servers, and what happens when they do not come up."""

from __future__ import annotations

import asyncio
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.runtime.conftest import group_gone, script

from edgewise.errors import ToolchainError
from edgewise.runtime.devserver import KEPT_LINES, DevServer
from edgewise.runtime.node import Node
from edgewise.runtime.toolchain import Toolchain, ensure

WORKER = """
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/count") return new Response(String(++count));
    return Response.json({ greeting: env.GREETING, path: url.pathname });
  },
};
let count = 0;
"""


def get(url: str) -> tuple[int, str]:
    """Status and body of a GET."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def fetch(url: str) -> tuple[int, str]:
    """Status and body of a GET, beside the event loop."""
    return await asyncio.to_thread(get, url)


def group(server: DevServer) -> int:
    """The process group that the server runs in."""
    assert server._guarded is not None
    return server._guarded.process.pid


def names_in(folder: Path) -> list[str]:
    """What lies in ``folder``, hidden files included."""
    return sorted(entry.name for entry in folder.iterdir())


def worker_project(folder: Path) -> Path:
    """A Worker that greets."""
    (folder / "index.js").write_text(WORKER)
    (folder / "wrangler.jsonc").write_text(
        '{ "name": "greeter", "main": "index.js", "compatibility_date": "2026-01-01",\n'
        '  "dev": { "port": 1, "ip": "0.0.0.0", "local_protocol": "https" }, "vars": { "GREETING": "hello" } }'
    )
    return folder


class TestReal:
    """With the real wrangler and workerd."""

    pytestmark = pytest.mark.wrangler

    async def test_a_worker(self, tmp_path: Path) -> None:
        toolchain = await ensure()
        heard: list[str] = []
        server = DevServer(toolchain, "worker", worker_project(tmp_path), ("--persist-to", str(tmp_path / "state")))
        server.subscribe(heard.append)
        async with server:
            assert server.alive
            assert server.seconds is not None
            # Whatever the config says: loopback, plain HTTP, a free port.
            assert server.url == f"http://127.0.0.1:{server.port}"
            assert await fetch(f"{server.url}/x") == (200, '{"greeting":"hello","path":"/x"}')
            # Finding out that it is ready has not run the Worker.
            assert await fetch(f"{server.url}/count") == (200, "1")
            assert any("Ready on" in line for line in server.log)
            assert list(server.log) == heard
        assert not server.alive
        assert group_gone(group(server))
        assert names_in(tmp_path) == ["index.js", "state", "wrangler.jsonc"]
        await server.stop()

    async def test_a_reload_keeps_the_port(self, tmp_path: Path) -> None:
        toolchain = await ensure()
        async with DevServer(toolchain, "worker", worker_project(tmp_path)) as server:
            reloaded = asyncio.Event()
            server.subscribe(lambda line: reloaded.set() if "updated and ready" in line else None)
            (tmp_path / "index.js").write_text(WORKER.replace("env.GREETING", '"changed"'))
            async with asyncio.timeout(30):
                await reloaded.wait()
            assert await fetch(f"{server.url}/") == (200, '{"greeting":"changed","path":"/"}')

    async def test_a_pages_project_beside_a_worker(self, tmp_path: Path) -> None:
        toolchain = await ensure()
        (tmp_path / "worker").mkdir()
        site = tmp_path / "site"
        (site / "functions").mkdir(parents=True)
        (site / "public").mkdir()
        (site / "public/index.html").write_text("<h1>home</h1>")
        (site / "functions/hello.js").write_text('export const onRequest = () => new Response("from a function");')
        async with (
            DevServer(toolchain, "pages", site, ("public", "--compatibility-date", "2026-01-01")) as pages,
            DevServer(toolchain, "worker", worker_project(tmp_path / "worker")) as worker,
        ):
            assert await fetch(f"{pages.url}/") == (200, "<h1>home</h1>")
            assert await fetch(f"{pages.url}/hello") == (200, "from a function")
            assert (await fetch(f"{worker.url}/"))[0] == 200
        assert group_gone(group(pages))
        assert group_gone(group(worker))

    @pytest.mark.parametrize(
        ("config", "says"),
        [('{ "name": "x", "main": "gone.js" }', "gone.js"), ('{ "name": "x", ', "wrangler.jsonc")],
    )
    async def test_a_broken_project_fails_with_the_reason(self, config: str, says: str, tmp_path: Path) -> None:
        toolchain = await ensure()
        (tmp_path / "wrangler.jsonc").write_text(config)
        server = DevServer(toolchain, "worker", tmp_path, ("--compatibility-date", "2026-01-01"))
        with pytest.raises(ToolchainError) as caught:
            await server.start()
        assert caught.value.code == "server-failed"
        assert says in caught.value.message
        assert "\x1b" not in caught.value.message
        assert group_gone(group(server))

    async def test_the_newest_date_is_the_newest(self, tmp_path: Path) -> None:
        toolchain = await ensure()
        assert toolchain.supported_date, "the install did not learn the newest date"
        (tmp_path / "index.js").write_text(WORKER)
        arguments = ("index.js", "--name", "x", "--compatibility-date", toolchain.newest_date)
        async with DevServer(toolchain, "worker", tmp_path, arguments) as server:
            assert (await fetch(server.url))[0] == 200


class TestPretended:
    """With a wrangler that is a shell script, for what the real one does not do on demand."""

    def server(self, folder: Path, body: str, **options: float) -> DevServer:
        """A server whose wrangler runs ``body``."""
        node = Node("24.0.0", script(folder / "node", body), (), "path")
        return DevServer(Toolchain(node, folder, "4", "1"), "worker", folder, **options)  # type: ignore[arg-type]

    async def test_one_that_never_says_it_is_ready(self, tmp_path: Path) -> None:
        server = self.server(tmp_path, "echo building; sleep 600", timeout=3)
        with pytest.raises(ToolchainError, match="building") as caught:
            await server.start()
        assert caught.value.code == "server-timeout"
        assert group_gone(group(server))

    async def test_one_that_ends_at_once(self, tmp_path: Path) -> None:
        server = self.server(tmp_path, "printf 'no last line break'; exit 4")
        with pytest.raises(ToolchainError, match=r"status 4 [\s\S]*no last line break"):
            await server.start()

    async def test_an_older_server_on_the_port_does_not_count(self, tmp_path: Path) -> None:
        with other_server() as port:
            server = self.server(tmp_path, f"echo 'listening on {port}'; sleep 600", timeout=1)
            with pytest.raises(ToolchainError) as caught:
                await server.start()
        assert caught.value.code == "server-timeout"

    async def test_saying_it_without_serving_does_not_count(self, tmp_path: Path) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            server = self.server(tmp_path, f"echo 'Ready on http://127.0.0.1:{port}'; sleep 600", timeout=1)
            with pytest.raises(ToolchainError) as caught:
                await server.start()
        assert caught.value.code == "server-timeout"

    async def test_saying_it_and_serving_counts(self, tmp_path: Path) -> None:
        with other_server() as port:
            body = f"echo '[wrangler:info] Ready on http://127.0.0.1:{port}'; sleep 600"
            async with self.server(tmp_path, body) as server:
                assert server.port == port

    async def test_a_stubborn_one_is_gone_within_five_seconds(self, tmp_path: Path) -> None:
        with other_server() as port:
            body = f"trap '' TERM INT HUP; echo 'Ready on http://127.0.0.1:{port}'; while :; do sleep 600; done"
            server = self.server(tmp_path, body)
            await server.start()
            async with asyncio.timeout(5):
                await server.stop()
        assert group_gone(group(server))

    async def test_cancelled_while_it_starts(self, tmp_path: Path) -> None:
        server = self.server(tmp_path, "echo here; sleep 600")
        here = asyncio.Event()
        server.subscribe(lambda line: here.set())
        task = asyncio.create_task(server.start())
        await here.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert group_gone(group(server))

    async def test_the_log_is_bounded_and_can_be_left(self, tmp_path: Path) -> None:
        with other_server() as port:
            body = (
                "i=0; while [ $i -lt 2500 ]; do echo line $i; i=$((i+1)); done;"
                f"echo 'Ready on http://127.0.0.1:{port}'; sleep 600"
            )
            server = self.server(tmp_path, body)
            heard: list[str] = []
            leave = server.subscribe(heard.append)
            server.subscribe(lambda line: leave() if line == "line 9" else None)
            async with server:
                assert len(server.log) == KEPT_LINES
                assert server.log[0] == "line 501"
            assert heard == [f"line {number}" for number in range(10)]
            leave()

    async def test_before_it_is_started(self, tmp_path: Path) -> None:
        server = self.server(tmp_path, "")
        assert not server.alive
        with pytest.raises(RuntimeError):
            _ = server.url
        await server.stop()


@contextmanager
def other_server() -> Iterator[int]:
    """An HTTP server of somebody else. Yields its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
