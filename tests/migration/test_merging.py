"""Merging three versions of a text, held against ``git merge-file``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edgewise.migration.merging import MAX_LINES, Labels, Merge, merge

LABELS = Labels("mine", "base", "other")


def merged(base: str, mine: str, other: str, name: str = "") -> Merge:
    found = merge(base.encode(), mine.encode(), other.encode(), LABELS, name)
    assert found is not None
    return found


def test_changes_in_different_places() -> None:
    assert merged("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n") == Merge(b"A\nb\nC\n", clean=True)
    assert merged("a\nb\nc\n", "a\nb\nc\nd\n", "b\nc\n") == Merge(b"b\nc\nd\n", clean=True)


def test_the_same_change_on_both_sides() -> None:
    assert merged("a\n", "b\n", "b\n") == Merge(b"b\n", clean=True)


def test_a_conflict_is_marked() -> None:
    found = merged("x\na\ny\n", "x\nmine\ny\n", "x\nother\ny\n")
    assert not found.clean
    assert found.data.decode() == (
        "x\n<<<<<<< mine\nmine\n||||||| base\na\n=======\nother\n>>>>>>> other\ny\n"
    )  # fmt: skip


def test_changes_that_touch_are_a_conflict() -> None:
    assert not merged("a\nb\n", "A\nb\n", "a\nB\n").clean


def test_a_last_line_without_an_end() -> None:
    assert merged("a\nb", "A\nb", "a\nb") == Merge(b"A\nb", clean=True)
    assert merged("a", "b", "c").data == b"<<<<<<< mine\nb\n||||||| base\na\n=======\nc\n>>>>>>> other\n"


def test_the_line_ends_are_those_of_mine() -> None:
    assert merged("a\nb\nc\n", "A\r\nb\r\nc\r\n", "a\nb\nC\n") == Merge(b"A\r\nb\r\nC\r\n", clean=True)
    assert merged("a\r\nb\r\nc\r\n", "A\nb\nc\n", "a\r\nb\r\nC\r\n") == Merge(b"A\nb\nC\n", clean=True)
    assert b"=======\r\n" in merged("a\n", "b\r\n", "c\n").data


def test_what_is_no_text_or_too_long_is_not_merged() -> None:
    assert merge(b"a", b"b\0", b"c", LABELS) is None
    assert merge(b"a", b"b", b"c\n" * (MAX_LINES + 1), LABELS) is None


WRANGLER = '{ // x\n"a": 1,\n"b": 2,\n"c": 3,\n"d": 4,\n"e": 5\n}\n'
WITHOUT = '{ // x\n"a": 1,\n/*\n"b": 2,\n"c": 3,\n"d": 4,\n*/\n"e": 5\n}\n'
COMMENTED = '{ // x\n"a": 1,\n"b": 2,\n/* why */\n"c": 3,\n"d": 4,\n"e": 5\n}\n'


@pytest.mark.parametrize(
    ("name", "base", "mine", "other"),
    [
        ("wrangler.json", WRANGLER, WITHOUT, COMMENTED),
        ("wrangler.jsonc", WRANGLER, WITHOUT, COMMENTED),
        ("wrangler.toml", "a = 1\nb = 2\nc = 3\n", "a = 1\nx = 0\nb = 2\nc = 3\n", "a = 1\nb = 2\nx = 1\nc = 3\n"),
    ],
)
def test_a_merge_that_breaks_the_file_is_a_conflict(name: str, base: str, mine: str, other: str) -> None:
    assert merged(base, mine, other).clean, "as plain text it would be"
    found = merged(base, mine, other, name)
    assert not found.clean
    assert found.data.count(b"=======") == 1


def test_a_file_that_was_broken_before_is_merged_as_text() -> None:
    assert merged("{\na\nb", "{\nA\na\nb", "{\na\nb\n\n", "x.json").clean


def test_a_dependency_that_was_added_stays_when_the_scripts_go_back() -> None:
    before = {"name": "x", "scripts": {"deploy": "wrangler pages deploy"}, "private": True, "dependencies": {"a": "1"}}
    after = {**before, "scripts": {"deploy": "wrangler deploy"}}
    now = {**after, "dependencies": {"a": "1", "b": "2"}}
    base, mine, other = (json.dumps(each, indent=2) + "\n" for each in (after, now, before))
    assert json.loads(merged(base, mine, other, "package.json").data) == {
        **before,
        "dependencies": {"a": "1", "b": "2"},
    }


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8).map(
    lambda each: "".join(f"{x}\n" for x in each)
)


@given(LINES, LINES, LINES)
def test_laws(base: str, mine: str, other: str) -> None:
    assert merged(base, base, other) == Merge(other.encode(), clean=True), "only the other side changed"
    assert merged(base, mine, base) == Merge(mine.encode(), clean=True), "only mine changed"
    assert merged(base, mine, mine) == Merge(mine.encode(), clean=True), "both changed alike"
    found, turned = merged(base, mine, other), merged(base, other, mine)
    assert found.clean == turned.clean
    if found.clean:
        assert found.data == turned.data
    else:
        assert found.data.count(b"<<<<<<< mine") == found.data.count(b">>>>>>> other") > 0


@given(st.lists(st.integers(), min_size=1, max_size=12, unique=True), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@example([1, 2, 3, 4], None)
def test_as_git_merges(tmp_path: Path, numbers: list[int], data: st.DataObject | None) -> None:
    """With lines that are all different there is one way to line them up, so git must say the same."""
    if shutil.which("git") is None:
        pytest.skip("git is not there")

    def change(mark: str) -> list[str]:
        keep = [True] * len(numbers) if data is None else data.draw(st.lists(st.booleans(), min_size=len(numbers)))
        lines: list[str] = []
        for number, stays in zip(numbers, keep, strict=False):
            lines += [str(number)] if stays else [f"{mark}{number}"] if number % 2 else []
        return lines

    versions = [change("m"), [str(number) for number in numbers], change("o")]
    names = ("mine", "base", "other")
    for name, lines in zip(names, versions, strict=True):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
    done = subprocess.run(["git", "merge-file", "-p", *names], cwd=tmp_path, capture_output=True, check=False)
    mine, base, other = ("".join(f"{line}\n" for line in lines) for lines in versions)
    found = merged(base, mine, other)
    if found.clean:
        assert (done.returncode, done.stdout) == (0, found.data)
