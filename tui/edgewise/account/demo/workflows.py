"""The company's Workflows. Their instances run by the clock, and new ones begin as time passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.runs import Run
from edgewise.account.demo.times import age, stamp

LONGEST_AHEAD = 500
"""Instances at most that begin while a session lasts."""


class Workflows:
    """Workflows, as ``assets/demo-account/workflows.json`` tells of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._workflows: list[Document] = company.read("workflows")

    def workflows(self) -> list[Document]:
        """Every Workflow, with how many of its instances are in which state."""
        return [self._workflow(each) for each in self._workflows]

    def workflow(self, name: str) -> Document | None:
        """One Workflow."""
        return next((self._workflow(each) for each in self._workflows if each["name"] == name), None)

    def versions(self, name: str) -> list[Document]:
        """A Workflow's versions, newest first. Each has the one that is in force."""
        facts = self._facts(name)
        if facts is None:
            return []
        return [
            {
                "id": identity(name, "version"),
                "workflow_id": identity(name),
                "class_name": facts["class_name"],
                "created_on": facts["created_on"],
                "modified_on": facts["modified_on"],
                "has_dag": False,
                "limits": None,
            }
        ]

    def instances(self, name: str) -> list[Document]:
        """A Workflow's instances, newest first."""
        facts, now = self._facts(name), self.company.clock()
        return [each.summary(now) for each in self._runs(facts, now)] if facts else []

    def instance(self, name: str, instance_id: str) -> Document | None:
        """What an instance has done so far."""
        facts, now = self._facts(name), self.company.clock()
        runs = self._runs(facts, now) if facts else []
        return next((each.document(now) for each in runs if each.id == instance_id), None)

    def _facts(self, name: str) -> Document | None:
        return next((each for each in self._workflows if each["name"] == name), None)

    def _workflow(self, facts: Document) -> Document:
        now = self.company.clock()
        runs = self._runs(facts, now)
        counts = dict.fromkeys(
            ("complete", "errored", "paused", "queued", "running", "terminated", "waiting", "waitingForPause"), 0
        )
        for run in runs:
            counts[run.status(now)] += 1
        keys = ("name", "script_name", "class_name", "created_on", "modified_on")
        return {
            "id": identity(facts["name"]),
            **{key: facts[key] for key in keys},
            "schedules": [{**each, "next_instance": stamp(_next(each["cron"], now))} for each in facts["schedules"]],
            "triggered_on": stamp(runs[0].created) if runs else None,
            "instances": counts,
        }

    def _runs(self, facts: Document, now: datetime) -> list[Run]:
        return sorted(self._begun(facts, now), key=lambda run: run.created, reverse=True)

    def _begun(self, facts: Document, now: datetime) -> Iterator[Run]:
        """Those that are written down, those that went before them, and those that began since."""
        anchor, every = self.company.anchor, facts["every"]
        for each in facts["instances"]:
            yield Run(facts, each, anchor - age(each["age"]))
        if not every:
            return
        base = facts["instances"][-1]["number"]
        first = anchor - age(facts["instances"][-1]["age"])
        for back in range(1, facts["kept"] + 1):
            yield Run(facts, _like(facts, base - back), first - timedelta(seconds=every * back))
        passed = int((now - anchor).total_seconds() // every)
        newest = max(each["number"] for each in facts["instances"])
        for ahead in range(1, min(passed, LONGEST_AHEAD) + 1):
            yield Run(facts, _like(facts, newest + ahead), anchor + timedelta(seconds=every * ahead))


def _like(facts: Document, number: int) -> Document:
    """An instance that is not written down: most go well, some need a second attempt."""
    first = next((each["name"] for each in facts["plan"] if "retries" in each), None)
    stumbles = first is not None and number % 7 == 0
    return {
        "id": identity(facts["name"], number),
        "number": number,
        **({"fails": {first: 1}, "error": ["Error", "The warehouse did not answer in time"]} if stumbles else {}),
    }


def _next(cron: str, now: datetime) -> datetime:
    """When a daily schedule, such as ``30 2 * * *``, is due next."""
    minute, hour, *_ = cron.split()
    today = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)
