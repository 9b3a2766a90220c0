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
    ADD = "add"
    SHIP = "ship"
    CUT_OVER = "cut-over"
    FINISH = "finish"
    HISTORY = "history"

    @property
    def caption(self) -> str:
        """As it is written on the rail."""
        return self.value.replace("-", " ").capitalize()


WAY = tuple(stage for stage in Stage if stage is not Stage.HISTORY)
"""The stages that the rail leads through."""

ACCOUNT = frozenset({Stage.SHIP, Stage.CUT_OVER, Stage.FINISH})
"""The stages that read the account, and change it after a yes."""

AFTERWARDS = ACCOUNT | {Stage.ADD}
"""The stages of a project whose files are moved."""


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
