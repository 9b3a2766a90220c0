"""Shipping as data: what the account has, what the Worker needs, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from edgewise.migration.operations.model import Operation
from edgewise.project.dashboard import Dashboard

Sign = Literal["ok", "note", "stop", "unknown"]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at before anything is sent.

    Attributes:
        id: stable word, such as ``binding-preview``.
        sign: ``ok``; ``note`` for what to know; ``stop`` for what must be mended first; ``unknown`` for what could
            not be read.
        fix: what to do, where there is something.
    """

    id: str
    sign: Sign
    text: str
    fix: str = ""


@dataclass(frozen=True)
class Resources:
    """What the account has, by the keys of a wrangler file: ids or names. ``None`` where it could not be read."""

    names: Mapping[str, frozenset[str] | None] = field(default_factory=dict)

    def has(self, kind: str, name: str) -> bool | None:
        """Whether the account has it; ``None`` when that is not known."""
        found = self.names.get(kind)
        return None if found is None else name in found


@dataclass(frozen=True)
class State:
    """What the account says.

    Attributes:
        dashboard: the settings of the Pages project; its production on top.
        host: the host at which the live site is asked: the project's first own domain, else the one below pages.dev.
        there: whether the account has the Worker.
        missing: names of secrets that the project has in production and the Worker lacks.
        problems: what could not be read, in sentences.
    """

    project: str
    worker: str
    dashboard: Dashboard
    host: str
    there: bool
    missing: tuple[str, ...]
    resources: Resources
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shipment:
    """What will be done.

    Attributes:
        document: the wrangler file that counts.
    """

    state: State
    document: Mapping[str, Any]
    checks: tuple[Check, ...]
    operations: tuple[Operation, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing must be mended first."""
        return all(each.sign != "stop" for each in self.checks)
