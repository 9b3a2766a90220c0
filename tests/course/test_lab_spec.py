"""Reading lab.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.course.labs.model import Logged, Send, Spec
from edgewise.course.labs.spec import load_spec
from edgewise.course.model import Items, Lab, Paragraph
from edgewise.errors import InputError

TEXT = '''\
title = "A lab"
editable = ["src/index.js"]
task = """
Do this:

1. one
"""
success = "Well done."

[server]
kind = "worker"
arguments = ["--test-scheduled"]
timeout = 30

[[checks]]
id = "first"
title = "It answers"
hints = ["where", "what"]

[[checks.steps]]
send = "POST /jobs"
json = { text = "one two" }
status = 202
types = { id = "string" }
save = { job = "id" }

[[checks.steps]]
send = "GET /jobs/{job}?x={uuid}"
within = 5
status = 200
contains = ["done"]
equals = { status = "done", "a.b" = 1, c = { d = true } }

[[checks]]
id = "second"
title = "It logs"
needs = ["first"]
hints = ["where", "what"]

[[checks.steps]]
logged = "hello"
within = 2.5
'''


def load(folder: Path, text: str) -> Spec:
    lab = folder / "lab"
    lab.mkdir(exist_ok=True)
    (lab / "lab.toml").write_text(text, encoding="utf-8")
    return load_spec(Lab("lesson/lab", lab))


def test_reads_every_part(tmp_path: Path) -> None:
    spec = load(tmp_path, TEXT)
    assert (spec.id, spec.title, spec.editable, spec.kind) == ("lesson/lab", "A lab", ("src/index.js",), "worker")
    assert (spec.arguments, spec.timeout) == (("--test-scheduled",), 30.0)
    assert [type(block) for block in spec.task] == [Paragraph, Items]
    assert spec.solution == tmp_path / "solution"
    first, second = spec.checks
    assert (first.id, first.title, first.hints, first.needs) == ("first", "It answers", ("where", "what"), ())
    assert first.steps[0] == Send(
        "POST",
        "/jobs",
        {"content-type": "application/json"},
        '{"text": "one two"}',
        202,
        types={"id": "string"},
        save={"job": "id"},
    )
    assert first.steps[1] == Send(
        "GET",
        "/jobs/{job}?x={uuid}",
        status=200,
        contains=("done",),
        equals={"status": "done", "a.b": 1, "c.d": True},
        within=5.0,
    )
    assert second.needs == ("first",)
    assert second.steps == (Logged("hello", 2.5),)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('title = "A lab"\n', "", 1, '"title" must be'),
        ('["src/index.js"]', "[]", 1, "no editable file"),
        ('["src/index.js"]', '["../x"]', 2, "not a file of the lab"),
        ('["src/index.js"]', '["/etc/passwd"]', 2, "not a file of the lab"),
        ('["src/index.js"]', '["lab.toml"]', 2, "not a file of the lab"),
        ("1. one", "<b>one</b>", 6, "HTML"),
        ('kind = "worker"', 'kind = "server"', 11, "not a kind"),
        ("timeout = 30", "timeout = 0", 13, "above 0"),
        ('arguments = ["', 'argumens = ["', 12, "not known here"),
        (
            'hints = ["where", "what"]\n\n[[checks.steps]]\nsend',
            'hints = ["where"]\n\n[[checks.steps]]\nsend',
            18,
            "two hints",
        ),
        ('id = "second"', 'id = "first"', 35, "not a new"),
        ('needs = ["first"]', 'needs = ["third"]', 37, "no earlier check"),
        ('send = "POST /jobs"', 'send = "POST jobs"', 21, "not a request"),
        ('send = "POST /jobs"', 'send = "FETCH /jobs"', 21, "not a request"),
        ("status = 202\ntypes", "status = 999\ntypes", 23, "100 to 599"),
        ('types = { id = "string" }', 'types = { id = "text" }', 24, "no known type"),
        ('save = { job = "id" }', 'save = { Job = "id" }', 25, "name of a saved value"),
        ("save = { job", "save = { work", 28, "Nothing was saved as {job}"),
        ('logged = "hello"\nwithin = 2.5', 'logged = "hello"\nwithin = 2000', 42, "seconds"),
        ('\n[[checks.steps]]\nlogged = "hello"\nwithin = 2.5\n', "", 34, "no steps"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        load(tmp_path, TEXT.replace(old, new, 1))
    assert words in caught.value.message
    assert caught.value.where == f"{tmp_path / 'lab' / 'lab.toml'}:{line}"


def test_a_step_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    text = TEXT.replace('status = 202\ntypes = { id = "string" }\n', "")
    with pytest.raises(InputError, match="cannot fail"):
        load(tmp_path, text)


def test_a_lab_without_checks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no checks"):
        load(tmp_path, TEXT[: TEXT.index("[[checks]]")])


@given(st.integers(0, len(TEXT)), st.text(max_size=6), st.integers(0, 30))
def test_a_spoilt_lab_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, at: int, new: str, cut: int) -> None:
    try:
        load(tmp_path_factory.mktemp("lab"), TEXT[:at] + new + TEXT[at + cut :])
    except InputError as error:
        assert error.code in ("lab-syntax", "lesson-syntax")
        assert error.where is not None
