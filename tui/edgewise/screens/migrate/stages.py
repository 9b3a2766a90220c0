"""The stages of a migration, and how far one is in each. History stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The stages, in order."""

    INSPECT = "inspect"
    ASSESS = "assess"
    PLAN = "plan"
    APPLY = "apply"
    PROVE = "prove"
    SHIP = "ship"
    CUT_OVER = "cut-over"
    HISTORY = "history"

    @property
    def caption(self) -> str:
        """As it is written on the rail."""
        return self.value.replace("-", " ").capitalize()


OPEN = (Stage.INSPECT, Stage.ASSESS, Stage.PLAN, Stage.APPLY, Stage.PROVE)
"""The stages that can be entered."""

LATER = (Stage.SHIP, Stage.CUT_OVER)
"""The stages that belong to the account. They have a screen of their own."""


@dataclass(frozen=True)
class Mark:
    """How a stage stands.

    Attributes:
        symbol: ``✓`` done, ``▲`` needs a look, ``✗`` in the way, ``○`` not yet.
        style: a theme variable for the symbol.
        note: a few words, such as ``2 to decide``.
    """

    symbol: str = "○"
    style: str = "$text-muted"
    note: str = ""


def good(note: str = "") -> Mark:
    """The stage is done."""
    return Mark("✓", "$text-success", note)


def doubtful(note: str) -> Mark:
    """The stage needs a look."""
    return Mark("▲", "$text-warning", note)


def bad(note: str) -> Mark:
    """The stage is in the way."""
    return Mark("✗", "$text-error", note)
