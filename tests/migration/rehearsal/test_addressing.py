"""Which Worker and which version a request of the demo account is for."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo.company import Company
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.migration.rehearsal.addressing import Target, choose, matches, overridden, target


@pytest.mark.parametrize(
    ("pattern", "host", "path", "fits"),
    [
        ("example.com/*", "example.com", "/", True),
        ("example.com/*", "www.example.com", "/", False),
        ("example.com/shop/*", "example.com", "/shop/a", True),
        ("example.com/shop/*", "example.com", "/shop", False),
        ("example.com/shop*", "example.com", "/shop", True),
        ("*.example.com/*", "www.example.com", "/a", True),
        ("*.example.com/*", "example.com", "/a", False),
        ("*example.com/*", "example.com", "/a", True),
        ("*example.com/*", "www.example.com", "/a", True),
        ("*example.com/*", "badexample.com", "/a", False),
        ("https://example.com/a", "example.com", "/a", True),
        ("example.com", "example.com", "/", True),
        ("example.com/a.b", "example.com", "/aXb", False),
    ],
)
def test_patterns_of_routes(pattern: str, host: str, path: str, fits: bool) -> None:
    assert matches(pattern, host, path) is fits


def test_a_route_lies_in_front_of_a_domain_and_the_longest_wins() -> None:
    company = Company()
    workers, zones = company.part(Workers), company.part(Zones)
    zone = zones.zone_for("northgate.example")
    assert zone is not None
    for name in ("lamps", "shelf", "front"):
        workers.upload(name, {}, deploy=True)
    workers.put_domain("lamps.northgate.example", "lamps", zone, override=True)
    assert target(company, "lamps.northgate.example:8781", "/a") == Target("lamps", "domain")
    zones.put_route(zone["id"], "lamps.northgate.example/*", "front")
    zones.put_route(zone["id"], "lamps.northgate.example/shelf/*", "shelf")
    assert target(company, "lamps.northgate.example", "/a") == Target("front", "route")
    assert target(company, "lamps.northgate.example", "/shelf/1") == Target("shelf", "route")
    assert target(company, "nowhere.example", "/") is None


def test_a_route_without_a_worker_leaves_the_path_to_what_lies_behind() -> None:
    company = Company()
    workers, zones = company.part(Workers), company.part(Zones)
    zone = zones.zone_for("northgate.example")
    assert zone is not None
    for name in ("lamps", "front"):
        workers.upload(name, {}, deploy=True)
    host = "reports.northgate.example"
    zones.put_route(zone["id"], f"{host}/*", "front")
    zones.put_route(zone["id"], f"{host}/static/*", None)
    assert target(company, host, "/jobs") == Target("front", "route")
    assert target(company, host, "/static/a.css") == Target("report-desk", "pages")
    workers.put_domain(host, "lamps", zone, override=True)
    assert target(company, host, "/static/a.css") == Target("lamps", "domain")
    assert target(company, host, "/jobs") == Target("front", "route")
    zones.put_route(zone["id"], "nowhere.northgate.example/*", None)
    assert target(company, "nowhere.northgate.example", "/") is None


def test_below_workers_dev_there_is_the_deployment_and_each_version() -> None:
    company = Company()
    workers = company.part(Workers)
    version = workers.upload("lamps", {}, deploy=True)["id"]
    below = f"{company.subdomain}.workers.dev"
    assert target(company, f"lamps.{below}", "/") == Target("lamps", "workers.dev")
    assert target(company, f"{version[:8]}-lamps.{below}", "/") == Target("lamps", "workers.dev", version)
    assert target(company, f"00000000-lamps.{below}", "/") is None
    workers.put_subdomain("lamps", enabled=False, previews=False)
    assert target(company, f"lamps.{below}", "/") is None
    assert target(company, f"{version[:8]}-lamps.{below}", "/") is None


SPLIT = [{"version_id": "new", "percentage": 10}, {"version_id": "old", "percentage": 90}]


def test_chance_follows_the_shares() -> None:
    found = Counter(choose(SPLIT, "", number / 1000) for number in range(1000))
    assert found == {"new": 100, "old": 900}


@given(st.text(min_size=1))
def test_a_key_stays_with_its_version_while_the_share_grows(key: str) -> None:
    seen = [
        choose([{"version_id": "new", "percentage": share}, {"version_id": "old", "percentage": 100 - share}], key, 0.5)
        for share in (0, 10, 20, 50, 80, 100)
    ]
    assert seen == sorted(seen, key=["old", "new"].index)
    assert seen[0] == "old"
    assert seen[-1] == "new"


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_host_or_path_is_too_strange(host: str, path: str) -> None:
    assert target(Company(), host, path) is None or host


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ('lamps="two"', "two"),
        ('other="one", lamps="two"', "two"),
        ('lamps="three"', ""),
        ('other="two"', ""),
        ("lamps=two", ""),
        ("", ""),
    ],
)
def test_a_request_may_ask_for_a_version_of_the_deployment(header: str, wanted: str) -> None:
    versions = [{"version_id": "one", "percentage": 90}, {"version_id": "two", "percentage": 10}]
    assert overridden(header, "lamps", versions) == wanted
