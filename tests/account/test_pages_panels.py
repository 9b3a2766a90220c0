"""Pages projects: variables side by side, deployments, domains, readiness."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.resources import kind
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.pages_variables import compare, shares_data, side_by_side
from edgewise.account.resources.worker_bindings import without_secrets
from tests.account.panels import column, insights, lines, listing, row, scope
from tests.account.support import NOW

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
