"""What the company keeps its data in: what is written down about each store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import commit, identity
from edgewise.account.demo.times import stamp


class Storage:
    """Stores, as ``assets/demo-account/storage.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        found = company.read("storage")
        self.kv: list[Document] = found["kv"]
        self.d1: list[Document] = found["d1"]
        self.r2: list[Document] = found["r2"]
        self.settings: dict[str, Document] = found["r2_settings"]
        self._objects: list[Document] = found["durable_objects"]
        self._hyperdrive: list[Document] = found["hyperdrive"]
        self._vectorize: list[Document] = found["vectorize"]
        self.models: list[Document] = company.read("ai-models")

    def durable_object_namespaces(self) -> list[Document]:
        """Classes of Durable Objects."""
        return [{key: value for key, value in each.items() if key != "objects"} for each in self._objects]

    def durable_objects(self, namespace: str) -> list[Document] | None:
        """The objects of a class, by id; ``None`` when there is no such class."""
        facts = next((each for each in self._objects if each["id"] == namespace), None)
        if facts is None:
            return None
        ids = sorted((commit(namespace, number) + commit(number, namespace))[:64] for number in range(facts["objects"]))
        return [{"id": each, "hasStoredData": int(each[:2], 16) % 9 != 0} for each in ids]

    def hyperdrive(self) -> list[Document]:
        """Connections to databases elsewhere. Passwords are not among what the API tells."""
        return self._hyperdrive

    def vectorize(self) -> list[Document]:
        """Indexes of vectors."""
        return [
            {key: value for key, value in each.items() if key not in ("vectors", "grows_every", "filters")}
            for each in self._vectorize
        ]

    def index_info(self, name: str) -> Document | None:
        """How many vectors an index holds now."""
        facts = next((each for each in self._vectorize if each["name"] == name), None)
        if facts is None:
            return None
        elapsed = (self.company.clock() - self.company.anchor).total_seconds()
        added = int(elapsed // facts["grows_every"]) if "grows_every" in facts else 0
        last = self.company.anchor.timestamp() + added * facts.get("grows_every", 0)
        return {
            "dimensions": facts["config"]["dimensions"],
            "vectorCount": facts["vectors"] + added,
            "processedUpToDatetime": stamp(datetime.fromtimestamp(last, UTC)),
            "processedUpToMutation": identity(name, "mutation", added),
        }

    def index_filters(self, name: str) -> list[Any] | None:
        """The metadata that an index can be filtered by."""
        return next((each["filters"] for each in self._vectorize if each["name"] == name), None)
