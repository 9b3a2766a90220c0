"""A Pages project against a Worker: one shape, and what is not known does not differ."""

from __future__ import annotations

from typing import Any

import httpx

from edgewise.account import demo
from edgewise.account.comparing import ABSENT
from edgewise.account.comparing_across import compare_across, pages_shape, worker_shape
from edgewise.account.listing import load
from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from tests.account.support import NOW, client, envelope, refusal

PRODUCTION = {
    "compatibility_date": "2026-01-01",
    "compatibility_flags": ["b", "a"],
    "kv_namespaces": {"CACHE": {"namespace_id": "k1"}},
    "d1_databases": {"DB": {"id": "d1"}},
    "queue_producers": {"JOBS": {"name": "jobs"}},
    "services": {"API": {"service": "api", "environment": "production"}},
    "env_vars": {"MODE": {"type": "plain_text", "value": "x"}, "KEY": {"type": "secret_text", "value": "hush"}},
    "placement": {"mode": "smart"},
    "limits": {"cpu_ms": 50},
}
PROJECT = {
    "name": "shop",
    "domains": ["shop.pages.dev", "shop.example"],
    "deployment_configs": {"production": PRODUCTION, "preview": {"env_vars": {"MODE": {"value": "never shown"}}}},
}
SETTINGS = {
    "compatibility_date": "2026-01-01",
    "compatibility_flags": ["a", "b"],
    "bindings": [
        {"type": "kv_namespace", "name": "CACHE", "namespace_id": "k1"},
        {"type": "d1", "name": "DB", "id": "d1"},
        {"type": "queue", "name": "JOBS", "queue_name": "jobs"},
        {"type": "service", "name": "API", "service": "api"},
        {"type": "plain_text", "name": "MODE", "text": "x"},
        {"type": "secret_text", "name": "KEY", "text": "hush"},
    ],
    "placement": {"mode": "smart"},
    "limits": {"cpu_ms": 50},
}


def answering(settings: Any = SETTINGS, crons: Any = (), domains: Any = ()) -> Any:
    def handle(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/verify"):
            return envelope({"status": "active"})
        if path.endswith("/settings"):
            return settings if isinstance(settings, httpx.Response) else envelope(settings)
        if path.endswith("/schedules"):
            return (
                crons
                if isinstance(crons, httpx.Response)
                else envelope({"schedules": [{"cron": each} for each in crons]})
            )
        assert path.endswith("/workers/domains") and request.url.params["service"] == "shop"
        return envelope([{"hostname": each, "service": "shop"} for each in domains])

    return client(handle)


OLD, NEW = Row("shop", PROJECT), Row("shop", {"id": "shop"})


async def test_a_faithful_move_differs_in_nothing() -> None:
    found = await compare_across(answering(domains=["shop.example"]), OLD, NEW)
    assert found.changes == () and found.folded == () and found.same > 8
    assert "production" in found.remarks[0] and "never tells" in found.remarks[-1]
    assert "hush" not in repr(found) and "hush" not in repr(pages_shape(PROJECT, Scope()))


async def test_what_is_missing_is_named() -> None:
    bindings = [each for each in SETTINGS["bindings"] if each["name"] not in ("JOBS", "KEY")]
    moved = {**SETTINGS, "bindings": [*bindings, {"type": "r2_bucket", "name": "FILES", "bucket_name": "files"}]}
    found = await compare_across(answering(moved, ["0 3 * * *"]), OLD, NEW)
    assert {(".".join(change.path), change.kind) for change in found.changes} == {
        ("bindings.JOBS", "removed"),
        ("bindings.FILES", "added"),
        ("secrets.KEY", "removed"),
        ("crons.0 3 * * *", "added"),
        ("domains.shop.example", "removed"),
    }
    gone = next(change for change in found.changes if change.path[-1] == "JOBS")
    assert gone.old == {"type": "queue producer", "target": "jobs"} and gone.new is ABSENT


async def test_what_could_not_be_read_is_said_and_does_not_differ() -> None:
    found = await compare_across(answering(refusal(403), refusal(500)), OLD, NEW)
    assert [".".join(change.path) for change in found.changes] == ["domains.shop.example"]
    said = " ".join(found.remarks)
    assert "Not compared: compatibility_date" in said and "Not compared: crons" in said


async def test_odd_answers_do_not_break_it() -> None:
    for odd in (None, [], "x", {"bindings": [None, 1, {"name": 3}]}, {"bindings": {}}):
        found = await compare_across(answering(odd), Row("shop", odd), NEW)
        assert found.remarks
    foreign = {"domains": [{"hostname": "other.example", "service": "other"}]}
    assert worker_shape(foreign, "shop", Scope())["domains"] == []


async def test_a_project_and_a_worker_of_the_demo_account() -> None:
    api = demo.client(lambda: NOW)
    projects = {row.key: row for row in (await load(api, kind("pages_projects"))).rows}
    workers = {row.key: row for row in (await load(api, kind("workers"))).rows}
    found = await compare_across(api, projects["report-desk"], workers["order-worker"])
    assert any(change.path[0] == "bindings" for change in found.changes)
    assert not any(remark.startswith("Not compared") for remark in found.remarks), found.remarks
