"""Which columns fit, whatever there is room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edgewise.widgets.columns import GAP, WIDE_GAP, GridColumn, fit


def columns(*given: tuple[str, int, int]) -> list[GridColumn]:
    return [GridColumn(name, name, priority, width) for name, priority, width in given]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[GridColumn], list[int], int]:
    count = draw(st.integers(1, 8))
    found = [
        GridColumn(
            str(at), "T" * draw(st.integers(1, 14)), draw(st.integers(1, 3)), draw(st.sampled_from([0, 8, 15, 30]))
        )
        for at in range(count)
    ]
    needs = [max(len(each.title), draw(st.integers(0, 400))) for each in found]
    return found, needs, draw(st.integers(1, 250))


@given(tables())
def test_what_is_shown_fits_and_the_first_column_is_always_there(
    table: tuple[list[GridColumn], list[int], int],
) -> None:
    given_columns, needs, room = table
    widths, gap = fit(given_columns, needs, room)
    assert 0 in widths and list(widths) == sorted(widths)
    assert GAP <= gap <= WIDE_GAP
    assert sum(widths.values()) + gap * (len(widths) - 1) <= max(room, widths[0])
    assert all(1 <= width <= max(1, needs[at]) for at, width in widths.items())


@given(tables())
def test_more_room_never_shows_fewer_columns(table: tuple[list[GridColumn], list[int], int]) -> None:
    given_columns, needs, room = table
    assert len(fit(given_columns, needs, room + 20)[0]) >= len(fit(given_columns, needs, room)[0])


def test_a_greater_column_comes_before_a_lesser_one() -> None:
    table = columns(("name", 1, 0), ("lesser", 2, 0), ("greater", 1, 0))
    assert list(fit(table, [10, 10, 10], 24)[0]) == [0, 2]
    assert list(fit(table, [10, 10, 10], 34)[0]) == [0, 1, 2]


def test_a_lesser_column_leaves_long_texts_comfortable() -> None:
    table = columns(("name", 1, 0), ("message", 1, 0), ("lesser", 2, 0))
    assert list(fit(table, [10, 60, 10], 50)[0]) == [0, 1]
    assert fit(table, [10, 60, 10], 50)[0][1] == 38
    assert list(fit(table, [10, 60, 10], 60)[0]) == [0, 1, 2]


def test_short_texts_are_never_cut() -> None:
    table = columns(("state", 1, 0), ("message", 1, 0))
    assert fit(table, [13, 90], 40)[0] == {0: 13, 1: 25}
