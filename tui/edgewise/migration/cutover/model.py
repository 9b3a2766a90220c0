"""A cutover as data: hosts, and what is done to each, with its way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Request:
    """A request to Cloudflare's API. ``path`` is below the base URL; ``{route}`` and ``{record}`` are ids that an
    earlier answer tells."""

    method: str
    path: str
    body: Any = None


@dataclass(frozen=True)
class Operation:
    """One thing to do.

    Attributes:
        id: stable word.
        why: one sentence.
        requests: what is sent; none for what a person does.
        undo: what is sent to go back, in order.
        way_back: going back in words.
        restores: whether that brings back the state before, at once.
        command: the same with wrangler, where it has one.
    """

    id: str
    title: str
    why: str
    requests: tuple[Request, ...] = ()
    undo: tuple[Request, ...] = ()
    way_back: str = ""
    restores: bool = True
    command: str = ""


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
    """

    project: str
    worker: str
    worker_there: bool | None
    hosts: tuple[Host, ...]
    notes: tuple[str, ...] = ()

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
