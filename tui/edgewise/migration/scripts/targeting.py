"""The Worker that a project's calls are rewritten for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.migration.branches import production_branch
from edgewise.migration.scripts.bindings import declared_bindings, dev_bindings
from edgewise.migration.scripts.target import Target
from edgewise.migration.worker_document import with_production_on_top
from edgewise.project.boundary import boundary
from edgewise.project.model import Origin, PagesProject


def target_of(project: PagesProject, *, keep_port: bool = False) -> Target:
    """What the calls of ``project`` are measured against, also while its plan cannot be made yet."""
    document = with_production_on_top(project.settings)
    folder = project.root.relative_to(boundary(project.root)).as_posix()
    development = document.get("dev")
    port = development.get("port") if isinstance(development, Mapping) else None
    return Target(
        name=None if project.name.origin is Origin.INFERRED else project.name.value,
        output=project.output.value if project.output else None,
        branch=production_branch(project).value,
        date=project.compatibility_date.value if project.compatibility_date else None,
        flags=project.compatibility_flags,
        bindings={**declared_bindings(dev_bindings(project)), **declared_bindings(document)},
        keep_port=keep_port and port is None,
        preview=_preview(document),
        code=bool(project.functions or project.advanced_worker),
        project=folder,
        folder=folder,
    )


def _preview(document: Mapping[str, Any]) -> str:
    """What makes a preview with the values that previews have."""
    if document.get("previews"):
        return "preview"
    environments = document.get("env")
    if isinstance(environments, Mapping) and environments.get("preview"):
        return "deploy --env preview"
    return "versions upload"
