"""Finishing as data: what the account and the repository say, what is done, and what a person does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from edgewise.migration.cutover.model import Cutover, Host
from edgewise.migration.operations.model import Operation


@dataclass(frozen=True)
class Task:
    """Something that a person does, since no request can.

    Attributes:
        id: stable word, such as ``builds``.
        lines: what exactly, safe to show.
    """

    id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What is known before anything is planned. A part that could not be read is ``None``; ``problems`` says why.

    Attributes:
        project: the Pages project as the account tells of it.
        lists: Bulk Redirect lists and other lists of the account.
        rules: rules of the account for redirects; empty when it has no ruleset for them, or an empty one.
        ruleset: whether it has one.
        workflows: files in the repository that deploy to Pages, or run a script that does.
        hooked: whether a deploy hook has started one of the last deployments.
        builds: the command that the wrangler file has wrangler run before it deploys; empty for none.
        kept: until when the Pages project is kept by the journal, as an ISO date; empty while nothing is said.
        today: the date in UTC.
        domains: hosts that are custom domains of the Worker.
        file: the wrangler file that people edit, relative to the project; empty when there is none.
        document: the wrangler file that the Worker is deployed with.
        previews: which branches had previews before edgewise stopped them; empty when it did not.
    """

    project: Mapping[str, Any]
    cutover: Cutover
    lists: tuple[Mapping[str, Any], ...] | None
    rules: tuple[Mapping[str, Any], ...] | None
    ruleset: bool
    workflows: tuple[str, ...]
    hooked: bool | None
    builds: str
    kept: str
    today: date
    previews: str = ""
    problems: tuple[str, ...] = ()
    domains: tuple[str, ...] | None = ()
    file: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finish:
    """What will be done, and what is left to a person.

    Attributes:
        keep_until: until when the Pages project is the way back, as an ISO date.
        notes: what else to know, in sentences.
    """

    project: str
    worker: str
    worker_there: bool | None
    hosts: tuple[Host, ...]
    operations: tuple[Operation, ...]
    tasks: tuple[Task, ...]
    notes: tuple[str, ...]
    keep_until: str

    @property
    def ready(self) -> bool:
        """Whether the Worker is there and every host of the project is with it."""
        return bool(self.worker_there) and all(host.standing == "done" for host in self.hosts)


@dataclass(frozen=True)
class CleanUp:
    """Which deployments of the Pages project could go.

    Attributes:
        deployments: how many there are.
        stays: why some stay, by their ids.
        obstacles: why it may not begin, by stable words: ``not-cut-over``, ``early``.
    """

    project: str
    deployments: int
    stays: Mapping[str, str]
    obstacles: Mapping[str, str]
    operation: Operation

    @property
    def goes(self) -> int:
        """How many of them could go."""
        return self.deployments - len(self.stays)
