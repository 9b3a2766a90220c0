"""Each rule explains its difference, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from edgewise.migration.parity.comparison import compare
from edgewise.migration.parity.declared import RULES, Facts
from edgewise.migration.parity.model import Request, Response
from edgewise.project.model import HeaderRule

E1, E2 = '"441f8b617dda23fc381b43829ada95c1"', '"323293f0c76ff31de9518d4e7c2bf6ba"'
REVALIDATE = "public, max-age=0, must-revalidate"
HTML = "text/html; charset=utf-8"
NOT_FOUND = Response(404, {"content-type": HTML, "cache-control": "no-store"}, b"not found")
NEW_NOT_FOUND = Response(404, {"content-type": HTML, "cache-control": REVALIDATE, "etag": E2}, b"not found")
PAGE = Response(200, {"content-type": HTML, "etag": E1}, b"page")
NEW_PAGE = Response(200, {"content-type": HTML, "etag": E2}, b"page")


MISSES = (NOT_FOUND, NEW_NOT_FOUND)


def redirect(status: int, location: str, body: bytes = b"", **headers: str) -> Response:
    return Response(status, {"location": location} | {k.replace("_", "-"): v for k, v in headers.items()}, body)


def found(old, new, request="/x", findings=None, **options):
    asked = request if isinstance(request, Request) else Request("GET", request)
    return {each.what: each.finding for each in compare(old, new, asked, findings, **options)}


def test_canonical_redirect_status():
    old = redirect(308, "/about")
    for path in ("/about.html", "/about/", "/about/index", "/%61bout.html", "//about/"):
        assert found(old, redirect(307, "/about"), path) == {"status": "canonical-redirect-status"}
    assert found(redirect(308, "/docs/"), redirect(307, "/docs/"), "/docs") == {"status": "canonical-redirect-status"}
    nosniff = {"x-content-type-options": "nosniff"}
    assert found(old, Response(307, {"location": "/about"} | nosniff, b""), "/about/") == {
        "status": "canonical-redirect-status",
        "header:x-content-type-options": "nosniff-without-body",
    }


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (redirect(308, "/about"), redirect(307, "/contact"), "/about/"),  # another place
        (redirect(308, "/new"), redirect(307, "/new"), "/old"),  # the user's own rule
        (redirect(301, "/about"), redirect(307, "/about"), "/about/"),  # another status
        (redirect(307, "/about"), redirect(308, "/about"), "/about/"),  # the other way round
        (redirect(308, "https://x.example/about"), redirect(307, "https://x.example/about"), "/about/"),
        (redirect(308, "/about"), NEW_PAGE, "/about/"),  # not a redirect any more
    ],
)
def test_other_redirect_changes_stay_undeclared(old, new, path):
    assert found(old, new, path)["status"] is None or found(old, new, path).get("header:location", 0) is None


EMPTY = Response(404, {"cache-control": "no-store"}, b"")
NEW_EMPTY = Response(404, {"x-content-type-options": "nosniff"}, b"")


def test_empty_not_found():
    assert found(EMPTY, NEW_EMPTY) == {
        "header:cache-control": "empty-not-found",
        "header:x-content-type-options": "empty-not-found",
    }
    assert found(Response(405, {}, b""), Response(404, {}, b""), Request("POST", "/x")) == {"status": "method-on-asset"}


def test_the_empty_page_that_is_added():
    new = Response(404, {"content-type": HTML, "cache-control": REVALIDATE, "etag": E2}, b"")
    assert found(EMPTY, new) == {
        "header:content-type": "empty-404-page",
        "header:cache-control": "not-found-cache-control",
        "header:etag": "not-found-cache-control",
    }
    page = Response(200, {"content-type": HTML, "etag": E2, "cache-control": "no-store"}, b"")
    assert set(found(EMPTY, page, "/404").values()) == {"empty-404-page"}
    assert None in found(EMPTY, page, "/405").values()


@pytest.mark.parametrize(
    ("old", "new", "method"),
    [
        (EMPTY, Response(404, {"cache-control": "max-age=60"}, b""), "GET"),  # no rule says so
        (EMPTY, Response(404, {}, b"not found"), "GET"),
        (Response(404, {"cache-control": "no-store"}, b"gone"), Response(404, {}, b"gone"), "GET"),
        (Response(404, {"cache-control": "private"}, b""), Response(404, {}, b""), "GET"),
        (Response(405, {}, b""), Response(404, {}, b""), "GET"),
        (Response(405, {}, b""), Response(200, {}, b""), "POST"),
        (Response(405, {}, b""), Response(404, {}, b"from code"), "POST"),
        (Response(404, {}, b""), Response(405, {}, b""), "POST"),
    ],
)
def test_other_empty_answers_stay_undeclared(old, new, method):
    assert None in found(old, new, Request(method, "/x")).values()


def test_redirect_body():
    old = redirect(301, "/new", b"Redirecting to /new", content_type="text/plain;charset=UTF-8")
    assert found(old, redirect(301, "/new")) == {"body": "redirect-body", "header:content-type": "redirect-body"}
    head = redirect(301, "/new", content_type="text/plain;charset=UTF-8")
    assert found(head, redirect(301, "/new"), Request("HEAD", "/x")) == {"header:content-type": "redirect-body"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (redirect(301, "/new", b"You moved"), redirect(301, "/new")),  # the body of some code
        (redirect(301, "/new", b"Redirecting to /new"), redirect(302, "/new")),
        (redirect(301, "/new", b"Redirecting to /new"), redirect(301, "/other")),
        (redirect(301, "/new", b"Redirecting to /new"), redirect(301, "/new", b"Go to /new")),
        (redirect(301, "/new"), redirect(301, "/new", b"Redirecting to /new")),
        (redirect(301, "/new", content_type="text/html"), redirect(301, "/new")),
    ],
)
def test_other_redirect_bodies_stay_undeclared(old, new):
    assert None in found(old, new).values()


def test_etag_value():
    assert found(PAGE, NEW_PAGE) == {"header:etag": "etag-value"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PAGE, Response(200, {"content-type": HTML}, b"page")),  # gone
        (Response(200, {"content-type": HTML}, b"page"), NEW_PAGE),  # new
        (Response(200, {"content-type": HTML, "etag": '"v1"'}, b"page"), NEW_PAGE),  # made by code
        (PAGE, Response(200, {"content-type": HTML, "etag": E2}, b"other")),  # of another body
    ],
)
def test_other_etag_changes_stay_undeclared(old, new):
    assert found(old, new)["header:etag"] is None


def test_not_found_headers():
    assert found(NOT_FOUND, NEW_NOT_FOUND) == {
        "header:cache-control": "not-found-cache-control",
        "header:etag": "not-found-cache-control",
    }


def test_a_rule_of_the_project_may_reach_the_404_page():
    immutable = "public, max-age=31536000, immutable"
    new = Response(404, {"content-type": HTML, "cache-control": immutable, "etag": E2}, b"not found")
    rules = (HeaderRule("/assets/*", {"cache-control": immutable}, (), 1),)
    assert set(found(NOT_FOUND, new, "/assets/x.js", facts=Facts(rules)).values()) == {"not-found-cache-control"}
    assert set(found(NOT_FOUND, new, "/other/x.js", facts=Facts(rules)).values()) == {None}
    assert set(found(NOT_FOUND, NEW_NOT_FOUND, "/assets/x.js", facts=Facts(rules)).values()) == {None}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NOT_FOUND, Response(404, {"content-type": HTML, "cache-control": "public, max-age=600"}, b"not found")),
        (NOT_FOUND, Response(404, {"content-type": HTML}, b"not found")),
        (Response(200, {"cache-control": "no-store"}, b""), Response(200, {"cache-control": REVALIDATE}, b"")),
        (Response(404, {"cache-control": "private"}, b""), Response(404, {"cache-control": REVALIDATE}, b"")),
    ],
)
def test_other_cache_changes_stay_undeclared(old, new):
    assert found(old, new)["header:cache-control"] is None


def test_another_404_page_or_a_page_that_is_gone_is_never_declared():
    assert found(NOT_FOUND, Response(404, NEW_NOT_FOUND.headers, b"other page"))["body"] is None
    lost = found(PAGE, NEW_NOT_FOUND)
    assert lost["status"] is None and lost["body"] is None
    published = found(NOT_FOUND, NEW_PAGE)
    assert published["status"] is None and published["body"] is None


def typed(kind: str | None, status: int = 200) -> Response:
    return Response(status, {} if kind is None else {"content-type": kind}, b"x")


def test_media_types():
    new = "text/javascript; charset=utf-8"
    assert found(typed("application/javascript"), typed(new), "/a.js?v=1") == {
        "header:content-type": "javascript-content-type"
    }
    assert found(typed("application/octet-stream"), typed(None), "/LICENCE") == {
        "header:content-type": "unknown-content-type"
    }


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("application/javascript", "text/plain", "/a.js"),
        ("text/javascript; charset=utf-8", "application/javascript", "/a.js"),
        ("application/javascript", "text/javascript; charset=utf-8", "/api/script"),
        ("application/octet-stream", "text/plain", "/LICENCE"),
        ("application/octet-stream", None, "/app.js"),
        ("text/html", None, "/LICENCE"),
        (None, "application/octet-stream", "/LICENCE"),
    ],
)
def test_other_media_types_stay_undeclared(old, new, path):
    assert found(typed(old), typed(new), path) == {"header:content-type": None}


def test_not_modified_headers():
    request = Request("GET", "/a.js", (("if-none-match", E1),))
    new = Response(
        304, {"content-type": HTML, "etag": E2, "cache-control": REVALIDATE, "x-content-type-options": "nosniff"}, b""
    )
    got = found(Response(304, {}, b""), new, request)
    assert got.pop("header:x-content-type-options") == "nosniff-without-body"
    assert set(got.values()) == {"not-modified-headers"}
    assert found(Response(304, {}, b""), new, "/a.js")["header:etag"] is None
    assert found(Response(304, {}, b""), Response(304, {"set-cookie": "a=1"}, b""), request) == {
        "header:set-cookie": None
    }
    assert found(Response(304, {}, b""), Response(200, {}, b"x"), request)["status"] is None
    changed = Response(304, {"cache-control": "private"}, b""), Response(304, {"cache-control": "public"}, b"")
    assert found(*changed, request) == {"header:cache-control": None}


def test_nosniff_without_a_body():
    nosniff = {"x-content-type-options": "nosniff"}
    request = Request("POST", "/about")
    name = "header:x-content-type-options"
    assert found(Response(405, {}, b""), Response(405, nosniff, b""), request) == {name: "nosniff-without-body"}
    assert found(Response(405, nosniff, b""), Response(405, {}, b""), request) == {name: None}
    assert found(Response(405, {}, b"no"), Response(405, nosniff, b"no"), request) == {name: None}
    assert found(Response(200, {}, b""), Response(200, nosniff, b""), request) == {name: None}
    typed_405 = Response(405, {"content-type": "application/octet-stream"}, b"")
    assert found(Response(405, {}, b""), typed_405, request) == {"header:content-type": "nosniff-without-body"}
    for other in (
        Response(405, {"content-type": "text/html"}, b""),
        Response(405, {"content-type": "application/octet-stream"}, b"x"),
        Response(301, {"content-type": "application/octet-stream"}, b""),
    ):
        old_405 = Response(other.status, {}, b"")
        assert found(old_405, other, request)["header:content-type"] is None
    assert found(Response(405, {}, b""), Response(200, nosniff, b""), request)[name] is None
    assert found(Response(405, {}, b""), Response(200, {}, b"posted"), request) == {"status": None, "body": None}


def test_double_slash_is_declared_when_both_sides_end_in_the_same_page():
    new = redirect(307, "/about?a=1")
    assert set(found(PAGE, new, "//about?a=1", endings=[(PAGE, NEW_PAGE)]).values()) == {"double-slash"}


@pytest.mark.parametrize(
    ("location", "path", "ending"),
    [
        ("/about", "//about", NEW_NOT_FOUND),  # the page is lost behind the redirect
        ("/about", "//about", Response(200, {"content-type": HTML, "etag": E2}, b"other page")),
        ("/other", "//about", NEW_PAGE),  # another path
        ("/about", "/about/x", NEW_PAGE),  # no double slash
        ("/about", "//about?a=1", NEW_PAGE),  # the query is lost
        ("https://about/", "//about", NEW_PAGE),  # another site
    ],
)
def test_double_slash_near_misses(location, path, ending):
    assert found(PAGE, redirect(307, location), path, endings=[(PAGE, ending)])["status"] is None


def test_double_slash_needs_to_know_the_ending():
    assert found(PAGE, redirect(307, "/about"), "//about")["status"] is None


def test_encoded_path():
    for path, location in (
        ("/%61bout", "/about"),
        ("/c+d.txt", "/c%2Bd.txt"),
        ("/a;b", "/a%3Bb"),
        ("/%zz", "/%25zz"),
        ("/caf%c3%a9", "/caf%C3%A9"),
    ):
        got = found(PAGE, redirect(307, location), path, endings=[(PAGE, NEW_PAGE)])
        assert set(got.values()) == {"encoded-path-redirect"}, (path, got)


@pytest.mark.parametrize(
    ("path", "location", "ending"),
    [
        ("/%61bout", "/about", NEW_NOT_FOUND),
        ("/%61bout", "/about-us", NEW_PAGE),
        ("/about", "/About", NEW_PAGE),
        ("/%61bout?x=1", "/about", NEW_PAGE),
        ("/%61bout", "/about", Response(200, {"content-type": "text/plain", "etag": E2}, b"page")),
    ],
)
def test_encoded_path_near_misses(path, location, ending):
    assert found(PAGE, redirect(307, location), path, endings=[(PAGE, ending)])["status"] is None


def test_index_canonical():
    for path, location in (("/x/index", "/x/"), ("/x/index/", "/x/")):
        got = found(redirect(308, location), NEW_NOT_FOUND, path, endings=[(NOT_FOUND, NEW_NOT_FOUND)])
        assert set(got.values()) == {"index-canonical"}
        got = found(redirect(308, location), NEW_NOT_FOUND, path, misses=MISSES)
        assert set(got.values()) == {"index-canonical"}
    got = found(redirect(308, "/x/"), redirect(307, "/x/index"), "/x/index/")
    assert set(got.values()) == {"index-canonical"}


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (redirect(308, "/y/"), NEW_NOT_FOUND, "/x/index"),
        (redirect(302, "/x/"), NEW_NOT_FOUND, "/x/index"),
        (redirect(308, "/x/"), NEW_NOT_FOUND, "/x/indexes"),
        (redirect(308, "/x/"), redirect(307, "/z/"), "/x/index"),
        (redirect(308, "/x/"), Response(200, {}, b"something"), "/x/index"),
        (redirect(308, "/x/"), Response(500, {}, b"broken"), "/x/index"),
    ],
)
def test_index_canonical_near_misses(old, new, path):
    assert found(old, new, path, misses=MISSES)["status"] is None


def test_html_alias():
    for path, location in (("/x/index.html", "/x"), ("/docs.html", "/docs/")):
        got = found(NOT_FOUND, redirect(307, location), path, misses=MISSES)
        assert set(got.values()) == {"index-canonical"}
    start = Response(200, {"content-type": HTML, "etag": E1}, b"start page of an app")
    got = found(start, redirect(307, "/x"), "/x/index.html", misses=(start, start))
    assert set(got.values()) == {"index-canonical"}
    for new, path in (
        (redirect(307, "/other"), "/x/index.html"),
        (redirect(302, "/x"), "/x/index.html"),
        (redirect(307, "/x"), "/x/"),
        (NEW_PAGE, "/x/index.html"),
    ):
        assert found(NOT_FOUND, new, path, misses=MISSES)["status"] is None
    assert found(PAGE, redirect(307, "/x"), "/x/index.html", misses=MISSES)["status"] is None
    assert found(NOT_FOUND, redirect(307, "/x"), "/x/index.html")["status"] is None


def test_private_files():
    facts = Facts(hidden=frozenset({"package.json", "a b/.gitignore"}))
    manifest = Response(200, {"content-type": "application/json", "etag": E1, "cache-control": REVALIDATE}, b"{}")
    for path in ("/package.json", "//package.json", "/%70ackage.json?x", "/a%20b/.gitignore"):
        got = found(manifest, NEW_NOT_FOUND, path, misses=MISSES, facts=facts)
        assert set(got.values()) == {"private-files"}, path
    for new, path in (
        (NEW_NOT_FOUND, "/app.json"),  # not one of those that are held back
        (NEW_NOT_FOUND, "/package.json/x"),
        (Response(200, {"content-type": "application/json", "etag": E2}, b"{...}"), "/package.json"),  # another one
        (Response(404, {"content-type": HTML}, b"some other answer"), "/package.json"),
        (Response(500, {}, b"broken"), "/package.json"),
    ):
        assert None in found(manifest, new, path, misses=MISSES, facts=facts).values(), path
    assert None in found(manifest, NEW_NOT_FOUND, "/package.json", facts=facts).values()
    assert None in found(NOT_FOUND, manifest, "/package.json", misses=MISSES, facts=facts).values()
    redirected = redirect(307, "/package.json")
    endings = [(manifest, NEW_NOT_FOUND)]
    got = found(manifest, redirected, "//package.json", endings=endings, misses=MISSES, facts=facts)
    assert set(got.values()) == {"double-slash"}


def test_a_missing_or_foreign_header_is_never_declared():
    for name in (
        "access-control-allow-origin",
        "referrer-policy",
        "x-frame-options",
        "content-security-policy",
        "vary",
    ):
        for old, new in (
            (Response(200, {name: "a"}, b""), Response(200, {}, b"")),
            (Response(200, {}, b""), Response(200, {name: "a"}, b"")),
            (Response(404, {name: "a", **NOT_FOUND.headers}, b""), Response(404, NEW_NOT_FOUND.headers, b"")),
            (redirect(308, "/about", **{name: "a"}), redirect(307, "/about")),
        ):
            assert found(old, new, "/about/")[f"header:{name}"] is None


def test_only_what_was_announced_may_explain():
    assert found(PAGE, NEW_PAGE, findings={"redirect-body"}) == {"header:etag": None}
    assert found(PAGE, NEW_PAGE, findings={"etag-value"}) == {"header:etag": "etag-value"}
    assert found(PAGE, NEW_PAGE, findings=()) == {"header:etag": None}


def test_every_rule_is_explained_and_covers_something():
    for rule in RULES:
        assert rule.covers and rule.explains.__doc__


def test_addresses_that_could_lead_to_another_site_are_read_as_pages_does():
    harmless = redirect(308, "/www.example.com/")
    lost = (NOT_FOUND, NEW_NOT_FOUND)
    got = found(harmless, NEW_NOT_FOUND, "/%5Cwww.example.com/index/", misses=lost)
    assert set(got.values()) == {"index-canonical"}
    got = found(harmless, redirect(307, "/www.example.com/index"), "/%2F%2Fwww.example.com/index", misses=lost)
    assert set(got.values()) == {"index-canonical"}
    elsewhere = redirect(308, "//www.example.com/")
    assert None in found(elsewhere, NEW_NOT_FOUND, "/%5Cwww.example.com/index/", misses=lost).values()


def text(location: str) -> bytes:
    return f"Redirecting to {location}".encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_slashes(status):
    old = redirect(status, "/new//a?x=//", text("/new//a?x=//"))
    new = redirect(status, "/new/a?x=//", text("/new/a?x=//"))
    assert found(old, new, "/old/a") == {"header:location": "redirect-slashes", "body": "redirect-slashes"}
    typed = redirect(status, "/new//a", text("/new//a"), content_type="text/plain;charset=UTF-8")
    assert set(found(typed, redirect(status, "/new/a"), "/old/a").values()) == {"redirect-slashes"}
    headless = redirect(status, "/new//a", content_type="text/plain;charset=UTF-8")
    asked = Request("HEAD", "/old/a")
    assert set(found(headless, redirect(status, "/new/a"), asked).values()) == {"redirect-slashes"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (redirect(301, "/new//a"), redirect(301, "/new/b")),  # another page
        (redirect(301, "/new/a"), redirect(301, "/new//a")),  # the other way round
        (redirect(301, "//host.example/a"), redirect(301, "/host.example/a")),  # another host
        (redirect(301, "https://host.example//a"), redirect(301, "https://host.example/a")),
        (redirect(301, "/new//a?x=1"), redirect(301, "/new/a?x=2")),
    ],
)
def test_other_targets_stay_undeclared(old, new):
    assert found(old, new, "/old/a")["header:location"] is None


def test_the_text_of_a_redirect_that_says_something_else():
    old, new = redirect(301, "/a//b", text("/a//b")), redirect(301, "/a/b", b"Something else")
    assert found(old, new, "/old")["body"] is None
    assert found(old, redirect(302, "/a/b", text("/a/b")), "/old")["status"] is None
    page = redirect(301, "/a//b", b"<a href=/a//b>", content_type=HTML)
    assert found(page, redirect(301, "/a/b"), "/old")["body"] != "redirect-slashes"


REFUSED = Response(403, {"content-type": "text/plain;charset=UTF-8"}, b"Blocked")
DRAWN = Response(200, {"content-type": HTML}, b"<p>")


@pytest.mark.parametrize(
    "target",
    [
        "/_next/image?url=https%3A%2F%2Fhost.example%2Fa.png&w=64",
        "/_next/image?url=//host.example/a.png&w=64",
        "/_image?href=//host.example/a.png",
    ],
)
def test_image_guard(target):
    assert set(found(DRAWN, REFUSED, target).values()) == {"image-guard"}


@pytest.mark.parametrize(
    "target",
    [
        "/_next/image?url=%2Fa.png&w=64",  # the site's own
        "/_image?href=/a.png",
        "/_image?href=https://host.example/a.png",  # not what the guard looks at
        "/_next/images?url=https://host.example/a.png",
        "/members?url=https://host.example/",
        "/_next/image",
    ],
)
def test_other_refusals_stay_undeclared(target):
    assert set(found(DRAWN, REFUSED, target).values()) == {None}


def test_a_guard_that_was_lost_is_not_the_image_guard():
    assert set(found(REFUSED, DRAWN, "/_image?href=//host.example/a.png").values()) == {None}


def test_in_faithful_mode_only_the_last_tier_is_ever_explained():
    faithful = Facts(faithful=True)
    moved = found(redirect(308, "/about"), redirect(307, "/about"), "/about/", facts=faithful)
    assert moved == {"status": None}
    assert set(found(NOT_FOUND, NEW_NOT_FOUND, facts=faithful).values()) == {None, "not-found-cache-control"}
    assert found(NOT_FOUND, NEW_NOT_FOUND, facts=faithful)["header:cache-control"] is None
    assert found(typed("application/javascript"), typed("text/javascript; charset=utf-8"), "/a.js", facts=faithful) == {
        "header:content-type": None
    }
    assert found(PAGE, NEW_PAGE, facts=faithful) == {"header:etag": "etag-value"}


def test_what_is_kept_private_is_declared_in_every_mode():
    secret = Response(200, {"content-type": "text/plain"}, b"TOKEN=1")
    for faithful in (True, False):
        facts = Facts(hidden=frozenset({".env"}), faithful=faithful)
        got = found(secret, NEW_NOT_FOUND, "/.env", misses=MISSES, facts=facts)
        assert got["status"] == got["body"] == "private-files"


def test_what_no_code_can_change_is_declared_in_faithful_mode_too():
    faithful = Facts(faithful=True)
    refused = found(DRAWN, REFUSED, "/_image?href=//host.example/a.png", facts=faithful)
    assert set(refused.values()) == {"image-guard"}
    old, new = redirect(301, "/new//a", text("/new//a")), redirect(301, "/new/a", text("/new/a"))
    assert set(found(old, new, "/old/a", facts=faithful).values()) == {"redirect-slashes"}
