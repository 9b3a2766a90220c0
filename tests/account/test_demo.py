"""The demo account: its data, its manners as an API, and that both ways in lead to the same answers."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo import client as demo_client
from edgewise.account.demo import serve, transport
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.storage import Storage
from edgewise.account.demo.workers import Workers
from edgewise.account.listing import load
from edgewise.account.resources import kind
from edgewise.account.survey import survey
from edgewise.errors import AuthError, InputError
from tests.account.support import NOW, Clock

COMPANY = transport(lambda: NOW).company
A = f"/client/v4/accounts/{COMPANY.account['id']}"


def ask(target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, Any]]:
    given = {"authorization": "Bearer demo", **{name.replace("_", "-"): value for name, value in headers.items()}}
    reply = handle(COMPANY, Request(method, target, given))
    return reply.status, json.loads(reply.body)


def result(target: str) -> Any:
    status, document = ask(target)
    assert status == 200 and document["success"] is True and document["errors"] == []
    return document["result"]


# ---------------------------------------------------------------------- the company


def test_the_company_is_believable() -> None:
    projects = COMPANY.part(Pages).projects()
    assert len(projects) >= 12
    assert {each["latest_deployment"]["latest_stage"]["status"] for each in projects} >= {
        "success",
        "failure",
        "active",
    }
    everything = [each for project in projects for each in COMPANY.part(Pages).deployments(project["name"])]
    assert {each["environment"] for each in everything} == {"production", "preview"}
    assert any(each["is_skipped"] for each in everything)
    assert any(stage["status"] == "canceled" for each in everything for stage in each["stages"])
    assert len({each["id"] for each in everything}) == len(everything)
    for project in projects:
        created = [each["created_on"] for each in COMPANY.part(Pages).deployments(project["name"])]
        assert created == sorted(created, reverse=True), project["name"]
    assert 4 <= len(COMPANY.part(Queues).queues()) <= 6 and len(COMPANY.part(Workers).scripts()) >= 5


def test_every_name_that_something_refers_to_exists() -> None:
    queues = {each["queue_name"] for each in COMPANY.part(Queues).queues()}
    scripts = {each["id"] for each in COMPANY.part(Workers).scripts()}
    scripts |= {each["production_script_name"] for each in COMPANY.part(Pages).projects()}
    buckets = {each["name"] for each in COMPANY.part(Storage).r2}
    namespaces = {each["id"] for each in COMPANY.part(Storage).kv}
    databases = {each["uuid"] for each in COMPANY.part(Storage).d1}
    for queue in COMPANY.part(Queues).queues():
        for producer in queue["producers"]:
            assert producer.get("script", "order-intake") in scripts
            assert producer.get("bucket_name", "invoices") in buckets
        for consumer in queue["consumers"]:
            assert consumer.get("script", "mailer") in scripts
            assert consumer.get("dead_letter_queue", "orders") in queues
    for project in COMPANY.part(Pages).projects():
        for config in project["deployment_configs"].values():
            assert {each["name"] for each in config.get("queue_producers", {}).values()} <= queues
            assert {each["namespace_id"] for each in config.get("kv_namespaces", {}).values()} <= namespaces
            assert {each["id"] for each in config.get("d1_databases", {}).values()} <= databases
            assert {each["name"] for each in config.get("r2_buckets", {}).values()} <= buckets
            assert {each["service"] for each in config.get("services", {}).values()} <= scripts
            for variable in (config["env_vars"] or {}).values():
                assert variable["type"] == "plain_text" or variable["value"] == ""


def test_the_storys_project_has_a_queue_that_nobody_reads() -> None:
    project = COMPANY.part(Pages).project("report-desk")
    assert project is not None
    bound = project["deployment_configs"]["production"]["queue_producers"]["JOBS"]["name"]
    queue = next(each for each in COMPANY.part(Queues).queues() if each["queue_name"] == bound)
    assert queue["consumers"] == [] and queue["consumers_total_count"] == 0
    assert queue["producers"] == [{"type": "worker", "script": project["production_script_name"]}]


def test_time_passes() -> None:
    clock = Clock()
    company = transport(clock.now).company
    queue = next(each for each in company.part(Queues).queues() if each["queue_name"] == "report-jobs")
    before = company.part(Queues).backlog(queue["queue_id"])
    building = company.part(Pages).deployments("roast-timer")[0]
    assert building["latest_stage"]["status"] == "active"
    clock.seconds = 3600
    after = company.part(Queues).backlog(queue["queue_id"])
    assert before is not None and after is not None
    assert after["backlog_count"] == before["backlog_count"] + 3600 // 210
    assert after["backlog_bytes"] > before["backlog_bytes"]
    assert after["oldest_message_timestamp_ms"] == before["oldest_message_timestamp_ms"]
    built = company.part(Pages).deployments("roast-timer")[0]
    assert built["latest_stage"] == built["stages"][-1] and built["latest_stage"]["status"] == "success"
    assert built["id"] == building["id"]


def test_a_frozen_clock_freezes_everything() -> None:
    again = transport(lambda: NOW).company
    assert (
        again.part(Pages).projects() == COMPANY.part(Pages).projects()
        and again.part(Queues).queues() == COMPANY.part(Queues).queues()
    )
    later = transport(lambda: NOW + timedelta(days=9)).company
    assert later.part(Pages).deployments("shop")[0]["id"] == COMPANY.part(Pages).deployments("shop")[0]["id"]


# ---------------------------------------------------------------------- its manners


@pytest.mark.parametrize(
    "path",
    [
        "/client/v4/user", "/client/v4/user/tokens/verify", "/client/v4/accounts", "/client/v4/memberships", A,
        f"{A}/tokens/verify", f"{A}/pages/projects/shop", f"{A}/pages/projects/shop/domains", f"{A}/workers/scripts",
        f"{A}/workers/scripts/mailer/settings", f"{A}/workers/scripts/nightly-stock/schedules",
        f"{A}/workers/subdomain",
        f"{A}/workers/scripts/mailer/secrets", f"{A}/workers/services/mailer", f"{A}/storage/kv/namespaces",
        f"{A}/d1/database",
    ],
)  # fmt: skip
def test_every_address_answers_in_an_envelope(path: str) -> None:
    assert result(path)


def test_pages_are_honoured() -> None:
    status, document = ask(f"{A}/pages/projects?page=2&per_page=10")
    assert status == 200 and len(document["result"]) == 3
    assert document["result_info"] == {"page": 2, "per_page": 10, "count": 3, "total_count": 13, "total_pages": 2}
    assert ask(f"{A}/pages/projects?page=3&per_page=10")[1]["result"] == []
    assert len(ask(f"{A}/pages/projects/report-desk/deployments?per_page=500")[1]["result"]) == 25
    assert len(ask(f"{A}/pages/projects?page=nonsense&per_page=-4")[1]["result"]) == 10


def test_cursors_are_honoured() -> None:
    names, query = [], "per_page=1"
    while True:
        _, document = ask(f"{A}/r2/buckets?{query}")
        names += [each["name"] for each in document["result"]["buckets"]]
        if not document["result_info"]["cursor"]:
            break
        query = f"per_page=1&cursor={document['result_info']['cursor']}"
    assert names == ["photographs", "roast-logs"], "those of a jurisdiction are listed for whoever names it"
    assert [each["name"] for each in ask(f"{A}/r2/buckets", cf_r2_jurisdiction="eu")[1]["result"]["buckets"]] == [
        "invoices"
    ]


def test_deployments_of_one_environment() -> None:
    rows = result(f"{A}/pages/projects/report-desk/deployments?env=preview")
    assert rows and {each["environment"] for each in rows} == {"preview"}
    one = result(f"{A}/pages/projects/report-desk/deployments/{rows[0]['id']}")
    assert one == rows[0]
    failed = next(each for each in result(f"{A}/pages/projects/stock-board/deployments"))
    log = result(f"{A}/pages/projects/stock-board/deployments/{failed['id']}/history/logs")
    assert log["total"] == len(log["data"]) and "exited with code: 1" in log["data"][-1]["line"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/client/v4/nowhere", 404, 7003),
        ("/", 404, 7003),
        (f"{A}/pages/projects/none", 404, 8000007),
        (f"{A}/pages/projects/none/deployments", 404, 8000007),
        (f"{A}/pages/projects/shop/deployments/none", 404, 8000009),
        (f"{A}/workers/services/none", 404, 10090),
        (f"{A}/workers/scripts/none/settings", 404, 10007),
        (f"{A}/queues/none", 404, 11000),
        ("/client/v4/accounts/00000000000000000000000000000000/queues", 403, 10000),
    ],
)
def test_refusals_have_the_codes_that_clients_act_on(path: str, status: int, code: int) -> None:
    found, document = ask(path)
    assert (found, document["success"], document["errors"][0]["code"]) == (status, False, code)
    assert document["result"] is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer invalid", "Basic x"])
def test_an_empty_or_invalid_token_is_refused(header: str) -> None:
    status, document = ask(f"{A}/queues", authorization=header)
    assert (status, document["errors"][0]["code"]) == (401, 10000)


def test_a_key_with_an_email_is_taken() -> None:
    assert ask(f"{A}/queues", authorization="", x_auth_key="anything", x_auth_email="a@b.example")[0] == 200
    assert ask(f"{A}/queues", authorization="", x_auth_key="anything")[0] == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_it_does_not_know_is_refused(method: str) -> None:
    status, document = ask(f"{A}/r2/buckets", method)
    assert (status, document["success"]) == (405, False)


@given(
    st.text(max_size=60),
    st.dictionaries(st.sampled_from(["authorization", "x-auth-key", "host"]), st.text(max_size=20)),
)
def test_no_request_breaks_it(target: str, headers: dict[str, str]) -> None:
    for each in (target, f"{A}/{target}", f"{A}/pages/projects?{target}"):
        reply = handle(COMPANY, Request("GET", each, {"authorization": "Bearer x", **headers}))
        assert reply.status in (200, 401, 403, 404)
        json.loads(reply.body)


# ---------------------------------------------------------------------- over loopback HTTP


@pytest.fixture
async def server():  # type: ignore[no-untyped-def]
    async with await serve(0, lambda: NOW) as running:
        yield running


async def exchange(server: DemoServer, text: bytes) -> bytes:
    """What the server says to raw bytes, until it closes or is done."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(text)
    await writer.drain()
    found = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return found


