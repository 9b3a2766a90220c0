"""The order of a cutover, and the card with the way back."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo import BASE_URL
from edgewise.account.demo.company import Company
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.errors import InputError
from edgewise.migration.cutover.card import card
from edgewise.migration.cutover.model import Cutover, Facts
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reading import read_facts

HOST = "reports.northgate.example"


def client(company: Company) -> Client:
    return Client(
        Credential("demo", "demo", source="edgewise"),
        base_url=BASE_URL,
        transport=DemoTransport(company),
        account_id=company.account["id"],
    )


async def planned(company: Company, project: str = "report-desk", worker: str = "report-desk") -> Cutover:
    async with client(company) as found:
        return order(await read_facts(found, project), worker)


async def test_what_is_there_already_is_not_done_again() -> None:
    company = Company()
    company.part(Workers).upload("report-desk", {}, deploy=True)
    zone = company.part(Zones).zone_for(HOST)
    assert zone is not None
    company.part(Zones).put_route(zone["id"], f"{HOST}/*", "report-desk")
    (host,) = (await planned(company)).hosts
    assert [each.id for each in host.operations] == ["domain", "watch-domain", "unfront", "watch-unfront"]
    assert any("already" in text for text in host.facts)


async def test_a_missing_worker_is_told_and_nothing_is_ready() -> None:
    found = await planned(Company())
    assert found.worker_there is False
    assert not found.ready


async def test_an_unknown_project_is_an_error() -> None:
    with pytest.raises(InputError, match="no Pages project nowhere"):
        await planned(Company(), "nowhere")


FACTS = Facts(
    "site",
    "site.pages.dev",
    ("a.example.org",),
    ({"id": "z1", "name": "example.org", "status": "active"},),
    {"z1": ({"id": "r1", "type": "CNAME", "name": "a.example.org", "content": "site.pages.dev", "proxied": True},)},
    {"z1": ()},
    (),
    ("site",),
)


def only(facts: Facts) -> Any:
    (host,) = order(facts, "site").hosts
    return host


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zones": ()}, "in no zone"),
        ({"zones": ({"id": "z1", "name": "example.org", "status": "pending"},)}, "not active"),
        ({"worker_domains": ({"hostname": "a.example.org", "service": "other"},)}, "the Worker other"),
        ({"routes": {"z1": ({"id": "x", "pattern": "a.example.org/*", "script": "other"},)}}, "leads to other"),
        ({"routes": {"z1": ({"id": "x", "pattern": "a.example.org/*", "script": None},)}}, "switches Workers off"),
        ({"records": {"z1": ()}}, "no record"),
        ({"records": {"z1": ({"type": "A", "name": "a.example.org", "content": "192.0.2.1"},)}}, "A 192.0.2.1"),
    ],
)
def test_what_stands_in_the_way_is_said_with_a_way_out(change: dict[str, Any], says: str) -> None:
    host = only(replace(FACTS, **change))
    assert host.standing == "blocked"
    assert host.operations == ()
    (obstacle,) = host.obstacles
    assert says in obstacle.text
    assert obstacle.fixes


@pytest.mark.parametrize("part", ["zones", "worker_domains"])
def test_what_could_not_be_read_is_unknown_and_never_ready(part: str) -> None:
    assert only(replace(FACTS, **{part: None})).standing == "unknown"


@pytest.mark.parametrize("part", ["records", "routes"])
def test_a_zone_that_could_not_be_read_is_unknown(part: str) -> None:
    assert only(replace(FACTS, **{part: {"z1": None}})).standing == "unknown"


def test_a_record_outside_the_proxy_is_proxied_first() -> None:
    (record,) = FACTS.records["z1"] or ()
    host = only(replace(FACTS, records={"z1": ({**record, "proxied": False},)}))
    assert [each.id for each in host.operations] == [
        "record", "proxy", "front", "watch-front", "domain", "watch-domain", "unfront", "watch-unfront"
    ]  # fmt: skip


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_a_card_never_runs_what_came_from_outside(name: str, content: str) -> None:
    """Whatever a record holds, the shell sees the words of the card's own commands."""
    (record,) = FACTS.records["z1"] or ()
    hostile = {**record, "id": name, "content": "site.pages.dev", "ttl": content}
    facts = replace(FACTS, records={"z1": ({**hostile, "proxied": False},)})
    commands = [line.strip() for line in card(order(facts, "site")).splitlines() if line.strip().startswith("curl")]
    for command in commands:
        words = command.replace("curl", "printf '%s\\n'", 1)
        told = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=True).stdout
        assert re.match(r"-X\n(POST|PUT|PATCH|DELETE)\n-H\nAuthorization: Bearer", told), told


def test_each_domain_is_given_together_with_those_that_the_worker_has_then() -> None:
    (record,) = FACTS.records["z1"] or ()
    names = ("a.example.org", "b.example.org", "c.example.org")
    rows = tuple({**record, "id": name, "name": name} for name in names)
    own = {"hostname": "old.example.org", "service": "site", "zone_id": "z1"}
    facts = replace(FACTS, domains=names, records={"z1": rows}, worker_domains=(own,))

    def given(*only: str) -> list[list[str]]:
        return [
            [origin["hostname"] for origin in operation.requests[0].body["origins"]]
            for host in order(facts, "site", only).hosts
            for operation in host.operations
            if operation.id == "domain"
        ]

    assert given("b.example.org") == [["old.example.org", "b.example.org"]]
    assert given() == [["old.example.org", *names[: count + 1]] for count in range(3)]
