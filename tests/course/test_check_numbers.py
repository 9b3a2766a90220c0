"""Which numbers need a source, and where it may stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course, load_course
from edgewise.course.check_numbers import numbers_in
from edgewise.course.lesson import load_lesson
from edgewise.course.model import Span
from edgewise.course.sources import sources_of


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("An isolate has 128 MB, or 1,024.5 of them.", ["128", "1,024.5"]),
        ("It costs $0.40, a 10th.", ["0.40"]),
        ("Between 50–500 MB, in 2025.", ["50", "500", "2025"]),
        ("30s or 25k, and −4 °C", ["30", "25", "4"]),
        ("D1, V8, R2, IPv4, HTTP/2, UTF-8, us-east-1, m7i.large, #5, 64-bit, 5xx and 2D", []),
        ("Node.js 20, Next.js 15 and 16, wrangler 4.156.0, 1.13.16-beta.2", []),
        ("Node.js needs 20 MB.", ["20"]),
        ("In step 4, as in chapters 2 and 3, the 8th fails, then the 1st.", []),
        ("Step 4 of 10.", ["10"]),
        ("It answers 308 instead of 307, or a 404; status 500.", []),
        ("A 404 is sent, and Pages sends 308 where Workers send 307.", []),
        ("It answers 200 requests and returns 100 MB.", ["200", "100"]),
        ("A 100-day run of 400 days", ["100", "400"]),
        ("Step 3 fails, and it attempts 3 times with 300 in the queue.", ["3", "300"]),
        ("It comes with 409, or is 503.", []),
        ("The average is 500, served by 200.", ["500", "200"]),
        ("Four of twelve", []),
    ],
)
def test_what_needs_a_source(words: str, numbers: list[str]) -> None:
    assert numbers_in((Span(words),)) == numbers


def test_code_and_keys_are_no_numbers() -> None:
    assert numbers_in((Span("5", "code"), Span(" and "), Span("[QL2]", "source:QL2"))) == []
    assert numbers_in((Span("128 MB", "strong"), Span(" "), Span("64", "link:term:isolate"))) == ["128", "64"]


def found(tmp_path: Path, text: str) -> list[str]:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", text))
    problems = check_course(root)
    assert {problem.code for problem in problems} <= {"number-unsourced"}
    assert all(problem.where and problem.where.endswith("lesson.md:35") for problem in problems)
    return [problem.message.split()[2] for problem in problems]


def test_a_paragraph_an_item_and_an_aside_carry_their_own_source(tmp_path: Path) -> None:
    text = (
        "Here 5. \n\nHere 6 [@FACT].\n\n- 7\n- 8 [@example]\n  - 9\n\n"
        ":::note 3\n10 [@derived]\n\n11\n:::\n\n:::checkpoint c\nIn 12 days.\n\n- lesson-one/how-many\n:::"
    )
    assert found(tmp_path, text) == ["5", "7", "9", "11", "12"]


def test_a_table_may_have_its_source_before_it(tmp_path: Path) -> None:
    table = "| a | b |\n|---|---|\n| 5 | 6 |"
    assert found(tmp_path / "1", f"Sizes [@FACT]:\n\n{table}") == []
    assert found(tmp_path / "2", table.replace("6", "6 [@FACT]")) == []
    assert found(tmp_path / "3", f"Sizes [@FACT]:\n\nAnd so on.\n\n{table}") == ["5"]


def test_a_quiz_has_one_source_for_all_of_it(tmp_path: Path) -> None:
    quiz = ":::quiz q number\nHow much?\n\n- [=] 12\n  > Right.\n\nSo it is.\n:::"
    assert found(tmp_path / "1", quiz) == ["12"]
    assert found(tmp_path / "2", quiz.replace("So it is.", "So it is [@derived].")) == []


def test_captions_of_panels_and_headings(tmp_path: Path) -> None:
    assert found(tmp_path / "1", ":::panel queues\nThe 5 queues.\n:::\n\n### The 3 ways\n\nWords.") == ["5"]
    assert found(tmp_path / "2", ":::panel queues\nThe 5 queues [@FACT].\n:::") == []


SHARED = '[sources.{key}]\ntext = "{text}"\ndate = "2026"\n'


@pytest.mark.parametrize(
    ("text", "code"), [("A book", "source-repeated"), ("Another book", "source-redefined"), (None, None)]
)
def test_a_lesson_does_not_define_a_shared_source_again(tmp_path: Path, text: str | None, code: str | None) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON)
    (root / "sources.toml").write_text(SHARED.format(key="FACT" if text else "OTHER", text=text or "A book"))
    assert [problem.code for problem in check_course(root)] == ([code] if code else [])


LAB = """\
title = "A lab"
editable = ["index.js"]
task = "Write 5 lines, as the [@WLIM] say."
success = "It takes SUCCESS."
[[checks]]
id = "first"
title = "It answers"
hints = ["where", "what"]
[[checks.steps]]
send = "GET /"
status = 200
"""


@pytest.mark.parametrize(
    ("success", "codes"),
    [
        ("5 ms [@WLIM]", []),
        ("5 ms [@example]", []),
        ("five", []),
        ("5 ms", ["number-unsourced"]),
        ("a while" + " and a while" * 10, ["sentence-long"]),
        ("5 ms [@NOPE]", ["lesson-syntax"]),
    ],
)
def test_a_lab_says_where_its_numbers_are_from(tmp_path: Path, success: str, codes: list[str]) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", ":::lab lab\n:::"))
    for name in ("lab", "solution"):
        folder = root / "01-first" / "01-one" / name
        folder.mkdir()
        (folder / "index.js").write_text("")
    toml = root / "01-first" / "01-one" / "lab" / "lab.toml"
    toml.write_text(LAB.replace("SUCCESS", success))
    problems = check_course(root)
    assert [problem.code for problem in problems] == codes
    assert all(str(problem.where).startswith(str(toml)) for problem in problems)


def test_the_sources_of_a_lab_are_sources_of_its_lesson(tmp_path: Path) -> None:
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", ":::lab lab\n:::"))
    (root / "01-first" / "01-one" / "lab").mkdir()
    (root / "01-first" / "01-one" / "lab" / "lab.toml").write_text(LAB)
    lesson = load_lesson(load_course(root).written[0])
    assert [source.key for source in sources_of(lesson)] == ["FACT", "WLIM"]
