"""A project that is a package of a monorepo, or is served from a folder beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.migration.trees import tree

from edgewise.migration import apply, as_it_was, assess, make_plan, ready, undo
from edgewise.migration.parity.staging.tree import overlay
from edgewise.project import discover
from edgewise.project.model import Origin, Place
from edgewise.project.workspace import find_workspace, package_folders

Write = Callable[[Mapping[str, str | bytes]], Path]
PAGE = "<h1>hi</h1>"
PNPM = "packages:\n  - 'apps/*'\n  - packages/**\n  - '!**/fixtures'\n"


def package(name: str, rest: object = None, **scripts: str) -> str:
    return json.dumps({"name": name, "scripts": scripts, **({"workspaces": rest} if rest else {})}, indent=1)


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        ({"pnpm-workspace.yaml": PNPM}, ("apps/a", "packages/c", "packages/deep/b")),
        ({"package.json": package("top", ["apps/*"])}, ("apps/a",)),
        ({"package.json": package("top", {"packages": ["./packages/c/"]})}, ("packages/c",)),
        ({"lerna.json": '{"packages": ["packages/*"]}'}, ("packages/c", "packages/fixtures")),
        ({"package.json": package("top", ["/etc", "../x", "", "apps/[ab]"])}, ("apps/a",)),
        ({"pnpm-workspace.yaml": "packages: ["}, ()),
        ({"package.json": "{"}, ()),
    ],
)
def test_packages(write: Write, files: dict[str, str], folders: tuple[str, ...]) -> None:
    names = ("apps/a", "packages/c", "packages/deep/b", "packages/fixtures", "node_modules/x")
    root = write({**{f"{each}/package.json": package(each) for each in names}, "apps/empty/x": "", **files})
    assert package_folders(root) == folders


@pytest.mark.parametrize(
    ("top", "web"),
    [
        ({}, {"deploy": "wrangler pages deploy out"}),
        ({"deploy": "pnpm --filter web exec wrangler pages deploy out"}, {}),
        ({"deploy": "pnpm --filter @acme/web run ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "pnpm -F web ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "pnpm -C apps/web ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "yarn workspace @acme/web ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "npm run ship -w @acme/web"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "npm run ship --workspace=apps/web"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "npm --prefix apps/web run ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "turbo run ship --filter=@acme/web"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "turbo run ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "nx run web:ship"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "lerna run ship --scope @acme/web"}, {"ship": "wrangler pages deploy out"}),
        ({"deploy": "cd apps/web && npx wrangler pages deploy out"}, {}),
        ({"deploy": "wrangler pages deploy apps/web/out"}, {}),
        ({"deploy": "wrangler pages deploy out --cwd apps/web"}, {}),
    ],
)
def test_scripts(write: Write, top: dict[str, str], web: dict[str, str]) -> None:
    root = write(
        {
            "pnpm-workspace.yaml": PNPM,
            "package.json": package("top", **top),
            "apps/web/package.json": package("@acme/web", **web),
            "apps/other/package.json": package("@acme/other"),
        }
    )
    output = discover(root / "apps/web").output
    assert output is not None
    assert (output.value, output.origin) == ("out", Origin.SCRIPT)
    assert output.place in (Place("package.json", 4), Place("../../package.json", 4))
    other = discover(root / "apps/other").output
    assert other is None


@pytest.mark.parametrize(
    "step",
    [
        "{run: pnpm exec wrangler pages deploy out, working-directory: apps/web}",
        "{run: npx wrangler pages deploy apps/web/out}",
        "{uses: cloudflare/pages-action@v1, with: {directory: apps/web/out, projectName: p}}",
        "{uses: cloudflare/pages-action@v1, with: {directory: out, projectName: p, workingDirectory: apps/web}}",
        "{uses: cloudflare/wrangler-action@v3, with: {command: pages deploy out, workingDirectory: ./apps/web}}",
    ],
)
def test_workflows_at_the_top(write: Write, step: str) -> None:
    root = write(
        {
            "pnpm-workspace.yaml": PNPM,
            "apps/web/package.json": package("web"),
            ".github/workflows/web.yml": f"jobs:\n  a:\n    steps:\n      - {step}\n",
        }
    )
    project = discover(root / "apps/web")
    assert project.output is not None
    assert (project.output.value, project.output.place) == ("out", Place("../../.github/workflows/web.yml", 4))
    assert project.deployments == (Place("../../.github/workflows/web.yml", 4),)
    assert discover(root).elsewhere in ((), ("apps/web",))


def beside(write: Write) -> Path:
    """A project that builds into a folder at the top of its workspace."""
    root = write(
        {
            "pnpm-workspace.yaml": PNPM,
            ".gitignore": "/dist\n",
            "dist/web/index.html": PAGE,
            "dist/web/_redirects": "/a /b\n/* /index.html 200\n",
            "dist/web/_headers": "/x\n  A: b\n",
            "apps/web/package.json": package("web", deploy="wrangler pages deploy ../../dist/web"),
            "apps/web/functions/api.js": "export const onRequest = () => new Response('x')",
        }
    )
    return root / "apps/web"


def test_an_output_beside_the_project_is_read_and_written_and_undone(write: Write) -> None:
    root = beside(write)
    before = tree(root.parent.parent)
    project = discover(root)
    assert project.output is not None
    assert project.output.value == "../../dist/web"
    assert project.assets == ("index.html",)
    assert [rule.source for rule in project.redirects] == ["/a"]
    assert project.headers
    assert project.workspace == root.parent.parent
    findings = assess(project)
    assert ready(findings)
    assert any(each.id == "output-beside-project" for each in findings)
    plan = make_plan(project, findings)
    assert "../../dist/web/.assetsignore" in {edit.path for edit in plan.edits}
    apply(project, plan)
    assert (root / "../../dist/web/.assetsignore").is_file()
    undo(root)
    assert tree(root.parent.parent) == before


def test_looking_back_leaves_what_lies_beside_the_project_alone(write: Write) -> None:
    root = beside(write)
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    before = tree(root.parent.parent)
    with as_it_was(root) as old:
        assert old.output is not None
        assert old.output.value == "../../dist/web"
        assert old.assets == ("index.html",)
    assert tree(root.parent.parent) == before


def test_a_working_copy_is_never_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/file").write_text("mine")
    (tmp_path / "copy/project").mkdir(parents=True)
    (tmp_path / "copy/linked").symlink_to(tmp_path / "own")
    for content in (b"x", None):
        with pytest.raises(ValueError, match="not part of the working copy"):
            overlay(tmp_path / "copy/project", {"../linked/file": content})
    assert (tmp_path / "own/file").read_text() == "mine"


def test_an_output_that_leaves_the_workspace_is_refused(write: Write, tmp_path: Path) -> None:
    root = beside(write)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/index.html").write_text(PAGE)
    said = discover(root, {"output": "../../../outside"})
    assert not said.assets
    assert any(each.id == "output-outside-project" for each in assess(said))
    link = root.parent.parent / "dist" / "linked"
    link.symlink_to(tmp_path / "outside")
    linked = discover(root, {"output": "../../dist/linked"})
    assert not linked.assets
    assert any(each.id == "output-outside-project" for each in assess(linked))


def test_the_workspace_is_never_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / ".git").mkdir(parents=True)
    (home / "site").mkdir()
    monkeypatch.setenv("HOME", str(home))
    assert find_workspace(home / "site").root == home / "site"


def test_sub_folders_that_look_like_projects(write: Write) -> None:
    files = {
        "apps/a/wrangler.json": '{"name": "a", "pages_build_output_dir": "o"}',
        "apps/b/package.json": package("b", deploy="wrangler pages deploy"),
        "site/functions/api/x.ts": "export const onRequestGet = () => new Response()",
        "apps/c/wrangler.toml": 'name = "worker"\nmain = "x.js"\n',
        "firebase/functions/index.js": "exports.api = 1",
        "broken/wrangler.toml": "= [",
        "package.json": package("top", deploy="cd docs && wrangler pages deploy public"),
    }
    assert discover(write(files)).elsewhere == ("docs", "apps/a", "apps/b", "site")


def test_packages_that_are_installed_at_the_top(write: Write) -> None:
    root = write(
        {
            "pnpm-workspace.yaml": PNPM,
            "node_modules/astro/package.json": '{"version": "5.18.2"}',
            "apps/web/package.json": json.dumps({"dependencies": {"astro": "workspace:*"}}),
        }
    )
    framework = discover(root / "apps/web").framework
    assert framework is not None
    assert (framework.id, framework.version) == ("astro", "5.18.2")
