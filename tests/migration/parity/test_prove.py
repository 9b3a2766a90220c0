"""The exchange loop, against two real HTTP servers with scripted answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from contextlib import AsyncExitStack

import pytest

from edgewise.errors import NetworkError, Refused
from edgewise.migration.parity import prove
from edgewise.migration.parity.declared import Facts
from edgewise.migration.parity.events import Stage
from edgewise.migration.parity.model import NO_ANSWER, Kind, Request, Response
from edgewise.migration.parity.prove import Prover
from edgewise.migration.parity.wire import Side
from edgewise.project.model import RoutesSpec

HTML = [("Content-Type", "text/html")]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(prove, "PAUSE", 0.0)


@pytest.fixture
async def both(serve):
    """Start both servers and return a prover for them."""
    async with AsyncExitStack() as stack:

        async def start(old_answer, new_answer, **options):
            servers = [await stack.enter_async_context(serve(each)) for each in (old_answer, new_answer)]
            names = ("old side", "new side")
            sides = [
                await stack.enter_async_context(Side(name, server.url))
                for name, server in zip(names, servers, strict=True)
            ]
            return Prover(*sides, **options), *servers

        yield start


def page(body: bytes, status: int = 200, *headers: tuple[str, str]):
    return lambda seen: (status, [*HTML, *headers], body)


def requests(*targets: str) -> list[Request]:
    return [Request("GET", target, why="test") for target in targets]


async def test_equal_and_different_requests_are_told_apart_in_order(both):
    def new(seen):
        return (200, HTML, b"same") if seen.target != "/b" else (404, HTML, b"gone")

    prover, *_ = await both(page(b"same"), new)
    exchanges = await prover.run(requests("/a", "/b", "/c"))
    assert [each.verdict for each in exchanges] == ["equal", "undeclared", "equal"]
    assert [each.what for each in exchanges[1].differences] == ["status", "body"]


async def test_differing_requests_are_asked_again_and_volatile_values_left_out(both):
    def counting(prefix):
        numbers = itertools.count()
        return lambda seen: (200, HTML, f"id {prefix}{next(numbers)}".encode())

    prover, old, _ = await both(counting("a"), counting("b"))
    (exchange,) = await prover.run(requests("/"))
    assert exchange.verdict == "equal"
    assert "change each time" in exchange.note
    assert len(old.seen) == 2, "once more was enough"


async def test_a_value_that_is_random_on_the_new_side_only_stays_a_difference(both):
    numbers = itertools.count()
    prover, *_ = await both(page(b"id fixed"), lambda seen: (200, HTML, f"id {next(numbers)}".encode()))
    (exchange,) = await prover.run(requests("/"))
    assert exchange.verdict == "undeclared"


async def test_a_body_of_which_nothing_lasts_is_left_out_openly(both):
    def random():
        return lambda seen: (200, HTML, uuid.uuid4().hex.encode())

    prover, *_ = await both(random(), random())
    (exchange,) = await prover.run(requests("/"))
    assert exchange.verdict == "equal"
    assert "never the same twice" in exchange.note


async def test_equal_requests_are_asked_once(both):
    prover, old, new = await both(page(b"x"), page(b"x"))
    await prover.run(requests("/", "/a"))
    assert len(old.seen) == len(new.seen) == 2


async def test_changing_requests_come_last_and_one_by_one_on_both_sides(both):
    state = {"old": 0, "new": 0}

    def counter(name):
        def answer(seen):
            if seen.method == "POST":
                state[name] += 1
            return 200, HTML, json.dumps({"count": state[name], "at": seen.target}).encode()

        return answer

    prover, old, new = await both(counter("old"), counter("new"))
    asked = [Request("POST", f"/{index}", body=b"x") for index in range(5)]
    exchanges = await prover.run([*asked, *requests("/read")])
    assert all(each.verdict == "equal" for each in exchanges)
    order = [seen.target for seen in old.seen]
    assert order == ["/read", "/0", "/1", "/2", "/3", "/4"] == [seen.target for seen in new.seen]


async def test_redirects_are_followed_on_each_side_to_judge_them(both):
    def new(seen):
        if seen.target == "//about":
            return 307, [("Location", "/about")], b""
        return 200, HTML, b"about"

    prover, *_ = await both(page(b"about"), new)
    (exchange,) = await prover.run(requests("//about"))
    assert exchange.verdict == "declared"

    def lost(seen):
        return (307, [("Location", "/about")], b"") if seen.target == "//about" else (404, HTML, b"gone")

    prover, *_ = await both(page(b"about"), lost)
    (exchange,) = await prover.run(requests("//about"))
    assert exchange.verdict == "undeclared"


async def test_the_not_found_answer_beside_is_asked_once_a_folder_and_only_when_needed(both):
    def new(seen):
        return (
            (307, [("Location", seen.target.replace("/index.html", ""))], b"")
            if "index" in seen.target
            else (200, HTML, b"p")
        )

    def old(seen):
        return (404, HTML, b"not found") if "index" in seen.target or "made-up" in seen.target else (200, HTML, b"p")

    prover, old_server, _ = await both(old, new)
    exchanges = await prover.run(requests("/a/x/index.html", "/b/x/index.html", "/a/x/index.html?1", "/p"))
    assert [each.verdict for each in exchanges] == ["declared", "declared", "declared", "equal"]
    misses = [seen.target for seen in old_server.seen if "made-up" in seen.target]
    assert sorted(misses) == ["/a/x/edgewise-made-up-file", "/b/x/edgewise-made-up-file"]


async def test_redirect_loops_end(both):
    prover, *_ = await both(page(b"x"), lambda seen: (307, [("Location", seen.target)], b""))
    (exchange,) = await prover.run(requests("//loop"))
    assert exchange.verdict == "undeclared"


async def test_a_miss_stands_in_for_what_pages_dev_cannot_serve(both):
    broken = b"[wrangler] Could not serve static asset: Error"

    def old(seen):
        return (502, HTML, broken) if seen.target.startswith("/data.json") else (404, HTML, b"not found")

    prover, *_ = await both(old, page(b"not found", 404))
    (exchange,) = await prover.run(requests("/data.json/"))
    assert exchange.verdict == "equal"
    assert "stands in" in exchange.note and exchange.old.status == 404
    prover, *_ = await both(old, page(b"published!"))
    (exchange,) = await prover.run(requests("/data.json/"))
    assert exchange.verdict == "undeclared"


CODE = RoutesSpec(("/*",), ("/data.json",))


@pytest.mark.parametrize("target", ["/data.json/", "/page/"])
async def test_nothing_stands_in_where_code_may_look_at_the_address(both, target):
    broken = b"[wrangler] Could not serve static asset: Error"

    def old(seen):
        return (502, HTML, broken) if seen.target == target else (404, HTML, f"no {seen.target}".encode())

    prover, *_ = await both(old, lambda seen: (404, HTML, f"no {seen.target}".encode()))
    prover.facts = Facts(routes=CODE)
    assert await prover.run(requests(target)) == ()
    ((_, reason),) = prover.left_out
    assert "code answers" in reason
    prover, *_ = await both(old, lambda seen: (404, HTML, b"no /edgewise-made-up-file"))
    prover.facts = Facts(routes=CODE)
    (exchange,) = await prover.run(requests(target))
    assert exchange.verdict == "equal"


async def test_what_must_stay_private_is_never_left_out(both, tmp_path):
    (tmp_path / "_worker.js").write_bytes(b"secret code")

    def served(seen):
        return (200, HTML, b"secret code") if seen.target == "/_worker.js" else (404, HTML, seen.target.encode())

    prover, *_ = await both(served, served)
    prover.facts, prover.output = Facts(routes=CODE), tmp_path
    (exchange,) = await prover.run(requests("/_worker.js"))
    assert exchange.verdict == "undeclared"


async def test_without_a_stand_in_the_request_is_left_out_openly(both):
    prover, *_ = await both(page(b"[wrangler] Could not serve static asset: x", 502), page(b"x"))
    assert await prover.run(requests("/a/")) == ()
    ((request, reason),) = prover.left_out
    assert request.target == "/a/" and "wrangler pages dev" in reason


async def test_error_pages_of_both_tools_are_not_compared_but_a_single_one_is(both):
    error = b"<title>An error has occurred</title> dumper-dump "
    ok = ("/ok",)

    def failing(text):
        return lambda seen: (200, HTML, b"ok") if seen.target in ok else (500, HTML, error + text)

    prover, *_ = await both(failing(b"/tmp/a"), failing(b"/tmp/b"))
    exchanges = await prover.run(requests("/boom", "/ok"))
    assert [each.verdict for each in exchanges] == ["equal", "equal"]
    assert "exception" in exchanges[0].note
    prover, *_ = await both(failing(b"/tmp/a"), page(b"ok"))
    exchanges = await prover.run(requests("/boom", "/ok"))
    assert exchanges[0].verdict == "undeclared"


async def test_an_old_side_that_only_fails_proves_nothing(both):
    prover, *_ = await both(page(b"broken", 500), page(b"broken", 500))
    with pytest.raises(Refused) as caught:
        await prover.run(requests("/", "/a"))
    assert caught.value.code == "nothing-works"


async def test_a_side_that_dies_on_the_way_is_an_error_not_a_result(both):
    left = iter(range(3))
    prover, *_ = await both(page(b"x"), lambda seen: (200, HTML, b"x") if next(left, None) is not None else None)
    with pytest.raises(NetworkError) as caught:
        await prover.run(requests(*(f"/{index}" for index in range(40))))
    assert caught.value.code == "no-answer" and "new side" in caught.value.message


async def test_what_neither_side_answers_in_time_is_left_out_openly_and_one_side_alone_is_a_difference(
    both, monkeypatch
):
    send = Side.send
    silent: set[str] = set()

    async def sending(self, request):
        if self.name in silent and request.target == "/slow":
            return Response(NO_ANSWER, {}, b"")
        return await send(self, request)

    monkeypatch.setattr(Side, "send", sending)
    prover, *_ = await both(page(b"x"), page(b"x"))
    silent.update(("old side", "new side"))
    (exchange,) = await prover.run(requests("/slow", "/"))
    assert exchange.request.target == "/" and prover.left_out[0][1] == "neither side answered in time"
    silent.discard("old side")
    prover.left_out.clear()
    slow, _ = await prover.run(requests("/slow", "/"))
    assert slow.verdict == "undeclared" and slow.differences[0].new == "no answer"


async def test_secret_files_are_compared_but_never_shown(both):
    prover, *_ = await both(page(b"TOKEN=hunter2"), page(b"not found", 404))
    (exchange,) = await prover.run(requests("/.dev.vars"))
    assert exchange.verdict == "undeclared"
    assert "hunter2" not in repr(exchange)


async def test_long_bodies_are_cut_in_the_report_but_compared_whole(both):
    long = b"x" * 100_000
    prover, *_ = await both(page(long), lambda seen: (200, HTML, long if seen.target == "/a" else long[:-1] + b"y"))
    same, other = await prover.run(requests("/a", "/b"))
    assert (same.verdict, other.verdict) == ("equal", "undeclared")
    assert len(other.old.body) < 20_000 and other.old.length == 100_000


async def test_events_tell_each_exchange_and_what_asking_again_changed(both):
    heard = []
    numbers = itertools.count()
    prover, *_ = await both(
        lambda seen: (200, HTML, f"id {next(numbers)}".encode()),
        lambda seen: (200, HTML, f"id {next(numbers)}".encode()),
        on_event=heard.append,
    )
    await prover.run(requests("/a", "/b"))
    compared = [event for event in heard if event.stage is Stage.COMPARING]
    assert [(event.done, event.total) for event in compared] == [(1, 2), (2, 2)]
    assert all(event.exchange.verdict == "undeclared" for event in compared)
    again = [event for event in heard if event.stage is Stage.ASKING_AGAIN and event.exchange]
    assert [event.exchange.verdict for event in again] == ["equal", "equal"]


async def test_secret_files_that_differ_stay_different_when_asked_again(both):
    prover, *_ = await both(page(b"TOKEN=hunter2"), page(b"TOKEN=hunter3"))
    (exchange,) = await prover.run(requests("/.env.local"))
    assert exchange.verdict == "undeclared"


async def test_a_stable_difference_is_asked_twice_more_and_a_doubtful_one_until_chance_is_out(both):
    numbers = iter(range(100))
    lucky = iter(["1", "1", "2", "3", "4", "5"])

    def old(seen):
        return (200, HTML, b"old") if seen.target == "/stable" else (200, HTML, f"dice {next(lucky)}".encode())

    def new(seen):
        return (200, HTML, b"new") if seen.target == "/stable" else (200, HTML, f"dice {next(numbers) + 7}".encode())

    prover, old_server, _ = await both(old, new)
    stable, dice = await prover.run(requests("/stable", "/dice"))
    assert (stable.verdict, dice.verdict) == ("undeclared", "equal")
    asked = [seen.target for seen in old_server.seen]
    assert asked.count("/stable") == 1 + prove.FIXED_ROUNDS
    assert asked.count("/dice") == 3


async def test_a_slow_side_does_not_hold_up_the_writes_of_the_other(both):
    order: list[tuple[str, str]] = []
    release = asyncio.Event()
    prover, *_ = await both(page(b"x"), page(b"x"))
    send = Side.send

    async def sending(self, request):
        if request.method == "POST":
            order.append((self.name, request.target))
            if self.name == "old side" and request.target == "/0":
                await release.wait()
            if self.name == "new side" and request.target == "/3":
                release.set()
        return await send(self, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Side, "send", sending)
        exchanges = await prover.run([Request("POST", f"/{index}") for index in range(4)])
    assert [each.verdict for each in exchanges] == ["equal"] * 4
    for side in ("old side", "new side"):
        assert [target for name, target in order if name == side] == ["/0", "/1", "/2", "/3"]


async def test_a_function_that_never_answers_is_waited_for_once_a_method(both, monkeypatch):
    send = Side.send
    waited: list[str] = []

    async def sending(self, request):
        if request.target.startswith("/slow"):
            waited.append(f"{self.name} {request.method} {request.target}")
            return Response(NO_ANSWER, {}, b"")
        return await send(self, request)

    monkeypatch.setattr(Side, "send", sending)
    prover, *_ = await both(page(b"x"), page(b"x"))
    slow = [
        Request(method, f"/slow/{index}", why="function ALL /slow/:id", kind=Kind.FUNCTION)
        for method in ("POST", "PUT")
        for index in range(4)
    ]
    (exchange,) = await prover.run([*slow, *requests("/")])
    assert exchange.request.target == "/"
    assert sorted(waited) == [f"{side} side {method} /slow/0" for side in ("new", "old") for method in ("POST", "PUT")]
    assert len(prover.left_out) == 8
    assert sum(reason == prove.NOT_ASKED for _, reason in prover.left_out) == 6
