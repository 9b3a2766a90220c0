"""The demo account's tails: the same in process and over loopback, with the troubles that real ones have."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

import pytest
import websockets
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo.company import Company
from edgewise.account.demo.faults import parse
from edgewise.account.demo.server import DemoServer
from edgewise.account.demo.story import SPIKE
from edgewise.account.demo.tails import Tails, Trouble, passes
from edgewise.account.demo.times import age
from edgewise.account.demo.traffic import Run, Traffic
from edgewise.account.demo.upgrade import frame, read_frame
from edgewise.account.tail.events import Entry, Gap, TailEvent, Unreadable
from edgewise.account.tail.filters import ServerFilter
from edgewise.account.tail.session import Session, State
from edgewise.account.tail.target import deployment, worker
from tests.account.support import NOW, Clock
from tests.account.tail.support import collect

HOUR = timedelta(hours=1)


class Running:
    """A clock that runs a hundred times faster than the wall's, from ``NOW`` on."""

    def __init__(self) -> None:
        self._start: float | None = None

    def __call__(self) -> datetime:
        at = asyncio.get_running_loop().time()
        if self._start is None:
            self._start = at
        return NOW + timedelta(seconds=100 * (at - self._start))


def runs(company: Company, name: str, since: datetime, length: timedelta) -> list[Run]:
    traffic = company.part(Traffic)
    script = traffic.worker(name)
    assert script is not None
    step, found = timedelta(minutes=5), []
    for part in range(int(length / step)):
        found += traffic.runs(script, since + part * step, since + (part + 1) * step)
    return found


def test_the_same_clock_brings_the_same_events_however_often_one_looks() -> None:
    company = Company(lambda: NOW)
    whole = runs(company, "pricing", NOW, timedelta(minutes=5))
    traffic = Company(lambda: NOW).part(Traffic)
    script = traffic.worker("pricing")
    assert script is not None
    pieces = [
        run
        for tenth in range(3000)
        for run in traffic.runs(script, NOW + timedelta(seconds=tenth / 10), NOW + timedelta(seconds=(tenth + 1) / 10))
    ]
    assert pieces == whole and len(whole) > 100
    assert [run.at for run in whole] == sorted(run.at for run in whole)


def test_errors_spike_after_the_deployment_and_come_from_the_new_version() -> None:
    company = Company(lambda: NOW)
    deployed = NOW - age(SPIKE.since)

    def share(events: list[Run]) -> float:
        return sum(run.document["outcome"] == "exception" for run in events) / len(events)

    before, after = (runs(company, SPIKE.script, since, HOUR) for since in (deployed - HOUR, deployed))
    assert share(before) < 0.01 and 0.04 < share(after) < 0.08
    failed = [run.document for run in after if run.document["exceptions"][:1] and SPIKE.message in str(run.document)]
    newest = company.part(Traffic).worker(SPIKE.script)
    assert newest is not None and failed and {each["scriptVersion"]["id"] for each in failed} == {newest.versions[0]}


def test_a_cron_runs_at_its_time_and_a_site_of_files_never() -> None:
    company = Company(lambda: NOW)
    night = NOW.replace(hour=2, minute=10)
    (run,) = runs(company, "nightly-stock", night, timedelta(minutes=20))
    assert run.document["event"]["cron"] == "15 2 * * *" and (run.at.hour, run.at.minute) == (2, 15)
    assert runs(company, "brew-club", NOW, HOUR) == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"outcome": ["exception"]}, lambda event: event["outcome"] == "exception"),
        ({"method": ["POST"]}, lambda event: event["event"]["request"]["method"] == "POST"),
        ({"query": "trade"}, lambda event: "trade" in str(event["logs"])),
        ({"header": {"key": "CF-IPCountry", "query": "JP"}}, lambda event: "'cf-ipcountry': 'JP'" in str(event)),
        ({"client_ip": ["nobody"]}, None),
        ({"scriptVersion": "nothing"}, None),
        ({"sampling_rate": 0.5}, lambda event: True),
    ],
)
def test_filters_are_kept_to(wanted: dict[str, Any], names: Any) -> None:
    events = [run.document for run in runs(Company(lambda: NOW), "pricing", NOW, HOUR)]
    found = [each for each in events if passes(each, {"filters": [wanted]})]
    assert len(found) < len(events) and bool(found) == (names is not None)
    assert all(names(each) for each in found)


