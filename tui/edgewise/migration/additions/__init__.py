"""What Pages could not have: additions to a moved project, each a plan with a journal of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgewise.migration.additions.applying import Added, apply_addition, interrupted_addition, resume_addition
    from edgewise.migration.additions.model import KINDS, Addition, Offer, Wanted
    from edgewise.migration.additions.offering import offers
    from edgewise.migration.additions.planning import plan_addition
    from edgewise.migration.additions.situation import unfinished
    from edgewise.migration.additions.trial import Trial, TrialEvent, try_addition

__all__ = [
    "KINDS",
    "Added",
    "Addition",
    "Offer",
    "Trial",
    "TrialEvent",
    "Wanted",
    "apply_addition",
    "interrupted_addition",
    "offers",
    "plan_addition",
    "resume_addition",
    "try_addition",
    "unfinished",
]

_HOMES = {
    "KINDS": "model",
    "Addition": "model",
    "Offer": "model",
    "Wanted": "model",
    "Added": "applying",
    "apply_addition": "applying",
    "interrupted_addition": "applying",
    "resume_addition": "applying",
    "offers": "offering",
    "plan_addition": "planning",
    "unfinished": "situation",
    "Trial": "trial",
    "TrialEvent": "trial",
    "try_addition": "trial",
}


def __getattr__(name: str) -> Any:
    """Import an exported name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"edgewise.migration.additions.{_HOMES[name]}"), name)
