"""What is changed in the demo account stays changed for as long as it lives, and refusals come with real codes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from edgewise.account.demo import transport
from edgewise.account.demo.exchange import Request
from edgewise.account.demo.handler import handle
from edgewise.account.demo.pages import Pages
from edgewise.account.demo.scripts import tag_of
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from tests.account.support import NOW, Clock

HEADERS = {"authorization": "Bearer demo", "content-type": "application/json"}


class Talk:
    """A conversation with one demo account."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.company = transport(self.clock.now).company
        self.account = f"/accounts/{self.company.account['id']}"

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and result; of a refusal the code of its first error."""
        target = "/client/v4" + path.replace("A/", f"{self.account}/")
        raw = b"" if body is None else json.dumps(body).encode()
        reply = handle(self.company, Request(method, target, HEADERS, raw))
        document = json.loads(reply.body)
        return reply.status, document["result"] if document["success"] else document["errors"][0]["code"]

    def get(self, path: str) -> Any:
        status, result = self.ask("GET", path)
        assert status == 200, result
        return result

    def zone(self, name: str) -> str:
        return str(next(each["id"] for each in self.company.part(Zones).zones() if each["name"] == name))


@pytest.fixture
def talk() -> Talk:
    return Talk()


# ---------------------------------------------------------------------- Pages


def test_settings_of_a_project_are_merged_and_null_takes_out(talk: Talk) -> None:
    path = "A/pages/projects/report-desk"
    variables = {"NEW": {"type": "secret_text", "value": "hunter2"}, "REPORT_KINDS": None}
    body = {"deployment_configs": {"production": {"env_vars": variables}}, "name": "another"}
    status, changed = talk.ask("PATCH", path, body)
    assert status == 200 and changed["name"] == "report-desk", "a project keeps its name"
    again = talk.get(path)["deployment_configs"]["production"]
    assert set(again["env_vars"]) == {"NEW", "SESSION_SECRET"} and again["env_vars"]["NEW"]["value"] == ""
    assert again["d1_databases"] and "hunter2" not in json.dumps(talk.get(path))
    talk.ask("PATCH", path, {"source": {"config": {"production_deployments_enabled": False}}})
    config = talk.get(path)["source"]["config"]
    assert config["production_deployments_enabled"] is False and config["repo_name"] == "report-desk"


def test_a_new_domain_waits_until_its_record_leads_to_the_project(talk: Talk) -> None:
    domains = "A/pages/projects/label-printer/domains"
    status, added = talk.ask("POST", domains, {"name": "labels.northgate.example"})
    assert status == 200 and added["status"] == "pending"
    assert talk.ask("POST", domains, {"name": "labels.northgate.example"})[0] == 409
    assert talk.ask("POST", domains, {"name": "not a host"}) == (400, 8000015)
    record = {
        "type": "CNAME",
        "name": "labels.northgate.example",
        "content": "label-printer.pages.dev",
        "proxied": True,
    }
    assert talk.ask("POST", f"/zones/{talk.zone('northgate.example')}/dns_records", record)[0] == 200
    assert talk.ask("PATCH", f"{domains}/labels.northgate.example")[1]["status"] == "active"
    assert "labels.northgate.example" in talk.get("A/pages/projects/label-printer")["domains"]
    assert talk.ask("DELETE", f"{domains}/labels.northgate.example")[0] == 200
    assert talk.ask("GET", f"{domains}/labels.northgate.example") == (404, 8000021)


def test_a_deployment_that_is_served_cannot_go_and_an_aliased_one_only_by_force(talk: Talk) -> None:
    shop = talk.get("A/pages/projects/shop")
    path = "A/pages/projects/shop/deployments"
    assert talk.ask("DELETE", f"{path}/{shop['canonical_deployment']['id']}") == (400, 8000034)
    preview = next(each for each in talk.get(path) if each["environment"] == "preview")
    assert talk.ask("DELETE", f"{path}/{preview['id']}") == (400, 8000035)
    assert talk.ask("DELETE", f"{path}/{preview['id']}?force=true")[0] == 200
    assert preview["id"] not in [each["id"] for each in talk.get(path)]


def test_what_failed_fails_again_and_what_is_uploaded_cannot_be_retried(talk: Talk) -> None:
    path = "A/pages/projects/stock-board/deployments"
    failed = talk.get(path)[0]
    status, again = talk.ask("POST", f"{path}/{failed['id']}/retry")
    assert status == 200 and again["latest_stage"]["status"] == "active" and again["id"] != failed["id"]
    assert talk.ask("POST", f"{path}/{again['id']}/retry") == (400, 8000037)
    talk.clock.seconds += 600
    assert talk.get(path)[0]["latest_stage"]["status"] == "failure", "the same code fails in the same way"
    uploaded = talk.get("A/pages/projects/press-kit/deployments")[0]
    assert talk.ask("POST", f"A/pages/projects/press-kit/deployments/{uploaded['id']}/retry") == (400, 8000036)


def test_a_rollback_lasts_until_something_newer_is_deployed(talk: Talk) -> None:
    path = "A/pages/projects/shop"
    older = [each for each in talk.get(f"{path}/deployments") if each["environment"] == "production"][3]
    assert talk.ask("POST", f"{path}/deployments/{older['id']}/rollback")[0] == 200
    assert talk.get(path)["canonical_deployment"]["id"] == older["id"]
    preview = next(each for each in talk.get(f"{path}/deployments") if each["environment"] == "preview")
    assert talk.ask("POST", f"{path}/deployments/{preview['id']}/rollback") == (400, 8000038)
    talk.ask("POST", f"{path}/deployments/{older['id']}/retry")
    talk.clock.seconds += 600
    live = talk.get(path)["canonical_deployment"]
    assert live["id"] == talk.get(f"{path}/deployments")[0]["id"] != older["id"]


def test_a_deleted_project_is_gone(talk: Talk) -> None:
    assert talk.ask("DELETE", "A/pages/projects/press-kit")[0] == 200
    assert talk.ask("GET", "A/pages/projects/press-kit") == (404, 8000007)
    assert len(talk.company.part(Pages).projects()) == 12


# ---------------------------------------------------------------------- Workers


def test_going_back_to_one_version_is_called_a_rollback(talk: Talk) -> None:
    path = "A/workers/scripts/pricing"
    old = talk.get(f"{path}/versions?per_page=50")["items"][-1]
    body = {
        "strategy": "percentage",
        "versions": [{"version_id": old["id"], "percentage": 100}],
        "annotations": {"workers/message": "Back"},
    }
    status, made = talk.ask("POST", f"{path}/deployments", body)
    assert status == 200 and made["annotations"] == {"workers/message": "Back", "workers/triggered_by": "rollback"}
    newest = talk.get(f"{path}/deployments")["deployments"][0]
    assert newest == made and newest["versions"] == [{"version_id": old["id"], "percentage": 100}]
    assert len(talk.get(f"{path}/versions")["items"]) == 3, "a deployment makes no version"


@pytest.mark.parametrize(
    "versions",
    [[], [{"version_id": "unheard-of", "percentage": 100}], "x", [7], [{"version_id": "x", "percentage": "100"}]],
)
def test_a_deployment_of_what_is_not_there_is_refused(talk: Talk, versions: Any) -> None:
    before = talk.get("A/workers/scripts/pricing/deployments")
    assert talk.ask("POST", "A/workers/scripts/pricing/deployments", {"versions": versions})[0] == 400
    assert talk.get("A/workers/scripts/pricing/deployments") == before


def test_shares_must_make_a_hundred(talk: Talk) -> None:
    both = [each["id"] for each in talk.get("A/workers/scripts/pricing/versions")["items"][:2]]
    for share, status in ((60, 400), (50, 200)):
        versions = [{"version_id": each, "percentage": share} for each in both]
        assert talk.ask("POST", "A/workers/scripts/pricing/deployments", {"versions": versions})[0] == status


def test_a_secret_makes_a_version_and_its_contents_are_nowhere(talk: Talk) -> None:
    path = "A/workers/scripts/mailer"
    assert talk.ask("PUT", f"{path}/secrets", {"name": "NEW", "text": "hunter2", "type": "secret_text"})[0] == 200
    names = [each["name"] for each in talk.get(f"{path}/secrets")]
    assert names == ["SMTP_PASSWORD", "NEW"]
    assert {"type": "secret_text", "name": "NEW"} in talk.get(f"{path}/settings")["bindings"]
    newest = talk.get(f"{path}/deployments")["deployments"][0]
    assert newest["annotations"]["workers/triggered_by"] == "secret"
    old = talk.get(f"{path}/versions/{talk.get(f'{path}/versions')['items'][1]['id']}")
    assert "NEW" not in [each["name"] for each in old["resources"]["bindings"]], "versions keep what they had"
    assert talk.ask("DELETE", f"{path}/secrets/NEW")[0] == 200
    assert talk.ask("DELETE", f"{path}/secrets/NEW") == (404, 10056)
    assert "hunter2" not in repr(vars(talk.company.part(Workers)))


def test_schedules_are_replaced_as_a_whole(talk: Talk) -> None:
    path = "A/workers/scripts/nightly-stock/schedules"
    assert talk.ask("PUT", path, [{"cron": "0 4 * * *"}])[0] == 200
    assert [each["cron"] for each in talk.get(path)["schedules"]] == ["0 4 * * *"]
    assert talk.ask("PUT", path, {"cron": "x"})[0] == 400
    assert talk.ask("PUT", path, [])[1] == {"schedules": []}


def test_the_address_on_workers_dev_can_be_closed(talk: Talk) -> None:
    path = "A/workers/scripts/pricing/subdomain"
    assert talk.ask("POST", path, {"enabled": False}) == (200, {"enabled": False, "previews_enabled": False})
    assert talk.get("A/workers/workers/pricing")["subdomain"]["enabled"] is False


def test_a_domain_goes_from_pages_to_a_worker_only_when_asked_twice(talk: Talk) -> None:
    wanted = {"hostname": "shop.northgate.example", "service": "brew-club"}
    assert talk.ask("PUT", "A/workers/domains", wanted) == (409, 100117)
    status, made = talk.ask("PUT", "A/workers/domains", {**wanted, "override_existing_dns_record": True})
    assert status == 200 and made["zone_name"] == "northgate.example"
    (record,) = talk.company.part(Zones).record_named("shop.northgate.example")
    assert record["meta"] == {"origin_worker_id": tag_of("brew-club"), "read_only": True}
    assert talk.get("A/pages/projects/shop/domains")[0]["status"] == "pending", "Pages no longer has it"
    domains = talk.get("A/workers/workers/brew-club")["references"]["domains"]
    assert "shop.northgate.example" in [each["hostname"] for each in domains]
    assert talk.ask("DELETE", f"A/workers/domains/{made['id']}")[0] == 200
    assert talk.company.part(Zones).record_named("shop.northgate.example") == []


@pytest.mark.parametrize("hostname", ["press.roasters-guild.example", "roast-school.example", "northgate.example.evil"])
def test_a_worker_gets_no_domain_outside_the_active_zones(talk: Talk, hostname: str) -> None:
    assert talk.ask("PUT", "A/workers/domains", {"hostname": hostname, "service": "pricing"}) == (400, 100114)


# ---------------------------------------------------------------------- queues, zones, builds


def test_a_queue_gets_its_consumer_and_the_heap_is_worked_off(talk: Talk) -> None:
    queue = next(each for each in talk.get("A/queues") if each["queue_name"] == "report-jobs")
    path = f"A/queues/{queue['queue_id']}"
    wanted = {"type": "worker", "script_name": "order-worker", "settings": {"batch_size": 5}}
    assert talk.ask("POST", f"{path}/consumers", {**wanted, "script_name": "nobody"}) == (404, 10007)
    status, made = talk.ask("POST", f"{path}/consumers", wanted)
    assert status == 200 and talk.get(path)["consumers"] == [made] and talk.get(path)["consumers_total_count"] == 1
    assert talk.ask("POST", f"{path}/consumers", wanted) == (400, 11004), "a queue has one consumer at most"
    talk.clock.seconds += timedelta(hours=3).total_seconds()
    assert talk.get(f"{path}/metrics")["backlog_count"] == 0
    references = talk.get("A/workers/workers/order-worker")["references"]["queues"]
    assert "report-jobs" in [each["queue_name"] for each in references]
    changed = talk.ask("PUT", f"{path}/consumers/{made['consumer_id']}", {"settings": {"max_retries": 9}})[1]
    assert changed["settings"] == {"batch_size": 5, "max_retries": 9}
    assert talk.ask("DELETE", f"{path}/consumers/{made['consumer_id']}")[0] == 200
    assert talk.ask("DELETE", f"{path}/consumers/{made['consumer_id']}") == (404, 11001)


def test_a_purge_needs_the_word_that_it_is_for_good(talk: Talk) -> None:
    queue = talk.get("A/queues")[0]["queue_id"]
    before = talk.get(f"A/queues/{queue}/metrics")
    assert talk.ask("POST", f"A/queues/{queue}/purge", {})[0] == 400
    assert talk.get(f"A/queues/{queue}/metrics") == before


def test_routes_lead_to_workers_that_exist(talk: Talk) -> None:
    path = f"/zones/{talk.zone('northgate.example')}/workers/routes"
    assert talk.ask("POST", path, {"pattern": "x.northgate.example/*", "script": "nobody"}) == (404, 10007)
    status, made = talk.ask("POST", path, {"pattern": "x.northgate.example/*", "script": "pricing"})
    assert status == 200 and made in talk.get(path)
    assert talk.ask("POST", path, {"pattern": "x.northgate.example/*"}) == (409, 10020)
    routes = talk.get("A/workers/services/pricing/environments/production/routes?show_zonename=true")
    assert [(each["pattern"], each["zone_name"]) for each in routes] == [("x.northgate.example/*", "northgate.example")]
    assert talk.ask("PUT", f"{path}/{made['id']}", {"pattern": "y.northgate.example/*"})[1]["script"] is None
    assert talk.ask("DELETE", f"{path}/{made['id']}")[0] == 200
    assert talk.ask("DELETE", f"{path}/{made['id']}")[0] == 404
    assert talk.ask("GET", "/zones/unheard-of/workers/routes")[0] == 403


def test_records_can_be_found_changed_and_taken_away(talk: Talk) -> None:
    path = f"/zones/{talk.zone('northgate.example')}/dns_records"
    (found,) = talk.get(f"{path}?type=CNAME&content=report-desk.pages.dev")
    assert found["name"] == "reports.northgate.example"
    assert talk.ask("PATCH", f"{path}/{found['id']}", {"proxied": False, "id": "x"})[1]["proxied"] is False
    assert talk.get(f"{path}?name=reports.northgate.example")[0]["id"] == found["id"]
    kept = {"type": "A", "name": "club.northgate.example", "content": "192.0.2.9"}
    assert talk.ask("POST", path, kept) == (400, 81053), "Cloudflare keeps this one for a Worker"
    assert talk.ask("DELETE", f"{path}/{found['id']}")[0] == 200
    assert talk.ask("DELETE", f"{path}/{found['id']}") == (404, 81044)


def test_a_build_that_runs_can_be_stopped_and_one_that_is_over_cannot(talk: Talk) -> None:
    path = f"A/builds/workers/{tag_of('pricing')}/builds"
    running, done = talk.get(path)[:2]
    assert talk.ask("PUT", f"A/builds/builds/{running['build_uuid']}/cancel")[1]["build_outcome"] == "cancelled"
    assert talk.get(path)[0]["status"] == "stopped"
    assert talk.ask("PUT", f"A/builds/builds/{done['build_uuid']}/cancel")[0] == 404
    latest = talk.get(f"A/builds/builds/latest?external_script_ids={tag_of('pricing')},{tag_of('mailer')}")
    assert set(latest["builds"]) == {tag_of("pricing")}


def test_every_domain_in_a_zone_here_has_its_record_and_every_record_its_target(talk: Talk) -> None:
    zones, pages = talk.company.part(Zones), talk.company.part(Pages)
    for project in pages.projects():
        for domain in pages.domains(project["name"]):
            if domain["zone_tag"]:
                assert domain["status"] == "active", domain["name"]
    projects = {each["subdomain"] for each in pages.projects()}
    scripts = {each["tag"] for each in talk.company.part(Workers).scripts()}
    for zone in zones.zones():
        for record in zones.records(zone["id"]) or ():
            if str(record["content"]).endswith(".pages.dev"):
                assert record["content"] in projects
            if "origin_worker_id" in record["meta"]:
                assert record["meta"]["origin_worker_id"] in scripts
        for route in zones.routes(zone["id"]) or ():
            assert route["script"] is None or talk.company.part(Workers).facts(route["script"]) is not None


def test_two_demo_accounts_do_not_share_what_is_changed() -> None:
    one, other = Talk(), Talk()
    one.ask("DELETE", "A/pages/projects/shop")
    assert other.get("A/pages/projects/shop")["name"] == "shop" and other.clock.now() == NOW
