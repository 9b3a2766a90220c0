"""What changes on both sides is left out; what changes on one side alone is a difference."""

from __future__ import annotations

import json
import re
import time
import uuid
from datetime import UTC, datetime
from email.utils import formatdate

from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.parity.model import Response
from edgewise.migration.parity.stable import nothing_stable, same_body, same_header


def body(text: str) -> Response:
    return Response(200, {}, text.encode())


def bodies(template: str, count: int = 3) -> list[Response]:
    return [body(template.format(uuid.uuid4())) for _ in range(count)]


def test_ids_that_change_on_both_sides_are_left_out():
    old, new = bodies('{{"id":"{}","name":"Ada"}}'), bodies('{{"id":"{}","name":"Ada"}}')
    assert same_body(old[0], old[1:], new[0], new[1:])


def test_a_stable_word_beside_a_changing_one_still_counts():
    old, new = bodies('{{"id":"{}","name":"Ada"}}'), bodies('{{"id":"{}","name":"Eve"}}')
    assert not same_body(old[0], old[1:], new[0], new[1:])


def test_random_on_one_side_only_is_a_difference():
    old, new = bodies("id {}"), [body("id fixed")] * 3
    assert not same_body(old[0], old[1:], new[0], new[1:])
    assert not same_body(new[0], new[1:], old[0], old[1:])


def test_without_asking_again_nothing_is_left_out():
    old, new = bodies("id {}"), bodies("id {}")
    assert not same_body(old[0], [], new[0], [])


def same(olds: list[str], news: list[str]) -> bool:
    old, new = [body(text) for text in olds], [body(text) for text in news]
    return same_body(old[0], old[1:], new[0], new[1:])


def test_a_body_that_changes_its_length_is_compared_by_what_lasts():
    olds = ["<p>Hello</p> 1", "<p>Hello</p> 2 3", "<p>Hello</p>"]
    assert same(olds, ["<p>Hello</p> 9 8 7", "<p>Hello</p>", "<p>Hello</p> 4"])
    assert not same(olds, ["<p>Goodbye</p> 9 8 7", "<p>Goodbye</p>", "<p>Goodbye</p> 4"])
    assert not same(olds, ["<p>Hello</p> 4"] * 3), "one side is always the same"
    assert same(["a, ", "a, a, ", "a, a, a, "], ["a, a, ", "a, a, a, ", "a, a, a, a, "]), "a list that grows"
    assert not same(["x: a, ", "x: a, a, "], ["a, a, a, ", "a, a, a, a, "]), "its head is gone"


def test_a_body_of_which_nothing_lasts_is_known():
    olds = [body(text) for text in ("a b", "c d e f", "g")]
    assert nothing_stable(olds[0], olds[1:])
    news = [body(text) for text in ("x y", "x y", "x q")]
    assert not nothing_stable(news[0], news[1:])
    assert not nothing_stable(body("a"), [body("a")])
    assert not same(["a b", "a b c d", "a"], ["x y", "x y", "x y z q"])


def test_lines_in_another_order_each_time():
    olds = ["a\nb\nc\n", "c\na\nb\n", "b\na\nc\n"]
    assert same(olds, ["c\nb\na\n", "a\nb\nc\n", "b\nc\na\n"])
    assert not same(olds, ["c\nb\nx\n", "x\nb\nc\n", "b\nc\nx\n"])
    assert not same(olds, ["c\nb\na\n"] * 3)


def documents(*values: object) -> list[str]:
    return [json.dumps(value) for value in values]


def test_json_that_changes_on_both_sides():
    olds = documents(*({"id": n, "at": f"x{n}", "name": "Ada"} for n in (1, 22, 333)))
    assert same(olds, documents(*({"id": n, "at": f"y{n}", "name": "Ada"} for n in (4, 55, 6))))
    assert not same(olds, documents(*({"id": n, "at": f"y{n}", "name": "Eve"} for n in (4, 55, 6))))
    assert not same(olds, documents(*({"id": 4, "at": f"y{n}", "name": "Ada"} for n in (4, 55, 6)))), "id is fixed"
    assert not same(olds, documents(*({"id": str(n), "at": f"y{n}", "name": "Ada"} for n in (4, 55, 6)))), "now a text"
    assert not same(olds, documents(*({"id": n, "at": f"y{n}"} for n in (4, 55, 6)))), "the name is gone"


def test_json_lists_in_another_order_or_length_each_time():
    olds = documents([1, 2, 3], [3, 1, 2], [2, 3, 1])
    assert same(olds, documents([2, 1, 3], [1, 2, 3], [3, 2, 1]))
    assert not same(olds, documents([2, 1, 4], [1, 2, 4], [4, 2, 1]))
    assert not same(olds, documents([2, 1, 3], [2, 1, 3], [2, 1, 3]))
    picks = documents({"all": ["a", "x1"]}, {"all": ["x2", "a", "x3"]}, {"all": ["a"]})
    assert same(picks, documents({"all": ["a"]}, {"all": ["a", "y"]}, {"all": ["z", "a"]}))
    assert not same(picks, documents({"all": ["b"]}, {"all": ["b", "y"]}, {"all": ["z", "b"]}))


