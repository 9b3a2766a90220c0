"""What is shown of Pages projects, Workers, builds and zones, beyond what all kinds have in common."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.client import Client
from edgewise.account.commands import command_for
from edgewise.account.demo import client as demo_client
from edgewise.account.failures import PermissionGap
from edgewise.account.listing import Listing, details, follow_up, load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.pages_variables import compare, shares_data, side_by_side
from edgewise.account.resources.references import references_to
from edgewise.account.resources.worker_bindings import without_secrets
from tests.account.support import ACCOUNT, NOW, client, envelope, refusal

ALONE = Scope(NOW)
"""Nothing else is loaded."""


def api() -> Client:
    return demo_client(lambda: NOW)


async def listing(identity: str, **parameters: str) -> Listing:
    return await load(api(), kind(identity), parameters)


async def scope(*kinds: str) -> Scope:
    return Scope(NOW, {identity: (await listing(identity)).rows for identity in kinds})


async def row(identity: str, key: str, **parameters: str) -> Row:
    found = await listing(identity, **parameters)
    return next(each for each in found.rows if each.key == key)


def column(of: str, row: Row, name: str, within: Scope = ALONE) -> str:
    return next(each for each in kind(of).columns if each.id == name).cell(row, within).text


def lines(of: str, row: Row, title: str, within: Scope = ALONE) -> list[tuple[str, str]]:
    section = next(each for each in kind(of).sections if each.title == title)
    found = [(item.title, item.cell(row, within).text) for item in section.items]
    return found + [(label, cell.text) for label, cell in (section.lines(row, within) if section.lines else [])]


def insights(of: str, row: Row, within: Scope = ALONE) -> list[str]:
    return [each.id for each in kind(of).insights if each.when(row, within)]


# ---------------------------------------------------------------------- variables of a Pages project


async def test_production_and_preview_stand_side_by_side() -> None:
    within = await scope("kv_namespaces", "d1_databases", "queues", "workers")
    found = await listing("pages_variables", project="shop")
    shown = {
        each.key: [column("pages_variables", each, name, within) for name in ("production", "preview", "difference")]
        for each in found.rows
    }
    assert shown == {
        "CARTS": ["KV → shop-carts", "KV → shop-carts-preview", "≠ differs"],
        "CATALOGUE": ["D1 → catalogue", "—", "▲ no preview"],
        "CURRENCY": ["variable", "variable", "= same"],
        "ORDERS": ["queue producer → orders", "—", "▲ no preview"],
        "PAYMENT_KEY": ["secret", "—", "▲ no preview"],
        "PRICING": ["service → pricing", "—", "▲ no preview"],
    }


async def test_previews_that_share_a_store_with_production_are_marked() -> None:
    rows = (await listing("pages_variables", project="wholesale-portal")).rows
    marked = {each.key: insights("pages_variables", each) for each in rows}
    assert marked["SESSIONS"] == ["preview-shares-data"]
    assert not any(found for key, found in marked.items() if key != "SESSIONS")


def project(production: Any, preview: Any = None) -> dict[str, Any]:
    return {"deployment_configs": {"production": production, "preview": preview}}


@pytest.mark.parametrize(
    ("production", "preview", "difference"),
    [
        ({"env_vars": {"A": {"type": "plain_text", "value": "1"}}}, None, "only production"),
        (None, {"env_vars": {"A": {"type": "plain_text", "value": "1"}}}, "only preview"),
        ({"kv_namespaces": {"A": {"namespace_id": "x"}}}, {"d1_databases": {"A": {"id": "x"}}}, "type"),
        ({"kv_namespaces": {"A": {"namespace_id": "x"}}}, {"kv_namespaces": {"A": {"namespace_id": "y"}}}, "value"),
        ({"env_vars": {"A": {"value": "1"}}}, {"env_vars": {"A": {"type": "plain_text", "value": "1"}}}, "same"),
        (
            {"env_vars": {"A": {"type": "secret_text", "value": ""}}},
            {"env_vars": {"A": {"type": "secret_text", "value": ""}}},
            "unknown",
        ),
    ],
)
def test_how_two_environments_differ(production: Any, preview: Any, difference: str) -> None:
    (found,) = side_by_side(project(production, preview))
    assert compare(Row("A", found)) == difference


def test_a_secret_is_dropped_even_should_the_api_send_it() -> None:
    (found,) = side_by_side(project({"env_vars": {"KEY": {"type": "secret_text", "value": "hunter2"}}}))
    assert "hunter2" not in json.dumps(found)
    bindings = without_secrets({"bindings": [{"type": "secret_text", "name": "KEY", "text": "hunter2"}]})
    assert bindings == [{"type": "secret_text", "name": "KEY"}]


def test_a_value_is_shown_on_request_only() -> None:
    (found,) = side_by_side(project({"env_vars": {"MODE": {"type": "plain_text", "value": "a quiet word"}}}))
    each = Row("MODE", found)
    shown = [column("pages_variables", each, item.id) for item in kind("pages_variables").columns]
    shown += [text for title in ("", "Values") for _, text in lines("pages_variables", each, title)]
    assert "a quiet word" not in " ".join(shown) and "12 characters; y shows it" in shown
    assert "a quiet word" in json.dumps(found), "y shows the document"


def test_a_binding_of_tomorrow_is_shown_by_its_field() -> None:
    (found,) = side_by_side(project({"teleporters": {"BEAM": {"pad": "x"}}}))
    assert column("pages_variables", Row("BEAM", found), "production") == "teleporters"


def test_the_same_name_twice_is_two_rows() -> None:
    rows = side_by_side(project({"kv_namespaces": {"A": {"namespace_id": "x"}}, "env_vars": {"A": {"value": "1"}}}))
    assert [each["name"] for each in rows] == ["A", "A"] and len({json.dumps(each) for each in rows}) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values)
def test_no_settings_break_the_comparison(production: Any, preview: Any) -> None:
    for found in side_by_side(project(production, preview)):
        each = Row("k", found)
        assert compare(each) in {"only production", "only preview", "type", "value", "same", "unknown"}
        assert shares_data(each) in (True, False)
        assert column("pages_variables", each, "production")
    assert isinstance(without_secrets(production), list)


# ---------------------------------------------------------------------- deployments and domains of a Pages project


async def test_the_deployment_that_visitors_get_is_marked_and_a_skip_is_explained() -> None:
    within = await scope("pages_projects")
    rows = (await listing("pages_deployments", project="stock-board")).rows
    shown = [column("pages_deployments", each, "environment", within) for each in rows[:4]]
    assert shown == ["production", "production", "production, live", "preview"]
    assert column("pages_deployments", rows[0], "stages") == "✓✓✓✗○"
    how_far = dict(lines("pages_deployments", rows[0], ""))["How far"]
    assert how_far == "✓ queued  ✓ initialize  ✓ clone_repo  ✗ build  ○ deploy"
    skipped = (await listing("pages_deployments", project="handbook")).rows[0]
    assert dict(lines("pages_deployments", skipped, ""))["Skipped because"] == "the commit message asks for it"
    unheard = replace(skipped, raw={**skipped.raw, "skip_reason": "blue_moon"})
    assert dict(lines("pages_deployments", unheard, ""))["Skipped because"] == "blue_moon"


async def test_a_domain_says_what_it_waits_for() -> None:
    within = await scope("pages_projects", "zones")
    rows = {each.key: each for each in (await listing("pages_domains", project="tasting-2026")).rows}
    fine, waiting = rows["tasting.northgate.example"], rows["tasting.oldtown-market.example"]
    assert column("pages_domains", fine, "todo", within) == "nothing"
    assert column("pages_domains", fine, "zone", within) == "northgate.example"
    assert column("pages_domains", waiting, "state", within) == "▲ waiting for you"
    records = lines("pages_domains", waiting, "Add these DNS records", within)
    assert records == [
        ("TXT", "_cf-custom-hostname.tasting.oldtown-market.example = 0f6a2c4e-8b1d-4f37-9c5a-d2e8b07163f4"),
        ("CNAME", "tasting.oldtown-market.example → tasting-2026.pages.dev"),
    ]
    assert insights("pages_domains", waiting, within) == ["domain-outside-zones"]
    assert insights("pages_domains", fine, within) == []


async def test_without_zones_a_domain_is_not_called_foreign() -> None:
    foreign = await row("pages_domains", "press.roasters-guild.example", project="press-kit")
    for within in (Scope(NOW), Scope(NOW, {"zones": ()})):
        assert column("pages_domains", foreign, "zone", within) == "unknown"
        assert insights("pages_domains", foreign, within) == []


async def test_readiness_stands_in_the_table_and_the_detail() -> None:
    within = await scope("pages_projects", "zones", "queues")
    rows = {each.key: each for each in within.rows["pages_projects"]}
    assert column("pages_projects", rows["press-kit"], "workers", within) == "✗ 1 blocks"
    assert column("pages_projects", rows["report-desk"], "workers", within) == "○ 7 to decide"
    shown = lines("pages_projects", rows["press-kit"], "Readiness to become a Worker", within)
    assert shown[0][0] == "✗ blocks" and "press.roasters-guild.example" in shown[0][1]
    assert shown[-1] == ("m to Migrate", "These are the settings only: edgewise assess reads the code.")
    odd = Row("x", {"name": "x"})
    assert column("pages_projects", odd, "workers", within) == "unknown"


# ---------------------------------------------------------------------- Workers


async def test_a_workers_detail_says_when_it_runs_and_what_it_is_given() -> None:
    within = await scope(
        "d1_databases",
        "queues",
        "workers",
        "pages_projects",
        "durable_object_namespaces",
        "hyperdrive_configs",
        "workflows",
    )
    found = await details(api(), kind("workers"), await row("workers", "nightly-stock"))
    assert lines("workers", found, "Runs by itself", within)[0] == (
        "15 2 * * *",
        "every day at 02:15 UTC · next in 17 h, Sun 15 Mar 02:15 UTC",
    )
    given_ = dict(lines("workers", found, "What it is given", within))
    assert given_["STOCK"] == "D1 → stock" and given_["ERP"] == "queue producer → erp-sync"
    assert given_["ERP_KEY"] == "secret" and given_["CUPS"] == "Durable Object → cup-counter_CupCounter"
    assert given_["RESTOCK"] == "Workflow → restock" and given_["ERP_DB"] == "Hyperdrive → erp"
    young = Row("w", {"id": "w"}, {"settings": {"bindings": [
        {"type": "durable_object_namespace", "name": "NEW", "class_name": "Fresh"}
    ]}})  # fmt: skip
    assert lines("workers", young, "What it is given", within) == [("NEW", "Durable Object → Fresh")]
    closed = dict(lines("workers", found, "Where it answers", within))
    assert closed["workers.dev"] == "○ closed"


async def test_a_divided_deployment_shows_in_the_worker_and_in_its_deployments() -> None:
    found = await details(api(), kind("workers"), await row("workers", "pricing"))
    shown = lines("workers", found, "Traffic")
    assert shown[0] == ("State", "▲ divided between versions") and [label for label, _ in shown[1:3]] == [
        "10 %",
        "90 %",
    ]
    rows = (await listing("worker_deployments", script="pricing")).rows
    assert [column("worker_deployments", each, "state") for each in rows] == ["▲ divided", "○ before", "○ before"]
    assert insights("worker_deployments", rows[0]) == ["gradual-deployment"]
    assert insights("worker_deployments", rows[1]) == []


@pytest.mark.parametrize(
    ("worker", "expected"),
    [
        (
            "pricing",
            {
                ("domain", "prices.northgate.example"),
                ("Worker, by a service binding", "order-intake"),
                ("Pages project", "shop"),
            },
        ),
        (
            "mailer",
            {
                ("queue", "outgoing-mail"),
                ("Worker, whose events it takes", "order-intake"),
                ("Worker, whose events it takes", "order-worker"),
            },
        ),
        (
            "cup-counter",
            {("Worker, by a Durable Object binding", "nightly-stock"), ("route", "cups.northgate.example/*")},
        ),
    ],
)
async def test_what_depends_on_a_worker(worker: str, expected: set[tuple[str, str]]) -> None:
    within = await scope("queues", "workers", "pages_projects")
    found = await details(api(), kind("workers"), await row("workers", worker))
    assert set(references_to(found, within)) == expected


async def test_an_unread_list_of_dependants_is_not_called_empty() -> None:
    bare = await row("workers", "brew-club")
    assert lines("workers", bare, "What depends on it")[-1][1].endswith("it has not been read")
    asked = replace(bare, extra={"worker": {"references": {}}})
    assert lines("workers", asked, "What depends on it") == [("Nothing", "that the API or this screen knows of")]


def test_a_reference_of_tomorrow_is_shown() -> None:
    found = Row("w", {"id": "w"}, {"worker": {"references": {"teleporters": [{"name": "pad"}], "queues": "odd"}}})
    assert references_to(found, Scope(NOW)) == [("teleporters", "pad")]


@pytest.mark.parametrize("answer", [None, {}, [], "x", {"schedules": None}, {"bindings": 7}])
def test_an_odd_answer_is_unknown_and_never_none(answer: Any) -> None:
    odd = Row("w", {"id": "w"}, dict.fromkeys(("settings", "schedules", "deployments", "routes", "worker"), answer))
    for title in ("Traffic", "Runs by itself", "What it is given"):
        texts = [text for _, text in lines("workers", odd, title)]
        if title == "Traffic" and answer == []:
            assert texts == ["no deployment: nothing is served"]
        else:
            assert texts == ["the API's answer is not as documented; y shows it"], title


async def test_bindings_lead_to_names() -> None:
    within = await scope("d1_databases", "queues", "workers", "r2_buckets")
    rows = {each.key: each for each in (await listing("worker_bindings", script="order-intake")).rows}
    assert {name: column("worker_bindings", each, "target", within) for name, each in rows.items()} == {
        "ORDERS": "orders",
        "CATALOGUE": "catalogue",
        "PRICING": "pricing",
        "INTAKE": "order_intake",
        "SHOP": "30 characters; y shows it",
        "WEBHOOK_SECRET": "never shown",
    }
    lost = Row("X", {"type": "d1", "name": "X", "id": "gone"})
    assert column("worker_bindings", lost, "target", within) == "▲ gone (not among those listed)"
    assert insights("worker_bindings", lost, within) == ["binding-leads-nowhere"]
    assert column("worker_bindings", lost, "target") == "gone", "without the databases nothing is known to be gone"


async def test_builds_run_and_finish() -> None:
    moved = NOW
    live = demo_client(lambda: moved)
    tag = str((await row("workers", "pricing")).raw["tag"])
    before = (await load(live, kind("worker_builds"), {"tag": tag, "script": "pricing"})).rows
    assert column("worker_builds", before[0], "state") == "▶ running"
    assert [column("worker_builds", each, "state") for each in before[2:3]] == ["✗ failed"]
    moved = NOW + timedelta(minutes=5)
    after = (await load(live, kind("worker_builds"), {"tag": tag, "script": "pricing"})).rows
    assert after[0].key == before[0].key and column("worker_builds", after[0], "state") == "✓ success"
    other = str((await row("workers", "mailer")).raw["tag"])
    assert (await load(live, kind("worker_builds"), {"tag": other, "script": "mailer"})).rows == ()


async def test_builds_without_a_user_token_say_which_permission_they_need() -> None:
    shut = client(lambda request: refusal(403) if "/builds/" in request.url.path else envelope({"status": "active"}))
    with pytest.raises(PermissionGap) as caught:
        await load(shut, kind("worker_builds"), {"tag": "t", "script": "s"})
    assert caught.value.permission is not None and caught.value.permission.name == "Workers CI Read"
    assert caught.value.fix is not None and caught.value.fix.endswith(
        "add Account · Workers Builds Configuration · Read. It has to be a token of a user: Workers Builds refuses "
        "those of an account, and wrangler's login."
    )


# ---------------------------------------------------------------------- queues


async def test_a_paused_queue_and_one_with_dead_letters_say_what_will_happen() -> None:
    listed = await follow_up(api(), await listing("queues"))
    within = Scope(NOW, {"queues": listed.rows})
    rows = {each.raw["queue_name"]: each for each in listed.rows}
    paused = kind("queues").insight(rows["photo-uploads"], within)
    assert paused is not None
    why = paused.why(rows["photo-uploads"], within)
    assert "wrangler queues resume-delivery photo-uploads" in why and "58 messages wait" in why and "4 days" in why
    dead = kind("queues").insight(rows["orders-dead"], within)
    assert dead is not None and "7 messages of orders failed" in dead.why(rows["orders-dead"], within)
    shown = {name: column("queues", each, "dead", within) for name, each in rows.items()}
    assert shown["orders"] == "orders-dead" and shown["erp-sync"] == "deleted" and shown["report-jobs"] == "—"


def test_without_a_backlog_nobody_speaks_of_dead_letters() -> None:
    dead = Row("d", {"queue_id": "d", "queue_name": "dead", "consumers": []}, {"metrics": None})
    source = Row("s", {"queue_name": "s", "consumers": [{"script": "w", "dead_letter_queue": "dead"}]})
    assert insights("queues", dead, Scope(NOW, {"queues": (dead, source)})) == []


# ---------------------------------------------------------------------- zones


async def test_zones_are_asked_for_the_account_in_question() -> None:
    seen = []

    def answer(request: Any) -> Any:
        seen.append(str(request.url))
        return envelope([], {"total_count": 0})

    await load(client(answer), kind("zones"))
    assert f"account.id={ACCOUNT}" in seen[-1]
    command = command_for(kind("zones"), None, {}, ACCOUNT, "https://api.example/v4")
    assert command.endswith(f"'https://api.example/v4/zones?account.id={ACCOUNT}'")


async def test_records_that_lead_to_pages_and_workers_are_named() -> None:
    within = await scope("pages_projects", "workers")
    zone = await row(
        "zones", next(e.key for e in (await listing("zones")).rows if e.raw["name"] == "northgate.example")
    )
    records = (await listing("dns_records", zone_id=zone.key, zone="northgate.example")).rows
    shown = {each.raw["name"]: column("dns_records", each, "serves", within) for each in records if each.raw["proxied"]}
    assert shown["reports.northgate.example"] == "report-desk (Pages)"
    assert shown["club.northgate.example"] == "brew-club (Worker)"
    assert shown["erp.northgate.example"] == "—"
    routes = (await listing("zone_routes", zone_id=zone.key, zone="northgate.example")).rows
    assert {each.raw["pattern"]: column("zone_routes", each, "script", within) for each in routes} == {
        "shop.northgate.example/hooks/orders/*": "order-intake",
        "old.northgate.example/*": "old-redirects",
        "cups.northgate.example/*": "cup-counter",
        "shop.northgate.example/hooks/orders/health": "○ no Worker",
    }


@pytest.mark.parametrize(
    ("record", "leads_to"),
    [
        ({"type": "CNAME", "content": "gift-cards.shop.pages.dev"}, "shop (Pages, gift-cards)"),
        ({"type": "CNAME", "content": "SHOP.pages.dev."}, "shop (Pages)"),
        ({"type": "CNAME", "content": "gone.pages.dev"}, "▲ a Pages project that is not here"),
        ({"type": "CNAME", "content": "mailer.northgate-coffee.workers.dev"}, "mailer (Worker)"),
        ({"type": "TXT", "content": "shop.pages.dev"}, "—"),
        ({"type": "AAAA", "content": "100::", "meta": {"origin_worker_id": "unheard of"}}, "a Worker"),
        ({"type": "CNAME", "content": None}, "—"),
    ],
)
async def test_where_a_record_leads(record: dict[str, Any], leads_to: str) -> None:
    within = await scope("pages_projects", "workers")
    assert column("dns_records", Row("r", record), "serves", within) == leads_to


def test_a_pending_zone_says_why_nothing_works() -> None:
    pending = Row("z", {"id": "z", "name": "z.example", "status": "pending"})
    assert column("zones", pending, "state") == "▲ waiting for name servers"
    assert insights("zones", pending) == ["zone-pending"]
    assert column("zones", Row("z", {"status": "active", "paused": True}), "state") == "○ paused"
    assert column("zones", Row("z", {"status": "levitating"}), "state") == "○ levitating"
