"""What reading a big account costs: how many requests, and whether the time is what the network alone would take.

Time is virtual: it passes while somebody waits, and only then.
"""

from __future__ import annotations

import math
from collections import Counter

import pytest

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.listing import load_with_relatives
from edgewise.account.pagination import Plan
from edgewise.account.resources import kind
from edgewise.account.survey import survey
from edgewise.account.wire import IN_FLIGHT
from tests.account.big import LATENCY, PROJECTS, WORKERS, BigCompany, Recorded, Slow, in_virtual_time
from tests.account.support import NOW

GOAL = 1.2
"""Times the latency bound."""


@pytest.fixture(scope="module")
def answers() -> Recorded:
    return Recorded(BigCompany())


def client(transport: Slow) -> Client:
    credential = Credential("demo", "demo", source="test")
    address, account = "https://big.invalid/client/v4", transport.answers.company.account["id"]
    return Client(credential, base_url=address, transport=transport, account_id=account, now=lambda: NOW)


def bound(transport: Slow, chain: int) -> float:
    """Seconds that so many requests take at best: all slots full all the time, or the longest chain of them."""
    return max(math.ceil(len(transport.begun) / IN_FLIGHT), chain) * LATENCY


def test_a_snapshot_of_a_big_account_costs_little_more_than_its_latency(answers: Recorded) -> None:
    transport = Slow(answers)
    document, seconds = in_virtual_time(survey(client(transport)))
    assert len(document["resources"]["pages_projects"]) == PROJECTS
    assert len(document["resources"]["workers"]) == WORKERS
    assert {each["code"] for each in document["problems"]} <= {"left-out"}
    assert transport.most == IN_FLIGHT
    # The account, the first page of projects, and the other pages stand one behind the other at least.
    assert seconds <= GOAL * bound(transport, 4), (seconds, len(transport.begun))


def test_a_snapshot_asks_nothing_twice_and_leaves_half_the_budget(answers: Recorded) -> None:
    transport = Slow(answers)
    in_virtual_time(survey(client(transport)))
    # Queries differ by their bodies, and lists of buckets by a header that names the jurisdiction.
    asked = Counter(
        target for _, target in transport.begun if not target.endswith(("/graphql", "/r2/buckets?per_page=100"))
    )
    assert [target for target, times in asked.items() if times > 1] == []
    assert len(transport.begun) <= 700


def test_the_slots_are_never_empty_while_there_is_work(answers: Recorded) -> None:
    """After the first lists nobody waits for somebody who is not a request on its way."""
    transport = Slow(answers)
    in_virtual_time(survey(client(transport)))
    rounds = Counter(round(at / LATENCY) for at, _ in transport.begun)
    thin = [number for number, count in rounds.items() if count < IN_FLIGHT]
    assert len(thin) <= 5, rounds


def test_pages_of_a_list_come_side_by_side(answers: Recorded) -> None:
    transport = Slow(answers)
    api = client(transport)
    path = "/accounts/{account_id}/pages/projects"
    found, seconds = in_virtual_time(api.rows(path, plan=Plan("page", per_page=10)))
    assert len(found.items) == PROJECTS and len(transport.begun) == 1 + 10
    assert seconds == pytest.approx(LATENCY * (1 + 1 + 2)), "the account, the first page, nine others in two rounds"


def test_relatives_are_read_beside_the_rows_and_not_after_them(answers: Recorded) -> None:
    transport = Slow(answers)
    _, seconds = in_virtual_time(load_with_relatives(client(transport), kind("queues")))
    assert seconds <= GOAL * bound(transport, 5), (seconds, transport.begun)
