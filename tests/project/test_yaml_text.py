"""Edits of YAML: one value changes, and nothing else, or nothing at all."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from edgewise.project.yaml_text import Path, YamlError, YamlValue, parse, replace_scalars, same_but, scalars

TEXT = """# head
on: [push]   # not a boolean here
a: &x
  run: |
    echo "é😀"
    npx old   # stays
  q: 'it''s old'
  p: npx old y  # stays too
  d: "old\\ty"
  f: >-
    old
    y
b: *x
"""


def old_to(new: str) -> object:
    def one(_: Path, value: YamlValue) -> str | None:
        return (value.text or "").replace("old", new)

    return one


def test_each_style_stays_what_it_is() -> None:
    edit = replace_scalars(TEXT, old_to("new"))  # type: ignore[arg-type]
    assert edit.text == TEXT.replace("old\\ty", "new\\ty").replace("old", "new")
    assert len(edit.changed) == 5
    assert not edit.refused


def test_a_plain_value_gets_quotes_when_it_needs_them() -> None:
    edit = replace_scalars("a: old # c\r\nb: 1\r\n", old_to("x: 'y' #z"))  # type: ignore[arg-type]
    assert edit.text == "a: \"x: 'y' #z\" # c\r\nb: 1\r\n"


def test_what_cannot_be_written_is_refused() -> None:
    edit = replace_scalars("a: |\n  old\n", old_to("x\nnot indented"))  # type: ignore[arg-type]
    assert (edit.text, len(edit.refused)) == ("a: |\n  old\n", 1)
    tagged = replace_scalars("a: !t old\n", old_to("new"))  # type: ignore[arg-type]
    assert (tagged.text, len(tagged.refused)) == ("a: !t old\n", 1)


def test_values_know_their_places() -> None:
    (document,) = parse(TEXT)
    run = document.get("a", "run")
    assert run is not None
    assert (run.line, run.style) == (4, "|")
    assert document.string("on") is None
    assert document.get("on") is not None
    shared = document.get("b", "p")
    assert shared is not None
    assert TEXT[shared.start : shared.end] == "npx old y"
    assert [path for path, _ in scalars(parse("a: [x, {b: y}]"))] == [(0, "a", 0), (0, "a", 1, "b")]


@pytest.mark.parametrize("text", ["[", "a: [1", "\t", "{" * 5000, "a: &a [*a]", "a: *b", "\x00", "a: 1\n b: 2", "%"])
def test_what_is_no_yaml(text: str) -> None:
    with pytest.raises(YamlError):
        parse(text)


def test_aliases_of_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 x", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert len(list(scalars(parse("\n".join(lines))))) == 1


SCALARS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["old", "an old thing", "old: x", "- old", "# old", "old\nold\n", " old", "'old'", '"old', "é old 😀", "yes", "1"]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=10
)


@given(VALUES, st.sampled_from(["new", "x: y", "a #b", "'", '"', "é"]), st.sampled_from([None, '"', "'", "|", ">"]))
def test_the_document_changes_as_asked_and_nothing_else(value: object, new: str, style: str | None) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style=style, sort_keys=False)

    def plain(each: object) -> object:
        if isinstance(each, dict):
            return [(key, plain(inner)) for key, inner in each.items()]
        return [plain(inner) for inner in each] if isinstance(each, list) else str(each).replace("old", new)

    edit = replace_scalars(text, old_to(new))  # type: ignore[arg-type]
    if not edit.refused:
        assert [document.plain() for document in parse(edit.text)] == [plain(value)]
    if not edit.changed:
        assert edit.text == text


@given(st.text(alphabet="ab: -'\"|>\n#{}[]&*!%,?\t", max_size=60))
def test_hostile_text(text: str) -> None:
    try:
        edit = replace_scalars(text, lambda _, value: (value.text or "").replace("a", "'new' #"))
    except YamlError:
        return
    parse(edit.text)
    if not edit.changed:
        assert edit.text == text


def test_comparing() -> None:
    assert same_but("a: 1 # x", "a: '1'", {})
    assert not same_but("a: 1", "a: 2", {})
    assert same_but("a: 1", "a: 2", {2: "2"})
    assert not same_but("a: 1", "a: [1]", {})
