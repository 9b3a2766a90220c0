"""Asking for a change once, and saying what became of it: done, not done, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edgewise.account.changes.request import Change
from edgewise.account.client import Client
from edgewise.account.envelope import Answer
from edgewise.account.failures import NoAnswer
from edgewise.account.lock import Locked
from edgewise.errors import AuthError, EdgewiseError

_SAID_NO = frozenset({"api-refused", "not-found", "rate-limited", "blocked-by-firewall"})
"""Codes of answers that refuse before anything is done. A failure of the server is none of them."""

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


async def make(client: Client, change: Change) -> Outcome:
    """Send the change, once. Cancelling it leaves open whether it happened; see :data:`STOPPED`.

    Raises nothing but cancellation.
    """
    try:
        answer = await client.send(
            change.method, change.path, change.parameters, body=change.body, permission=change.permission
        )
    except EdgewiseError as error:
        return failed(error)
    return done(answer)


def done(answer: Answer) -> Outcome:
    """The API said yes."""
    return Outcome("done", "Done: the API accepted it.", words=answer.messages, result=answer.result)


def failed(error: EdgewiseError) -> Outcome:
    """What an error says about whether the change happened."""
    if isinstance(error, Locked) or (isinstance(error, NoAnswer) and not error.sent):
        return Outcome("unsent", f"Not done: nothing was sent. {error.message}", error.fix or "", error.code)
    if isinstance(error, AuthError) or error.code in _SAID_NO:
        return Outcome("refused", f"Not done: the request was refused. {error.message}", error.fix or "", error.code)
    return Outcome("unknown", f"{error.message} {MAY_HAVE_HAPPENED}", "Refresh the list to see.", error.code)
