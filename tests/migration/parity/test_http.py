"""The client itself: connections are kept and given up, proxies are named by the environment."""

from __future__ import annotations

import asyncio

import pytest

from edgewise.migration.parity.http import Client, DroppedError, proxy_for

HEADERS = [(b"host", b"www.example.com")]


def client(url: str) -> Client:
    return Client(url, head_seconds=5, body_seconds=5)


async def test_connections_are_used_again(serve):
    connections = set()

    async def handle(reader, writer):
        connections.add(writer.get_extra_info("peername"))
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    sender = client(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    for _ in range(3):
        assert (await sender.exchange("GET", "/", HEADERS)).body == b"ok"
    await sender.close()
    listener.close()
    assert len(connections) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"nonsense\r\n\r\n",
        b"",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000,
    ],
)
async def test_half_an_answer_is_none(answer):
    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    sender = client(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    with pytest.raises(DroppedError):
        await sender.exchange("GET", "/", HEADERS)
    listener.close()


async def test_answers_of_old_servers_and_without_bodies_are_read():
    answers = iter(
        [
            b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        ]
    )

    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(next(answers))
        writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    sender = client(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    assert (await sender.exchange("GET", "/", HEADERS)).body == b"until the end"
    assert (await sender.exchange("GET", "/", HEADERS)).status == 304
    assert (await sender.exchange("HEAD", "/", HEADERS)).body == b""
    await sender.close()
    listener.close()


async def test_a_plain_proxy_gets_whole_addresses(serve, monkeypatch):
    async with serve() as server:
        monkeypatch.setenv("http_proxy", server.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        sender = client("http://project.example")
        await sender.exchange("GET", "/a?b=1", [(b"host", b"project.example")])
        await sender.close()
    assert server.seen[0].target == "http://project.example:80/a?b=1"


async def test_a_proxy_that_refuses_a_tunnel_is_said(serve, monkeypatch):
    async with serve(lambda seen: (403, [], b"")) as server:
        monkeypatch.setenv("https_proxy", server.url.replace("http://", "http://me:pass@"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with pytest.raises(DroppedError, match="proxy"):
            await client("https://project.example").exchange("GET", "/", HEADERS)
    assert server.seen[0].line == "CONNECT project.example:443 HTTP/1.1"
    assert server.seen[0].headers["proxy-authorization"] == "Basic bWU6cGFzcw=="


def test_this_computer_is_never_asked_through_a_proxy(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert proxy_for("http://127.0.0.1:8788") is None
    found = proxy_for("http://project.example")
    assert found is not None and (found.host, found.port) == ("proxy.example", 3128)
