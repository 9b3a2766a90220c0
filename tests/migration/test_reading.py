"""What is said about how a project was read, and what becomes of what Pages does not act on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.migration.trees import tree

from edgewise.migration import apply, assess, make_plan, ready, recorded_overrides, undo
from edgewise.migration.model import Finding
from edgewise.project import discover
from edgewise.project.model import Origin

Write = Callable[[Mapping[str, str | bytes]], Path]
PAGE = "<h1>hi</h1>"
HANDLER = "export const onRequest = () => new Response('x');"
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
SITE = {"o/index.html": PAGE, "wrangler.toml": TOML}


def found(root: Path, identity: str) -> Finding | None:
    return next((each for each in assess(discover(root)) if each.id == identity), None)


@pytest.mark.parametrize(
    ("files", "identity", "where"),
    [
        ({"site/index.html": PAGE}, "output-guessed", "None"),
        ({"functions/a.js": HANDLER}, "output-guessed", "None"),
        (
            {
                "o/index.html": PAGE,
                "package.json": '{"scripts": {\n"dev": "wrangler pages dev p",\n"deploy": "wrangler pages deploy o"}}',
            },
            "output-named-twice",
            "package.json:3",
        ),
        ({"wrangler.toml": TOML, "functions/a.js": HANDLER}, "output-made", "wrangler.toml:2"),
        ({"wrangler.toml": TOML, "functions/a.js": HANDLER, "o/_headers": ""}, "output-made", "wrangler.toml:2"),
        ({**SITE, "wrangler.toml": TOML + '[assets]\ndirectory = "o"\n'}, "mixed-config", "wrangler.toml:4"),
        ({**SITE, "wrangler.toml": TOML + 'route = "a.example/*"\n'}, "mixed-config", "wrangler.toml:4"),
        ({**SITE, "wrangler.toml": TOML + '[[migrations]]\ntag = "v1"\n'}, "pages-keys-refused", "wrangler.toml:4"),
        (
            {
                "o/index.html": PAGE,
                "wrangler.toml": 'name = "x"\n[vars]\nA = "1"\n',
                "package.json": '{"scripts": {"deploy": "wrangler pages deploy o"}}',
            },
            "config-not-read",
            "wrangler.toml",
        ),
        ({**SITE, "wrangler.json": '{"name": "other"}'}, "config-hidden", "wrangler.json"),
        ({"apps/web/wrangler.toml": TOML, "readme.md": "x"}, "project-elsewhere", "None"),
        ({"apps/web/wrangler.toml": TOML, "index.html": PAGE}, "projects-below", "None"),
    ],
)
def test_findings(write: Write, files: dict[str, str], identity: str, where: str) -> None:
    finding = found(write(files), identity)
    assert finding is not None
    assert str(finding.where) == where


def test_a_worker_that_is_deployed_beside_the_site(write: Write) -> None:
    files = {
        "o/index.html": PAGE,
        "cron.js": "export default {}",
        "wrangler.toml": 'name = "cron"\nmain = "cron.js"\n',
    }
    both = {"site": "wrangler pages deploy o", "cron": "wrangler deploy"}
    assert found(write({**files, "package.json": json.dumps({"scripts": both})}), "config-of-another-worker")
    named = {"site": "wrangler pages deploy o", "cron": "wrangler deploy -c cron.toml"}
    root = write({**files, "package.json": json.dumps({"scripts": named})})
    assert ready(assess(discover(root)))
    assert found(root, "mixed-config")
    assert found(write({**files, "package.json": "{}"}), "already-a-worker")


def test_a_worker_in_a_sub_folder_is_another_project(write: Write) -> None:
    files = {
        **SITE,
        "workers/cron/wrangler.toml": 'name = "cron"\nmain = "index.js"\n',
        "workers/cron/package.json": '{"scripts": {"deploy": "wrangler deploy"}}',
    }
    project = discover(write(files))
    assert project.configs == ("wrangler.toml",)
    assert project.elsewhere == ()
    assert ready(assess(project))


def test_what_pages_acts_on_survives_and_the_rest_goes(sample: Callable[[str], Path]) -> None:
    root = sample("mixed-config")
    before = tree(root)
    project = discover(root)
    assert {each.key for each in project.unused_settings} == {
        "main", "workers_dev", "routes", "build", "assets", "queues.consumers",
    }  # fmt: skip
    apply(project, make_plan(project, assess(project)))
    text = (root / "wrangler.toml").read_text()
    assert "# The ferry's timetable." in text
    assert 'HARBOUR = "south"' in text
    assert "account_id" in text
    for gone in ("routes", "workers_dev", "queues", "node worker/none.js", 'main = "worker/index.js"'):
        assert gone not in text
    undo(root)
    assert tree(root) == before


def test_a_redirection_is_followed(write: Write) -> None:
    generated = {"name": "made", "pages_build_output_dir": "..", "compatibility_date": "2025-05-05", "vars": {"A": "1"}}
    files = {
        ".wrangler/deploy/config.json": '{"configPath": "../../dist/made/wrangler.json"}',
        "dist/made/wrangler.json": json.dumps(generated),
        "dist/index.html": PAGE,
    }
    project = discover(write(files))
    assert project.redirected == "dist/made/wrangler.json"
    assert project.output is not None
    assert (project.output.value, project.output.origin) == ("dist", Origin.CONFIG)
    assert project.settings["vars"] == {"A": "1"}
    assert project.name.value == "made"
    assert project.compatibility_date is not None
    assert project.compatibility_date.value == "2025-05-05"
    plan = make_plan(project, assess(project))
    (step,) = (step for step in plan.steps if "config-redirected" in step.settles)
    assert [(edit.path, edit.after) for edit in step.edits] == [(".wrangler/deploy/config.json", None)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"configPath": 3}', '{"configPath": "../../../etc/passwd"}', "{}"])
def test_a_redirection_that_leads_nowhere_is_none(write: Write, text: str) -> None:
    assert discover(write({**SITE, ".wrangler/deploy/config.json": text})).redirected is None


def test_overrides_are_kept_for_the_proof(write: Write) -> None:
    root = write({"o/index.html": PAGE, "p/index.html": PAGE})
    project = discover(root, {"output": "p", "name": "said"})
    assert project.overrides == {"output": "p", "name": "said"}
    apply(project, make_plan(project, assess(project)))
    assert recorded_overrides(root) == {"output": "p", "name": "said"}
    undo(root)
    assert recorded_overrides(root) == {}
