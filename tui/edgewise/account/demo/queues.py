"""The company's queues. Where nobody reads, the backlog grows as time passes. What is changed stays changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.times import age, stamp


class Queues:
    """Queues, as ``assets/demo-account/queues.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._queues: list[Document] = company.read("queues")
        for each in self._queues:
            facts = each["backlog"]
            each["since"] = company.anchor
            each["oldest"] = company.anchor - age(facts["oldest"]) if facts["oldest"] else None
        self._made = 0

    def queues(self) -> list[Document]:
        """Every queue."""
        return [
            {
                **{key: value for key, value in each.items() if key not in ("backlog", "since", "oldest")},
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

    # ------------------------------------------------------------------ changing

    def purge(self, queue_id: str) -> bool:
        """Throw away what waits. False when there is no such queue. Where nobody reads, it fills up again."""
        queue = self._facts(queue_id)
        if queue is None:
            return False
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
        known = ("delivery_delay", "delivery_paused", "message_retention_period")
        queue["settings"].update({key: value for key, value in settings.items() if key in known})
        queue["modified_on"] = stamp(self.company.clock())
        return self.queue(queue_id)

    def add_consumer(self, queue_id: str, fields: Mapping[str, Any]) -> Document | None:
        """Let something take messages out; ``None`` when something does already. What waited is worked off at once."""
        queue = self._facts(queue_id)
        if queue is None or queue["consumers"]:
            return None
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
        queue["consumers"].remove(found)
        return True

    def _facts(self, queue_id: str) -> Document | None:
        return next((each for each in self._queues if each["queue_id"] == queue_id), None)
