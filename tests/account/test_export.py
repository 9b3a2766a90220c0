"""Listings as files: whole values, no formulas, nothing replaced in silence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.export import (
    FORMULA,
    cell_text,
    csv_columns,
    csv_text,
    file_name,
    json_text,
    table_text,
    write_export,
)
from edgewise.account.resources import kind
from edgewise.account.resources.formats import Cell
from edgewise.account.resources.model import Row, Scope
from edgewise.errors import InputError, NetworkError, Refused
from tests.account.support import NOW

QUEUES = kind("queues")
NAMES = st.one_of(
    st.text(max_size=30), st.sampled_from(["=1+1", " =cmd()", "\t=x", "\x1b]0;=x\x07=y", "-5", "@a", "+a"])
)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@given(st.lists(NAMES, max_size=5))
def test_no_cell_of_text_is_a_formula_and_every_row_is_there(names: list[str]) -> None:
    rows = [Row(str(at), {"queue_name": name}) for at, name in enumerate(names)]
    found = cells(csv_text(QUEUES, rows, Scope(NOW)))
    assert found[0] == [column.title for column in csv_columns(QUEUES)]
    assert len(found) == len(names) + 1
    for line in found[1:]:
        assert len(line) == len(found[0])
        assert not line[0].lstrip().startswith(FORMULA)
        assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in line[0])


@given(st.text(min_size=1, max_size=40, alphabet=st.characters(categories=("L", "N"))))
def test_what_is_no_formula_is_written_as_it_is(name: str) -> None:
    assert cells(csv_text(QUEUES, [Row("a", {"queue_name": name})], Scope(NOW)))[1][0] == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (-5, "-5"), (1.5, "1.5"), ("-5", "'-5"), (["a", "b"], "a, b"),
        ({"a": "=1"}, '{"a": "=1"}'), (Cell("—"), ""), (Cell("▲ no consumer"), "no consumer"),
        (Cell("▶ =x"), "'=x"), (Cell("=x"), "'=x"), ("x" * 9000, "x" * 9000),
    ],
)  # fmt: skip
def test_values(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_times_are_written_in_full() -> None:
    row = Row(
        "a", {"queue_name": "a", "created_on": "2026-03-13T07:26:00Z"}, {"metrics": {"oldest_message_timestamp_ms": 0}}
    )
    line = dict(zip(*cells(csv_text(QUEUES, [row], Scope(NOW))), strict=True))
    assert line["Created"] == "2026-03-13T07:26:00+00:00" and line["Oldest"] == ""


def test_lines_end_as_spreadsheets_want_and_quotes_are_doubled() -> None:
    assert table_text([['a"b', "c,d"], ["e\nf", ""]]) == '"a""b","c,d"\r\n"e\nf",\r\n'


@given(st.recursive(st.one_of(st.none(), st.text(), st.integers()), lambda inner: st.dictionaries(st.text(), inner)))
def test_json_carries_the_document_as_it_came(raw: object) -> None:
    error = NetworkError("No answer.", code="timeout")
    text = json_text(QUEUES, [Row("a", raw, {"metrics": error})], Scope(NOW), account="x", parameters={})
    (row,) = json.loads(text)["rows"]
    assert row["document"] == raw and row["extra"]["metrics"]["error"]["code"] == "timeout"
    assert text.isascii() and all(ord(letter) >= 32 or letter == "\n" for letter in text)


@given(st.lists(st.text(max_size=200), max_size=3))
def test_file_names_are_tame(words: list[str]) -> None:
    name = file_name(*words, ending="csv")
    assert name.endswith(".csv") and len(name) < 90 and Path(name).name == name and not name.startswith((".", "-"))


def test_nothing_is_replaced_unless_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.csv"
    write_export(path, "one", replace=False)
    assert path.read_text() == "one" and path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="stands there"):
        write_export(path, "two", replace=False)
    assert path.read_text() == "one"
    write_export(path, "two", replace=True)
    assert path.read_text() == "two" and [each.name for each in path.parent.iterdir()] == ["a.csv"]


def test_a_link_is_never_followed_in_silence(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link.csv"
    link.symlink_to(target)
    with pytest.raises(Refused):
        write_export(link, "x", replace=False)
    assert not target.exists()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        write_export(tmp_path, "x", replace=True)
    with pytest.raises(InputError, match="cannot be written"):
        write_export(tmp_path / "a\0.csv", "x", replace=False)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        write_export(tmp_path / "file" / "a.csv", "x", replace=False)
    assert (tmp_path / "file").read_text() == "x"
