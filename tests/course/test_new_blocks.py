"""Quizzes of every kind, simulators, matrices, checkpoints, words, sources: read, refused, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.course.glossary import load_glossary
from edgewise.course.lesson import parse_lesson
from edgewise.course.matrix import load_matrix
from edgewise.course.model import Block, Checkpoint, Matrix, Quiz, Simulator, Span, Usage
from edgewise.course.plain import render_step
from edgewise.course.simulators.base import Number
from edgewise.course.sources import shared_sources
from edgewise.errors import InputError

PATH = Path("/course/chapter/lesson/lesson.md")
FRONT = '+++\nid = "x"\ntitle = "X"\nminutes = 1\ngoal = "g"\n[sources.K]\ntext = "t"\ndate = "d"\n+++\n'


def blocks(text: str) -> tuple[Block, ...]:
    return parse_lesson(f"{FRONT}\n## T {{#t}}\n\n{text}\n", PATH).steps[0].blocks


def quiz(text: str) -> Quiz:
    (found,) = blocks(text)
    assert isinstance(found, Quiz)
    return found


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        blocks(text)
    assert caught.value.code == "lesson-syntax"
    assert caught.value.where is not None and caught.value.where.startswith("/course/chapter/lesson/lesson.md:")
    return caught.value


PREDICT = """:::quiz p predict
What does it print?
```js
console.log(1 + 1);
```
- [ ] `1`
  > No.
- [x] `2`
  > Yes.

Because.
:::"""

ORDER = """:::quiz o order
What comes first?

1. one
   > it is the least
2. two
3. three

That is how one counts.
:::"""

NUMBER = """:::quiz n number
How much?

- [=] 1,200.5 ± 0.5 dollars
  > Right.
- [ ] 12
  > A slip of the point.

