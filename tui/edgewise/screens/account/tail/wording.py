"""The lines around a live log: how it stands with the connection, what is shown, what to do. No widgets in here."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from edgewise.account.resources.values import text
from edgewise.account.tail.filters import LocalFilter
from edgewise.account.tail.lines import duration
from edgewise.account.tail.session import State
from edgewise.screens.account import states
from edgewise.screens.account.tail.feed import Feed
from edgewise.text import clean

ASKING = Content(
    "What Cloudflare does not send is not held, and cannot be found later. Separate with blanks, empty for all:\n\n"
    "status:error   method:POST   sampling:0.1   ip:self\n"
    "header:x-name=value   search:words   version:id\n"
)
"""What may be asked for; the line is read by ``parse_server_filter``."""

QUIET = 2.0
"""Seconds without an event after which it is said how one is made."""


def stage(state: State, feed: Feed, now: datetime) -> tuple[str, str]:
    """How it stands, in a few words and a colour. A pause comes first: it is why nothing moves."""
    if feed.paused:
        return f"‖ paused, {feed.waiting:,} new", "bold $warning"
    match state.stage:
        case "live":
            return "● live", "bold $success"
        case "reconnecting":
            left = round(state.pause - (now - state.at).total_seconds())
            return f"▲ reconnecting{f' in {left} s' if left > 0 else ' now'}", "bold $warning"
        case "ended":
            return "✗ ended", "bold $error"
        case _:
            return "○ connecting", "$text-muted"


def counts(feed: Feed, shown: int, asked: str, *, following: bool) -> Content:
    """How much there is, how much of it is shown, and by which filter."""
    parts = [Content(f"{len(feed.ring):,} {'entry' if len(feed.ring) == 1 else 'entries'}")]
    if feed.wanted:
        parts.append(Content.styled(f"{shown:,} shown: {described(feed.wanted)}", "$primary"))
    if asked:
        parts.append(Content.styled(f"Cloudflare sends only {clean(asked, 60)}", "$warning"))
    if feed.ring.dropped:
        parts.append(Content(f"{feed.ring.dropped:,} older ones let go"))
    if feed.sampled:
        parts.append(Content.styled("▲ a sample only", "$warning"))
    if not following and not feed.paused:
        parts.append(Content("not following: G goes to the end"))
    return Content(" · ").join(parts)


def described(wanted: LocalFilter) -> str:
    """A filter in words."""
    parts = [wanted.status, wanted.method, f"level {wanted.level}" if wanted.level else ""]
    parts.append(" ".join(f"“{word}”" for word in wanted.words))
    return ", ".join(part for part in parts if part)


def next_step(state: State, feed: Feed, *, shown: int, finding: bool, reason: str) -> str:
    """What to do next."""
    if finding:
        return "Type some words. Enter goes to the events that hold them, escape shows all again."
    if state.stage == "ended":
        return "Read what happened below. Press r to try again, escape to go back."
    if feed.paused:
        return "Press space to go on with what came meanwhile."
    if state.stage == "reconnecting":
        return f"The connection was lost ({text(reason) or 'no reason given'}). It comes back by itself."
    if not shown:
        return "One moment." if state.stage == "connecting" else "Wait for an event, or make one."
    return "Press enter for everything about an event, space to pause, / to find."


def nothing_yet(state: State, feed: Feed, ways: list[str], now: datetime) -> tuple[Content, ...]:
    """What stands where events would be."""
    if state.error is not None and state.stage in ("ended", "reconnecting"):
        return states.failed(state.error, demo_offered=False)
    if state.stage == "connecting":
        return states.loading("the live log")
    if feed.wanted and len(feed.ring):
        none = Content.styled(f"○ None of {len(feed.ring):,} is {described(feed.wanted)}", "bold")
        return none, states.keys(("esc", "show all"), ("s", "status"), ("m", "method"), ("/", "words"))
    if state.stage == "reconnecting":
        return (
            Content.styled("▲ Not connected", "bold $warning"),
            Content(f"The connection was lost: {state.reason}."),
        )
    since = (now - state.at).total_seconds()
    if state.stage != "live" or since < QUIET:
        return (Content.styled("▶ ", "$primary") + Content.styled("Listening …", "$text-muted"),)
    title = "○ Live, and cleared" if feed.ring.cleared else "○ Live, and no events yet"
    how = Content("\n").join(Content(way) for way in ways)
    quiet = f"Nothing has run for {duration(since)}. A log shows only what happens while you look."
    return Content.styled(title, "bold"), Content(quiet), Content.styled("To see one:", "bold"), how
