"""Merging Pages' own headers into ``_headers``: both products then send the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from edgewise.migration.asset_headers import COMMENT, DEFAULTS, covers, may_overlap, merge_headers
from edgewise.migration.rule_edits import clean_headers, clean_redirects
from edgewise.project import parse_headers, parse_redirects
from edgewise.project.model import HeaderRule

PAGES = {
    "access-control-allow-origin": "*",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
}
PATTERNS = ["/*", "/a", "/a/*", "/a/b", "/b/*", "/:x", "/a/:x", "/a*", "https://h.example/*"]
PATHS = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/b/c", "/c", "/ab", "/a/x"]
HEADER = st.tuples(st.sampled_from([*DEFAULTS, "x-one", "x-two"]), st.sampled_from(["1", "2"]))
LINES = st.lists(
    HEADER.map(lambda pair: f"  {pair[0].title()}: {pair[1]}")
    | st.sampled_from([*DEFAULTS, "X-One"]).map(lambda name: f"  ! {name.title()}"),
    min_size=1,
    max_size=3,
)
FILES = st.lists(st.tuples(st.sampled_from(PATTERNS), LINES), max_size=5)


def applied(rules: Sequence[HeaderRule], path: str, defaults: dict[str, str]) -> dict[str, str]:
    """The headers that both asset servers end up with: their own, then each matching rule in the order of the file."""
    headers = dict(defaults)
    seen: set[str] = set()
    for rule in {rule.pattern: rule for rule in rules}.values():
        if not expression(rule.pattern).fullmatch(path):
            continue
        for name in rule.unset:
            headers.pop(name.strip().lower(), None)
        for name, value in rule.set.items():
            old = headers.get(name)
            headers[name] = f"{old}, {value}" if name in seen and old is not None else value
            seen.add(name)
    return headers


def expression(pattern: str) -> re.Pattern[str]:
    path = re.sub(r"^https://[^/]*", "", pattern)
    parts = re.split(r"(\*|:x)", path)
    return re.compile("".join({"*": ".*", ":x": "[^/]+"}.get(part, re.escape(part)) for part in parts))


@given(FILES, st.sampled_from(["\n", "\r\n"]))
def test_workers_then_sends_what_pages_sent(blocks: list[tuple[str, list[str]]], end: str) -> None:
    old = end.join(["# rules", *(line for path, lines in blocks for line in (path, *lines, ""))])
    result = merge_headers(old)
    before, _ = parse_headers(old)
    after, invalid = parse_headers(result.text)
    assert invalid == ()
    assume(not result.unsettled)
    for path in PATHS:
        assert applied(after, path, {}) == applied(before, path, PAGES), (path, result.text)


@given(FILES)
def test_merging_twice_changes_nothing_more(blocks: list[tuple[str, list[str]]]) -> None:
    old = "\n".join(line for path, lines in blocks for line in (path, *lines))
    once = merge_headers(old)
    assume(not once.unsettled)
    assert merge_headers(once.text).text == once.text


@given(FILES)
def test_no_header_line_of_the_user_is_lost(blocks: list[tuple[str, list[str]]]) -> None:
    old = "\n".join(line for path, lines in blocks for line in (path, *lines))
    new = merge_headers(old).text.split("\n")
    for _, lines in blocks:
        for line in lines:
            assert line in new or f"# {line}" in new, "a block that a later one replaces may become a comment"


@given(st.sampled_from(PATTERNS), st.sampled_from(PATTERNS))
def test_patterns_that_meet(first: str, second: str) -> None:
    both = [path for path in PATHS if expression(first).fullmatch(path) and expression(second).fullmatch(path)]
    if both:
        assert may_overlap(first, second)
    if covers(first, second):
        assert all(expression(first).fullmatch(path) for path in PATHS if expression(second).fullmatch(path))


def test_a_new_file() -> None:
    assert merge_headers("").text == (
        f"{COMMENT}\n/*\n  Access-Control-Allow-Origin: *\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n  X-Content-Type-Options: nosniff\n"
    )


def test_the_users_own_rule_for_everything_is_filled_up() -> None:
    old = "# mine\r\n/*\r\n\tX-Frame-Options: DENY\r\n\tReferrer-Policy: no-referrer\r\n\r\n/b\r\n\tX-B: 1\r\n"
    assert merge_headers(old).text == old.replace(
        "no-referrer\r\n", "no-referrer\r\n\tAccess-Control-Allow-Origin: *\r\n\tX-Content-Type-Options: nosniff\r\n"
    )


def test_a_rule_of_the_user_that_sets_one_removes_ours_first() -> None:
    old = "/fonts/*\n    Access-Control-Allow-Origin: https://a.example\n"
    assert "/fonts/*\n    ! Access-Control-Allow-Origin\n    Access-Control-Allow-Origin: https://a.example\n" in (
        merge_headers(old).text
    )


def test_a_late_rule_for_everything_moves_up_when_that_is_needed_and_safe() -> None:
    old = "/a\n  Referrer-Policy: origin\n\n/*\n  X-One: 1\n"
    result = merge_headers(old)
    assert result.unsettled == ()
    assert result.text.index("/*") < result.text.index("/a")
    clash = merge_headers("/a\n  Referrer-Policy: origin\n  X-One: 2\n\n/*\n  X-One: 1\n")
    assert clash.unsettled == (1,)


def test_files_without_extension_get_their_type() -> None:
    text = merge_headers("", ["LICENSE", "a b/é"]).text
    rules, invalid = parse_headers(text)
    assert invalid == ()
    assert {rule.pattern: dict(rule.set) for rule in rules[1:]} == {
        "/LICENSE": {"content-type": "application/octet-stream"},
        "/a%20b/%C3%A9": {"content-type": "application/octet-stream"},
    }
    assert "LICENSE" not in merge_headers("/x\n  Content-Type: a/b\n", ["LICENSE"]).text


@given(st.lists(st.text(max_size=20) | st.sampled_from(["/a", " X-A: 1", "/a /b", "/* /index.html 200"]), max_size=12))
def test_cleaning_keeps_every_rule_and_leaves_nothing_invalid(lines: list[str]) -> None:
    text = "\n".join(lines)
    for clean, parse in ((clean_headers, parse_headers), (clean_redirects, parse_redirects)):
        cleaned = clean(text)
        before, after = parse(text)[0], parse(cleaned)[0]
        assert [_without_line(rule) for rule in before] == [_without_line(rule) for rule in after]
        assert parse(cleaned)[1] == ()


def _without_line(rule: object) -> dict[str, object]:
    # An invalid line with a pattern makes later plain rules count as patterns, which changes no match.
    return {key: value for key, value in vars(rule).items() if key not in ("line", "dynamic")}


def test_cleaning_redirects() -> None:
    text = "# old\r\n/a /b\r\n/* /index.html 200\r\n/c /d 404\r\n"
    assert clean_redirects(text) == "# old\r\n/a /b\r\n# /c /d 404\r\n"


def test_rules_beyond_the_limit_become_comments() -> None:
    text = "".join(f"/r{n}/* /t\n" for n in range(110)) + "/plain /t\n"
    cleaned = clean_redirects(text)
    assert parse_redirects(cleaned)[1] == ()
    assert len(parse_redirects(cleaned)[0]) == 100
    assert cleaned.endswith("# /plain /t\n")
