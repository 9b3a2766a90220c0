"""The code of predict quizzes runs in Node, and prints what the right choice says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.course import check_course, load_course, load_lesson
from edgewise.course.check_quizzes import _locked, predict_problems

QUIZ = """\
:::quiz p predict
What does it print?

```js
CODE
```

- [ ] `nothing`
  > No.
- [x] `RIGHT`
  > Yes.

So it is.
:::"""


@pytest.mark.parametrize(
    ("code", "right", "message"),
    [
        ("console.log([1, 2].map((n) => n * 2).join());", "2,4", None),
        ("console.log('a');\nconsole.log(await Promise.resolve('b'));", "a b", None),
        ("console.log(1 + 1);", "3", "prints “2”, and the right choice is “3”"),
        ("throw new TypeError('no');", "x", "fails: TypeError: no"),
        ("import { readFileSync } from 'node:fs'; readFileSync('/etc/hostname');", "x", "restricted|prints"),
        ("console.log(Object.keys(process.env).includes('EDGEWISE_HOME'));", "false", None),
    ],
)
def test_what_it_prints_is_the_right_choice(tmp_path: Path, code: str, right: str, message: str | None) -> None:
    quiz = QUIZ.replace("CODE", code).replace("RIGHT", right)
    root = write_course(tmp_path / "c", MANIFEST, LESSON.replace("### A small heading", quiz))
    assert check_course(root) == []
    told: list[str] = []
    found = check_course(root, labs=True, on_progress=told.append)
    assert told == ["lesson-one/p: what it prints"]
    if message is None:
        assert found == []
        return
    (problem,) = found
    assert problem.code == "predict-wrong" and problem.where == f"{root / '01-first' / '01-one' / 'lesson.md'}:35"
    assert re.search(message, problem.message)


async def test_the_quizzes_that_ship_print_what_they_say() -> None:
    told: list[str] = []
    lessons = [load_lesson(entry) for entry in load_course().written]
    assert await predict_problems(lessons, told.append) == []
    assert told


def test_which_node_can_be_locked() -> None:
    versions = {"22.12.0": (), "22.13.1": ("--permission",), "23.4.0": (), "24.0.0": ("--permission",)}
    assert {version: _locked(version) for version in versions} == versions
