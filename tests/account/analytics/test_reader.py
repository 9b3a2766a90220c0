"""The demo account's reader of queries: what it reads, and that nothing breaks it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo.analytics.reader import Field, Name, QueryError, read

NAMES = st.from_regex(r"[_A-Za-z][_A-Za-z0-9]{0,8}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.recursive(
    st.builds(
        lambda name, arguments: Field(name, name, arguments, None), NAMES, st.dictionaries(NAMES, VALUES, max_size=2)
    ),
    lambda inner: st.builds(
        lambda key, name, below: Field(name, key, {}, tuple(below)),
        NAMES,
        NAMES,
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


def written(value: object) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    return json.dumps(value)


def drawn(field: Field) -> str:
    """A field as a query."""
    alias = f"{field.key}: " if field.key != field.name else ""
    given = ", ".join(f"{name}: {written(value)}" for name, value in field.arguments.items())
    below = " { " + " ".join(drawn(each) for each in field.fields) + " }" if field.fields else ""
    return f"{alias}{field.name}{f'({given})' if given else ''}{below}"


@given(st.lists(FIELDS, min_size=1, max_size=3))
def test_what_is_written_is_read(fields: list[Field]) -> None:
    text = " ".join(drawn(each) for each in fields)
    assert read("query {" + text + "}", {}) == tuple(fields)
    if '"' not in text:
        assert read("{" + text.replace(" ", " ,\n# a remark\n ") + "}", {}) == tuple(fields)


@given(st.text(max_size=200) | st.text('{}()[]:$!"\\ query a1,.#@|', max_size=80))
def test_nothing_else_happens_than_an_answer_or_an_error(text: str) -> None:
    try:
        found = read(text, {})
    except QueryError:
        return
    assert found


def test_variables_are_filled_in_with_their_defaults() -> None:
    text = "query Q($a: string!, $b: [Time!] = [1], $c: X) { f(a: $a, b: {in: $b}, c: $c, o: [date_ASC]) }"
    (field,) = read(text, {"a": "x"})
    assert field.arguments == {"a": "x", "b": {"in": [1]}, "c": None, "o": [Name("date_ASC")]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mutation { a }", "only queries"),
        ("{ ...f }", "fragments"),
        ("{ a @skip(if: true) }", "directives"),
        ("{ a { } }", "empty selection"),
        ("{ a(x: $no) }", "not defined"),
        ("query($a: string!) { b }", 'variable "$a" is required'),
        ("{ a } { b }", 'unexpected "{"'),
        ("{ a", "unexpected end"),
        ('{ a(x: "\\q") }', "bad string"),
        ("{" + "a {" * 40 + "b" + "}" * 41, "nested too deeply"),
        ("{ a(x: " + "[" * 40 + "]" * 40 + ") }", "nested too deeply"),
        ("", "unexpected end"),
    ],
)
def test_what_is_no_such_query_is_refused(text: str, words: str) -> None:
    with pytest.raises(QueryError, match="^[^\n]*" + words.replace("$", r"\$").replace("{", r"\{")):
        read(text, {})
