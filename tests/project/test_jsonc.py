"""Editing JSON with comments: the edit happens, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project import jsonc
from edgewise.project.jsonc_parse import JsoncError, comments, parse

KEYS = st.text(alphabet='abcdé"\\/ \n', max_size=4)
SCALARS = st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document written out with random blanks, comments, trailing commas and line ends, and what it says."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    unit = draw(st.sampled_from(["  ", "    ", "\t"]))
    filler = st.sampled_from(
        ["", "", "", " ", f" // note{end}", " /* inside */ ", f"{end}// {{ not: json }}{end}", f"/* two{end}lines */"]
    )

    def write(value: Any, depth: int) -> str:
        if isinstance(value, (dict, list)) and value:
            pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
            rows = []
            for key, each in pairs:
                name = "" if key is None else f"{json.dumps(key, ensure_ascii=draw(st.booleans()))}{draw(filler)}:"
                rows.append(f"{unit * (depth + 1)}{name}{draw(filler)}{write(each, depth + 1)}")
            between = [f"{draw(filler)},{draw(filler)}{end}" for _ in rows[1:]]
            body = rows[0] + "".join(comma + row for comma, row in zip(between, rows[1:], strict=True))
            last = "," if draw(st.booleans()) else ""
            left, right = "{}" if isinstance(value, dict) else "[]"
            return f"{left}{draw(filler)}{end}{body}{last}{draw(filler)}{end}{unit * depth}{right}"
        return json.dumps(value, ensure_ascii=draw(st.booleans()))

    value = draw(OBJECTS)
    return draw(filler) + write(value, 0) + draw(filler), value


@given(documents())
def test_reads_what_was_written(document: tuple[str, dict[str, Any]]) -> None:
    text, value = document
    assert jsonc.loads(text) == value


@given(documents(), KEYS, VALUES)
def test_setting_a_key_changes_that_key_only(document: tuple[str, dict[str, Any]], key: str, new: Any) -> None:
    text, value = document
    edited = jsonc.set_value(text, [key], new)
    assert jsonc.loads(edited) == {**value, key: new}
    if key not in value:
        assert comments(edited) == comments(text)


@given(documents(), KEYS, KEYS, VALUES)
def test_setting_inside_a_new_object_makes_it(
    document: tuple[str, dict[str, Any]], outer: str, inner: str, new: Any
) -> None:
    text, value = document
    if outer in value:
        return
    assert jsonc.loads(jsonc.set_value(text, [outer, inner], new)) == {**value, outer: {inner: new}}


@given(documents(), st.data())
def test_deleting_a_key_leaves_the_others(document: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    text, value = document
    key = data.draw(st.sampled_from(sorted(value))) if value else "absent"
    edited = jsonc.delete(text, [key])
    assert jsonc.loads(edited) == {name: each for name, each in value.items() if name != key}


@given(documents(), KEYS, SCALARS)
def test_adding_and_deleting_again_says_the_same(document: tuple[str, dict[str, Any]], key: str, new: Any) -> None:
    text, value = document
    if key in value:
        assert jsonc.delete(text, ["absent from all"]) == text
        return
    back = jsonc.delete(jsonc.set_value(text, [key], new), [key])
    assert jsonc.loads(back) == value
    assert comments(back) == comments(text)


@given(documents(), st.data(), KEYS, VALUES)
def test_renaming_and_inserting_after(
    document: tuple[str, dict[str, Any]], data: st.DataObject, key: str, new: Any
) -> None:
    text, value = document
    if not value or key in value:
        return
    old = data.draw(st.sampled_from(list(value)))
    renamed = jsonc.loads(jsonc.rename(text, [old], key, new, comment="why"))
    assert list(renamed.items()) == [(key, new) if name == old else (name, each) for name, each in value.items()]
    inserted = jsonc.insert_after(text, [old], key, new, comment="why")
    assert jsonc.loads(inserted) == {**value, key: new}
    assert set(comments(text)) <= set(comments(inserted))


@given(documents(), st.data(), st.text(max_size=8))
def test_changing_part_of_a_string(document: tuple[str, dict[str, Any]], data: st.DataObject, new: str) -> None:
    text, value = document
    strings = [key for key, each in value.items() if isinstance(each, str)]
    if not strings:
        return
    key = data.draw(st.sampled_from(strings))
    assert jsonc.loads(jsonc.set_string(text, [key], new)) == {**value, key: new}
    assert jsonc.set_string(text, [key], value[key]) == text


@given(st.text(max_size=60) | st.text(alphabet='{}[]",:/*1et\\ \n', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = jsonc.loads(text)
    except JsoncError as error:
        assert 1 <= error.line <= text.count("\n") + 1
        assert error.code == "json-syntax"
    else:
        if isinstance(value, dict):
            assert jsonc.loads(jsonc.set_value(text, ["new"], 1))["new"] == 1


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_reads_plain_json_as_python_does(value: dict[str, Any]) -> None:
    assert jsonc.loads(json.dumps(value, indent=1)) == value


CONFIG = """\
{
\t// who we are
\t"name": "shop", // never change
\t"pages_build_output_dir": "./dist", /* from vite */
\t"vars": {
\t\t"A": 1,
\t},
}
"""


def test_the_rest_stays_byte_for_byte() -> None:
    edited = jsonc.rename(CONFIG, ["pages_build_output_dir"], "assets", {"directory": "./dist"})
    assert edited == CONFIG.replace('"pages_build_output_dir": "./dist"', '"assets": {\n\t\t"directory": "./dist"\n\t}')
    assert jsonc.set_value(CONFIG, ["vars", "B"], True) == CONFIG.replace(
        '\t\t"A": 1,\n', '\t\t"A": 1,\n\t\t"B": true,\n'
    )
    assert jsonc.delete(CONFIG, ["name"]) == CONFIG.replace('\t"name": "shop", // never change\n', "")
    assert jsonc.insert_after(CONFIG, ["name"], "main", "x.js", comment="built") == CONFIG.replace(
        "// never change\n", '// never change\n\t// built\n\t"main": "x.js",\n'
    )


def test_windows_line_ends_are_kept() -> None:
    text = CONFIG.replace("\n", "\r\n")
    edited = jsonc.set_value(text, ["build"], {"command": "make", "cwd": "."}, comment="why")
    assert "\n" not in edited.replace("\r\n", "")


def test_an_object_on_one_line_stays_on_it() -> None:
    assert jsonc.set_value('{"a": 1}', ["b"], [1, 2]) == '{"a": 1, "b": [1, 2]}'
    assert jsonc.set_value('{ "a": {"x": 1,} }', ["a", "y"], None) == '{ "a": {"x": 1, "y": null,} }'
    assert jsonc.delete('{"a": 1, "b": 2}', ["a"]) == '{"b": 2}'
    assert jsonc.delete('{"a": 1, "b": 2}', ["b"]) == '{"a": 1}'


def test_escapes_outside_the_change_stay_as_written() -> None:
    text = '{"scripts": {"dev": "echo \\u0026\\/ wrangler pages dev"}}'
    assert jsonc.set_string(text, ["scripts", "dev"], "echo &/ wrangler dev") == (
        '{"scripts": {"dev": "echo \\u0026\\/ wrangler dev"}}'
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ('{"a": 1', 1), ('{\n"a" 1}', 2), ("{\n\n'a': 1}", 3), ('{"a": 1}\n]', 2), ("[1 2]", 1), ("[" * 500, 1)],
)
def test_refuses_with_the_line(text: str, line: int) -> None:
    with pytest.raises(JsoncError) as caught:
        jsonc.loads(text)
    assert caught.value.line == line


def test_the_last_of_two_keys_counts_and_both_go() -> None:
    text = '{"a": 1, "b": 2, "a": 3}'
    assert jsonc.loads(text) == {"a": 3, "b": 2}
    assert jsonc.loads(jsonc.set_value(text, ["a"], 4)) == {"a": 4, "b": 2}
    assert jsonc.loads(jsonc.delete(text, ["a"])) == {"b": 2}


def test_lines_of_keys() -> None:
    assert jsonc.line_at(CONFIG, ["vars", "A"]) == 6
    assert jsonc.line_at(CONFIG, ["vars", "Z"]) is None
    assert parse(CONFIG).member("name") is not None
