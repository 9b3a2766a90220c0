"""The views that show logs: what runs now, and what a build said."""

from __future__ import annotations

from dataclasses import replace

from edgewise.account.resources.model import Row, Scope, View
from edgewise.account.resources.values import at
from edgewise.account.tail.target import OBSERVABILITY_READ, TAIL_READ
from edgewise.account.tail.target import PAGES_TAIL as PAGES_TAIL_NEEDS

TAIL = View(
    "tail",
    "Live log",
    "l",
    "Watch what it does, as it happens: requests, what was logged, exceptions.",
    permission=TAIL_READ,
)
PAGES_TAIL = replace(TAIL, permission=PAGES_TAIL_NEEDS)
BUILD = View("build", "Build log", "l", "Read what the build said, stage by stage, and follow it while it runs.")


def _stores(row: Row, scope: Scope) -> bool:
    return at(row.raw, "observability.enabled") is True


STORED = View(
    "stored",
    "Stored log",
    "L",
    "See what it did before you looked, where its logs are stored.",
    _stores,
    permission=OBSERVABILITY_READ,
)
