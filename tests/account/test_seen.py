"""What the client notes about permissions from the answers that it gets."""

from __future__ import annotations

import httpx
import pytest

from edgewise.account.failures import Permission, PermissionGap
from edgewise.account.identity import Account
from edgewise.errors import EdgewiseError
from tests.account.support import ACCOUNT, Clock, client, envelope, refusal

READ = Permission("Queues Read", "Account · Queues · Read")
ANALYTICS = Permission("Account Analytics Read", "Account · Account Analytics · Read")
QUEUES = "/accounts/{account_id}/queues"


def answering(status: int) -> httpx.Response:
    return envelope([]) if status == 200 else refusal(status)


async def test_an_answer_proves_a_permission_and_a_refusal_its_lack() -> None:
    status, clock = 200, Clock()

    def answer(request: httpx.Request) -> httpx.Response:
        return envelope({"status": "active"}) if "verify" in request.url.path else answering(status)

    api = client(answer, clock)
    await api.get(QUEUES, permission=READ)
    assert api.seen.sightings["Queues Read"].has and api.seen.sightings["Queues Read"].where.endswith("/queues")
    clock.seconds, status = 60.0, 403
    with pytest.raises(PermissionGap):
        await api.get(QUEUES, permission=READ)
    found = api.seen.sightings["Queues Read"]
    assert not found.has and found.at == clock.now()
    api.use(Account("another", "Another"))
    assert api.seen.sightings == {}


@pytest.mark.parametrize("status", [404, 429, 500])
async def test_other_failures_prove_nothing(status: int) -> None:
    api = client(lambda request: refusal(status, 11000, "There is no queue with this id."))
    with pytest.raises(EdgewiseError):
        await api.get(QUEUES, permission=READ)
    assert api.seen.sightings == {}


async def test_the_list_of_accounts_proves_nothing() -> None:
    api = client(lambda request: envelope([]))
    await api.account()
    assert api.seen.sightings == {} and api.account is not None and ACCOUNT


async def test_analytics_prove_a_permission_by_their_words_not_by_their_status() -> None:
    words = [{"message": "not authorized for that account"}]
    api = client(lambda request: httpx.Response(200, json={"data": None, "errors": words}))
    with pytest.raises(PermissionGap):
        await api.graphql("query { viewer { accounts } }", permission=ANALYTICS)
    assert not api.seen.sightings["Account Analytics Read"].has
    api = client(lambda request: httpx.Response(200, json={"data": {"viewer": {}}, "errors": None}))
    await api.graphql("query { viewer { accounts } }", permission=ANALYTICS)
    assert api.seen.sightings["Account Analytics Read"].has
    api = client(lambda request: httpx.Response(200, json={"data": None, "errors": [{"message": "bad query"}]}))
    with pytest.raises(EdgewiseError):
        await api.graphql("query { viewer { accounts } }", permission=ANALYTICS)
    assert api.seen.sightings == {}


async def test_an_empty_list_of_zones_proves_nothing() -> None:
    found: list[dict[str, str]] = []
    api = client(lambda request: envelope(found))
    zone = Permission("Zone Read", "Zone · Zone · Read")
    await api.get("/zones", permission=zone)
    assert api.seen.sightings == {}
    found.append({"id": "z"})
    await api.get("/zones", permission=zone)
    assert api.seen.sightings["Zone Read"].has
