"""What the dialogs about changes say. No widgets in here."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from edgewise.account.changes.log import STATES, Entry
from edgewise.account.changes.outcome import Outcome
from edgewise.account.changes.request import Change
from edgewise.screens.account.changing.blocks import Block, code, label, prose
from edgewise.text import clean

SIGNS = {
    "done": ("✓", "$success"),
    "refused": ("✗", "$error"),
    "unsent": ("○", "$text-muted"),
    "unknown": ("▲", "$warning"),
}
"""A sign and a tone for each state of an outcome."""

UNDER_WAY = ("▶", "$primary")


def sign_of(outcome: Outcome | None) -> tuple[str, str]:
    """The sign of an outcome and its tone."""
    return SIGNS[outcome.state] if outcome else UNDER_WAY


def question(change: Change, whose: str) -> tuple[Block, ...]:
    """What will be sent, what it does, and the same from a shell."""
    body = change.body_text(short=60)
    shell = "The same with wrangler" if change.wrangler else "The same with curl; wrangler has no command for it"
    return (
        prose(Content(change.effect)),
        prose(Content("")),
        label(f"The request, in {whose}"),
        code(f"{change.method} {clean(change.where)}"),
        *([code(body)] if body else []),
        prose(Content("")),
        label(shell),
        code(clean(change.command)),
        prose(Content("")),
        label(f"It needs {change.permission.name} ({change.permission.dashboard})."),
    )


def waiting(change: Change, seconds: int) -> tuple[Block, ...]:
    """While the answer is awaited."""
    sent = f"{change.method} was sent. Waiting for the answer, {seconds} s …"
    return (
        prose(Content.styled("▶ ", "$primary") + Content(sent)),
        prose(Content("")),
        label("Escape stops the waiting, not the change: it may happen all the same."),
    )


def result(outcome: Outcome) -> tuple[Block, ...]:
    """What became of it."""
    sign, tone = sign_of(outcome)
    found = [prose(Content.styled(f"{sign} {STATES[outcome.state].capitalize()}", f"bold {tone}")), prose(Content(""))]
    found.append(prose(Content(outcome.message)))
    if outcome.words:
        found += [prose(Content("")), label("The API says"), *map(code, outcome.words)]
    if outcome.fix:
        found += [prose(Content("")), prose(Content.styled("What to do: ", "bold") + Content(outcome.fix))]
    return tuple(found)


def listed(entries: Iterable[Entry]) -> tuple[Block, ...]:
    """The changes of a session, the newest first."""
    found = [block for entry in reversed(list(entries)) for block in _entry(entry)]
    if found:
        return tuple(found)
    nothing = (
        "What you change in an account with x is listed here, with the request and the API's answer, until you quit "
        "edgewise."
    )
    return prose(Content.styled("○ Nothing has been changed", "bold")), prose(Content("")), prose(Content(nothing))


def _entry(entry: Entry) -> list[Block]:
    sign, tone = sign_of(entry.outcome)
    change, outcome = entry.change, entry.outcome
    whose = f"{entry.account_name or entry.account}{' · demo account' if entry.demo else ''}"
    took = f" · {(entry.ended - entry.asked).total_seconds():.1f} s" if entry.ended else ""
    title = Content.styled(f"{change.title} · {clean(change.name, 60)}", "bold")
    return [
        prose(Content.styled(f"{sign} ", tone) + title),
        label(f"{entry.state.capitalize()} · {entry.asked:%Y-%m-%d %H:%M:%S} UTC{took} · {whose}"),
        code(f"{change.method} {clean(change.where)}"),
        *([code(change.body_text(short=200))] if change.body is not None else []),
        *([prose(Content(outcome.message))] if outcome is not None and outcome.state != "done" else []),
        *(prose(Content(f"“{words}”")) for words in (outcome.words if outcome is not None else ())),
        prose(Content("")),
    ]
