"""What a simulation is: parameters that the reader turns, and what comes out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from edgewise.course.model import Line
from edgewise.plot.model import Chart

Value = float | str
Values = Mapping[str, Value]
"""A value for every parameter, by its id: a number for a :class:`Number`, one of its options for a :class:`Pick`."""

Tone = Literal["", "good", "warning", "bad", "muted", "accent"]


@dataclass(frozen=True)
class Number:
    """A number that the reader changes.

    Attributes:
        steps: what the arrow keys go through, ascending.
        low, high: between which any number may be typed.
        written: a value with its unit.
        note: one line on what it means.
        source: key of the source of the default, if it is a fact.
    """

    id: str
    title: str
    default: float
    steps: tuple[float, ...]
    low: float
    high: float
    written: Callable[[float], str]
    note: str = ""
    source: str = ""

    def text(self, value: Value) -> str:
        """A value as it is shown."""
        return self.written(float(value))

    def beside(self, value: Value, direction: int) -> float:
        """The step above (``1``) or below (``-1``) a value, which may lie between two; the last one stays."""
        here = float(value)
        if direction > 0:
            return next((step for step in self.steps if step > here), max(here, self.steps[-1]))
        return next((step for step in reversed(self.steps) if step < here), min(here, self.steps[0]))

    def read(self, typed: str) -> float:
        """The number in what somebody typed.

        Raises:
            ValueError: with one sentence for the reader, when it is none or out of range.
        """
        words = typed.strip().replace(",", "").replace("_", "").lstrip("$").rstrip("%")
        scale = {"k": 1e3, "m": 1e6, "g": 1e9}.get(words[-1:].lower(), 1.0)
        try:
            number = float(words[:-1] if scale > 1 else words) * scale
        except ValueError:
            raise ValueError("That is not a number. Type one such as 250, 0.5 or 2M.") from None
        if not self.low <= number <= self.high:
            raise ValueError(f"It must be from {self.written(self.low)} to {self.written(self.high)}.")
        return number


@dataclass(frozen=True)
class Pick:
    """One of several. ``options`` are pairs of value and label."""

    id: str
    title: str
    default: str
    options: tuple[tuple[str, str], ...]
    note: str = ""
    source: str = ""

    def text(self, value: Value) -> str:
        """A value as it is shown."""
        return next((label for option, label in self.options if option == value), str(value))

    def beside(self, value: Value, direction: int) -> str:
        """The option after or before; the last one stays."""
        values = [option for option, _ in self.options]
        at = values.index(str(value)) + direction
        return values[max(0, min(at, len(values) - 1))]


Parameter = Number | Pick


@dataclass(frozen=True)
class Preset:
    """A starting point. ``values`` holds those that differ from the defaults; ``remark`` says what to look at."""

    id: str
    title: str
    values: Values
    remark: str = ""


@dataclass(frozen=True)
class Measure:
    """One thing that came out: a title, and a text with its unit."""

    title: str
    text: str
    tone: Tone = ""
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came out of a run.

    Attributes:
        measures: most important first; six at most.
        picture: a drawing for a width (40 to 100), 14 lines at most.
        head, rows: a small table with a row for each thing that is compared.
        remark: one sentence that says what to see in it.
    """

    measures: tuple[Measure, ...]
    charts: tuple[Chart, ...] = ()
    picture: Callable[[int], list[Line]] | None = None
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Measure, ...], ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Challenge:
    """Something to reach.

    Attributes:
        met: whether values and what came out of them reach it.
        solved: what reaching it shows.
        witness: values that reach it; the defaults do not.
    """

    id: str
    text: str
    met: Callable[[Values, Outcome], bool]
    solved: str
    hint: str
    witness: Values


@dataclass(frozen=True)
class Simulation:
    """One simulation.

    Attributes:
        id: stable kebab-case id; lessons name it in ``:::simulator``.
        run: pure, the same each time, and quick (under 10 ms) for every value that is allowed.
        sources: keys of the sources of its numbers, parameters' sources included.
        project: whether the project in the reader's folder can set its parameters.
    """

    id: str
    title: str
    parameters: tuple[Parameter, ...]
    run: Callable[[Values], Outcome]
    presets: tuple[Preset, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    sources: tuple[str, ...] = ()
    project: bool = False

    def defaults(self) -> dict[str, Value]:
        """The default of every parameter."""
        return {parameter.id: parameter.default for parameter in self.parameters}

    def values(self, changes: Values) -> dict[str, Value]:
        """The defaults with ``changes`` on top.

        Raises:
            KeyError: for a parameter that there is not.
        """
        known = self.defaults()
        unknown = [name for name in changes if name not in known]
        if unknown:
            raise KeyError(f"{self.id} has no parameter {unknown[0]}")
        return known | dict(changes)

    def parameter(self, parameter_id: str) -> Parameter:
        """The parameter with that id."""
        return next(parameter for parameter in self.parameters if parameter.id == parameter_id)

    def preset(self, preset_id: str) -> Preset | None:
        """The preset with that id, if there is one."""
        return next((preset for preset in self.presets if preset.id == preset_id), None)

    def plain(self) -> str:
        """The simulation in words: what can be turned, and what comes out of the defaults and each preset."""
        return "\n".join(self._plain())

    def _plain(self) -> Iterator[str]:
        yield self.title
        yield ""
        yield "What you can change:"
        for parameter in self.parameters:
            note = f". {parameter.note}" if parameter.note else ""
            yield f"  {parameter.title}: {parameter.text(parameter.default)}{note}"
        for title, changes, remark in self._cases():
            yield ""
            yield f"{title}:"
            if changes:
                said = (f"{self.parameter(name).title} {self.parameter(name).text(v)}" for name, v in changes.items())
                yield f"  With {', '.join(said)}."
            yield from self._came_out(changes, remark)
        for challenge in self.challenges:
            yield ""
            yield f"Challenge: {challenge.text}"

    def _cases(self) -> Iterator[tuple[str, Values, str]]:
        yield "As it begins", {}, ""
        for preset in self.presets:
            yield preset.title, preset.values, preset.remark

    def _came_out(self, changes: Values, remark: str) -> Iterator[str]:
        from edgewise.plot.words import describe

        outcome = self.run(self.values(changes))
        for measure in outcome.measures:
            yield f"  {measure.title}: {measure.text}{f' ({measure.note})' if measure.note else ''}"
        for row in outcome.rows:
            yield "  " + ", ".join(
                f"{head} {measure.text}".strip() for head, measure in zip(outcome.head, row, strict=True)
            )
        for chart in outcome.charts:
            yield from (f"  {line}" for line in describe(chart))
        for text in (outcome.remark, remark):
            if text:
                yield f"  {text}"
