"""``_redirects`` and ``_headers``: any text is read, rules survive being written out, limits hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project import parse_headers, parse_redirects
from edgewise.project.redirects import LOOP
from edgewise.project.rule_text import parse_url

LINES = st.lists(
    st.text(max_size=30)
    | st.sampled_from(
        [
            "/a /b",
            "/a/* /b/:splat 301",
            "# note",
            "/x",
            "  X-A: b",
            "! X-A",
            "https://h.example/*",
            "/* /index.html 200",
            ":",
        ]
    ),
    max_size=20,
).map("\n".join)
SEGMENT = st.text(alphabet="abcXYZ019-_.~", min_size=1, max_size=6).filter(lambda each: each.strip("."))
PATH = st.lists(SEGMENT, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))


@given(LINES)
def test_any_text_is_read_as_redirects(text: str) -> None:
    rules, invalid = parse_redirects(text)
    count = text.count("\n") + 1
    assert all(1 <= each.line <= count for each in (*rules, *invalid))
    assert not {each.line for each in rules} & {each.line for each in invalid}
    assert all(each.reason for each in invalid)
    assert len({rule.source for rule in rules}) == len(rules)


@given(LINES)
def test_any_text_is_read_as_headers(text: str) -> None:
    rules, invalid = parse_headers(text)
    assert all(rule.set or rule.unset for rule in rules)
    assert all(name == name.lower() and value for rule in rules for name, value in rule.set.items())
    assert all(1 <= each.line <= text.count("\n") + 1 for each in (*rules, *invalid))


@given(st.lists(st.tuples(PATH, PATH, st.sampled_from([301, 302, 303, 307, 308])), max_size=10))
def test_redirects_survive_being_written_out(rows: Sequence[tuple[str, str, int]]) -> None:
    unique = list({source: (source, target, status) for source, target, status in rows}.values())
    unique = [row for row in unique if not row[1].endswith(("/index", "/index.html"))]
    rules, invalid = parse_redirects("\n".join(f"{a}\t {b}  {c}   # why" for a, b, c in unique))
    assert invalid == ()
    assert [(rule.source, rule.target, rule.status) for rule in rules] == unique
    assert not any(rule.dynamic for rule in rules)


@given(
    st.dictionaries(
        PATH,
        st.dictionaries(st.sampled_from(["x-a", "x-b", "link"]), st.sampled_from(["1", "a: b", "x, y"]), min_size=1),
        max_size=8,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_header_rules_survive_being_written_out(blocks: dict[str, dict[str, str]], end: str) -> None:
    text = "".join(
        f"{path}{end}" + "".join(f"  {name.title()}: {value}{end}" for name, value in headers.items())
        for path, headers in blocks.items()
    )
    rules, invalid = parse_headers(text)
    assert invalid == ()
    assert {rule.pattern: dict(rule.set) for rule in rules} == blocks


@pytest.mark.parametrize(
    ("line", "source", "target", "status"),
    [
        ("/a /b", "/a", "/b", 302),
        ("a /b 301", "/a", "/b", 301),
        ("/a?x=1#y /b?x=1#y 301", "/a", "/b?x=1#y", 301),
        ("/a /b#frag", "/a", "/b#frag", 302),
        ("/a /b  # note", "/a", "/b", 302),
        ("/a https://example.com", "/a", "https://example.com/", 302),
        ("/a https://example.com:8080/x?y#z 308", "/a", "https://example.com:8080/x?y#z", 308),
        ("/é /b c".replace(" c", ""), "/%C3%A9", "/b", 302),
        ("/a/../b/./c /d/%2e%2e/e", "/b/c", "/e", 302),
        ("/a /b 0x12D", "/a", "/b", 301),
        ("//a /b", "//a", "/b", 302),
    ],
)
def test_valid_redirects(line: str, source: str, target: str, status: int) -> None:
    rules, invalid = parse_redirects(line)
    assert invalid == ()
    assert [(rule.source, rule.target, rule.status) for rule in rules] == [(source, target, status)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/a", "2 or 3 words"),
        ("/a /b 301 x", "2 or 3 words"),
        ("https://example.com/a /b", "only paths"),
        ("/a ftp://example.com", "must be a path"),
        ("/a /b 404", "status must be"),
        ("/a /b 301!", "status must be"),
        ("/a https://example.com 200", "path of this site"),
        ("/" + "a" * 2000 + " /b", "longer than 2,000"),
        ("/* /index.html 200", LOOP),
        ("/app/* /app/index", LOOP),
        ("/app/ /index.html 301", LOOP),
    ],
)
def test_lines_that_are_no_redirects(line: str, reason: str) -> None:
    rules, invalid = parse_redirects(f"# first\n{line}\n")
    assert rules == ()
    assert [each.line for each in invalid] == [2]
    assert reason in invalid[0].reason


def test_a_plain_rule_after_a_pattern_counts_as_one() -> None:
    rules, _ = parse_redirects("/a /b\n/c/* /d/:splat\n/e /f")
    assert [rule.dynamic for rule in rules] == [False, True, True]


def test_the_first_of_two_rules_counts() -> None:
    rules, invalid = parse_redirects("/a /b\n/a /c")
    assert [rule.target for rule in rules] == ["/b"]
    assert "already" in invalid[0].reason


def test_limits_of_redirects() -> None:
    rules, invalid = parse_redirects("".join(f"/s{n} /t\n" for n in range(2005)) + "/p/* /q\n")
    assert (len(rules), len(invalid)) == (2001, 5)
    rules, invalid = parse_redirects("".join(f"/s{n}/* /t\n" for n in range(150)))
    assert (len(rules), len(invalid)) == (100, 1)
    assert invalid[0].line == 101
    rules, invalid = parse_redirects("".join(f"/s{n}/:x /t 999\n" for n in range(100)) + "/ok/* /t\n")
    assert rules == ()
    assert invalid[-1].line == 101, "invalid rules use up the limit"


def test_header_lines() -> None:
    rules, invalid = parse_headers(
        "/a\n  X-One: 1\n  x-one: 2\n  ! Server\n  bad\n  Two words: x\n  : y\n  X-Empty:\n"
        "link:https://example.com\n  X-Lost: 1\n/b\n/c/*/:splat\n  X-Lost: 2\nhttps://h.example:80/x\n  X-Lost: 3\n"
        "https://h.example/x?query\n  X-Host: 1\n"
    )
    assert [(rule.pattern, dict(rule.set), rule.unset, rule.line) for rule in rules] == [
        ("/a", {"x-one": "1, 2"}, ("Server",), 1),
        ("https://h.example/x", {"x-host": "1"}, (), 16),
    ]
    assert [each.line for each in invalid] == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]


def test_headers_before_any_path_are_dropped() -> None:
    rules, invalid = parse_headers("X-A: 1\n! X-B\nnothing\n/a\n X-C: 1")
    assert [rule.line for rule in rules] == [4]
    assert [each.line for each in invalid] == [1, 2, 3]


def test_the_limit_of_header_rules() -> None:
    rules, invalid = parse_headers("".join(f"/r{n}\n  X-A: {n}\n" for n in range(200)))
    assert len(rules) == 101, "the rule that is open when the limit is met still counts"
    assert len(invalid) == 1


@given(st.text(max_size=20))
def test_urls_never_raise(token: str) -> None:
    for relative in (True, False):
        url, reason = parse_url(token, relative_only=relative, no_port=True, search=True, fragment=True)
        assert (url is None) == bool(reason)
        if url is not None:
            assert url.startswith(("/", "https://"))
            assert parse_url(url, search=True, fragment=True)[0] == url, "a parsed URL parses to itself"