WORDS = ["filters", "outcome", "method", "header", "query"]
strange = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=8,
)


@given(strange)
def test_filters_of_any_shape_are_taken(wanted: Any) -> None:
    company = Company(lambda: NOW)
    script = company.part(Traffic).worker("pricing")
    assert script is not None
    tail = company.part(Tails).make(script, wanted)
    run = next(company.part(Traffic).runs(script, NOW, NOW + timedelta(minutes=1)))
    assert passes(run.document, tail.wanted) in (True, False)


async def in_process(clock: Any) -> tuple[Client, Company]:
    transport = demo.transport(clock)
    credential = Credential("demo", "demo", source="edgewise")
    return Client(credential, base_url=demo.BASE_URL, transport=transport, now=clock), transport.company


async def test_in_process_events_come_as_the_clock_brings_them() -> None:
    client, company = await in_process(Running())
    async with client:
        enough = 5
        found = await collect(Session(client, worker("pricing")), lambda found: len(found) == 2 + enough)
    events = [each for each in found if isinstance(each, TailEvent)]
    assert len(events) == enough and all(each.kind == "fetch" and not each.odd for each in events)
    assert company.part(Tails).tails == {}


async def test_a_clock_that_stands_still_brings_nothing() -> None:
    clock = Clock()
    client, company = await in_process(clock.now)
    company.part(Tails).trouble = Trouble(burst=3)
    async with client:
        found = await collect(Session(client, worker("pricing")), lambda found: len(found) == 5)
    assert [type(each).__name__ for each in found] == ["State", "State", "TailEvent", "TailEvent", "TailEvent"]


async def test_only_the_newest_production_deployment_has_visitors() -> None:
    company = Company(lambda: NOW)
    traffic = company.part(Traffic)
    from edgewise.account.demo.pages import Pages

    rows = company.part(Pages).deployments("shop")
    live = [each["id"] for each in rows if (found := traffic.deployment("shop", each["id"])) and found.written]
    assert len(live) == 1 and traffic.deployment("shop", "nope") is None and traffic.deployment("nope", live[0]) is None


# ---------------------------------------------------------------------- over loopback


async def loopback(server: DemoServer) -> Client:
    credential = Credential("demo", "demo", source="edgewise")
    return Client(credential, base_url=server.url, account_id=server.company.account["id"], now=server.company.clock)


async def test_over_loopback_with_a_drop_garbage_and_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")  # not for this machine
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with await demo.serve(0, Running()) as server, await loopback(server) as client:
        tails = server.company.part(Tails)
        tails.trouble = Trouble(garbage=["{", b"\xff\xff", "[]"], burst=1000)
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        def enough(found: list[Entry | State]) -> bool:
            if len(found) == 1005:
                tails.trouble.drop_after = 0
            gaps = [at for at, each in enumerate(found) if isinstance(each, Gap)]
            return bool(gaps) and any(isinstance(each, TailEvent) for each in found[gaps[0] :])

        target = worker("pricing")
        found = await collect(Session(client, target, ServerFilter(), sleep=sleep), enough)
        assert tails.tails == {}
    assert sum(isinstance(each, Unreadable) for each in found) == 3
    assert sum(isinstance(each, TailEvent) for each in found) >= 1001
    gap = next(each for each in found if isinstance(each, Gap))
    assert gap.seconds > 0 and "connection" in gap.reason and slept[0] >= 1


async def test_over_loopback_a_tail_that_runs_out_is_renewed_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgewise.account.tail.session.OVERLAP", 0.05)
    async with await demo.serve(0, Running()) as server, await loopback(server) as client:
        server.company.part(Tails).trouble = Trouble(lasts=timedelta(seconds=90))

        def enough(found: list[Entry | State]) -> bool:
            live = [at for at, each in enumerate(found) if isinstance(each, State) and each.stage == "live"]
            return len(live) == 3 and any(isinstance(each, TailEvent) for each in found[live[-1] :])

        found = await collect(Session(client, worker("pricing")), enough)
    assert not any(isinstance(each, Gap) for each in found)
    events = [each for each in found if isinstance(each, TailEvent)]
    assert len(events) == len(set(events)), "nothing came twice"


