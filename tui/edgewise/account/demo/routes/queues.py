"""Queues, what waits in them, and who takes it out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, paged, route
from edgewise.account.demo.queues import Queues
from edgewise.account.demo.workers import Workers

_NO_QUEUE = Refusal(404, 11000, "There is no queue with this id.")
_NO_CONSUMER = Refusal(404, 11001, "There is no consumer with this id.")
_BAD_BODY = Refusal(400, 11003, "The request body is not valid.")
_QUEUE = "/accounts/{account}/queues/{queue}"


@route("/accounts/{account}/queues")
def queues(company: Company, call: Call) -> Result | Refusal:
    """Queues, or the one with a name."""
    rows = [each for each in company.part(Queues).queues() if call.query.get("name") in (None, each["queue_name"])]
    return paged(rows, call.query, size=100)


@route("/accounts/{account}/queues", "POST")
def create_queue(company: Company, call: Call) -> Result | Refusal:
    """A new queue."""
    body = call.json()
    name = body.get("queue_name") if isinstance(body, Mapping) else None
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]", name):
        return Refusal(400, 11007, "The name of a queue has small letters, digits and dashes, 63 at most.")
    settings = body.get("settings")
    found = company.part(Queues).create(name, settings if isinstance(settings, Mapping) else {})
    return Result(found) if found else Refusal(409, 11009, f"The queue {name!r} is there already.")


@route(_QUEUE, "DELETE")
def delete_queue(company: Company, call: Call) -> Result | Refusal:
    """A queue less."""
    return Result(None) if company.part(Queues).remove(call.values["queue"]) else _NO_QUEUE


@route(_QUEUE)
def queue(company: Company, call: Call) -> Result | Refusal:
    """One queue."""
    found = company.part(Queues).queue(call.values["queue"])
    return Result(found) if found else _NO_QUEUE


@route(_QUEUE, "PATCH")
def change_queue(company: Company, call: Call) -> Result | Refusal:
    """Some settings of a queue, such as a pause of its delivery."""
    body = call.json()
    settings = body.get("settings") if isinstance(body, Mapping) else None
    if not isinstance(settings, Mapping):
        return _BAD_BODY
    found = company.part(Queues).change(call.values["queue"], settings)
    return Result(found) if found else _NO_QUEUE


@route(_QUEUE + "/metrics")
def queue_metrics(company: Company, call: Call) -> Result | Refusal:
    """What waits in a queue."""
    found = company.part(Queues).backlog(call.values["queue"])
    return Result(found) if found else _NO_QUEUE


@route(_QUEUE + "/purge")
def purge_status(company: Company, call: Call) -> Result | Refusal:
    """How far the last purge is: in the demo account always done."""
    found = company.part(Queues).queue(call.values["queue"])
    return Result({"completed": "Complete", "started_at": found["modified_on"]}) if found else _NO_QUEUE


@route(_QUEUE + "/purge", "POST")
def purge(company: Company, call: Call) -> Said:
    """Throw away what waits."""
    body = call.json()
    if not isinstance(body, Mapping) or body.get("delete_messages_permanently") is not True:
        return _BAD_BODY
    done = company.part(Queues).purge(call.values["queue"])
    return queue(company, call) if done else _NO_QUEUE


# ---------------------------------------------------------------------- consumers


@route(_QUEUE + "/consumers")
def queue_consumers(company: Company, call: Call) -> Said:
    """Who takes messages out of a queue."""
    found = queue(company, call)
    return Result(found.result["consumers"]) if isinstance(found, Result) else found


@route(_QUEUE + "/consumers", "POST")
def add_consumer(company: Company, call: Call) -> Result | Refusal:
    """Let something take messages out. A queue has one consumer at most."""
    body = call.json()
    if company.part(Queues).queue(call.values["queue"]) is None:
        return _NO_QUEUE
    if not isinstance(body, Mapping) or body.get("type") not in ("worker", "http_pull"):
        return _BAD_BODY
    if body["type"] == "worker" and company.part(Workers).facts(str(body.get("script_name"))) is None:
        return Refusal(404, 10007, "This Worker does not exist on your account.")
    found = company.part(Queues).add_consumer(call.values["queue"], body)
    return Result(found) if found else Refusal(400, 11004, "The queue already has a consumer.")


@route(_QUEUE + "/consumers/{consumer}", "PUT")
def change_consumer(company: Company, call: Call) -> Result | Refusal:
    """A consumer's settings."""
    body = call.json()
    if not isinstance(body, Mapping):
        return _BAD_BODY
    found = company.part(Queues).change_consumer(call.values["queue"], call.values["consumer"], body)
    return Result(found) if found else _NO_CONSUMER


@route(_QUEUE + "/consumers/{consumer}", "DELETE")
def remove_consumer(company: Company, call: Call) -> Result | Refusal:
    """Nobody takes messages out any more."""
    done = company.part(Queues).remove_consumer(call.values["queue"], call.values["consumer"])
    return Result(None) if done else _NO_CONSUMER
