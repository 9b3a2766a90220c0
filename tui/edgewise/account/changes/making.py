"""Asking for a change once, and saying what became of it: done, not done, or unknown."""

from __future__ import annotations

from edgewise.account.changes.outcome import MAY_HAVE_HAPPENED, Outcome
from edgewise.account.changes.request import Change
from edgewise.account.client import Client
from edgewise.account.envelope import Answer
from edgewise.account.failures import NoAnswer, PerhapsDone
from edgewise.account.lock import Locked
from edgewise.errors import AuthError, EdgewiseError

_SAID_NO = frozenset({"api-refused", "not-found", "rate-limited", "blocked-by-firewall"})
"""Codes of answers that refuse before anything is done. A failure of the server is none of them."""


async def make(client: Client, change: Change) -> Outcome:
    """Send the change, once. Cancelling it leaves open whether it happened; ``STOPPED`` is the outcome then.

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
    return Outcome("done", "The API accepted it.", words=answer.messages, result=answer.result)


def failed(error: EdgewiseError) -> Outcome:
    """What an error says about whether the change happened."""
    if isinstance(error, PerhapsDone):
        return Outcome("unknown", error.message, error.fix or "", error.code)
    if isinstance(error, Locked) or (isinstance(error, NoAnswer) and not error.sent):
        return Outcome("unsent", f"Not done: nothing was sent. {error.message}", error.fix or "", error.code)
    if isinstance(error, AuthError) or error.code in _SAID_NO:
        return Outcome("refused", f"Not done: the request was refused. {error.message}", error.fix or "", error.code)
    return Outcome("unknown", f"{error.message} {MAY_HAVE_HAPPENED}", "Refresh the list to see.", error.code)
