"""The timeline, milestone by milestone, and the race from nothing to the first line of code."""

from __future__ import annotations

import pytest

from edgewise.course.figures.start_up_times import DRAWING as RACE
from edgewise.course.figures.timeline import DRAWING, MILESTONES


def text(width: int, state: int) -> list[str]:
    return ["".join(span.text for span in line) for line in DRAWING.lines(width, state)]


@pytest.mark.parametrize("state", range(1, len(MILESTONES) + 1))
@pytest.mark.parametrize("width", [40, 76, 100])
def test_a_milestone_is_marked_what_came_before_is_full_what_came_after_is_hollow(width: int, state: int) -> None:
    lines = text(width, state)
    rows = lines[1 : len(MILESTONES) + 1]
    assert ["▶" in row for row in rows].index(True) == state - 1
    assert all("●" in row for row in rows[: state - 1])
    assert all("○" in row for row in rows[state:])
    event = MILESTONES[state - 1]
    assert lines[-2].endswith(event.rent)
    assert lines[-1].endswith(event.left)


def test_milestones_are_in_the_order_of_their_dates() -> None:
    dates = [(event.year, event.month) for event in MILESTONES]
    assert dates == sorted(dates)
    assert DRAWING.states[1:] == tuple(event.brief for event in MILESTONES)


@pytest.mark.parametrize("width", [40, 76, 100])
@pytest.mark.parametrize("state", [0, 2])
def test_the_race_is_won_by_the_isolate_and_ends_as_the_still_picture(width: int, state: int) -> None:
    still = RACE.lines(width, state)
    for step in range(20):
        frame = RACE.frame(width, state, step / 20)
        assert len(frame) == len(still)
        assert all(sum(len(span.text) for span in line) <= width for line in frame)
    early = "\n".join("".join(span.text for span in line) for line in RACE.frame(width, state, 0.1))
    assert "4 of 6" in early, "six of sixty seconds: all but the virtual machine and Fargate are there"
    assert RACE.frame(width, state, 1.0) == still
