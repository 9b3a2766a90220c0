"""Recordings of browsers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.errors import InputError
from edgewise.migration.parity.har import is_recording, parse_recording


def entry(url: str, method: str = "GET", headers: dict[str, str] | None = None, **facts: object) -> dict[str, object]:
    fields = [{"name": name, "value": value} for name, value in (headers or {}).items()]
    posted = facts.pop("posted", None)
    request = {
        "method": method,
        "url": url,
        "httpVersion": "http/2.0",
        "headers": fields,
        "queryString": [],
        "cookies": [{"name": "session", "value": "s3cr3t"}],
        "headersSize": -1,
        "bodySize": 0,
    }
    return {
        "startedDateTime": "2026-11-01T08:00:00.000Z",
        "request": request | ({"postData": posted} if posted else {}),
        "response": {"status": 200, "content": {"mimeType": "text/html"}},
        **facts,
    }


CHROME = {
    "log": {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "pages": [{"id": "page_1", "title": "https://www.harbour.example/", "startedDateTime": "", "pageTimings": {}}],
        "entries": [
            entry(
                "https://www.harbour.example/?utm=1#top",
                headers={
                    ":authority": "www.harbour.example",
                    ":method": "GET",
                    ":path": "/?utm=1",
                    "accept": "text/html,*/*;q=0.8",
                    "accept-encoding": "gzip, deflate, br",
                    "cookie": "session=s3cr3t; lang=de",
                    "if-none-match": '"old"',
                    "sec-fetch-mode": "navigate",
                    "sec-fetch-dest": "document",
                    "user-agent": "Mozilla/5.0",
                    "x-client-data": "abc",
                },
                _resourceType="document",
            ),
            entry("https://harbour.example/app.js", headers={"Referer": "https://www.harbour.example/"}),
            entry("https://fonts.example/inter.woff2"),
            entry("data:image/png;base64,AAAA"),
            entry("wss://www.harbour.example/live", _resourceType="websocket"),
            entry(
                "https://www.harbour.example/api/contact",
                "POST",
                {
                    "Content-Type": "application/json",
                    "Authorization": "Bearer t0ken",
                    "X-CSRF-Token": "abc123",
                    "X-Requested-With": "fetch",
                    "Origin": "https://www.harbour.example",
                    "Content-Length": "999",
                },
                posted={"mimeType": "application/json", "text": '{"name":"Ada"}'},
            ),
            entry("https://www.harbour.example/app.js?v=1"),
            entry("https://www.harbour.example/app.js?v=1"),
        ],
    }
}
"""As Chrome saves it: HTTP/2 fields with a colon, resource types, page titles that are addresses."""


def test_only_requests_to_the_site_are_taken_in_their_order_and_once():
    found = parse_recording(CHROME, "site.har")
    assert [(each.method, each.target) for each in found.requests] == [
        ("GET", "/?utm=1"),
        ("GET", "/app.js"),
        ("POST", "/api/contact"),
        ("GET", "/app.js?v=1"),
    ]
    assert any(note == "1 of 8 recorded requests went to other hosts." for note in found.notes)
    assert any(note == "2 of 8 recorded requests are no plain HTTP requests." for note in found.notes)


def test_what_the_browser_adds_by_itself_is_not_sent_and_credentials_are_kept_out_of_sight():
    opened, _, posted, _ = parse_recording(CHROME, "site.har").requests
    assert dict(opened.headers) == {
        "accept": "text/html,*/*;q=0.8",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    assert opened.navigation and dict(opened.secret) == {"cookie": "session=s3cr3t; lang=de"}
    assert dict(posted.secret) == {"authorization": "Bearer t0ken", "x-csrf-token": "abc123"}
    assert dict(posted.headers) == {
        "content-type": "application/json",
        "x-requested-with": "fetch",
        "origin": "https://www.harbour.example",
    }
    assert posted.body == b'{"name":"Ada"}'
    for each in (opened, posted):
        assert "s3cr3t" not in repr(each) + each.label() and "t0ken" not in repr(each) + each.label()
        assert "with recorded credentials" in each.label()


def test_the_hosts_that_are_named_are_the_site():
    found = parse_recording(CHROME, "site.har", ["fonts.example"])
    assert [each.target for each in found.requests] == ["/inter.woff2"]


def test_without_page_titles_the_first_address_is_the_site():
    firefox = {"log": {"pages": [{"title": "Harbour museum"}], "entries": CHROME["log"]["entries"]}}
    assert len(parse_recording(firefox, "site.har").requests) == 4
    assert parse_recording({"log": {"entries": []}}, "x").requests == ()


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        ({"mimeType": "text/plain", "text": "aGVsbG8=", "encoding": "base64"}, b"hello"),
        ({"mimeType": "text/plain", "text": "not base64!", "encoding": "base64"}, b""),
        ({"params": [{"name": "a b", "value": "1&2"}, {"name": "c"}]}, b"a%20b=1%262&c="),
        ({"text": "h\u00e9"}, "h\u00e9".encode()),
    ],
)
def test_bodies_of_all_forms(posted, body):
    site = "https://harbour.example/x"
    (found,) = parse_recording({"log": {"entries": [entry(site, "POST", posted=posted)]}}, "x").requests
    assert found.body == body


def test_addresses_are_made_fit_for_a_request_line():
    urls = ["https://harbour.example/caf\u00e9 x?q=\u00fc|1", "https://harbour.example?a=/b", "http://harbour.example"]
    found = parse_recording({"log": {"entries": [entry(url) for url in urls]}}, "x")
    assert [each.target for each in found.requests] == ["/caf%C3%A9%20x?q=%C3%BC|1", "/?a=/b", "/"]


def test_a_recording_that_is_broken_is_said():
    for entries in ("x", [{}], [{"request": {"method": "GET"}}], ["x"]):
        with pytest.raises(InputError) as caught:
            parse_recording({"log": {"entries": entries}}, "site.har")
        assert caught.value.code == "recording-syntax"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {"method": st.sampled_from(["GET", "POST", "get", "TRACE", "G T", ""]) | JSON},
    optional={
        "url": st.text(max_size=30).map(lambda tail: f"https://h.example/{tail}") | st.text(max_size=30) | JSON,
        "headers": JSON
        | st.lists(st.fixed_dictionaries({"name": st.text(max_size=9), "value": st.text(max_size=9)}) | JSON),
        "postData": JSON | st.fixed_dictionaries({"text": st.text(max_size=9), "params": JSON}),
    },
)


@given(st.lists(st.fixed_dictionaries({"request": FIELDS | JSON}) | JSON, max_size=4), JSON, st.booleans())
def test_any_archive_is_read_or_refused(entries, pages, named):
    document = {"log": {"entries": entries, "pages": pages}}
    assert is_recording(document)
    try:
        found = parse_recording(document, "site.har", ["h.example"] if named else ())
    except InputError as error:
        assert error.code == "recording-syntax"
    else:
        for each in found.requests:
            assert each.target.startswith("/") and all("!" <= letter <= "~" for letter in each.target)
            assert all(value.isprintable() and value.isascii() for _, value in (*each.headers, *each.secret))
