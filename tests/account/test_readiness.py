"""How far a Pages project is from being a Worker, by its settings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo import transport
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.zones import Zones
from edgewise.account.resources.readiness import BLOCKS, DECIDE, MOVES, readiness
from tests.account.support import NOW

COMPANY = transport(lambda: NOW).company
ZONES = tuple(each["name"] for each in COMPANY.part(Zones).zones())

PLAIN: dict[str, Any] = {
    "name": "site",
    "subdomain": "site.pages.dev",
    "domains": ["site.pages.dev", "www.north.example"],
    "uses_functions": False,
    "source": None,
    "build_config": {"build_command": None, "destination_dir": None},
    "deployment_configs": {"production": {"usage_model": "standard"}, "preview": {}},
}


def project(**fields: Any) -> dict[str, Any]:
    return {**PLAIN, **fields}


def production(**fields: Any) -> dict[str, Any]:
    return project(deployment_configs={"production": {"usage_model": "standard", **fields}, "preview": {}})


def points(document: Any, zones: Any = ("north.example",)) -> dict[str, str]:
    found = readiness(document, zones)
    assert found is not None
    return {each.id: each.grade for each in found.points}


def why(document: Any, identity: str, zones: Any = ("north.example",)) -> str:
    found = readiness(document, zones)
    assert found is not None
    return next(each.why for each in found.points if each.id == identity)


ROWS = [
    (project(domains=["www.elsewhere.example"]), "domain-outside-zones", BLOCKS),
    (project(domains=["north.example.evil.example"]), "domain-outside-zones", BLOCKS),
    (project(domains=["notnorth.example"]), "domain-outside-zones", BLOCKS),
    (project(domains=["north.example"]), "domain-changes-over", DECIDE),
    (project(domains=["site.pages.dev"]), "pages-dev-address", DECIDE),
    (project(uses_functions=None), "functions-unknown", DECIDE),
    (project(uses_functions=True, framework=""), "functions", DECIDE),
    (project(uses_functions=True, framework="nuxt"), "framework-adapter", DECIDE),
    (project(uses_functions=None, latest_deployment={"uses_functions": True}), "functions", DECIDE),
    (
        project(uses_functions=True, deployment_configs={"production": {"fail_open": True}}),
        "fail-open",
        DECIDE,
    ),
    (production(always_use_latest_compatibility_date=True), "compatibility-floats", DECIDE),
    (production(compatibility_date="2026-01-01"), "compatibility", MOVES),
    (production(usage_model="bundled"), "usage-model", DECIDE),
    (production(placement={"mode": "smart"}), "how-it-runs", MOVES),
    (production(limits={"cpu_ms": 50}), "how-it-runs", MOVES),
    (production(d1_databases={"DB": {"id": "x"}}), "bindings", MOVES),
    (production(env_vars={"KEY": {"type": "secret_text", "value": ""}}), "secrets", DECIDE),
    (production(teleporters={"BEAM": {"id": "x"}}), "binding-unknown", DECIDE),
    (production(d1_databases={"DB": {"id": "x"}}), "preview-empty", DECIDE),
    (
        project(
            deployment_configs={
                "production": {"d1_databases": {"DB": {"id": "x"}}},
                "preview": {"d1_databases": {"DB": {"id": "y"}}},
            }
        ),
        "preview-bindings",
        DECIDE,
    ),
    (project(source={"type": "github", "config": {"owner": "a", "repo_name": "b"}}), "git-integration", DECIDE),
    (PLAIN, "direct-upload", DECIDE),
    (
        project(
            source={"type": "gitlab", "config": {}},
            deployment_configs={"production": {"env_vars": {"A": {"type": "plain_text", "value": "1"}}}},
        ),
        "build-variables",
        DECIDE,
    ),
    (
        project(source={"type": "github", "config": {"preview_deployment_setting": "custom"}}),
        "preview-branches",
        DECIDE,
    ),
    (project(build_config={"build_command": "make", "destination_dir": "out"}), "build", MOVES),
    (project(build_config={"web_analytics_token": "x"}), "web-analytics", DECIDE),
]


@pytest.mark.parametrize(("document", "identity", "grade"), ROWS, ids=[row[1] for row in ROWS])
def test_each_row(document: dict[str, Any], identity: str, grade: str) -> None:
    assert points(document).get(identity) == grade


NEAR_MISSES = [
    (PLAIN, "domain-outside-zones"),
    (PLAIN, "pages-dev-address"),
    (PLAIN, "functions-unknown"),
    (PLAIN, "bindings"),
    (PLAIN, "secrets"),
    (PLAIN, "preview-empty"),
    (PLAIN, "usage-model"),
    (PLAIN, "web-analytics"),
    (PLAIN, "build"),
    (project(uses_functions=False, framework="astro"), "framework-adapter"),
    (production(fail_open=True), "fail-open"),
    (production(env_vars=None, kv_namespaces=None, placement=None), "bindings"),
    (production(env_vars={"KEY": {"type": "secret_text"}}), "bindings"),
    (production(teleporters={"BEAM": {"id": "x"}}), "bindings"),
    (
        project(
            deployment_configs={
                "production": {"kv_namespaces": {"KV": {"namespace_id": "x"}}},
                "preview": {"kv_namespaces": {"KV": {"namespace_id": "x"}}},
            }
        ),
        "preview-bindings",
    ),
]


@pytest.mark.parametrize(("document", "identity"), NEAR_MISSES, ids=[row[1] for row in NEAR_MISSES])
def test_what_comes_close_is_not_said(document: dict[str, Any], identity: str) -> None:
    assert identity not in points(document)


def test_without_zones_nobody_says_that_a_domain_is_fine_or_that_it_blocks() -> None:
    for document in (PLAIN, project(domains=["www.elsewhere.example"])):
        found = points(document, zones=None)
        assert found["domain-unknown"] == DECIDE
        assert "domain-outside-zones" not in found and "domain-changes-over" not in found
        assert "Zone Read" in why(document, "domain-unknown", zones=None)


def test_both_kinds_of_domain_are_told_apart() -> None:
    document = project(domains=["site.pages.dev", "www.north.example", "www.elsewhere.example"])
    assert "www.elsewhere.example is in no zone" in why(document, "domain-outside-zones")
    assert "www.north.example is in a zone" in why(document, "domain-changes-over")


@pytest.mark.parametrize(
    "document", [None, [], "x", {}, {"deployment_configs": None}, {"deployment_configs": {"x": 1}}]
)
def test_without_settings_nothing_is_known(document: Any) -> None:
    assert readiness(document, ("north.example",)) is None


def test_a_secrets_value_is_never_told() -> None:
    document = production(env_vars={"KEY": {"type": "secret_text", "value": "hunter2"}})
    found = readiness(document, None)
    assert found is not None and "KEY" in why(document, "secrets")
    assert "hunter2" not in repr(found)


def test_the_gravest_comes_first_and_is_the_verdict() -> None:
    found = readiness(project(domains=["www.elsewhere.example"]), ("north.example",))
    assert found is not None and found.verdict == BLOCKS and found.points[0].grade == BLOCKS
    assert [each.grade for each in found.points] == sorted(
        (each.grade for each in found.points), key=(BLOCKS, DECIDE, MOVES).index
    )


def test_the_demo_account_has_all_three_verdicts_to_look_at() -> None:
    verdicts = {}
    for each in COMPANY.part(Pages).projects():
        found = readiness(each, ZONES)
        assert found is not None
        verdicts[each["name"]] = found.verdict
    assert {name for name, verdict in verdicts.items() if verdict == BLOCKS} == {"press-kit", "tasting-2026"}
    desk = readiness(COMPANY.part(Pages).project("report-desk"), ZONES)
    assert desk is not None
    assert {each.id for each in desk.of(DECIDE)} == {
        "domain-changes-over", "framework-adapter", "fail-open", "secrets", "preview-bindings", "git-integration",
        "build-variables",
    }  # fmt: skip
    assert {each.id for each in desk.of(MOVES)} == {"compatibility", "bindings", "build"}
    assert "1 queue producer, 1 D1 and 1 variable" in next(each.why for each in desk.points if each.id == "bindings")


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ["production", "preview", "env_vars", "d1_databases", "domains", "deployment_configs", "source", "config",
             "build_config", "limits", "usage_model", "framework", "type", "\x1b[31m"]
        ), inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(json, json, st.none() | st.lists(st.text(max_size=5), max_size=2))
def test_no_document_breaks_it(document: Any, configuration: Any, zones: Any) -> None:
    shaped = (
        {**document, "deployment_configs": {"production": configuration}} if isinstance(document, dict) else document
    )
    found = readiness(shaped, zones)
    for point in found.points if found else ():
        assert point.why and point.title and "\x1b" not in point.why and point.grade in (BLOCKS, DECIDE, MOVES)
