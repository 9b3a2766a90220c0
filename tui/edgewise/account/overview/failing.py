"""What fails: deployments, requests, dead letters, Workflow instances, and what a table marks as bad."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edgewise.account.overview.erring import ERRING, erring
from edgewise.account.overview.model import Line, Seen
from edgewise.account.resources.formats import ago
from edgewise.account.resources.model import Kind, Row, Scope
from edgewise.account.resources.relations import dead_letters_of, has_consumer
from edgewise.account.resources.values import at, moment, number, text
from edgewise.text import clean

Found = tuple[str, str, str]
"""Sign, tone and words."""

BAD, WARNING = ("✗", "bad"), ("▲", "warning")


def failing(seen: Seen, scope: Scope) -> Iterator[Line]:
    """A line for each row of a kind that has failed in some way; several reasons share one line."""
    probe = _PROBES.get(seen.kind.id)
    for row in seen.rows or ():
        found = list(probe(row, scope)) if probe else []
        found += _marked(seen.kind, row, scope, told=bool(found))
        found += _errors(seen.kind, row, scope)
        if found:
            found.sort(key=lambda each: each[1] != "bad")
            sign, tone, _ = found[0]
            words = "; ".join(dict.fromkeys(each for _, _, each in found))
            yield Line(seen.kind.id, row.key, clean(seen.kind.row_name(row), 60), words, sign=sign, tone=tone)


def _marked(kind: Kind, row: Row, scope: Scope, *, told: bool) -> Iterator[Found]:
    """What the table itself marks as failed. What a move or a consumer would settle has blocks of its own."""
    for insight in kind.insights:
        if insight.tone == "bad" and not told and insight.when(row, scope):
            yield (*BAD, clean(insight.title, 80))


def _errors(kind: Kind, row: Row, scope: Scope) -> Iterator[Found]:
    """Requests that fail more than now and then; a jump is worse than what has been so all day."""
    how = erring(kind.id, row, scope) if kind.id in ERRING else None
    if how is not None and how.words:
        yield (*(BAD if how.jumped else WARNING), how.words)


def _project(row: Row, scope: Scope) -> Iterator[Found]:
    latest = at(row.raw, "latest_deployment")
    if text(at(latest, "latest_stage.status")) in ("failure", "failed"):
        stage = text(at(latest, "latest_stage.name")) or "?"
        yield (*BAD, f"last deployment failed at “{clean(stage, 24)}”{_since(at(latest, 'created_on'), scope)}")


def _queue(row: Row, scope: Scope) -> Iterator[Found]:
    waiting = number(at(row.extra, "metrics.backlog_count"))
    origins = dead_letters_of(row, scope) if waiting and has_consumer(row) is not True else ()
    if waiting and origins:
        noun = "dead letter" if waiting == 1 else "dead letters"
        yield (*WARNING, f"{waiting:,.0f} {noun} of {clean(' and '.join(origins), 60)}, kept until somebody looks")
    if at(row.raw, "settings.delivery_paused") is True:
        yield (*WARNING, "delivery is paused: its consumer gets nothing")


def _workflow(row: Row, scope: Scope) -> Iterator[Found]:
    errored = number(at(row.raw, "instances.errored"))
    if errored:
        noun = "instance" if errored == 1 else "instances"
        yield (*BAD, f"{errored:,.0f} {noun} ended in an error")


def _since(value: object, scope: Scope) -> str:
    then = moment(value)
    return f", {ago(then, scope.now)}" if then else ""


_PROBES: dict[str, Callable[[Row, Scope], Iterator[Found]]] = {
    "pages_projects": _project,
    "queues": _queue,
    "workflows": _workflow,
}
