"""Reading lesson.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.course.writing import LESSON

from edgewise.course import load_course, load_lesson
from edgewise.course.lesson import parse_lesson
from edgewise.course.markdown.inline import plain
from edgewise.course.model import (
    Aside,
    Choice,
    Code,
    Figure,
    Heading,
    Items,
    Lab,
    Panel,
    Paragraph,
    Quiz,
    Span,
    Table,
)
from edgewise.errors import InputError

PATH = Path("/course/lesson.md")


def body(text: str) -> str:
    """A lesson whose only step holds ``text``; the step's text begins at line 8."""
    return f'+++\nid = "x"\ntitle = "X"\nminutes = 1\ngoal = "g"\n+++\n## A {{#a}}\n{text}'


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_lesson(text, PATH)
    assert caught.value.code == "lesson-syntax"
    return caught.value


def test_reads_every_part(course_root: Path) -> None:
    lesson = load_lesson(load_course(course_root).entries[0])
    assert (lesson.id, lesson.title, lesson.minutes, lesson.chapter) == ("lesson-one", "Lesson one", 5, "first-chapter")
    assert lesson.goal == "After this you can count."
    assert [(source.key, source.text, source.date) for source in lesson.sources] == [("FACT", "A book", "2026")]
    assert [(step.id, step.title, step.line, step.long) for step in lesson.steps] == [
        ("first", "The first step", 12, False),
        ("second", "The second step", 35, False),
    ]
    paragraph, items, code, table, aside = lesson.steps[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == (
        Span("Some "),
        Span("strong", "strong"),
        Span(" and "),
        Span("soft", "emphasis"),
        Span(" words with "),
        Span("code", "code"),
        Span(", a "),
        Span("link", "link:lesson:lesson-two"),
        Span(" over two lines, and a number, 128 MB "),
        Span("[FACT]", "source:FACT"),
        Span("."),
    )
    assert isinstance(items, Items)
    assert not items.ordered
    assert items.items[0] == (Paragraph((Span("one"),)),)
    nested = items.items[1][1]
    assert isinstance(nested, Items)
    assert nested.ordered
    assert code == Code("export default {};", "js")
    assert table == Table(((Span("Name"),), (Span("Size"),)), (((Span("a", "code"),), (Span("one"),)),))
    assert isinstance(aside, Aside)
    assert (aside.kind, aside.title, len(aside.body)) == ("note", "Remember", 2)
    heading, quiz = lesson.steps[1].blocks
    assert heading == Heading((Span("A small heading"),), 3)
    assert isinstance(quiz, Quiz)
    assert quiz == Quiz(
        "how-many",
        (Span("How many?"),),
        (
            Choice((Span("One"),), False, (Span("Too few."),)),
            Choice((Span("Two"),), True, (Span("Just right."),)),
        ),
        (Span("Because one and one is two."),),
    )
    assert lesson.quizzes == (quiz,)
    assert not quiz.multiple


def test_directives_that_show_things() -> None:
    shown = ":::figure queue-flow\nA *caption* over\ntwo lines.\n:::\n:::panel queues orders api\n:::\n"
    lesson = parse_lesson(body(f"{shown}:::lab lab\n:::\n"), PATH)
    figure, panel, lab = lesson.steps[0].blocks
    assert figure == Figure("queue-flow", "A caption over two lines.")
    assert panel == Panel("queues", "orders api", "")
    assert lab == Lab("x/lab", Path("/course/lab"))
    assert isinstance(lab, Lab)
    assert lab.solution == Path("/course/solution")
    assert lesson.labs == (lab,)


def test_a_step_may_say_that_it_is_long() -> None:
    lesson = parse_lesson(body("text").replace("{#a}", "{#a .long}"), PATH)
    assert lesson.steps[0].long
    assert lesson.steps[0].title == "A"


def test_a_fence_may_hold_what_looks_like_a_directive() -> None:
    lesson = parse_lesson(body(":::note N\n```md\n:::quiz x\n:::\n```\n:::\nafter\n"), PATH)
    aside, after = lesson.steps[0].blocks
    assert isinstance(aside, Aside)
    assert aside.body == (Code(":::quiz x\n:::", "md"),)
    assert after == Paragraph((Span("after"),))


def test_a_directive_interrupts_a_paragraph() -> None:
    lesson = parse_lesson(body("before\n:::note N\ninside\n:::\n"), PATH)
    assert [type(block).__name__ for block in lesson.steps[0].blocks] == ["Paragraph", "Aside"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<b>no</b> html", 8, "HTML"),
        ("two lines\nand <b>html</b>", 9, "HTML"),
        ("<div>\nblock\n</div>", 8, "HTML"),
        ("![picture](a.png)", 8, "Images"),
        ("---", 8, "rule"),
        ("> quoted", 8, "quotation"),
        ("# Big", 8, "level-1"),
        ("[x](mailto:a@b.c)", 8, "cannot lead"),
        ("a number [@NOPE]", 8, "no source with the key NOPE"),
        (":::note\nnever closed", 8, "never closed"),
        (":::note N\n:::", 8, "empty"),
        (":::dance\n:::", 8, "no directive :::dance"),
        ("- item\n\n  :::note N\n  x\n  :::", 10, "inside a list"),
        (":::note N\n:::figure a\n:::\n:::", 9, "inside a list or another"),
        (":::figure\n:::", 8, "needs an id"),
        (":::figure Not An Id\n:::", 8, "needs an id"),
        (":::figure a\n- list\n:::", 9, "caption"),
        (":::panel\n:::", 8, "kind of resource"),
        (":::lab ../lab\n:::", 8, "folder beside"),
        (":::lab lab\ntext\n:::", 9, "no text"),
        (":::lab lab\n:::\n:::lab lab\n:::", 7, "two with the id"),
        ("text\n## No id", 9, "no well-formed id"),
        ("text\n## A again {#a}\ntext", 9, "used twice"),
        ("text\n## Empty {#b}", 9, "is empty"),
        ("text\n## Odd {#b .wide}\ntext", 9, "cannot be .wide"),
        ("text\n## {#b}\ntext", 9, "no title"),
    ],
)
def test_mistakes_name_their_line(text: str, line: int, words: str) -> None:
    error = refused(body(text))
    assert words in error.message
    assert error.where == f"/course/lesson.md:{line}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q?\n\nExplained.", "has 0"),
        ("Q?\n\n- [x] a\n  > b\n\nAnd.\n\n- [ ] a\n  > b\n\nE.", "has 2"),
        ("- [x] a\n  > b\n- [ ] a\n  > b\n\nE.", "no question"),
        ("Q?\n\n- [x] a\n  > b\n\nE.", "two to nine choices; this one has 1"),
        ("Q?\n\n- [ ] a\n  > b\n- [ ] a\n  > b\n\nE.", "No choice"),
        ("Q?\n\n- [x] a\n  > b\n- [ ] a\n  > b\n", "no explanation"),
        ("Q?\n\n- [x] a\n- [ ] a\n  > b\n\nE.", "a reason"),
        ("Q?\n\n- a\n  > b\n- [x] a\n  > b\n\nE.", "begins with"),
        ("Q?\n\n- [y] a\n  > b\n- [x] a\n  > b\n\nE.", "begins with"),
        ("```\nQ?\n```\n- [x] a\n  > b\n- [ ] a\n  > b\n\nE.", "no question"),
    ],
)
def test_quizzes_must_be_whole(text: str, words: str) -> None:
    error = refused(body(f":::quiz q\n{text}\n:::"))
    assert words in error.message
    assert error.fix


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("+++\nid", "id", 1, "no front matter"),
        ('date = "2026"\n+++', 'date = "2026"', 1, "never closed"),
        ("minutes = 5", "minutes = five", 4, "not valid TOML"),
        ("minutes = 5", "minutes = 5.5", 4, "whole number"),
        ('goal = "', 'gaol = "', 2, '"goal" must be'),
        ('id = "lesson-one"', 'id = "Lesson"', 2, "not a lesson id"),
        ('date = "2026"', "date = 2026", 9, '"date" must be a text'),
        ("## The first step", "text before\n\n## The first step", 12, "must stand in a step"),
    ],
)
def test_front_matter_mistakes(old: str, new: str, line: int, words: str) -> None:
    error = refused(LESSON.replace(old, new, 1))
    assert words in error.message
    assert error.where == f"/course/lesson.md:{line}"


