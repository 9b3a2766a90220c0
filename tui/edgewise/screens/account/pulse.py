"""When a listing that is looked at is read again by itself, and when that had better wait. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from edgewise.account.budget import LIMIT, WINDOW
from edgewise.account.failures import PermissionGap, RateLimited
from edgewise.account.listing import Listing
from edgewise.errors import EdgewiseError

SHARE = 0.25
"""The part of the request budget that refreshing by itself may use at most."""

RESERVE = 0.25
"""The part of the budget below which nothing is refreshed by itself: it is left to what the user asks for."""

IDLE = 600.0
"""Seconds without a key or the mouse after which nobody seems to be looking."""

OVERVIEW_EVERY = 120
"""Seconds after which the overview, which takes a reading of every kind, is renewed."""

LONGEST = 900.0
"""Seconds after which a reading that failed is tried again at the latest."""


@dataclass(frozen=True)
class Moment:
    """What a decision is made from.

    Attributes:
        on: whether the user wants refreshing at all.
        current: whether the screen is on top.
        focused: whether the terminal has the focus.
        idle: seconds since the last key or movement of the mouse.
        extended: whether more is listed than a reading would bring.
        busy: whether it is being read already.
        age: seconds since it was read; ``None`` when it never was.
        tried: seconds since the last attempt, whatever became of it; ``None`` when there was none.
        failed: attempts in a row that failed.
        error: why the last attempt failed.
        every: seconds between two readings by the kind's own word.
        cost: requests that a reading takes.
        left, limit: the request budget.
    """

    on: bool = True
    current: bool = True
    focused: bool = True
    idle: float = 0.0
    extended: bool = False
    busy: bool = False
    age: float | None = None
    tried: float | None = None
    failed: int = 0
    error: EdgewiseError | None = None
    every: int = 60
    cost: int = 1
    left: int = LIMIT
    limit: int = LIMIT


@dataclass(frozen=True)
class Verdict:
    """Whether to read now, and how refreshing stands.

    Attributes:
        state: ``on``, ``off``, ``unseen``, ``idle``, ``saving``, ``failing``, ``extended`` or ``closed``.
        word: the same in a word or two.
        sentence: the same for somebody who asks.
    """

    read: bool
    state: str
    word: str
    sentence: str


def interval(every: int, cost: int, limit: int = LIMIT) -> float:
    """Seconds between two readings: the kind's own, or more, so that they stay within their share of the budget."""
    return max(float(every), cost * WINDOW / max(1.0, limit * SHARE))


def decide(moment: Moment) -> Verdict:
    """Whether a listing is to be read again now."""
    wait = interval(moment.every, moment.cost, moment.limit)
    if not moment.on:
        return Verdict(False, "off", "auto-refresh off", "Auto-refresh is off. R turns it on, r reads once.")
    if isinstance(moment.error, PermissionGap):
        return Verdict(False, "closed", "not renewed", "Auto-refresh waits: this credential may not look here.")
    if moment.extended:
        said = "Auto-refresh waits: it would take away the parts that you have listed. r begins with the first again."
        return Verdict(False, "extended", "not renewed", said)
    if not moment.current or not moment.focused:
        return Verdict(False, "unseen", "paused", "Auto-refresh waits until you look here again.")
    if moment.idle >= IDLE:
        minutes = round(IDLE / 60)
        return Verdict(False, "idle", "paused", f"Auto-refresh waits: no key for {minutes} minutes. Any key goes on.")
    if moment.left < moment.limit * RESERVE:
        said = f"Auto-refresh waits: {moment.left:,} requests are left for now, and they are kept for you."
        return Verdict(False, "saving", "saving requests", said)
    if moment.failed:
        wait = _after_failure(moment, wait)
        due = moment.tried is None or moment.tried >= wait
        said = f"The last reading failed. It is tried again after {_words(wait)}; r tries at once."
        return Verdict(due and not moment.busy, "failing", f"again in {_words(wait)}", said)
    due = moment.age is not None and moment.age >= wait and not moment.busy
    return Verdict(
        due, "on", f"renewed every {_words(wait)}", f"Auto-refresh is on: every {_words(wait)} while you look here."
    )


def cost_of(listings: Iterable[Listing]) -> int:
    """Requests that reading these listings again takes: their pages, and what follows on each row."""
    total = 0
    for listing in listings:
        plan, rows = listing.kind.plan, len(listing.rows)
        # A server that is not told how many rows to send in one part rarely sends fewer than ten.
        pages = 1 if plan.style == "single" else max(1, ceil(rows / (plan.per_page or 10)))
        total += pages + rows * len(listing.kind.follows)
    return max(1, total)


def _after_failure(moment: Moment, wait: float) -> float:
    """Longer each time, and as long as the API asks for."""
    asked = moment.error.seconds if isinstance(moment.error, RateLimited) else None
    grown = wait * 2.0 ** min(moment.failed, 6)
    return max(min(grown, LONGEST), asked or 0.0)


def _words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
