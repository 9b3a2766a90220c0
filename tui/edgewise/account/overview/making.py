"""The overview, made of what has been read so far. Nothing is asked for here."""

from __future__ import annotations

from collections.abc import Sequence

from edgewise.account.failures import PermissionGap
from edgewise.account.overview.erring import ERRING, errors_known
from edgewise.account.overview.failing import failing
from edgewise.account.overview.model import Block, Line, Overview, Seen
from edgewise.account.overview.moving import moving
from edgewise.account.overview.running import running
from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.relations import dead_letters_of, has_consumer, has_producer, producers_of
from edgewise.account.resources.values import at, number
from edgewise.errors import EdgewiseError
from edgewise.text import clean

WATCHED = ("pages_projects", "queues", "workflows")
"""Kinds without which nobody can say that nothing fails, as far as edgewise knows them."""


CATALOGUES = ("ai_models",)
"""Kinds of which everybody has the same."""


def make_overview(
    seen: Sequence[Seen], scope: Scope, *, favourites: Sequence[Line] = (), costs: Block | None = None
) -> Overview:
    """The account on one screen.

    Args:
        seen: the kinds that stand by themselves, in their order.
        favourites: lines for the rows that the user keeps.
        costs: today's use and what the month costs; left out when nobody knows.
    """
    blocks = [
        Block("favourites", "★ Favourites", tuple(favourites)),
        _nothing(seen),
        _fails(seen, scope),
        _unread(seen),
        _lonely(seen, scope),
        moving(next((each for each in seen if each.kind.id == "pages_projects"), None), scope),
        costs or Block("costs", ""),
        Block("runs", "What runs", tuple(running(each, scope) for each in seen)),
    ]
    return Overview(tuple(block for block in blocks if block.lines or block.remark))


def _fails(seen: Sequence[Seen], scope: Scope) -> Block:
    lines = [line for each in seen for line in failing(each, scope)]
    lines.sort(key=lambda line: line.tone != "bad")
    missing = [each.kind.title for each in seen if each.kind.id in WATCHED and not _sure(each)]
    missing += [
        f"errors of {each.kind.title}"
        for each in seen
        if each.kind.id in ERRING and each.rows and not errors_known(each.kind.id, scope)
    ]
    if missing:
        ended = _failed(seen) or any(each in scope.series for each in ERRING)
        words = f"Not known: {_listed(missing)}" if ended else f"{_listed(missing)}: not known yet"
        return Block("fails", "What fails", tuple(lines), words, "○", "muted")
    if lines:
        return Block("fails", "What fails", tuple(lines))
    healthy = "No failed deployment, jump in errors, dead letter or errored Workflow was found."
    return Block("fails", "What fails", (), healthy, "✓", "good")


def _sure(seen: Seen) -> bool:
    """Whether a kind is known as it is now: rows from before a failure say nothing about now."""
    return seen.rows is not None and seen.whole and seen.failure is None


def _failed(seen: Sequence[Seen]) -> bool:
    return any(each.failure is not None and each.kind.id in WATCHED for each in seen)


def _unread(seen: Sequence[Seen]) -> Block:
    """What could not be read, with the reason: silence about it would look like health.

    Kinds that fail for the same reason share a line, as when the API is down.
    """
    causes: dict[str, list[Seen]] = {}
    for each in seen:
        if each.failure is not None:
            causes.setdefault(_reason(each.failure), []).append(each)
    lines = []
    for reason, those in causes.items():
        titles = [each.kind.title for each in those]
        name = titles[0] if len(those) == 1 else f"{len(those)} kinds"
        words = reason if len(those) == 1 else f"{reason.rstrip('.')}. It concerns {_listed(titles)}."
        view = "permissions" if isinstance(those[0].failure, PermissionGap) else ""
        lines.append(Line(those[0].kind.id, None, name, words, sign="▲", tone="warning", view=view))
    return Block("unread", "What could not be read", tuple(lines))


def _reason(failure: EdgewiseError) -> str:
    if isinstance(failure, PermissionGap) and failure.permission is not None:
        return f"the credential lacks “{clean(failure.permission.name)}”"
    return clean(failure.message)


def _nothing(seen: Sequence[Seen]) -> Block:
    """An account that was read and has nothing."""
    if not all((each.rows == () and _sure(each)) or each.kind.id in CATALOGUES for each in seen):
        return Block("empty", "")
    words = (
        "This account has nothing on the developer platform yet. Enter on a line below tells what it would be, and T "
        "shows the demo account of a small company that has everything."
    )
    return Block("empty", "An empty account", (), words, "○", "")


def _lonely(seen: Sequence[Seen], scope: Scope) -> Block:
    """Queues that somebody fills and nobody empties."""
    title = "What has no consumer"
    queues = next((each for each in seen if each.kind.id == "queues"), None)
    if queues is None or queues.rows is None:
        return Block("lonely", title)
    lines, silent = [], 0
    for row in queues.rows:
        known = has_consumer(row)
        silent += known is None
        if known is False and has_producer(row) and not dead_letters_of(row, scope):
            lines.append(_lonely_line(queues, row, scope))
    if silent:
        return Block("lonely", title, tuple(lines), f"{silent} queues do not say who consumes.", "○", "muted")
    if lines or not queues.rows:
        return Block("lonely", title, tuple(lines))
    return Block("lonely", title, (), "Every queue that is sent to has a consumer.", "✓", "good")


def _lonely_line(queues: Seen, row: Row, scope: Scope) -> Line:
    waiting = number(at(row.extra, "metrics.backlog_count"))
    heap = f"{waiting:,.0f} messages wait, " if waiting else "" if waiting == 0 else "backlog unknown, "
    senders = clean(" and ".join(producers_of(row, scope)[:2]) or "somebody", 60)
    name = clean(queues.kind.row_name(row), 60)
    return Line("queues", row.key, name, f"{heap}sent by {senders}", sign="▲", tone="warning")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
