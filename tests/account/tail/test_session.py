"""Watching a log: tails are made, renewed and deleted; a loss leaves a mark; only what is hopeless ends it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from edgewise.account.client import Client
from edgewise.account.silence import unreachable
from edgewise.account.sockets import Socket, SocketClosed, dial
from edgewise.account.tail.events import Gap, TailEvent
from edgewise.account.tail.filters import ServerFilter
from edgewise.account.tail.session import PAUSES, Session, State
from edgewise.account.tail.target import deployment, worker
from edgewise.errors import EdgewiseError, InputError, NetworkError
from tests.account.support import CANARY, NOW, Clock, Recorder, client, envelope, refusal
from tests.account.tail.support import FakeSocket, collect, message

TAILS = "/accounts/0123456789abcdef0123456789abcdef/workers/scripts/pricing/tails"


class Watching:
    """A session whose API and sockets are made up. Each of ``sockets`` is given out once, errors are raised."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *sockets: FakeSocket | EdgewiseError, lasts: float = 3600
    ) -> None:
        self.clock = Clock()
        self.sockets = list(sockets)
        self.given = 0
        self.lasts = timedelta(seconds=lasts)
        self.api = Recorder(self.answer)
        self.client: Client = client(self.api, self.clock)
        monkeypatch.setattr(self.client, "socket", self.open)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return envelope(None)
        self.given += 1
        expires = (self.clock.now() + self.lasts).isoformat()
        return envelope({"id": f"t{self.given}", "url": "wss://tail.example/secret", "expires_at": expires})

    async def open(self, address: str, subprotocol: str, where: str) -> Socket:
        assert (address, subprotocol) == ("wss://tail.example/secret", "trace-v1")
        found = self.sockets.pop(0)
        if isinstance(found, EdgewiseError):
            raise found
        return found

    def session(self, **options: Any) -> Session:
        return Session(
            self.client, worker("pricing"), sleep=self.clock.sleep, chance=lambda: 0.0, **{"quiet": 0.02, **options}
        )

    @property
    def deleted(self) -> list[str]:
        return [each.url.path.rsplit("/", 1)[1] for each in self.api.requests if each.method == "DELETE"]


def stages(found: list[Any]) -> list[str]:
    return [each.stage if isinstance(each, State) else type(each).__name__ for each in found]


async def test_it_says_what_wrangler_says_and_deletes_the_tail_on_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    socket = FakeSocket(message(), silent=True)
    watching = Watching(monkeypatch, socket)
    wanted = ServerFilter(statuses=("ok",), methods=("GET",))
    session = Session(watching.client, worker("pricing"), wanted, sleep=watching.clock.sleep)
    found = await collect(session, lambda found: isinstance(found[-1], TailEvent))
    assert stages(found) == ["connecting", "live", "TailEvent"]
    asked = watching.api.requests[0]
    assert asked.method == "POST" and json.loads(asked.content) == wanted.body()
    assert asked.url.path.endswith("/workers/scripts/pricing/tails")
    assert socket.said == ['{"debug":false}'] and socket.closed and watching.deleted == ["t1"]


async def test_the_credential_is_blotted_out_of_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Watching(monkeypatch, FakeSocket(message(logs=[{"message": [CANARY], "level": "log"}]), silent=True))
    found = await collect(watching.session(), lambda found: isinstance(found[-1], TailEvent))
    assert CANARY not in repr(found)


async def test_a_loss_is_mended_with_growing_pauses_and_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = unreachable("/x", "no route")
    watching = Watching(monkeypatch, FakeSocket(message()), lost, lost, FakeSocket(message(), silent=True))
    found = await collect(watching.session(), lambda found: stages(found).count("TailEvent") == 2)
    assert stages(found) == [
        "connecting", "live", "TailEvent", "reconnecting", "reconnecting", "reconnecting", "Gap", "live", "TailEvent",
    ]  # fmt: skip
    pauses = [each.pause for each in found if isinstance(each, State) and each.stage == "reconnecting"]
    assert pauses == list(PAUSES[:3]) and watching.clock.slept == pauses
    gap = next(each for each in found if isinstance(each, Gap))
    assert gap.since == NOW and gap.seconds == sum(pauses) and gap.reason == "the connection broke"
    states = [each for each in found if isinstance(each, State) and each.stage == "reconnecting"]
    assert states[0].reason == "the connection broke" and states[1].error is lost
    assert watching.deleted[-1] == "t4"


