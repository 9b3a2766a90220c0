"""What became of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAY_HAVE_HAPPENED = "It may have happened all the same: look before you ask again."


@dataclass(frozen=True)
class Outcome:
    """What became of a change.

    Attributes:
        state: ``done``, ``refused`` (the API said no), ``unsent`` (nothing left this machine), or
            ``unknown`` (it was sent, and may have happened).
        message: one or two sentences for a person.
        fix: what to do now, where there is something.
        code: of the error; empty when it was done.
        words: what the API said besides its result.
        result: the API's result, as it came.
    """

    state: str
    message: str
    fix: str = ""
    code: str = ""
    words: tuple[str, ...] = ()
    result: Any = None


STOPPED = Outcome(
    "unknown",
    f"You stopped waiting after the request was sent. {MAY_HAVE_HAPPENED}",
    "Refresh the list to see whether it did.",
    "stopped",
)
