"""Queues and what waits in them."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route
from edgewise.account.demo.queues import Queues

_NO_QUEUE = Refusal(404, 11000, "There is no queue with this id.")


@route("/accounts/{account}/queues")
def queues(company: Company, call: Call) -> Result | Refusal:
    """Queues, or the one with a name."""
    rows = [each for each in company.part(Queues).queues() if call.query.get("name") in (None, each["queue_name"])]
    return paged(rows, call.query, size=100)


@route("/accounts/{account}/queues/{queue}")
def queue(company: Company, call: Call) -> Result | Refusal:
    """One queue."""
    found = next((each for each in company.part(Queues).queues() if each["queue_id"] == call.values["queue"]), None)
    return Result(found) if found else _NO_QUEUE


@route("/accounts/{account}/queues/{queue}/metrics")
def queue_metrics(company: Company, call: Call) -> Result | Refusal:
    """What waits in a queue."""
    found = company.part(Queues).backlog(call.values["queue"])
    return Result(found) if found else _NO_QUEUE


@route("/accounts/{account}/queues/{queue}/consumers")
def queue_consumers(company: Company, call: Call) -> Said:
    """Who takes messages out of a queue."""
    found = queue(company, call)
    return Result(found.result["consumers"]) if isinstance(found, Result) else found
