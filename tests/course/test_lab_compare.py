"""The learner's files beside the solution's."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from edgewise.course.labs.compare import CONTEXT, LONGEST, compare


def test_the_same_text_has_no_rows() -> None:
    assert compare("a.js", "one\ntwo\n", "one\r\ntwo").same


def test_a_change_is_shown_with_the_lines_around_it() -> None:
    mine = [f"line {number}" for number in range(20)]
    solution = [*mine[:10], "new", *mine[11:]]
    rows = compare("a.js", "\n".join(mine), "\n".join(solution)).rows
    assert [(row.sign, row.number, row.text) for row in rows] == [
        ("…", 1, "7"),
        (" ", 8, "line 7"),
        (" ", 9, "line 8"),
        (" ", 10, "line 9"),
        ("-", 11, "line 10"),
        ("+", 11, "new"),
        (" ", 12, "line 11"),
        (" ", 13, "line 12"),
        (" ", 14, "line 13"),
        ("…", 15, "6"),
    ]
    assert CONTEXT == 3


lines = st.lists(st.sampled_from(["", "a", "b", "  c", "}"]), min_size=1, max_size=30)


@given(lines, lines)
def test_rows_account_for_every_line_of_the_solution(mine: list[str], solution: list[str]) -> None:
    found = compare("a.js", "\n".join(mine), "\n".join(solution))
    if found.same:
        assert "\n".join(mine).rstrip("\n") == "\n".join(solution).rstrip("\n")
        return
    place, ended = 1, "\n".join(solution).rstrip("\n").split("\n")
    for row in found.rows:
        if row.sign == "-":
            continue
        assert row.number == place
        place += int(row.text) if row.sign == "…" else 1
        if row.sign != "…":
            assert row.text == ended[row.number - 1]
    assert place == len(ended) + 1


def test_hostile_text_is_made_safe() -> None:
    found = compare("a.js", "\x1b]0;title\x07a\x1b[31m\u202eb\n" + "x" * 10_000, "a")
    texts = [row.text for row in found.rows]
    assert texts[0] == "a" or "ab" in texts
    assert all(row.text.isprintable() and len(row.text) <= 500 for row in found.rows)


def test_a_file_that_is_too_long_is_not_compared() -> None:
    began = time.monotonic()
    found = compare("a.js", "x\n" * 1_000_000, "x")
    assert found.too_long
    assert not found.same
    compare("a.js", "x\ny\n" * (LONGEST // 2), "y\nx\n" * (LONGEST // 2))
    assert time.monotonic() - began < 20
