"""Reading YAML that people wrote, with places that edits can rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project.yaml_tree import YamlNode, parse_documents, parse_yaml


def data(node: YamlNode) -> Any:
    """A node as plain Python, all scalars as text."""
    if node.pairs is not None:
        return {key: data(value) for key, value in node.pairs}
    if node.items is not None:
        return [data(item) for item in node.items]
    return node.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b\nc: [d, 'e', \"f\\n\"]\n", {"a": "b", "c": ["d", "e", "f\n"]}),
        ("a: {b: c, d: {e: f}}", {"a": {"b": "c", "d": {"e": "f"}}}),
        ("- a\n- b: c\n  d: e\n-\n  f: g\n", ["a", {"b": "c", "d": "e"}, {"f": "g"}]),
        ("a: |\n  one\n\n    two\n", {"a": "one\n\n  two"}),
        ("a: >-\n  one\n  two\n\n  three\n", {"a": "one two\n\nthree"}),
        ("a: one\n  two\n", {"a": "one two"}),
        ("a: 'it''s' # note\n", {"a": "it's"}),
        ("'a b': 1\n? c\n: 2\n", {"a b": "1", "c": "2"}),
        ("a:\nb:\n", {"a": None, "b": None}),
        ("x: &m [1]\ny: *m\n", {"x": ["1"], "y": ["1"]}),
    ],
)
def test_values(text: str, found: Any) -> None:
    assert data(parse_yaml(text)) == found


def test_paths_lines_and_merged_keys() -> None:
    node = parse_yaml("base: &b\n  A: one\n  B: two\njob:\n  <<: *b\n  B: three\n  run: |\n    first\n    second\n")
    assert node.string("job", "A") == "one"
    assert node.string("job", "B") == "three"
    assert node.string("job", "missing", "deep") is None
    run = node.get("job", "run")
    assert run is not None
    assert (run.line, run.text) == (8, "first\nsecond")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_are_those_of_the_text(mark: str) -> None:
    text = f"{mark}ü: 😀x\nb: 'c d'\nlist: [e, f]\n"
    written = {node.text: text[node.start : node.end] for _, node in parse_yaml(text).walk() if node.text}
    assert written == {"😀x": "😀x", "c d": "'c d'", "e": "e", "f": "f"}


def test_a_file_of_aliases_is_walked_to_an_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert sum(1 for _ in parse_yaml("\n".join(lines)).walk()) <= 20_000


LEAF = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff"), max_size=12)
VALUE = st.recursive(
    LEAF, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(LEAF, inner, max_size=3)), max_leaves=12
)


@given(st.dictionaries(LEAF, VALUE, min_size=1, max_size=4))
def test_what_json_says_yaml_says(value: Any) -> None:
    assert data(parse_yaml(json.dumps(value, ensure_ascii=False))) == value


@given(st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%@`#, \n\t\\<\0\ud800é😀$"), max_size=60))
def test_any_text_is_read(text: str) -> None:
    for document in parse_documents(text):
        for _, node in document.walk():
            assert 0 <= node.start <= node.end <= len(text)
            assert node.line >= 1