def test_json_keys_that_come_and_go_on_both_sides():
    olds = documents({"a": 1, "hint": "x"}, {"a": 1}, {"a": 1})
    assert same(olds, documents({"a": 1}, {"a": 1, "hint": "y"}, {"a": 1}))
    assert not same(olds, documents({"a": 1}, {"a": 1}, {"a": 1}))


def test_true_is_not_one():
    assert not same(documents({"a": 1, "n": 1}, {"a": 1, "n": 2}), documents({"a": True, "n": 3}, {"a": True, "n": 4}))


def test_the_time_of_the_start_may_differ():
    now = time.time()
    stamp = datetime.fromtimestamp(now, UTC).isoformat()
    for one, other in (
        ({"since": int(now)}, {"since": int(now) + 5}),
        ({"since": int(now * 1000)}, {"since": int(now * 1000) + 777}),
        ({"since": stamp}, {"since": datetime.fromtimestamp(now + 3, UTC).isoformat()}),
        ({"since": formatdate(now, usegmt=True)}, {"since": formatdate(now + 3, usegmt=True)}),
    ):
        assert same(documents(*[one] * 3), documents(*[other] * 3)), one
    for one, other in (
        ({"since": int(now)}, {"since": int(now) - 90_000}),
        ({"since": int(now)}, {"since": int(now * 1000)}),
        ({"since": stamp}, {"since": "never"}),
        ({"id": str(uuid.uuid4())}, {"id": str(uuid.uuid4())}),
    ):
        assert not same(documents(*[one] * 3), documents(*[other] * 3)), one
    assert same([f"up since {int(now)}"] * 3, [f"up since {int(now) + 4}"] * 3)


def test_clocks_in_a_text_are_moments_also_when_a_minute_ends_in_between():
    def page(second: float, items: int) -> str:
        shown = datetime.fromtimestamp(time.time() + second, UTC).strftime("%a %b %d %Y %H:%M:%S GMT+0000")
        return f"<p>Now {shown} (Coordinated Universal Time)</p>" + "<li>a</li>" * items

    olds, news = [page(0, 1), page(0, 2), page(70, 3)], [page(65, 2), page(66, 4), page(70, 1)]
    assert same(olds, news)
    assert not same(olds, [text.replace("Now", "Then") for text in news])
    long_ago = [re.sub(r"20\d\d", "1999", text) for text in news]
    assert not same(olds, long_ago), "no moment of this proof"


def test_streams_are_compared_as_far_as_both_go():
    def stream(text: str) -> Response:
        return Response(200, {}, text.encode(), endless=True)

    assert same_body(stream("data: a\n\ndata: b\n\n"), [], stream("data: a\n\n"), [])
    assert not same_body(stream("data: a\n\ndata: b\n\n"), [], stream("data: x\n\n"), [])
    old = [stream(f"data: {n}\n\n" * n) for n in (3, 4, 5)]
    new = [stream(f"data: {n}\n\n" * n) for n in (6, 7, 8)]
    assert same_body(old[0], old[1:], new[0], new[1:])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=1), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, JSON)
def test_stable_json_is_the_same_only_when_it_is_equal(old, new):
    found = same(documents({"x": old}, {"x": old}), documents({"x": new}, {"x": new}))
    assert found == (json.dumps(old) == json.dumps(new) or _sorted(old) == _sorted(new))


def _sorted(value: object) -> str:
    return json.dumps(value, sort_keys=True)


@given(st.lists(JSON, min_size=2, max_size=3), st.lists(JSON, min_size=2, max_size=3))
def test_the_comparison_does_not_care_which_side_is_which(olds, news):
    one, other = documents(*({"x": each} for each in olds)), documents(*({"x": each} for each in news))
    assert same(one, other) == same(other, one)


def header(value: str | None) -> Response:
    return Response(200, {} if value is None else {"set-cookie": value}, b"")


def test_a_session_cookie_may_change_its_value_but_not_its_attributes():
    old = [header(f"id={n}; HttpOnly; Secure") for n in "abc"]
    assert same_header("set-cookie", old[0], old[1:], *_split([header(f"id={n}; HttpOnly; Secure") for n in "xyz"]))
    assert not same_header("set-cookie", old[0], old[1:], *_split([header(f"id={n}; Secure") for n in "xyz"]))


def test_a_header_that_is_missing_on_one_side_is_a_difference():
    old = [header(f"id={n}") for n in "abc"]
    assert not same_header("set-cookie", old[0], old[1:], *_split([header(None)] * 3))


def test_a_header_that_comes_and_goes_on_both_sides_is_left_out():
    old = [header("id=a"), header(None), header("id=b")]
    new = [header(None), header("id=q"), header(None)]
    assert same_header("set-cookie", old[0], old[1:], *_split(new))


def _split(answers: list[Response]) -> tuple[Response, list[Response]]:
    return answers[0], answers[1:]


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_stable_bodies_are_the_same_only_when_they_are_equal(old, new):
    first, second = Response(200, {}, old), Response(200, {}, new)
    assert same_body(first, [first, first], second, [second, second]) == (old == new)
