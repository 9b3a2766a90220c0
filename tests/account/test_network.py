"""The client over real sockets on this machine: proxies, patience, and what a cancelled request leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.failures import NoAnswer
from edgewise.account.wire import IN_FLIGHT
from edgewise.errors import EdgewiseError, InputError
from tests.account.support import CANARY

PEM = Path(__file__).with_name("loopback.pem")
FAR = "https://api.edgewise.test:{port}/client/v4"
"""An address that no resolver knows: only a proxy leads there."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(talk: Talk, *, host: str = "127.0.0.1", tls: bool = False) -> AsyncIterator[int]:
    """A server on a free port, and every connection of it closed at the end."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(accept, host, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def head_of(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


def document(result: object = "ok") -> bytes:
    body = json.dumps({"success": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers everything."""
    while True:
        await head_of(reader)
        writer.write(document())
        await writer.drain()


class Proxy:
    """A proxy that leads every name to one port of this machine, and keeps the heads that it saw."""

    def __init__(self, port: int, *, status: bytes = b"200 Connection established") -> None:
        self.port, self.status = port, status
        self.heads: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await head_of(reader))
        writer.write(b"HTTP/1.1 " + self.status + b"\r\n\r\n")
        await writer.drain()
        if not self.status.startswith(b"200"):
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


def connected(base_url: str) -> Client:
    return Client(Credential("token", CANARY, source="test"), base_url=base_url, sleep=lambda seconds: asyncio.sleep(0))


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    return monkeypatch


# ---------------------------------------------------------------------- proxies


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_a_proxy_of_the_environment_leads_there(environ: pytest.MonkeyPatch, variable: str) -> None:
    async with listening(api, tls=True) as port:
        proxy = Proxy(port)
        async with listening(proxy) as door:
            environ.setenv(variable, f"http://127.0.0.1:{door}")
            async with connected(FAR.format(port=port)) as client:
                assert (await client.get("/user")).result == "ok"
    assert proxy.heads and proxy.heads[0].startswith(f"CONNECT api.edgewise.test:{port} ".encode())
    assert CANARY.encode() not in b"".join(proxy.heads), "the proxy sees a tunnel, not the token"


async def test_a_proxys_own_password_goes_to_the_proxy_and_into_no_message(environ: pytest.MonkeyPatch) -> None:
    proxy = Proxy(9, status=b"407 Proxy Authentication Required")
    async with listening(proxy) as door:
        environ.setenv("HTTPS_PROXY", f"http://user:s3cr3t-word@127.0.0.1:{door}")
        async with connected(FAR.format(port=443)) as client:
            with pytest.raises(NoAnswer) as caught:
                await client.get("/user")
    assert b"proxy-authorization: basic" in proxy.heads[0].lower()
    assert "407 Proxy Authentication Required" in caught.value.message and "HTTPS_PROXY" in str(caught.value.fix)
    assert "s3cr3t-word" not in caught.value.message + str(caught.value.fix)


@pytest.mark.skipif(sys.platform == "darwin", reason="127.0.0.2 is this machine on Linux and Windows only")
@pytest.mark.parametrize("exempt", ["127.0.0.2", "*"])
async def test_no_proxy_goes_straight_there(environ: pytest.MonkeyPatch, exempt: str) -> None:
    async with listening(api, host="127.0.0.2", tls=True) as port:
        proxy = Proxy(port)
        async with listening(proxy) as door:
            environ.setenv("HTTPS_PROXY", f"http://127.0.0.1:{door}")
            environ.setenv("NO_PROXY", exempt)
            async with connected(f"https://127.0.0.2:{port}/client/v4") as client:
                assert (await client.get("/user")).result == "ok"
    assert proxy.heads == []


async def test_the_demo_account_on_this_machine_needs_no_proxy(environ: pytest.MonkeyPatch) -> None:
    async with listening(api) as port:
        environ.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        environ.setenv("ALL_PROXY", "http://127.0.0.1:9")
        async with connected(f"http://127.0.0.1:{port}/client/v4") as client:
            assert (await client.get("/user")).result == "ok"


