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
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.uploads import Halted, Part, Uploads
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
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
     "seed=x", "500@queues", "=", "x=1", "latency=", "500@/ü", "429@0.1@/queues", "429#", "429#x", "429#x0", "429#1x0",
     "429#1@0.5", "429@/a#b", "domain-pending@/shop", "domain-pending#1", "upload@1.5"],
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


def test_faults_that_begin_later_and_end() -> None:
    found = parse(
        "403@/workers/routes#3 429@/queues@0.5#3x2 500#x2 upload@/report-desk@0.8#1x1 conflict domain-pending"
    )
    assert found.faults == (
        Fault("403", 1.0, "/workers/routes", 3),
        Fault("429", 0.5, "/queues", 3, 2),
        Fault("500", times=2),
        Fault("upload", 0.8, "/report-desk", 1, 1),
        Fault("conflict"),
        Fault("domain-pending"),
    )
    assert found.describe() == (
        "403 at /workers/routes after 3 requests, 429 at /queues for 50 % after 3 requests at most 2 times, "
        "500 at most 2 times, uploads of files break at /report-desk after 80 % after 1 uploads at most 1 times, "
        "conflict, domains of Pages stay pending"
    )


statuses = st.sampled_from(["400", "403", "429", "503", "challenge", "conflict", "upload"])
paths = st.text("abc/-_.{}~", max_size=12).map(lambda text: f"/{text}" if text else "")
counts = st.integers(0, 999_999)


@given(statuses, st.integers(0, 100), paths, counts, counts)
def test_whatever_is_written_down_is_read_back(what: str, percent: int, path: str, after: int, times: int) -> None:
    tail = f"{after or ''}{f'x{times}' if times else ''}"
    word = f"{what}{f'@{path}' if path else ''}@{percent / 100}{f'#{tail}' if tail else ''}"
    assert parse(word).faults == (Fault(what, percent / 100, path, after, times),)


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


def test_from_the_fourth_request_on_and_only_twice() -> None:
    where = company("403@/queues#3x2, 500@/workers#1, 429@/account#x1")
    account = where.account["id"]
    ask(where, f"/accounts/{account}/r2/buckets")
    queues = [ask(where, f"/accounts/{account}/queues?page={page}").status for page in range(7)]
    assert queues == [200, 200, 200, 403, 403, 200, 200]
    assert [ask(where, f"/accounts/{account}/workers/scripts").status for _ in range(3)] == [200, 500, 500]


def test_what_another_fault_answers_is_met_and_not_struck() -> None:
    where = company("429@/queues#x1, 503@/queues#1x1")
    account = where.account["id"]
    assert [ask(where, f"/accounts/{account}/queues").status for _ in range(3)] == [429, 503, 200]


def test_other_faults_begin_anew() -> None:
    where = company("500@/queues#1")
    other = where.others[0]
    account = where.account["id"]
    assert [ask(where, f"/accounts/{account}/queues").status for _ in range(2)] == [200, 500]
    where.suffer(parse("503@/queues#2, limit=4"))
    found = [ask(where, f"/accounts/{account}/queues") for _ in range(3)]
    assert [each.status for each in found] == [200, 200, 429]
    assert found[-1].headers["ratelimit"].startswith('"default";r=0;')
    assert other.faults is where.faults
    where.suffer(parse(""))
    assert ask(where, f"/accounts/{account}/queues").status == 200
    assert ask(where).headers["x-edgewise-demo"] == "1"


@pytest.mark.parametrize("way", ["workers/domains", "workers/scripts/fulfilment/domains/records"])
def test_a_conflict_on_demand_is_one_even_for_those_who_override(way: str) -> None:
    where = company("conflict#x1")
    account = where.account["id"]
    assert ask(where, f"/accounts/{account}/workers/domains").status == 200
    hostname = "new.northgate.example"
    one = {"hostname": hostname, "service": where.part(Workers).scripts()[0]["id"]}
    several = {"origins": [{"hostname": hostname}]}
    body = {"override_existing_dns_record": True, **(one if way.endswith("workers/domains") else several)}
    way = way.replace("fulfilment", str(one["service"]))

    def put() -> Reply:
        target = f"/client/v4/accounts/{account}/{way}"
        return handle(where, Request("PUT", target, SIGNED, json.dumps(body).encode()))

    refused = put()
    assert (refused.status, json.loads(refused.body)["errors"][0]["code"]) == (409, 100117)
    assert put().status == 200


def test_a_domain_that_waits_to_be_validated() -> None:
    clock = Clock()
    where = company("", clock)
    pages, zones = where.part(Pages), where.part(Zones)
    name, project = "reports.northgate.example", "report-desk"
    zone = zones.zone_for(name)
    assert zone is not None
    record = zones.record_named(name)[0]

    def status() -> str:
        found = pages.domain(project, name)
        assert found is not None
        assert (found["verification_data"]["status"] == "active") == (found["status"] == "active")
        return str(found["status"])

    clock.seconds = 10
    where.suffer(parse("domain-pending"))
    assert status() == "active", "it was validated before"
    clock.seconds = 20
    zones.remove_record(zone["id"], record["id"])
    assert status() == "pending"
    zones.add_record(zone["id"], {key: record[key] for key in ("type", "name", "content", "proxied")})
    assert status() == "pending"
    where.suffer(parse(""))
    assert status() == "active"
    clock.seconds = 30
    where.suffer(parse("domain-pending"))
    assert status() == "active"
    assert pages.remove_domain(project, name)
    added = pages.add_domain(project, name)
    assert added is not None and added["status"] == "pending"


def sent(where: Company, files: Sequence[str], *, broken: bool) -> list[str]:
    """Upload files as one session: those that it asked for. Says whether it is expected to break."""
    uploads = where.part(Uploads)
    token, buckets = uploads.begin("shop", {f"/{each}": {"hash": each, "size": 1} for each in files})
    parts = [Part(each, each, "text/plain", b"x") for bucket in buckets for each in bucket]
    if broken:
        for _ in range(2):
            with pytest.raises(Halted):
                uploads.add(token, parts, encoded=False)
    else:
        assert not parts or uploads.add(token, parts, encoded=False)
    return [part.name for part in parts]


def test_an_upload_breaks_and_the_next_goes_on() -> None:
    where = company("upload@/shop@0.8#x1")
    files = [f"{number}" for number in range(10)]
    assert sent(where, files, broken=True) == files
    assert sent(where, files, broken=False) == files[8:]
    assert sent(where, files, broken=False) == []


@pytest.mark.parametrize(("share", "left"), [("@0", 10), ("@0.05", 10), ("@0.5", 5), ("", 0)])
def test_the_share_of_an_upload_that_arrives(share: str, left: int) -> None:
    where = company(f"upload{share}")
    files = [f"{number}" for number in range(10)]
    sent(where, files, broken=True)
    where.suffer(parse(""))
    assert len(sent(where, files, broken=False)) == left


def test_an_upload_that_was_broken_goes_on_when_the_fault_ends() -> None:
    where = company("upload@0.5")
    uploads = where.part(Uploads)
    token, _ = uploads.begin("shop", {f"/{each}": {"hash": each, "size": 1} for each in "abcd"})
    parts = [Part(each, each, "text/plain", b"x") for each in "abcd"]
    with pytest.raises(Halted):
        uploads.add(token, parts, encoded=False)
    assert uploads.file("b") and not uploads.file("c")
    where.suffer(parse("upload@0.1"))
    assert uploads.add(token, parts, encoded=False)


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
