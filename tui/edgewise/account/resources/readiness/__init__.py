"""How far a Pages project is from being a Worker, as far as its settings tell.

Computed from the project's document and the names of the account's zones alone. It knows nothing of the
code: ``edgewise assess`` reads that. Each point is a row of the comparison of Workers and Pages that
Cloudflare publishes (developers.cloudflare.com/workers/static-assets/migration-guides/migrate-from-pages,
2026), with what a project's settings say about it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from edgewise.account.resources.readiness.checks import CHECKS
from edgewise.account.resources.readiness.points import (
    BLOCKS,
    DECIDE,
    MOVES,
    SETTINGS_ONLY,
    PagesSettings,
    Point,
    Readiness,
)
from edgewise.account.resources.values import at

__all__ = ["BLOCKS", "DECIDE", "MOVES", "SETTINGS_ONLY", "Point", "Readiness", "readiness"]


def readiness(project: Any, zones: Collection[str] | None) -> Readiness | None:
    """What a move of a project meets; ``None`` when its document does not hold its settings.

    Args:
        zones: names of the account's zones; ``None`` when they could not be read.
    """
    if not isinstance(project, Mapping) or not isinstance(at(project, "deployment_configs.production"), Mapping):
        return None
    given = PagesSettings(project, zones)
    points = [point for check in CHECKS for point in check(given)]
    order = (BLOCKS, DECIDE, MOVES)
    return Readiness(tuple(sorted(points, key=lambda each: order.index(each.grade))))
