"""The Worker that a project's calls are rewritten for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.migration.branches import production_branch
from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import completed_document, completed_settings, formed
from edgewise.migration.scripts.bindings import declared_bindings, dev_bindings
from edgewise.migration.scripts.target import Target
from edgewise.migration.settings import TooManyRulesError, worker_settings
from edgewise.migration.worker_document import worker_document
from edgewise.project.boundary import boundary
from edgewise.project.model import Origin, PagesProject


def target_of(project: PagesProject, choices: Choices, *, keep_port: bool = False) -> Target:
    """What the calls of ``project`` are measured against, also while its plan cannot be made yet."""
    document = _document(project, choices)
    folder = project.root.relative_to(boundary(project.root)).as_posix()
    flags = document.get("compatibility_flags")
    development = document.get("dev")
    port = development.get("port") if isinstance(development, Mapping) else None
    return Target(
        name=None if project.name.origin is Origin.INFERRED else project.name.value,
        output=project.output.value if project.output else None,
        branch=production_branch(project).value,
        date=str(document.get("compatibility_date", "")) or None,
        flags=tuple(str(flag) for flag in flags) if isinstance(flags, list) else (),
        bindings={**declared_bindings(dev_bindings(project)), **declared_bindings(document)},
        keep_port=keep_port and port is None,
        preview=_preview(document),
        code=bool(project.functions or project.advanced_worker),
        project=folder,
        folder=folder,
    )


def _document(project: PagesProject, choices: Choices) -> Mapping[str, Any]:
    """The new wrangler file, or the old one when the new one cannot be worked out yet."""
    try:
        built, holding = formed(project, choices)
        settings = completed_settings(worker_settings(built, holding), project, choices)
        return completed_document(worker_document(built, settings), project, choices)
    except (TooManyRulesError, ValueError):
        return project.config.document if project.config else {}


def _preview(document: Mapping[str, Any]) -> str:
    """What makes a preview with the values that previews have."""
    if document.get("previews"):
        return "preview"
    environments = document.get("env")
    if isinstance(environments, Mapping) and environments.get("preview"):
        return "deploy --env preview"
    return "versions upload"
