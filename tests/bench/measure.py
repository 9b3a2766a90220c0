"""Two things measured in turn, so that whatever else the computer does falls on both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles

Sample = Callable[[], float]


@dataclass(frozen=True)
class Comparison:
    """One measured ratio."""

    title: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    unit: str
    goal: float
    """The ratio is to be at most this."""
    names: tuple[str, str] = ("edgewise", "reference")
    note: str = ""

    @property
    def ratio(self) -> float:
        """Median of ours by median of theirs."""
        return median(self.ours) / median(self.theirs)

    @property
    def holds(self) -> bool:
        """Whether the goal was reached in this run."""
        return self.ratio <= self.goal

    def lines(self) -> list[str]:
        """The result for a terminal."""
        sign, word = ("✓", "reached") if self.holds else ("▲", "missed")
        rows = [f"{sign} {self.title}: {self.ratio:.2f} (goal at most {self.goal:g}, {word})"]
        width = max(len(name) for name in self.names)
        for name, values in zip(self.names, (self.ours, self.theirs), strict=True):
            rows.append(f"    {name:<{width}}  {_spread(values, self.unit)}")
        return [*rows, *([f"    {self.note}"] if self.note else [])]

    def row(self) -> str:
        """The result as a row of a Markdown table."""
        ours, theirs = (f"{median(values):.{_digits(values)}f} {self.unit}" for values in (self.ours, self.theirs))
        return f"| {self.title} | {ours} | {theirs} ({self.names[1]}) | {self.ratio:.2f} | {self.goal:g} |"


HEAD = "| what | edgewise | against | ratio | goal |\n|---|---|---|---|---|"


def interleave(ours: Sample, theirs: Sample, rounds: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """``rounds`` samples of each, in turn and with alternating order, after one of each that does not count."""
    ours(), theirs()
    first: list[float] = []
    second: list[float] = []
    for number in range(rounds):
        if number % 2:
            second.append(theirs())
            first.append(ours())
        else:
            first.append(ours())
            second.append(theirs())
    return tuple(first), tuple(second)


def _spread(values: tuple[float, ...], unit: str) -> str:
    digits = _digits(values)
    low, _, high = quantiles(values, n=4) if len(values) > 3 else (min(values), 0, max(values))
    return (
        f"median {median(values):.{digits}f} {unit}, half of them {low:.{digits}f} to {high:.{digits}f}, "
        f"n = {len(values)}"
    )


def _digits(values: tuple[float, ...]) -> int:
    return 0 if median(values) >= 100 else 1