async def test_pauses_start_small_again_once_it_was_steady_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [FakeSocket() for _ in range(3)]
    watching = Watching(monkeypatch, *broken, FakeSocket(message()), FakeSocket(silent=True))
    found = await collect(watching.session(), lambda found: stages(found).count("live") == 5)
    pauses = [each.pause for each in found if isinstance(each, State) and each.stage == "reconnecting"]
    assert pauses == [PAUSES[0], PAUSES[1], PAUSES[2], PAUSES[0]]


async def test_silence_is_no_loss_as_long_as_pings_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Watching(monkeypatch, FakeSocket(silent=True, answers=False), FakeSocket(silent=True))
    found = await collect(watching.session(), lambda found: stages(found).count("live") == 2)
    assert stages(found) == ["connecting", "live", "reconnecting", "Gap", "live"]
    assert next(each.reason for each in found if isinstance(each, Gap)) == "no answer to a ping"


async def test_a_tail_is_renewed_before_it_runs_out_and_nothing_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    both, last = message(outcome="canceled"), message(outcome="exception")
    old, new = FakeSocket(message(), both, silent=True), FakeSocket(both, last, silent=True)
    watching = Watching(monkeypatch, old, new, lasts=120)
    monkeypatch.setattr("edgewise.account.tail.session.OVERLAP", 0.05)

    def move(found: list[Any]) -> bool:
        if stages(found) == ["connecting", "live", "TailEvent"]:
            watching.clock.seconds = 61
        return stages(found).count("live") == 2 and isinstance(found[-1], TailEvent)

    found = await collect(watching.session(), move)
    assert stages(found) == ["connecting", "live", "TailEvent", "TailEvent", "live", "TailEvent"]
    assert [each.outcome for each in found if isinstance(each, TailEvent)] == ["ok", "canceled", "exception"]
    assert old.closed and watching.deleted == ["t1", "t2"]


async def test_a_renewal_that_fails_leaves_the_old_tail_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    old = FakeSocket(message(), silent=True)
    watching = Watching(monkeypatch, old, unreachable("/x", "no route"), FakeSocket(message(), silent=True), lasts=120)
    monkeypatch.setattr("edgewise.account.tail.session.OVERLAP", 0.02)

    def move(found: list[Any]) -> bool:
        watching.clock.seconds += 61 if isinstance(found[-1], TailEvent) and len(found) == 3 else 0
        if watching.given == 2 and old.given == []:
            old.given.append(message(outcome="canceled"))
            watching.clock.seconds += 20
        return stages(found).count("live") == 2

    old.given.append(message())
    found = await collect(watching.session(), move)
    assert "reconnecting" not in stages(found) and not any(isinstance(each, Gap) for each in found)


