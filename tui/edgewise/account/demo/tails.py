"""Tails of the demo account: who watches which script, and what they are sent."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.happening import Script
from edgewise.account.demo.traffic import Traffic

LASTS = timedelta(hours=6)
GONE = 1001
"""The close code of a tail that was deleted or has run out."""


@dataclass
class Trouble:
    """What goes wrong with tails, for tests and for seeing how tools take it.

    Attributes:
        drop_after: messages after which a connection breaks; used up by the first that does.
        garbage: messages to send that are no events, before anything else.
        burst: events to send at once, before anything else.
        lasts: how long tails last instead of ``LASTS``.
    """

    drop_after: int | None = None
    garbage: list[str | bytes] = field(default_factory=list)
    burst: int = 0
    lasts: timedelta = LASTS


@dataclass
class Tail:
    """Somebody who watches. ``seen`` is the moment up to which events have been sent."""

    identity: str
    script: Script
    wanted: Mapping[str, Any]
    expires: datetime
    seen: datetime
    sent: int = 0


class Dropped(Exception):
    """The connection breaks here."""


class Tails:
    """All tails that there are."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.trouble = Trouble()
        self.tails: dict[str, Tail] = {}
        self._made = 0

    def make(self, script: Script, wanted: Any) -> Tail:
        """A new tail of a script. ``wanted`` is the body of the request: what to send."""
        self._made += 1
        now = self.company.clock()
        unique = identity("tail", script.name, self._made)
        given = wanted if isinstance(wanted, dict) else {}
        self.tails[unique] = Tail(unique, script, given, now + self.trouble.lasts, now)
        return self.tails[unique]

    def find(self, unique: str) -> Tail | None:
        """A tail that still lasts."""
        found = self.tails.get(unique)
        return found if found is not None and self.company.clock() < found.expires else None

    def delete(self, unique: str) -> bool:
        """End a tail; whether there was one."""
        return self.tails.pop(unique, None) is not None

    def due(self, tail: Tail) -> list[str | bytes]:
        """What has to be sent now, in order.

        Raises:
            Dropped: when the connection is to break instead.
        """
        now = self.company.clock()
        messages: list[str | bytes] = [*self.trouble.garbage, *self._burst(tail, now)]
        self.trouble.garbage, self.trouble.burst = [], 0
        for run in self.company.part(Traffic).runs(tail.script, tail.seen, now):
            if passes(run.document, tail.wanted):
                messages.append(json.dumps(run.document))
        tail.seen = now
        limit = self.trouble.drop_after
        if limit is not None and tail.sent + len(messages) >= limit:
            self.trouble.drop_after = None
            raise Dropped
        messages = self._until_it_breaks(tail, messages)
        tail.sent += len(messages)
        return messages

    def _until_it_breaks(self, tail: Tail, messages: list[str | bytes]) -> list[str | bytes]:
        """What the faults let through: so many messages a connection, then it breaks and what is due is lost."""
        most = self.company.faults.drop
        if most and messages and tail.sent >= most:
            raise Dropped
        return messages[: most - tail.sent] if most else messages

    def _burst(self, tail: Tail, now: datetime) -> list[str]:
        """As many events as the trouble wants, of the hour before."""
        found: list[str] = []
        back = now
        while self.trouble.burst > len(found) and tail.script.written and now - back < timedelta(days=1):
            runs = self.company.part(Traffic).runs(tail.script, back - timedelta(minutes=5), back)
            found += [json.dumps(run.document) for run in runs if passes(run.document, tail.wanted)]
            back -= timedelta(minutes=5)
        return found[: self.trouble.burst]


def passes(event: Document, wanted: Mapping[str, Any]) -> bool:
    """Whether an event is one that was asked for, by filters as wrangler sends them."""
    filters = wanted.get("filters")
    return (
        all(_passes(event, each) for each in filters if isinstance(each, dict)) if isinstance(filters, list) else True
    )


def _passes(event: Document, one: Mapping[str, Any]) -> bool:
    request = event["event"].get("request")
    match next(iter(one.items()), ("", None)):
        case "sampling_rate", int() | float() as share:
            return random.Random(f"sample/{event['eventTimestamp']}").random() < share
        case "outcome", list() as outcomes:
            return event["outcome"] in outcomes
        case "method", list() as methods:
            return request is not None and request["method"] in methods
        case "client_ip", list() as addresses:
            here = "self" in addresses or (request is not None and request["headers"]["cf-connecting-ip"] in addresses)
            return request is not None and here
        case "header", dict() as header:
            value = request["headers"].get(str(header.get("key", "")).lower()) if request is not None else None
            return value is not None and str(header.get("query", "")) in value
        case "query", str() as words:
            return any(words in str(part) for line in event["logs"] for part in line["message"])
        case "scriptVersion", str() as version:
            return bool((event["scriptVersion"] or {}).get("id") == version)
        case _:
            return True


def watching(company: Company, unique: str) -> Tails:
    """The tails of whichever of the user's accounts has this one; the company's own where none has."""
    found = (each.part(Tails) for each in (company, *company.others))
    return next((each for each in found if each.find(unique) is not None), company.part(Tails))
