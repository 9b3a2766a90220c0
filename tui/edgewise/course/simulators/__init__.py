"""The simulations of the course. Each is a module of its own: ``four-bills`` is ``four_bills.SIMULATION``."""

from __future__ import annotations

from edgewise.course.by_name import ids_in, module_of
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


def simulation_ids() -> tuple[str, ...]:
    """The id of every simulation, without importing any."""
    return ids_in(__path__, but=("base",))


def simulation(simulation_id: str) -> Simulation:
    """The simulation with that id.

    Raises:
        InputError: ``simulator-unknown``, when there is none.
    """
    found: Simulation = module_of(__name__, simulation_id, simulation_ids(), "simulator").SIMULATION
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
