"""The line between yours and theirs: who gets up, and what runs where."""

from __future__ import annotations

import pytest

from edgewise.course.simulators import simulation
from edgewise.course.simulators.move_the_line import BY_ID, LAYERS, NEEDS, NIGHTS, RUNGS, yours

SIMULATION = simulation("move-the-line")
NIGHT = {night.id: night for night in NIGHTS}


def test_the_line_only_goes_up() -> None:
    counts = [rung.yours for rung in RUNGS]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(LAYERS)


def test_what_runs_on_a_rung_runs_on_every_lower_one() -> None:
    for need in NEEDS:
        runs = [not need.lacking(rung) for rung in RUNGS]
        assert runs == sorted(runs, reverse=True), need.id
        assert runs[0]


@pytest.mark.parametrize(
    ("night", "first_to_sleep"),
    [("bug", None), ("library", None), ("runtime", "function"), ("kernel", "container"), ("disk", "vm"),
     ("power", "vm"), ("rush", "function")],
)  # fmt: skip
def test_from_which_rung_on_you_may_sleep(night: str, first_to_sleep: str | None) -> None:
    sleeping = [rung.id for rung in RUNGS if not yours(rung, NIGHT[night])]
    assert (sleeping[0] if sleeping else None) == first_to_sleep


@pytest.mark.parametrize(
    ("need", "highest"),
    [("plain", "isolate"), ("binary", "function"), ("memory", "function"), ("forever", "container"),
     ("disk", "vm"), ("kernel", "vm")],
)  # fmt: skip
def test_the_highest_rung_that_a_program_runs_on(need: str, highest: str) -> None:
    found = next(each for each in NEEDS if each.id == need)
    assert [rung.id for rung in RUNGS if not found.lacking(rung)][-1] == highest


def test_the_picture_has_every_layer_and_one_line() -> None:
    for rung in RUNGS:
        outcome = SIMULATION.run(SIMULATION.values({"line": rung.id}))
        assert outcome.picture is not None
        lines = ["".join(span.text for span in line) for line in outcome.picture(40)]
        assert len(lines) == len(LAYERS) + 1
        assert [line.startswith("━") for line in lines].index(True) == BY_ID[rung.id].yours