def test_a_lesson_without_steps() -> None:
    assert "no steps" in refused('+++\nid = "x"\ntitle = "X"\nminutes = 1\ngoal = "g"\n+++\n').message


def test_an_announced_lesson_is_no_traceback(course_root: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_lesson(load_course(course_root).entries[1])
    assert caught.value.code == "lesson-not-written"


def test_ids_in_both_places_must_agree(course_root: Path) -> None:
    file = course_root / "01-first" / "01-one" / "lesson.md"
    file.write_text(LESSON.replace('id = "lesson-one"', 'id = "lesson-won"'), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lesson(load_course(course_root).entries[0])
    assert "lesson-won" in caught.value.message


def test_control_characters_never_get_through() -> None:
    lesson = parse_lesson(body("a\x1b[31mred\x1b[0m\u202eb"), PATH)
    (paragraph,) = lesson.steps[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.text) == "a\x1b[31mred\x1b[0m\u202eb" or "\x1b" not in plain(paragraph.text)


BLOCKS = ["\n", "\n\n", "## S {#s}\n", ":::", ":::quiz q\n", ":::note N\n", ":::lab lab\n", "- ", "- [x] ", "  > "]
MORE = [
    "```",
    "| a | b |\n",
    "|---|---|\n",
    "**",
    "*",
    "`",
    "[",
    "](lesson:x)",
    "[@K]",
    "<b>",
    "1. ",
    "    ",
    "\\",
    "\t",
]
MARKS = BLOCKS + MORE


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=5), max_size=40).map("".join))
def test_any_body_is_a_lesson_or_an_input_error(text: str) -> None:
    try:
        lesson = parse_lesson(body(text), PATH)
    except InputError as error:
        assert error.where is not None
        assert error.where.startswith("/course/lesson.md:")
        assert int(error.where.rpartition(":")[2]) >= 1
    else:
        assert lesson.steps


@given(st.integers(0, len(LESSON)), st.text(max_size=6), st.integers(0, 30))
def test_a_spoilt_lesson_is_read_or_refused(at: int, new: str, cut: int) -> None:
    try:
        parse_lesson(LESSON[:at] + new + LESSON[at + cut :], PATH)
    except InputError as error:
        assert error.where is not None


@pytest.mark.parametrize(
    "text", ["*" * 3000 + "a" + "*" * 3000, "[" * 3000, "> " * 500 + "x", "- " * 500 + "x", "`" * 5000]
)
def test_deep_nesting_is_no_crash(text: str) -> None:
    try:
        parse_lesson(body(text), PATH)
    except InputError as error:
        assert error.where is not None
