"""Queues that stand still, zones, records and routes."""

from __future__ import annotations

from typing import Any

import pytest

from edgewise.account.commands import command_for
from edgewise.account.listing import follow_up, load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from tests.account.panels import api, column, insights, listing, row, scope
from tests.account.support import ACCOUNT, NOW, client, envelope

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
