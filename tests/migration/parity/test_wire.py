"""What goes over the wire is what was written, and what comes back is what was sent."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgewise.errors import NetworkError
from edgewise.migration.parity import wire
from edgewise.migration.parity.model import NO_ANSWER, OWN_ETAG, Request
from edgewise.migration.parity.wire import NEUTRAL_HOST, Side

TARGETS = [
    "/",
    "//about",
    "/a//b///c",
    "/a/../b",
    "/./x",
    "/%61bout",
    "/caf%c3%a9",
    "/caf%C3%A9",
    "/%zz",
    "/%",
    "/a;b,c@d$e&f=g+h",
    "/a|b^c`d{e}",
    "/x?y=%20&z=a+b?c#d",
    "/%2e%2e/secret",
    "/\\evil",
    '/"quoted"',
    "/a:b",
    "//evil.example/x",
]


async def test_targets_are_sent_byte_for_byte(serve):
    async with serve() as server, Side("side", server.url) as side:
        for target in TARGETS:
            await side.send(Request("GET", target))
    assert [seen.target for seen in server.seen] == TARGETS


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
async def test_any_visible_ascii_survives(serve, tail):
    async with serve() as server, Side("side", server.url) as side:
        await side.send(Request("GET", "/" + tail))
    assert server.seen[0].target == "/" + tail


async def test_both_sides_are_asked_for_the_same_neutral_host(serve):
    async with serve() as server, Side("side", server.url) as side:
        await side.send(Request("GET", "/"))
        await side.send(Request("GET", "/", (("host", "harbour.pages.dev"),)))
    assert [seen.headers["host"] for seen in server.seen] == [NEUTRAL_HOST, "harbour.pages.dev"]


async def test_methods_headers_and_bodies_arrive(serve):
    async with serve() as server, Side("side", server.url) as side:
        for method in ("HEAD", "OPTIONS", "DELETE", "PATCH"):
            body = b'{"a":1}' if method == "PATCH" else b""
            await side.send(Request(method, "/x", (("content-type", "application/json"),), body))
    assert [seen.method for seen in server.seen] == ["HEAD", "OPTIONS", "DELETE", "PATCH"]
    assert server.seen[-1].body == b'{"a":1}'
    assert all(seen.headers["content-type"] == "application/json" for seen in server.seen)


async def test_redirects_are_answers(serve):
    async with serve(lambda seen: (308, [("Location", "/elsewhere")], b"")) as server, Side("s", server.url) as side:
        answer = await side.send(Request("GET", "/"))
    assert (answer.status, answer.headers["location"], len(server.seen)) == (308, "/elsewhere", 1)


async def test_cookies_are_not_kept(serve):
    async with (
        serve(lambda seen: (200, [("Set-Cookie", "id=1; Path=/")], b"")) as server,
        Side("s", server.url) as side,
    ):
        await side.send(Request("GET", "/"))
        await side.send(Request("GET", "/"))
    assert all("cookie" not in seen.headers for seen in server.seen)


async def test_bodies_are_not_decompressed_and_none_is_asked_for(serve):
    packed = gzip.compress(b"hello")
    async with (
        serve(lambda seen: (200, [("Content-Encoding", "gzip")], packed)) as server,
        Side("s", server.url) as side,
    ):
        answer = await side.send(Request("GET", "/"))
    assert answer.body == packed
    assert server.seen[0].headers["accept-encoding"] == "identity"


async def test_repeated_headers_are_joined_and_cleaned(serve):
    fields = [("X-A", "1"), ("x-a", "2"), ("X-B", "red\x1b[31m")]
    async with serve(lambda seen: (200, fields, b"")) as server, Side("s", server.url) as side:
        answer = await side.send(Request("GET", "/"))
    assert answer.headers["x-a"] == "1, 2"
    assert "\x1b" not in answer.headers["x-b"]


async def test_the_sides_own_address_is_taken_out(serve):
    def answer(seen):
        return 302, [("Location", f"{server.url}/next")], f"see {server.url}/next".encode()

    async with serve(answer) as server, Side("s", server.url) as side:
        got = await side.send(Request("GET", "/"))
    assert got.headers["location"] == "{origin}/next"
    assert got.body == b"see {origin}/next"


async def test_own_etag_is_filled_in_once(serve):
    async with serve(lambda seen: (200, [("ETag", '"abc"')], b"x")) as server, Side("s", server.url) as side:
        for _ in range(2):
            await side.send(Request("GET", "/a", (("if-none-match", OWN_ETAG),)))
    assert [seen.headers.get("if-none-match") for seen in server.seen] == [None, '"abc"', '"abc"']


async def test_a_connection_that_drops_is_tried_once_more(serve):
    drops = iter([True, False])
    async with serve(lambda seen: None if next(drops) else (200, [], b"ok")) as server, Side("s", server.url) as side:
        answer = await side.send(Request("GET", "/"))
    assert answer.body == b"ok"
    assert len(server.seen) == 2


async def test_a_connection_that_the_local_tools_lost_inside_is_tried_again(serve):
    lost = (500, [], b"Error: Network connection lost.")
    answers = iter([lost, (200, [], b"ok")])
    async with serve(lambda seen: next(answers)) as server, Side("s", server.url) as side:
        answer = await side.send(Request("POST", "/", body=b"x"))
    assert answer.body == b"ok"
    async with serve(lambda seen: lost) as server, Side("s", server.url) as side:
        answer = await side.send(Request("POST", "/", body=b"x"))
    assert (answer.status, len(server.seen)) == (500, 3)


async def test_no_answer_is_an_error_that_names_side_and_request(serve):
    async with serve(lambda seen: None) as server, Side("new side", server.url) as side:
        with pytest.raises(NetworkError) as caught:
            await side.send(Request("GET", "/gone"))
    assert caught.value.code == "no-answer"
    assert "new side" in caught.value.message and "GET /gone" in caught.value.message


async def test_a_server_that_is_not_there_is_an_error(serve):
    async with serve() as server:
        url = server.url
    async with Side("old side", url) as side:
        with pytest.raises(NetworkError):
            await side.send(Request("GET", "/"))


async def test_a_body_that_does_not_end_is_cut_and_marked(monkeypatch):
    monkeypatch.setattr(wire, "_BODY_SECONDS", 0.2)

    async def handle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with Side("s", f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}") as side:
        answer = await side.send(Request("GET", "/events"))
    listener.close()
    assert answer.endless and answer.body == b"hello" and answer.status == 200


async def test_an_answer_that_does_not_begin_is_no_answer(monkeypatch):
    monkeypatch.setattr(wire, "_TIMEOUT", 0.2)

    async def handle(reader, writer):
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with Side("s", f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}") as side:
        answer = await side.send(Request("GET", "/slow"))
    listener.close()
    assert answer.status == NO_ANSWER


async def test_concurrency_is_bounded(serve):
    now, most = 0, 0
    release = asyncio.Event()

    class Counting(Side):
        async def _exchange(self, request, headers):
            nonlocal now, most
            now += 1
            most = max(most, now)
            if now == 3:
                release.set()
            await release.wait()
            try:
                return await super()._exchange(request, headers)
            finally:
                now -= 1

    async with serve() as server, Counting("s", server.url, concurrency=3) as side:
        await asyncio.gather(*(side.send(Request("GET", f"/{index}")) for index in range(12)))
    assert most == 3
    assert len(server.seen) == 12


async def test_pace_is_kept(serve):
    loop = asyncio.get_running_loop()
    times: list[float] = []

    def answer(seen):
        times.append(loop.time())
        return 200, [], b""

    async with serve(answer) as server, Side("s", server.url, pause=0.05) as side:
        await asyncio.gather(*(side.send(Request("GET", f"/{index}")) for index in range(4)))
    assert times[-1] - times[0] >= 0.14


async def test_a_side_that_hangs_is_an_error_before_every_request_has_waited(serve, monkeypatch):
    monkeypatch.setattr(wire, "_TIMEOUT", 0.05)
    silent = asyncio.Event()

    async def handle(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            await silent.wait()
        finally:
            writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with Side("new side", f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}") as side:
        with pytest.raises(NetworkError) as caught:
            for index in range(100):
                await side.send(Request("GET", f"/{index}"))
    silent.set()
    listener.close()
    assert index == wire.HANGS - 1
    assert caught.value.code == "side-hangs" and "new side" in caught.value.message


async def test_routes_that_never_answer_are_no_hanging_side(monkeypatch):
    monkeypatch.setattr(wire, "_TIMEOUT", 0.05)
    silent = asyncio.Event()

    async def handle(reader, writer):
        try:
            line = await reader.readuntil(b"\r\n\r\n")
            if line.startswith(b"GET / "):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            else:
                await silent.wait()
        finally:
            writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with Side("s", f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}") as side:
        answers = [await side.send(Request("GET", "/slow")) for _ in range(3 * wire.HANGS)]
    silent.set()
    listener.close()
    assert {each.status for each in answers} == {NO_ANSWER}


async def test_stack_traces_of_the_code_are_told_apart_from_text(serve, tmp_path):
    place = f"file://{tmp_path}/site/.wrangler/tmp/dev-x/index.js"
    trace = f"TypeError: no\n    at onRequest ({place}:56:10)\n    at next ({place}:571:32)\nthe end"
    as_json = json.dumps({"stack": trace, "more": f"at home, see file://{tmp_path}/site/x"})
    bodies = {"/text": trace, "/json": as_json, "/other": "at ease (file:///etc/passwd:1:1)"}
    async with serve(lambda seen: (500, [], bodies[seen.target].encode())) as server, Side("s", server.url) as side:
        side.code_lies_in(tmp_path / "site")
        text, document, other = [await side.send(Request("GET", path)) for path in bodies]
    assert text.body == b"TypeError: no at {code}\nthe end"
    found = json.loads(document.body)
    assert found["stack"] == "TypeError: no at {code}\nthe end" and found["more"] == " at {code}"
    assert other.body == bodies["/other"].encode()
