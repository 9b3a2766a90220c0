"""The demo account in this process, a client for it, and who answers for the story's site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.demo import BASE_URL
from edgewise.account.demo.company import Company
from edgewise.account.demo.inprocess import DemoTransport
from edgewise.account.demo.workers import Workers
from edgewise.account.demo.zones import Zones
from edgewise.migration.cutover.order import order
from edgewise.migration.cutover.reading import read_facts
from edgewise.migration.operations.account import Account
from edgewise.migration.operations.carrying import Carrier, Event, Manner
from edgewise.migration.operations.journal import NAME, REHEARSAL, About, Journal, Run, read_runs
from edgewise.migration.operations.model import Operation
from edgewise.migration.rehearsal.addressing import target

HOST = "reports.northgate.example"
WORKER = "report-desk"


def company() -> Company:
    """The company, with a Worker that is ready to take the site."""
    found = Company()
    found.part(Workers).upload(WORKER, {}, deploy=True)
    return found


def client(company: Company) -> Client:
    return Client(
        Credential("demo", "demo", source="edgewise"),
        base_url=BASE_URL,
        transport=DemoTransport(company),
        account_id=company.account["id"],
    )


def answers(company: Company) -> str:
    """Who answers for the site now."""
    found = target(company, HOST, "/jobs")
    return "nobody" if found is None else f"{found.by} {found.name}"


def records(company: Company) -> list[tuple[str, str, bool]]:
    """The DNS records of the site."""
    return [(each["type"], each["content"], each["proxied"]) for each in company.part(Zones).record_named(HOST)]


def routes(company: Company) -> list[str]:
    """The patterns that lead to the Worker."""
    zones = company.part(Zones)
    return [
        each["pattern"] for zone in zones.zones() for each in zones.routes(zone["id"]) or () if each["script"] == WORKER
    ]


async def planned(asking: Client) -> tuple[Operation, ...]:
    return order(await read_facts(asking, WORKER), WORKER).operations


async def nothing(_operation: Operation) -> Mapping[str, Any]:
    """A watch that sees nothing wrong."""
    return {"text": "looked"}


def about(company: Company, stage: str = "cutover") -> About:
    return About(stage, company.account["id"], "Northgate", WORKER, WORKER, True, "2026-11-26T00:00:00+00:00")


@dataclass
class Heard:
    """What a run has told."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def states(self) -> list[tuple[str, str]]:
        return [(each.operation.id, each.state) for each in self.events]


async def no_sleep(_seconds: float) -> None:
    """Do not wait."""


def runs_of(root: Path, company: Company) -> tuple[Run, ...]:
    """What was done in this demo account."""
    return read_runs(root, REHEARSAL.format(company.session))


def carrier(root: Path, asking: Client, manner: Manner | None = None, journal: str = NAME) -> Carrier:
    return Carrier(root, Account(asking, no_sleep), manner or Manner({"watch": nothing}), journal)


# ---------------------------------------------------------------------- death


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class Deadly:
    """Counts what a run does to the outside, and kills it before or after one of those moments."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


def deadly(asking: Any, deaths: Deadly, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run die around each write to the journal and each request that changes something."""
    append, send = Journal.append, asking.send

    def appended(self: Journal, run: int, record: str, **fields: Any) -> None:
        deaths.step()
        append(self, run, record, **fields)
        deaths.step()

    async def sent(method: str, *rest: Any, **more: Any) -> Any:
        deaths.step()
        answer = await send(method, *rest, **more)
        deaths.step()
        return answer

    monkeypatch.setattr(Journal, "append", appended)
    monkeypatch.setattr(asking, "send", sent)


MOST = 100
"""Moments that a run certainly has less of."""
