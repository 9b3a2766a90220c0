"""A cutover as data: hosts, and what stands in the way of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from edgewise.migration.operations.model import Operation

if TYPE_CHECKING:
    from edgewise.migration.operations.recordless import Recordless


@dataclass(frozen=True)
class Obstacle:
    """Why a host cannot be moved, and what can be done about it."""

    text: str
    fixes: tuple[str, ...]


@dataclass(frozen=True)
class Host:
    """One host of the site.

    Attributes:
        standing: ``ready`` to be moved, ``done``, ``blocked``, or ``unknown`` where something could not be read.
        facts: what is there now, in sentences.
    """

    name: str
    standing: Literal["ready", "done", "blocked", "unknown"]
    facts: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class Cutover:
    """The whole of it.

    Attributes:
        worker_there: whether the account has a Worker of this name; ``None`` when that could not be read.
        first: what is done before any host is touched: deploying the version that was proved.
        rest: what is done when the hosts are with the Worker: shares of versions, queues, crons.
        deployed: the versions that answer, with their shares in per cent.
        proof: what the proof of the deployed versions said; empty when one of them was not proved.
        no_record: hosts that nobody can find, since their way back was cut off. They come before everything else.
    """

    project: str
    worker: str
    worker_there: bool | None
    hosts: tuple[Host, ...]
    notes: tuple[str, ...] = ()
    first: tuple[Operation, ...] = ()
    rest: tuple[Operation, ...] = ()
    deployed: Mapping[str, float] = field(default_factory=dict)
    proof: str = ""
    no_record: tuple[Recordless, ...] = ()

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Everything that is done, in order."""
        return (*self.first, *(each for host in self.hosts for each in host.operations), *self.rest)

    @property
    def ready(self) -> bool:
        """Whether the Worker is there and no host is blocked or unknown."""
        return bool(self.worker_there) and all(host.standing in ("ready", "done") for host in self.hosts)


def in_zone(name: str, zone: Mapping[str, Any]) -> bool:
    """Whether the host ``name`` is the zone's own name or one below it."""
    return f".{name}".endswith(f".{zone['name']}")


@dataclass(frozen=True)
class Facts:
    """What the account says. A part that could not be read is ``None``, and ``problems`` says why.

    Attributes:
        subdomain: the project's name below pages.dev.
        domains: names of the project's own domains.
        zones: every zone.
        records: DNS records by zone id.
        routes: routes by zone id.
        worker_domains: custom domains of all Workers.
        workers: names of all Workers.
        inactive: those of the project's own domains that Pages does not answer for.
        account_name: the account's name below workers.dev, empty when it has none; read only for a project without a
            domain of its own.
        opened: whether the Worker answers below workers.dev, and whether its previews do.
    """

    project: str
    subdomain: str
    domains: tuple[str, ...]
    zones: tuple[dict[str, Any], ...] | None
    records: dict[str, tuple[dict[str, Any], ...] | None] = field(default_factory=dict)
    routes: dict[str, tuple[dict[str, Any], ...] | None] = field(default_factory=dict)
    worker_domains: tuple[dict[str, Any], ...] | None = None
    workers: tuple[str, ...] | None = None
    problems: tuple[str, ...] = ()
    inactive: frozenset[str] = frozenset()
    account_name: str | None = None
    opened: tuple[bool, bool] | None = None
