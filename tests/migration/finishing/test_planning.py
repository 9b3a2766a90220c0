"""What is planned and what is left to a person, by what the account and the repository say."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import SAMPLES

from edgewise.migration import apply, assess, make_plan
from edgewise.migration.cutover.model import Cutover, Host
from edgewise.migration.finishing.model import Facts
from edgewise.migration.finishing.planning import finish
from edgewise.migration.finishing.reading import deploying_workflows
from edgewise.migration.finishing.redirecting import list_name
from edgewise.migration.operations.model import operation_from
from edgewise.project import discover
from edgewise.text import clean

CONFIG: dict[str, Any] = {
    "owner": "me",
    "repo_name": "site",
    "production_branch": "trunk",
    "production_deployments_enabled": True,
    "preview_deployment_setting": "custom",
    "preview_branch_includes": ["feature/*"],
    "preview_branch_excludes": ["wip/*"],
    "path_includes": ["apps/site/*"],
    "path_excludes": [],
}
PROJECT: dict[str, Any] = {
    "name": "site",
    "subdomain": "site.pages.dev",
    "source": {"type": "github", "config": CONFIG},
    "build_config": {
        "build_command": "npm run build",
        "destination_dir": "dist",
        "root_dir": "apps/site",
        "build_caching": True,
        "web_analytics_token": "t0ken",
    },
    "deployment_configs": {
        "production": {"env_vars": {"API": {"type": "plain_text", "value": "shown"}}},
        "preview": {"env_vars": {"KEY": {"type": "secret_text", "value": "hidden"}}},
    },
}
FACTS = Facts(
    PROJECT,
    Cutover("site", "site-worker", True, (Host("a.example", "done"), Host("b.example", "done"))),
    (),
    (),
    False,
    (),
    False,
    "",
    "",
    date(2026, 11, 26),
)


def changed(**fields: Any) -> Facts:
    """The facts with another document of the project, part by part."""
    return replace(FACTS, project={**PROJECT, **fields})


def lines(facts: Facts, task: str) -> str:
    found = next((each for each in finish(facts).tasks if each.id == task), None)
    return "" if found is None else "\n".join((found.title, *found.lines))


def ids(facts: Facts) -> list[str]:
    return [each.id for each in finish(facts).operations]


def test_former_settings_come_back_as_they_were() -> None:
    stop = finish(FACTS).operations[0]
    assert stop.requests[0].body["source"]["config"] == {
        "production_deployments_enabled": False,
        "preview_deployment_setting": "none",
    }
    assert stop.undo[0].body["source"]["config"] == {
        "production_deployments_enabled": True,
        "preview_deployment_setting": "custom",
    }


def test_what_is_off_already_is_not_switched_off() -> None:
    off = {**CONFIG, "production_deployments_enabled": False, "preview_deployment_setting": "none"}
    facts = changed(source={"type": "github", "config": off})
    assert "stop-deployments" not in ids(facts)
    assert any("off already" in each for each in finish(facts).notes)


def test_a_project_that_does_not_tell_its_settings_gets_them_back_as_on() -> None:
    untold = {key: value for key, value in CONFIG.items() if key not in ("production_deployments_enabled",)}
    stop = finish(changed(source={"type": "gitlab", "config": untold})).operations[0]
    row = stop.undo[0].row
    assert row is not None and row.after is not None
    assert row.after["source.config.production_deployments_enabled"] is True
    assert row.after["source.config.preview_deployment_setting"] == "custom"


def test_what_was_uploaded_deploys_nothing_by_itself() -> None:
    facts = changed(source=None)
    assert "stop-deployments" not in ids(facts)
    assert any("Nothing deploys" in each for each in finish(facts).notes)
    assert "npx wrangler deploy" in lines(facts, "uploads")
    named = replace(facts, workflows=(".github/workflows/deploy.yml",))
    assert ".github/workflows/deploy.yml" in lines(named, "workflows")
    assert "--ci rewrite" in lines(named, "workflows")
    assert lines(named, "uploads") == ""


def test_builds_are_told_with_exact_values_and_names_only() -> None:
    told = lines(FACTS, "builds")
    for wanted in (
        "me/site (github)", "Production branch: trunk", "Build command: npm run build",
        "Deploy command: npx wrangler deploy", "Preview command: npx wrangler preview", "Root directory: apps/site",
        "Output: dist.", "Build cache: on", "feature/*", "wip/*", "include apps/site/*", "reads: API", "reads: KEY",
    ):  # fmt: skip
        assert wanted in told
    everything = repr(finish(FACTS))
    assert "hidden" not in everything and "shown" not in everything
    assert "wrangler file has wrangler run `npx build`" in lines(replace(FACTS, builds="npx build"), "builds")
    none = changed(source={"type": "github", "config": {**CONFIG, "preview_deployment_setting": "none"}})
    assert "Preview command: none" in lines(none, "builds")


def test_the_beacon_and_hooks_are_told_where_there_are_some() -> None:
    assert '{"token": "t0ken"}' in lines(FACTS, "beacon")
    assert lines(changed(build_config={}), "beacon") == ""
    assert lines(FACTS, "hooks") == ""
    assert "Deploy Hooks" in lines(replace(FACTS, hooked=True), "hooks")


def naming(**fields: Any) -> str:
    return lines(replace(FACTS, domains=("a.example", "b.example"), **fields), "domain-in-file")


def test_the_lines_that_name_the_domains_are_given_for_later() -> None:
    told = naming(file="wrangler.jsonc").splitlines()
    assert told[0] == "Name a.example, b.example in wrangler.jsonc, after 2026-12-26"
    line = next(each for each in told if each.startswith('"routes"')).rstrip(",")
    assert json.loads(f"{{{line}}}") == {
        "routes": [{"pattern": each, "custom_domain": True} for each in ("a.example", "b.example")]
    }
    assert "also after `edgewise rollback`" in told[2]
    assert any('"workers_dev": true' in each for each in told) and any('"preview_urls": true' in each for each in told)


def test_lines_for_a_toml_file_are_toml_and_keep_the_routes_that_are_there() -> None:
    document: dict[str, Any] = {
        "routes": ["c.example/*", {"pattern": "a.example", "custom_domain": True}],
        "workers_dev": False,
    }
    told = naming(file="wrangler.toml", document=document).splitlines()
    assert told[0].startswith("Name b.example in wrangler.toml")
    assert tomllib.loads(next(each for each in told if each.startswith("routes = "))) == {
        "routes": [*document["routes"], {"pattern": "b.example", "custom_domain": True}]
    }
    assert any("before the first [table]" in each for each in told)
    assert not any("workers_dev" in each for each in told)


def test_what_the_file_names_already_is_no_task() -> None:
    rows = [{"pattern": each, "custom_domain": True} for each in ("a.example", "b.example")]
    assert naming(document={"routes": rows}) == ""
    assert naming(document={"route": "a.example/*"}).count("It replaces") == 1
    assert lines(replace(FACTS, domains=None), "domain-in-file") == ""
    assert lines(FACTS, "domain-in-file") == ""


def test_a_project_without_any_address_of_the_worker_is_not_redirected() -> None:
    facts = replace(FACTS, cutover=replace(FACTS.cutover, hosts=()))
    assert not any(each.startswith("redirect") for each in ids(facts))
    assert any("No address of the Worker is known" in each for each in finish(facts).notes)


def test_a_project_without_a_domain_is_redirected_to_workers_dev() -> None:
    facts = replace(FACTS, cutover=replace(FACTS.cutover, hosts=(Host("site.acme.workers.dev", "done"),)))
    (item,) = next(each for each in finish(facts).operations if each.id == "redirect-item").requests[0].body
    assert item["redirect"]["source_url"] == "site.pages.dev/"
    assert item["redirect"]["target_url"] == "https://site.acme.workers.dev/"


def test_the_redirect_leads_to_the_first_domain_and_is_last() -> None:
    found = finish(FACTS).operations
    assert [each.id for each in found][-3:] == ["redirect-list", "redirect-item", "redirect-rule"]
    (item,) = found[-2].requests[0].body
    assert item["redirect"]["target_url"] == "https://a.example/"
    assert item["redirect"]["include_subdomains"] is False


def test_an_operation_survives_the_journal() -> None:
    import json

    for each in finish(FACTS).operations:
        assert operation_from(json.loads(json.dumps(each.document()))) == each


@pytest.mark.parametrize(("enabled", "says"), [
    ({"enabled": True}, "redirected already"), ({}, "redirected already"), ({"enabled": False}, "switched it off"),
])  # fmt: skip
def test_a_rule_that_is_there_is_not_added_again(enabled: dict[str, bool], says: str) -> None:
    rule = {"action_parameters": {"from_list": {"name": list_name("site")}}, **enabled}
    facts = replace(FACTS, rules=(rule,), ruleset=True)
    assert not any(each.startswith("redirect") for each in ids(facts))
    assert any(says in each for each in finish(facts).notes)


@pytest.mark.parametrize("part", ["lists", "rules"])
def test_what_could_not_be_read_is_not_written_to(part: str) -> None:
    assert not any(each.startswith("redirect") for each in ids(replace(FACTS, **{part: None})))


@pytest.mark.parametrize(("days", "kept", "until"), [
    (None, "", "2026-12-26"), (None, "2026-12-01", "2026-12-01"), (0, "2026-12-01", "2026-11-26"),
    (365, "", "2027-11-26"),
])  # fmt: skip
def test_how_long_it_is_kept(days: int | None, kept: str, until: str) -> None:
    planned = finish(replace(FACTS, kept=kept), days)
    assert planned.keep_until == until
    assert ("keep-until" in [each.id for each in planned.operations]) is (days is not None or not kept)


@given(st.text(max_size=80) | st.text("ab-", max_size=80))
def test_names_of_lists_are_allowed(project: str) -> None:
    name = list_name(project)
    assert name.isascii() and name.replace("_", "").isalnum() and len(name) <= 50


@given(st.text("ab-", max_size=8) | st.text("a-", min_size=38, max_size=60), st.text("ab-", max_size=8))
def test_two_projects_have_two_lists(one: str, two: str) -> None:
    assert (one == two) is (list_name(one) == list_name(two))
    assert list_name(one + "-") != list_name(one)


@given(st.recursive(
    st.none() | st.booleans() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from([*PROJECT, *CONFIG, "config", "type", "production", "env_vars"]), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_no_document_of_a_project_breaks_it(document: Any) -> None:
    project = document if isinstance(document, dict) else {"source": document, "build_config": document}
    planned = finish(replace(FACTS, project=project))
    shown = [*planned.notes, *(line for task in planned.tasks for line in (task.title, *task.lines))]
    assert all(line == clean(line, 2000) for line in shown)


def test_workflows_that_deploy_are_found_after_the_move(tmp_path: Path) -> None:
    root = tmp_path / "story"
    shutil.copytree(SAMPLES / "nextjs-story", root)
    workflow = root / ".github" / "workflows" / "deploy.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text(
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - run: npx wrangler pages deploy out --project-name report-desk\n"
    )
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    assert deploying_workflows(root) == (".github/workflows/deploy.yml",)
    workflow.write_text(
        workflow.read_text().replace("wrangler pages deploy out --project-name report-desk", "x deploy")
    )
    assert ".github/workflows/deploy.yml" not in deploying_workflows(root)
    assert deploying_workflows(tmp_path / "nowhere") == ()
