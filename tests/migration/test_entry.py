"""The entry that a migration writes, for each kind of code and in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration import Choices
from edgewise.migration.entry import entry_files
from edgewise.migration.settings import worker_settings
from edgewise.migration.site_rules import site_rules
from edgewise.project import discover

Write = Callable[[Mapping[str, str | bytes]], Path]
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
SITE = {"wrangler.toml": TOML, "o/index.html": "<h1>x</h1>"}
CODE = {**SITE, "functions/api/a.js": "export const onRequest = () => new Response();\n"}


def written(root: Path, **choices: str) -> dict[str, str]:
    project = discover(root)
    return entry_files(project, worker_settings(project, Choices(**choices)))


def test_a_site_without_code(write: Write) -> None:
    files = written(write(SITE))
    assert list(files) == ["worker/index.js", "worker/pages-assets.js"]
    assert "return pagesAssets(env.ASSETS).fetch(request);" in files["worker/index.js"]
    assert "const site" not in files["worker/index.js"]


def test_settings_alone_need_no_entry(write: Write) -> None:
    assert written(write(CODE), mode="idiomatic") == {}


def test_functions_run_where_pages_runs_them(write: Write) -> None:
    files = written(write(CODE))
    assert list(files) == ["worker/index.js", "worker/pages-assets.js", "worker/pages-routes.js"]
    entry = files["worker/index.js"]
    assert 'import functions from "../.wrangler/functions/index.js";' in entry
    assert 'const routes = { include: ["/api/a"], exclude: [] };' in entry
    assert "if (!runsCode(request, routes)) return files.fetch(request);" in entry
    assert "return functions.fetch(request, { ...env, ASSETS: files }, context);" in entry


def test_middleware_everywhere_needs_no_routes(write: Write) -> None:
    root = write({**CODE, "functions/_middleware.js": "export const onRequest = ({ next }) => next();\n"})
    assert list(written(root)) == ["worker/index.js", "worker/pages-assets.js"]


def test_native_functions_in_typescript(write: Write) -> None:
    root = write(
        {**CODE, "functions/b.ts": "export const onRequestGet = () => new Response();\n", "tsconfig.json": "{}"}
    )
    files = written(root, functions="native")
    assert list(files) == [f"worker/{name}.ts" for name in ("index", "pages-assets", "pages-functions", "pages-routes")]
    entry = files["worker/index.ts"]
    assert "async fetch(request: Request, env: Env, context: Context): Promise<Response> {" in entry
    assert 'from "../functions/b.js";' in entry
    assert ".wrangler" not in entry


@pytest.mark.parametrize("native", [True, False])
def test_native_functions_by_settings_have_an_entry_but_no_wrapper(write: Write, native: bool) -> None:
    files = written(write(CODE), mode="idiomatic", functions="native" if native else "compile")
    assert list(files) == (["worker/index.js", "worker/pages-functions.js"] if native else [])


def test_one_advanced_module_is_bundled(write: Write) -> None:
    files = written(write({**CODE, "o/_worker.js": "export default {}"}))
    entry = files["worker/index.js"]
    assert 'import worker from "../o/_worker.js";\nexport * from "../o/_worker.js";' in entry
    assert "functions" not in entry


def test_a_folder_of_modules_is_reached_from_above(write: Write) -> None:
    root = write({**SITE, "o/_worker.js/index.js": "export default {}", "tsconfig.json": "{}"})
    files = written(root)
    assert list(files) == ["worker.js", "worker/pages-assets.js"]
    assert 'from "./o/_worker.js/index.js";' in files["worker.js"]
    assert 'from "./worker/pages-assets.js";' in files["worker.js"]


def test_the_users_own_worker_folder_is_left_alone(write: Write) -> None:
    assert next(iter(written(write({**SITE, "worker/mine.js": ""})))) == "pages-worker/index.js"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ""),
        ({"o/blog/404.html": ""}, "const site = {\n  home: true,\n};"),
        ({"o/a/index": ""}, 'const site = {\n  files: ["/a/index"],\n};'),
        ({"o/a/index/index.html": ""}, 'const site = {\n  files: ["/a/index/"],\n};'),
        ({"o/_redirects": "/a/:b /c 307\n/d /e 301\n"}, "const site = {\n  temporary: [/^\\/a\\/[^\\/]+$/],\n};"),
        ({"o/_redirects": "/app/* /x 200\n"}, "const site = {\n  rewritten: [/^\\/app\\/.*$/],\n};"),
        ({"o/_headers": "/a/*\n  X-Mine: 1\n"}, ""),
        (
            {"o/_headers": "/a.b/*\n  ! Referrer-Policy\n"},
            'const site = {\n  rules: [\n    { path: /^\\/a\\.b\\/.*$/, removes: ["referrer-policy"] },\n  ],\n};',
        ),
        (
            {"o/_headers": "/f.xml\n  Content-Type: text/xml\n"},
            "const site = {\n  rules: [\n    { path: /^\\/f\\.xml$/, "
            'sets: ["content-type"], type: "application/xml" },\n  ],\n};',
        ),
        (
            {"o/_headers": "https://x.example/b\n  Cache-Control: public, max-age=0, must-revalidate\n"},
            'const site = {\n  rules: [\n    { path: /^\\/b$/, sets: ["cache-control"] },\n  ],\n};',
        ),
        ({"o/_headers": "/b\n  ! Referrer-Policy\n  Referrer-Policy: origin\n"}, ""),
    ],
)
def test_what_is_rare_is_said(write: Write, files: dict[str, str], said: str) -> None:
    assert site_rules(discover(write({**SITE, **files}))) == said
