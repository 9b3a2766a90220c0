"""Shell commands as words, however they are written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project.shell import words


def texts(command: str) -> list[list[str]]:
    return [[word.text for word in simple if not word.redirection] for simple in words(command) if simple]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ('a \'b c\' "d \\" e" f\\ g', [["a", "b c", 'd " e', "f g"]]),
        ("a && b || c; d | e & f\ng", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]),
        ("a b > out.log 2>&1 c", [["a", "b", "c"]]),
        ("a \\\n  --b \\\r\n c", [["a", "--b", "c"]]),
        ("a # it's a comment\nb 'x#y' z#", [["a"], ["b", "x#y", "z#"]]),
        ("cat <<EOF\nit's $(no command\nEOF\nb", [["cat"], ["b"]]),
        ("cat <<-'E'\n\tx\n\tE\nb", [["cat"], ["b"]]),
        ("(cd a && b)", [["cd", "a"], ["b"]]),
        ('A=$(b "$(c d)" e) f', [['A=$(b "$(c d)" e)', "f"], ["b", "$(c d)", "e"], ["c", "d"]]),
        ("a `b c` ${D:-e f}", [["a", "`b c`", "${D:-e f}"], ["b", "c"]]),
        ("a --x=${{ b == 'c d' && 1 || 2 }} {{ .E f }}", [["a", "--x=${{ b == 'c d' && 1 || 2 }}", "{{ .E f }}"]]),
        ("it's never closed", [["it's", "never", "closed"]]),
    ],
)
def test_words(command: str, expected: list[list[str]]) -> None:
    assert texts(command) == expected


def test_a_word_of_one_pair_of_quotes_knows_its_inside() -> None:
    command = 'run "a b" \'c d\' x"e f"'
    inside = [command[slice(*word.quoted)] if word.quoted else None for simple in words(command) for word in simple]
    assert inside == [None, "a b", "c d", None]


@given(st.text(alphabet="ab \"'\\&|;$(){}`<>#-\n\r", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for simple in words(text):
        for word in simple:
            assert 0 <= word.start < word.end <= len(text)
            assert word.quoted is None or text[word.start] in "\"'"


@pytest.mark.parametrize("unit", ["$(", '"$(', "`", '"', "${", '"${`', "'\"$("])
def test_hostile_text_takes_no_time(unit: str) -> None:
    before = time.perf_counter()
    list(words(unit * 2000))
    assert time.perf_counter() - before < 5
