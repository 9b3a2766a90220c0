"""The report as document, as page and as one line."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgewise.migration.parity.document import report_document
from edgewise.migration.parity.grouping import groups
from edgewise.migration.parity.model import Difference, Exchange, Kind, ParityReport, Request, Response
from edgewise.migration.parity.page import report_html
from edgewise.migration.parity.wording import kinds_line, tier_lines, verdict

EVIL = "/<script>alert(1)</script>\"'&"


def exchange(target: str, *differences: Difference, status: int = 200, **facts) -> Exchange:
    return Exchange(
        Request("GET", target, why="test"), Response(status, {}, b""), Response(status, {}, b""), differences, **facts
    )


LOST = Difference("status", 1, "200", "404")
ETAG = Difference("header:etag", 4, '"a"', '"b"', "etag-value")


@pytest.fixture
def report() -> ParityReport:
    return ParityReport(
        (
            exchange("/equal"),
            exchange("/declared", ETAG),
            exchange(EVIL, LOST, ETAG, Difference("body", 1, "<b>old</b>", "(empty)")),
            exchange("/lost-too", LOST),
        ),
        "wrangler pages dev public",
        "wrangler dev",
        {"old_start": 1.5, "new_start": 2.25, "requests": 0.5},
        ((Request("GET", "/left-out"), "because <it> is"),),
        ("A note & more.",),
        warnings=("A warning <here>.",),
    )


TITLES = {"etag-value": "ETags have other values"}


def test_the_document_has_its_spine_and_its_counts_agree(report):
    document = report_document(report)
    assert (document["requests"], document["equal"], document["declared"], document["undeclared"]) == (4, 1, 1, 2)
    assert document["proved"] is False
    assert document["seconds"] == {"old_start": 1.5, "new_start": 2.25, "requests": 0.5}
    first = document["differences"][0]
    assert {"request", "old", "new", "what", "finding"} <= set(first)
    assert first["finding"] is None and document["differences"][-1]["finding"] == "etag-value"
    assert len(document["differences"]) == 5
    assert document["warnings"] == ["A warning <here>."]
    assert document["left_out"][0]["why"] == "because <it> is"
    assert any(each["header"] == "date" for each in document["headers_not_compared"])
    json.dumps(document)


def test_groups_put_undeclared_first_and_count_requests(report):
    found = groups(report.exchanges, TITLES)
    assert [(each.finding, each.title, each.count) for each in found] == [
        (None, "Status 200 became 404", 2),
        ("etag-value", "ETags have other values", 2),
    ]
    assert found[0].shown[0] == (LOST, Difference("body", 1, "<b>old</b>", "(empty)"))


def test_the_verdict_in_one_line(report):
    assert verdict(report) == "✗ not proved: 4 requests, 1 equal, 1 differs as declared, 2 undeclared"
    good = ParityReport((exchange("/a"), exchange("/b", ETAG), exchange("/c", ETAG)), "", "")
    assert verdict(good) == "✓ proved: 3 requests, 1 equal, 2 differ as declared, 0 undeclared"


def test_nothing_compared_is_never_a_proof():
    empty = ParityReport((), "old", "new")
    assert not empty.proved
    assert verdict(empty).startswith("✗ not proved")
    assert report_document(empty)["proved"] is False
    assert "Not proved" in report_html(empty, titles=TITLES, reasons={})


class Page(HTMLParser):
    """Collects tags, attributes and text; fails on tags that are not closed in order."""

    VOID = frozenset({"meta", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        self.text += data


def parsed(report: ParityReport) -> Page:
    page = Page()
    page.feed(report_html(report, title="Harbour <museum>", titles=TITLES, reasons={"etag-value": "Made in two ways."}))
    assert page.open == []
    return page


def test_the_page_is_well_formed_self_contained_and_escaped(report):
    page = parsed(report)
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags
    assert not any(name in ("src", "onclick") for name, _ in page.attributes)
    assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
    assert EVIL in page.text and "<b>old</b>" in page.text and "because <it> is" in page.text
    assert "prefers-color-scheme: dark" in page.text and "url(" not in page.text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(), min_size=12, max_size=12))
def test_no_text_from_outside_becomes_markup(texts):
    target, why, what, old, new, finding, title, reason, note, label, warning, left = texts
    shown = (Difference(f"header:{what}", 1, old, new), Difference("body", 1, new, old, finding or "x"))
    answer = Response(200, {what: old}, new.encode("utf-8", "surrogatepass"))
    exchanges = (
        Exchange(Request("GET", target, why=why), answer, answer, shown, note),
        Exchange(Request("GET", target), answer, answer),
    )
    report = ParityReport(exchanges, label, label, {}, ((Request("GET", left), left),), (note,), warnings=(warning,))
    page, plain = Page(), Page()
    page.feed(report_html(report, title=title, titles={finding or "x": title}, reasons={finding or "x": reason}))
    assert page.open == []
    harmless = tuple(
        Exchange(
            Request("GET", "/", why="why"),
            Response(200, {"a": "b"}, b"c"),
            Response(200, {"a": "b"}, b"c"),
            tuple(
                replace(each, what=each.what.partition(":")[0], old="a", new="b", finding=each.finding and "x")
                for each in exchange.differences
            ),
            exchange.note and "note",
        )
        for exchange in exchanges
    )
    calm = ParityReport(harmless, "o", "n", {}, report.left_out, (note,), warnings=(warning,))
    plain.feed(report_html(calm, title=title, titles={"x": title}, reasons={"x": reason}))
    assert set(page.tags) <= {*plain.tags, "em", "code", "p"}
    assert not {"script", "img", "link", "iframe", "object", "svg", "base", "form"} & set(page.tags)
    assert not any(name.startswith("on") or name in ("src", "srcset", "action") for name, _ in page.attributes)


def test_the_page_forbids_scripts_and_requests(report):
    page = parsed(report)
    policy = next(
        value for name, value in page.attributes if name == "content" and (value or "").startswith("default-src")
    )
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_the_page_can_be_filtered_by_cause_and_tier(report):
    page = parsed(report)
    ids = {value for name, value in page.attributes if name == "id"}
    assert ids >= {"cause-all", "cause-0", "cause-1", "tier-1", "tier-2", "tier-3", "tier-4"}
    classes = " ".join(value or "" for name, value in page.attributes if name == "class").split()
    assert {"cause-0", "cause-1", "t1", "t4"} <= set(classes)
    assert "body:has(#tier-1:not(:checked)) .exchange.t1 { display: none; }" in page.text
    assert "body:has(#cause-0:checked) .cause[class*=cause-]:not(.cause-0) { display: none; }" in page.text


def test_the_scores_of_the_tiers(report):
    status = Difference("status", 2, "308", "307", "canonical-redirect-status")
    header = Difference("header:x-a", 3, "1", "2")
    some = ParityReport((*report.exchanges, exchange("/a", status), exchange("/b", header)), "old", "new")
    assert some.tiers == {1: 4, 2: 3, 3: 2, 4: 1}
    document = report_document(some)
    assert [(each["tier"], each["equal"], each["share"]) for each in document["tiers"]] == [
        (1, 4, 0.666667),
        (2, 3, 0.5),
        (3, 2, 0.333333),
        (4, 1, 0.166667),
    ]
    assert tier_lines(some)[0].startswith("tier 1: 4 of 6 (66.66 %), same status")
    assert "66.66 %" in parsed(some).text
    almost = ParityReport((*(exchange(f"/{n}") for n in range(99_999)), exchange("/x", LOST)), "old", "new")
    assert "(99.99 %)" in tier_lines(almost)[0], "only everything is 100 %"
    assert report_document(ParityReport((), "old", "new"))["tiers"][0]["share"] is None


def test_the_kinds_of_requests_are_counted(report):
    one = replace(report.exchanges[0], request=Request("GET", "/", kind=Kind.ASSET))
    two = replace(one, request=Request("GET", "/", (("sec-fetch-mode", "navigate"),), kind=Kind.MISS))
    some = ParityReport((two, one, one, *report.exchanges[1:2]), "old", "new")
    assert kinds_line(some) == ("asked: 2 assets, 1 misses, 1 your own requests; 1 of them as a browser navigation")
    assert report_document(some)["kinds"] == {"assets": 2, "misses": 1, "your own requests": 1}


def test_the_page_shows_the_undeclared_first_and_the_reason_of_the_declared(report):
    text = parsed(report).text
    assert text.index("Status 200 became 404") < text.index("ETags have other values")
    assert "Made in two ways." in text and "A note & more." in text and "▲ A warning <here>." in text
    assert "✗" in text and "Not proved" in text


def test_the_page_of_a_proof_says_so(report):
    good = ParityReport(report.exchanges[:2], report.old, report.new, report.seconds)
    text = parsed(good).text
    assert "✓" in text and "Not proved" not in text


def test_long_lists_are_cut_but_counted():
    many = ParityReport(tuple(exchange(f"/{index}", LOST) for index in range(450)), "old", "new")
    text = parsed(many).text
    assert "450 requests" in text and "and 250 more" in text
