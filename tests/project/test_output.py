"""Which folder Pages serves, in all the ways that projects say it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.project import discover
from edgewise.project.model import Origin, Place

Write = Callable[[Mapping[str, str | bytes]], Path]
PAGE = "<h1>hi</h1>"


def scripts(**named: str) -> str:
    return json.dumps({"name": "p", "scripts": named}, indent=1)


def package(scripts: Mapping[str, str], **rest: object) -> str:
    return json.dumps({"name": "p", "scripts": scripts, **rest}, indent=1)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("wrangler pages deploy dist", "dist"),
        ("npm run build && npx --yes wrangler@latest pages deploy ./dist --project-name=x", "dist"),
        ("pnpm exec wrangler pages deploy dist", "dist"),
        ("yarn dlx wrangler pages publish dist", "dist"),
        ("bunx wrangler pages deploy dist --branch=main", "dist"),
        ("cross-env NODE_ENV=production CF=1 wrangler pages deploy dist", "dist"),
        ("dotenv -e .env -- wrangler pages deploy dist", "dist"),
        ('concurrently "vite" "wrangler pages dev dist --port 8788"', "dist"),
        ('sh -c "cd web && wrangler pages deploy ../dist"', "dist"),
        ("wrangler --cwd . pages deploy dist", "dist"),
        ("wrangler pages deploy ${OUT:-dist}", "dist"),
        ("OUT=dist; wrangler pages deploy $OUT", None),
        ("wrangler pages deploy", None),
        ("wrangler pages dev -- vite", None),
        ("echo 'wrangler pages deploy dist'", None),
        ("wrangler pages deploy ../../../outside", None),
        ("wrangler pages deploy 'my site'", "my site"),
        ("wrangler pages dev . --kv X", "."),
    ],
)
def test_scripts(write: Write, command: str, output: str | None) -> None:
    project = discover(write({"package.json": scripts(deploy=command)}))
    assert (project.output.value if project.output else None) == output
    if project.output:
        assert project.output.origin is Origin.SCRIPT
        assert project.output.place == Place("package.json", 4)


@pytest.mark.parametrize(
    "named",
    [
        {"deploy": "npm run upload -- dist", "upload": "wrangler pages deploy"},
        {"deploy": "npm run upload dist", "upload": "wrangler pages deploy"},
        {"deploy": "yarn upload dist", "upload": "wrangler pages deploy"},
        {"deploy": "pnpm upload dist", "upload": "wrangler pages deploy"},
        {"deploy": "bun run upload dist", "upload": "wrangler pages deploy"},
        {"deploy": "node --run upload", "upload": "wrangler pages deploy dist"},
        {"deploy": "run-s build upload", "build": "vite build", "upload": "wrangler pages deploy dist"},
        {"deploy": "npm-run-all -s build up:*", "build": "x", "up:pages": "wrangler pages deploy dist"},
        {"start": 'concurrently "npm:dev:*"', "dev:pages": "wrangler pages dev dist"},
        {"deploy": "npm run deploy", "x": "wrangler pages dev dist"},
    ],
)
def test_scripts_that_call_scripts(write: Write, named: dict[str, str]) -> None:
    output = discover(write({"package.json": package(named)})).output
    assert output is not None
    assert (output.value, output.origin) == ("dist", Origin.SCRIPT)


def test_what_is_deployed_counts_more_than_what_is_tried_out(write: Write) -> None:
    named = {
        "dev": "wrangler pages dev public",
        "deploy:storybook": "wrangler pages deploy storybook-static",
        "deploy": "wrangler pages deploy dist --project-name live",
    }
    project = discover(write({"package.json": package(named)}))
    assert project.output is not None
    assert project.output.value == "dist"
    assert [each.value for each in project.output_candidates] == ["storybook-static", "public"]
    assert project.name.value == "live"


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (
            "      - uses: cloudflare/pages-action@v1\n        with:\n"
            "          projectName: p\n          directory: dist\n",
            5,
        ),
        ("      - uses: cloudflare/wrangler-action@v3\n        with:\n          command: pages deploy dist --x=y\n", 7),
        (
            "      - uses: cloudflare/wrangler-action@v3\n        with:\n          command: |\n"
            "            whoami\n            pages deploy dist \\\n              --project-name=p\n",
            9,
        ),
        ("      - run: npx wrangler pages deploy dist\n", 5),
        ("      - run: |\n          npm ci\n\n          npx wrangler pages deploy dist\n", 8),
        ("      - run: npx wrangler pages deploy ${{ env.OUT }}\n        env:\n          OUT: dist\n", 5),
        ("      - run: npx wrangler pages deploy $OUT\n        env: {OUT: dist}\n", 5),
        ("      - run: npx wrangler pages deploy ${{ inputs.out || 'dist' }}\n", 5),
        ("      - run: cd packages && npx wrangler pages deploy ../dist\n", 5),
        ("      - {uses: acme/pages-upload@v1, with: {projectName: p, directory: ./dist/}}\n", 5),
    ],
)
def test_workflows(write: Write, step: str, line: int) -> None:
    text = f"on: push\njobs:\n  a:\n    steps:\n{step}"
    output = discover(write({".github/workflows/deploy.yml": text})).output
    assert output is not None
    assert (output.value, output.origin) == ("dist", Origin.CI)
    assert output.place == Place(".github/workflows/deploy.yml", line)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            ".gitlab-ci.yml",
            "variables: {OUT: dist}\ndeploy:\n  script:\n    - npm ci\n    - npx wrangler pages deploy $OUT\n",
            5,
        ),
        (".gitlab-ci.yml", "deploy:\n  script:\n    - |\n      npm ci\n      npx wrangler pages deploy dist\n", 5),
        (
            ".circleci/config.yml",
            "jobs:\n  d:\n    steps:\n      - run:\n          command: wrangler pages deploy dist\n",
            5,
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step:\n        script:\n          - wrangler pages deploy dist\n",
            5,
        ),
        ("azure-pipelines.yml", "steps:\n  - script: |\n      npx wrangler pages deploy dist\n", 3),
        (".drone.yml", "steps:\n  - commands:\n      - wrangler pages deploy dist\n", 3),
        ("Jenkinsfile", "pipeline {\n  sh 'npx wrangler pages deploy dist'\n}\n", 2),
    ],
)
def test_other_systems(write: Write, name: str, text: str, line: int) -> None:
    project = discover(write({name: text}))
    assert project.output is not None
    assert (project.output.value, project.output.place) == ("dist", Place(name, line))
    assert project.deployments == (Place(name, line),)


def test_a_workflow_that_runs_a_script(write: Write) -> None:
    files = {
        ".github/workflows/d.yml": "jobs:\n  a:\n    steps:\n      - run: npm run ship\n",
        "package.json": scripts(ship="wrangler pages deploy dist"),
    }
    project = discover(write(files))
    assert project.output is not None
    assert project.output.place == Place("package.json", 4)
    assert project.deployments == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Makefile", "OUT := dist\ndeploy: build\n\t@npx wrangler pages deploy \\\n\t  $(OUT)\n"),
        ("justfile", "deploy:\n    npx wrangler pages deploy dist\n"),
        ("Taskfile.yml", "tasks:\n  deploy:\n    cmds:\n      - npx wrangler pages deploy dist\n"),
        ("deploy.sh", '#!/bin/sh\nDIR="dist"\n# wrangler pages deploy old\nnpx wrangler pages deploy "$DIR"\n'),
        ("scripts/ship.sh", "cd web\nnpx wrangler pages deploy ../dist\n"),
        ("deno.json", '{"tasks": {"deploy": "wrangler pages deploy dist"}}'),
    ],
)
def test_command_files(write: Write, name: str, text: str) -> None:
    output = discover(write({name: text})).output
    assert output is not None
    assert (output.value, output.origin) == ("dist", Origin.SHELL)
    assert output.place is not None
    assert output.place.file == name


def test_terraform(write: Write) -> None:
    text = (
        'resource "cloudflare_pages_project" "site" {\n  name = "live"\n  build_config = {\n'
        '    build_command = "make"\n    destination_dir = "dist"\n  }\n  deployment_configs = {\n'
        '    production = { compatibility_date = "2024-02-03" }\n  }\n}\n'
    )
    project = discover(write({"infra/pages.tf": text, "src/x": ""}))
    assert project.output is not None
    assert (project.output.value, project.output.origin) == ("dist", Origin.TERRAFORM)
    assert project.output.place == Place("infra/pages.tf", 5)
    assert project.name.value == "live"
    assert project.build_command is not None
    assert project.build_command.value == "make"
    assert project.compatibility_date is not None
    assert project.compatibility_date.value == "2024-02-03"


def angular(builder: str) -> str:
    build = {"builder": builder, "options": {"outputPath": "www"}}
    return json.dumps({"projects": {"app": {"architect": {"build": build}}}})


@pytest.mark.parametrize(
    ("dependency", "files", "output"),
    [
        ("vite", {"vite.config.ts": "export default defineConfig({ build: { outDir: 'www' } })"}, "www"),
        ("vite", {"vite.config.js": "export default { root: 'src', build: { outDir: '../www' } }"}, "www"),
        ("vite", {"vite.config.js": "export default { root: 'src' }"}, "src/dist"),
        (
            "vite",
            {"vite.config.ts": "export default { root: 'src', build: { outDir: resolve(__dirname, 'www') } }"},
            "www",
        ),
        ("vite", {}, "dist"),
        ("astro", {"astro.config.mjs": "export default defineConfig({ outDir: './www' })"}, "www"),
        (
            "@sveltejs/kit",
            {"svelte.config.js": "export default { kit: { adapter: adapter({ pages: 'www' }) } }"},
            "www",
        ),
        ("next", {"next.config.mjs": "const c = { output: 'export', distDir: 'www' }; export default c"}, "www"),
        ("@11ty/eleventy", {".eleventy.js": "module.exports = c => { return { dir: { output: 'www' } } }"}, "www"),
        ("@11ty/eleventy", {"eleventy.config.mjs": "export default c => { c.setOutputDirectory('www') }"}, "www"),
        (
            "vitepress",
            {"docs/.vitepress/config.mts": "export default defineConfig({ title: 'x' })"},
            "docs/.vitepress/dist",
        ),
        ("vitepress", {"docs/.vitepress/config.ts": "export default { outDir: '../www' }"}, "www"),
        ("@vue/cli-service", {"vue.config.js": "module.exports = { outputDir: 'www' }"}, "www"),
        ("@angular/core", {"angular.json": angular("@angular-devkit/build-angular:application")}, "www/browser"),
        ("@angular/core", {"angular.json": angular("@angular-devkit/build-angular:browser")}, "www"),
        ("x", {"hugo.toml": 'publishDir = "www"\n'}, "www"),
        ("x", {"hugo.yaml": "publishDir: www\n"}, "www"),
        ("x", {"config.toml": 'baseURL = "/"\n', "content/a.md": "a", "layouts/b.html": "b"}, "public"),
        ("x", {"_config.yml": "title: x\ndestination: ./www\n"}, "www"),
        ("x", {"mkdocs.yml": "site_name: x\nsite_dir: www\n"}, "www"),
    ],
)
def test_frameworks(write: Write, dependency: str, files: dict[str, str], output: str) -> None:
    root = write({"package.json": package({"build": "x"}, devDependencies={dependency: "1"}), **files})
    found = discover(root).output
    assert found is not None
    assert (found.value, found.origin) == (output, Origin.FRAMEWORK)


@pytest.mark.parametrize(
    ("dependency", "build", "output"),
    [
        ("vite", "tsc && vite build --outDir www", "www"),
        ("@11ty/eleventy", "eleventy --output=www", "www"),
        ("@docusaurus/core", "docusaurus build --out-dir www", "www"),
        ("vitepress", "vitepress build site", "site/.vitepress/dist"),
    ],
)
def test_build_scripts(write: Write, dependency: str, build: str, output: str) -> None:
    found = discover(write({"package.json": package({"build": build}, devDependencies={dependency: "1"})})).output
    assert found is not None
    assert found.value == output


def test_readme(write: Write) -> None:
    text = "# x\n\nDeploy to Cloudflare Pages.\n\n- **Build output directory**: `www`\n"
    found = discover(write({"README.md": text, "www/a.txt": "a"})).output
    assert found is not None
    assert (found.value, found.origin, found.place) == ("www", Origin.README, Place("README.md", 5))
    assert discover(write({"README.md": text.replace("www", "gone")})).output is None


@pytest.mark.parametrize(
    ("files", "output"),
    [
        ({"site/index.html": PAGE}, "site"),
        ({"index.html": PAGE}, "."),
        ({"about.html": PAGE}, "."),
        ({"public/_redirects": "/a /b\n", "index.md": "x"}, "public"),
        ({"public/data.json": "{}", "functions/a.js": "export const onRequest = 1"}, "public"),
        ({"functions/a.js": "export const onRequest = 1"}, "."),
        ({"_worker.js": "export default {}"}, "."),
        ({"notes.txt": "x"}, None),
        (
            {"package.json": package({"test": "vitest"}, devDependencies={"vite": "5"}), "public/index.html": PAGE},
            "public",
        ),
    ],
)
def test_guesses(write: Write, files: dict[str, str], output: str | None) -> None:
    found = discover(write(files)).output
    assert (found.value if found else None) == output
    if found:
        assert found.origin is Origin.INFERRED