async def test_over_loopback_a_pages_deployment() -> None:
    async with await demo.serve(0, Running()) as server, await loopback(server) as client:
        rows = (await client.get("/accounts/{account_id}/pages/projects/shop/deployments")).result
        live = next(
            each for each in rows if each["environment"] == "production" and each["latest_stage"]["status"] == "success"
        )
        found = await collect(
            Session(client, deployment("shop", live["id"])), lambda found: isinstance(found[-1], TailEvent)
        )
    assert isinstance(found[-1], TailEvent) and found[-1].document["scriptName"].startswith("pages-worker--")


async def test_strangers_are_not_let_in() -> None:
    async with await demo.serve(0) as server:
        script = server.company.part(Traffic).worker("pricing")
        assert script is not None
        tail = server.company.part(Tails).make(script, None)
        base = f"ws://127.0.0.1:{server.port}"
        refused: list[tuple[str, dict[str, Any]]] = [
            (f"{base}/tails/nobody", {"subprotocols": ["trace-v1"]}),
            (f"{base}/tails/{tail.identity}", {}),
            (f"{base}/client/v4/accounts", {"subprotocols": ["trace-v1"]}),
            (f"{base}/tails/{tail.identity}", {"subprotocols": ["trace-v1"], "origin": "https://evil.example"}),
        ]
        for address, options in refused:
            with pytest.raises(websockets.exceptions.InvalidStatus):
                await websockets.connect(address, proxy=None, **options)  # type: ignore[arg-type]
        async with websockets.connect(f"{base}/tails/{tail.identity}", subprotocols=["trace-v1"], proxy=None) as open_:  # type: ignore[list-item]
            await (await open_.ping())
            server.company.part(Tails).delete(tail.identity)
            with pytest.raises(websockets.exceptions.ConnectionClosed) as caught:
                while True:
                    await open_.recv()
        assert caught.value.rcvd is not None and caught.value.rcvd.code == 1001


@given(st.sampled_from([1, 2, 8, 9]), st.binary(max_size=70_000), st.booleans())
async def test_frames_are_read_as_they_are_written(opcode: int, data: bytes, mask: bool) -> None:
    written = frame(opcode, data)
    if mask:
        key, head = b"\x01\x02\x03\x04", written[: len(written) - len(data)]
        written = bytes([head[0], head[1] | 0x80]) + head[2:] + key + bytes(b ^ key[i % 4] for i, b in enumerate(data))
    reader = asyncio.StreamReader()
    reader.feed_data(written)
    assert await read_frame(reader.readexactly) == (opcode, data)


async def test_what_a_listener_has_no_reason_to_send_ends_the_connection() -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(bytes([0x81, 127]) + (1 << 40).to_bytes(8, "big"))
    with pytest.raises(ValueError, match="too large"):
        await read_frame(reader.readexactly)


async def test_leaving_in_the_middle_leaves_nothing_behind() -> None:
    async with await demo.serve(0, Running()) as server, await loopback(server) as client:
        async with aclosing(Session(client, worker("pricing")).stream()) as stream:
            async for item in stream:
                if isinstance(item, TailEvent):
                    assert json.dumps(item.document)
                    break
        assert server.company.part(Tails).tails == {}


async def test_the_faults_break_every_connection_after_so_many_messages() -> None:
    async with demo.client(Running(), parse("drop=4")) as client:
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        session = Session(client, worker("pricing"), sleep=sleep)
        found = await collect(session, lambda found: sum(isinstance(each, Gap) for each in found) == 2)
    kinds = [type(each).__name__ if not isinstance(each, State) else each.stage for each in found]
    first = kinds[: kinds.index("Gap")]
    assert first == ["connecting", "live", *["TailEvent"] * 4, "reconnecting"] and kinds.count("TailEvent") == 8
