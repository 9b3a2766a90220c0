"""Workflows: each form before and after, what is left to people and why, and that nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.ci.github import rewrite_workflow
from edgewise.migration.ci.pipelines import plain_text, rewrite_pipeline
from edgewise.migration.ci.place import CiRewrite
from edgewise.migration.ci.script_runs import deploying_scripts, scripts_run
from edgewise.migration.scripts import Target
from edgewise.project import yaml_text
from edgewise.project.yaml_text import YamlError

SITE = Target(name="site", output="dist", branch="main")
GOLDEN = Path(__file__).parent / "golden" / "ci"
NAMES = sorted(path.name.removesuffix(".before.yml") for path in GOLDEN.glob("*.before.yml"))


def rewritten(name: str, text: str, target: Target = SITE) -> CiRewrite:
    return (rewrite_pipeline if name.startswith("gitlab") else rewrite_workflow)(text, target)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_before_and_after(name: str, ends: str) -> None:
    old = (GOLDEN / f"{name}.before.yml").read_bytes().decode().replace("\n", ends)
    new = (GOLDEN / f"{name}.after.yml").read_bytes().decode().replace("\n", ends)
    result = rewritten(name, old)
    assert result.text == new
    assert result.places
    assert all(place.new for place in result.places)
    assert rewritten(name, new).text == new, "a second time changes nothing"


ACTION = """on: {trigger}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: {checkout}
      - uses: cloudflare/pages-action@v1
        id: site
        with:
          apiToken: ${{{{ secrets.T }}}}
          accountId: ${{{{ secrets.A }}}}
          projectName: {project}
          directory: {directory}
{more}
"""
PLAIN = {
    "trigger": "[push]",
    "checkout": "actions/checkout@v4",
    "project": "site",
    "directory": "dist",
    "more": "",
}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"checkout": "actions/download-artifact@v4"}, "does not check out"),
        ({"checkout": "actions/checkout@v4\n        with: {ref: dev}"}, "does not check out"),
        ({"more": "          somethingElse: 1"}, "somethingElse"),
        ({"more": "      - run: echo ${{ steps.site.outputs.alias }}"}, "alias"),
        ({"directory": ">-\n            dist"}, "one a line"),
    ],
)
def test_an_action_that_is_left_alone(changes: dict[str, str], why: str) -> None:
    text = ACTION.format(**{**PLAIN, **changes})
    result = rewrite_workflow(text, SITE)
    assert result.text == text
    (place,) = result.places
    assert why in place.why
    assert "wrangler-action@v3" in place.why
    assert place.line == text[: text.index("cloudflare/pages")].count("\n") + 1


def test_a_variable_of_the_shell_means_nothing_to_an_action() -> None:
    text = ACTION.format(**{**PLAIN, "more": "          branch: $BRANCH"})
    result = rewrite_workflow(text, SITE)
    assert result.text == text
    assert "it deploys the branch $BRANCH" in result.places[0].why


def test_the_action_for_another_project_is_none_of_ours() -> None:
    text = ACTION.format(**{**PLAIN, "project": "other"})
    assert rewrite_workflow(text, SITE) == CiRewrite(text)


def test_inputs_before_the_action() -> None:
    text = "on: [push]\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n    - with:\n        apiToken: x\n"
    text += "        projectName: site\n        directory: dist\n      uses: 'cloudflare/pages-action@v1' # 1.5\n"
    new = rewrite_workflow(text, SITE).text
    assert new.endswith("      uses: 'cloudflare/wrangler-action@v3'\n")
    assert "projectName" not in new


def test_a_package_of_a_monorepo() -> None:
    text = ACTION.format(**{**PLAIN, "directory": "apps/web/dist"})
    result = rewrite_workflow(text, replace(SITE, project="apps/web"))
    assert "          workingDirectory: apps/web\n" in result.text
    assert "command: ${{ github.ref == 'refs/heads/main'" in result.text


@pytest.mark.parametrize(
    ("trigger", "command"),
    [
        ("{push: {branches: [main]}}", "deploy"),
        ("{push: {branches: main}, schedule: [{cron: '0 0 * * *'}]}", "deploy"),
        ("{push: {branches: [main, dev]}}", "${{"),
        ("{push: {branches: [main], tags: ['v*']}}", "${{"),
        ("{push: {branches: [main]}, workflow_dispatch: {}}", "${{"),
        ("{push: {branches: [main]}, pull_request: {}}", "${{"),
        ("push", "${{"),
    ],
)
def test_which_branches_a_workflow_runs_for(trigger: str, command: str) -> None:
    text = rewrite_workflow(ACTION.format(**{**PLAIN, "trigger": trigger}), SITE).text
    assert f"          command: {command}" in text


@pytest.mark.parametrize(
    ("condition", "always"),
    [
        ("github.ref == 'refs/heads/main'", True),
        ("${{ github.event_name == 'push' && github.ref_name == 'main' }}", True),
        ("github.ref_name == 'main'", False),
        ("github.ref == 'refs/heads/main' || always()", False),
        ("!(github.ref == 'refs/heads/main')", False),
    ],
)
def test_conditions(condition: str, always: bool) -> None:
    text = f'on: [push]\njobs:\n  a:\n    if: "{condition}"\n    steps:\n    - uses: actions/checkout@v4\n'
    text += "    - run: wrangler pages deploy dist\n"
    assert rewrite_workflow(text, SITE).text.endswith("run: wrangler deploy\n") is always


def test_a_job_in_another_folder() -> None:
    text = "on: [push]\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n"
    text += "    - run: wrangler pages deploy dist\n      working-directory: ${{ matrix.app }}\n"
    result = rewrite_workflow(text, SITE)
    assert (result.text, [place.why for place in result.places]) == (text, ["the folder that it runs in is not known"])


def test_commands_of_one_job_share_a_folder() -> None:
    text = "deploy:\n  script:\n    - cd web\n    - wrangler pages deploy dist --branch main\n"
    result = rewrite_pipeline(text, SITE)
    assert result.text == text
    assert "changes the folder" in result.places[0].why


def test_a_language_of_its_own_is_listed() -> None:
    result = plain_text("pipeline {\n  sh 'npx wrangler pages deploy dist'\n}\n")
    assert [place.line for place in result.places] == [2]


def test_scripts_that_deploy() -> None:
    scripts = {
        "up": "wrangler pages deploy dist",
        "go": "npm run build && npm run up",
        "all": "yarn go",
        "docs": "wrangler pages deploy docs --project-name docs",
        "dev": "wrangler pages dev",
    }
    assert deploying_scripts(scripts, SITE) == {"up", "go", "all"}
    assert list(scripts_run("CI=1 pnpm run -s up && npm ci && bun run go && npm test")) == ["up", "go"]


BLOCKS = st.lists(
    st.sampled_from(
        [
            "      - uses: actions/checkout@v4",
            "      - uses: cloudflare/pages-action@v1 # v1.5",
            "        with:",
            "          projectName: site",
            "          directory: 'dist'",
            "          branch: ${{ github.ref_name }}",
            "          apiToken: ${{ secrets.T }} # t",
            "          wranglerVersion: 2",
            "      - uses: cloudflare/wrangler-action@v3",
            "          command: pages deploy dist",
            "          command: |",
            "            pages deploy dist --branch=main",
            "      - run: npx wrangler pages deploy dist",
            "        id: x",
            "      - run: echo ${{ steps.x.outputs.url }}",
            "      # it's a comment",
            "",
        ]
    ),
    max_size=14,
)


@given(BLOCKS, st.sampled_from(["\n", "\r\n"]))
def test_any_workflow(lines: list[str], ends: str) -> None:
    head = ["on: [push]", "jobs:", "  a:", "    runs-on: x", "    steps:"]
    text = ends.join([*head, *lines]) + ends
    try:
        result = rewrite_workflow(text, SITE)
    except YamlError:
        return
    yaml_text.parse(result.text)
    again = rewrite_workflow(result.text, SITE)
    assert again.text == result.text, "a second time changes nothing"
    assert [line for line in result.text.split(ends) if "it's" in line] == [line for line in lines if "it's" in line]
    if not any(place.new for place in result.places):
        assert result.text == text


@given(st.text(alphabet="ab: -'\"|\n{}#", max_size=40))
def test_hostile_workflows(text: str) -> None:
    text = f"jobs:\n  a:\n    steps:\n      - run: wrangler pages deploy {text}\n"
    for editor in (rewrite_workflow, rewrite_pipeline):
        try:
            result = editor(text, SITE)
        except YamlError:
            continue
        yaml_text.parse(result.text)
