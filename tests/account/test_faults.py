"""The troubles that the demo account has on request: the same ones each time, in Cloudflare's shapes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import default_client
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo import BASE_URL, serve, transport
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.faults import Fault, Faults, gather, parse
from edgewise.account.demo.handler import handle
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.failures import RateLimited
from edgewise.account.pagination import SINGLE
from edgewise.errors import EdgewiseError, InputError
from tests.account.support import NOW, Clock

SIGNED = {"authorization": "Bearer demo"}


def company(text: str, clock: Clock | None = None) -> Company:
    return Company(clock.now if clock else lambda: NOW, parse(text))


def ask(where: Company, path: str = "/user", method: str = "GET") -> Reply:
    return handle(where, Request(method, f"/client/v4{path}", SIGNED))


def faulty(text: str, clock: Clock) -> Client:
    carrier = DemoTransport(company(text, clock), clock.sleep)
    credential = Credential("demo", "demo", source="test")
    return Client(credential, base_url=BASE_URL, transport=carrier, demo=True, now=clock.now, sleep=clock.sleep)


# ---------------------------------------------------------------------- written down


def test_faults_are_read_as_they_are_written() -> None:
    found = parse("429@0.1, 500@/queues 503@/workers@0.5, challenge, latency=300ms cut=0.05, seed=7, limit=50, drop=20")
    assert found == Faults(
        (Fault("429", 0.1), Fault("500", 1.0, "/queues"), Fault("503", 0.5, "/workers"), Fault("challenge")),
        0.3,
        0.05,
        50,
        7,
        drop=20,
    )
    assert found.describe() == (
        "429 for 10 %, 500 at /queues, 503 at /workers for 50 %, challenge, 300 ms slower, 5 % cut off, "
        "50 requests in five minutes, live logs break after 20 messages"
    )
    assert not parse("") and not parse("seed=7") and parse("latency=1.5s").latency == 1.5


@pytest.mark.parametrize(
    "word",
    ["200", "999", "429@2", "429@-1", "429@x", "storm", "latency=3", "latency=3h", "latency=900s", "cut=2", "limit=-1",
     "seed=x", "500@queues", "=", "x=1", "latency=", "500@/ü", "429@0.1@/queues"],
)  # fmt: skip
def test_what_is_no_fault_is_said(word: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(word)
    assert caught.value.code == "fault" and "429@0.1" in str(caught.value.fix)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_any_words_are_faults_or_said(words: Sequence[str]) -> None:
    try:
        found = gather(words)
    except InputError:
        return
    found.describe().encode("ascii")


# ---------------------------------------------------------------------- who is struck


def struck(seed: int, order: Sequence[int]) -> dict[int, list[int]]:
    """Of ten addresses, asked ten times each in an order: the statuses."""
    where = company(f"429@0.3, seed={seed}")
    found: dict[int, list[int]] = {}
    for number in order:
        found.setdefault(number, []).append(ask(where, f"/accounts?page={number}").status)
    return found


def test_the_seed_decides_and_the_order_does_not() -> None:
    forth = struck(1, [number for number in range(10) for _ in range(10)])
    back = struck(1, [number for _ in range(10) for number in reversed(range(10))])
    assert forth == back != struck(2, list(range(10)) * 10)
    refused = sum(status == 429 for statuses in forth.values() for status in statuses)
    assert 15 <= refused <= 45, "about 30 of 100"


def test_only_the_address_that_is_meant() -> None:
    where = company("500@/queues")
    account = where.account["id"]
    assert ask(where, f"/accounts/{account}/queues").status == 500
    assert ask(where, f"/accounts/{account}/workers/scripts").status == 200


@pytest.mark.parametrize(
    ("fault", "status", "code"), [("429", 429, 971), ("403", 403, 10000), ("500", 500, 10013), ("503", 503, 10013)]
)
def test_faults_come_in_envelopes(fault: str, status: int, code: int) -> None:
    reply = ask(company(fault))
    document = json.loads(reply.body)
    assert (reply.status, document["errors"][0]["code"], document["success"]) == (status, code, False)
    assert ("retry-after" in reply.headers) == (status in (429, 503))


@pytest.mark.parametrize(("fault", "status"), [("502", 502), ("522", 522), ("challenge", 403), ("web-page", 200)])
def test_faults_that_are_web_pages(fault: str, status: int) -> None:
    reply = ask(company(fault))
    assert reply.status == status and reply.body.startswith(b"<!DOCTYPE html>")
    assert ("cf-mitigated" in reply.headers) == (fault == "challenge")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("429", "rate-limited"),
        ("500", "api-unavailable"),
        ("502", "api-unavailable"),
        ("403", "token-refused"),
        ("404", "not-found"),
        ("challenge", "blocked-by-firewall"),
        ("web-page", "not-the-api"),
        ("cut=1", "unreachable"),
    ],
)
async def test_the_client_knows_each_of_them(fault: str, code: str) -> None:
    async with faulty(fault, Clock()) as api:
        with pytest.raises(EdgewiseError) as caught:
            await api.get("/user")
    assert caught.value.code == code
    if fault != "cut=1":
        assert api.demo_faults == parse(fault).describe()


async def test_what_passes_is_tried_again_until_it_does() -> None:
    clock = Clock()
    async with faulty("503@0.3, cut=0.2, latency=250ms, seed=4", clock) as api:
        listing = await api.rows("/accounts", plan=SINGLE)
    assert len(listing.items) == 2
    assert 0.25 in clock.slept


# ---------------------------------------------------------------------- the meter


def test_requests_are_counted_down_and_come_back() -> None:
    clock = Clock()
    where = company("", clock)
    assert ask(where).headers["ratelimit"] == '"default";r=1199;t=300'
    clock.seconds = 100
    assert ask(where).headers["ratelimit"] == '"default";r=1198;t=200'
    clock.seconds = 301
    assert ask(where).headers["ratelimit"] == '"default";r=1198;t=99'
    assert ask(where).headers["ratelimit-policy"] == '"default";q=1200;w=300'
    other = handle(where, Request("GET", "/client/v4/user", {"authorization": "Bearer another"}))
    assert other.headers["ratelimit"] == '"default";r=1199;t=300', "each credential has its own"


def test_with_a_limit_the_next_one_is_refused() -> None:
    clock = Clock()
    where = company("limit=3", clock)
    assert [ask(where).status for _ in range(4)] == [200, 200, 200, 429]
    clock.seconds = 120
    refused = ask(where)
    assert refused.status == 429 and refused.headers["retry-after"] == "180"
    assert refused.headers["ratelimit"] == '"default";r=0;t=180'
    clock.seconds = 301
    assert ask(where).status == 200


def test_without_a_limit_nobody_is_refused() -> None:
    where = company("")
    assert {ask(where).status for _ in range(1300)} == {200}
    assert ask(where).headers["ratelimit"].startswith('"default";r=0;')


async def test_the_client_stops_before_it_is_locked_out() -> None:
    async with faulty("limit=4", Clock()) as api:
        for _ in range(4):
            await api.get("/user")
        with pytest.raises(RateLimited) as caught:
            await api.get("/user")
    assert caught.value.seconds == pytest.approx(300, abs=1)


# ---------------------------------------------------------------------- manners


def test_what_may_be_asked_is_told() -> None:
    reply = ask(company(""), "/user", "OPTIONS")
    assert (reply.status, reply.body, reply.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS")


def test_no_route_is_said_in_cloudflares_words() -> None:
    document = json.loads(ask(company(""), "/nowhere").body)
    assert [each["code"] for each in document["errors"]] == [7003, 7000]
    assert "No route for that URI" in document["errors"][1]["message"]


def test_the_environment_gives_the_demo_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError):
        default_client({"EDGEWISE_DEMO_FAULTS": "storm"}, demo=True)


async def test_the_faults_of_the_environment_are_had() -> None:
    async with default_client({"EDGEWISE_DEMO_FAULTS": "409"}, demo=True) as api:
        with pytest.raises(EdgewiseError):
            await api.get("/user")
        assert api.demo_faults == "409"


async def test_over_loopback_the_same_faults_strike() -> None:
    faults = parse("503@0.4, cut=0.3, seed=11")
    carrier = transport(lambda: NOW, faults)
    async with await serve(0, lambda: NOW, faults) as server, httpx.AsyncClient(trust_env=False) as there:
        here = httpx.AsyncClient(transport=carrier, base_url="http://127.0.0.1")

        async def outcome(http: httpx.AsyncClient, url: str) -> str:
            try:
                return str((await http.get(url, headers=SIGNED)).status_code)
            except httpx.RemoteProtocolError:
                return "cut"

        found = [
            (await outcome(there, f"{server.url}/user?n={n}"), await outcome(here, f"/client/v4/user?n={n}"))
            for n in range(40)
        ]
    assert all(first == second for first, second in found)
    assert {first for first, _ in found} == {"200", "503", "cut"}


async def test_large_bodies_and_many_connections() -> None:
    async with await serve(0, lambda: NOW) as server, httpx.AsyncClient(trust_env=False) as http:
        big = b"x" * (8 * 1024 * 1024)
        answers = await asyncio.gather(
            *(http.get(f"{server.url}/user", headers=SIGNED) for _ in range(20)),
            *(http.post(f"{server.url}/user", headers=SIGNED, content=big) for _ in range(2)),
        )
        head = await http.head(f"{server.url}/user", headers=SIGNED)
        options = await http.request("OPTIONS", f"{server.url}/user", headers=SIGNED)
    assert [each.status_code for each in answers] == [200] * 20 + [405] * 2
    assert head.status_code == 200 and head.content == b""
    assert options.status_code == 204 and "GET" in options.headers["allow"]
