"""The company's queues. Where nobody reads, the backlog grows as time passes. What is changed stays changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.times import age, stamp

_OWN = ("backlog", "since", "oldest", "before")
"""Fields that are for the demo account itself."""


@dataclass(frozen=True)
class Stand:
    """What waited in a queue at the end of a time in which nobody changed it.

    Attributes:
        until: the end of that time, or now.
        backlog: as the queue's metrics said then.
        read: whether something took messages out.
    """

    until: datetime
    backlog: Document
    read: bool


class Queues:
    """Queues, as ``assets/demo-account/queues.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._queues: list[Document] = company.read("queues")
        for each in self._queues:
            facts = each["backlog"]
            each["since"] = company.anchor
            each["oldest"] = company.anchor - age(facts["oldest"]) if facts["oldest"] else None
            each["before"] = []
        self._made = 0

    def queues(self) -> list[Document]:
        """Every queue."""
        return [
            {
                **{key: value for key, value in each.items() if key not in _OWN},
                "modified_on": each.get("modified_on", each["created_on"]),
                "producers_total_count": len(each["producers"]),
                "consumers_total_count": len(each["consumers"]),
            }
            for each in self._queues
        ]

    def queue(self, queue_id: str) -> Document | None:
        """A queue by its id."""
        return next((each for each in self.queues() if each["queue_id"] == queue_id), None)

    def backlog(self, queue_id: str) -> Document | None:
        """What waits in a queue now. Where nobody reads, it grows by one every so many seconds."""
        queue = self._facts(queue_id)
        if queue is None:
            return None
        facts, now = queue["backlog"], self.company.clock()
        every = facts.get("grows_every")
        grown = int((now - queue["since"]).total_seconds() // every) if every else 0
        count = facts["count"] + grown
        oldest = queue["oldest"].timestamp() if queue["oldest"] and count else 0
        return {
            "backlog_count": count,
            "backlog_bytes": count * facts["bytes_each"],
            "oldest_message_timestamp_ms": round(oldest * 1000),
        }

    def stand(self, queue_id: str, moment: datetime) -> Stand | None:
        """What is known of the time that a moment lies in: up to the next change of what waits or who reads, or now."""
        queue = self._facts(queue_id)
        if queue is None:
            return None
        ended: list[Stand] = queue["before"]
        return next((each for each in ended if moment < each.until), None) or self._stand(queue)

    def changed(self, queue_id: str) -> list[datetime]:
        """When somebody changed what waits in a queue or who reads it, oldest first."""
        queue = self._facts(queue_id)
        return [each.until for each in queue["before"]] if queue else []

    def _stand(self, queue: Document) -> Stand:
        read = bool(queue["consumers"]) and not queue["settings"].get("delivery_paused")
        return Stand(self.company.clock(), self.backlog(queue["queue_id"]) or {}, read)

    # ------------------------------------------------------------------ changing

    def create(self, name: str, settings: Mapping[str, Any]) -> Document | None:
        """A queue that nothing sends to and nothing reads; ``None`` when there is one of this name."""
        if any(each["queue_name"] == name for each in self._queues):
            return None
        self._made += 1
        now = self.company.clock()
        defaults = {"delivery_delay": 0, "delivery_paused": False, "message_retention_period": 345600}
        queue: Document = {
            "queue_id": identity("queue", name, self._made).replace("-", ""),
            "queue_name": name,
            "created_on": stamp(now),
            "settings": {**defaults, **{key: settings[key] for key in defaults if key in settings}},
            "producers": [],
            "consumers": [],
            "backlog": {"count": 0, "bytes_each": 0, "oldest": None, "grows_every": None},
            "since": now,
            "oldest": None,
            "before": [],
        }
        self._queues.append(queue)
        return self.queue(queue["queue_id"])

    def remove(self, queue_id: str) -> bool:
        """Delete a queue and what waits in it. False when there is none."""
        queue = self._facts(queue_id)
        if queue is None:
            return False
        self._queues.remove(queue)
        return True

    def purge(self, queue_id: str) -> bool:
        """Throw away what waits. False when there is no such queue. Where nobody reads, it fills up again."""
        queue = self._facts(queue_id)
        if queue is None:
            return False
        queue["before"].append(self._stand(queue))
        queue["backlog"]["count"] = 0
        queue["since"] = self.company.clock()
        every = queue["backlog"].get("grows_every")
        queue["oldest"] = queue["since"] if every else None
        return True

    def change(self, queue_id: str, settings: Mapping[str, Any]) -> Document | None:
        """Change settings of a queue, such as a pause; ``None`` when there is none."""
        queue = self._facts(queue_id)
        if queue is None:
            return None
        if "delivery_paused" in settings:
            queue["before"].append(self._stand(queue))
        known = ("delivery_delay", "delivery_paused", "message_retention_period")
        queue["settings"].update({key: value for key, value in settings.items() if key in known})
        queue["modified_on"] = stamp(self.company.clock())
        return self.queue(queue_id)

    def add_consumer(self, queue_id: str, fields: Mapping[str, Any]) -> Document | None:
        """Let something take messages out; ``None`` when something does already. What waited is worked off at once."""
        queue = self._facts(queue_id)
        if queue is None or queue["consumers"]:
            return None
        queue["before"].append(self._stand(queue))
        self._made += 1
        names = ("type", "script_name", "dead_letter_queue", "settings")
        consumer = {
            "consumer_id": identity("consumer", queue_id, self._made).replace("-", ""),
            "created_on": stamp(self.company.clock()),
            "queue_name": queue["queue_name"],
            **{key: fields[key] for key in names if key in fields},
            # The API answers with both names of it; wrangler reads this one.
            **({"script": fields["script_name"]} if "script_name" in fields else {}),
        }
        queue["consumers"].append(consumer)
        queue["backlog"] |= {"count": 0, "grows_every": None}
        queue["oldest"] = None
        return consumer

    def change_consumer(self, queue_id: str, consumer_id: str, fields: Mapping[str, Any]) -> Document | None:
        """Change a consumer's settings; ``None`` when there is none."""
        queue = self._facts(queue_id)
        found = (
            next((each for each in queue["consumers"] if each["consumer_id"] == consumer_id), None) if queue else None
        )
        if found is None:
            return None
        names = ("type", "script_name", "dead_letter_queue")
        found.update({key: fields[key] for key in names if key in fields})
        settings = fields.get("settings")
        found["settings"] = {**found["settings"], **(settings if isinstance(settings, Mapping) else {})}
        return dict(found)

    def remove_consumer(self, queue_id: str, consumer_id: str) -> bool:
        """Let nothing take messages out any more. False when there is no such consumer."""
        queue = self._facts(queue_id)
        found = (
            next((each for each in queue["consumers"] if each["consumer_id"] == consumer_id), None) if queue else None
        )
        if queue is None or found is None:
            return False
        queue["before"].append(self._stand(queue))
        queue["consumers"].remove(found)
        return True

    def _facts(self, queue_id: str) -> Document | None:
        return next((each for each in self._queues if each["queue_id"] == queue_id), None)
