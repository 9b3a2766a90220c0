"""Rules about frameworks that are built anew: each explains its difference, and nothing that only looks like it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from edgewise.migration.parity.comparison import compare
from edgewise.migration.parity.declared import Facts
from edgewise.migration.parity.model import Request, Response

NEXT = {"framework-rebuilt", "nextjs-answers"}
FACTS = Facts(
    gone=frozenset({"_next/static/chunks/main-aaaa1111.js", "about.html", "about.rsc", "404.html"}),
    came=frozenset({"_next/static/chunks/main-bbbb2222.js", "BUILD_ID"}),
)
HTML = {"content-type": "text/html; charset=utf-8"}
BY_NEXT = {**HTML, "x-opennext": "1"}


def answer(status: int = 200, body: bytes = b"", headers: Mapping[str, str] = HTML) -> Response:
    return Response(status, dict(headers), body)


def unexplained(old: Response, new: Response, target: str = "/about", method: str = "GET", **more: object) -> set[str]:
    headers = more.get("asked", ())
    request = Request(method, target, headers, why="test")  # type: ignore[arg-type]
    return {each.what for each in compare(old, new, request, NEXT, facts=FACTS) if each.finding is None}


PAGE = b'<p>Hi</p><script src="/_next/static/chunks/main-%s.js"></script>'


def test_names_of_built_files_in_a_body() -> None:
    old, new = answer(body=PAGE % b"aaaa1111"), answer(body=PAGE % b"bbbb2222")
    assert unexplained(old, new) == set()
    assert unexplained(old, answer(body=PAGE % b"cccc3333"), "/x.txt") == set(), "scripts are not compared by Next"
    plain = {"content-type": "text/plain"}
    assert unexplained(
        answer(body=b"main-aaaa1111.js", headers=plain), answer(body=b"main-cccc3333.js", headers=plain)
    ) == {"body"}
    assert unexplained(old, answer(body=(PAGE % b"bbbb2222").replace(b"Hi", b"Ho"))) == {"body"}


def test_numbers_of_a_build() -> None:
    facts = Facts(
        gone=frozenset({"_nuxt/builds/meta/aaaa-bbbb.json"}), came=frozenset({"_nuxt/builds/meta/cccc-dddd.json"})
    )
    old = answer(body=b'{"id":"aaaa-bbbb","at":1795647317805}', headers={"etag": '"1"'})
    new = answer(body=b'{"id":"cccc-dddd","at":1795647399999}', headers={"etag": '"2"'})
    request = Request("GET", "/_nuxt/builds/latest.json", why="test")
    found = compare(old, new, request, NEXT, facts=facts)
    assert {each.finding for each in found} == {"framework-rebuilt"}
    other = answer(body=b'{"id":"cccc-dddd","at":17}', headers={"etag": '"2"'})
    assert None in {each.finding for each in compare(old, other, request, NEXT, facts=facts)}


@pytest.mark.parametrize(
    ("target", "old", "new", "explained"),
    [
        ("/_next/static/chunks/main-aaaa1111.js", 200, 404, True),
        ("/_next/static/chunks/main-bbbb2222.js", 404, 200, True),
        ("/_next/static/chunks/main-aaaa1111.js", 200, 500, False),
        ("/_next/static/chunks/other.js", 200, 404, False),
        ("/robots.txt", 200, 404, False),
        ("/about.html", 200, 404, True),
        ("/about.rsc", 200, 404, True),
        ("/about", 200, 404, False),
        ("/contact.html", 200, 404, False),
        ("/404", 200, 404, True),
        ("/about/index", 308, 404, True),
        ("/BUILD_ID", 404, 200, True),
        ("/secret", 404, 200, False),
        ("/", 200, 404, False),
        ("/_next/image", 200, 400, True),
        ("/nitro.json", 200, 404, False),
    ],
)
def test_addresses_of_the_build(target: str, old: int, new: int, explained: bool) -> None:
    assert (unexplained(answer(old), answer(new, headers=BY_NEXT), target) == set()) is explained


def test_headers_that_adapters_add() -> None:
    old = answer(headers={**HTML, "x-matched-path": "/about", "cache-control": "public, max-age=0, must-revalidate"})
    new = answer(headers={**BY_NEXT, "cache-control": "s-maxage=31536000", "vary": "rsc, next-router-state-tree"})
    assert unexplained(old, new) == set()
    assert unexplained(answer(), answer(headers={**BY_NEXT, "x-mine": "1"})) == {"header:x-mine"}
    assert unexplained(answer(), answer(headers={**BY_NEXT, "vary": "cookie"})) == {"header:vary"}
    mine = {**BY_NEXT, "cache-control": "max-age=60"}
    assert unexplained(answer(), answer(headers=mine)) == {"header:cache-control"}
    lost = answer(headers={**HTML, "cache-control": "max-age=60"})
    assert unexplained(lost, answer(headers=BY_NEXT)) == {"header:cache-control"}


def test_headers_of_files_go_only_from_pages() -> None:
    old = answer(headers={**HTML, "access-control-allow-origin": "*"})
    assert unexplained(old, answer(headers=BY_NEXT)) == set()
    assert unexplained(old, answer()) == {"header:access-control-allow-origin"}


def test_slashes_too_many() -> None:
    moved = answer(308, headers={"location": "/about", "x-opennext": "1"})
    assert unexplained(answer(404), moved, "/about/") == set()
    assert unexplained(answer(200), moved, "//about") == set()
    assert "status" in unexplained(answer(200), moved, "/about")
    assert "status" in unexplained(answer(200), moved, "/other/")


def test_methods_and_conditions() -> None:
    refused = answer(405)
    assert unexplained(refused, answer(404, headers=BY_NEXT), method="POST") == set()
    assert "status" in unexplained(answer(201), answer(404, headers=BY_NEXT), method="POST")
    assert "status" in unexplained(refused, answer(500, headers=BY_NEXT), method="POST")
    asked = (("if-none-match", '"x"'),)
    assert unexplained(answer(304), answer(200), asked=asked) == set()
    assert "status" in unexplained(answer(304), answer(404), asked=asked)
    assert "status" in unexplained(answer(304), answer(200))


def test_nothing_is_explained_where_nothing_is_built_anew() -> None:
    old, new = answer(body=PAGE % b"aaaa1111"), answer(body=PAGE % b"bbbb2222")
    found = compare(old, new, Request("GET", "/", why="test"), {"etag-value"}, facts=FACTS)
    assert [each.finding for each in found] == [None]


def test_the_next_build_may_name_files_anew_in_faithful_mode_too() -> None:
    facts = Facts(gone=FACTS.gone, came=FACTS.came, faithful=True)
    old, new = answer(body=PAGE % b"aaaa1111"), answer(body=PAGE % b"bbbb2222")
    found = compare(old, new, Request("GET", "/", why="test"), {"framework-rebuilt"}, facts=facts)
    assert [each.finding for each in found] == ["framework-rebuilt"]
