"""The figure of one day: the parts that it names are those that it draws."""

from __future__ import annotations

import pytest

from edgewise.course.figures.capacity_three_ways import ASKED, DRAWING, HOURS, TOP, WAYS


def cells(state: int) -> str:
    """The plot of the day alone, one cell an hour."""
    lines = ["".join(span.text for span in line) for line in DRAWING.lines(40, state)]
    return "".join(line[4:] for line in lines[1 : TOP + 1])


@pytest.mark.parametrize("state", range(len(WAYS)))
def test_what_is_drawn_is_what_is_said(state: int) -> None:
    drawn, way = cells(state), WAYS[state]
    asked = drawn.count("█") + drawn.count("x")
    ready = drawn.count("█") + drawn.count("░")
    assert asked == sum(ASKED)
    assert ready == sum(way.ready)
    assert way.served == pytest.approx(drawn.count("█") / asked)
    assert way.idle == pytest.approx(drawn.count("░") / ready)


def test_the_day_of_the_lesson() -> None:
    """39 on average, 80 at most, as its first step says."""
    assert round(sum(ASKED) * 10 / HOURS) == 39
    assert max(ASKED) * 10 == 80
    assert WAYS[1].dropped == WAYS[3].dropped == WAYS[3].idle == 0
    assert WAYS[0].dropped > WAYS[2].dropped > 0


def test_the_day_goes_by() -> None:
    start, middle, end = (DRAWING.frame(76, 1, t) for t in (0.0, 0.5, 1.0))
    assert sum(len(span.text) for line in start for span in line) < sum(len(s.text) for line in middle for s in line)
    assert end == DRAWING.lines(76, 1)
