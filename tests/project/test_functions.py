"""The route table of ``functions/`` and the rules derived from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project import parse_routes
from edgewise.project.exports import exported_names
from edgewise.project.functions import collation, order, read_functions
from edgewise.project.model import FunctionRoute, RoutesSpec
from edgewise.project.routes import generate_routes, runs_function

Write = Callable[[Mapping[str, str | bytes]], Path]
HANDLER = "export const onRequest = () => new Response();\n"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("export function onRequest() {}", ["onRequest"]),
        ("export async function onRequestGet() {}", ["onRequestGet"]),
        ("export const onRequestPost = 1, other = 2;", ["onRequestPost", "other"]),
        ("const a = 1; export { a as onRequestPut, a };", ["a", "onRequestPut"]),
        ('export { onRequest } from "./x.js";', ["onRequest"]),
        ('export * from "./x.js";', []),
        ('export * as onRequest from "./x.js";', ["onRequest"]),
        ("export default { onRequest() {} };", ["default"]),
        ("export const { onRequest, x: onRequestGet, ...rest } = y;", ["onRequest", "onRequestGet", "rest"]),
        ("export const [onRequest = 1] = y;", ["onRequest"]),
        ("// export const onRequest = 1\n/* export const onRequestGet = 1 */", []),
        ("const s = 'export const onRequest = 1'; const t = `\nexport const onRequest = 1\n`;", []),
        ("const r = /[/'`\"]/; export const onRequest = r;", ["onRequest"]),
        ("module.exports = { onRequest() {} };", []),
        ("export class onRequest {}", ["onRequest"]),
        ("export var onRequestHead = () => {}", ["onRequestHead"]),
    ],
)
def test_exports_of_javascript(source: str, names: list[str]) -> None:
    assert [name for name, _ in exported_names(source, ".js")] == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("export const onRequestGet: PagesFunction<Env> = async ({ env }) => new Response();", ["onRequestGet"]),
        ("export type onRequest = string; export interface onRequestGet {}", []),
        ("export type { onRequest } from './x';", []),
        ("export { type onRequest, onRequestGet } from './x';", ["onRequestGet"]),
        ("export declare function onRequest(): void;", []),
        ("export enum onRequest { A }", ["onRequest"]),
        ("export const onRequest = <T,>(x: T) => x satisfies T as T;", ["onRequest"]),
        ("export function onRequest<T extends object>(this: T, a?: number): asserts a is number {}", ["onRequest"]),
    ],
)
def test_exports_of_typescript(source: str, names: list[str]) -> None:
    assert [name for name, _ in exported_names(source, ".ts")] == names


def test_jsx_is_read() -> None:
    source = "export const onRequest = () => <a href='x'>export const no = 1</a>;"
    assert [name for name, _ in exported_names(source, ".jsx")] == ["onRequest"]
    assert [name for name, _ in exported_names(source, ".tsx")] == ["onRequest"]


@given(st.text(max_size=80))
def test_any_source_is_read(source: str) -> None:
    for extension in (".js", ".ts", ".tsx"):
        assert all(line >= 1 for _, line in exported_names(source, extension))


def test_file_names_make_paths(write: Write) -> None:
    root = write(
        {
            "functions/index.js": HANDLER,
            "functions/about.ts": HANDLER,
            "functions/api/index.mjs": HANDLER,
            "functions/api/[id].js": HANDLER,
            "functions/api/[id]/notes/[[rest]].tsx": HANDLER,
            "functions/v1.2/x-[id].js": HANDLER,
            "functions/_middleware.js": HANDLER,
            "functions/api/_middleware_.js": HANDLER,
            "functions/lib/helper.js": "export const help = 1;",
            "functions/readme.md": HANDLER,
            "functions/.hidden/x.js": HANDLER,
        }
    )
    table = read_functions(root)
    assert [(route.route, route.mount) for route in table.routes] == [
        ("/api/:id/notes/:rest*", "/api/:id/notes"),
        ("/.hidden/x", "/.hidden"),
        ("/api/:id", "/api"),
        ("/v1.2/x-:id", "/v1.2"),
        ("/about", "/"),
        ("/api", "/api"),
        ("/", "/"),
    ]
    merged = table.routes[-1]
    assert (merged.modules, merged.middlewares) == (("index.js:onRequest",), ("_middleware.js:onRequest",))
    assert "lib/helper.js" in table.files
    assert "readme.md" not in table.files


def test_of_two_files_for_one_path_the_folder_wins(write: Write) -> None:
    root = write({"functions/foo.js": HANDLER, "functions/foo/index.js": HANDLER})
    (route,) = read_functions(root).routes
    assert (route.modules, route.mount) == (("foo/index.js:onRequest",), "/foo")


def test_bad_parameter_names_are_problems(write: Write) -> None:
    root = write({"functions/[a-b].js": HANDLER, "functions/ok.js": HANDLER})
    table = read_functions(root)
    assert [route.route for route in table.routes] == ["/ok"]
    assert [(problem.text, "[a-b]" in problem.reason) for problem in table.problems] == [("[a-b].js", True)]


def test_links_are_not_followed(write: Write, tmp_path: Path) -> None:
    outside = tmp_path / "outside.js"
    outside.write_text(HANDLER)
    root = write({"functions/ok.js": HANDLER})
    (root / "functions" / "linked.js").symlink_to(outside)
    (root / "functions" / "folder").symlink_to(tmp_path)
    assert [route.route for route in read_functions(root).routes] == ["/ok"]


@given(st.lists(st.lists(st.sampled_from(["a", "b", ":id", ":rest*"]), max_size=4), max_size=8))
def test_the_order_is_the_one_that_pages_uses(paths: list[list[str]]) -> None:
    rows = [FunctionRoute("/" + "/".join(parts), "/", method) for parts in paths for method in ("", "GET")]
    ordered = order(rows)
    for first, second in pairwise(ordered):
        one, other = first.route.strip("/").split("/"), second.route.strip("/").split("/")
        if first.route == second.route:
            assert bool(first.method) >= bool(second.method)
        assert len([part for part in one if part]) >= len([part for part in other if part])


def test_collation_is_that_of_localecompare() -> None:
    # What `["…"].sort((a, b) => a.localeCompare(b))` gives in Node 24.
    expected = (
        "/_x /-x /:id /:Id /:x /.x /%41 /0 /10 /2 /a /A /á /a_b /a-b /a.b /a/b /ab /ab/ /B /b-c /bc /e /é /ea /z /Z"
    )
    assert sorted(sorted(expected.split()), key=collation) == expected.split()


def test_generated_rules() -> None:
    def rules(*routes: str, middleware: str = "") -> tuple[str, ...]:
        rows = [FunctionRoute(route, "/", "", ("x.js:onRequest",)) for route in routes]
        if middleware:
            rows.append(FunctionRoute(middleware, middleware, "", (), ("m.js:onRequest",)))
        return generate_routes(order(rows)).include

    assert rules("/api/:id", "/api", "/about") == ("/api", "/about", "/api/*")
    assert rules("/a/:x/b", "/a/b/c") == ("/a/*",)
    assert rules("/x", middleware="/api") == ("/x", "/api/*")
    assert rules("/x", "/y/z", middleware="/") == ("/*",)
    assert rules(*(f"/r{number}" for number in range(101))) == ("/*",)
    assert len(rules(*(f"/r{number}" for number in range(100)))) == 100
    long = "/folder/" + "x" * 120
    assert rules(long) == ("/folder/*",)
    assert rules("/" + "y" * 120) == ("/*",)


@pytest.mark.parametrize(
    ("rule", "matching", "others"),
    [
        ("/foo/*", ["/foo", "/foo/", "/foo/a/b"], ["/food", "/Foo", "/"]),
        ("/foo", ["/foo", "/foo/"], ["/foo/a", "/foo.html"]),
        ("/foo/", ["/foo", "/foo/"], ["/foo/a"]),
        ("/foo*", ["/foo", "/food", "/foo/a"], ["/fo"]),
        ("/", ["/"], ["/a"]),
        ("/*", ["/", "/a/b"], []),
        ("/a.b", ["/a.b"], ["/axb"]),
        ("/a/*/c", ["/a/b/c", "/a/b/b/c", "/a/b/c/"], ["/a/c"]),
    ],
)
def test_matching(rule: str, matching: list[str], others: list[str]) -> None:
    spec = RoutesSpec((rule,), ())
    assert [path for path in matching if not runs_function(spec, path)] == []
    assert [path for path in others if runs_function(spec, path)] == []
    assert not any(runs_function(RoutesSpec(("/*",), (rule,)), path) for path in matching)


@given(st.text(max_size=60) | st.sampled_from(['{"version":1,"include":["/*"],"exclude":[]}', "[" * 2000]))
def test_any_text_is_read_as_routes(text: str) -> None:
    spec, problems = parse_routes(text)
    assert (spec is None) == bool(problems)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not valid JSON"),
        ('{"version": 2, "include": ["/*"], "exclude": []}', "version"),
        ('{"version": 1, "include": ["/*"]}', "exclude"),
        ('{"version": 1, "include": [], "exclude": []}', "at least one"),
        ('{"version": 1, "include": ["api"], "exclude": []}', "slash"),
        ('{"version": 1, "include": ["/api/*", "/api/x"], "exclude": []}', "covers"),
        ('{"version": 1, "include": ["/*"], "exclude": ["/' + "x" * 100 + '"]}', "longer"),
        ('{"version": 1, "include": [1], "exclude": []}', "string"),
        ('{"version": 1, "include": [' + ",".join(f'"/{n}"' for n in range(101)) + '], "exclude": []}', "101"),
    ],
)
def test_routes_that_pages_refuses(text: str, reason: str) -> None:
    spec, problems = parse_routes(text)
    assert spec is None
    assert any(reason in problem.reason for problem in problems)
