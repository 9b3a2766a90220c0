"""Words lead to the places that hold all of them, the best ones first."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from edgewise.course import load_course
from edgewise.course.search import MOST, places, search

PLACES = places(load_course())


def test_every_step_and_word_can_be_found() -> None:
    steps = {(place.entry.id, place.step) for place in PLACES if not place.word}
    assert len(steps) == len([place for place in PLACES if not place.word]) > 200
    assert {place.title for place in PLACES if place.word} >= {"isolate", "cold start"}


def test_a_title_comes_before_a_text() -> None:
    hits = search(PLACES, "cold starts")
    ranks = ["cold starts" in hit.place.title.casefold() for hit in hits]
    assert ranks == sorted(ranks, reverse=True)
    assert any(hit.place.entry.id == "cold-starts" for hit in hits[:5])


def test_all_words_have_to_be_there_in_any_order() -> None:
    both = {(hit.place.entry.id, hit.place.step) for hit in search(PLACES, "bookmark session")}
    assert both == {(hit.place.entry.id, hit.place.step) for hit in search(PLACES, "SESSION  Bookmark")}
    assert both
    assert search(PLACES, "bookmark zeppelin") == []
    assert search(PLACES, "  ") == []


def test_the_excerpt_shows_what_was_found() -> None:
    for hit in search(PLACES, "waituntil"):
        if "waituntil" not in hit.place.title.casefold():
            assert "waituntil" in hit.excerpt.casefold()


@given(st.text(max_size=12))
def test_whatever_is_typed_is_answered_in_time(wanted: str) -> None:
    begin = time.perf_counter()
    hits = search(PLACES, wanted)
    assert len(hits) <= MOST
    assert time.perf_counter() - begin < 0.2
