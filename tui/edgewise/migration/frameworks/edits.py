"""Which files the framework's own steps change."""

from __future__ import annotations

from edgewise.migration.choices import Choices
from edgewise.migration.frameworks.forms import adapter_edits, to_open_next
from edgewise.migration.frameworks.keeping import kept_build
from edgewise.migration.frameworks.nextjs.triage import rewrites
from edgewise.project.model import PagesProject


def edited_paths(project: PagesProject, choices: Choices) -> frozenset[str]:
    """Paths of the files that steps of the framework change or may change; others keep their hands off them."""
    if project.framework is None:
        return frozenset()
    edits = [*kept_build(project).edits]
    if choices.adapter == "workers":
        edits += adapter_edits(project).edits
    if to_open_next(project, choices):
        edits += rewrites(project).edits
    return frozenset(edit.path for edit in edits)