So it is.
:::"""


def test_a_predict_quiz_has_code() -> None:
    found = quiz(PREDICT)
    assert found.kind == "predict" and not found.multiple
    assert found.code is not None and found.code.code == "console.log(1 + 1);"
    refused(PREDICT.replace("```js\nconsole.log(1 + 1);\n```\n", "\n"))
    refused(PREDICT.replace("- [ ]", "- [x]"))


def test_an_order_quiz_is_never_shown_solved() -> None:
    found = quiz(ORDER)
    assert found.kind == "order" and not found.multiple
    assert sorted(found.shuffled) == [0, 1, 2] != list(found.shuffled)
    assert [choice.because != () for choice in found.choices] == [True, False, False]
    refused(ORDER.replace("3. three\n", ""))


@given(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1), st.integers(3, 7))
def test_whatever_its_id_the_first_order_is_a_wrong_one(name: str, count: int) -> None:
    from edgewise.course.model import Choice

    choices = tuple(Choice((Span(str(at)),), True, ()) for at in range(count))
    found = Quiz(name, (Span("?"),), choices, (Span("."),), "order")
    assert sorted(found.shuffled) == list(range(count)) != list(found.shuffled)


def test_a_number_quiz_knows_the_right_one_and_mistakes() -> None:
    found = quiz(NUMBER)
    right, wrong = found.guesses
    assert (right.value, right.tolerance, right.unit) == (1200.5, 0.5, "dollars")
    assert found.guess(1201) is right and found.guess(1201.1) is None and found.guess(12) is wrong
    assert quiz(NUMBER.replace("1,200.5 ±", "1200.50 ±")).guesses[0].written == "1200.50"
    refused(NUMBER.replace("[=]", "[ ]"))
    refused(NUMBER.replace("] 12", "] 1200.6"))
    refused(NUMBER.replace("1,200.5", "many"))


def test_an_unknown_kind_is_refused() -> None:
    assert "order" in str(refused(ORDER.replace("o order", "o riddle")).fix)


def test_the_other_new_blocks() -> None:
    text = (
        ":::simulator four-bills preset=spiky\nTry it.\n:::\n:::matrix matrix\n:::\n:::usage workers\n:::\n"
        ":::checkpoint c\nYou can **count**.\n\n- x/one\n- y/two\n:::"
    )
    simulator, matrix, usage, checkpoint = blocks(text)
    assert simulator == Simulator("four-bills", "spiky", "Try it.")
    assert matrix == Matrix(PATH.parent / "matrix.toml")
    assert usage == Usage("workers")
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.quizzes == (("x", "one"), ("y", "two"))
    assert len(checkpoint.text) == 1


@pytest.mark.parametrize(
    "text",
    [
        ":::simulator four-bills spiky\n:::",
        ":::simulator ../etc\n:::",
        ":::matrix ../matrix\n:::",
        ":::usage no/such\n:::",
        ":::checkpoint c\n- x/one\n:::",
        ":::checkpoint c\nWords.\n\n- one\n:::",
        ":::checkpoint c\nWords.\n\n- x/one\n- x/one\n:::",
    ],
)
def test_what_is_not_well_formed_is_refused(text: str) -> None:
    refused(text)


def test_a_word_is_linked_and_an_uncited_number_leaves_no_trace() -> None:
    (paragraph,) = blocks("[isolates](term:isolate) cost 3 [@example], then 4 [@K].")
    assert paragraph.text == (  # type: ignore[union-attr]
        Span("isolates", "link:term:isolate"),
        Span(" cost 3"),
        Span("", "source:example"),
        Span(", then 4 "),
        Span("[K]", "source:K"),
        Span("."),
    )
    refused("5 [@NOPE]")


def test_every_kind_of_quiz_is_printed_with_its_answer() -> None:
    step = parse_lesson(f"{FRONT}\n## T {{#t}}\n\n{PREDICT}\n\n{ORDER}\n\n{NUMBER}\n", PATH).steps[0]
    words = "\n".join(render_step(step))
    assert "    console.log(1 + 1);" in words
    assert "Answer: 2. Because." in words
    assert "Answer: 1,200.5 dollars. So it is." in words
    shown = quiz(ORDER).shuffled
    places = [str(shown.index(at) + 1) for at in range(3)]
    assert f"Answer: {', '.join(places)}. That is how one counts." in words


def test_sources_of_a_course_stand_beside_those_that_ship(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[sources.OURS]\ntext = "A page"\ndate = "2026"\n')
    found = shared_sources(tmp_path)
    assert found["OURS"].text == "A page" and "WLIM" in found
    (tmp_path / "sources.toml").write_text('[sources.example]\ntext = "A page"\ndate = "2026-1"\n')
    with pytest.raises(InputError) as caught:
        shared_sources(tmp_path)
    assert caught.value.where == f"{tmp_path}/sources.toml:1"


def test_a_glossary_is_read_by_name_and_refuses_doubles(tmp_path: Path) -> None:
    folder = tmp_path / "glossary"
    folder.mkdir()
    (folder / "a.toml").write_text('[terms.zone]\nname = "zone"\ntext = "A `domain`."\nsee = ["edge"]\n')
    (folder / "b.toml").write_text('[terms.edge]\nname = "Edge"\ntext = "Near you [@WLIM]."\nlesson = "x"\n')
    found = load_glossary(tmp_path)
    assert list(found) == ["edge", "zone"]
    assert found["zone"].see == ("edge",) and found["edge"].lesson == "x"
    (folder / "c.toml").write_text('[terms.zone]\nname = "zone"\ntext = "Again."\n')
    with pytest.raises(InputError, match="explained twice"):
        load_glossary(tmp_path)


def test_a_typed_number_may_have_a_suffix_and_must_be_in_range() -> None:
    number = Number("n", "N", 1, (1, 10, 100), 0, 5e6, lambda value: f"{value:g} req")
    assert [number.read(typed) for typed in ("2k", "1.5M", "1,000", "$3", "0")] == [2e3, 1.5e6, 1e3, 3, 0]
    assert (number.beside(10, 1), number.beside(11, -1), number.beside(100, 1), number.beside(0, -1)) == (
        100,
        10,
        100,
        0,
    )
    for typed in ("", "many", "nan", "inf", "-1", "6M", "1e400"):
        with pytest.raises(ValueError, match=r"\."):
            number.read(typed)


MATRIX = """\
title = "Two products"
columns = ["Pages", "Workers"]
[[rows]]
title = "Queue consumer"
cells = ["no", "yes"]
why = "A consumer is a handler."
sources = ["MIG"]
"""


def test_a_matrix_is_read_row_by_row_and_printed(tmp_path: Path) -> None:
    path = tmp_path / "matrix.toml"
    path.write_text(MATRIX)
    found = load_matrix(path)
    assert found.rows[0].cells == ("no", "yes")
    assert found.plain().split("\n") == [
        "Two products", "", "Queue consumer: Pages no, Workers yes. A consumer is a handler."
    ]  # fmt: skip
    for broken in (MATRIX.replace('"no", "yes"', '"no"'), MATRIX.split("[[rows]]")[0], MATRIX.replace("why", "wy")):
        path.write_text(broken)
        with pytest.raises(InputError) as caught:
            load_matrix(path)
        assert caught.value.code == "matrix-syntax" and str(caught.value.where).startswith(f"{path}:")
