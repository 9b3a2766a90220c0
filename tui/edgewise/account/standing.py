"""What is known of the credential itself, and of this computer's clock: so that a refusal gets its right name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

NOTABLE = timedelta(seconds=60)
"""A difference between two clocks that is worth a word. A Date header knows whole seconds, and travels."""


@dataclass(frozen=True)
class Verdict:
    """What the API says of a token when it is asked about it.

    Attributes:
        status: ``active``, ``disabled`` or ``expired``; empty when it said something else, or nothing.
        expires_on, not_before: between these it is good; ``None`` when they are not set or not known.
    """

    status: str = ""
    expires_on: datetime | None = None
    not_before: datetime | None = None

    @classmethod
    def of(cls, result: Any) -> Verdict:
        """The verdict in the ``result`` of ``/user/tokens/verify``, whatever that holds."""
        found = result if isinstance(result, Mapping) else {}
        status = found.get("status")
        known = status if status in ("active", "disabled", "expired") else ""
        return cls(known, _moment(found.get("expires_on")), _moment(found.get("not_before")))

    def reason(self, now: datetime) -> str:
        """Why the token is not good at ``now``: ``disabled``, ``expired`` or ``not-yet-valid``; empty when it is."""
        if self.status == "disabled":
            return "disabled"
        if self.status == "expired" or (self.expires_on is not None and self.expires_on <= now):
            return "expired"
        if self.not_before is not None and self.not_before > now:
            return "not-yet-valid"
        return ""


@dataclass
class Standing:
    """The state of one credential, as far as answers told.

    Attributes:
        alive: whether it works; ``None`` while that is not known.
        verdict: what the API says of it, once it was asked.
        skew: how far this computer's clock is ahead of the API's; negative when it is behind.
    """

    alive: bool | None = None
    verdict: Verdict = field(default_factory=Verdict)
    skew: timedelta | None = None

    def hear(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take in when an answer was given, by its ``Date`` header."""
        try:
            date = parsedate_to_datetime(headers["date"])
        except (KeyError, ValueError, TypeError, IndexError, OverflowError):
            return
        self.skew = now - (date if date.tzinfo else date.replace(tzinfo=UTC))

    def succeeded(self) -> None:
        """The API did what was asked: the credential works."""
        self.alive = True

    def judged(self, verdict: Verdict, now: datetime) -> None:
        """The API told about the token; ``now`` is this computer's time."""
        self.verdict = verdict
        # A verdict without a word that is known leaves open what the token is worth.
        self.alive = False if self.reason(now) else True if verdict.status == "active" else None

    def reason(self, now: datetime) -> str:
        """Why the token is not good, by the API's clock; see :meth:`Verdict.reason`."""
        return self.verdict.reason(now - (self.skew or timedelta(0)))

    def clock(self) -> str:
        """A sentence about this computer's clock; empty when it is right, or nothing is known."""
        if self.skew is None or abs(self.skew) < NOTABLE:
            return ""
        side = "ahead of" if self.skew > timedelta(0) else "behind"
        return f"This computer's clock is {span(abs(self.skew))} {side} Cloudflare's."


def span(length: timedelta) -> str:
    """A length of time in its largest unit, such as ``3 hours``."""
    seconds = length.total_seconds()
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return f"{round(seconds)} s"


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
