"""Output as lines: however it is cut into chunks, the lines are the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edgewise.runtime.lines import LONGEST, LineSplitter, Tail
from edgewise.text import clean_lines


def split(*chunks: bytes) -> list[str]:
    """All lines of ``chunks``."""
    splitter = LineSplitter()
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    return lines + splitter.end()


def test_the_three_kinds_of_line_break() -> None:
    assert split(b"a\nb\r\nc\rd") == ["a", "b", "c", "d"]


def test_escape_sequences_are_gone() -> None:
    assert split(b"\x1b[31mred\x1b[0m\n\x1b]0;title\x07x\n") == ["red", "x"]


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    assert split(b"a\xffb\n") == ["a\ufffdb"]


def test_an_endless_line_is_broken() -> None:
    lines = split(b"x" * (3 * LONGEST + 5))
    assert [len(line) for line in lines] == [LONGEST, LONGEST, LONGEST, 5]


@given(st.lists(st.binary(max_size=12)))
def test_the_cut_into_chunks_does_not_matter(chunks: list[bytes]) -> None:
    assert split(*chunks) == split(b"".join(chunks))


@given(st.text(alphabet="ab é\t\r\n\x1b[0m", max_size=60), st.integers(1, 7))
def test_lines_are_clean_and_hold_no_break(text: str, size: int) -> None:
    data = text.encode()
    for line in split(*(data[start : start + size] for start in range(0, len(data), size))):
        assert "\n" not in line
        assert "\r" not in line
        assert clean_lines(line) == line


def test_a_tail_keeps_the_end_and_says_that_it_let_go() -> None:
    tail = Tail(10)
    for word in ("one", "two"):
        tail.add(word)
    assert (tail.text(), tail.truncated) == ("one\ntwo\n", False)
    tail.add("three")
    assert (tail.text(), tail.truncated) == ("two\nthree\n", True)
    tail.add("longer than the limit")
    assert tail.text() == "longer than the limit\n"
