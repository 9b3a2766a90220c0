"""The demo user's other account: small, apart from the first, and seen by those tokens that see every account."""

from __future__ import annotations

import json

import pytest

from edgewise.account import demo, snapshot
from edgewise.account.client import Client
from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.listing import load
from edgewise.account.resources import ROOTS, kind
from edgewise.errors import AuthError, EdgewiseError
from tests.account.support import NOW


async def at_the_academy(token: str = "") -> Client:
    api = demo.client(lambda: NOW, token=token)
    (other,) = (await api.account()).others
    api.use(other)
    return api


async def test_the_first_account_is_chosen_without_a_word_about_it() -> None:
    found = await demo.client(lambda: NOW).account()
    assert found.name == "Northgate Coffee (demo)" and found.note is None
    assert [each.name for each in found.others] == ["Northgate Academy (demo)"]


async def test_the_other_account_is_small_and_mostly_empty() -> None:
    api = await at_the_academy()
    counts = {each.id: len((await load(api, each)).rows) for each in ROOTS if each.id != "ai_models"}
    assert counts.pop("workers") == 1 and counts.pop("kv_namespaces") == 1
    assert set(counts.values()) == {0}, counts


async def test_its_snapshot_is_whole() -> None:
    found = await snapshot(await at_the_academy())
    assert found["account"]["name"] == "Northgate Academy (demo)" and found["problems"] == []
    assert [each["name"] for each in found["resources"]["workers"]] == ["course-signup"]


async def test_what_is_changed_there_does_not_touch_the_first() -> None:
    api = demo.client(lambda: NOW)
    first = await api.account()
    before = [row.key for row in (await load(api, kind("worker_deployments"), {"script": "order-worker"})).rows]
    (other,) = first.others
    api.use(other)
    api.lock.turn_off()
    (version, *_) = (await load(api, kind("worker_versions"), {"script": "course-signup"})).rows
    body = {"strategy": "percentage", "versions": [{"version_id": version.key, "percentage": 100}]}
    path = "/accounts/{account_id}/workers/scripts/course-signup/deployments"
    await api.send("POST", path, body=body)
    assert len((await load(api, kind("worker_deployments"), {"script": "course-signup"})).rows) == 3
    api.use(first)
    after = [row.key for row in (await load(api, kind("worker_deployments"), {"script": "order-worker"})).rows]
    assert after == before


@pytest.mark.parametrize(("token", "seen"), [("", 1), ("demo-wrangler", 1), ("demo-readonly", 0), ("demo-told", 0)])
async def test_a_token_for_one_account_does_not_see_the_other(token: str, seen: int) -> None:
    api = demo.client(lambda: NOW, token=token)
    assert len((await api.account()).others) == seen


async def test_a_token_for_one_account_is_refused_in_the_other() -> None:
    (other,) = (await demo.client(lambda: NOW).account()).others
    api = demo.client(lambda: NOW, token="demo-readonly")
    api.use(other)
    with pytest.raises(AuthError):
        await load(api, kind("workers"))


async def test_questions_about_use_are_answered_for_the_account_that_they_name() -> None:
    company = Company(lambda: NOW)
    academy = company.others[0].account["id"]

    def ask(tag: str) -> list[object]:
        inner = 'workersInvocationsAdaptive(limit: 9, filter: {datetime_geq: "2026-03-13T00:00:00Z", '
        inner += 'datetime_leq: "2026-03-14T00:00:00Z"}) { sum { requests } dimensions { scriptName } }'
        text = f'query {{ viewer {{ accounts(filter: {{accountTag: "{tag}"}}) {{ {inner} }} }} }}'
        body = json.dumps({"query": text}).encode()
        headers = {"authorization": "Bearer demo"}
        reply = handle(company, Request("POST", "/client/v4/graphql", headers, body))
        document = json.loads(reply.body)
        assert document["errors"] is None, document
        found: list[object] = document["data"]["viewer"]["accounts"][0]["workersInvocationsAdaptive"]
        return found

    assert ask(company.account["id"]) and ask(academy) == []


async def test_every_token_and_account_is_told_its_own_memberships() -> None:
    api = demo.client(lambda: NOW, token="demo-wrangler")
    found = await api.get("/memberships")
    assert [each["account"]["name"] for each in found.result] == ["Northgate Coffee (demo)", "Northgate Academy (demo)"]
    api = demo.client(lambda: NOW, token="demo-pages-only")
    with pytest.raises(EdgewiseError):
        await api.get("/memberships")
