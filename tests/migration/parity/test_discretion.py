"""What a report must not hold."""

from __future__ import annotations

from edgewise.migration.parity.discretion import KEPT_BODY, mask_cookies, presentable
from edgewise.migration.parity.model import Difference, Exchange, Request, Response

SECRET = (("cookie", "session=s3cr3t-value; theme=dark"), ("authorization", "Bearer t0ken-of-mine"))


def exchange(request: Request, old: Response, new: Response, *differences: Difference) -> Exchange:
    return Exchange(request, old, new, differences)


def test_recorded_credentials_are_nowhere_in_a_report():
    answer = Response(200, {"x-echo": "s3cr3t-value"}, b"hello session=s3cr3t-value Bearer t0ken-of-mine")
    found = presentable(
        exchange(
            Request("GET", "/", secret=SECRET), answer, answer, Difference("body", 1, "t0ken-of-mine", "s3cr3t-value")
        )
    )
    assert "s3cr3t" not in repr(found) and "t0ken" not in repr(found)
    assert "s3cr3t" not in str(found.request.secret) and [name for name, _ in found.request.secret] == [
        "cookie",
        "authorization",
    ]
    assert found.old.length == len(answer.body)


def test_cookies_are_shown_without_their_values():
    value = "id=abc123; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly, lang=de; Path=/x"
    masked = mask_cookies(value)
    assert "abc123" not in masked and "=de" not in masked
    assert masked.startswith("id=(not shown); Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly, lang=")
    answer = Response(200, {"set-cookie": value}, b"")
    found = presentable(exchange(Request("GET", "/"), answer, answer, Difference("header:set-cookie", 3, value, "")))
    assert "abc123" not in repr(found)


def test_long_bodies_are_cut_and_their_length_kept():
    found = presentable(exchange(Request("GET", "/"), *[Response(200, {}, b"x" * 100_000)] * 2))
    assert len(found.old.body) == KEPT_BODY and found.old.length == 100_000


def test_files_of_secret_values_keep_their_size_only():
    old, new = Response(200, {}, b"TOKEN=hunter2"), Response(404, {}, b"not found")
    found = presentable(
        exchange(Request("GET", "/%2Edev.vars"), old, new, Difference("body", 1, "TOKEN=hunter2", "not found"))
    )
    assert "hunter2" not in repr(found)
    assert found.differences[0].old == "13 bytes, not shown"
