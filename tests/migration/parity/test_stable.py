"""What changes on both sides is left out; what changes on one side alone is a difference."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from edgewise.migration.parity.model import Response
from edgewise.migration.parity.stable import changes_shape, same_body, same_header


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


def test_a_body_that_changes_its_length_is_never_the_same():
    old = [body("a b"), body("a b c d"), body("a")]
    assert changes_shape(old[0], old[1:])
    assert not same_body(old[0], old[1:], body("x y"), [body("x y"), body("x y z q")])


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
