"""Comparing documents: nothing where they are equal, everything where they are not, and never a secret."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from edgewise.account.comparing import ABSENT, SECRET, SETS, Change, compare, hidden, leaves

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=5))
KEYS = st.one_of(
    st.text(max_size=4), st.sampled_from(["name", "type", "id", "etag", "domains", "bindings", "created_on"])
)
NAMED = st.lists(
    st.fixed_dictionaries({"name": st.text(max_size=4), "x": SCALARS}), max_size=4, unique_by=lambda each: each["name"]
)
DOCUMENTS = st.recursive(
    st.one_of(SCALARS, NAMED, st.lists(SCALARS, max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)


def everything(old: Any, new: Any) -> tuple[Change, ...]:
    found = compare(old, new)
    return (*found.changes, *found.folded)


@given(DOCUMENTS)
def test_equal_documents_differ_in_nothing(document: Any) -> None:
    assert everything(document, copy.deepcopy(document)) == ()


@given(DOCUMENTS, DOCUMENTS)
def test_the_other_way_round_is_the_same_turned_around(old: Any, new: Any) -> None:
    there, back = everything(old, new), everything(new, old)
    assert sorted((change.path, repr(change.old), repr(change.new)) for change in there) == sorted(
        (change.path, repr(change.new), repr(change.old)) for change in back
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all scalars."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in places(inner, (*path, key))]
    if isinstance(value, list):
        return [each for at, inner in enumerate(value) for each in places(inner, (*path, at))]
    return [path]


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(document)
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return changed


@given(DOCUMENTS, st.data())
def test_every_change_of_a_value_is_found(document: Any, data: Any) -> None:
    found = places(document)
    assume(found)
    path = data.draw(st.sampled_from(found))
    value = data.draw(st.sampled_from([None, True, 1, "never there", 77]))
    changed = replaced(document, path, value)
    assume(json.dumps(canonical(changed), sort_keys=True) != json.dumps(canonical(document), sort_keys=True))
    assert everything(document, changed)


@given(st.dictionaries(KEYS, DOCUMENTS, min_size=1, max_size=5), st.data())
def test_every_field_that_comes_or_goes_is_found(document: Any, data: Any) -> None:
    key = data.draw(st.sampled_from(sorted(document)))
    less = {name: value for name, value in document.items() if name != key}
    assert [(change.path, change.kind) for change in everything(document, less)] == [((key,), "removed")]
    assert [(change.path, change.kind) for change in everything(less, document)] == [((key,), "added")]


def canonical(value: Any, field: str = "") -> Any:
    """The same with the order taken out of lists whose order says nothing, as the comparison reads them."""
    if isinstance(value, dict):
        return {key: canonical(each, key) for key, each in value.items()}
    if isinstance(value, list):
        inner = [canonical(each) for each in value]
        scalars = not any(isinstance(each, dict | list) for each in inner)
        if (field in SETS and scalars) or (inner and all(isinstance(each, dict) for each in inner)):
            return sorted(inner, key=lambda each: json.dumps(each, sort_keys=True))
        return inner
    return value


@given(NAMED, st.randoms(use_true_random=False))
def test_the_order_of_named_entries_says_nothing(entries: list[Any], chance: random.Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert everything({"bindings": entries}, {"bindings": shuffled}) == ()


def test_sets_by_value_and_other_lists_by_place() -> None:
    (change,) = compare({"domains": ["a", "b"]}, {"domains": ["b", "c", "a"]}).changes
    assert (change.path, change.new, change.kind) == (("domains", "c"), "c", "added")
    assert len(compare({"steps": ["a", "b"]}, {"steps": ["b", "a"]}).changes) == 2


def test_an_entry_is_known_by_its_name() -> None:
    old = {"bindings": [{"name": "DB", "type": "d1", "id": "1"}, {"name": "Q", "type": "queue"}]}
    new = {"bindings": [{"name": "Q", "type": "queue"}, {"name": "DB", "type": "d1", "id": "2"}, {"name": "KV"}]}
    found = compare(old, new)
    assert [(change.path, change.kind) for change in found.changes] == [
        (("bindings", "DB", "id"), "changed"),
        (("bindings", "KV"), "added"),
    ]
    assert found.same == 4


def test_true_is_not_one_and_null_is_not_nothing() -> None:
    assert compare({"a": True}, {"a": 1}).changes == (Change(("a",), True, 1),)
    assert compare({"a": None}, {}).changes == (Change(("a",), None, ABSENT),)


def test_what_always_differs_is_folded_and_counted() -> None:
    old = {"id": "1", "etag": "x", "stages": [{"name": "build", "started_on": "a", "status": "success"}], "a": 1}
    new = {"id": "2", "etag": "y", "stages": [{"name": "build", "started_on": "b", "status": "failure"}], "a": 1}
    found = compare(old, new)
    assert [change.path for change in found.changes] == [("stages", "build", "status")]
    assert len(found.folded) == 3


SHOWN = "s3cr3t-value"


@given(st.sampled_from(["secret_text", "secret_key"]), st.sampled_from(["value", "text", "key_base64", "key_jwk"]))
def test_a_secret_is_never_shown_even_if_the_api_sends_it(kind: str, field: str) -> None:
    old = {"env_vars": {"KEY": {"type": kind, field: SHOWN}}, "token": SHOWN, "deep": [{"password": {"a": SHOWN}}]}
    new = {"env_vars": {"KEY": {"type": kind, field: "other"}, "NEW": {"type": kind, field: SHOWN}}, "deep": SHOWN[:3]}
    found = compare(old, new)
    assert SHOWN not in repr(found)
    assert any("KEY" in name for name in found.secrets), "that they cannot be compared is said"
    assert SHOWN not in repr(hidden(old)) and hidden(old)["token"] is SECRET


def test_secrets_of_both_are_named_where_they_matter() -> None:
    build = {"web_analytics_token": "x"}
    old = {
        "env_vars": {"KEY": {"type": "secret_text", "value": ""}},
        "build": build,
        "latest_deployment": {"build": build},
    }
    found = compare(old, copy.deepcopy(old))
    assert found.secrets == ("env_vars.KEY", "build.web_analytics_token")
    assert compare({"token": None}, {"token": None}).secrets == (), "nothing there is no secret"


def test_the_scalars_of_a_value() -> None:
    assert list(leaves({"a": {"b": 1, "c": []}, "d": ["x"]})) == [(("a", "b"), 1), (("a", "c"), []), (("d", "0"), "x")]
