"""Settings of Pages projects in the demo account: what PATCH takes, what it refuses, and what stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.account.test_demo_state import Talk

CONNECTED, UPLOADED = "A/pages/projects/report-desk", "A/pages/projects/press-kit"
OFF = {"production_deployments_enabled": False, "preview_deployment_setting": "none"}


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_deployments_are_switched_off_and_the_rest_of_the_source_stays(talk: Talk) -> None:
    before = talk.get(CONNECTED)["source"]
    status, told = talk.ask("PATCH", CONNECTED, {"source": {"type": "github", "config": OFF}})
    assert status == 200
    assert told["source"] == {**before, "config": {**before["config"], **OFF}} == talk.get(CONNECTED)["source"]
    some = {"preview_deployment_setting": "custom", "preview_branch_includes": ["release/*"]}
    talk.ask("PATCH", CONNECTED, {"source": {"config": some}})
    assert talk.get(CONNECTED)["source"]["config"] == {**before["config"], **OFF, **some}


def test_what_was_uploaded_has_no_source_to_change(talk: Talk) -> None:
    before = talk.get(UPLOADED)
    assert before["source"] is None
    assert talk.ask("PATCH", UPLOADED, {"source": {"config": OFF}}) == (400, 8000069)
    assert talk.get(UPLOADED) == before
    assert talk.ask("PATCH", UPLOADED, {"source": None, "production_branch": "trunk"})[0] == 200
    after = talk.get(UPLOADED)
    assert (after["source"], after["production_branch"]) == (None, "trunk")


WRONG: list[Any] = [
    [],
    {"source": None},
    {"source": "github"},
    {"source": {"config": None}},
    {"source": {"config": {"production_deployments_enabled": "no"}}},
    {"source": {"config": {"preview_deployment_setting": "some"}}},
    {"source": {"config": {"preview_branch_includes": "*"}}},
    {"deployment_configs": None},
    {"deployment_configs": {"staging": {}}},
    {"deployment_configs": {"production": []}},
    {"build_config": None},
    {"production_branch": 5},
]


@pytest.mark.parametrize("body", WRONG)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_changed(talk: Talk, body: Any) -> None:
    before = talk.get(CONNECTED)
    assert talk.ask("PATCH", CONNECTED, body) == (400, 8000002)
    assert talk.get(CONNECTED) == before


def test_a_project_that_is_not_there(talk: Talk) -> None:
    assert talk.ask("PATCH", "A/pages/projects/nobody", {"source": {"config": OFF}}) == (404, 8000007)


NAMES = st.sampled_from(
    ["source", "config", "type", "deployment_configs", "production", "env_vars", "build_config", "placement", "NAME",
     "preview_deployment_setting", "preview_branch_includes", "production_branch", "value"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.sampled_from(["", "all", "secret_text"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from([CONNECTED, UPLOADED]), st.lists(JSON, max_size=3))
def test_no_change_breaks_the_project(path: str, bodies: list[Any]) -> None:
    talk = Talk()
    for body in bodies:
        assert talk.ask("PATCH", path, body)[0] in (200, 400)
    found = talk.get(path)
    assert (found["source"] is None) == (path == UPLOADED)
    assert len(talk.get("A/pages/projects?per_page=50")) > 10


def all_deployments(talk: Talk) -> list[Any]:
    """Every page of the list."""
    found: list[Any] = []
    while not len(found) % 25 and (rows := talk.get(f"{CONNECTED}/deployments?page={len(found) // 25 + 1}")):
        found += rows
    return found


def test_a_project_of_years_has_too_many_deployments_until_old_ones_go(talk: Talk) -> None:
    rows = all_deployments(talk)
    assert len(rows) > 100 and len({each["id"] for each in rows}) == len(rows)
    assert [each["created_on"] for each in rows] == sorted((each["created_on"] for each in rows), reverse=True)
    served = talk.get(CONNECTED)["canonical_deployment"]["id"]
    assert talk.ask("DELETE", CONNECTED) == (400, 8000076)
    old = [each["id"] for each in rows if not each["aliases"] and each["id"] != served]
    for each in old[-(len(rows) - 101) :]:
        assert talk.ask("DELETE", f"{CONNECTED}/deployments/{each}")[0] == 200
    assert talk.ask("DELETE", CONNECTED) == (400, 8000076)
    assert talk.ask("DELETE", f"{CONNECTED}/deployments/{old[0]}")[0] == 200
    assert talk.ask("DELETE", CONNECTED)[0] == 200
    assert talk.ask("GET", CONNECTED) == (404, 8000007)
