"""Bulk Redirects of the demo account: lists, items and rules by the API, and where requests are sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo import transport
from edgewise.account.demo.redirects import Redirects
from tests.account.support import NOW
from tests.account.test_demo_state import Talk

ENTRY = "A/rulesets/phases/http_request_redirect/entrypoint"


def rule(name: str) -> dict[str, Any]:
    return {
        "action": "redirect",
        "expression": f"http.request.full_uri in ${name}",
        "action_parameters": {"from_list": {"name": name, "key": "http.request.full_uri"}},
    }


@pytest.fixture
def talk() -> Talk:
    return Talk()


def made(talk: Talk, name: str = "moved") -> str:
    status, found = talk.ask("POST", "A/rules/lists", {"name": name, "kind": "redirect"})
    assert status == 200
    return str(found["id"])


def test_a_list_with_items(talk: Talk) -> None:
    assert talk.get("A/rules/lists") == []
    name = made(talk)
    assert talk.ask("POST", "A/rules/lists", {"name": "moved", "kind": "redirect"})[0] == 400
    assert talk.ask("POST", "A/rules/lists", {"name": "not-allowed", "kind": "redirect"})[0] == 400
    path = f"A/rules/lists/{name}/items"
    item = {"source_url": "a.pages.dev/", "target_url": "https://a.example/", "status_code": 308}
    status, done = talk.ask("POST", path, [{"redirect": item}])
    assert status == 200
    assert talk.get(f"A/rules/lists/bulk_operations/{done['operation_id']}")["status"] == "completed"
    (found,) = talk.get(path)
    assert found["redirect"].items() >= item.items()
    assert talk.get(f"A/rules/lists/{name}")["num_items"] == 1
    # The same source once more takes the place of the first.
    talk.ask("POST", path, [{"redirect": {**item, "target_url": "https://b.example/"}}])
    (found,) = talk.get(path)
    assert found["redirect"]["target_url"] == "https://b.example/"
    assert talk.ask("DELETE", path, {"items": [{"id": found["id"]}]})[0] == 200
    assert talk.get(path) == []
    assert talk.ask("DELETE", f"A/rules/lists/{name}")[0] == 200
    assert talk.ask("GET", path) == (404, 10001)


def test_rules_are_added_beside_others_and_a_ruleset_is_made_once(talk: Talk) -> None:
    assert talk.ask("GET", ENTRY) == (404, 10003)
    body = {"name": "mine", "kind": "root", "phase": "http_request_redirect", "rules": [rule("one")]}
    status, found = talk.ask("POST", "A/rulesets", body)
    assert status == 200
    assert talk.ask("POST", "A/rulesets", body)[0] == 400
    path = f"A/rulesets/{found['id']}/rules"
    talk.ask("POST", path, rule("two"))
    first, second = talk.get(ENTRY)["rules"]
    assert [each["action_parameters"]["from_list"]["name"] for each in (first, second)] == ["one", "two"]
    assert talk.ask("DELETE", f"{path}/{first['id']}")[0] == 200
    assert talk.ask("DELETE", f"{path}/{first['id']}") == (404, 10003)
    assert [each["id"] for each in talk.get(ENTRY)["rules"]] == [second["id"]]
    assert talk.ask("PUT", ENTRY, {"rules": [rule("three")]})[0] == 200
    assert len(talk.get(ENTRY)["rules"]) == 1


def test_a_list_that_a_rule_names_stays(talk: Talk) -> None:
    name = made(talk)
    talk.ask("PUT", ENTRY, {"rules": [rule("moved")]})
    assert talk.get(f"A/rules/lists/{name}")["num_referencing_filters"] == 1
    assert talk.ask("DELETE", f"A/rules/lists/{name}")[0] == 400


@pytest.mark.parametrize(
    ("fields", "host", "target", "leads"),
    [
        ({}, "a.pages.dev", "/x", "https://a.example/x"),
        ({}, "a.pages.dev", "/x/y/?q=1", "https://a.example/x/y/?q=1"),
        ({}, "b.a.pages.dev", "/x", None),
        ({"include_subdomains": True}, "b.a.pages.dev", "/x", "https://a.example/x"),
        ({"preserve_query_string": False}, "a.pages.dev", "/x?q=1", "https://a.example/x"),
        ({"preserve_path_suffix": False}, "a.pages.dev", "/x?q=1", "https://a.example/?q=1"),
        ({"subpath_matching": False}, "a.pages.dev", "/x", None),
        ({"subpath_matching": False}, "a.pages.dev", "/", "https://a.example/"),
        ({"source_url": "a.pages.dev/foo/", "target_url": "https://a.example/qux/"}, "a.pages.dev", "/foo/bar",
         "https://a.example/qux/bar"),
        ({"source_url": "https://a.pages.dev/foo"}, "a.pages.dev", "/foobar", None),
        ({"target_url": "https://a.example/?own=1"}, "a.pages.dev", "/?q=1", "https://a.example/?own=1"),
    ],
)  # fmt: skip
def test_where_a_request_is_sent(fields: dict[str, Any], host: str, target: str, leads: str | None) -> None:
    redirects = transport(lambda: NOW).company.part(Redirects)
    found = redirects.add_list("moved", "")
    assert found is not None
    usual = {"subpath_matching": True, "preserve_query_string": True, "status_code": 308}
    item = {"source_url": "a.pages.dev/", "target_url": "https://a.example/", **usual, **fields}
    redirects.add_items(found["id"], [item])
    assert redirects.location(host, target) is None
    redirects.make_ruleset("default", [rule("moved")])
    assert redirects.location(host, target) == (None if leads is None else (308, leads))
    redirects.make_ruleset("default", [{**rule("moved"), "enabled": False}])
    assert redirects.location(host, target) is None


SPECIFIC = [
    # What is asked for, then redirects that all fit, with whether they include subdomains. The first one wins.
    ("a.pages.dev", "/docs/api/list", [("a.pages.dev/docs/api/", False), ("a.pages.dev/docs/", False)]),
    ("a.pages.dev", "/", [("a.pages.dev/", False), ("pages.dev/", True)]),
    ("b.a.pages.dev", "/", [("a.pages.dev/", True), ("pages.dev/", True)]),
    ("a.pages.dev", "/", [("https://a.pages.dev/", False), ("A.pages.dev/", False)]),
]


@pytest.mark.parametrize(("host", "target", "sources"), SPECIFIC)
@pytest.mark.parametrize("turned", [False, True])
def test_of_a_list_the_most_specific_wins_in_whatever_order_they_stand(
    host: str, target: str, sources: list[tuple[str, bool]], turned: bool
) -> None:
    redirects = transport(lambda: NOW).company.part(Redirects)
    found = redirects.add_list("moved", "")
    assert found is not None
    flags = {"subpath_matching": True, "preserve_path_suffix": False}
    rows = [
        {"source_url": source, "target_url": f"https://{number}.example/", "include_subdomains": more, **flags}
        for number, (source, more) in enumerate(sources)
    ]
    redirects.add_items(found["id"], rows[::-1] if turned else rows)
    redirects.make_ruleset("default", [rule("moved")])
    assert redirects.location(host, target) == (301, "https://0.example/")


def test_rules_are_asked_in_their_order(talk: Talk) -> None:
    redirects = talk.company.part(Redirects)
    for name in ("one", "two"):
        item = {"source_url": "a.pages.dev/", "target_url": f"https://{name}.example/"}
        talk.ask("POST", f"A/rules/lists/{made(talk, name)}/items", [{"redirect": item}])
    for order in (["one", "two"], ["two", "one"]):
        assert talk.ask("PUT", ENTRY, {"rules": [rule(name) for name in order]})[0] == 200
        assert redirects.location("a.pages.dev", "/") == (301, f"https://{order[0]}.example/")


WRONG: list[dict[str, Any]] = [
    {"action": "block"},
    {"action_parameters": "moved"},
    {"action_parameters": {"from_list": "moved"}},
    {"action_parameters": {"from_list": {"name": 3}}},
    {"enabled": "no"},
    {"expression": 'ip.src.country == "GB" and http.request.full_uri in $moved'},
    {"expression": "http.request.full_uri in $another"},
]


@pytest.mark.parametrize("fields", WRONG)
def test_a_rule_that_could_not_be_followed_is_refused(talk: Talk, fields: dict[str, Any]) -> None:
    bad = {**rule("moved"), **fields}
    assert talk.ask("PUT", ENTRY, {"rules": [bad]}) == (400, 10005)
    assert talk.ask("GET", ENTRY) == (404, 10003)
    _, ruleset = talk.ask("PUT", ENTRY, {"rules": [rule("moved")]})
    assert talk.ask("POST", f"A/rulesets/{ruleset['id']}/rules", bad) == (400, 10005)
    assert len(talk.get(ENTRY)["rules"]) == 1


def test_a_flag_of_an_item_is_true_or_false(talk: Talk) -> None:
    item = {"source_url": "a.pages.dev/", "target_url": "https://a.example/", "subpath_matching": "yes"}
    assert talk.ask("POST", f"A/rules/lists/{made(talk)}/items", [{"redirect": item}]) == (400, 10005)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["redirect", "source_url", "target_url", "rules", "action", "items", "id", "name", "kind"])
        | st.sampled_from(["action_parameters", "from_list", "expression"]) | st.text(max_size=3),
        inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(["POST", "PUT", "DELETE"]), st.integers(0, 5), JSON)
def test_no_body_breaks_it(method: str, where: int, body: Any) -> None:
    talk = Talk()
    name = made(talk)
    _, ruleset = talk.ask("PUT", ENTRY, {"rules": [rule("moved")]})
    paths = ("A/rules/lists", f"A/rules/lists/{name}/items", "A/rulesets", ENTRY, f"A/rulesets/{ruleset['id']}/rules")
    status, _ = talk.ask(method, (*paths, f"A/rules/lists/{name}")[where], body)
    assert status < 500
