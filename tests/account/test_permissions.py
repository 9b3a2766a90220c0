"""What a credential may do: the table, what the credential claims, what the answers show, and what is unknown."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo.access import needed
from edgewise.account.demo.tokens import TOKENS
from edgewise.account.listing import load
from edgewise.account.permissions import policies, scopes
from edgewise.account.permissions.evidence import HAS, LACKS, UNKNOWN, Holding, judge
from edgewise.account.permissions.holder import Holder
from edgewise.account.permissions.probing import probe
from edgewise.account.permissions.report import Report, know, known_abilities, report, unknown
from edgewise.account.permissions.table import Ability
from edgewise.account.permissions.templates import names_to_tick, stronger, template_for
from edgewise.account.permissions.wording import holder_lines
from edgewise.account.resources import KINDS, kind
from edgewise.account.seen import Sighting
from tests.account.support import ACCOUNT, CANARY, NOW, client, envelope, refusal

ABILITIES = known_abilities()


def ability(name: str) -> Ability:
    return next(each for each in ABILITIES if each.name == name)


async def told(api: Client, *, asking: bool = False) -> Report:
    """What is known through a client, after trying what is unknown where ``asking``."""
    knowledge = await know(api)
    if asking:
        await probe(api, unknown(await report(api, knowledge)), rows={}, report=lambda *about: None)
    return await report(api, knowledge)


def states(found: Report) -> dict[str, str]:
    return {each.ability.name: each.state for each in found.holdings}


def holding(found: Report, name: str) -> Holding:
    return next(each for each in found.holdings if each.ability.name == name)


# ---------------------------------------------------------------------- the table


def test_every_permission_that_is_declared_is_in_the_table_once() -> None:
    declared = {each.permission.name for each in KINDS}
    declared |= {each.permission.name for found in KINDS for each in (*found.follows, *found.details, *found.actions)}
    declared |= {view.permission.name for found in KINDS for view in found.views if view.permission}
    names = [each.name for each in ABILITIES]
    assert declared <= set(names) and len(names) == len(set(names))
    for each in ABILITIES:
        assert each.unlocks and each.scope in ("account", "zone", "user")
        assert each.permission.dashboard.count(" · ") == 2
        assert each.writes != each.name.endswith(" Read") and not (each.writes and each.probes)


def test_the_table_says_what_a_permission_is_for() -> None:
    assert "Queues" in ability("Queues Read").unlocks
    assert "Queues: delete every message (purge), pause delivery, resume delivery" in ability("Queues Write").unlocks
    assert "Deployments of Pages projects" in ability("Pages Read").unlocks
    assert [each.writes for each in ABILITIES] == sorted(each.writes for each in ABILITIES)


def test_what_edgewise_says_it_needs_is_what_the_demo_accounts_table_asks_for() -> None:
    """Two tables that know nothing of each other: the kinds' permissions, and those of the API's addresses."""
    for each in KINDS:
        path = each.path.replace("{", "").replace("}", "")
        method = "POST" if each.body is not None else "GET"
        content = json.dumps(each.body).encode()
        wanted = needed(method, path, content)
        assert not wanted or each.permission.name in wanted, each.id
        for action in each.actions:
            where = action.path.replace("{", "").replace("}", "")
            assert action.permission.name in needed(action.method, where, b""), action.id
        for follow in (*each.follows, *each.details):
            if follow.body is None:
                where = follow.path.replace("{", "").replace("}", "")
                wanted = needed("GET", where, b"")
                assert not wanted or follow.permission.name in wanted, (each.id, follow.name)


# ---------------------------------------------------------------------- what is known


async def test_nothing_is_shown_as_there_before_anything_is_known() -> None:
    api = client(lambda request: refusal(500, 10013, "oh"))
    found = await told(api)
    assert set(states(found).values()) == {UNKNOWN}
    assert "unknown until it is used" in holding(found, "Queues Write").words


async def test_an_answer_and_a_refusal_are_seen_with_their_time() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "verify" in request.url.path:
            return envelope({"id": "t", "status": "active"})
        return envelope([]) if "/queues" in request.url.path else refusal(403)

    api = client(answer)
    knowledge = await know(api)
    await load(api, kind("queues"))
    with pytest.raises(Exception, match="may not read"):
        await load(api, kind("workers"))
    found = await report(api, knowledge)
    assert holding(found, "Queues Read").state == HAS and holding(found, "Queues Read").at == api.now()
    assert holding(found, "Workers Scripts Read").state == LACKS
    assert holding(found, "Queues Write").state == UNKNOWN, "to read is not to write"
    assert [each.ability.name for each in found.missing][:1] and "Workers Scripts Read" in found.document()["missing"]


async def test_what_may_be_changed_may_be_read() -> None:
    seen = {"Queues Write": Sighting(True, "/x", NOW), "Pages Write": Sighting(False, "/y", NOW)}
    found = {each.ability.name: each.state for each in judge(ABILITIES, {}, seen, NOW)}
    assert found["Queues Read"] == HAS and found["Queues Write"] == HAS
    assert found["Pages Write"] == LACKS and found["Pages Read"] == UNKNOWN


@pytest.mark.parametrize("token", [each.word for each in TOKENS if each.word != "demo-expired"])
async def test_what_is_said_of_each_demo_token_is_true(token: str) -> None:
    """Nothing is called there that the API refuses, and nothing missing that it answers."""
    api = demo.client(lambda: NOW, token=token)
    found = await told(api, asking=True)
    may = next(each for each in TOKENS if each.word == token).permissions
    for each in found.holdings:
        name = each.ability.name
        given = name in may or (name.endswith(" Read") and f"{name[:-4]}Write" in may)
        # Workers Tail Read is enough to read scripts, and Workers Scripts Read for queues.
        also = {"Workers Scripts Read": "Workers Tail Read", "Queues Read": "Workers Scripts Read"}.get(name)
        if each.state == HAS:
            assert given or also in may, (name, each)
        if each.state == LACKS:
            assert not given, (name, each)


async def test_a_token_that_ran_out_says_so() -> None:
    api = demo.client(lambda: NOW, token="demo-expired")
    with pytest.raises(Exception, match="expired"):
        await told(api)


async def test_a_token_that_may_read_its_own_policies_needs_no_trying() -> None:
    api = demo.client(lambda: NOW, token="demo-told")
    found = await told(api)
    holder = found.knowledge.holder
    assert holder.owner == "user" and holder.status == "active" and holder.email == "maren@northgate.example"
    assert holder.expires == NOW + timedelta(days=3) and holder.ip_in == ("192.0.2.0/24", "2001:db8::/32")
    assert holding(found, "Queues Write").state == HAS and holding(found, "Queues Write").how == "policies"
    assert holding(found, "Queues Read").words == "by the token's policies, as part of Queues Write"
    assert holding(found, "Workers Scripts Read").state == LACKS and holding(found, "Pages Write").state == LACKS


async def test_a_token_of_the_account_is_told_from_a_users() -> None:
    api = demo.client(lambda: NOW, token="demo-account-owned")
    holder = (await told(api)).knowledge.holder
    assert holder.owner == "account" and holder.status == "active" and "usual" in holder.note


async def test_wranglers_login_claims_by_its_scopes() -> None:
    api = demo.client(lambda: NOW, token="demo-wrangler")
    found = await told(api)
    holder = found.knowledge.holder
    assert holder.kind == "login" and holder.expires and "pages:write" in holder.scopes
    assert holding(found, "Pages Write").state == HAS and "pages:write" in holding(found, "Pages Write").words
    assert holding(found, "Account Settings Read").state == HAS
    for name in ("Workers R2 Storage Read", "DNS Read"):
        assert name not in states(found) or states(found)[name] == UNKNOWN, "no scope is named after it"


def test_a_login_without_scopes_in_its_file_claims_nothing() -> None:
    assert scopes.claims_of((), ABILITIES) == {}
    few = scopes.claims_of(("queues:write",), ABILITIES)
    assert few["Queues Read"].state == HAS and few["Pages Read"].state == LACKS


async def test_a_refusal_counts_for_more_than_a_claim() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return refusal(403) if "/queues" in request.url.path else envelope({"email": "a@b.example"})

    login = Credential("login", CANARY, source="file", scopes=("queues:write",), expires=NOW + timedelta(hours=1))
    api = client(answer, credential=login)
    knowledge = await know(api)
    assert holding(await report(api, knowledge), "Queues Read").state == HAS
    with pytest.raises(Exception):  # noqa: B017
        await load(api, kind("queues"))
    found = holding(await report(api, knowledge), "Queues Read")
    assert found.state == LACKS and "although by the login's scope queues:write" in found.words


async def test_asking_tells_how_far_it_is_and_costs_one_request_each() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return envelope([])

    api = client(answer)
    before = len(asked)
    steps: list[tuple[int, int, str]] = []
    wanted = tuple(each for each in ABILITIES if each.probes and not each.probes[0].parent)
    await probe(api, wanted, rows={}, report=lambda *about: steps.append(about))
    assert len(asked) - before == len(wanted) == len(steps)
    assert steps[0] == (0, len(wanted), wanted[0].name) and steps[-1][0] == len(wanted) - 1


async def test_what_asking_does_not_show_says_why() -> None:
    api = client(lambda request: refusal(500, 10013, "oh"))
    knowledge = await know(api)
    silent = await probe(api, (ability("Queues Read"),), rows={}, report=lambda *about: None)
    assert "Queues Read" in silent and "10013" in silent["Queues Read"]
    assert states(await report(api, knowledge))["Queues Read"] == UNKNOWN


async def test_an_account_without_zones_says_nothing_about_them() -> None:
    api = demo.client(lambda: NOW, token="demo-wrangler")
    (other,) = (await api.account()).others
    api.use(other)
    silent = await probe(api, (ability("Zone Read"), ability("DNS Read")), rows={}, report=lambda *about: None)
    assert "empty" in silent["Zone Read"] and "no zone" in silent["DNS Read"]
    assert "Zone Read" not in api.seen.sightings


async def test_the_secret_is_in_nothing_that_is_told() -> None:
    api = client(lambda request: envelope({"id": "t", "status": "active", "email": CANARY, "name": CANARY}))
    found = await told(api, asking=True)
    assert CANARY not in json.dumps(found.document(), ensure_ascii=False) + repr(found)


# ---------------------------------------------------------------------- policies


def policy(names: list[str], resources: Any, effect: str = "allow") -> Any:
    return {
        "effect": effect,
        "resources": resources,
        "permission_groups": [{"id": "g", "name": each} for each in names],
    }


HERE = {f"com.cloudflare.api.account.{ACCOUNT}": "*"}
ZONES = {f"com.cloudflare.api.account.{ACCOUNT}": {"com.cloudflare.api.account.zone.*": "*"}}


def claimed(*listed: Any) -> dict[str, str]:
    found = policies.claims_of({"policies": list(listed)}, ABILITIES, ACCOUNT)
    return {name: claim.state for name, claim in found.items()}


def test_policies_hold_for_the_accounts_that_they_name() -> None:
    assert claimed(policy(["Queues Read"], HERE))["Queues Read"] == HAS
    assert claimed(policy(["Queues Read"], {"com.cloudflare.api.account.*": "*"}))["Queues Read"] == HAS
    other = claimed(policy(["Queues Read"], {"com.cloudflare.api.account.ffff": "*"}))
    assert other["Queues Read"] == LACKS
    assert claimed(policy(["Queues Read"], HERE))["Queues Write"] == LACKS
    assert claimed(policy(["Queues Edit"], HERE))["Queues Write"] == HAS, "the dashboard's word for it"


def test_what_a_policy_denies_is_not_called_there() -> None:
    found = claimed(policy(["Queues Read"], HERE), policy(["Queues Read"], HERE, "deny"))
    assert found["Queues Read"] == UNKNOWN


@pytest.mark.parametrize("name", [None, "Workers Admin", "", 7])
def test_a_group_that_is_not_known_leaves_the_rest_unknown(name: Any) -> None:
    found = claimed({"effect": "allow", "resources": HERE, "permission_groups": [{"id": "g", "name": name}]})
    assert set(found.values()) == {UNKNOWN}


NAMES = st.sampled_from(["policies", "effect", "resources", "permission_groups", "name", *HERE, *ZONES])
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["allow", "deny", "*"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


@given(JSON)
def test_policies_of_any_shape_never_make_up_a_permission(document: Any) -> None:
    found = policies.claims_of(document, ABILITIES, ACCOUNT)
    assert all(claim.state != HAS for claim in found.values())


ANYTHING = st.recursive(
    SCALARS | st.just("2026-01-01T00:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "status", "email", "expires_on", "condition", "request_ip", "in", "policies"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(ANYTHING)
def test_a_credential_of_which_the_api_says_anything_is_told_of_all_the_same(result: Any) -> None:
    """Whatever stands where the token, the user and the policies should: a report, and nothing made up."""
    found = asyncio.run(told(client(lambda request: envelope(result))))
    text = json.dumps(found.document(), ensure_ascii=False) + "".join(holder_lines(found.knowledge.holder))
    assert "\x1b" not in text and CANARY not in text
    assert all(each.how != "policies" for each in found.of(HAS))


def test_a_token_whose_owner_is_not_known_is_told_by_its_email_alone() -> None:
    assert next(holder_lines(Holder("token", "API token", "SOURCE", email="a@b.example"))) == (
        "API token (SOURCE), a@b.example"
    )
    assert next(holder_lines(Holder("token", "API token", "SOURCE", owner="user", email="a@b.example"))) == (
        "API token (SOURCE), of a user: a@b.example"
    )


# ---------------------------------------------------------------------- where to tick


def test_the_page_is_filled_in_with_documented_keys_only() -> None:
    wanted = [ability("Queues Read").permission, ability("Queues Write").permission, ability("Pages Read").permission]
    made = template_for(wanted, ACCOUNT)
    query = httpx.URL(made.url).params
    assert json.loads(query["permissionGroupKeys"]) == [
        {"key": "queues", "type": "edit"},
        {"key": "page", "type": "read"},
    ]
    assert query["accountId"] == ACCOUNT and query["zoneId"] == "all" and query["name"] == "edgewise"
    assert [each.name for each in stronger(wanted)] == ["Queues Write", "Pages Read"]
    assert names_to_tick(wanted) == "Account · Queues · Edit\nAccount · Cloudflare Pages · Read"
    odd = type(wanted[0])("Something New Read", "Account · Something New · Read")
    assert template_for([odd], ACCOUNT).url == "https://dash.cloudflare.com/profile/api-tokens"
    assert template_for([odd, *wanted], ACCOUNT).by_hand == (odd,)


async def test_an_accounts_own_token_is_made_on_the_accounts_page() -> None:
    found = await told(demo.client(lambda: NOW, token="demo-account-owned"))
    assert found.template().url.startswith("https://dash.cloudflare.com/?to=/:account/api-tokens&permissionGroupKeys=")
    assert "zoneId" not in found.template().url
