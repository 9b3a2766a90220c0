"""The addresses that the demo account knows, an area a module. Error codes are those that wrangler acts on.

A module registers its routes as it is imported.
"""

from __future__ import annotations

from edgewise.account.demo.routes import (
    analytics,
    billing,
    builds,
    d1,
    identity,
    kv,
    pages,
    pages_domains,
    queues,
    r2,
    redirects,
    storage,
    tails,
    telemetry,
    uploads,
    worker_domains,
    workers,
    workflows,
    zones,
)

__all__ = [
    "analytics",
    "billing",
    "builds",
    "d1",
    "identity",
    "kv",
    "pages",
    "pages_domains",
    "queues",
    "r2",
    "redirects",
    "storage",
    "tails",
    "telemetry",
    "uploads",
    "worker_domains",
    "workers",
    "workflows",
    "zones",
]
