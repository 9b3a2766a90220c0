"""Charts as text: they fit, they keep what matters at any size, and they say what is not known."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.plot import times
from edgewise.plot.drawing import LEAST_HEIGHT, LEAST_WIDTH, draw
from edgewise.plot.model import BINARY_STEPS, Chart, Curve, Line, Mark
from edgewise.plot.scale import ceiling, column_of, highest, places
from edgewise.plot.units import count, dollars, gigabyte_seconds, microseconds, milliseconds, size
from edgewise.plot.words import describe

VALUES = st.lists(st.none() | st.floats(0, 1e12), min_size=1, max_size=120)


def text(lines: list[Line]) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


def plot(lines: list[Line]) -> list[str]:
    """The rows of the plot, without title, axis and labels."""
    return text(lines)[1:-2]


@given(
    st.lists(VALUES, min_size=1, max_size=3),
    st.sampled_from(["bars", "lines"]),
    st.integers(1, 200),
    st.integers(1, 40),
    st.none() | st.integers(-5, 130),
    st.integers(0, 130),
    st.lists(st.floats(-5, 130), max_size=3),
)
def test_it_fits_whatever_it_holds(
    rows: list[list[float | None]],
    form: str,
    width: int,
    height: int,
    cursor: int | None,
    settled: int,
    marks: list[float],
) -> None:
    curves = tuple(Curve(f"curve {at}" * 9, tuple(values)) for at, values in enumerate(rows))
    ticks = ((0, "begin"), (5, "long label " * 9), (500, "outside"))
    chart = Chart(
        "Title " * 20, curves, "bars" if form == "bars" else "lines", ticks, tuple(map(Mark, marks)), settled, count
    )
    lines = text(draw(chart, width, height, cursor))
    assert len(lines) == max(height, LEAST_HEIGHT)
    assert all(len(line) <= max(width, LEAST_WIDTH) for line in lines)
    assert describe(chart)


@given(st.integers(8, 200), st.integers(1, 600), st.data())
def test_a_spike_is_seen_at_any_width(width: int, number: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, number - 1))
    values = [0.0] * number
    values[at] = 1000.0
    rows = plot(draw(Chart("x", (Curve("", tuple(values)),), written=count), max(width, LEAST_WIDTH), 9))
    assert "█" in rows[0], "a full bar reaches the top"


@given(st.floats(0, 40), st.booleans(), st.integers(6, 16))
def test_no_label_is_a_part_of_something_that_is_counted(most: float, binary: bool, height: int) -> None:
    steps = {"written": size, "steps": BINARY_STEPS, "base": 1024.0} if binary else {"written": count}
    chart = Chart("x", (Curve("", (0.0, most)),), whole=True, **steps)  # type: ignore[arg-type]
    labels = [row[:7].split() for row in plot(draw(chart, 60, height))]
    numbers = [each[0] for each in labels if each]
    assert all(float(each).is_integer() for each in numbers), numbers
    assert float(numbers[0]) >= most


def test_zero_little_and_unknown_look_different() -> None:
    chart = Chart("x", (Curve("", (0.0, None, 1.0, 1_000_000.0)),), written=count)
    rows = plot(draw(chart, 8 + 4 * 6, 9))
    bottom = rows[-1][8:]
    assert set(bottom[:6]) == {" "}
    assert "·" in bottom[6:12] and "█" not in bottom[6:12]
    assert "▁" in bottom[12:18]
    assert "█" in bottom[18:] and "█" in rows[0][26:]


def test_what_is_still_arriving_is_no_fall() -> None:
    bars = Chart("x", (Curve("", (8.0,) * 9 + (1.0,)),), settled=9, written=count)
    rows = text(draw(bars, 40, 9))
    assert "░" in rows[-3] and rows[-2].rstrip().endswith("╌")
    lines = Chart("x", (Curve("", (8.0,) * 9 + (0.0,)),), "lines", settled=9, written=count)
    assert plot(draw(lines, 40, 9))[-1][8:].strip() == "", "the line does not go down to the value that is not final"
    assert any("may still grow" in line for line in describe(bars))


def test_the_cursor_says_what_is_under_it() -> None:
    curves = (Curve("P50", (1.0, 2.0, None)), Curve("P99", (5.0, 6.0, 7.0)))
    chart = Chart(
        "CPU", curves, "lines", settled=2, written=lambda value: f"{value:g} ms", named=lambda at: f"no. {at}"
    )
    assert text(draw(chart, 80, 9, 1))[0] == "CPU  no. 1  P50 2 ms  P99 6 ms"
    assert text(draw(chart, 80, 9, 2))[0] == "CPU  no. 2  P50 not reported  P99 7 ms  still arriving"
    assert "┃" in text(draw(chart, 80, 9, 1))[-2]


def test_marks_stand_on_the_axis_and_lines_carry_their_names() -> None:
    curves = (Curve("read", (9.0,) * 10), Curve("written", (1.0,) * 10))
    chart = Chart("Rows", curves, "lines", ((0, "09:00"),), (Mark(5, "Ten orders at once"),), written=count)
    rows = text(draw(chart, 60, 9))
    assert rows[-2].index("▲") == rows[2].index("┊")
    assert any(row.endswith(" read") for row in rows) and any(row.endswith(" written") for row in rows)
    assert rows[-1].strip() == "09:00"
    assert "  Marked at 5: Ten orders at once." in describe(chart)


def test_in_words() -> None:
    chart = Chart(
        "Requests", (Curve("", (4.0, 9.0, 2.0, 5.0)),), remark="20 in all", settled=3, written=count, named=str
    )
    assert describe(chart) == [
        "Requests. 20 in all.",
        "  most 9 at 1, least 2 at 2, last 2.",
        "  From 3 on the numbers may still grow.",
    ]
    assert describe(Chart("x", (Curve("", (None, None)),)))[-1] == "  Nothing was reported."
    assert "Not reported for 1 of 3." in describe(Chart("x", (Curve("", (1.0, None, 2.0)),)))[1]
    assert "3 throughout" in describe(Chart("x", (Curve("", (3.0, 3.0)),)))[1]


@given(st.floats(1e-9, 1e15))
def test_the_top_of_an_axis_is_round_and_near(value: float) -> None:
    top = ceiling(value)
    assert value * (1 - 1e-6) <= top <= value * 2
    assert float(f"{top:.2g}") == pytest.approx(top)


@given(st.floats(1, 1e15))
def test_the_top_of_an_axis_of_bytes_is_a_power_of_two(value: float) -> None:
    top = ceiling(value, BINARY_STEPS, 1024.0)
    assert value * (1 - 1e-6) <= top <= value * 2.001
    assert top == 2.0 ** round(math.log2(top))


@given(st.integers(1, 300), st.integers(1, 900))
def test_every_place_has_a_column_and_every_column_a_place(columns: int, number: int) -> None:
    seen = [place for column in range(columns) for place in places(column, columns, number)]
    assert set(seen) == set(range(number)) and seen == sorted(seen)
    for place in range(number):
        assert place in places(column_of(place, columns, number), columns, number)


def test_the_highest_of_unknown_is_unknown() -> None:
    assert highest([None, None], range(2)) is None
    assert highest([None, 2.0, 5.0], range(9)) == 5.0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (count(0), "0"), (count(940), "940"), (count(1230), "1.23k"), (count(12_345), "12.3k"), (count(4.1e6), "4.1M"),
        (count(0.25), "0.25"), (count(0.0004), "0.0004"), (count(999.96e3), "1M"),
        (microseconds(450), "450 µs"), (microseconds(6400), "6.4 ms"), (microseconds(1.2e6), "1.2 s"),
        (microseconds(1.2e8), "2 min"), (milliseconds(0.9), "900 µs"),
        (size(940), "940 B"), (size(1.5 * 2**20), "1.5 MiB"), (gigabyte_seconds(12_300), "12.3k GB-s"),
        (dollars(5.274), "$5.27"), (dollars(0.0012), "$0.0012"), (dollars(0), "$0.00"),
    ],
)  # fmt: skip
def test_units(written: str, expected: str) -> None:
    assert written == expected


@given(st.sampled_from([60, 300, 900, 3600, 86400]), st.integers(1, 100), st.integers(20, 200))
def test_labels_of_time_are_few_and_in_order(seconds: int, number: int, width: int) -> None:
    start = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
    found = times.ticks(start, seconds, number, width)
    assert len(found) <= 16 and [place for place, _ in found] == sorted({place for place, _ in found})
    assert all(0 <= place < number for place, _ in found)


def test_midnight_is_a_date() -> None:
    start = datetime(2026, 3, 13, 18, 0, tzinfo=UTC)
    assert (24, "Sat 14 Mar") in times.ticks(start, 900, 48, 80)
    assert times.bucket(start, 900, 96) == "18:00" and times.bucket(start, 3600, 168) == "Fri 18:00"
    assert times.bucket(start + timedelta(days=1), 86400, 30) == "Sat 14 Mar"
