"""Checks against a real HTTP server on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from edgewise.course.labs.checking import Target, fill, lookup, run_checks
from edgewise.course.labs.log import KEPT, LogBook
from edgewise.course.labs.model import Check, CheckStep, Logged, Report, Result, Send, Spec

Answer = Callable[[str, str, bytes], tuple[int, Any]]


class Server:
    """A loopback server whose answers a test decides."""

    def __init__(self) -> None:
        self.answer: Answer = lambda method, path, body: (200, {"ok": True})
        self.seen: list[tuple[str, str, bytes, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.seen.append((self.command, self.path, body, headers))
                status, document = outer.answer(self.command, self.path, body)
                data = document.encode() if isinstance(document, str) else json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *arguments: object) -> None:
                """Be quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


def check(name: str, *steps: CheckStep, needs: tuple[str, ...] = ()) -> Check:
    return Check(name, f"Title of {name}", steps, ("a", "b"), needs)


async def run(url: str, *checks: Check, log: LogBook | None = None) -> Report:
    spec = Spec("l/lab", "Lab", Path(), Path(), (), (), ("a",), checks)
    return await run_checks(spec, Target(url, log or LogBook()))


async def one(url: str, *steps: CheckStep) -> Result:
    return (await run(url, check("one", *steps))).results[0]


async def test_a_right_answer_passes(server: Server) -> None:
    server.answer = lambda method, path, body: (202, {"id": "x", "list": [{"n": 3}], "flag": True})
    step = Send(
        "POST",
        "/jobs",
        {"x-test": "1"},
        "body",
        202,
        ("flag",),
        {"list.0.n": 3, "flag": True},
        {"id": "string", "list": "list", "list.0": "object", "list.0.n": "integer", "flag": "boolean"},
    )
    report = await run(server.url, check("one", step))
    assert report.ok
    assert report.results[0].outcome == "passed"
    method, path, body, headers = server.seen[0]
    assert (method, path, body, headers["x-test"]) == ("POST", "/jobs", b"body", "1")


@pytest.mark.parametrize(
    ("step", "expected", "got"),
    [
        (Send("GET", "/", status=201), "status 201", 'status 200: {"n": 1, "s": "", "t": true, "z": null}'),
        (Send("GET", "/", contains=("zebra",)), "a body that holds “zebra”", "status 200"),
        (Send("GET", "/", equals={"n": 2}), "n is 2", "n is 1"),
        (Send("GET", "/", equals={"t": 1}), "t is 1", "t is true"),
        (Send("GET", "/", equals={"n": True}), "n is true", "n is 1"),
        (Send("GET", "/", equals={"q": 1}), "q is 1", "status 200"),
        (Send("GET", "/", types={"s": "string"}), "s is a string", 's is ""'),
        (Send("GET", "/", types={"t": "integer"}), "t is a integer", "t is true"),
        (Send("GET", "/", types={"n": "null"}), "n is a null", "n is 1"),
        (Send("GET", "/", status=200, save={"a": "missing"}), "“missing” in the answer", "status 200"),
    ],
)
async def test_a_wrong_answer_fails_and_says_how(server: Server, step: Send, expected: str, got: str) -> None:
    server.answer = lambda method, path, body: (200, {"n": 1, "s": "", "t": True, "z": None})
    result = await one(server.url, step)
    assert result.outcome == "failed"
    assert result.expected == expected
    assert result.got.startswith(got)


async def test_a_body_that_is_not_json_has_no_paths(server: Server) -> None:
    server.answer = lambda method, path, body: (200, "<html>\x1b[31m")
    result = await one(server.url, Send("GET", "/", equals={"a": 1}))
    assert result.got == "status 200: <html>"


