"""The kinds of resource that edgewise knows, as a declared table. Adding a kind is adding a row.

Panels, the snapshot, drill-downs and commands all read this table; none of them names a kind.
"""

from __future__ import annotations

from edgewise.account.resources import (
    ai,
    d1,
    durable_objects,
    hyperdrive,
    kv,
    pages,
    queues,
    r2,
    vectorize,
    workers,
    workflows,
    zones,
)
from edgewise.account.resources.model import Kind

KINDS: tuple[Kind, ...] = (
    *pages.KINDS,
    *workers.KINDS,
    *queues.KINDS,
    *workflows.KINDS,
    *durable_objects.KINDS,
    *kv.KINDS,
    *d1.KINDS,
    *r2.KINDS,
    *hyperdrive.KINDS,
    *vectorize.KINDS,
    *ai.KINDS,
    *zones.KINDS,
)

ROOTS: tuple[Kind, ...] = tuple(each for each in KINDS if not each.parent)
"""The kinds that stand by themselves in an account."""

_BY_ID = {each.id: each for each in KINDS}


def kind(identity: str) -> Kind:
    """The kind with this id.

    Raises:
        KeyError: when there is none.
    """
    return _BY_ID[identity]