@pytest.mark.parametrize("ahead", [-7200.0, 30.0])
async def test_a_clock_that_is_wrong_does_not_make_tail_after_tail(
    monkeypatch: pytest.MonkeyPatch, ahead: float
) -> None:
    watching = Watching(monkeypatch, FakeSocket(*[message()] * 5, silent=True), lasts=ahead)
    await collect(watching.session(), lambda found: stages(found).count("TailEvent") == 5)
    assert watching.given == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda request: refusal(403, 10000), "permission-missing"),
        (lambda request: refusal(404, 10007, "This Worker does not exist"), "not-found"),
        (lambda request: refusal(400, 10026, "no"), "api-refused"),
    ],
)
async def test_what_is_hopeless_ends_it_with_the_reason(answer: Any, code: str) -> None:
    def api(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if request.url.path.endswith("/verify") else answer(request)

    session = Session(client(api), worker("pricing"))
    found = await collect(session, lambda found: False)
    assert stages(found) == ["connecting", "ended"]
    assert isinstance(found[-1], State) and found[-1].error is not None and found[-1].error.code == code


@pytest.mark.parametrize("result", [None, {}, {"id": 5, "url": "wss://x/"}, {"id": "a"}, []])
async def test_an_answer_that_names_no_tail_is_tried_again(monkeypatch: pytest.MonkeyPatch, result: Any) -> None:
    clock = Clock()
    session = Session(client(lambda request: envelope(result), clock), worker("pricing"), sleep=clock.sleep)
    found = await collect(session, lambda found: len(found) == 3)
    assert stages(found) == ["connecting", "reconnecting", "reconnecting"]
    assert isinstance(found[1], State) and found[1].error is not None and found[1].error.code == "bad-answer"


async def test_a_flood_lets_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    watching = Watching(monkeypatch, FakeSocket(*[message()] * 2000, silent=True))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(others())
    await collect(watching.session(quiet=5), lambda found: stages(found).count("TailEvent") == 2000)
    beside.cancel()
    assert turns >= 10


async def test_being_cancelled_deletes_the_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    watching, live = Watching(monkeypatch, FakeSocket(silent=True)), asyncio.Event()

    def told(found: list[Any]) -> bool:
        if stages(found)[-1] == "live":
            live.set()
        return False

    task = asyncio.create_task(collect(watching.session(quiet=60), told))
    await live.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert watching.deleted == ["t1"]


async def test_being_cancelled_twice_deletes_the_tail_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that goes cancels its work, and so does the program that ends."""
    closing, may_close = asyncio.Event(), asyncio.Event()

    class Slow(FakeSocket):
        async def close(self) -> None:
            closing.set()
            await may_close.wait()

    watching = Watching(monkeypatch, Slow(silent=True))
    session, live = watching.session(quiet=60), asyncio.Event()

    def told(found: list[Any]) -> bool:
        if stages(found)[-1] == "live":
            live.set()
        return False

    task = asyncio.create_task(collect(session, told))
    await live.wait()
    task.cancel()
    await closing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert watching.deleted == []
    may_close.set()
    await session.gone(5)
    assert watching.deleted == ["t1"]


def test_targets_name_the_request_and_the_command() -> None:
    found = deployment("report-desk", "0123456789abcdef")
    assert found.path.endswith("/deployments/{deployment}/tails") and found.name == "report-desk 01234567"
    assert found.command[:4] == ("wrangler", "pages", "deployment", "tail")


# ---------------------------------------------------------------------- where it connects to


@pytest.mark.parametrize(
    "address",
    [
        "ws://tail.example/x",
        "http://127.0.0.1/",
        "wss://",
        "file:///etc/passwd",
        "",
        "wss://[::1",
        "ws://127.0.0.1.evil/",
    ],
)
async def test_only_encrypted_or_local_addresses_are_connected_to(address: str) -> None:
    with pytest.raises(NetworkError) as caught:
        await dial(address, "trace-v1", "/tails")
    assert caught.value.code == "not-the-api" and caught.value.where == "/tails"


async def test_nobody_there_is_said_without_the_address() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for _ in range(2):  # somebody who hangs up, then nobody at all
        with pytest.raises(NetworkError) as caught:
            await dial(f"ws://127.0.0.1:{port}/secret-path", "trace-v1", "/tails")
        assert caught.value.code == "unreachable" and "secret-path" not in str(caught.value.document())
        server.close()
        await server.wait_closed()


async def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://127.0.0.1:1")
    with pytest.raises(InputError) as caught:
        await dial("wss://tail.invalid/secret-path", "trace-v1", "/tails")
    assert caught.value.code == "proxy"


async def test_the_proxy_of_the_environment_carries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readline())
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", 0) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(InputError) as caught:
            await dial("wss://tail.invalid/secret-path", "trace-v1", "/tails")
    assert caught.value.code == "proxy" and seen == [b"CONNECT tail.invalid:443 HTTP/1.1\r\n"]


async def test_a_closed_socket_says_with_which_code() -> None:
    assert str(SocketClosed(1001, "closed with 1001")) == "closed with 1001"
