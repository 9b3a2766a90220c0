"""Stored logs of a Worker whose observability is on: asked for once, and read as the runs that they tell of.

``POST A/workers/observability/telemetry/query`` with ``view: events`` answers with one event for each run and for each
line that was logged. Shapes are those of Cloudflare's published types (2026-08): ``$workers`` says which run, by
``requestId``; ``$metadata`` has level, message and error; ``source`` is what was logged.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.client import Client
from edgewise.account.failures import bad_answer
from edgewise.account.resources.values import at, moment, number, text
from edgewise.account.tail.events import Entry, LogLine, TailEvent
from edgewise.account.tail.masking import masked
from edgewise.account.tail.reading import kind_and_subject, read_message
from edgewise.account.tail.target import OBSERVABILITY_READ
from edgewise.text import clean, clean_lines

PATH = "/accounts/{account_id}/workers/observability/telemetry/query"
MOST = 2_000
"""Events that are asked for at most; of more the newest come."""

_KINDS = {"cron": "scheduled"}
"""How the API calls kinds of events where a live log calls them otherwise."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """What was stored within a range.

    Attributes:
        entries: oldest first.
        events: how many events they were made of.
        total: how many there are by the server's word; ``None`` when it does not say.
    """

    entries: tuple[Entry, ...]
    events: int
    total: int | None

    @property
    def partial(self) -> bool:
        """Whether there are more than came."""
        return self.events >= MOST or (self.total is not None and self.total > self.events)


async def stored(client: Client, script: str, length: timedelta) -> Stored:
    """What a Worker stored in the last while. The query itself is not kept in the account.

    Raises:
        AuthError, NetworkError: as :meth:`Client.send` does; bad-answer when it holds no events.
    """
    now = client.now()
    answer = await client.send(
        "POST",
        PATH,
        body={
            "queryId": "edgewise",
            "dry": True,
            "view": "events",
            "limit": MOST,
            "timeframe": {"from": _milliseconds(now - length), "to": _milliseconds(now)},
            "parameters": {
                "datasets": ["cloudflare-workers"],
                "filters": [{"key": "$metadata.service", "operation": "eq", "type": "string", "value": script}],
                "filterCombination": "and",
            },
        },
        permission=OBSERVABILITY_READ,
        repeatable=True,
    )
    events = at(answer.result, "events.events")
    if not isinstance(events, list):
        raise bad_answer("/workers/observability/telemetry/query", "lists no events")
    scrubbed = json.loads(client.credential.scrub(json.dumps(events).encode()))
    total = number(at(answer.result, "events.count"))
    return Stored(read_stored(scrubbed, now), len(events), int(total) if total is not None else None)


def read_stored(events: list[Any], received: datetime) -> tuple[Entry, ...]:
    """Stored events as runs, oldest first. Each event is in exactly one of them; what is no object is told of."""
    runs: dict[str, list[Document]] = {}
    odd: list[Entry] = []
    for place, event in enumerate(events):
        if not isinstance(event, dict):
            odd += read_message(json.dumps(event), received)
            continue
        run = text(at(event, "$workers.requestId")) or text(at(event, "$metadata.requestId")) or f"?{place}"
        runs.setdefault(run, []).append(masked(event))
    found: list[Entry] = [_run(parts, received) for parts in runs.values()]
    return tuple(sorted([*found, *odd], key=lambda entry: entry.at))


def _run(parts: list[Document], received: datetime) -> TailEvent:
    parts = sorted(parts, key=lambda part: moment(part.get("timestamp")) or received)
    whole = next((part for part in parts if at(part, "$workers.cpuTimeMs") is not None), None)
    told = whole if whole is not None else parts[0]
    workers = told.get("$workers")
    workers = workers if isinstance(workers, Mapping) else {}
    event = workers.get("event")
    kind = text(workers.get("eventType")) or "unknown"
    _, subject = kind_and_subject(workers)
    if not isinstance(event, Mapping):
        subject = text(at(told, "$metadata.trigger")) or "no details"
    method, status = at(event, "request.method"), number(at(event, "response.status"))
    status = number(at(told, "$metadata.statusCode")) if status is None else status
    lines = [part for part in parts if part is not whole]
    document = {**workers, "event": event, "$metadata": told.get("$metadata"), "stored": parts}
    return TailEvent(
        min((moment(part.get("timestamp")) or received for part in parts), default=received),
        _KINDS.get(kind, kind),
        clean(subject, 2_000),
        text(workers.get("outcome")) or "",
        clean(method, 20).upper() if isinstance(method, str) else "",
        int(status) if status is not None else None,
        _spent(workers.get("cpuTimeMs")),
        _spent(workers.get("wallTimeMs")),
        tuple(_line(part) for part in lines),
        (),
        any(at(part, "$workers.truncated") is True for part in parts),
        () if moment(told.get("timestamp")) is not None else ("no time of its own",),
        zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 1),
    )


def _line(part: Document) -> LogLine:
    """What was logged: its message or error, else the whole of what was given to the console."""
    level = text(at(part, "$metadata.level")) or text(at(part, "source.level")) or "log"
    said = at(part, "$metadata.message") or at(part, "$metadata.error") or at(part, "source.message")
    said = part.get("source") if said is None else said
    words = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return LogLine(clean(level, 20), clean_lines(words), moment(part.get("timestamp")))


def _spent(value: Any) -> float | None:
    found = number(value)
    return float(found) if found is not None and found >= 0 else None


def _milliseconds(at_: datetime) -> int:
    return int(at_.timestamp() * 1000)


def ranges() -> tuple[tuple[str, timedelta], ...]:
    """Ranges to choose from, the first is the usual one. Stored logs are kept for 3 or 7 days, by the plan."""
    return (
        ("the last hour", timedelta(hours=1)),
        ("the last 6 hours", timedelta(hours=6)),
        ("the last 24 hours", timedelta(days=1)),
        ("the last 3 days", timedelta(days=3)),
        ("the last 15 minutes", timedelta(minutes=15)),
    )
