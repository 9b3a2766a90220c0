"""The user's own requests."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.errors import InputError
from edgewise.migration.parity.requests_file import parse_requests, read_requests


def test_requests_are_read_in_order_with_comments_and_blank_lines():
    found = parse_requests("\ufeff# mine\n\nGET /\n  POST   /api/x?a=1  \nGET /a#top\n", "mine.txt")
    assert [(each.method, each.target) for each in found] == [("GET", "/"), ("POST", "/api/x?a=1"), ("GET", "/a")]
    assert found[1].body and found[1].why == "mine.txt line 4"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("GET /\nfetch it\n", 2, "method in capitals"),
        ("GET", 1, "method and a path"),
        ("GET /a b", 1, "method and a path"),
        ("\n\nGET about", 3, "begin with /"),
        ("GET /café", 1, "percent-encoded"),
        ("CONNECT /x", 1, "CONNECT"),
        ("get /x", 1, "capitals"),
    ],
)
def test_a_bad_line_is_named(text, line, says):
    with pytest.raises(InputError) as caught:
        parse_requests(text, "mine.txt")
    assert caught.value.where == f"mine.txt:{line}"
    assert says in caught.value.message
    assert caught.value.exit_code == 2


@given(st.text(max_size=200))
def test_any_text_is_requests_or_an_input_error(text):
    try:
        found = parse_requests(text)
    except InputError as error:
        assert error.where and error.where.startswith("requests:")
        assert "\x1b" not in error.message
    else:
        assert all(each.target.startswith("/") and each.target.isascii() for each in found)


def test_a_file_that_is_not_there_not_text_or_empty_is_an_input_error(tmp_path):
    for content, code in (
        (None, "requests-unreadable"),
        (b"\xff\xfe", "requests-syntax"),
        (b"# none\n", "requests-empty"),
    ):
        path = tmp_path / "r.txt"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_requests(path)
        assert caught.value.code == code


def test_a_recording_is_known_by_its_content(tmp_path):
    entry = {"request": {"method": "GET", "url": "https://www.example.com/a"}}
    (tmp_path / "r.txt").write_text("\ufeff" + json.dumps({"log": {"entries": [entry]}}))
    assert [each.target for each in read_requests(tmp_path / "r.txt").requests] == ["/a"]
    (tmp_path / "r.txt").write_text(json.dumps({"log": {"entries": [entry]}}))
    with pytest.raises(InputError) as caught:
        read_requests(tmp_path / "r.txt", ["other.example"])
    assert caught.value.code == "requests-empty" and "this site" in caught.value.message


def test_json_that_is_no_recording_is_read_as_lines(tmp_path):
    (tmp_path / "r.txt").write_text("{}")
    with pytest.raises(InputError) as caught:
        read_requests(tmp_path / "r.txt")
    assert caught.value.code == "requests-syntax"