async def test_both_ways_in_show_the_same(server: DemoServer) -> None:
    credential = Credential("token", "anything", source="test")
    identity = server.company.account["id"]
    async with Client(credential, base_url=server.url, account_id=identity, now=lambda: NOW) as api:
        there = await survey(api)
        assert api.demo, "the server says that it is the demo account"
    async with demo_client(lambda: NOW) as api:
        assert await survey(api) == there


async def test_a_refused_token_is_an_authentication_error(server: DemoServer) -> None:
    credential = Credential("token", "invalid", source="test")
    async with Client(credential, base_url=server.url) as api:
        with pytest.raises(AuthError) as caught:
            await api.account()
    assert caught.value.code == "token-refused"


async def test_connections_are_kept_alive_and_bodies_come_in_chunks(server: DemoServer) -> None:
    head = b"Host: 127.0.0.1\r\nAuthorization: Bearer x\r\n"
    said = await exchange(
        server,
        b"GET /client/v4/user HTTP/1.1\r\n" + head + b"\r\n"
        b"POST /client/v4/user HTTP/1.1\r\n" + head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        b"HEAD /client/v4/user HTTP/1.1\r\n" + head + b"\r\n"
        b"GET /client/v4/accounts HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n",
    )
    assert re.findall(rb"HTTP/1\.1 (\d+)", said) == [b"200", b"405", b"200", b"200"]
    assert said.lower().count(b"transfer-encoding: chunked") == 4
    assert b"maren@northgate.example" in said and b"Northgate Coffee" in said


