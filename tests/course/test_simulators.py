"""Every simulation: it runs for whatever can be set, is quick, says what it draws, and its challenges can be met."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.course.test_figures import STYLES, text

from edgewise.course import load_course, load_lesson
from edgewise.course.model import Simulator
from edgewise.course.simulators import Number, Outcome, Simulation, Value, simulation, simulation_ids
from edgewise.course.simulators.base import Parameter
from edgewise.course.sources import sources_of
from edgewise.plot.drawing import draw

every = pytest.mark.parametrize("name", simulation_ids())


def check(outcome: Outcome) -> None:
    """What an outcome must be, whatever came out."""
    assert 1 <= len(outcome.measures) <= 6
    assert all(measure.title and measure.text for measure in outcome.measures)
    assert all(len(row) == len(outcome.head) for row in outcome.rows)
    for chart in outcome.charts:
        assert draw(chart, 60, 8)
    if outcome.picture is not None:
        for width in (40, 76, 100):
            lines = outcome.picture(width)
            assert 1 <= len(lines) <= 14
            assert {span.style for line in lines for span in line} <= STYLES
            for line in text(lines):
                assert cell_len(line) <= width
                assert line == line.rstrip()


def some(parameter: Parameter) -> st.SearchStrategy[Value]:
    """Whatever a reader can set a parameter to."""
    if isinstance(parameter, Number):
        anything = st.floats(parameter.low, parameter.high, allow_nan=False)
        return st.one_of(st.sampled_from(parameter.steps), anything)
    return st.sampled_from([option for option, _ in parameter.options])


@every
def test_ids_defaults_presets_and_steps_fit_together(name: str) -> None:
    found: Simulation = simulation(name)
    assert found.id == name
    ids = [parameter.id for parameter in found.parameters]
    assert len(set(ids)) == len(ids)
    for parameter in found.parameters:
        if isinstance(parameter, Number):
            assert list(parameter.steps) == sorted(set(parameter.steps))
            assert parameter.low <= parameter.steps[0] and parameter.steps[-1] <= parameter.high
            assert parameter.low <= parameter.default <= parameter.high
        else:
            assert parameter.default in dict(parameter.options)
    for preset in found.presets:
        assert len(found.values(preset.values)) == len(ids)
    assert len({preset.id for preset in found.presets}) == len(found.presets) <= 9
    named = {parameter.source for parameter in found.parameters if parameter.source}
    assert named <= set(found.sources)


@every
def test_sources_are_known_to_each_lesson_that_shows_it(name: str) -> None:
    lessons = [load_lesson(entry) for entry in load_course().written]
    shown = [
        lesson
        for lesson in lessons
        for step in lesson.steps
        if any(isinstance(block, Simulator) and block.id == name for block in step.blocks)
    ]
    assert shown
    for lesson in shown:
        assert set(simulation(name).sources) <= {source.key for source in sources_of(lesson)}, lesson.id


@every
def test_runs_for_whatever_can_be_set(name: str) -> None:
    found = simulation(name)

    @settings(max_examples=60, deadline=None)
    @given(st.fixed_dictionaries({parameter.id: some(parameter) for parameter in found.parameters}))
    def run(values: dict[str, Value]) -> None:
        outcome = found.run(values)
        check(outcome)
        assert found.run(values).measures == outcome.measures, "the same each time"

    run()


@every
def test_each_preset_shows_something_of_its_own(name: str) -> None:
    found = simulation(name)
    shown = []
    for preset in found.presets:
        outcome = found.run(found.values(preset.values))
        check(outcome)
        shown.append((outcome.measures, outcome.rows, outcome.charts and outcome.charts[0].curves))
    assert all(one != other for at, one in enumerate(shown) for other in shown[at + 1 :])


@every
def test_a_run_fits_a_frame(name: str) -> None:
    found = simulation(name)
    values = found.defaults()
    found.run(values)
    best = min(_timed(found, values) for _ in range(5))
    assert best < 0.016, f"{best * 1000:.1f} ms"


def _timed(found: Simulation, values: dict[str, Value]) -> float:
    begin = time.perf_counter()
    found.run(values)
    return time.perf_counter() - begin


@every
def test_challenges_are_open_at_first_and_can_be_met(name: str) -> None:
    found = simulation(name)
    start = found.defaults()
    for challenge in found.challenges:
        assert not challenge.met(start, found.run(start)), challenge.id
        solved = found.values(challenge.witness)
        assert challenge.met(solved, found.run(solved)), challenge.id


@every
def test_words_tell_of_every_parameter_and_preset(name: str) -> None:
    found = simulation(name)
    words = found.plain()
    assert words.startswith(found.title)
    for parameter in found.parameters:
        assert parameter.title in words
    for preset in found.presets:
        assert preset.title in words
