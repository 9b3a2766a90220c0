"""What has come in from a proof so far: counts and causes, kept up to date with each event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from edgewise.migration.parity.events import Event, Stage
from edgewise.migration.parity.grouping import Group, groups
from edgewise.migration.parity.model import Exchange


@dataclass
class Tally:
    """The state of a running proof.

    Attributes:
        done: requests that are through, of ``total``.
        seconds: how long each finished part took.
        text: what is going on now.
    """

    stage: Stage = Stage.STAGING
    text: str = ""
    done: int = 0
    total: int = 0
    seconds: dict[Stage, float] = field(default_factory=dict)
    _exchanges: dict[object, Exchange] = field(default_factory=dict)

    @classmethod
    def of(cls, exchanges: Iterable[Exchange]) -> Tally:
        """The tally of a finished proof."""
        found: dict[object, Exchange] = {each.request.key: each for each in exchanges}
        return cls(Stage.DONE, "", len(found), len(found), _exchanges=found)

    def hear(self, event: Event) -> None:
        """Take in one event."""
        self.stage, self.text = event.stage, event.text
        if event.stage is Stage.COMPARING and event.done is not None and event.total is not None:
            self.done, self.total = event.done, event.total
        if event.seconds is not None:
            self.seconds[event.stage] = event.seconds
        if event.exchange is not None:
            self._exchanges[event.exchange.request.key] = event.exchange

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The comparisons that have come in."""
        return tuple(self._exchanges.values())

    def count(self, verdict: str) -> int:
        """How many are ``equal``, ``declared`` or ``undeclared``."""
        return sum(each.verdict == verdict for each in self._exchanges.values())

    def causes(self, titles: dict[str, str]) -> tuple[Group, ...]:
        """The differences by cause."""
        return groups(self._exchanges.values(), titles)
