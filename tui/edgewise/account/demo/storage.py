"""What the company keeps its data in: KV namespaces, D1 databases, R2 buckets."""

from __future__ import annotations

from edgewise.account.demo.company import Company, Document


class Storage:
    """Stores, as ``assets/demo-account/storage.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        found = company.read("storage")
        self.kv: list[Document] = found["kv"]
        self.d1: list[Document] = found["d1"]
        self.r2: list[Document] = found["r2"]
