"""Stored logs of the Workers whose observability is on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.exchange import Call, Refusal, Result, route
from edgewise.account.demo.traffic import Run, Traffic, newest
from edgewise.account.demo.workers import Workers
from edgewise.account.resources.values import at, mappings, moment, number

_BAD_QUERY = Refusal(400, 10001, "The query has no timeframe.")
_TYPES = {"request": "fetch", "queue": "queue", "cron": "cron", "rpcMethod": "rpc"}
MOST = 2_000


@route("/accounts/{account}/workers/observability/telemetry/query", "POST")
def query(company: Company, call: Call) -> Result | Refusal:
    """Events of the service that a filter names, newest first. Of the filters only that one is understood."""
    body = call.json()
    since, until = (moment(at(body, f"timeframe.{name}")) for name in ("from", "to"))
    if since is None or until is None:
        return _BAD_QUERY
    limit = int(min(MOST, number(at(body, "limit")) or 100))
    wanted = [each.get("value") for each in mappings(at(body, "parameters.filters")) if each.get("operation") == "eq"]
    events = _events(company, str(wanted[0]) if wanted else "", since, until, limit)
    return Result(
        {"events": {"events": events[:limit], "count": len(events)}, "statistics": {"rows_read": len(events)}}
    )


def _events(company: Company, name: str, since: datetime, until: datetime, limit: int) -> list[Document]:
    facts, script = company.part(Workers).facts(name), company.part(Traffic).worker(name)
    if facts is None or script is None or not facts["observability"]["enabled"] or not script.written:
        return []
    runs = newest(company.part(Traffic), script, since, min(until, company.clock()), limit)
    found = [event for place, run in enumerate(runs) for event in _told(name, place, run)]
    return sorted(found, key=lambda event: -int(event["timestamp"]))


def _told(name: str, place: int, run: Run) -> list[Document]:
    """The stored events of one run: the run itself, and a line each."""
    document, unique = run.document, identity(name, run.at.isoformat(), place)
    event = document["event"]
    kind = next((word for sign, word in _TYPES.items() if sign in event), "unknown")
    workers: dict[str, Any] = {
        "eventType": kind,
        "requestId": unique,
        "scriptName": name,
        "executionModel": "stateless",
        "outcome": document["outcome"],
        "scriptVersion": document["scriptVersion"],
        "truncated": False,
        "event": event,
    }
    shared = {"requestId": unique, "service": name, "account": "", "cloudService": "cloudflare-workers"}
    lines = [(line["level"], line["message"][0], line["timestamp"]) for line in document["logs"]]
    lines += [("error", f"{each['name']}: {each['message']}", each["timestamp"]) for each in document["exceptions"]]
    events: list[Document] = [
        {
            "dataset": "cloudflare-workers",
            "timestamp": document["eventTimestamp"],
            "source": {},
            "$workers": {**workers, "cpuTimeMs": document["cpuTime"], "wallTimeMs": document["wallTime"]},
            "$metadata": {**shared, "id": f"{unique}-0", "type": "cf-worker-event"},
        }
    ]
    for number_, (level, message, when) in enumerate(lines, 1):
        said = {"error": message} if level == "error" else {"message": message}
        meta = {**shared, **said, "id": f"{unique}-{number_}", "type": "cf-worker", "level": level}
        events.append(
            {
                "dataset": "cloudflare-workers",
                "timestamp": when,
                "source": {"level": level, "message": message},
                "$workers": workers,
                "$metadata": meta,
            }
        )
    return events
