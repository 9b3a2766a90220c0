"""Queues and crons of the Worker: what Pages had no place for is connected when visitors are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edgewise.account.resources.actions import QUEUES_WRITE, WORKERS_WRITE
from edgewise.migration.operations.model import Operation, Request, Row
from edgewise.text import clean

_SETTINGS = {
    "max_batch_size": "batch_size",
    "max_retries": "max_retries",
    "max_concurrency": "max_concurrency",
    "retry_delay": "retry_delay",
}
"""Keys of a wrangler file -> keys of the API."""


@dataclass(frozen=True)
class Connected:
    """What is connected now.

    Attributes:
        queues: the account's queues; ``None`` where they could not be read.
        crons: of the Worker; ``None`` where they could not be read.
    """

    queues: tuple[Mapping[str, Any], ...] | None = ()
    crons: tuple[str, ...] | None = ()


def triggers(worker: str, document: Mapping[str, Any], now: Connected) -> Iterator[Operation]:
    """What is to be connected, by the wrangler file."""
    queues = document.get("queues")
    for each in (queues.get("consumers") or ()) if isinstance(queues, Mapping) else ():
        if isinstance(each, Mapping):
            yield from _consumer(worker, each, now.queues or ())
    named = document.get("triggers")
    crons = [str(each) for each in (named.get("crons") or ())] if isinstance(named, Mapping) else []
    if crons and now.crons is not None and sorted(crons) != sorted(now.crons):
        yield _crons(worker, crons, now.crons)


def _consumer(worker: str, told: Mapping[str, Any], queues: Sequence[Mapping[str, Any]]) -> Iterator[Operation]:
    name = str(told.get("queue") or "")
    queue = next((each for each in queues if each.get("queue_name") == name), None)
    if queue is None or queue.get("consumers"):
        return
    path = f"/accounts/{{account_id}}/queues/{queue['queue_id']}/consumers"
    row = Row(path, {}, None, {"script_name": worker})
    settings = {theirs: told[ours] for ours, theirs in _SETTINGS.items() if told.get(ours) is not None}
    if told.get("max_batch_timeout") is not None:
        settings["max_wait_time_ms"] = round(float(told["max_batch_timeout"]) * 1000)
    body: dict[str, Any] = {"type": "worker", "script_name": worker, "settings": settings}
    if told.get("dead_letter_queue"):
        body["dead_letter_queue"] = told["dead_letter_queue"]
    yield Operation(
        f"consumer-{name}",
        f"Let {clean(worker, 60)} read from the queue {clean(name, 60)}",
        "What waits there is delivered to the Worker from then on.",
        (Request("POST", path, body, row, QUEUES_WRITE),),
        (Request("DELETE", f"{path}/{{consumer}}", None, row.reversed, QUEUES_WRITE),),
        "The queue has no reader again. Messages that were taken out of it do not come back.",
        restores=False,
        details={"typed": name},
        command=f"wrangler queues consumer add {clean(name, 60)} {clean(worker, 60)}",
    )


def _crons(worker: str, wanted: Sequence[str], there: Sequence[str]) -> Operation:
    path = f"/accounts/{{account_id}}/workers/scripts/{worker}/schedules"
    before, after = ([{"cron": each} for each in crons] for crons in (there, wanted))
    row = Row(path, {}, {"schedules": before}, {"schedules": after}, "document")
    return Operation(
        "crons",
        f"Set the cron triggers: {clean(', '.join(wanted), 120)}",
        "The Worker's scheduled handler runs at these times, in UTC.",
        (Request("PUT", path, after, row, WORKERS_WRITE),),
        (Request("PUT", path, before, row.reversed, WORKERS_WRITE),),
        "The cron triggers are as before. What a run has done stays done.",
        command="wrangler triggers deploy",
    )
