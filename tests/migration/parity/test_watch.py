"""What the log of a server says about it, and that a server in trouble ends the proof."""

from __future__ import annotations

import asyncio

import pytest

from edgewise.errors import NetworkError, ToolchainError
from edgewise.migration.parity import watch as watching
from edgewise.migration.parity.watch import Watch, nonce, restarts, while_well

CRASH = (
    "[wrangler:warn] The Workers runtime crashed unexpectedly and is being restarted (crash #1). "
    "Any additional runtime output above may indicate the cause."
)


class Server:
    """As much of a server as a watch needs."""

    def __init__(self) -> None:
        self.alive = True
        self.log = ["starting", "ready"]
        self._listeners = []

    def subscribe(self, listener):
        self._listeners.append(listener)

    def say(self, line: str) -> None:
        self.log.append(line)
        for listener in self._listeners:
            listener(line)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def watch(server) -> Watch:
    return Watch("new side", server)


async def test_a_crash_ends_the_work_at_once_with_the_log(server, watch):
    work = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, server.say, CRASH)
    with pytest.raises(ToolchainError) as caught:
        await asyncio.wait_for(while_well(work.wait(), [watch]), 5)
    assert caught.value.code == "runtime-crashed"
    assert "new side" in caught.value.message and "ready" in caught.value.message


async def test_an_end_of_the_server_ends_the_work(server, watch):
    server.alive = False
    with pytest.raises(ToolchainError) as caught:
        await while_well(asyncio.Event().wait(), [watch])
    assert caught.value.code == "server-died"


async def test_a_failed_request_is_the_crash_that_the_log_tells_a_moment_later(server, watch):
    async def work():
        asyncio.get_running_loop().call_later(0.05, server.say, CRASH)
        raise NetworkError("gone", code="no-answer")

    with pytest.raises(ToolchainError) as caught:
        await while_well(work(), [watch])
    assert caught.value.code == "runtime-crashed"


async def test_other_errors_and_results_come_out_as_they_are(watch):
    async def fail():
        raise NetworkError("gone", code="no-answer")

    async def succeed():
        return 7

    with pytest.raises(NetworkError):
        await while_well(fail(), [watch])
    with pytest.raises(NetworkError):
        await while_well(fail(), [])
    assert await while_well(succeed(), [watch]) == 7


async def test_cancelling_ends_the_work(watch):
    cancelled = asyncio.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    task = asyncio.create_task(while_well(work(), [watch]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cancelled.is_set()


async def test_what_code_prints_is_no_crash(server, watch):
    server.say("The Workers runtime crashed unexpectedly")
    server.say("Reloading local server...")
    assert watch.trouble() is None and restarts([watch]) == ()


async def test_restarts_and_failed_builds_are_said(server, watch):
    server.say("⎔ Reloading local server...")
    (once,) = restarts([watch])
    assert "new side restarted once" in once
    server.say("⎔ Reloading local server...")
    server.say(
        "[wrangler:warn] Failed to build Functions at ./functions. Continuing to serve the last successfully "
        "built version of Functions."
    )
    twice, broken = restarts([watch])
    assert "2 times" in twice and "could not build" in broken


async def test_a_server_is_known_by_what_only_it_was_asked_for(server, watch, monkeypatch):
    monkeypatch.setattr(watching, "NONCE_SECONDS", 0.1)
    path = nonce()
    assert not await watch.saw(path)
    asyncio.get_running_loop().call_later(0.02, server.say, f"[wrangler:info] GET {path} 404 Not Found (3ms)")
    assert await watch.saw(path)
    assert not await watch.saw(nonce())
    assert watch.not_ours("http://127.0.0.1:1").code == "not-our-server"
