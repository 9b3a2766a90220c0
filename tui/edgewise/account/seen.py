"""What the API's answers show about permissions: an answer proves one, a refusal proves the lack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from edgewise.account.failures import Permission, PermissionGap


@dataclass(frozen=True)
class Sighting:
    """The last answer to a request that needs a permission.

    Attributes:
        has: whether it was answered, rather than refused for want of the permission.
        where: the path that was asked, filled.
        at: when it was answered.
    """

    has: bool
    where: str
    at: datetime


@dataclass
class Sight:
    """What one request is about to show."""

    proves: bool = True


class Seen:
    """Sightings by the permission's API name, the last one of each."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sightings: dict[str, Sighting] = {}

    @property
    def sightings(self) -> Mapping[str, Sighting]:
        """What has been seen so far."""
        return dict(self._sightings)

    def forget(self) -> None:
        """Another account: what was seen says nothing about it."""
        self._sightings.clear()

    def note(self, permission: Permission | None, where: str, *, has: bool) -> None:
        """A request that needs ``permission`` was answered, or refused."""
        if permission is not None:
            self._sightings[permission.name] = Sighting(has, where, self._now())

    @contextmanager
    def watching(self, permission: Permission | None, where: str) -> Iterator[Sight]:
        """Note what the block shows: going through it proves the permission, a gap that it raises the lack.

        Any other failure proves nothing. The block may set ``proves`` of what it is given to false, where its
        success proves nothing either.
        """
        sight = Sight()
        try:
            yield sight
        except PermissionGap as gap:
            self.note(gap.permission, where, has=False)
            raise
        if sight.proves:
            self.note(permission, where, has=True)
