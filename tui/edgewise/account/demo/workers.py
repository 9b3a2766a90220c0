"""The company's Workers. Scripts of Pages projects are not among them."""

from __future__ import annotations

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.scripts import script, script_deployments, script_versions


class Workers:
    """Workers, as ``assets/demo-account/workers.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._workers: list[Document] = company.read("workers")

    def scripts(self) -> list[Document]:
        """Every Worker, by name. Scripts of Pages projects are not among them."""
        return sorted((script(each, self.company.anchor) for each in self._workers), key=lambda each: str(each["id"]))

    def facts(self, name: str) -> Document | None:
        """What is written down about a Worker."""
        return next((each for each in self._workers if each["id"] == name), None)

    def deployments(self, name: str) -> list[Document]:
        """A Worker's deployments, newest first."""
        facts = self.facts(name)
        return script_deployments(facts, self.company.anchor) if facts else []

    def versions(self, name: str) -> list[Document]:
        """A Worker's versions, newest first."""
        facts = self.facts(name)
        return script_versions(facts, self.company.anchor) if facts else []