async def test_values_are_saved_and_reused(server: Server) -> None:
    server.answer = lambda method, path, body: (200, {"id": path.strip("/"), "n": 7})
    result = await one(
        server.url,
        Send("GET", "/abc", status=200, save={"job": "id", "count": "n"}),
        Send("GET", "/{job}-{count}", equals={"id": "{job}-7"}),
        Send("GET", "/{uuid}", status=200),
        Send("GET", "/{uuid}", status=200),
    )
    assert result.ok, result
    paths = [path for _, path, _, _ in server.seen]
    assert paths[1] == "/abc-7"
    assert paths[2] == paths[3]
    assert len(paths[2]) == 37


async def test_eventually_waits_and_no_longer(server: Server) -> None:
    begin = time.monotonic()
    server.answer = lambda method, path, body: (200, {"done": time.monotonic() - begin > 0.5})
    result = await one(server.url, Send("GET", "/", equals={"done": True}, within=5))
    assert result.ok
    assert 0.4 < result.seconds < 3
    server.answer = lambda method, path, body: (200, {"done": False})
    result = await one(server.url, Send("GET", "/", equals={"done": True}, within=0.4))
    assert (result.outcome, result.expected, result.got) == ("failed", "done is true within 0.4 s", "done is false")
    assert result.seconds < 3


async def test_without_eventually_it_asks_once(server: Server) -> None:
    await one(server.url, Send("GET", "/", status=500))
    assert len(server.seen) == 1


async def test_a_check_waits_for_those_it_needs(server: Server) -> None:
    server.answer = lambda method, path, body: (500 if path == "/bad" else 200, {})
    report = await run(
        server.url,
        check("good", Send("GET", "/good", status=200)),
        check("bad", Send("GET", "/bad", status=200)),
        check("after", Send("GET", "/after", status=200), needs=("good", "bad")),
        check("chain", Send("GET", "/chain", status=200), needs=("after",)),
        check("fine", Send("GET", "/fine", status=200), needs=("good",)),
    )
    assert [result.outcome for result in report.results] == ["passed", "failed", "waiting", "waiting", "passed"]
    assert report.results[2].expected == "first: Title of bad"
    assert not report.ok
    assert {path for _, path, _, _ in server.seen} == {"/good", "/bad", "/fine"}


async def test_the_log_counts_from_the_beginning_of_the_check(server: Server) -> None:
    log = LogBook()
    log.add("hello from before")
    result = (await run(server.url, check("a", Logged("hello", 0.3)), log=log)).results[0]
    assert result.outcome == "failed"
    running = asyncio.create_task(run(server.url, check("a", Logged("hello", 5)), log=log))
    await asyncio.sleep(0)
    while not running.done():
        log.add("well hello there")
        await asyncio.sleep(0.02)
    assert (await running).ok


async def test_nobody_there_is_a_failure_not_a_crash(server: Server) -> None:
    server.http.shutdown()
    server.http.server_close()
    result = await one(server.url, Send("GET", "/", status=200))
    assert (result.outcome, result.got) == ("failed", "the server refused the connection")


async def test_cancelling_ends_at_once(server: Server) -> None:
    running = asyncio.create_task(one(server.url, Send("GET", "/", status=500, within=60)))
    while not server.seen:  # noqa: ASYNC110 (another thread fills it)
        await asyncio.sleep(0.01)
    begin = time.monotonic()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert time.monotonic() - begin < 1


async def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert (await one(server.url, Send("GET", "/", status=200))).ok


def test_lookup_and_fill() -> None:
    document = {"a": [{"b": None}], "a.b": 1}
    assert lookup(document, "a.0.b") is None
    assert lookup(document, "a.1.b") is lookup(document, "nothing")
    assert fill('{"id": "{id}", "x": {y}}', {"id": 1}) == '{"id": "1", "x": {y}}'


def test_a_log_forgets_the_oldest_and_keeps_marks() -> None:
    log = LogBook()
    for number in range(KEPT + 10):
        log.add(str(number))
    mark = log.mark()
    assert log.since(mark) == []
    log.add("new")
    assert log.since(mark) == ["new"]
    assert log.since(0) == log.lines()
    assert len(log.lines()) == KEPT
