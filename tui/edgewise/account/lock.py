"""The read-only lock: whether this session may change anything in an account.

It is on from the start, and turned off by a person, for this session and this account. Whoever can
send a request holds the same lock, and it is asked below the screens, where requests leave: a
mistake in a screen cannot write.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from edgewise.errors import Refused
from edgewise.text import clean

OPEN_FOR = timedelta(minutes=10)
"""How long the lock stays off while nothing is changed."""


class Locked(Refused):
    """A request that would change something, while the lock is on. It was not sent."""

    def __init__(self, method: str, where: str) -> None:
        super().__init__(
            f"The account is locked, so {method} was not sent: nothing was changed.",
            code="locked",
            where=clean(where, 200),
            fix="Press ctrl+l on the Account screen to allow changes for a while, then do it again.",
        )


class Lock:
    """On, or off for a while. Every use while it is off begins the while anew.

    Args:
        now: says what time it is.
        open_for: how long it stays off without being used.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), open_for: timedelta = OPEN_FOR) -> None:
        self._now = now
        self._open_for = open_for
        self._used: datetime | None = None

    @property
    def on(self) -> bool:
        """Whether changes are refused. What has not been used for long enough turns itself on."""
        return self.left is None

    @property
    def left(self) -> timedelta | None:
        """How long it will stay off if nothing is done; ``None`` while it is on."""
        if self._used is None:
            return None
        passed = self._now() - self._used
        # A clock that was set back says nothing about how long it has been.
        if timedelta(0) <= passed < self._open_for:
            return self._open_for - passed
        self._used = None
        return None

    def turn_off(self) -> None:
        """Allow changes, until it has not been used for a while."""
        self._used = self._now()

    def turn_on(self) -> None:
        """Refuse changes."""
        self._used = None

    def use(self) -> None:
        """Somebody is at it: stay off for the whole while again. Does nothing while it is on."""
        if not self.on:
            self._used = self._now()

    def check(self, method: str, where: str) -> None:
        """Let a request pass that would change something.

        Raises:
            Locked: while it is on.
        """
        if self.on:
            raise Locked(method, where)
        self.use()
