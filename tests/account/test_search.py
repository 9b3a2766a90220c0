"""Finding anything by a few letters."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.resources import ROOTS, kind
from edgewise.account.resources.model import Row
from edgewise.account.search import MOST_IN_GROUP, Entry, entries_of, entry_of_kind, fuzzy, search

PROJECTS, QUEUES = kind("pages_projects"), kind("queues")


def entries(*names: str) -> list[Entry]:
    return list(entries_of(PROJECTS, [Row(name, {"name": name}) for name in names]))


def names(found: list[Entry], wanted: str) -> list[str]:
    return [hit.entry.name for group in search(found, wanted) for hit in group.hits]


def test_the_better_a_name_fits_the_further_up_it_stands() -> None:
    found = entries("my-shop", "shop", "workshop", "shop-admin", "status-home-open-page", "other")
    assert names(found, "shop") == ["shop", "shop-admin", "my-shop", "workshop", "status-home-open-page"]


@pytest.mark.parametrize(
    ("word", "name", "fits"),
    [
        ("rdsk", "report-desk", True), ("rd", "report-desk", True), ("dr", "report-desk", False),
        ("tsk", "report-desk", True), ("abcd", "a-big-cat-dances", True),
        ("abc", "a" + "x" * 40 + "b" + "x" * 40 + "c", False),
        ("x", "abc", False),
    ],
)  # fmt: skip
def test_letters_in_order(word: str, name: str, fits: bool) -> None:
    found = fuzzy(word, name)
    assert (found is not None) is fits
    if found is not None:
        assert "".join(name[at] for at in found[1]) == word


@given(st.text(max_size=12), st.text(max_size=30))
def test_marks_are_the_letters_that_were_looked_for(word: str, name: str) -> None:
    word, name = word.casefold(), name.casefold()
    found = fuzzy(word, name) if word else None
    if found is not None:
        assert "".join(name[at] for at in found[1]) == word and list(found[1]) == sorted(set(found[1]))
        assert 0 < found[0] <= 100


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=("C", "Z"))))
def test_everything_is_found_by_its_own_name(name: str) -> None:
    found = entries(name, "something else")
    assert found[0].name in names(found, name)


def test_all_words_must_be_held_and_may_stand_elsewhere() -> None:
    rows = [
        Row("a", {"name": "shop", "domains": ["shop.example", "kaffee.example"]}),
        Row("b", {"name": "desk", "domains": ["desk.example"]}),
    ]
    found = list(entries_of(PROJECTS, rows))
    (group,) = search(found, "shop kaffee")
    assert [hit.entry.key for hit in group.hits] == ["a"] and group.hits[0].said == "kaffee.example"
    assert search(found, "shop desk") == ()


def test_kinds_come_with_the_rows_and_favourites_before_both() -> None:
    found = [entry_of_kind(each) for each in ROOTS] + entries("queue-viewer", "x")
    found[-1] = replace(found[-1], favourite=True)
    groups = search(found, "queue")
    assert [group.title for group in groups] == ["Go to", "Pages projects"]
    assert search(found, "")[0].title == "★ Favourites"
    assert [hit.entry.name for hit in search(found, "")[1].hits] == [each.title for each in ROOTS]
    assert search(found, "x")[0].title == "★ Favourites"


def test_a_group_says_how_many_more_there_are() -> None:
    (group,) = search(entries(*(f"site-{at}" for at in range(50))), "site")
    assert len(group.hits) == MOST_IN_GROUP and group.more == 50 - MOST_IN_GROUP


def test_hostile_rows_are_shown_clean_and_short() -> None:
    rows = [Row("a", {"queue_name": "\x1b[31m[b]" + "n" * 9000, "x": ["y" * 9000]}), Row("b", None), Row("c", ["x"])]
    found = list(entries_of(QUEUES, rows))
    assert all("\x1b" not in entry.name + entry.words and len(entry.name) <= 60 for entry in found)
    assert names(found, "[b]nn") == [found[0].name]


def test_ten_thousand_rows_are_looked_through_quickly() -> None:
    found = list(entries_of(PROJECTS, [Row(str(at), {"name": f"project-{at}-site"}) for at in range(10_000)]))
    begun = time.perf_counter()
    assert search(found, "pjt 77")
    few = list(found[:100])
    assert time.perf_counter() - begun < 2, "a bound against quadratic work, not a measurement"
    assert search(few, "pjt 77")


def test_kinds_that_match_alike_stand_as_at_the_side_whichever_was_read_first() -> None:
    queue = entries_of(kind("queues"), [Row("q", {"queue_name": "report-jobs"})])
    project = entries_of(kind("pages_projects"), [Row("p", {"name": "report-desk"})])
    both = [*queue, *project]
    titles = [[group.title for group in search(given, "report")] for given in (both, both[::-1])]
    assert titles[0] == titles[1] == ["Pages projects", "Queues"]
