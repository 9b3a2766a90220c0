"""Queues over time: what waits, what is done with messages, how many consumers run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from edgewise.account.demo.analytics.atoms import Atom, Piece, Span, cut, happened
from edgewise.account.demo.analytics.inside import listed
from edgewise.account.demo.analytics.rhythm import busy, noise
from edgewise.account.demo.analytics.traffic import began, of
from edgewise.account.demo.company import Company
from edgewise.account.demo.queues import Queues, Stand


def backlog(company: Company, span: Span) -> Iterator[Atom]:
    """What waits in each queue. It ends at what the queue's own metrics say now; a purge leaves the time before it."""
    for queue in listed(company, "/queues"):
        identity = str(queue.get("queue_id"))
        if not span.wants(identity):
            continue
        created = began(queue.get("created_on"))
        for piece in span.pieces():
            if created is not None and piece.when < created:
                continue
            for minutes in cut(piece, company.part(Queues).changed(identity)):
                stand = company.part(Queues).stand(identity, minutes.when)
                if stand is not None:
                    yield _level(identity, stand, minutes)


def operations(company: Company, span: Span) -> Iterator[Atom]:
    """A message costs one operation when it is written, one when it is read, one when it is deleted."""
    for queue in listed(company, "/queues"):
        if not span.wants(queue.get("queue_id")):
            continue
        rates = of(company).rates("queues", str(queue.get("queue_name")))
        created = began(queue.get("created_on"))
        for piece in span.pieces():
            if created is not None and piece.when < created:
                continue
            count = happened(str(queue.get("queue_id")), rates["hourly"], rates["weekend"], piece)
            for action in _actions(queue):
                if count:
                    yield _operation(queue, action, count, rates["bytes"], piece.when)


def consumers(company: Company, span: Span) -> Iterator[Atom]:
    """How many consumers of a queue run at once, where Workers consume it."""
    for queue in listed(company, "/queues"):
        if not any(each.get("type") == "worker" for each in queue.get("consumers", ())) or _paused(queue):
            continue
        rates = of(company).rates("queues", str(queue.get("queue_name")))
        for piece in span.pieces():
            level = rates.get("concurrency", 0.5) * busy(piece.hour, rates["weekend"]) * noise(queue["queue_id"], piece)
            yield Atom(piece.when, {"queueId": str(queue["queue_id"])}, levels={"concurrency": level})


def _operation(queue: Mapping[str, Any], action: str, count: int, size: float, when: datetime) -> Atom:
    dimensions = {
        "queueId": str(queue.get("queue_id")),
        "actionType": action,
        "consumerType": "" if action == "WriteMessage" else str(queue["consumers"][0].get("type")),
        "outcome": "success" if action == "DeleteMessage" else "",
    }
    levels = {"lagTime": 900.0, "retryCount": 0.02, "messageSize": size}
    return Atom(when, dimensions, {"billableOperations": count, "bytes": count * size}, levels, count, count)


def _actions(queue: Mapping[str, Any]) -> tuple[str, ...]:
    if not queue.get("consumers") or _paused(queue):
        return ("WriteMessage",)
    return ("WriteMessage", "ReadMessage", "DeleteMessage")


def _paused(queue: Mapping[str, Any]) -> bool:
    settings = queue.get("settings")
    return isinstance(settings, Mapping) and settings.get("delivery_paused") is True


def _level(identity: str, stand: Stand, piece: Piece) -> Atom:
    count = stand.backlog["backlog_count"]
    messages = _waiting(identity, stand, piece.when)
    each = stand.backlog["backlog_bytes"] / count if count else 0.0
    levels = {"messages": messages, "bytes": messages * each, "sampleInterval": 1.0}
    return Atom(piece.when, {"queueId": identity}, levels=levels, weight=piece.last - piece.first)


def _waiting(identity: str, stand: Stand, moment: datetime) -> float:
    """What waited at a moment. Where nobody reads it has grown evenly since its oldest message came."""
    count, oldest = stand.backlog["backlog_count"], stand.backlog["oldest_message_timestamp_ms"] / 1000
    present = stand.until.timestamp()
    if stand.read:
        hour = int(moment.timestamp() // 3600)
        return float(round(max(0.0, count * busy(hour, 0.6) * noise(identity, moment, reach=0.6))))
    if not count or present <= oldest:
        return 0.0
    share = (moment.timestamp() - oldest) / (present - oldest)
    return float(round(count * min(1.0, max(0.0, share))))