async def test_a_proxy_that_is_not_there_is_said(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with connected(FAR.format(port=443)) as client:
        with pytest.raises(NoAnswer) as caught:
            await client.get("/user")
    assert caught.value.code == "unreachable" and "HTTPS_PROXY" in str(caught.value.fix)


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:9", "gopher://x", "http://[::1"])
async def test_a_proxy_that_cannot_be_used_is_said(environ: pytest.MonkeyPatch, value: str) -> None:
    environ.setenv("ALL_PROXY", value)
    with pytest.raises(InputError) as caught:
        connected(FAR.format(port=443))
    assert caught.value.code == "proxy"


async def test_a_certificate_that_nobody_trusts_gets_no_token(environ: pytest.MonkeyPatch) -> None:
    environ.delenv("SSL_CERT_FILE")
    seen: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(65536))

    async with listening(listen, tls=True) as port, listening(Proxy(port)) as door:
        environ.setenv("HTTPS_PROXY", f"http://127.0.0.1:{door}")
        async with connected(FAR.format(port=port)) as client:
            with pytest.raises(NoAnswer) as caught:
                await client.get("/user")
    assert "certificate" in caught.value.message.casefold() and CANARY.encode() not in b"".join(seen)


# ---------------------------------------------------------------------- patience


async def test_each_request_has_its_own_patience() -> None:
    async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        answer = document("x" * 40)
        for place in range(0, len(answer), 8):
            writer.write(answer[place : place + 8])
            await writer.drain()
            await asyncio.sleep(0.02)

    async with listening(dripping) as port, connected(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(EdgewiseError) as caught:
            await client.get("/user", seconds=0.1)
        assert caught.value.code == "timeout"
        assert (await client.get("/user", seconds=20)).result == "x" * 40


async def test_a_long_log_comes_whole() -> None:
    lines = [{"ts": "2026-01-01T00:00:00Z", "line": "x" * 90}] * 100_000

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(document({"total": len(lines), "data": lines}))
        await writer.drain()

    async with listening(talk) as port, connected(f"http://127.0.0.1:{port}") as client:
        found = await client.get("/history/logs")
    assert found.result["data"] == lines


# ---------------------------------------------------------------------- cancelling


class Half:
    """Sends half an answer to whoever asks for ``/slow``, and notices when they go away."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.waiting = 0
        self.left: asyncio.Queue[None] = asyncio.Queue()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await head_of(reader)
            if b"/slow" not in head:
                writer.write(document())
                await writer.drain()
                continue
            writer.write(document("x" * 1000)[:200])
            await writer.drain()
            self.waiting += 1
            self.begun.set()
            try:
                while await reader.read(65536):
                    pass
            finally:
                self.left.put_nowait(None)
            return


@pytest.mark.parametrize("method", ["get", "send"])
async def test_a_cancelled_request_frees_its_slot_and_its_connection(method: str) -> None:
    half = Half()
    async with listening(half) as port, connected(f"http://127.0.0.1:{port}") as client:
        client.lock.turn_off()

        def slow() -> Awaitable[object]:
            return client.get("/slow") if method == "get" else client.send("POST", "/slow", body={})

        for _ in range(3):
            half.begun.clear()
            tasks = [asyncio.ensure_future(slow()) for _ in range(IN_FLIGHT)]
            others = [asyncio.ensure_future(client.get("/quick")) for _ in range(5)]
            await asyncio.wait_for(half.begun.wait(), 10)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError) for each in ended)
            answers = await asyncio.wait_for(asyncio.gather(*others), 10)
            assert [each.result for each in answers] == ["ok"] * 5, "nobody else went down with them"
        async with asyncio.timeout(10):
            for _ in range(half.waiting):
                await half.left.get()
    assert half.waiting >= 3, "the connections of the cancelled requests were closed"


async def test_cancelling_who_asks_for_the_account_leaves_the_others_theirs() -> None:
    asked = asyncio.Event()
    times = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal times
        await head_of(reader)
        times += 1
        asked.set()
        if times == 1:
            await reader.read(1)
            return
        writer.write(document([{"id": "a1", "name": "One"}]))
        await writer.drain()

    async with listening(talk) as port, connected(f"http://127.0.0.1:{port}") as client:
        first = asyncio.ensure_future(client.account())
        await asyncio.wait_for(asked.wait(), 10)
        second = asyncio.ensure_future(client.account())
        first.cancel()
        assert (await asyncio.wait_for(second, 10)).id == "a1"


async def test_closing_ends_what_is_on_its_way() -> None:
    half = Half()
    async with listening(half) as port:
        client = connected(f"http://127.0.0.1:{port}")
        task = asyncio.ensure_future(client.get("/slow"))
        await asyncio.wait_for(half.begun.wait(), 10)
        await client.aclose()
        with pytest.raises(EdgewiseError) as caught:
            await asyncio.wait_for(task, 10)
    assert caught.value.code == "unreachable"
