"""What a proof tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from edgewise.migration.parity.model import Exchange


class Stage(StrEnum):
    """The parts of a proof, in order."""

    STAGING = "staging"
    STARTING_OLD = "starting-old"
    STARTING_NEW = "starting-new"
    COMPARING = "comparing"
    ASKING_AGAIN = "asking-again"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """One piece of news.

    Attributes:
        text: what is going on, in a few words.
        done: requests that are through, of ``total``; ``None`` outside comparing and asking again.
        exchange: a comparison that has just come in. While asking again it replaces the earlier one of
            the same :attr:`~edgewise.migration.parity.model.Request.key`.
        seconds: how long the part took that this event ends; ``None`` when it does not end one.
    """

    stage: Stage
    text: str
    done: int | None = None
    total: int | None = None
    exchange: Exchange | None = None
    seconds: float | None = None


Listener = Callable[[Event], None]


def silent(_event: Event) -> None:
    """The listener for those who do not listen."""
