"""What a Pages project uses, in the words of a comparison's ``uses``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgewise.project.model import PagesProject

_BINDINGS = (
    "kv_namespaces",
    "d1_databases",
    "r2_buckets",
    "services",
    "vectorize",
    "hyperdrive",
    "analytics_engine_datasets",
    "ai",
    "browser",
    "mtls_certificates",
)


def _has_producer(project: PagesProject) -> bool:
    queues = project.settings.get("queues")
    return isinstance(queues, Mapping) and bool(queues.get("producers"))


USES: Mapping[str, Callable[[PagesProject], bool]] = MappingProxyType(
    {
        "files": lambda project: bool(project.assets),
        "not-found-page": lambda project: any(name.endswith("404.html") for name in project.assets),
        "code": lambda project: bool(project.functions or project.advanced_worker),
        "functions": lambda project: bool(project.functions),
        "middleware": lambda project: any(route.middlewares for route in project.functions),
        "routes": lambda project: project.routes is not None and not project.routes.generated,
        "headers": lambda project: bool(project.headers),
        "redirects": lambda project: bool(project.redirects),
        "bindings": lambda project: any(project.settings.get(key) for key in _BINDINGS),
        "producer": _has_producer,
        "objects": lambda project: bool(project.settings.get("durable_objects")),
        "pipeline": lambda project: bool(project.deployments or project.ci_files),
        "framework": lambda project: project.framework is not None,
        "next": lambda project: project.framework is not None and project.framework.id == "next",
    }
)
"""What a row of a comparison may name, and how it is told."""


def uses_of(root: Path) -> frozenset[str] | None:
    """What the Pages project in ``root`` uses; ``None`` when there is none.

    Reads files only. Raises nothing: what cannot be read is no project.
    """
    from edgewise.errors import EdgewiseError
    from edgewise.project import discover

    try:
        project = discover(root)
    except (EdgewiseError, OSError):
        return None
    if not project.answers and project.config is None:
        return None
    return frozenset(name for name, used in USES.items() if used(project))
