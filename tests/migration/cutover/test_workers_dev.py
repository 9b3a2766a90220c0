"""A project without a domain of its own: what is planned for the Worker's address below workers.dev."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edgewise.migration.cutover.model import Facts, Host
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.workers_dev import compared
from edgewise.migration.operations.journal import About, Run

FACTS = Facts(
    "site", "site.pages.dev", (), (), worker_domains=(), workers=("site",), account_name="acme", opened=(False, True)
)
HOST = "site.acme.workers.dev"


def host(facts: Facts, document: dict[str, Any] | None = None, looked_at: frozenset[str] = frozenset()) -> Host:
    (found,) = order(facts, "site", (), document, looked_at).hosts
    return found


def test_the_address_is_opened_and_what_previews_have_stays() -> None:
    for previews in (True, False):
        found = host(replace(FACTS, opened=(False, previews)))
        assert (found.name, found.standing) == (HOST, "ready")
        record, opens, watch = found.operations
        assert (record.id, record.details["from"]) == ("record", "site.pages.dev")
        assert (watch.id, watch.host) == ("watch-workers-dev", HOST)
        assert (opens.requests[0].method, opens.restores) == ("POST", True)
        assert opens.requests[0].body == {"enabled": True, "previews_enabled": previews}
        assert opens.undo[0].body == {"enabled": False, "previews_enabled": previews}


def test_an_open_address_is_compared_once_and_never_closed() -> None:
    opened = replace(FACTS, opened=(True, True))
    found = host(opened)
    assert found.standing == "ready"
    assert not any(each.requests or each.undo for each in found.operations)
    assert host(opened, None, frozenset({HOST})).standing == "done"
    # Closed since: it is opened again.
    assert host(FACTS, None, frozenset({HOST})).standing == "ready"


def test_visitors_are_said_to_notice() -> None:
    found = order(FACTS, "site")
    assert "The address changes for visitors" in found.hosts[0].facts[0]
    assert any("leads visitors of site.pages.dev on to the new address" in each for each in found.notes)


@pytest.mark.parametrize(
    ("document", "standing"),
    [
        ({}, "ready"),
        ({"workers_dev": True, "routes": ["a.example/*"]}, "ready"),
        ({"workers_dev": False}, "blocked"),
        ({"routes": ["a.example/*"]}, "blocked"),
        ({"route": "a.example/*"}, "blocked"),
        ({"routes": []}, "ready"),
    ],
)
def test_what_the_next_deploy_would_close_is_not_opened(document: dict[str, Any], standing: str) -> None:
    found = host(FACTS, document)
    assert found.standing == standing
    assert (found.operations == ()) is (standing == "blocked")
    assert all("workers_dev" in each.text and each.fixes for each in found.obstacles)


def test_what_is_not_known_is_not_ready() -> None:
    assert host(replace(FACTS, account_name="")).standing == "blocked"
    assert host(replace(FACTS, opened=None)).standing == "unknown"
    assert order(replace(FACTS, account_name=None), "site").hosts == ()


def test_a_project_with_a_domain_has_nothing_of_it() -> None:
    assert [each.name for each in order(replace(FACTS, domains=("a.example",)), "site").hosts] == ["a.example"]


def test_a_host_counts_as_compared_until_that_is_taken_back() -> None:
    about = About("cutover", "id", "name", "site", "site", False, "2026-11-26T00:00:00+00:00")
    operations = host(FACTS).operations
    run = Run(about, operations, done=frozenset({0, 1, 2}))
    assert compared([run]) == {HOST}
    assert compared([replace(run, done=frozenset({0, 1}))]) == frozenset()
    assert compared([replace(run, undone=frozenset({2}))]) == frozenset()
    assert compared([replace(run, about=replace(about, stage="ship"))]) == frozenset()
