"""The company's Pages projects, their deployments and domains. What is changed stays changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import Started, deployment, identity
from edgewise.account.demo.faults import PENDING
from edgewise.account.demo.pages_documents import domain_document, merged, project_document
from edgewise.account.demo.times import age, stamp
from edgewise.account.demo.zones import Zones


class Pages:
    """Pages projects, as ``assets/demo-account/pages-*.json`` tell of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._projects: list[Document] = company.read("pages-projects")
        self._started: dict[str, list[Started]] = {}
        self._rolled_back: dict[str, str] = {}
        rows: Mapping[str, list[list[Any]]] = company.read("pages-deployments")
        earlier: Mapping[str, list[list[Any]]] = company.read("pages-earlier")
        for name, written in rows.items():
            # Numbers make ids: the many of earlier times are counted apart, so that none of the others moves.
            found = [*self._written(written, len(written)), *self._written(earlier.get(name, []), 0)]
            self._started[name] = sorted(found, key=lambda each: each.created, reverse=True)

    def _written(self, rows: list[list[Any]], newest: int) -> Iterator[Started]:
        """Deployments as they are written down, the newest first, whose number is ``newest``."""
        for index, (old, environment, branch, message, *rest) in enumerate(rows):
            yield Started(newest - index, self.company.anchor - age(old), environment, branch, message, *rest)

    # ------------------------------------------------------------------ projects

    def projects(self) -> list[Document]:
        """Every Pages project, the one with the newest deployment first, as the API lists them."""
        found = [self._project(each) for each in self._projects]
        return sorted(found, key=lambda each: str((each["latest_deployment"] or each)["created_on"]), reverse=True)

    def project(self, name: str) -> Document | None:
        """A project by name."""
        facts = self._facts(name)
        return self._project(facts) if facts else None

    def change(self, name: str, fields: Mapping[str, Any]) -> Document | None:
        """Change a project's settings, as PATCH does: ``null`` takes out. ``None`` when there is no such project."""
        facts = self._facts(name)
        if facts is None:
            return None
        facts["changed"] = merged(facts.get("changed", {}), fields)
        return self._project(facts)

    def remove(self, name: str) -> bool:
        """Delete a project with all it has. False when there is none."""
        facts = self._facts(name)
        if facts is not None:
            self._projects.remove(facts)
            self._started.pop(name, None)
        return facts is not None

    def _facts(self, name: str) -> Document | None:
        return next((each for each in self._projects if each["name"] == name), None)

    def _project(self, facts: Document) -> Document:
        name, started = facts["name"], self._started[facts["name"]]
        latest = deployment(facts, started[0], self.company.clock()) if started else None
        chosen = self._started_as(name, self._rolled_back[name]) if name in self._rolled_back else None
        live = (
            found
            for each in ([chosen] if chosen is not None else []) + started
            if each.environment == "production" and _served(found := deployment(facts, each, self.company.clock()))
        )
        return project_document(facts, latest, next(live, None))

    # ------------------------------------------------------------------ deployments

    def deployments(self, project: str) -> list[Document]:
        """A project's deployments, newest first."""
        facts = self._facts(project)
        if facts is None:
            return []
        return [deployment(facts, each, self.company.clock()) for each in self._started[project]]

    def retry(self, project: str, deployment_id: str) -> Document | None:
        """Build the same commit again: a new deployment that begins now; ``None`` when there is nothing to retry.

        The same code fails the same way. What somebody cancelled, or what was skipped, may yet succeed.
        """
        old = self._started_as(project, deployment_id)
        facts = self._facts(project)
        if old is None or facts is None:
            return None
        outcome = {key: value for key, value in old.outcome.items() if key == "failed"}
        number = max(each.number for each in self._started[project]) + 1
        new = replace(old, number=number, created=self.company.clock(), outcome=outcome)
        self._started[project].insert(0, new)
        if new.environment == "production":
            self._rolled_back.pop(project, None)
        return deployment(facts, new, self.company.clock())

    def roll_back(self, project: str, deployment_id: str) -> Document | None:
        """Serve an earlier production deployment; ``None`` when this is none that was ever served."""
        found = next((each for each in self.deployments(project) if each["id"] == deployment_id), None)
        if found is None or found["environment"] != "production" or not _served(found):
            return None
        self._rolled_back[project] = deployment_id
        return found

    def remove_deployment(self, project: str, deployment_id: str) -> bool:
        """Delete a deployment. False when there is none."""
        old = self._started_as(project, deployment_id)
        if old is not None:
            self._started[project].remove(old)
        return old is not None

    def _started_as(self, project: str, deployment_id: str) -> Started | None:
        started = self._started.get(project, [])
        return next((each for each in started if identity(project, each.number) == deployment_id), None)

    # ------------------------------------------------------------------ domains

    def domains(self, project: str) -> list[Document]:
        """A project's own domains."""
        facts = self._facts(project)
        return [self._domain(facts, each) for each in facts["domains"]] if facts else []

    def domain(self, project: str, name: str) -> Document | None:
        """One of a project's domains by its name."""
        return next((each for each in self.domains(project) if each["name"] == name), None)

    def add_domain(self, project: str, name: str) -> Document | None:
        """A new domain of a project that exists; ``None`` when some project has it already."""
        facts = self._facts(project)
        if facts is None or any(name in each["domains"] for each in self._projects):
            return None
        facts["domains"].append(name)
        facts.setdefault("domain_facts", {})[name] = {"created_on": stamp(self.company.clock())}
        return self._domain(facts, name)

    def remove_domain(self, project: str, name: str) -> bool:
        """Take a domain off a project. False when it does not have it."""
        facts = self._facts(project)
        if facts is None or name not in facts["domains"]:
            return False
        facts["domains"].remove(name)
        return True

    def _domain(self, facts: Document, name: str) -> Document:
        """A domain works when its zone is here and its record leads to the project, or when it is written so."""
        zones = self.company.part(Zones)
        zone = zones.zone_for(name)
        subdomain = f"{facts['name']}.pages.dev"
        led = [each for each in zones.record_named(name) if each["content"] == subdomain]
        since = stamp(self.company.suffers_since)
        new = [
            facts.get("domain_facts", {}).get(name, {}).get("created_on", ""),
            *(each["modified_on"] for each in led),
        ]
        waits = self.company.faults.has(PENDING) and max(new) >= since
        return domain_document(facts, name, zone["id"] if zone else None, bool(led), validates=not waits)


def _served(document: Document) -> bool:
    last = document["stages"][-1]
    return bool(document["latest_stage"] == last and last["status"] == "success")
