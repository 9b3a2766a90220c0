"""The simulations of the course. Each is a module of its own: ``four-bills`` is ``four_bills.SIMULATION``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from edgewise.course.simulators.base import (
    Challenge,
    Measure,
    Number,
    Outcome,
    Parameter,
    Pick,
    Preset,
    Simulation,
    Value,
    Values,
)
from edgewise.errors import InputError


def simulation_ids() -> tuple[str, ...]:
    """The id of every simulation, without importing any. Modules that begin with ``_`` are helpers."""
    return tuple(
        module.name.replace("_", "-")
        for module in iter_modules(__path__)
        if module.name != "base" and not module.name.startswith("_")
    )


def simulation(simulation_id: str) -> Simulation:
    """The simulation with that id.

    Raises:
        InputError: ``simulator-unknown``, when there is none.
    """
    known = simulation_ids()
    if simulation_id not in known:
        raise InputError(
            f"There is no simulator called {simulation_id!r}.",
            code="simulator-unknown",
            fix=f"Use one of: {', '.join(known) or 'none yet'}.",
        )
    found: Simulation = import_module(f"{__name__}.{simulation_id.replace('-', '_')}").SIMULATION
    return found


__all__ = [
    "Challenge",
    "Measure",
    "Number",
    "Outcome",
    "Parameter",
    "Pick",
    "Preset",
    "Simulation",
    "Value",
    "Values",
    "simulation",
    "simulation_ids",
]
