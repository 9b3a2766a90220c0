"""A lesson as text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.course.writing import LESSON

from edgewise.course import load_course, load_lesson
from edgewise.course.lesson import parse_lesson
from edgewise.course.plain import WIDTH, render_lesson

PATH = Path("/course/lesson.md")

EXPECTED = """\
Lesson one
==========
5 minutes. After this you can count.

1. The first step
-----------------

Some strong and soft words with `code`, a link (lesson lesson-two) over two
lines, and a number, 128 MB [FACT].

- one
- two

  1. deeper

    export default {};

Name   Size
----   ----
`a`    one

Remember:
  A set-off remark.

  - with a list

2. The second step
------------------

A small heading
~~~~~~~~~~~~~~~

Question: How many?
  1. One
  2. Two

Answer: 2. Because one and one is two.
  1. Too few.
  2. Just right.

Sources
-------
[FACT] A book (2026)
"""


def test_the_whole_lesson() -> None:
    assert render_lesson(parse_lesson(LESSON, PATH)) == EXPECTED


def test_a_table_that_does_not_fit_becomes_rows() -> None:
    wide = "x" * 50
    text = LESSON.replace("| `a`  | one  |", f"| {wide} | {wide} |")
    assert f"Name: {wide}\nSize: {wide}" in render_lesson(parse_lesson(text, PATH))


def test_an_unknown_figure_says_so_in_place() -> None:
    text = LESSON.replace("### A small heading", ":::figure no-such-figure\n:::")
    assert "[There is no figure called 'no-such-figure'.]" in render_lesson(parse_lesson(text, PATH))


def test_figures_and_labs_of_the_course_render() -> None:
    for entry in load_course().written:
        if not entry.path.exists():
            continue
        text = render_lesson(load_lesson(entry))
        assert text.startswith(entry.title)
        assert "\x1b" not in text


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), min_size=1, max_size=300))
def test_prose_never_gets_wider_than_its_longest_word(words: str) -> None:
    text = LESSON.replace("A set-off remark.", words.replace("\n", " "))
    try:
        lesson = parse_lesson(text, PATH)
    except Exception as error:
        assert getattr(error, "code", None) == "lesson-syntax"
        return
    longest = max((len(word) for word in words.split()), default=0)
    for line in render_lesson(lesson).splitlines():
        assert len(line) <= max(WIDTH, longest + 40)
