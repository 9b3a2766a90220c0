"""The route table as source code, and the names in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.native.naming import handler_names
from edgewise.migration.native.table import native_table
from edgewise.project import discover
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure
from edgewise.store.content import content


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("users/[id].ts:onRequest", "usersById"),
        ("users/[id].ts:onRequestGet", "getUsersById"),
        ("users/index.ts:onRequestPost", "postUsers"),
        ("_middleware.js:onRequest", "rootMiddleware"),
        ("api/_middleware.js:onRequest", "apiMiddleware"),
        ("api/_middleware.js:onRequestPost", "postApiMiddleware"),
        ("index.js:onRequest", "index"),
        ("[[path]].js:onRequest", "anyPath"),
        ("files/[[path]].js:onRequest", "filesAnyPath"),
        ("feed.xml.js:onRequest", "feedXml"),
        ("404.js:onRequest", "route404"),
        ("delete.js:onRequest", "deleteHandler"),
        ("routes.js:onRequest", "routesHandler"),
        ("userProfile/API.js:onRequest", "userProfileApi"),
        ("été.js:onRequest", "ete"),
        ("日本.js:onRequest", "index"),
    ],
)
def test_names_say_what_a_handler_is_for(handler, name):
    assert handler_names([handler]) == {handler: name}


FILES = st.lists(st.text(st.sampled_from("aB1-_.é日[] "), min_size=1, max_size=6), min_size=1, max_size=3).map("/".join)


@given(st.lists(FILES, max_size=12))
def test_names_are_identifiers_and_differ(files):
    handlers = [f"{file}.js:onRequest{method}" for file in files for method in ("", "Get")]
    names = handler_names(handlers)
    assert set(names) == set(handlers)
    assert len(set(names.values())) == len(names)
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*", name) for name in names.values())


def test_table_spells_out_the_routes_in_order(write):
    handler = "export const onRequest = () => new Response('');"
    root = write(
        {
            "functions/_middleware.js": handler,
            "functions/users/[id].js": "export function onRequestGet() {}\nexport function onRequestPost() {}",
            "functions/files/[[path]].js": handler,
            "functions/users/helpers.js": "export const page = 1;",
            "index.html": "",
        }
    )
    table = native_table(discover(root), "worker", typescript=False)
    assert table.imports.splitlines() == [
        'import { onRequest as rootMiddleware } from "../functions/_middleware.js";',
        'import { onRequest as filesAnyPath } from "../functions/files/[[path]].js";',
        "import {",
        "  onRequestGet as getUsersById,",
        "  onRequestPost as postUsersById,",
        '} from "../functions/users/[id].js";',
    ]
    assert table.rows == (
        "[\n"
        '  { path: "/users/:id", method: "GET", handlers: [getUsersById] },\n'
        '  { path: "/users/:id", method: "POST", handlers: [postUsersById] },\n'
        '  { path: "/files/:path*", handlers: [filesAnyPath] },\n'
        '  { path: "/", middlewares: [rootMiddleware] },\n'
        "]"
    )


def test_typescript_is_imported_by_the_name_that_it_compiles_to(write):
    handler = "export const onRequest = () => new Response('');"
    root = write(
        {
            **{f"functions/{name}": handler for name in ("a.ts", "b.tsx", "c.jsx", "d.mjs", "e.ts", "e.js", "f.js")},
            "index.html": "",
        }
    )
    table = native_table(discover(root), "worker", typescript=True)
    modules = re.findall(r'functions/([^"]+)"', table.imports)
    assert modules == ["a.js", "b.js", "c.jsx", "d.mjs", "e.ts", "f.js"]


@pytest.mark.parametrize(("config", "ignored"), [("{}", 1), ('{"compilerOptions": {"allowJs": true}}', 0)])
def test_javascript_is_no_error_in_typescript(write, config, ignored):
    handler = "export const onRequest = () => new Response('');"
    root = write({"functions/a.ts": handler, "functions/b.js": handler, "tsconfig.json": config, "index.html": ""})
    imports = native_table(discover(root), "worker", typescript=True).imports
    assert imports.count("// @ts-ignore") == ignored
    assert imports.splitlines()[-1] == 'import { onRequest as b } from "../functions/b.js";'


def test_long_imports_are_broken_into_lines(write):
    methods = ("Get", "Post", "Put", "Delete")
    handlers = "".join(f"export const onRequest{each} = () => new Response('');" for each in methods)
    root = write({"functions/teams/[team]/members/[member].js": handlers, "index.html": ""})
    table = native_table(discover(root), "worker", typescript=False)
    assert table.imports.splitlines() == [
        "import {",
        "  onRequestDelete as deleteTeamsByTeamMembersByMember,",
        "  onRequestGet as getTeamsByTeamMembersByMember,",
        "  onRequestPost as postTeamsByTeamMembersByMember,",
        "  onRequestPut as putTeamsByTeamMembersByMember,",
        '} from "../functions/teams/[team]/members/[member].js";',
    ]
    assert all(len(line) <= 100 for line in table.rows.splitlines())


@pytest.mark.wrangler
@pytest.mark.parametrize("name", ["pages-functions", "pages-folder"])
async def test_javascript_is_the_typescript_without_its_types(name):
    assert await _code(name, "ts") == await _code(name, "js")
    assert len(await _code(name, "js")) > 200


async def _code(name: str, extension: str) -> str:
    toolchain = await ensure()
    esbuild = toolchain.root / "node_modules" / "esbuild" / "bin" / "esbuild"
    command = [str(esbuild), f"--loader={extension}", "--minify-whitespace"]
    source = content("assets", "worker", f"{name}.{extension}")
    done = await run(command, cwd=source.parent, env=toolchain.environment(), timeout=60, input=source.read_bytes())
    assert done.returncode == 0, done.tail
    return done.stdout
