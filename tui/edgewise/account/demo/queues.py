"""The company's queues. Where nobody reads, the backlog grows as time passes."""

from __future__ import annotations

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.times import age


class Queues:
    """Queues, as ``assets/demo-account/queues.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._queues: list[Document] = company.read("queues")

    def queues(self) -> list[Document]:
        """Every queue."""
        return [
            {
                **{key: value for key, value in each.items() if key != "backlog"},
                "modified_on": each["created_on"],
                "producers_total_count": len(each["producers"]),
                "consumers_total_count": len(each["consumers"]),
            }
            for each in self._queues
        ]

    def backlog(self, queue_id: str) -> Document | None:
        """What waits in a queue now. Where nobody reads, it grows by one every so many seconds."""
        facts = next((each["backlog"] for each in self._queues if each["queue_id"] == queue_id), None)
        if facts is None:
            return None
        elapsed = (self.company.clock() - self.company.anchor).total_seconds()
        count = facts["count"] + (int(elapsed // facts["grows_every"]) if "grows_every" in facts else 0)
        oldest = (self.company.anchor - age(facts["oldest"])).timestamp() if facts["oldest"] else 0
        return {
            "backlog_count": count,
            "backlog_bytes": count * facts["bytes_each"],
            "oldest_message_timestamp_ms": round(oldest * 1000),
        }
