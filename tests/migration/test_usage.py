"""What the code of a project uses, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.usage import Feature, imported_folders, read_usage
from edgewise.migration.usage.bindings import env_names
from edgewise.project import discover
from edgewise.project.exports import LANGUAGES, syntax_tree
from edgewise.project.model import Place

HANDLER = "export const onRequest = () => new Response('');\n"


@pytest.fixture
def usage(write):
    """What a project uses whose files these are."""

    def read(files):
        return read_usage(discover(write({"index.html": "", **files})))

    return read


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("export const onRequest = (context) => context.env.DB.prepare('')", ["DB"]),
        ("export const onRequest = ({ env }) => env.KV.get('')", ["KV"]),
        ("export const onRequest = ({ env: { KV, DB: db = 1, ...rest } }) => KV", ["KV", "DB"]),
        ("export const onRequest = ({ env: e }) => e.TOKEN", ["TOKEN"]),
        ("export const onRequest = (c) => { const { A, B: b, C = 1 } = c.env; }", ["A", "B", "C"]),
        ("export const onRequest = (c) => { const { env } = c; const { A } = env; }", ["A"]),
        ("export const onRequest = (c) => { const e = c.env, f = e; return f.A + e['B']; }", ["A", "B"]),
        ("export const onRequest = (c) => { const { env: { A } } = c; let x; ({ B: x } = c.env); }", ["A", "B"]),
        ("export const onRequest = (c) => c?.env?.A ?? c.env?.['B']", ["A", "B"]),
        ("app.get('/', (c) => c.json(c.env.A))\nexport const onRequest = app", ["A"]),
        ("const { A } = env(c); export const onRequest = 1", ["A"]),
        ("export const onRequest = () => getContext().env.A", ["A"]),
        ("export class X { go() { return this.env.A } }\nexport const onRequest = 1", ["A"]),
        ("import { env } from 'cloudflare:workers'; export const onRequest = () => env.A", ["A"]),
        ("import { env } from './settings'; export const onRequest = () => env.A", []),
        ("export const onRequest = () => process.env.A + import.meta.env.B", []),
        ("export const onRequest = ({ env }) => env.ASSETS.fetch('') + env.CF_PAGES_BRANCH", []),
        ("export const onRequest = ({ env }, name) => env[name]", []),
    ],
)
def test_bindings_are_found_in_every_form(usage, code, names):
    found = usage({"functions/a.js": code, "functions/settings.js": "export const env = {};"})
    assert list(found.bindings) == names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("export const onRequest = (c) => (c.env as Env).A + c.env!.B", ["A", "B"]),
        ("export const onRequest: PagesFunction<Env> = async ({ env }) => { const { A } = env as Env; }", ["A"]),
        ("interface Env { KV: KVNamespace }\nexport const onRequest = () => 1", []),
    ],
)
def test_bindings_are_found_in_typescript(usage, code, names):
    assert sorted(usage({"functions/a.ts": code}).bindings) == names


def test_node_compatibility_fills_process_env(usage):
    code = "export const onRequest = () => process.env.A + process.env.NODE_ENV"
    config = 'pages_build_output_dir = "."\ncompatibility_flags = ["nodejs_compat"]\n'
    assert list(usage({"functions/a.js": code, "wrangler.toml": config}).bindings) == ["A"]


def test_bindings_know_their_first_place(usage):
    found = usage({"functions/a.js": "\n\nexport const onRequest = ({ env }) => env.A;\nenv.A;"})
    assert found.bindings == {"A": Place("functions/a.js", 3)}


@given(st.text(max_size=80), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_can_be_read(code, extension):
    names = [name for name, _ in env_names(syntax_tree(code, extension), code, process=True)]
    assert all(isinstance(name, str) for name in names)


IMPORTER = 'import { a } from "TARGET";\nexport const onRequest = () => a;\n'
USER = "export const a = (env) => env.FOUND;\n"


@pytest.mark.parametrize(
    ("target", "files"),
    [
        ("./helper", {"functions/helper.ts": USER}),
        ("./helper.js", {"functions/helper.ts": USER}),
        ("./helper", {"functions/helper/index.js": USER}),
        ("../lib/helper.mjs", {"lib/helper.mjs": USER}),
        ("@/helper", {"tsconfig.json": '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}', "src/helper.ts": USER}),
        ("lib/helper", {"tsconfig.json": '{"compilerOptions":{"baseUrl":"src"}}', "src/lib/helper.ts": USER}),
        (
            "~/helper",
            {
                "tsconfig.json": '{"extends":"./tsconfig.base.json", /* why */ "compilerOptions":{}}',
                "tsconfig.base.json": '{"compilerOptions":{"baseUrl":".","paths":{"~/*":["src/*"],}}}',
                "src/helper.ts": USER,
            },
        ),
        (
            "@/helper",
            {
                "functions/tsconfig.json": '{"compilerOptions":{"paths":{"@/*":["../src/*"]}}}',
                "tsconfig.json": '{"compilerOptions":{"paths":{"@/*":["./other/*"]}}}',
                "src/helper.ts": USER,
            },
        ),
        ("#helper", {"package.json": '{"imports":{"#helper":{"worker":"./src/h.js"}}}', "src/h.js": USER}),
        ("#lib/helper", {"package.json": '{"imports":{"#lib/*":"./src/*.js"}}', "src/helper.js": USER}),
        ("./barrel", {"functions/barrel.js": "export * from './helper.js'", "functions/helper.js": USER}),
        ("./barrel", {"functions/barrel.js": "const h = require('./helper.js')", "functions/helper.js": USER}),
        ("./barrel", {"functions/barrel.js": "const h = await import('./helper.js')", "functions/helper.js": USER}),
    ],
)
def test_imports_are_followed(usage, target, files):
    found = usage({"functions/a.ts": IMPORTER.replace("TARGET", target), **files})
    assert list(found.bindings) == ["FOUND"]
    assert not found.unresolved and not found.missing


def test_packages_of_the_workspace_are_followed(write):
    root = write(
        {
            "package.json": '{"workspaces":["packages/*"]}',
            "packages/money/package.json": '{"name":"@shop/money","exports":{".":"./src/index.ts","./*":"./src/*.ts"}}',
            "packages/money/src/index.ts": USER,
            "packages/money/src/deep.ts": USER.replace("FOUND", "DEEP"),
            "functions/a.ts": IMPORTER.replace("TARGET", "@shop/money"),
            "functions/b.ts": IMPORTER.replace("TARGET", "@shop/money/deep"),
            "index.html": "",
        }
    )
    (root / "node_modules" / "@shop").mkdir(parents=True)
    (root / "node_modules" / "@shop" / "money").symlink_to(root / "packages" / "money")
    found = read_usage(discover(root))
    assert set(found.bindings) == {"FOUND", "DEEP"}
    assert found.bindings["FOUND"] == Place("packages/money/src/index.ts", 1)
    assert list(found.packages) == ["@shop/money"] and not found.missing


def test_packages_are_installed_or_missing(usage):
    found = usage(
        {
            "functions/a.js": 'import { Hono } from "hono/tiny";\nimport z from "zod";\nimport "@scope/x/y";\n'
            + HANDLER,
            "node_modules/hono/package.json": "{}",
        }
    )
    assert found.packages == {
        "hono": Place("functions/a.js", 1),
        "zod": Place("functions/a.js", 2),
        "@scope/x": Place("functions/a.js", 3),
    }
    assert list(found.missing) == ["zod", "@scope/x"]


def test_installed_packages_are_not_followed(usage):
    found = usage(
        {
            "functions/a.js": 'import x from "pkg";\nexport const onRequest = () => x;',
            "node_modules/pkg/index.js": USER,
            "node_modules/pkg/package.json": '{"main":"index.js"}',
        }
    )
    assert not found.bindings and list(found.packages) == ["pkg"]


@pytest.mark.parametrize(
    "code",
    [
        'import type { A } from "gone";',
        'import { type A } from "gone";',
        'import { A } from "gone";\nconst x: A = 1;',
        'export type { A } from "gone";',
        'import A, { B } from "gone";\nfunction f(a: A): B {}',
    ],
)
def test_types_are_no_imports(usage, code):
    assert not usage({"functions/a.ts": f"{code}\n{HANDLER}"}).packages


@pytest.mark.parametrize(
    "code", ['import "gone";', 'import { A } from "gone";\nnew A();', 'import { A } from "gone";\nexport { A };']
)
def test_values_are_imports_in_typescript(usage, code):
    assert list(usage({"functions/a.ts": f"{code}\n{HANDLER}"}).packages) == ["gone"]


def test_what_no_handler_imports_does_not_count(usage):
    found = usage(
        {
            "functions/a.js": HANDLER,
            "functions/a.test.js": 'import { it } from "vitest";\nit(env.SECRET);',
            "functions/helper.js": "export const x = (env) => env.OTHER;",
        }
    )
    assert not found.packages and not found.bindings and found.modules == 1


def test_files_builtins_and_assets_are_told_apart(usage):
    found = usage(
        {
            "functions/a.js": 'import w from "../data/a.wasm?module";\nimport t from "./t.txt";\n'
            'import { createHash } from "node:crypto";\nimport fs from "fs";\nimport "cloudflare:workers";\n'
            'export { onRequest } from "assets:../static";\nimport "./gone.js";\n',
            "data/a.wasm": "",
            "functions/t.txt": "",
        }
    )
    assert list(found.files) == ["data/a.wasm", "functions/t.txt"]
    assert list(found.builtins) == ["node:crypto", "fs"]
    assert found.assets_imports == {"assets:../static": Place("functions/a.js", 6)}
    assert found.unresolved == {"./gone.js": Place("functions/a.js", 7)}
    assert not found.packages


@pytest.mark.parametrize(
    ("code", "feature"),
    [
        ("context.waitUntil(work())", Feature.WAIT_UNTIL),
        ("const { waitUntil } = context; waitUntil(work())", Feature.WAIT_UNTIL),
        ("context.passThroughOnException()", Feature.PASS_THROUGH),
        ("context.next(new Request(url))", Feature.NEXT_REQUEST),
        ("next('/other')", Feature.NEXT_REQUEST),
        ("context.env.ASSETS.fetch(request)", Feature.ASSETS),
        ("const { ASSETS } = env", Feature.ASSETS),
        ("caches.default.match(request)", Feature.CACHE_API),
        ("request.cf?.country", Feature.REQUEST_CF),
        ("c.req.raw.cf.colo", Feature.REQUEST_CF),
        ("new HTMLRewriter().on('a', {})", Feature.HTML_REWRITER),
        ("context.env.CF_PAGES_BRANCH", Feature.PAGES_VARIABLE),
        ("process.env.CF_PAGES", Feature.PAGES_VARIABLE),
        ("fetch('https://shop.pages.dev/x')", Feature.PAGES_HOST),
        ("fetch(`https://shop.pages.dev/${x}`)", Feature.PAGES_HOST),
    ],
)
def test_features_are_found(usage, code, feature):
    found = usage({"functions/a.js": f"export const onRequest = (context) => {{\n{code}\n}};"})
    assert feature in found.features
    assert found.first(feature) == Place("functions/a.js", 2)


@pytest.mark.parametrize("code", ["next()", "iterator.next(5)", "caches.open('x')", "new Foo()", "x.cf"])
def test_what_looks_like_a_feature_is_none(usage, code):
    assert not usage({"functions/a.js": f"export const onRequest = (context) => {{\n{code}\n}};"}).features


REFUSES = "if (!ok) return new Response('no', { status: 401 });"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (REFUSES, "it answers 401"),
        ("return Response.json({}, { status: bad ? 403 : 200 });", "it answers 403"),
        ("return c.text('no', 403);", "it answers 403"),
        ("throw new HTTPException(401);", "it answers 401"),
        ("return new Response('', { status: StatusCodes.UNAUTHORIZED });", "it answers UNAUTHORIZED"),
        ("return forbidden();", "it answers forbidden"),
        (
            "if (!request.headers.get('Cookie')) return Response.redirect('/login');",
            "it redirects visitors without a session",
        ),
        (
            "const t = request.headers.get('cf-access-jwt-assertion'); return new Response('', { status: 302 });",
            "it redirects visitors without a session",
        ),
        (
            "if (!request.headers.get('cookie')) return new Response(loginPage());",
            "it looks at credentials and answers by itself",
        ),
    ],
)
def test_middleware_that_keeps_people_out_is_a_guard(usage, code, reason):
    middleware = f"export const onRequest = async ({{ request, next }}) => {{\n{code}\n return next(); }};"
    found = usage({"functions/admin/_middleware.js": middleware})
    assert [(each.handler, each.place, each.reason) for each in found.guards] == [
        ("admin/_middleware.js:onRequest", Place("functions/admin/_middleware.js", 2), reason)
    ]


def test_a_guard_may_stand_in_a_module_of_its_own(usage):
    found = usage(
        {
            "functions/_middleware.js": 'import { check } from "../lib/auth.js";\nexport const onRequest = [check];',
            "lib/auth.js": f"export const check = (c) => {{ {REFUSES} }};",
        }
    )
    assert [each.place for each in found.guards] == [Place("lib/auth.js", 1)]


def test_plugins_that_guard_are_known(usage):
    code = 'import access from "@cloudflare/pages-plugin-cloudflare-access";\nexport const onRequest = access({});'
    assert [each.place.line for each in usage({"functions/_middleware.js": code}).guards] == [1]


@pytest.mark.parametrize(
    "code",
    [
        "response.headers.set('set-cookie', 'a=1');",
        "const seen = request.headers.get('cookie'); return new Response(response.body, response);",
        "if (request.method === 'OPTIONS') return new Response('fine');",
        "if (url.pathname === '/old') return Response.redirect('/new', 301);",
        "const size = 401; console.log('status 403', 403);",
        "if (response.status === 401) report(response);",
        "setTimeout(work, 401);",
        "const session = await verify(jwt);",
    ],
)
def test_other_middleware_is_no_guard(usage, code):
    middleware = f"export const onRequest = async ({{ next }}) => {{\n{code}\n return next(); }};"
    assert not usage({"functions/_middleware.js": middleware}).guards


def test_handlers_that_refuse_are_no_guards(usage):
    code = f"export const onRequest = () => {{ {REFUSES} }};"
    assert not usage({"functions/api.js": code}).guards


def test_worker_js_is_read_too(usage):
    code = "import './_worker.helper.js';\nexport default { fetch: (request, env) => env.ASSETS.fetch(env.KV) };"
    found = usage({"wrangler.toml": 'pages_build_output_dir = "public"', "public/_worker.js": code})
    assert list(found.bindings) == ["KV"] and list(found.unresolved) == ["./_worker.helper.js"]


def test_code_elsewhere_in_the_workspace_is_followed(write):
    top = write(
        {
            "package.json": '{"workspaces":["site","shared"]}',
            "shared/db.ts": USER,
            "site/wrangler.toml": 'pages_build_output_dir = "public"',
            "site/public/index.html": "",
            "site/functions/a.ts": IMPORTER.replace("TARGET", "../../shared/db"),
            "site/functions/b.ts": IMPORTER.replace("TARGET", "../../../outside"),
        }
    )
    (top.parent / "outside.ts").write_text(USER.replace("FOUND", "OUTSIDE"))
    found = read_usage(discover(top / "site"))
    assert found.bindings == {"FOUND": Place("../shared/db.ts", 1)}
    assert not found.unresolved, "what lies outside the workspace is there, and is not read"


def test_folders_that_code_comes_from(write):
    files = {
        "functions/a.js": 'import "../lib/deep/a.js";\nimport "../lib/b.js";\nimport "../top.js";\n'
        'import "./helper.js";\nimport words from "../data/words.txt";\nimport "pkg";\n' + HANDLER,
        "functions/helper.js": "",
        **dict.fromkeys(("lib/deep/a.js", "lib/b.js", "top.js", "data/words.txt", "other/c.js"), ""),
        "node_modules/pkg/index.js": "",
        "index.html": "",
    }
    assert imported_folders(discover(write(files))) == ("data", "lib")