async def test_an_old_client_gets_a_length(server: DemoServer) -> None:
    said = await exchange(server, b"GET /client/v4/user HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n")
    assert b"content-length:" in said.lower() and b"chunked" not in said


@pytest.mark.parametrize(
    "headers",
    [
        "Host: evil.example", "Host: 127.0.0.1.evil.example", "Host: 127.0.0.1\r\nOrigin: https://evil.example",
        "Host: 127.0.0.1\r\nOrigin: null", "Host: [::1", "Host:",
    ],
)  # fmt: skip
async def test_only_this_machine_is_answered(server: DemoServer, headers: str) -> None:
    said = await exchange(
        server, f"GET /client/v4/user HTTP/1.1\r\n{headers}\r\nAuthorization: Bearer x\r\n\r\n".encode()
    )
    assert said.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))
    assert b"maren" not in said


async def test_this_machine_is_answered_by_all_its_names(server: DemoServer) -> None:
    for host in ("localhost", "127.0.0.1", "[::1]"):
        async with httpx.AsyncClient(trust_env=False) as http:
            headers = {"host": f"{host}:{server.port}", "origin": f"http://{host}:1", "authorization": "Bearer x"}
            assert (await http.get(f"{server.url}/user", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "raw", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b" * 30_000, b"", b"\r\n\r\n\r\n"]
)
async def test_nonsense_closes_one_connection_and_nothing_else(server: DemoServer, raw: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(raw)
    writer.write_eof()
    said = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert said == b"" or said.startswith(b"HTTP/1.1 4")
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{server.url}/user", headers={"authorization": "Bearer x"})).status_code == 200


async def test_it_listens_on_loopback_only(server: DemoServer) -> None:
    assert server._server is not None
    assert [socket.getsockname()[0] for socket in server._server.sockets] == ["127.0.0.1"]


async def test_a_port_that_is_taken_is_said(server: DemoServer) -> None:
    for port in (server.port, 99_999):
        with pytest.raises(InputError) as caught:
            await serve(port)
        assert caught.value.code == "port" and "--port" in str(caught.value.fix)


async def test_stopping_closes_what_is_open() -> None:
    running = await serve(0)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.get(f"{running.url}/user")
        await running.stop()
        assert await asyncio.wait_for(reader.read(), 10) == b""
        with pytest.raises(httpx.ConnectError):
            await http.get(f"{running.url}/user")
    writer.close()


async def test_a_kind_can_be_loaded_through_the_server(server: DemoServer) -> None:
    async with Client(Credential("token", "anything", source="test"), base_url=server.url) as api:
        listing = await load(api, kind("pages_deployments"), {"project": "report-desk"})
    assert listing.total == len(server.company.part(Pages).deployments("report-desk"))
    assert (len(listing.rows), listing.more, listing.problems) == (100, True, ())
