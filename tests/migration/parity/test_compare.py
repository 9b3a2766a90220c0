"""The four tiers, and what is left out."""

from __future__ import annotations

import pytest

from edgewise.migration.parity.comparison import NOT_COMPARED, compare
from edgewise.migration.parity.model import ABSENT, Request, Response

GET = Request("GET", "/page")


def answer(status=200, body=b"hello", **headers):
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def found(old, new, request=GET, **options):
    return {(each.what, each.tier) for each in compare(old, new, request, (), **options)}


def test_equal_answers_have_no_differences():
    assert compare(answer(etag='"a"', vary="accept"), answer(vary="accept", etag='"a"'), GET) == ()


@pytest.mark.parametrize("name", sorted(NOT_COMPARED))
def test_headers_about_the_connection_or_the_edge_are_left_out(name):
    assert compare(answer(), Response(200, {name: "x"}, b"hello"), GET) == ()


def test_tiers():
    assert found(answer(200), answer(404)) == {("status", 1)}
    assert found(answer(308, b"", location="/a"), answer(307, b"", location="/a")) == {("status", 2)}
    assert found(answer(301, b"", location="/a"), answer(302, b"", location="/a")) == {("status", 1)}
    assert found(answer(302, b"", location="/a"), answer(302, b"", location="/b")) == {("header:location", 1)}
    assert found(answer(content_type="text/html"), answer(content_type="text/plain")) == {("header:content-type", 1)}
    assert found(answer(), answer(body=b"other")) == {("body", 1)}
    assert found(answer(x_a="1"), answer()) == {("header:x-a", 3)}
    assert found(answer(etag='"a"'), answer(etag='"b"')) == {("header:etag", 4)}


def test_what_a_redirect_carries_besides_its_location_is_the_last_tier():
    old = answer(301, b"Redirecting", location="/a", content_type="text/plain")
    assert found(old, answer(301, b"", location="/a")) == {("body", 4), ("header:content-type", 4)}
    assert ("body", 1) in found(old, answer(200, b"page"))


@pytest.mark.parametrize(
    "name", ["cache-control", "vary", "set-cookie", "content-security-policy", "access-control-allow-origin"]
)
def test_some_headers_must_never_be_added(name):
    assert found(answer(), Response(200, {name: "x"}, b"hello")) == {(f"header:{name}", 3)}


def test_other_added_headers_are_the_last_tier():
    assert found(answer(), answer(x_new="1")) == {("header:x-new", 4)}


def test_the_body_of_head_is_not_compared():
    assert found(answer(body=b""), answer(body=b"x"), Request("HEAD", "/page")) == set()


def test_values_are_shown_absent_and_clean():
    (difference,) = compare(answer(), answer(x_a="\x1b[31mred"), GET, ())
    assert (difference.old, difference.new) == (ABSENT, "red")


def test_bodies_are_shown_where_they_part():
    text = b"same " * 100
    (difference,) = compare(answer(body=text + b"left"), answer(body=text + b"right"), GET, ())
    assert "left" in difference.old and "right" in difference.new and difference.old.startswith("…")
    (binary,) = compare(answer(body=b"\0a"), answer(body=b"\0b"), GET, ())
    assert "2 bytes, SHA-256" in binary.old and binary.old != binary.new


def test_the_worst_comes_first():
    old = answer(200, b"a", etag='"1"', content_type="text/html")
    new = answer(404, b"b", etag='"2"', content_type="text/plain")
    assert [each.what for each in compare(old, new, GET, ())] == [
        "status",
        "header:content-type",
        "body",
        "header:etag",
    ]


def test_what_changes_each_time_on_both_sides_is_left_out():
    old = [answer(body=f"id {n}".encode(), x_id=str(n)) for n in (1, 2, 3)]
    new = [answer(body=f"id {n}".encode(), x_id=str(n)) for n in (7, 8, 9)]
    assert compare(old[0], new[0], GET)
    assert compare(old[0], new[0], GET, old_again=old[1:], new_again=new[1:]) == ()


def test_an_ignored_body_leaves_the_rest():
    assert found(answer(500, b"a"), answer(503, b"b"), ignore_body=True) == {("status", 1)}


def test_a_body_that_ends_on_one_side_only_is_a_difference():
    stream = Response(200, {}, b"hello", endless=True)
    assert found(stream, answer()) == {("body", 1)}
    assert found(stream, Response(200, {}, b"hel", endless=True), ignore_body=True) == set()
