"""Findings about the code of Functions, and which files a middleware guards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration import Choices, assess
from edgewise.migration.checks.code import check_guards, route_is_valid
from edgewise.migration.checks.exposure import exposed_path
from edgewise.migration.model import Severity
from edgewise.migration.usage import read_usage
from edgewise.migration.worker_first import run_worker_first
from edgewise.project import discover
from edgewise.project.model import RoutesSpec

HANDLER = "export const onRequest = () => new Response('');\n"
TOML = 'name = "x"\npages_build_output_dir = "public"\ncompatibility_date = "2026-01-01"\n'
SITE = {"wrangler.toml": TOML, "public/index.html": "", "public/admin/secret.html": "", "public/css/a.css": ""}
GUARD = "export const onRequest = (c) => c.ok ? c.next() : new Response('', { status: 401 });\n"


@pytest.fixture
def findings(write):
    """Findings of a site with these files, by id."""

    def read(files, **choices):
        found = assess(discover(write({**SITE, **files})), Choices(**choices))
        return {each.id: each for each in found}

    return read


@pytest.mark.parametrize(
    ("code", "identity", "severity", "detail"),
    [
        ('import { z } from "zod";\nz();', "packages-not-installed", "manual", "zod"),
        ('import "./gone.js";', "import-unresolved", "manual", "./gone.js"),
        ('import "node:crypto";\nimport fs from "fs";\nfs();', "node-builtins", "manual", "node:crypto, fs"),
        ('import "pages-plugin-x";', "pages-plugin", "note", "pages-plugin-x"),
        ('import { onRequest as f } from "assets:../static";', "assets-import", "automatic", "assets:../static"),
        ("caches.default.match('');", "cache-api", "note", ""),
        ("const work = (c) => c.waitUntil(later());", "long-work", "note", ""),
    ],
)
def test_findings_about_code(findings, code, identity, severity, detail):
    found = findings({"functions/a.js": f"{code}\n{HANDLER}"})[identity]
    assert (found.severity, str(found.where)) == (severity, "functions/a.js:1")
    assert found.title.endswith(detail)


@pytest.mark.parametrize(
    ("flags", "code", "found"),
    [
        ("[]", 'import "node:async_hooks";', True),
        ('["nodejs_als"]', 'import "node:async_hooks";', False),
        ('["nodejs_als"]', 'import "node:crypto";', True),
        ('["nodejs_compat"]', 'import "node:crypto";', False),
    ],
)
def test_node_modules_need_a_flag(findings, flags, code, found):
    toml = f"{TOML}compatibility_flags = {flags}\n"
    assert ("node-builtins" in findings({"wrangler.toml": toml, "functions/a.js": code + HANDLER})) is found


def test_installed_packages_are_no_finding(findings):
    files = {"functions/a.js": 'import "zod";\n' + HANDLER, "node_modules/zod/package.json": "{}"}
    assert "packages-not-installed" not in findings(files)


@pytest.mark.parametrize(("mode", "found"), [("faithful", False), ("idiomatic", True)])
def test_code_sees_other_answers_for_files_without_the_module(findings, mode, found):
    code = "export const onRequest = ({ env, request }) => env.ASSETS.fetch(request);"
    assert ("code-reads-assets" in findings({"functions/a.js": code}, mode=mode)) is found


STATIC = {"static/a.txt": "", "functions/a.js": 'export { onRequest } from "assets:../static";'}


@pytest.mark.parametrize("functions", ["compile", "native"])
def test_assets_imports_are_settled(findings, functions):
    found = findings(STATIC, functions=functions)
    assert found["assets-import"].severity is Severity.AUTOMATIC and "assets-import-native" not in found
    assert f"functions-{functions}" in found


@pytest.mark.parametrize(
    "files",
    [
        {"functions/a.js": 'export { onRequest } from "assets:../gone";'},
        {"functions/a.js": 'export { onRequest } from "assets:../..";'},
        {"sta'tic/a.txt": "", "functions/a.js": """export { onRequest } from "assets:../sta'tic";"""},
        {**STATIC, "functions/b/b.js": 'export { onRequest } from "assets:../static";', "functions/static/b.txt": ""},
    ],
)
def test_assets_imports_without_an_alias_need_the_compiler(findings, files):
    found = findings(files, functions="native")
    assert found["assets-import-native"].severity is Severity.BLOCKER and "assets-import" not in found
    assert "assets-import-native" not in findings(files, functions="compile")


def test_durable_objects_need_a_worker(findings):
    binding = '[[durable_objects.bindings]]\nname = "ROOM"\nclass_name = "Room"\n'
    code = {"functions/a.js": HANDLER}
    found = findings({**code, "wrangler.toml": TOML + binding})["durable-object-script"]
    assert found.severity is Severity.BLOCKER and str(found.where) == "wrangler.toml:4"
    assert "durable-object-script" not in findings(
        {**code, "wrangler.toml": TOML + binding + 'script_name = "rooms"\n'}
    )


@pytest.mark.parametrize(
    ("route", "valid"),
    [
        ("/", True),
        ("/:id", True),
        ("/:a-:b", True),
        ("/x:a.json", True),
        ("/:rest*", True),
        ("/a/:rest*/b", True),
        ("/:a:b", False),
        ("/a-:rest*", False),
        ("/a*", False),
        ("/:a/b*c", False),
    ],
)
def test_routes_that_the_router_takes(route, valid):
    assert route_is_valid(route) is valid


def test_guarded_files_are_settled_when_the_worker_runs_first(findings):
    for mode in ("faithful", "idiomatic"):
        found = findings({"functions/admin/_middleware.js": GUARD}, mode=mode)["auth-middleware"]
        assert found.severity is Severity.AUTOMATIC
        assert found.title == "Middleware guards files: it answers 401"
        assert str(found.where) == "functions/admin/_middleware.js:1"


@pytest.mark.parametrize(
    ("first", "path"),
    [
        (True, None),
        (("/admin", "/admin/*"), None),
        (("/*", "!/css/*"), None),
        (("/admin/*", "!/admin/secret"), "/admin/secret"),
        (("/admin",), "/admin/secret.html"),
        (("/api/*",), "/admin/secret.html"),
        (None, "/admin/secret.html"),
        (False, "/admin/secret.html"),
    ],
)
def test_guarded_files_block_unless_the_worker_runs_first(write, first, path):
    project = discover(write({**SITE, "functions/admin/_middleware.js": GUARD}))
    (found,) = check_guards(project, read_usage(project), first)
    assert (found.severity is Severity.BLOCKER) is (path is not None)
    assert (f"{path} would be public" in found.title) is (path is not None)


def test_what_pages_leaves_out_of_the_functions_is_not_guarded(write):
    routes = '{"version": 1, "include": ["/*"], "exclude": ["/admin/*"]}'
    project = discover(write({**SITE, "functions/_middleware.js": GUARD, "public/_routes.json": routes}))
    assert exposed_path(project, ["/admin"], ("/nothing",)) is None
    assert exposed_path(project, ["/"], ("/nothing",)) == "/css/a.css"


RULES = st.lists(
    st.sampled_from(["/", "/admin", "/admin/*", "/admin/s*", "/css/*", "/index.html", "/*"]), max_size=3, unique=True
)


@given(include=RULES.filter(bool), exclude=RULES)
def test_the_planned_rules_guard_whatever_pages_guards(tmp_path_factory, include, exclude):
    root = tmp_path_factory.mktemp("site")
    for name in SITE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(SITE[name])
    spec = RoutesSpec(tuple(include), tuple(exclude))
    project = discover(root)
    first = run_worker_first(spec)
    assert exposed_path(replace(project, routes=spec), ["/", "/admin", "/:any*"], first) is None
