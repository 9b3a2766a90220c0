"""Every part of a project leads to requests that would show a difference in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.parity.derivation import derivation, derive
from edgewise.migration.parity.derivation.assets import address, sample
from edgewise.migration.parity.derivation.hidden import published_requests
from edgewise.migration.parity.derivation.routes import shapes
from edgewise.migration.parity.derivation.shape import METHODS, page_like, spread
from edgewise.migration.parity.model import OWN_ETAG
from edgewise.migration.parity.model import Kind as RequestKind
from edgewise.project.model import FunctionRoute, HeaderRule, Kind, Origin, Redirect, RoutesSpec, Value


def gets(requests):
    return {each.target for each in requests if each.method == "GET"}


def test_an_html_file_is_asked_for_in_every_form(project):
    found = gets(derive(project(assets=("docs/guide.html", "docs/index.html"))))
    assert found >= {
        "/docs/guide",
        "/docs/guide.html",
        "/docs/guide/",
        "/docs/guide/index",
        "/docs/guide/index/",
        "/docs/guide/index.html",
        "//docs/guide",
        "/docs//guide",
        "/DOCS/GUIDE",
        "/%64ocs/guide",
        "/docs/guide?edgewise=1",
        "/docs/",
        "/docs",
        "/docs.html",
        "/docs/index",
        "/docs/index.html",
    }


def test_an_asset_is_asked_for_with_other_methods_and_conditions(project):
    requests = [each for each in derive(project(assets=("app.js",))) if each.target == "/app.js"]
    assert {each.method for each in requests} >= {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"}
    values = {each.headers for each in requests}
    assert (("if-none-match", OWN_ETAG),) in values
    assert (("range", "bytes=0-3"),) in values


def test_odd_names_are_encoded_as_cloudflare_and_as_browsers_do(project):
    found = gets(derive(project(assets=("a b+c.txt", "été.html"))))
    assert found >= {"/a%20b%2Bc.txt", "/a%20b+c.txt", "/%C3%A9t%C3%A9", "/%c3%a9t%c3%a9"}


def test_what_a_person_may_open_comes_as_a_navigation_too(project):
    functions = (FunctionRoute("/feed.xml", "/", "", ("feed.xml.js:onRequest",)),)
    assets = ("about.html", *(f"app-{number}.js" for number in range(5)))
    requests = derive(project(assets=assets, functions=functions))
    navigations = {each.target for each in requests if each.navigation and each.method == "GET"}
    assert {"/about", "/about.html", "/feed.xml"} <= navigations
    assert len([each for each in navigations if each.startswith("/app-") and each.endswith(".js")]) == 1


def test_forms_are_sent_as_navigations_too(project):
    functions = (FunctionRoute("/contact", "/", "POST", ("contact.js:onRequestPost",)),)
    posts = [each for each in derive(project(functions=functions)) if each.method == "POST" and each.navigation]
    assert [(each.target, each.body) for each in posts] == [("/contact", b"edgewise=probe&a=1")]


def test_everything_asks_for_each_asset_in_all_forms(project):
    assets = tuple(f"pages/{number}.html" for number in range(2500))
    some, every = derivation(project(assets=assets)), derivation(project(assets=assets), everything=True)
    assert some.notes and not every.notes
    assert {f"/pages/{number}.html" for number in range(2500)} <= gets(every.requests)
    assert len(every.requests) > 25_000


def test_each_request_knows_what_kind_it_is(project):
    found = derive(
        project(
            assets=("about.html", "app.js"),
            redirects=(Redirect("/old", "/new", 301, 1, False),),
            headers=(HeaderRule("/*", {"x-a": "1"}, (), 1),),
            functions=(FunctionRoute("/api", "/", "", ("api.js:onRequest",)),),
            routes=RoutesSpec(("/api/*",), ()),
        )
    )
    kinds = {each.kind for each in found}
    assert kinds == set(RequestKind) - {RequestKind.USER}
    assert all(
        each.method != "GET" or "about" in each.target or "app" in each.target
        for each in found
        if each.kind in (RequestKind.METHOD, RequestKind.RANGE, RequestKind.REVALIDATION)
    )


def test_page_like_gets_come_with_what_a_browser_sends(project):
    requests = derive(project(assets=("about.html",)))
    twins = [each for each in requests if each.target == "/about" and each.method == "GET" and each.navigation]
    assert dict(twins[0].headers)["sec-fetch-dest"] == "document"
    assert dict(twins[0].headers)["accept"].startswith("text/html")


def test_redirect_rules_are_filled_with_made_up_values(project):
    rules = (
        Redirect("/old", "/new", 301, 1, False),
        Redirect("/blog/*", "/news/:splat", 302, 2, True),
        Redirect("/u/:id/x", "/p/:id", 301, 3, True),
    )
    requests = derive(project(redirects=rules))
    by_rule = {line: {each.target for each in requests if each.why == f"redirect line {line}"} for line in (1, 2, 3)}
    assert by_rule[1] >= {"/old", "/old/", "/old-more", "/old?edgewise=1"}
    assert by_rule[2] >= {"/blog/", "/blog/edgewise-made-up", "/blog/edgewise-made-up/a/b.txt", "/blog"}
    assert by_rule[3] >= {"/u/edgewise-made-up/x"}
    assert {each.method for each in requests if each.target == "/old"} == {"GET", "HEAD", "POST", "OPTIONS"}


def test_header_rules_are_asked_for_on_assets_they_match_and_on_misses(project):
    rules = (
        HeaderRule("/assets/*", {"x-a": "1"}, (), 1),
        HeaderRule("https://harbour.pages.dev/*", {"x-robots-tag": "noindex"}, (), 4),
    )
    requests = derive(project(assets=("assets/app.js", "index.html"), headers=rules))
    first = [each for each in requests if each.why == "header rule line 1"]
    assert {"/assets/", "/assets/edgewise-made-up"} <= {each.target for each in first}
    assert any(each.target == "/assets/app.js" and each.method == "HEAD" for each in requests)
    hosted = [each for each in requests if each.why == "header rule line 4"]
    assert hosted and all(each.header("host") == "harbour.pages.dev" for each in hosted)


def test_each_function_route_with_each_method_and_shape(project):
    routes = (
        FunctionRoute("/api/posts/:id", "/api/posts", "POST", ("api/posts/[id].js:onRequestPost",)),
        FunctionRoute("/files/:path*", "/files", "", ("files/[[path]].js:onRequest",)),
    )
    requests = derive(project(kind=Kind.FUNCTIONS, functions=routes, functions_dir="functions"))
    made_up = [each for each in requests if each.target == "/api/posts/edgewise-made-up" and not each.navigation]
    assert {each.method for each in made_up} == set(METHODS)
    assert all(bool(each.body) == (each.method in ("POST", "PUT", "PATCH")) for each in made_up)
    assert gets(requests) >= {"/files", "/files/edgewise-made-up", "/files/edgewise-made-up/second/third"}
    assert any(each.target.startswith("/api/posts/") and each.navigation for each in requests)
    assert "/functions/api/posts/%5Bid%5D.js" in gets(requests)


def test_middleware_rows_are_asked_for_where_they_reach(project):
    routes = (FunctionRoute("/admin", "/admin", "", (), ("admin/_middleware.js:onRequest",)),)
    found = gets(derive(project(functions=routes)))
    assert {"/admin", "/admin/", "/admin/edgewise-made-up"} <= found


def test_routing_borders_are_asked_for_on_both_sides(project):
    spec = RoutesSpec(("/api/*",), ("/api/docs",))
    requests = derive(project(routes=spec))
    assert gets(requests) >= {"/api", "/api/", "/apix", "/API", "/api/docs", "/api/docs/", "/api/docsx"}
    assert any(each.method == "POST" and each.target == "/api/docs" for each in requests)


def test_misses_in_each_folder_and_private_files(project):
    found = gets(derive(project(assets=("index.html", "a/b/c.html"))))
    assert found >= {
        "/edgewise-made-up",
        "/a/edgewise-made-up",
        "/a/b/edgewise-made-up/a/b",
        "/a/b/edgewise-made-up.html",
    }
    assert found >= {"/_worker.js", "/_routes.json", "/.dev.vars", "/.git/config", "/wrangler.jsonc", "/_headers"}


def test_files_that_only_the_new_side_has_are_asked_for(project):
    found = [each.target for each in published_requests(project(), ["index.html", "worker/index.js", "a b.txt"])]
    assert found == ["/a%20b.txt", "/worker/index.js"]


def test_hosts_that_cannot_be_sent_are_not(project):
    rules = (
        HeaderRule("https://caf\xe9.example/*", {"x-a": "1"}, (), 1),
        HeaderRule("https://a b/*", {"x-a": "1"}, (), 2),
    )
    requests = derive(project(name=Value("My Site!", Origin.CONFIG), headers=rules))
    assert not any(each.header("host") for each in requests)
    assert {each.header("host") for each in derive(project())} == {None, "harbour.pages.dev"}


def test_no_request_comes_twice_and_each_says_why(project):
    requests = derive(project(assets=("index.html", "a.html", "a/index.html", "x.js")))
    assert len({each.key for each in requests}) == len(requests)
    assert all(each.why for each in requests)


def test_many_assets_are_sampled_over_folders_and_types_and_that_is_said(project):
    assets = tuple(sorted([f"a/{n}.html" for n in range(900)] + [f"b/{n}.png" for n in range(300)] + ["c/only.css"]))
    derived = derivation(project(assets=assets), limit=100)
    asked = {each.target for each in derived.requests if each.why.startswith("asset ")}
    assert len(asked) == 100
    assert "/c/only.css" in asked
    assert sum(target.startswith("/b/") for target in asked) >= 20
    assert "100 of 1,201" in derived.notes[0]
    assert not derivation(project(assets=assets)).notes


paths = st.lists(
    st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=8).filter(
        lambda name: name not in (".", "..")
    ),
    min_size=1,
    max_size=3,
).map("/".join)


@given(st.sets(paths, max_size=12))
def test_every_target_can_go_on_a_request_line(names):
    from tests.migration.parity.conftest import make_project

    for request in derive(make_project(assets=tuple(sorted(names)))):
        assert request.target.startswith("/")
        assert all("!" <= letter <= "~" for letter in request.target), request.target


@given(st.text(":/*abc[]()", min_size=1, max_size=20))
def test_any_pattern_gives_paths(pattern):
    assert all(path.startswith("/") for path in shapes("/" + pattern))


@given(st.lists(paths, unique=True, max_size=60).map(sorted), st.integers(1, 30))
def test_a_sample_is_a_part_and_never_larger(names, limit):
    chosen = sample(names, limit)
    assert len(chosen) == min(limit, len(names))
    assert set(chosen) <= set(names)


@given(st.lists(st.integers(), max_size=50), st.integers(1, 20))
def test_spread_keeps_order_and_ends(items, count):
    chosen = spread(items, count)
    assert len(chosen) == min(count, len(items))
    if len(items) > count > 1:
        assert (chosen[0], chosen[-1]) == (items[0], items[-1])


def test_addresses_and_page_likeness():
    assert [address(path) for path in ("index.html", "a/index.html", "a.html", "a.js")] == ["/", "/a/", "/a", "/a.js"]
    assert [page_like(path) for path in ("/", "/a", "/a.html", "/a.js", "/.well-known", "/a.b/c")] == [
        True,
        True,
        True,
        False,
        True,
        True,
    ]
