"""Workers: what they are given, when they run, what depends on them, how they are deployed and built."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from edgewise.account.analytics.series import SeriesOf
from edgewise.account.analytics.sparks import sparks
from edgewise.account.demo import client as demo_client
from edgewise.account.failures import PermissionGap
from edgewise.account.listing import details, load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.references import references_to
from tests.account.panels import api, column, insights, lines, listing, row, scope
from tests.account.support import NOW, client, envelope, refusal

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


async def test_a_worker_of_static_assets_is_called_static_and_not_unused() -> None:
    within = await scope("workers")
    static, quiet = await row("workers", "brew-club"), Row("w", {"id": "w", "handlers": ["fetch"], "has_assets": True})
    answered = replace(within, series={"workers": await sparks(api(), "workers")})
    empty = replace(within, series={"workers": SeriesOf()})
    for each in (answered, empty):
        told = [column("workers", static, name, each) for name in ("requests-line", "requests-total", "errors-share")]
        assert told[0] == "static" and not {"0", "none"} & set(told)
        assert column("workers", quiet, "requests-line", each) == "none"


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
